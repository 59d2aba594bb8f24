"""The ways up to a grade and what the park's plan promises, as printed (路径与预期得分)."""

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from zeropark.formula import EXACT, compare, settle
from zeropark.model import Climb, Outlook, Promise, Rise, Score
from zeropark.report.context.case import Case, Record
from zeropark.report.context.judgement import shown
from zeropark.report.figures import MINUS, PERCENT, figure, given, grouped, with_unit


def facts(case: Case) -> Record:
    """``climbs cheapest outlook``."""
    return {
        "climbs": [_climb(case, climb) for climb in case.plan.climbs],
        "cheapest": [_climb(case, climb) for climb in case.plan.cheapest],
        "outlook": _outlook(case, case.plan.outlook),
    }


def _climb(case: Case, climb: Climb) -> Record:
    return {
        "grade": climb.grade.name,
        "minimum": f"{climb.grade.minimum}",
        "condition": climb.grade.condition_name,
        "possible": climb.possible,
        "reached": case.score(climb.reached),
        "cost": _number(case, climb.cost),
        "tonnes": _number(case, climb.tonnes),
        "steps": [_rise(case, rise) for rise in climb.steps],
    }


def _rise(case: Case, rise: Rise) -> Record:
    return {
        "id": rise.score.indicator.id,
        "name": rise.score.indicator.name,
        "now": shown(case, rise.score),
        "needed": _needed(case, rise.score, rise.value),
        "gained": case.score(rise.gained),
        "cost": _number(case, rise.cost),
        "tonnes": _number(case, rise.tonnes),
    }


def _number(case: Case, value: Decimal | None) -> str:
    return case.dash if value is None else given(value, "")


def _needed(case: Case, score: Score, value: Decimal) -> str:
    """The value to reach, rounded so that reaching what is printed is enough."""
    indicator = score.indicator
    if indicator.kind == "qualitative":
        return indicator.target_text
    hundred = 2 if indicator.unit == PERCENT else 0
    digits = case.places.get(indicator.unit, 4) + hundred
    towards = ROUND_CEILING if indicator.direction == "at_least" else ROUND_FLOOR
    up = settle(value).quantize(Decimal(1).scaleb(-digits), towards, EXACT)
    return with_unit(figure(up, indicator.unit, case.places), indicator.unit)


# ------------------------------------------------------------------ the outlook


def _outlook(case: Case, outlook: Outlook | None) -> Record:
    """What the plan's expectations come to; ``known`` is false where it has none."""
    limits = tuple(grade.minimum for grade in case.standard.grades)
    now = case.evaluation.result.total.value or Decimal(0)
    if outlook is None:
        told = {"now": case.score(now, limits), "total": case.dash}
        return {"known": False, "rows": [], "silent": [], **told}
    grade = outlook.by_points
    holds = case.evaluation.result.conditions[grade.id] if grade else None
    return {
        "known": True,
        "rows": [_promise(case, promise) for promise in outlook.promises],
        "now": case.score(now, limits),
        "total": case.score(outlook.total, limits),
        "change": _apart(case.score(outlook.total, limits), case.score(now, limits)).lstrip(MINUS),
        "rises": compare(">", outlook.total, now),
        "grade": grade.name if grade else "",
        "minimum": f"{grade.minimum}" if grade else "",
        "condition": grade.condition_name if grade else "",
        "holds": holds is True,
        "limits": [{"name": g.name, "minimum": f"{g.minimum}"} for g in case.standard.grades],
        "silent": [score.indicator.name for score in outlook.silent],
    }


def _promise(case: Case, promise: Promise) -> Record:
    score, indicator = promise.score, promise.score.indicator
    then = case.score(promise.points, (score.maximum,))
    value = figure(promise.value, indicator.unit, case.places)
    quantitative = indicator.kind == "quantitative"
    return {
        "id": indicator.id,
        "name": indicator.name,
        "now": shown(case, score),
        "expected": with_unit(value, indicator.unit) if quantitative else indicator.target_text,
        "met": _met(score, promise.value),
        "points": case.value(score.points),
        "then": then,
        "change": _apart(then, case.value(score.points)),
    }


def _apart(more: str, less: str) -> str:
    """The difference of two printed figures, so that a reader who subtracts finds the same."""
    numbers = (Decimal(text.replace(",", "").replace(MINUS, "-")) for text in (more, less))
    return grouped(EXACT.subtract(*numbers))


def _met(score: Score, value: Decimal) -> bool:
    sign = ">=" if score.indicator.direction == "at_least" else "<="
    return compare(sign, value, score.target)
