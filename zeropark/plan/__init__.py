"""Evaluation → what is missing and what is to be done (差距分析与改进计划)."""

from collections.abc import Sequence
from decimal import Decimal

from zeropark.formula import EXACT, ratio, total
from zeropark.model import Action, Evaluation, Gap, Plan, Result, Score
from zeropark.plan.measures import Measures
from zeropark.plan.outlook import Planned, outlook
from zeropark.plan.ways import cheapest, climb, judged, unreached

__all__ = ["cheapest", "climb", "plan"]


def plan(evaluation: Evaluation) -> Plan:
    """Gaps by lost points, measures or proposals against them, the ways up, and the outlook."""
    result, grades = evaluation.result, evaluation.standard.grades
    planned = Planned(evaluation)
    climbs = tuple(climb(result, grade, planned) for grade in unreached(result, grades))
    actions = Measures(evaluation, climbs).all()
    ways = (cheapest(result, each.grade, planned) for each in climbs)
    return Plan(
        gaps=_gaps(result, actions),
        actions=actions,
        climbs=climbs,
        cheapest=tuple(way for way in ways if way),
        outlook=outlook(evaluation, planned),
    )


def _gaps(result: Result, actions: Sequence[Action]) -> tuple[Gap, ...]:
    lost = sorted((s for s in judged(result) if s.lost > 0), key=lambda s: -s.lost)
    whole = total(score.lost for score in lost)
    return tuple(
        Gap(
            score,
            score.lost,
            EXACT.divide(score.lost, whole),
            tuple(a for a in actions if a.target == score.indicator.id),
            *_amount(score),
        )
        for score in lost
    )


def _amount(score: Score) -> tuple[Decimal | None, str]:
    """How much of the numerator a ratio is off its target while the denominator stands still."""
    names = ratio(score.indicator.formula)
    inputs = dict(zip(score.value.names, score.value.inputs, strict=True))
    part, whole = (inputs.get(str(name)) for name in names or ("", ""))
    if part is None or whole is None or part.value is None or whole.value is None:
        return None, ""
    wanted = EXACT.multiply(score.target, whole.value)
    return EXACT.abs(EXACT.subtract(part.value, wanted)), part.unit
