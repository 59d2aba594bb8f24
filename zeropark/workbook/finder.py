"""Where an answer stands in a submitted workbook (定位): by name, else by labels."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from zeropark.messages import words
from zeropark.model import Item, Sheet, Standard, Table, Variant
from zeropark.workbook import limits, names
from zeropark.workbook.layout import Slot, input_keys, slots
from zeropark.workbook.marked.replies import own_list
from zeropark.workbook.opened import Area, Opened
from zeropark.workbook.text import folded

# What the names of single inputs begin with.
_SINGLE = (names.value(""), names.reason(""), names.evidence(""), names.grade(""))


@dataclass(frozen=True, slots=True)
class Place:
    """A cell of the submitted workbook (位置)."""

    sheet: str
    row: int
    column: int

    @property
    def at(self) -> tuple[int, int]:
        """Row and column."""
        return self.row, self.column


@dataclass(slots=True)
class Finder:
    """Finds answers in a workbook, and remembers what had to be found by its labels."""

    workbook: Opened
    standard: Standard
    variant: Variant
    by_label: set[str] = field(default_factory=set)
    labels: dict[str, dict[str, list[tuple[int, int]]]] = field(default_factory=dict)
    ambiguous: set[str] = field(default_factory=set)  # items whose name stands there twice
    astray: frozenset[str] = field(init=False)  # names that moved with what was cut and pasted

    def __post_init__(self) -> None:
        self.astray = frozenset()
        self.astray = frozenset(self._astray())

    def _astray(self) -> Iterator[str]:
        """The names of single inputs that lie on another input's cell.

        What is cut takes its name along: LibreOffice leaves both names on the cell, Excel only that
        one. The labels beside the cells then tell what staff see.
        """
        lying: dict[Place, list[str]] = {}
        for name, area in self.workbook.names.items():
            if name.startswith(_SINGLE):
                lying.setdefault(Place(area.sheet, *area.first), []).append(name)
        others = self._labelled() if lying else frozenset()
        for place, held in lying.items():
            if len(held) > 1 or place in others:
                yield from held

    def _labelled(self) -> frozenset[Place]:
        """Where the labels say that answers stand whose names are gone."""
        found = (
            self._by_labels(item, self._heads(period))
            for item in self.variant.items().values()
            for period in item.periods or ("",)
            if not self.named(names.value(names.key(item.id, period)))
        )
        return frozenset(place for place in found if place)

    def named(self, name: str) -> Area | None:
        """The area of a name, if its sheet is there and it lies where we look."""
        area = self.workbook.names.get(name.casefold())
        if area is None or area.sheet not in self.workbook.tabs or name.casefold() in self.astray:
            return None
        (row, column) = area.first
        return area if row <= limits.ROWS and column <= limits.COLUMNS else None

    def value(self, item: Item, period: str) -> Place | None:
        """The cell of an item's answer."""
        if place := self._named_cell(names.value(names.key(item.id, period))):
            return place
        return self._beside(item, self._heads(period))

    def reason(self, item: Item) -> Place | None:
        """The cell of the words beside an item; ``None`` if it has none."""
        if not item.explain:
            return None
        return self._named_cell(names.reason(item.id)) or self._beside(item, [item.explain])

    def evidence(self, item: Item) -> Place | None:
        """The cell of the evidence numbers beside an item; ``None`` if it has none."""
        if not item.evidence:
            return None
        head = words("heads")["evidence"]
        return self._named_cell(names.evidence(item.id)) or self._beside(item, [head])

    def grade(self, item: Item) -> Place | None:
        """The cell of the data grade beside an item."""
        head = words("heads")["grade"]
        return self._named_cell(names.grade(item.id)) or self._beside(item, [head])

    def question(self, table: Table) -> Place | None:
        """The cell that says whether there is anything to list."""
        if place := self._named_cell(names.question(table.id)):
            return place
        for sheet, row, column in self._where(table.question, self.tab(table.id)):
            self.by_label.add(sheet)
            return Place(sheet, row, self._next_column(sheet, row, column))
        return None

    def columns(self, table: Table) -> dict[str, Place]:
        """The heads of a table's columns that are there, by the column's key."""
        keys = input_keys(self.standard, table)
        found = {key: self._named_cell(names.head(table.id, key)) for key in keys}
        if not all(found.values()):
            inputs = [slot for slot in slots(self.standard, table) if not slot.shows]
            lost = [slot for slot in inputs if found[slot.key] is None]
            known = [place for place in found.values() if place]
            found |= self._heads_by_label(table, inputs, lost, known)
        return {key: place for key, place in found.items() if place}

    def tab(self, id_: str) -> str:
        """The title of the sheet in the workbook that asks for an item or table, or nothing."""
        asked = self.variant.sheet_of(id_)
        for title in self.workbook.tabs:
            if folded(title) == folded(asked.title):
                return title
        return self._by_content(asked)

    def _beside(self, item: Item, heads: list[str]) -> Place | None:
        """The cell below one of these heads, in the row that names the item."""
        if place := self._by_labels(item, heads):
            self.by_label.add(place.sheet)
        return place

    def _by_labels(self, item: Item, heads: list[str]) -> Place | None:
        rows = self._item_rows(item)
        if len(rows) > 1:
            self.ambiguous.add(item.id)
        for sheet, row, column in rows if len(rows) == 1 else ():
            wanted = {folded(head) for head in heads}
            if beside := self._below_head(sheet, row, column, wanted):
                return Place(sheet, row, beside)
        return None

    def _item_rows(self, item: Item) -> list[tuple[str, int, int]]:
        """The cells that name an item, in the columns headed so."""
        found = self._where(item.name, self.tab(item.id))
        heads = self._where(words("heads")["name"], found[0][0]) if found else []
        columns = {column for _, _, column in heads}
        return [spot for spot in found if not columns or spot[2] in columns]

    def _named_cell(self, name: str) -> Place | None:
        area = self.named(name)
        return Place(area.sheet, *area.first) if area else None

    def _below_head(self, sheet: str, row: int, column: int, heads: set[str]) -> int:
        """The column whose nearest head above a row has one of these texts; 0 if none."""
        above = [
            at
            for text, places in self._labels(sheet).items()
            if heads & {text, *text.split("/")}
            for at in places
            if at[0] < row and at[1] > column
        ]
        return max(above, key=lambda at: (at[0], -at[1]))[1] if above else 0

    def _heads_by_label(
        self, table: Table, inputs: list[Slot], lost: list[Slot], known: list[Place]
    ) -> dict[str, Place | None]:
        sheet = known[0].sheet if known else self.tab(table.id)
        if not sheet:
            return {}
        labels = self._labels(sheet)
        spots = {slot.key: labels.get(_head_label(slot.head), []) for slot in inputs}
        heading = max((at[0] for at in labels.get(folded(table.name), [])), default=0)
        if not known and not heading:  # heads alone may be those of another table
            return {}
        rows = [at[0] for found in spots.values() for at in found if at[0] > heading]
        rows = [place.row for place in known] or rows
        if not rows:
            return {}
        row = min(rows, key=lambda row: (-rows.count(row), row))
        found = {
            slot.key: next((Place(sheet, *at) for at in spots[slot.key] if at[0] == row), None)
            for slot in lost
        }
        if any(found.values()):
            self.by_label.add(sheet)
        return found

    def _by_content(self, asked: Sheet) -> str:
        """The sheet that holds most of the labels of one whose title is not there."""
        wanted = {folded(item.name) for item in asked.items}
        wanted |= {folded(table.name) for table in asked.tables}
        counts = {title: len(wanted & self._labels(title).keys()) for title in self._tabs()}
        best = max(counts, key=lambda title: counts[title], default="")
        return best if best and counts[best] * 2 > len(wanted) else ""

    def _where(self, text: str, sheet: str) -> list[tuple[str, int, int]]:
        found = self._labels(sheet).get(folded(text), []) if sheet else []
        return [(sheet, row, column) for row, column in found]

    def _labels(self, sheet: str) -> dict[str, list[tuple[int, int]]]:
        """Every text of a sheet as labels are compared, with the cells that have it."""
        if sheet not in self.labels:
            found: dict[str, list[tuple[int, int]]] = {}
            for at, stored in sorted(self.workbook.grid(sheet).cells.items()):
                if stored.nature == "text" and stored.text:
                    found.setdefault(_head_label(stored.text), []).append(at)
            self.labels[sheet] = found
        return self.labels[sheet]

    def _tabs(self) -> Iterable[str]:
        known = (names.META_SHEET, names.LISTS_SHEET, names.CALCULATION_SHEET)
        ours = (*known, own_list(self.workbook))
        return [title for title in self.workbook.tabs if title not in ours][: limits.SHEETS]

    def _next_column(self, sheet: str, row: int, column: int) -> int:
        later = [c for r, c in self.workbook.grid(sheet).cells if r == row and c > column]
        return min(later, default=column + 1)

    def _heads(self, period: str) -> list[str]:
        if period:
            return [self._period_name(period)]
        return [words("heads")["value"], *(period.name for period in self.standard.periods)]

    def _period_name(self, id_: str) -> str:
        return next(period.name for period in self.standard.periods if period.id == id_)


def _head_label(text: str) -> str:
    marks = {folded(mark) for mark in words("marks").values()}
    return folded(text).lstrip("".join(marks))
