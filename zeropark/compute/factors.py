"""Factors by key and year, and between two points of a table (因子的查取与内插)."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from zeropark.formula import EXACT
from zeropark.messages import word
from zeropark.model import FactorTable, Item, Row, Table


def find_row(table: FactorTable, key: tuple[str, ...], year: str) -> tuple[int, str] | None:
    """The row for that key and year with the rule that chose it; ``None`` if there is none.

    Of rows by year: the year itself, else the latest published before it, else the earliest.
    """
    rows = table.places.get(key)
    if not table.year or not rows:
        return (rows[0], "") if rows else None
    years = {table.rows[place][table.year]: place for place in rows}
    if not year:
        return None
    if year in years:
        return years[year], ""
    before = [published for published in years if published < year]
    chosen = max(before) if before else min(years)
    rule = "factor_latest" if before else "factor_earliest"
    return years[chosen], word(rule, year=year, chosen=chosen)


def in_unit_of_row(item: Item, row: Row, table: Table, factors: Mapping[str, FactorTable]) -> Item:
    """The item in the unit that the row says (计量单位), if it leaves that to the row."""
    source = item.unit_from
    if not source:
        return item
    unit = row.text(source)
    if source.startswith("factor."):
        _, name, column = source.split(".")
        found = find_row(factors[name], (row.text(table.label),), "")
        unit = factors[name].rows[found[0]][column] if found else ""
    return replace(item, unit=unit) if unit else item


def between(table: FactorTable, column: str, at: Decimal) -> tuple[Decimal, str] | None:
    """The factor at a number between the table's points (线性内插), and how it came about.

    The key column holds numbers that rise. ``None`` outside of them: nothing is extrapolated.
    """
    points = [
        (Decimal(row[table.key[0]]), table.numbers[place, column])
        for place, row in enumerate(table.rows)
    ]
    for (low, first), (high, last) in pairwise(points):
        if low <= at <= high:
            part = EXACT.divide(EXACT.subtract(at, low), EXACT.subtract(high, low))
            value = EXACT.add(first, EXACT.multiply(EXACT.subtract(last, first), part))
            note = word("between_note", low=low, first=first, high=high, last=last)
            return value, "" if at in {low, high} else note
    return None
