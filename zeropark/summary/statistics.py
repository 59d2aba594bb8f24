"""What a batch shows as a whole (批次统计): counts and averages, printed like any other figure."""

from collections.abc import Iterable, Iterator
from decimal import Decimal

import pandas as pd

from zeropark.formula import EXACT, total
from zeropark.messages import word
from zeropark.model import Standard
from zeropark.report.figures import PERCENT, figure, given, with_unit
from zeropark.summary.brief import Figure
from zeropark.summary.tables import Record, Tables, by_kind, mean, median, numbers


def indicator_rows(tables: Tables) -> Iterator[Record]:
    """For each type and indicator: how many parks are judged by it, how many met it, and values.

    ``unmet`` are the names of the parks that did not meet it.
    """
    for kind, rows in by_kind(tables.indicators):
        for _, group in rows.groupby("place", sort=True):
            yield {"kind": kind, **_indicator(tables.standard, group)}


def _indicator(standard: Standard, group: pd.DataFrame) -> Record:
    first = group.iloc[0]
    states = list(group["standing"])
    judged = [state for state in states if state != "not_applicable"]
    met = judged.count("met")
    missed = group[~group["standing"].isin(["met", "not_applicable"])]
    targets = dict.fromkeys(group[group["standing"] != "not_applicable"]["target"])
    return {
        "id": first["id"],
        "name": first["name"],
        "aspect": first["aspect"],
        "unit": first["unit"],
        "quantitative": bool(first["quantitative"]),
        "target": word("list_sign").join(targets or [first["target"]]),
        "parks": len(judged),
        "met": met,
        "share": Decimal(met) / len(judged) if judged else None,
        "rate": share(standard, met, len(judged)),
        "missing": judged.count("missing"),
        "excluded": len(states) - len(judged),
        "unmet": list(missed["park"]),
        **_values(standard, first["unit"], group, quantitative=bool(first["quantitative"])),
    }


def _values(
    standard: Standard, unit: str, group: pd.DataFrame, *, quantitative: bool
) -> dict[str, Figure]:
    """The average, the median and the ends of the values that are known; none of yes and no."""
    known = numbers(group["value"]) if quantitative else ()
    ends = {"lowest": min(known, default=None), "highest": max(known, default=None)}
    found = {"mean": mean(known), "median": median(known), **ends}
    return {key: shown(standard, value, unit) for key, value in found.items()}


def shown(standard: Standard, value: Decimal | None, unit: str) -> Figure:
    """A statistic as printed (统计值), without its unit; a dash if there is none."""
    if value is None:
        return Figure(None, word("dash"))
    return Figure(value, figure(value, unit, standard.places))


def share(standard: Standard, part: int, whole: int) -> Figure:
    """A part of so many (比率), in per cent, never rounded up to the whole."""
    if not whole:
        return Figure(None, word("dash"))
    value = EXACT.divide(Decimal(part), Decimal(whole))
    text = figure(value, PERCENT, standard.places, (Decimal(1),))
    return Figure(value, with_unit(text, PERCENT))


def recounted(figures: Iterable[Figure]) -> Figure:
    """The sum (合计) of what was filled in; a dash if nothing was."""
    known = numbers(figures)
    return Figure(total(known), given(total(known), "")) if known else Figure(None, word("dash"))
