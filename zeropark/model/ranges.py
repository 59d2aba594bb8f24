"""How far figures may stand apart before it is asked why (合理范围): choices of the data."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Watch:
    """A quantity that a park's submissions are compared by from year to year (历次核对).

    ``jump`` and ``restated`` are shares from which a difference is asked about: between the judged
    years of two submissions, and between what two submissions say of the same year.
    """

    quantity: str
    jump: Decimal
    restated: Decimal
    reason: str


@dataclass(frozen=True, slots=True)
class Trend:
    """How far an answer may stand from its other years before it is asked about (逐年一致性).

    Both are how many times the two nearest years, above or below: ``between`` for a year with one
    on either side, ``end`` for the first and the last, where a real change looks the same.
    """

    between: Decimal
    end: Decimal
    reason: str


@dataclass(frozen=True, slots=True)
class NearZero:
    """From which share of its target down an indicator is asked about (指标值接近于零)."""

    share: Decimal
    reason: str
