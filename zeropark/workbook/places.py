"""Decimal places of figures (小数位数) as the standard prints them."""

from collections.abc import Mapping

PERCENT = "%"
_PLACES = 4  # where the standard names none for a unit


def places_of(unit: str, places: Mapping[str, int]) -> int:
    """Decimal places of a figure as a plain number; shares have two more than their per cent."""
    return printed_places(unit, places) + (2 if unit == PERCENT else 0)


def printed_places(unit: str, places: Mapping[str, int]) -> int:
    """Decimal places of a figure as it is printed."""
    return places.get(unit, _PLACES)
