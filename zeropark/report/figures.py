"""Numbers → printed figures (数值的印出): rounded once, half to even, never up to a limit missed.

Source: GB/T 8170—2008; GB/T 15835—2011.
"""

from collections.abc import Collection, Mapping
from decimal import ROUND_HALF_EVEN, Decimal
from functools import cache

from zeropark.formula import EXACT, settle
from zeropark.messages import word
from zeropark.model import Step

ZERO, HUNDRED = Decimal(0), Decimal(100)
PERCENT = "%"
MINUS = "\N{MINUS SIGN}"
PLACES = 4  # where the standard names none for a unit
_MOST = 20  # as far as limits are compared


def figure(
    value: Decimal,
    unit: str,
    places: Mapping[str, int],
    limits: Collection[Decimal] = (),
    ceilings: Collection[Decimal] = (),
) -> str:
    """A computed figure without its unit (计算结果), shares in per cent.

    Where rounding would print one of the ``limits`` that the value does not reach, or one of the
    ``ceilings`` that it is above, more digits are shown.
    """
    scale = HUNDRED if unit == PERCENT else Decimal(1)
    shown = EXACT.multiply(value, scale)
    if not limits and not ceilings:
        return grouped(rounded(shown, places.get(unit, PLACES)))
    floors = [EXACT.multiply(limit, scale) for limit in limits]
    tops = [EXACT.multiply(ceiling, scale) for ceiling in ceilings]
    digits = places.get(unit, PLACES)
    while digits < _MOST and _hides(shown, digits, floors, tops):
        digits += 1
    return grouped(rounded(shown, digits))


def rounded(value: Decimal, places: int) -> Decimal:
    """The value to so many places, half to even (四舍六入五成双); never a negative zero."""
    shown = value.quantize(_last(places), ROUND_HALF_EVEN, EXACT)
    return shown or EXACT.abs(shown)  # minus zero is zero


@cache
def _last(places: int) -> Decimal:
    """One of the last of so many places."""
    return Decimal(1).scaleb(-places)


def _hides(
    value: Decimal, places: int, floors: Collection[Decimal], tops: Collection[Decimal]
) -> bool:
    """Whether the rounded value would be a limit that the full value is below, or above."""
    printed, full = rounded(value, places), settle(value)
    below = any(printed == floor and full < floor for floor in floors)
    return below or any(printed == top and full > top for top in tops)


def grouped(value: Decimal) -> str:
    """A number with its thousands set apart (千分撇) and a minus sign as long as a plus."""
    return f"{value:,f}".replace("-", MINUS)


def given(value: Decimal, unit: str) -> str:
    """A number as it was filled in or published (原值), shares in per cent."""
    shown = EXACT.multiply(value, HUNDRED) if unit == PERCENT else value
    plain = shown.normalize(EXACT)
    whole = plain == plain.to_integral_value()
    return grouped(rounded(plain, 0) if whole else plain)


def value_of(
    step: Step,
    places: Mapping[str, int],
    limits: Collection[Decimal] = (),
    ceilings: Collection[Decimal] = (),
) -> str:
    """A step's figure without unit; a dash or the word for what keeps it from being one."""
    if step.value is None:
        return word(f"state_{step.state}")
    if step.inputs or step.formula:
        return figure(step.value, step.unit, places, limits, ceilings)
    return given(step.value, step.unit)


def with_unit(text: str, unit: str) -> str:
    """A printed figure and its unit (数值与单位); a pure number has none."""
    if unit in {"", "1"}:
        return text
    return f"{text}{unit}" if unit == PERCENT else f"{text} {unit}"
