"""Indicators, points, total and grade as printed (指标评价与结论)."""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from zeropark.compute import attainment, leaves
from zeropark.formula import EXACT, compare
from zeropark.messages import word, words
from zeropark.model import Gap, Grade, Result, Score, Step
from zeropark.report.context import verified, work
from zeropark.report.context.case import Case, Record
from zeropark.report.context.inventory import source
from zeropark.report.figures import PERCENT, figure, given, with_unit
from zeropark.report.trace import in_words, with_numbers
from zeropark.score import conclude

_FULL = Decimal(100)
_CLOSE = Decimal("0.05")  # from this near below a limit, the full value is told


def facts(case: Case) -> Record:
    """``indicators aspects result sensitivity others references readings gaps``."""
    evaluation = case.evaluation
    indicators = {score.indicator.id: _indicator(case, score) for score in evaluation.result.scores}
    return {
        "indicators": list(indicators.values()),
        "aspects": [_aspect(case, id_, indicators) for id_ in case.standard.aspects],
        "result": {**_scheme(case, evaluation.result), **_verdict(case)},
        "sensitivity": [
            _scheme(case, result) for result in (evaluation.result, *evaluation.others)
        ],
        "others": [_other(case, n, r) for n, r in enumerate(evaluation.others, start=1)],
        "references": [row for r in evaluation.references for row in _against(case, r)],
        "readings": list(_readings(case)),
        "gaps": [
            {**indicators[gap.score.indicator.id], **_gap(case, n, gap)}
            for n, gap in enumerate(case.plan.gaps, start=1)
        ],
    }


# ------------------------------------------------------------------ one indicator


def _indicator(case: Case, score: Score) -> Record:
    return {
        **_asked(case, score),
        **_reached(case, score),
        **_shown_how(case, score),
        **verified.of_indicator(case, score),
    }


def _asked(case: Case, score: Score) -> Record:
    """What the standard wants, and where it takes it from."""
    indicator = score.indicator
    quantitative = indicator.kind == "quantitative"
    return {
        "id": indicator.id,
        "aspect": case.standard.aspects[indicator.aspect],
        "name": indicator.name,
        "quantitative": quantitative,
        "unit": indicator.unit if quantitative else case.dash,
        "target": asked_for(score),
        "target_text": indicator.target_text,
        "maximum": case.score(score.maximum),
        "rule": words("rules")[score.rule.kind],
        "printed": indicator.printed,
        "clause": indicator.clause,
        "source_value": indicator.source_value,
        "source_document": indicator.source_document,
        "usual_evidence": indicator.evidence,
        "convention": indicator.convention or case.dash,
    }


def asked_for(score: Score) -> str:
    """The target as printed (目标值): an upper limit with its sign, or what is to be there."""
    indicator = score.indicator
    if indicator.kind == "qualitative":
        return indicator.target_text
    sign = "≤" if indicator.direction == "at_most" else ""
    return f"{sign}{with_unit(given(score.target, indicator.unit), indicator.unit)}"


def _reached(case: Case, score: Score) -> Record:
    """What the park reached, in points and against the target."""
    points = score.points.value or Decimal(0)
    attained = attainment(score.indicator, score.value.value, score.target)
    return {
        "value": shown(case, score),
        "known": score.value.value is not None,
        "standing": score.standing,
        "mark": words("marks_of_standing")[score.standing],
        "points": case.value(score.points),
        "lost": case.score(score.lost),
        "rate": case.ratio(points, score.maximum),
        "distance": _distance(case, score),
        "share_of_target": case.dash if attained is None else case.percent(attained),
        "exceeds": attained is not None and compare(">=", attained, case.standard.bands["exceeds"]),
    }


def _shown_how(case: Case, score: Score) -> Record:
    """How the figure came about, what proves it, what was done and is to be done."""
    cells = [leaf for leaf in leaves(score.value) if leaf.cell]
    measures = (a.id for a in case.plan.actions if a.target == score.indicator.id)
    return {
        "in_words": in_words(score.value, case.standard),
        "numbers": with_numbers(score.value, case.places),
        "inputs": [source(case, step) for step in cells],
        "evidence": case.listed(_evidence(case, cells)),
        "reasons": _reasons(cells) or _own_reason(score),
        "tasks": work.of_aspect(case, case.standard.aspects[score.indicator.aspect]),
        "measures": case.listed(measures),
        "pick": case.pick(score.indicator.id),
    }


def shown(case: Case, score: Score) -> str:
    """An indicator's value with its unit, or what was answered where it is 建立/具备."""
    text = case.value(score.value)
    if score.value.value is None:
        return text
    if score.indicator.kind == "quantitative":
        return with_unit(text, score.indicator.unit)
    cells = (leaf.cell for leaf in leaves(score.value) if leaf.cell)
    return case.listed(case.entry(case.by_cell[cell]) for cell in cells)


def _distance(case: Case, score: Score) -> str:
    """How far from the target; between two percentages, in 个百分点."""
    if score.value.value is None:
        return case.dash
    unit = score.indicator.unit
    text = figure(EXACT.abs(EXACT.subtract(score.value.value, score.target)), unit, case.places)
    return word("points_apart", value=text) if unit == PERCENT else text


def _evidence(case: Case, cells: Iterable[Step]) -> Iterable[str]:
    """The evidence numbers beside the answers that a figure rests on, each once."""
    numbers = (n for leaf in cells if leaf.cell for n in case.proofs.get(leaf.cell, ()))
    return dict.fromkeys(numbers)


def _own_reason(score: Score) -> str:
    """Why an indicator does not apply though every answer is there."""
    return score.value.note.rstrip(word("stop")) if score.standing == "not_applicable" else ""


def _reasons(cells: Iterable[Step]) -> str:
    """The reasons given for what is missing or does not apply, each once."""
    notes = (leaf.note.rstrip(word("stop")) for leaf in cells if leaf.value is None and leaf.note)
    return word("aside_sign").join(dict.fromkeys(notes))


# ------------------------------------------------------------------ aspects and total


def aspect(case: Case, result: Result, id_: str) -> Record:
    """What an aspect's indicators make together under a result; dashes where none counts."""
    scores = [s for s in result.scores if s.indicator.aspect == id_]
    judged = [score for score in scores if score.standing != "not_applicable"]
    sums = result.aspects.get(id_)
    rate = sums.rate.value if sums else None
    return {
        "id": id_,
        "name": case.standard.aspects[id_],
        "count": len(scores),
        "met": sum(score.standing == "met" for score in judged),
        "judged": len(judged),
        "maximum": case.value(sums.maximum) if sums else case.dash,
        "points": case.value(sums.points) if sums else case.dash,
        "rate": case.dash if rate is None else case.percent(rate),
    }


def _aspect(case: Case, id_: str, indicators: dict[str, Record]) -> Record:
    scores = (s for s in case.evaluation.result.scores if s.indicator.aspect == id_)
    name = case.standard.aspects[id_]
    return {
        **aspect(case, case.evaluation.result, id_),
        "requirement": case.texts["aspect_requirements"][id_],
        "indicators": [indicators[score.indicator.id] for score in scores],
        "work": work.of_aspect(case, name),
        "tasks": work.tasks_of(case, name),
        "pick": case.pick(id_),
    }


def _verdict(case: Case) -> Record:
    """What the conclusion says beyond the scheme's total and grade."""
    result = case.evaluation.result
    value = result.total.value or Decimal(0)
    limits = tuple(grade.minimum for grade in case.standard.grades)
    judged = [score for score in result.scores if score.standing != "not_applicable"]
    left_out = [score for score in result.scores if score.standing == "not_applicable"]
    return {
        "lost": case.score(EXACT.subtract(_FULL, value)),
        "gathered": case.value(result.gathered if result.rescaled else result.total),
        "maximum": case.value(result.possible),
        "rescaled": result.rescaled,
        "best_total": case.score(result.best_total, limits),
        "full": f"{value.normalize():f}"[:24],
        "near_limit": [f"{limit}" for limit in limits if limit > value > limit - _CLOSE],
        "grades": [_grade(grade, result) for grade in case.standard.grades],
        "met": sum(score.standing == "met" for score in judged),
        "count": len(result.scores),
        "judged": len(judged),
        "missing": [score.indicator.name for score in judged if score.standing == "missing"],
        "not_applicable": [score.indicator.name for score in left_out],
    }


def _grade(grade: Grade, result: Result) -> Record:
    state = str(result.conditions[grade.id]).lower()
    return {
        "name": grade.name,
        "minimum": f"{grade.minimum}",
        "points_reached": compare(">=", result.total.value or Decimal(0), grade.minimum),
        "condition": grade.condition_name,
        "holds": words("holds")[state],
        "state": state,
        "clause": grade.clause,
    }


def _scheme(case: Case, result: Result) -> Record:
    conclusion = conclude(case.standard, result)
    return {
        "scheme": result.scheme.title,
        "scheme_id": result.scheme.id,
        "total_id": result.total.id,
        "scheme_digest": result.scheme.digest[:12],
        "basis": result.scheme.basis,
        "status": words("statuses")[result.scheme.status],
        "draft": result.scheme.status != "official",
        "total": case.value(result.total),
        "grade": result.grade.id if result.grade else "",
        "conclusion": conclusion,
        "sufficient": result.sufficient,
        "chosen": result is case.evaluation.result,
        "same": conclusion == conclude(case.standard, case.evaluation.result),
    }


def _other(case: Case, place: int, result: Result) -> Record:
    """How the total under another scheme comes about, indicator by indicator."""
    return {
        **_scheme(case, result),
        "n": place,
        "rescaled": result.rescaled,
        "maximum": case.value(result.possible),
        "gathered": case.value(result.gathered),
        "scores": [
            {
                "id": score.indicator.id,
                "name": score.indicator.name,
                "maximum": case.score(score.maximum),
                "rule": words("rules")[score.rule.kind],
                "standing": score.standing,
                "points": case.value(score.points),
            }
            for score in result.scores
        ],
    }


def _against(case: Case, result: Result) -> Iterator[Record]:
    """Each indicator against a target that is for orientation only (对照)."""
    for score in result.scores:
        yield {
            **_asked(case, score),
            "scheme": result.scheme.title,
            "basis": result.scheme.basis,
            "value": shown(case, score),
            "standing": score.standing,
            "mark": words("marks_of_standing")[score.standing],
        }


def _readings(case: Case) -> Iterator[Record]:
    """How the same total would be called elsewhere; for orientation only."""
    value = case.evaluation.result.total.value or Decimal(0)
    for reading in case.texts.get("readings", ()):
        grades = reading["grades"]
        reached = [name for name, least in grades if compare(">=", value, Decimal(least))]
        yield {
            "standard": reading["standard"],
            "grades": case.listed(word("grade_from", name=n, least=least) for n, least in grades),
            "reading": reached[0] if reached else word("no_grade"),
        }


# ------------------------------------------------------------------ gaps


def _gap(case: Case, place: int, gap: Gap) -> Record:
    return {
        "n": place,
        "share": case.percent(gap.share),
        "actions": [action.id for action in gap.actions],
        "amount": _amount(case, gap),
    }


def _amount(case: Case, gap: Gap) -> str:
    """By how much the numerator of a plain ratio must change; a dash for other indicators."""
    if gap.amount is None:
        return case.dash
    return with_unit(figure(gap.amount, gap.unit, case.places), gap.unit)
