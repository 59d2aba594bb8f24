"""Figures as the report prints them (数值的印出), as formulas: rounded once, half to even.

Source: GB/T 8170—2008. A value that would round to a limit it misses shows more digits.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from zeropark.workbook.places import PERCENT, printed_places
from zeropark.workbook.reckoning.grid import Grid

_MORE = 6  # digits that are added at most; binary arithmetic has no more to show


def shown(
    grid: Grid, value: str, places: int, floors: Sequence[str] = (), ceilings: Sequence[str] = ()
) -> str:
    """The cell that holds a figure rounded as printed, never to a limit that it misses.

    Whatever is no number is given on as it is.
    """
    text = _rounded(grid, value, places + _MORE)
    for digits in reversed(range(places, places + _MORE)):
        rounded = _rounded(grid, value, digits)
        hides = [f"AND({rounded}={limit},{_apart(value, limit)}<0)" for limit in floors]
        hides += [f"AND({rounded}={limit},{_apart(value, limit)}>0)" for limit in ceilings]
        text = f"IF(OR({','.join(hides)}),{text},{rounded})" if hides else rounded
    return grid.single(f"IF(ISNUMBER({value}),{text},{value})")


def format_of(unit: str, places: Mapping[str, int]) -> str:
    """The number format of such a cell: the printed places, and more where there are more."""
    digits = f"#,##0.{'0' * printed_places(unit, places)}{'#' * _MORE}".removesuffix(
        "." + "#" * _MORE
    )
    digits += PERCENT if unit == PERCENT else ""
    return f"{digits};\N{MINUS SIGN}{digits}"


def _apart(value: str, limit: str) -> str:
    return f"ROUND({value}-{limit},12)"


def _rounded(grid: Grid, value: str, digits: int) -> str:
    """Half to even; a half is one as far as binary arithmetic can tell."""
    power = f"{Decimal(1).scaleb(digits):f}"
    size = f"ABS({value})*{power}"
    half = f"ABS({size}-INT({size})-0.5)<=1E-14*{size}+1E-10"
    even = f"SIGN({value})*2*ROUND({size}/2,0)/{power}"
    text = f"IF(ISNUMBER({value}),IF({half},{even},ROUND({value},{digits})),0)"
    return grid.single(text)
