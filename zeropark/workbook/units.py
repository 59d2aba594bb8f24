"""Units that an answer may be given in (单位换算): those of the standard's table, and no others."""

from collections.abc import Mapping
from decimal import Decimal

from zeropark.model import Standard
from zeropark.workbook.text import folded


def conversions(standard: Standard) -> Mapping[str, Mapping[str, Decimal]]:
    """By the unit wanted, folded: each unit that may be given and what one of it is worth.

    The factor table whose role is ``units`` is keyed by the unit given and the unit wanted.
    """
    found: dict[str, dict[str, Decimal]] = {}
    if table := standard.factors.get(standard.roles.get("units", "")):
        (given, wanted), (worth,) = table.key, table.columns
        for place, row in enumerate(table.rows):
            rates = found.setdefault(folded(row[wanted]), {})
            rates[row[given]] = table.numbers[place, worth]
    return found
