"""How sure the data behind the emissions are (数据质量): by grade, and the part that is estimated.

An emission is as sure as the weakest of the data it was worked out from.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from zeropark.compute import leaves
from zeropark.formula import EXACT, is_sum, total
from zeropark.messages import word
from zeropark.model import Step
from zeropark.report.context.case import Case, Record
from zeropark.report.figures import figure


def facts(case: Case) -> Record:
    """``quality estimated_share``; without grades or emissions there is nothing to tell apart."""
    role, known = case.standard.roles.get("whole", ""), case.standard.data_grades
    whole = case.evaluation.steps[role] if role and known else None
    graded = _by_grade(case, whole) if whole and whole.value is not None else {}
    amounts = {grade: _amount(steps) for grade, steps in graded.items()}
    every = total(amounts.values())
    if whole is None or not every:
        return {"quality": [], "estimated_share": case.dash}
    rows = [
        {
            "grade": grade,
            "estimated": grade == known[-1],
            "some": bool(steps),
            "emissions": case.listed(dict.fromkeys(step.name for step in steps)),
            "value": figure(amounts[grade], whole.unit, case.places),
            "unit": whole.unit,
            "share": case.ratio(amounts[grade], every),
        }
        for grade, steps in graded.items()
        if steps or grade in known
    ]
    return {"quality": rows, "estimated_share": rows[-1]["share"]}


def _by_grade(case: Case, whole: Step) -> Mapping[str, list[Step]]:
    """The emissions by the grade of their data, surest first; not told is next to estimated."""
    *surer, estimate = case.standard.data_grades
    found: dict[str, list[Step]] = {g: [] for g in (*surer, word("ungraded"), estimate)}
    ranks, grades = list(found), case.grades
    for step in _emissions(whole):
        used = [grades[leaf.cell] for leaf in leaves(step) if leaf.cell in grades]
        found[max(used, key=ranks.index, default=word("ungraded"))].append(step)
    return found


def _emissions(step: Step) -> Iterator[Step]:
    """What a sum is made of, down to what was worked out from data; nothing is no emission."""
    if step.formula and is_sum(step.formula):
        for part in step.inputs:
            yield from _emissions(part)
    elif step.value:
        yield step


def _amount(steps: list[Step]) -> Decimal:
    """What the emissions weigh, whichever way they count: shares must add up."""
    return total(EXACT.abs(step.value or Decimal(0)) for step in steps)
