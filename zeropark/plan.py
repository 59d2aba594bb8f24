"""Evaluation → what is missing and what is to be done (差距分析与改进计划)."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from zeropark.formula import EXACT, compare, ratio, total
from zeropark.messages import words
from zeropark.model import (
    Action,
    Climb,
    Evaluation,
    Gap,
    Grade,
    Measure,
    Plan,
    Result,
    Row,
    Rule,
    Score,
)

_PROPOSED = 2  # library measures proposed where the park has none
_NOTABLE = Decimal("0.2")  # of an indicator's points lost: medium priority


def plan(evaluation: Evaluation) -> Plan:
    """Gaps by lost points, the park's measures with proposals where it has none, and the climbs."""
    climbs = tuple(_climbs(evaluation))
    actions = _Actions(evaluation, climbs).all()
    return Plan(gaps=_gaps(evaluation.result, actions), actions=actions, climbs=climbs)


def _gaps(result: Result, actions: Sequence[Action]) -> tuple[Gap, ...]:
    lost = sorted((s for s in _judged(result) if s.lost > 0), key=lambda s: -s.lost)
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


def _judged(result: Result) -> Iterator[Score]:
    return (score for score in result.scores if score.standing != "not_applicable")


# ------------------------------------------------------------------ the way up


def _climbs(evaluation: Evaluation) -> Iterator[Climb]:
    """For each grade whose points are not reached, lowest first: the fewest steps to it."""
    reached = evaluation.result.total.value or Decimal(0)
    for grade in reversed(evaluation.standard.grades):
        if compare("<", reached, grade.minimum):
            yield climb(evaluation.result, grade)


def climb(result: Result, grade: Grade) -> Climb:
    """The fewest indicators that lift the total to the grade's points, and the values they need.

    The indicators that lost most come first, so no smaller set can do it; the last of them needs to
    rise only as far as the total requires.
    """
    scale = result.scale
    short = EXACT.subtract(grade.minimum, result.total.value or Decimal(0))
    steps: list[tuple[Score, Decimal]] = []
    gained = Decimal(0)
    for score in sorted(_judged(result), key=lambda s: -s.lost):
        if compare(">=", gained, short) or score.lost <= 0:
            break
        needed = min(score.lost, EXACT.divide(EXACT.subtract(short, gained), scale))
        value, points = _rise(score, needed)
        steps.append((score, value))
        gained = EXACT.add(gained, EXACT.multiply(points, scale))
    return Climb(
        grade=grade,
        steps=tuple(steps),
        reached=EXACT.add(result.total.value or Decimal(0), gained),
        possible=compare(">=", gained, short),
    )


def _rise(score: Score, needed: Decimal) -> tuple[Decimal, Decimal]:
    """The least value that earns ``needed`` more points, and how many more it really earns."""
    now = score.points.value or Decimal(0)
    wanted = EXACT.divide(EXACT.add(now, needed), score.maximum)
    part, earned = _least(score.rule, wanted)
    at_most = score.indicator.direction == "at_most"
    if at_most and not part:  # any value will do: the target is named
        part = earned = Decimal(1)
    gained = EXACT.subtract(EXACT.multiply(score.maximum, earned), now)
    value = EXACT.divide(score.target, part) if at_most else EXACT.multiply(part, score.target)
    return value, gained


def _least(rule: Rule, wanted: Decimal) -> tuple[Decimal, Decimal]:
    """The least share of the target that earns that share of the points, and what it earns."""
    if rule.kind == "proportional_capped":
        return wanted, wanted
    if rule.kind == "banded":
        enough = [(limit, part) for limit, part in rule.bands if compare(">=", part, wanted)]
        return min(enough, default=(Decimal(1), Decimal(1)))
    return Decimal(1), Decimal(1)


# ------------------------------------------------------------------ measures


class _Actions:
    """The park's own measures, and proposals where something needs one and has none."""

    def __init__(self, evaluation: Evaluation, climbs: Sequence[Climb]) -> None:
        self.evaluation = evaluation
        self.roles = evaluation.standard.roles
        self.subjects = {
            key.removeprefix("subject_"): name
            for key, name in self.roles.items()
            if key.startswith("subject_")
        }
        self.lifting = {score.indicator.id for score, _ in climbs[0].steps} if climbs else set()
        self.counts: dict[str, int] = {}

    def all(self) -> tuple[Action, ...]:
        own = [self._own(row) for row in self._rows()]
        served = {action.target for action in own}
        proposed = [
            self._proposed(target, measure)
            for target in self._needy()
            if target not in served
            for measure in self._measures(target)
        ]
        order = [score.indicator.id for score in self.evaluation.result.scores]
        place = {target: n for n, target in enumerate((*order, *self.subjects))}
        return tuple(sorted((*own, *proposed), key=lambda action: place[action.target]))

    def _rows(self) -> tuple[Row, ...]:
        return self.evaluation.submission.listings[self.roles["plan"]].rows

    def _own(self, row: Row) -> Action:
        target = self._target(row.text(self.roles["plan_target"]))
        fields = {column: entry.text for column, entry in row.entries.items()}
        return self._action(target, fields, row)

    def _target(self, label: str) -> str:
        named = {name: key for key, name in self.subjects.items()}
        return named.get(label) or label.partition(" ")[0]

    def _proposed(self, target: str, measure: Measure) -> Action:
        fields = {
            "measure": measure.text,
            "lead": measure.owner,
            "term": words("terms")[measure.term],
            "estimate": measure.estimate,
            "acceptance": measure.proof,
        }
        return self._action(target, fields, None)

    def _action(self, target: str, fields: Mapping[str, str], row: Row | None) -> Action:
        self.counts[target] = self.counts.get(target, 0) + 1
        prefix = words("subject_codes").get(target, target)
        id_ = f"GJ-{prefix}-{self.counts[target]:02d}"
        return Action(id_, target, row is not None, fields, self._priority(target), row)

    def _measures(self, target: str) -> tuple[Measure, ...]:
        variant = self.evaluation.variant.id
        fitting = (
            measure
            for measure in self.evaluation.standard.measures
            if measure.indicator == target and variant in measure.variants
        )
        return tuple(fitting)[:_PROPOSED]

    def _needy(self) -> Iterator[str]:
        """Everything that ought to have a measure: unmet indicators, gates, data, requirements."""
        evaluation = self.evaluation
        for score in _judged(evaluation.result):
            if score.standing != "met":
                yield score.indicator.id
        if False in evaluation.result.conditions.values():
            yield "net_zero"
        if not evaluation.result.sufficient:
            yield "data"
        items = evaluation.variant.items()
        required: Sequence[str] = evaluation.standard.texts.get("requirement_items", ())
        if any(evaluation.submission.text(id_) != items[id_].choices[0] for id_ in required):
            yield "requirement"

    def _priority(self, target: str) -> str:
        """高: a gate, or part of the shortest way up; 中: a notable loss; 低: the rest."""
        if target in self.subjects or target in self.lifting:
            return words("priorities")["high"]
        score = next(s for s in self.evaluation.result.scores if s.indicator.id == target)
        notable = score.lost >= EXACT.multiply(_NOTABLE, score.maximum)
        return words("priorities")["medium" if notable else "low"]
