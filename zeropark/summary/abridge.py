"""``Evaluation`` + ``Plan`` → the park in brief (摘编): every figure as its report prints it."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from zeropark.compute import leaves
from zeropark.formula import total
from zeropark.messages import word, words
from zeropark.model import WHOLE, Action, Entry, Evaluation, Grade, Plan, Row, Score, Step
from zeropark.report.context.case import Case
from zeropark.report.context.judgement import asked_for, aspect, shown
from zeropark.report.context.quality import facts as quality
from zeropark.report.context.work import subject
from zeropark.report.figures import given
from zeropark.report.trace import in_words, with_numbers
from zeropark.score import conclude
from zeropark.summary.brief import Amount, Brief, Condition, Deed, Figure, Part, Reached, Tally


def abridged(evaluation: Evaluation, plan: Plan) -> Brief:
    """The park in brief (园区摘要)."""
    case = Case(evaluation, plan)
    standard, result, variant = case.standard, evaluation.result, evaluation.variant
    ends = (standard.stages or (WHOLE,))[-1:]
    return Brief(
        standard=standard.id,
        title=standard.title,
        variant=variant.id,
        kind=variant.name,
        scheme=result.scheme.id,
        scheme_title=result.scheme.title,
        draft=result.scheme.status != "official",
        scored=result.scheme.scored,
        book=case.submission.book,
        sha256=case.submission.sha256,
        stage="" if evaluation.stage in ends else evaluation.stage.name,
        park=case.park,
        region=_told(case, "region"),
        city=_told(case, "city"),
        level=_told(case, "level"),
        agency=_told(case, "agency"),
        term=_term(case),
        total=Figure(result.total.value, case.value(result.total)),
        best_total=case.score(result.best_total, (grade.minimum for grade in standard.grades)),
        grade=result.grade.id if result.grade else "",
        conclusion=conclude(standard, result),
        sufficient=result.sufficient,
        estimated=quality(case)["estimated_share"],
        queries=sum(issue.level == "query" for issue in evaluation.issues),
        conditions=tuple(_condition(case, g) for g in standard.grades if g.condition),
        aspects=tuple(_part(case, id_) for id_ in standard.aspects),
        indicators=tuple(_reached(case, score) for score in result.scores),
        amounts=tuple(_amount(case, id_) for id_ in standard.roles.get("overview", "").split()),
        tasks=tuple(_tallies(case)),
        measures=tuple(_deed(case, action) for action in plan.actions),
    )


def _told(case: Case, role: str) -> str:
    """The answer to the item of that role; nothing where the standard does not ask for it."""
    entry = case.submission.entries.get(case.standard.roles.get(role, ""))
    return case.entry(entry) if entry and entry.text else ""


def _term(case: Case) -> str:
    first, last = _told(case, "start"), _told(case, "end")
    return word("from_to", first=first, last=last) if first and last else ""


def _condition(case: Case, grade: Grade) -> Condition:
    state = str(case.evaluation.result.conditions[grade.id]).lower()
    return Condition(grade.condition_name, state, words("holds")[state])


def _amount(case: Case, id_: str) -> Amount:
    step = case.evaluation.steps[id_]
    return Amount(id_, step.name, step.unit, _figure(case, step))


def _figure(case: Case, step: Step) -> Figure:
    return Figure(step.value, case.value(step))


# ------------------------------------------------------------------ indicators and aspects


def _reached(case: Case, score: Score) -> Reached:
    indicator = score.indicator
    return Reached(
        id=indicator.id,
        name=indicator.name,
        aspect=case.standard.aspects[indicator.aspect],
        unit=indicator.unit if indicator.kind == "quantitative" else "",
        quantitative=indicator.kind == "quantitative",
        value=Figure(score.value.value, shown(case, score)),
        target=asked_for(score),
        maximum=case.score(score.maximum),
        points=_figure(case, score.points),
        lost=Figure(score.lost, case.score(score.lost)),
        standing=score.standing,
        mark=words("marks_of_standing")[score.standing],
        formula=in_words(score.value, case.standard),
        numbers=with_numbers(score.value, case.places),
        cells=tuple(dict.fromkeys(str(leaf.cell) for leaf in leaves(score.value) if leaf.cell)),
    )


def _part(case: Case, id_: str) -> Part:
    told = aspect(case, case.evaluation.result, id_)
    sums = case.evaluation.result.aspects.get(id_)
    nothing = Figure(None, word("state_not_applicable"))
    return Part(
        id=id_,
        name=told["name"],
        points=_figure(case, sums.points) if sums else nothing,
        maximum=_figure(case, sums.maximum) if sums else Figure(Decimal(0), told["maximum"]),
        rate=told["rate"],
        met=told["met"],
        judged=told["judged"],
    )


# ------------------------------------------------------------------ tasks and measures


def _tallies(case: Case) -> Iterator[Tally]:
    """The tasks by aspect, as far as the standard asks for tasks."""
    roles = case.standard.roles
    listing = case.submission.listings.get(roles.get("tasks", ""))
    if listing is None:
        return
    done = listing.table.column(roles["tasks_status"]).choices[0]
    for name in case.standard.aspects.values():
        rows = [row for row in listing.rows if row.text(roles["tasks_aspect"]) == name]
        yield Tally(
            name=name,
            count=len(rows),
            done=sum(row.text(roles["tasks_status"]) == done for row in rows),
            planned=_sum(rows, roles["tasks_planned"]),
            invested=_sum(rows, roles["tasks_invested"]),
        )


def _sum(rows: Sequence[Row], column: str) -> Decimal:
    return total(row.entries[column].number or Decimal(0) for row in rows)


def _deed(case: Case, action: Action) -> Deed:
    """A measure; what the library proposes has neither tonnes nor money."""
    fields = action.fields
    return Deed(
        id=action.id,
        subject=subject(case, action.target),
        aspect=_aspect(case, action.target),
        own=action.own,
        measure=fields.get(_column(case, "measure"), fields.get("measure", "")),
        lead=fields.get(_column(case, "lead"), fields.get("lead", "")),
        deadline=fields.get(_column(case, "deadline"), fields.get("term", "")),
        reduction=_planned(case, action, "reduction"),
        investment=_planned(case, action, "investment"),
        acceptance=fields.get(_column(case, "acceptance"), fields.get("acceptance", "")),
        priority=action.priority,
    )


def _column(case: Case, what: str) -> str:
    return case.standard.roles.get(f"plan_{what}", "")


def _planned(case: Case, action: Action, what: str) -> Figure:
    entry: Entry | None = action.row.entries.get(_column(case, what)) if action.row else None
    if entry is None or entry.number is None:
        return Figure(None, case.dash)
    return Figure(entry.number, given(entry.number, entry.item.unit))


def _aspect(case: Case, target: str) -> str:
    """The aspect that a measure serves; what serves none is told by its subject."""
    for score in case.evaluation.result.scores:
        if score.indicator.id == target:
            return case.standard.aspects[score.indicator.aspect]
    return case.standard.roles.get(f"subject_{target}", target)
