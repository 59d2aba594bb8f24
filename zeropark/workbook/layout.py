"""Where things stand on a sheet (版面): the columns of items and of tables."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from zeropark.messages import word, words
from zeropark.model import GRADE, Item, Period, Sheet, Standard, Table
from zeropark.workbook import names
from zeropark.workbook.choices import graded

NUMBER, NAME, UNIT, VALUE = 1, 2, 3, 4
_GUIDE_SPAN = 3  # the guide of an item is merged over so many columns


@dataclass(frozen=True, slots=True)
class Frame:
    """The columns of a sheet's items (填报项各列); 0 where a sheet has no such column."""

    values: Mapping[str, int]  # period → column; "" is the first of them
    grade: int
    explain: int
    evidence: int
    live: int
    guide: int
    guide_end: int
    last: int
    page: int = 0  # the last column of the first page across; 0: not known yet

    @property
    def told(self) -> tuple[int, int]:
        """The columns of what is said of a whole sheet or table: on its first page alone."""
        return (UNIT if self.page < self.last else NUMBER, self.page)

    def span(self, period: str) -> tuple[int, int]:
        """First and last column of an answer; one asked once takes all value columns."""
        first = self.values[period]
        return first, first if period else max(self.values.values())


@dataclass(frozen=True, slots=True)
class Slot:
    """A column of a table on its sheet (明细表的列): an input, or a factor shown beside one."""

    key: str
    item: Item
    column: int
    head: str
    shows: str = ""  # source of what is shown; empty: an input


def frame(standard: Standard, sheet: Sheet) -> Frame:
    """The columns that the items of a sheet need."""
    asked = {period for item in sheet.items for period in item.periods}
    periods = [period.id for period in standard.periods if period.id in asked]
    values = {id_: VALUE + place for place, id_ in enumerate(periods)}
    column = VALUE + max(1, len(values))
    grade = column if any(item.grade for item in sheet.items) else 0
    column += bool(grade)
    explain = column if any(item.explain for item in sheet.items) else 0
    column += bool(explain)
    evidence = column if any(item.evidence for item in sheet.items) else 0
    column += bool(evidence) + 1  # what is said of the answer stands before its guide
    wide = max((slots(standard, table)[-1].column + 1 for table in sheet.tables), default=0)
    end = column + _GUIDE_SPAN - 1
    last = max(end, wide)
    return Frame({"": VALUE, **values}, grade, explain, evidence, column - 1, column, end, last)


def slots(standard: Standard, table: Table) -> tuple[Slot, ...]:
    """The columns of a table from left to right, after its running number."""
    found: list[Slot] = []
    for item in table.columns:
        for period in _periods(standard, item):
            key = names.key(item.id, period.id if period else "")
            asked = in_period(item, period)
            found.append(Slot(key, asked, NAME + len(found), column_head(asked, period)))
        if item.grade:
            asked = graded(standard, item)
            key, head = names.key(item.id, GRADE), column_head(asked, None)
            found.append(Slot(key, asked, NAME + len(found), head))
        if source := table.show.get(item.id):
            head = _shown_head(standard, source)
            found.append(Slot("", item, NAME + len(found), head, source))
    return tuple(found)


def input_keys(standard: Standard, table: Table) -> Iterator[str]:
    """The keys of a table's inputs (填报列的键), as its slots have them."""
    for item in table.columns:
        for period in _periods(standard, item):
            yield names.key(item.id, period.id if period else "")
        if item.grade:
            yield names.key(item.id, GRADE)


def in_period(item: Item, period: Period | None) -> Item:
    """The item as it is asked in a year: not a must in one that a park need not report."""
    return replace(item, required=False) if period and period.optional else item


def needed_at(standard: Standard, item: Item) -> str:
    """At which stages an item must be filled in (必填阶段); nothing if at all of them or none."""
    if not item.required or not item.stages:
        return ""
    names = (stage.name for stage in standard.stages if stage.id in item.stages)
    return word("sheet_stages", stages=word("list_sign").join(names))


def column_head(item: Item, period: Period | None) -> str:
    """The head of a table's column: name, period and unit, each on a line of its own."""
    unit = word("sheet_unit", unit=item.unit) if item.unit else ""
    return "\n".join(filter(None, (marked(item), period.name if period else "", unit)))


def value_heads(standard: Standard, place: Frame) -> Mapping[int, str]:
    """The heads of the value columns of a sheet's items, by column."""
    named = {
        place.values[period.id]: period.name
        for period in standard.periods
        if period.id in place.values
    }
    return named or {VALUE: words("heads")["value"]}


def marked(item: Item) -> str:
    """The name of an item with the mark of what must be filled in (＊)."""
    return words("marks")["required"] + item.name if item.required else item.name


def _periods(standard: Standard, item: Item) -> tuple[Period | None, ...]:
    return tuple(period for period in standard.periods if period.id in item.periods) or (None,)


def _shown_head(standard: Standard, source: str) -> str:
    table, column = source.removeprefix("factor.").split(".", 1)
    # a column of words, such as the unit itself, has no name of its own in the factor table
    name, unit = standard.factors[table].columns.get(column, (words("heads")[column], ""))
    mark = words("marks")["computed"]
    return "\n".join(filter(None, (mark + name, word("sheet_unit", unit=unit) if unit else "")))
