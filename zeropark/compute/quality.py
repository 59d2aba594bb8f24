"""How sure the data behind the emissions are (数据质量): the emissions added up by grade.

An emission is as sure as the weakest of the data it was worked out from.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from zeropark.compute.traced import leaves
from zeropark.formula import EXACT, is_sum, total
from zeropark.messages import word
from zeropark.model import GRADE, Cell, Standard, Step, Submission

_TAKEN = "taken_"  # begins the names of what counts the other way


def grades(submission: Submission) -> Mapping[Cell, str]:
    """The grade of each answer that is asked for one (数据等级), by its cell."""
    listings = submission.listings.values()
    rows = [row.entries for listing in listings for row in listing.rows]
    return {
        entry.cell: (grade.text if grade else "") or word("ungraded")
        for entries in (submission.entries, *rows)
        for entry in entries.values()
        if entry.item.grade
        for grade in (entries.get(f"{entry.item.id}__{GRADE}"),)
    }


def by_grade(
    standard: Standard, submission: Submission, steps: Mapping[str, Step]
) -> Mapping[str, Step]:
    """The emissions of each grade of data added up (按数据等级的排放量), surest first.

    Data without a grade stand next to estimated ones. Nothing where the standard knows no grades or
    there are no emissions to tell apart.
    """
    role, known = standard.roles.get("whole", ""), standard.data_grades
    whole = steps[role] if role and known else None
    if whole is None or whole.value is None:
        return {}
    found = _sorted(known, grades(submission), whole)
    made = {
        grade: _sum(f"quality:{n}", grade, whole, emissions)
        for n, (grade, emissions) in enumerate(found.items())
        if emissions or grade in known
    }
    return made if any(step.value for step in made.values()) else {}


def _sorted(
    known: Sequence[str], graded: Mapping[Cell, str], whole: Step
) -> Mapping[str, list[Step]]:
    *surer, estimate = known
    found: dict[str, list[Step]] = {g: [] for g in (*surer, word("ungraded"), estimate)}
    ranks = list(found)
    for step in _emissions(whole):
        cells = (leaf.cell for leaf in leaves(step) if leaf.cell)
        used = [graded[cell] for cell in cells if cell in graded]
        found[max(used, key=ranks.index, default=word("ungraded"))].append(step)
    return found


def _emissions(step: Step) -> Iterator[Step]:
    """What a sum is made of, down to what was worked out from data; nothing is no emission."""
    if step.formula and is_sum(step.formula):
        for part in step.inputs:
            yield from _emissions(part)
    elif step.value:
        yield step


def _sum(id_: str, grade: str, whole: Step, emissions: Sequence[Step]) -> Step:
    """What the emissions weigh, whichever way they count: shares must add up."""
    names = [_name(step) for step in emissions]
    signs = {name: "-" if name.startswith(_TAKEN) else "+" for name in names}
    terms = (f"{sign} sum({name})" for name, sign in sorted(signs.items(), key=_added_first))
    return Step(
        id=id_,
        name=word("graded_emissions", grade=grade),
        unit=whole.unit,
        value=total(EXACT.abs(step.value or Decimal(0)) for step in emissions),
        formula=" ".join(terms).removeprefix("+ ") or "0",
        inputs=tuple(emissions),
        names=tuple(names),
        note=word("graded_note"),
        source=grade,
        period=whole.period,
    )


def _name(step: Step) -> str:
    """The formula's name for an emission: that of its kind, whose rows stand together."""
    kind = step.id.partition("[")[0]
    return f"{_TAKEN}{kind}" if (step.value or 0) < 0 else kind


def _added_first(term: tuple[str, str]) -> bool:
    return term[1] == "-"
