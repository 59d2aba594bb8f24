"""What the names of a check stand for (校核所指的填报值), and whether what it asks is so."""

from collections.abc import Mapping
from decimal import Decimal

from zeropark.formula import Ref, holds, references, total
from zeropark.model import CALENDAR_YEAR, Check, Entry, Gathered, Item, Submission


class Answers:
    """What a check's names stand for: the row first, then the single answers."""

    def __init__(
        self,
        submission: Submission,
        row: Mapping[str, Entry],
        period: str,
        calendar_year: str = "",
    ) -> None:
        self.maps, self.period = (row, submission.entries), period
        self.listings = submission.listings
        self.calendar_year = calendar_year  # id of the item that holds the period's year

    def entry(self, name: str, period: str = "") -> Entry:
        """The answer of that name, in that period or the one being checked."""
        name = self.calendar_year if name == CALENDAR_YEAR else name
        in_period = f"{name}__{period or self.period}"
        for answers in self.maps:
            if found := answers.get(name) or answers.get(in_period):
                return found
        raise KeyError(name)

    def text(self, name: str) -> str:
        """The answer as text; empty if there is none."""
        return self.entry(name).text

    def gathered(self, source: Gathered) -> Decimal | None:
        """The sum of what the rows of the same name say; unknown as soon as one of them is."""
        key = _key(self.listings[source.table].table.column(source.column), self.period)
        rows = self.listings[source.table].rows
        like = [row for row in rows if row.text(source.by) == self.text(source.by)]
        known = [number for row in like if (number := _number(row.entries[key])) is not None]
        return total(known) if len(known) == len(like) else None

    def number(self, ref: Ref, check: Check) -> Decimal | None:
        """The answer as a number, or the sum that the check puts in its place."""
        source = check.sums.get(ref.name)
        return self.gathered(source) if source else _number(self.entry(ref.name, ref.period))


def _key(item: Item, period: str) -> str:
    return f"{item.id}__{period}" if item.periods else item.id


def compared(check: Check, answers: Answers) -> list[Entry]:
    """The answers that a check compares; those that it adds up from another table aside."""
    refs = references(check.require) if check.require else ()
    entries = [answers.entry(ref.name, ref.period) for ref in refs if ref.name not in check.sums]
    return [*entries, *map(answers.entry, check.distinct)]


def kept(check: Check, answers: Answers) -> bool:
    """Whether the rule holds; what is missing breaks no comparison, it has its own message."""
    if check.filled:
        return all(answers.text(name) for name in check.filled)
    if check.distinct:
        given = [text for text in map(answers.text, check.distinct) if text]
        return len(set(given)) == len(given)
    refs = references(check.require)
    numbers = {ref: answers.number(ref, check) for ref in refs}
    known = {ref: number for ref, number in numbers.items() if number is not None}
    return len(known) < len(numbers) or holds(check.require, known)


def _number(entry: Entry) -> Decimal | None:
    """What a check compares: numbers as they are, dates by their digits (2025-12-31 → 20251231)."""
    if entry.item.kind == "date":
        return Decimal(entry.text.replace("-", "")) if entry.text else None
    return entry.number
