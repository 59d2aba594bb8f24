"""The ways up to a grade (达到等级的路径): by the fewest indicators, and the cheapest."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from zeropark.compute import least
from zeropark.formula import EXACT, compare, total
from zeropark.model import Climb, Grade, Result, Rise, Score
from zeropark.plan.outlook import NOTHING_PLANNED, Planned

_ZERO = Decimal(0)


def judged(result: Result) -> Iterator[Score]:
    """The scores that count (参评指标)."""
    return (score for score in result.scores if score.standing != "not_applicable")


def unreached(result: Result, grades: Sequence[Grade]) -> Iterator[Grade]:
    """The grades whose points are not reached, lowest first."""
    return (g for g in reversed(grades) if compare("<", result.total.value or _ZERO, g.minimum))


def climb(result: Result, grade: Grade, planned: Planned = NOTHING_PLANNED) -> Climb:
    """The fewest indicators that lift the total to the grade's points, and the values they need.

    The indicators that lost most come first, so no smaller set can do it; the last of them needs to
    rise only as far as the total requires.
    """
    short = _short(result, grade)
    rises: list[Rise] = []
    gained = _ZERO
    for score in sorted(judged(result), key=lambda s: -s.lost):
        if compare(">=", gained, short) or score.lost <= 0:
            break
        wanted = min(score.lost, EXACT.divide(EXACT.subtract(short, gained), result.scale))
        value, points = _rise(score, wanted)
        rise = EXACT.multiply(points, result.scale)
        rises.append(Rise(score, value, rise, *planned.price(score)))
        gained = EXACT.add(gained, rise)
    return _climb(result, grade, rises)


def _climb(result: Result, grade: Grade, rises: Sequence[Rise]) -> Climb:
    reached = EXACT.add(result.total.value or _ZERO, total(rise.gained for rise in rises))
    return Climb(
        grade=grade,
        steps=tuple(rises),
        reached=reached,
        possible=compare(">=", reached, grade.minimum),
        cost=_sum([rise.cost for rise in rises]),
        tonnes=_sum([rise.tonnes for rise in rises]),
    )


def _short(result: Result, grade: Grade) -> Decimal:
    return EXACT.subtract(grade.minimum, result.total.value or _ZERO)


def _sum(numbers: Sequence[Decimal | None]) -> Decimal | None:
    """The sum if all are known: a part of the costs is not the costs."""
    known = [number for number in numbers if number is not None]
    return total(known) if numbers and len(known) == len(numbers) else None


def _rise(score: Score, wanted: Decimal) -> tuple[Decimal, Decimal]:
    """The least value that earns ``wanted`` more points, and how many more it really earns."""
    now = score.points.value or _ZERO
    part, earned = least(score.rule, EXACT.divide(EXACT.add(now, wanted), score.maximum))
    at_most = score.indicator.direction == "at_most"
    if at_most and not part:  # any value will do: the target is named
        part = earned = Decimal(1)
    gained = EXACT.subtract(EXACT.multiply(score.maximum, earned), now)
    value = EXACT.divide(score.target, part) if at_most else EXACT.multiply(part, score.target)
    return value, gained


# ------------------------------------------------------------------ the cheapest


@dataclass(frozen=True, slots=True)
class _Choice:
    """Some of the planned rises together: what they cost and gain, and which they are."""

    cost: Decimal
    gained: Decimal
    rises: tuple[Rise, ...]

    def with_(self, rise: Rise) -> "_Choice":
        cost = EXACT.add(self.cost, rise.cost or _ZERO)
        return _Choice(cost, EXACT.add(self.gained, rise.gained), (*self.rises, rise))


def cheapest(result: Result, grade: Grade, planned: Planned) -> Climb | None:
    """The cheapest of the park's own measures that lift the total to the grade's points.

    Each indicator rises to what the plan expects of it, for all that its measures cost. ``None``
    where those with a cost do not suffice.
    """
    short = _short(result, grade)
    choices = [_Choice(_ZERO, _ZERO, ())]
    for rise in _offers(result, planned):
        choices = _worth([*choices, *(choice.with_(rise) for choice in choices)], short)
    enough = [choice for choice in choices if compare(">=", choice.gained, short)]
    return _climb(result, grade, enough[0].rises) if enough else None


def _offers(result: Result, planned: Planned) -> Iterator[Rise]:
    for score in judged(result):
        cost, tonnes = planned.price(score)
        value = planned.aim(score)
        if cost is not None and value is not None:
            gained = EXACT.multiply(planned.gain(score, value), result.scale)
            if gained > 0:
                yield Rise(score, value, gained, cost, tonnes)


def _worth(choices: Sequence[_Choice], short: Decimal) -> list[_Choice]:
    """Those that no other beats at the same or a smaller cost, cheapest first.

    What is gained beyond the grade is worth nothing; of equals, the one with fewer rises stays.
    """
    best = Decimal(-1)
    kept: list[_Choice] = []
    for choice in sorted(choices, key=lambda c: (c.cost, -min(c.gained, short), len(c.rises))):
        if min(choice.gained, short) > best:
            kept.append(choice)
            best = min(choice.gained, short)
    return kept
