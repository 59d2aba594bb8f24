"""What the park's own plan promises (改进计划的预期): values, costs, and the score then."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from zeropark.compute import attainment, share
from zeropark.formula import EXACT, compare, total
from zeropark.model import Evaluation, Grade, Outlook, Promise, Result, Row, Score

_ZERO = Decimal(0)


def target_of(evaluation: Evaluation, row: Row) -> str:
    """What a row of the plan is for: an indicator's id, or another subject's."""
    roles = evaluation.standard.roles
    subjects = {n: k.removeprefix("subject_") for k, n in roles.items() if k.startswith("subject_")}
    label = row.text(roles["plan_target"])
    return subjects.get(label) or label.partition(" ")[0]


class Planned:
    """The rows of the park's plan by what they are for (计划措施)."""

    def __init__(self, evaluation: Evaluation | None) -> None:
        self.columns: Mapping[str, str] = evaluation.standard.roles if evaluation else {}
        self.rows: dict[str, list[Row]] = {}
        if evaluation:
            for row in evaluation.submission.listings[self.columns["plan"]].rows:
                self.rows.setdefault(target_of(evaluation, row), []).append(row)

    def price(self, score: Score) -> tuple[Decimal | None, Decimal | None]:
        """What an indicator's measures cost and save; ``None`` unless each of them says so."""
        rows = self.rows.get(score.indicator.id, [])
        return self._all(rows, "plan_investment"), self._all(rows, "plan_reduction")

    def _all(self, rows: Sequence[Row], role: str) -> Decimal | None:
        numbers = [self._number(row, role) for row in rows]
        known = [number for number in numbers if number is not None]
        return total(known) if known and len(known) == len(numbers) else None

    def _number(self, row: Row, role: str) -> Decimal | None:
        entry = row.entries.get(self.columns.get(role, ""))
        return entry.number if entry else None

    def expected(self, score: Score) -> Decimal | None:
        """The value that the plan expects: the best of its rows; of 建立/具备, that it will be."""
        rows = self.rows.get(score.indicator.id, [])
        if score.indicator.kind == "qualitative":
            return score.target if rows else None
        values = [v for row in rows if (v := self._number(row, "plan_expected")) is not None]
        best = max if score.indicator.direction == "at_least" else min
        return best(values) if values and score.indicator.unit == self._unit(rows) else None

    def _unit(self, rows: Sequence[Row]) -> str:
        return rows[0].entries[self.columns["plan_expected"]].item.unit

    def aim(self, score: Score) -> Decimal | None:
        """What the measures for an indicator lead to: as expected, else the target."""
        planned = self.rows.get(score.indicator.id)
        return (self.expected(score) or score.target) if planned else None

    @staticmethod
    def gain(score: Score, value: Decimal) -> Decimal:
        """How many more points the indicator earns at that value."""
        return EXACT.subtract(points_at(score, value), score.points.value or _ZERO)


NOTHING_PLANNED = Planned(None)


def points_at(score: Score, value: Decimal) -> Decimal:
    """The points of an indicator at another value, by the same rule."""
    attained = attainment(score.indicator, value, score.target)
    return EXACT.multiply(score.maximum, share(score.rule, attained or _ZERO))


def outlook(evaluation: Evaluation, planned: Planned) -> Outlook | None:
    """The score if the park's plan comes out as it expects; ``None`` without expectations.

    Everything else is taken as it is now, the conditions of the grades included.
    """
    result = evaluation.result
    promises = tuple(_promises(result, planned))
    if not promises:
        return None
    gained = total(EXACT.subtract(p.points, p.score.points.value or _ZERO) for p in promises)
    reached = EXACT.add(result.total.value or _ZERO, EXACT.multiply(gained, result.scale))
    named = {promise.score.indicator.id for promise in promises}
    return Outlook(
        promises=promises,
        total=reached,
        by_points=_grade(evaluation.standard.grades, reached),
        silent=tuple(s for s in result.scores if _lost(s) and s.indicator.id not in named),
    )


def _promises(result: Result, planned: Planned) -> Iterator[Promise]:
    for score in result.scores:
        value = planned.expected(score)
        if value is not None and score.standing != "not_applicable" and value != score.value.value:
            yield Promise(score, value, points_at(score, value))


def _lost(score: Score) -> bool:
    return score.standing != "not_applicable" and score.lost > 0


def _grade(grades: Sequence[Grade], reached: Decimal) -> Grade | None:
    return next((grade for grade in grades if compare(">=", reached, grade.minimum)), None)
