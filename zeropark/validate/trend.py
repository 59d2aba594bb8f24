"""Answers that stand apart from the other years (逐年一致性): most often a unit, or a point."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import TypeVar

from zeropark.model import Entry, Item, Submission, Trend, Variant

T = TypeVar("T")

_ENOUGH = 3  # of two years, nobody can say which is the odd one


def odd_years(
    trend: Trend, variant: Variant, submission: Submission
) -> Iterator[tuple[Entry, Sequence[Decimal], Decimal]]:
    """Each answer further from the years beside it than the limit; what those say, and the limit.

    Zeros are left out: a source that came or went is no slip. Fewer than three years tell nothing.
    """
    for item, answers in _series(variant, submission):
        years = list(_known(item, answers))
        for place, (entry, value) in enumerate(years if len(years) >= _ENOUGH else ()):
            inner = 0 < place < len(years) - 1
            beside = [year for _, year in _beside(years, place)]
            limit = trend.between if inner else trend.end
            if value > limit * max(beside) or value * limit < min(beside):
                yield entry, beside, limit


def _known(item: Item, answers: Mapping[str, Entry]) -> Iterator[tuple[Entry, Decimal]]:
    entries = [answers[f"{item.id}__{period}"] for period in item.periods]
    for entry in entries:
        if isinstance(entry.value, Decimal) and entry.value:
            yield entry, abs(entry.value)


def _beside(years: Sequence[T], place: int) -> Sequence[T]:
    """The two nearest: one on either side; of the first and the last year, the two next to it."""
    first = min(max(place - 1, 0), len(years) - _ENOUGH)
    return [*years[first:place], *years[place + 1 : first + _ENOUGH]]


def _series(variant: Variant, submission: Submission) -> Iterator[tuple[Item, Mapping[str, Entry]]]:
    """What is asked of several years, each row of a table apart."""
    for sheet in variant.sheets:
        yield from ((item, submission.entries) for item in sheet.items if item.periods)
        for table in sheet.tables:
            columns = [column for column in table.columns if column.periods]
            for row in submission.listings[table.id].rows:
                yield from ((column, row.entries) for column in columns)
