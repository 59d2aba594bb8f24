"""The plan of the work as reviewed, and its goals scored as if reached (方案评价与模拟评分)."""

from collections.abc import Iterator
from decimal import Decimal

from zeropark.formula import EXACT, references
from zeropark.messages import word, words
from zeropark.model import Entry, PartFound, Result, Review, Row, Score, Step
from zeropark.report.context import work
from zeropark.report.context.case import Case, Record
from zeropark.report.context.judgement import aspect, shown
from zeropark.report.figures import figure, given, with_unit
from zeropark.review import review
from zeropark.score import conclude, goal


def facts(case: Case) -> Record:
    """``stage expected review``."""
    stage = case.evaluation.stage
    found = review(case.evaluation)
    return {
        "stage": {"id": stage.id, "name": stage.name},
        "expected": _expected(case, case.evaluation.expected),
        "review": _review(case, found),
    }


# ------------------------------------------------------------------ the goals scored


def _expected(case: Case, result: Result | None) -> Record:
    """What the score would be if every goal were reached; nothing is known without goals."""
    if result is None:
        return {"known": False, "scores": [], "aspects": []}
    judged = [score for score in result.scores if score.standing != "not_applicable"]
    return {
        "known": True,
        "total": case.value(result.total),
        "conclusion": conclude(case.standard, result),
        "grade": result.grade.id if result.grade else "",
        "sufficient": result.sufficient,
        "met": sum(score.standing == "met" for score in judged),
        "judged": len(judged),
        "count": len(result.scores),
        "conditions": [
            {
                "grade": grade.name,
                "minimum": f"{grade.minimum}",
                "condition": grade.condition_name,
                "holds": words("holds")[str(result.conditions[grade.id]).lower()],
                "figures": case.listed(_aims(case, grade.condition)),
            }
            for grade in case.standard.grades
        ],
        "scores": [_score(case, score) for score in result.scores],
        "aspects": [aspect(case, result, id_) for id_ in case.standard.aspects],
    }


def _aims(case: Case, condition: str) -> Iterator[str]:
    """What the plan aims at in the figures of a grade's condition."""
    for ref in references(condition) if condition else ():
        entry = goal(case.standard, case.submission, str(ref))
        if entry is not None:
            yield _answer(case, entry)


def _score(case: Case, score: Score) -> Record:
    indicator, submission = score.indicator, case.submission
    prefix = case.standard.roles.get("was", "")
    was = submission.entries.get(f"{prefix}_{indicator.id}")
    aim = goal(case.standard, submission, indicator.id)
    sign = "≤" if indicator.direction == "at_most" else ""
    target = f"{sign}{with_unit(given(score.target, indicator.unit), indicator.unit)}"
    quantitative = indicator.kind == "quantitative"
    return {
        "id": indicator.id,
        "aspect": case.standard.aspects[indicator.aspect],
        "name": indicator.name,
        "quantitative": quantitative,
        "target": target if quantitative else indicator.target_text,
        "was": _answer(case, was) if was else case.dash,
        "goal": shown(case, score),
        "basis": aim.reason if aim and aim.reason else case.dash,
        "maximum": case.score(score.maximum),
        "points": case.value(score.points),
        "lost": case.score(score.lost),
        "standing": score.standing,
        "mark": words("marks_of_standing")[score.standing],
        "below": score.standing in {"near", "short", "far"},
    }


def _answer(case: Case, entry: Entry) -> str:
    """An answer with its unit."""
    text = case.entry(entry)
    bare = isinstance(entry.value, Decimal) and entry.item.unit != "%"
    return with_unit(text, entry.item.unit) if bare else text


# ------------------------------------------------------------------ the plan reviewed


def _review(case: Case, found: Review) -> Record:
    names = [verdict.name for verdict in reversed(case.standard.verdicts)]
    cut = _support(case)
    return {
        "parts": [_part(case, n, part) for n, part in enumerate(found.parts, start=1)],
        "counts": {name: int(count) for name, count in found.counts.items()},
        "uncovered": list(found.uncovered),
        "coverage": _coverage(case),
        "support": cut,
        "findings": list(_findings(case, found, cut)),
        "verdict": found.verdict.name if found.verdict else "",
        "verdicts": list(dict.fromkeys(names)),
        "reasons": [verdict.reason for verdict in found.reasons],
    }


def _part(case: Case, place: int, part: PartFound) -> Record:
    return {
        "n": place,
        "name": part.part.name,
        "clause": part.part.clause,
        "state": words("part_states")[part.state],
        "whole": part.state == "whole",
        "lacking": case.listed(part.lacking),
    }


def _support(case: Case) -> Record:
    """How much of the cut that the plan aims at its tasks make up (减排支撑), as the park tells.

    Nothing is known without a base year, an aim or a task that tells what it cuts.
    """
    steps, made = case.evaluation.steps, work.reduction_of(case)
    for grade in case.standard.grades:
        for ref in references(grade.condition) if grade.condition else ():
            aim = goal(case.standard, case.submission, str(ref))
            base = steps.get(f"{ref.name}[{case.standard.periods[0].id}]")
            if aim and aim.number is not None and base and base.value is not None and made:
                return _cut(case, base, aim, made)
    return {"known": False, "short": False}


def _cut(case: Case, base: Step, aim: Entry, made: Decimal) -> Record:
    start, end = base.value or Decimal(0), aim.number or Decimal(0)
    wanted = EXACT.subtract(start, end)
    lacking = EXACT.subtract(wanted, made)
    told = {"base": start, "wanted": wanted, "lacking": lacking}
    return {
        "known": True,
        "short": wanted > 0 and lacking > 0,
        "rising": wanted <= 0,
        "goal": _answer(case, aim),
        "share": case.ratio(made, wanted) if wanted > 0 else case.dash,
        **{
            name: with_unit(figure(value, base.unit, case.places), base.unit)
            for name, value in told.items()
        },
    }


def _coverage(case: Case) -> list[Record]:
    """Aspect by aspect, the tasks that serve it; one without is told as such."""
    rows = []
    for id_, name in case.standard.aspects.items():
        tasks = work.tasks_of(case, name)
        tally = work.of_aspect(case, name)
        rows.append(
            {
                **tally,
                "planned": case.dash if tally["planned"] == "0" else tally["planned"],
                "requirement": case.texts.get("aspect_requirements", {}).get(id_, case.dash),
                "tasks": case.listed(str(task["n"]) for task in tasks),
                "covered": bool(tasks),
            }
        )
    return rows


def _findings(case: Case, found: Review, cut: Record) -> Iterator[Record]:
    """What the review finds lacking, one by one, for sentences to tell."""
    for part in found.parts:
        if part.state != "whole":
            yield _finding(case, part.state, part.part.name, lacking=case.listed(part.lacking))
    for name in found.uncovered:
        yield _finding(case, "uncovered", name)
    for score in found.below:
        told = _score(case, score)
        yield _finding(case, "below", told["name"], goal=told["goal"], target=told["target"])
    for kind, rows in (
        ("late", found.late),
        ("unfunded", found.unfunded),
        ("unowned", found.unowned),
    ):
        if rows:
            yield _finding(case, kind, case.listed(_task_name(case, row) for row in rows))
    if cut["short"]:
        yield _finding(case, "unsupported", cut["share"], lacking=cut["lacking"])


def _finding(case: Case, kind: str, name: str, **more: str) -> Record:
    blank = {"lacking": case.dash, "goal": case.dash, "target": case.dash}
    return {"kind": kind, "name": name, "pick": case.pick(kind, name), **blank, **more}


def _task_name(case: Case, row: Row) -> str:
    label = case.submission.listings[case.standard.roles["tasks"]].table.label
    return word("quoted", text=row.text(label))
