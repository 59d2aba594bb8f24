"""A submitted workbook → a Submission (读取填报表): every answer asked for, nothing judged."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from hashlib import sha256
from itertools import chain

from zeropark.compute import in_unit_of_row
from zeropark.messages import level, word, words
from zeropark.model import (
    GRADE,
    NOTHING,
    Cell,
    Entry,
    Issue,
    Item,
    Listing,
    Row,
    Sheet,
    Standard,
    Submission,
    Table,
    Variant,
)
from zeropark.workbook import limits, names
from zeropark.workbook.answers import BLANK, Answer, Question, empty, found, read_answer, separate
from zeropark.workbook.choices import choices, declarations, graded
from zeropark.workbook.filling import Refusal
from zeropark.workbook.finder import Finder, Place
from zeropark.workbook.foreseen import previewed
from zeropark.workbook.gate import UnreadableError
from zeropark.workbook.identity import identify, older
from zeropark.workbook.layout import slots
from zeropark.workbook.lost import gathered
from zeropark.workbook.marked.replies import replies
from zeropark.workbook.opened import Opened, open_workbook
from zeropark.workbook.text import folded
from zeropark.workbook.units import conversions


def read(data: bytes, book: str, standards: Mapping[str, Standard]) -> Submission | Refusal:
    """The submission in these bytes, or why there is none; ``book`` is its name in messages."""
    try:
        workbook = open_workbook(data)
        standard, variant, version = identify(workbook, standards)
        finder = Finder(workbook, standard, variant)
        old = older(version, standard)
        reader = _Reader(book, workbook, standard, variant, finder, conversions(standard), old)
        return reader.submission(sha256(data).hexdigest(), version)
    except UnreadableError as reason:
        params = {"name": book, "found": "", **reason.params}
        return Refusal(book, (Issue(reason.code, level(reason.code), None, params),))


@dataclass(frozen=True, slots=True)
class _Column:
    """A column of a table as it is read in every row (明细表的一列)."""

    item: Item  # but for the unit, which a row may say
    grade: Item | None  # of its data
    spots: tuple[tuple[str, str, str, Place, bool], ...]  # key, period, name, head, if it is there


@cache
def _asides() -> tuple[frozenset[str], tuple[str, ...]]:
    """What is written beside sums, and what notes begin with, as labels are compared."""
    sums, notes = (map(folded, words("asides")[kind].split()) for kind in ("sums", "notes"))
    return frozenset(sums), tuple(notes)


@dataclass(slots=True)
class _Reader:
    """Reads one workbook and collects what is to be said about it."""

    book: str
    workbook: Opened
    standard: Standard
    variant: Variant
    finder: Finder
    rates: Mapping[str, Mapping[str, Decimal]]  # of other units, by the unit that is wanted
    old: bool  # its template may not ask everything yet
    issues: list[Issue] = field(default_factory=list)
    filled: dict[str, dict[tuple[int, int], None]] = field(default_factory=dict)  # by sheet
    lists: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)  # choices
    struck: set[tuple[str, int]] = field(default_factory=set)  # rows of which it is told
    reworded: bool = False  # whether an answer stands there as formulas cannot read it

    def submission(self, digest: str, version: str) -> Submission:
        """All answers and lists; raises UnreadableError if nothing at all is filled in."""
        asked = [(sheet, self._is_there(sheet)) for sheet in self.variant.sheets]
        entries = {
            names.key(item.id, period): entry
            for sheet, there in asked
            for item in sheet.items
            for period, entry in self._entries(item, there)
        }
        listings = {
            table.id: self._listing(table, there)
            for sheet, there in asked
            for table in sheet.tables
        }
        if not self.filled:
            raise UnreadableError("W114")
        self.issues = list(gathered(self.issues))
        self._say_of_workbook(version)
        return Submission(
            self.book,
            digest,
            self.standard.id,
            self.variant.id,
            version,
            entries,
            listings,
            tuple(self.issues),
            tuple(replies(self.workbook)),
            NOTHING if self.reworded else previewed(self.workbook, self.book),
        )

    # ------------------------------------------------------------ single items

    def _entries(self, item: Item, there: bool) -> list[tuple[str, Entry]]:
        reason = self._beside(self.finder.reason(item), item, item.explain) if there else ""
        proofs = self._beside(self.finder.evidence(item), item, "") if there else ""
        beside = reason, separate(proofs)
        entries: list[tuple[str, Entry]] = []
        places = {p: self.finder.value(item, p) if there else None for p in item.periods or ("",)}
        gone = not any(places.values())  # the whole row: told by its name, not by each year
        for period, place in places.items():
            name = self._name(item, period)
            cell = self._lost(item, item.name if gone else name, there, place)
            entries.append((period, self._entry(item, period, place, name, cell, beside)))
        if item.grade:
            asked = graded(self.standard, item)
            place = self.finder.grade(item) if there else None
            cell = self._lost(item, item.name if gone else asked.name, there, place)
            entries.append((GRADE, self._entry(asked, GRADE, place, asked.name, cell)))
        return entries

    def _beside(self, place: Place | None, item: Item, head: str) -> str:
        if place is None or self._bare(place):
            return ""
        name = word("answer_beside", name=item.name, head=head or word("sheet_evidence"))
        answer = self._read(Item(item.id, name, "text"), place, name)
        return str(answer.value or "")

    def _entry(
        self,
        item: Item,
        period: str,
        place: Place | None,
        name: str,
        cell: Cell,
        beside: tuple[str, tuple[str, ...]] | None = None,
    ) -> Entry:
        """The answer in a cell; what stands beside it is its reason and its evidence."""
        answer = self._read(item, place, name) if place else BLANK
        if beside is None:
            proofs = separate(str(answer.value or "")) if item.kind == "evidence" else ()
            beside = "", proofs
        return Entry(item, cell, answer.state, answer.value, period, *beside, name)

    def _lost(self, item: Item, name: str, there: bool, place: Place | None) -> Cell:
        """The cell of an answer; if it is not to be found, where its message points."""
        if place:
            return self._cell(place)
        title = self.finder.tab(item.id) if there else self.variant.sheet_of(item.id).title
        cell = Cell(self.book, title, names.address(1, 1))
        if there and not self.old:
            code = "W127" if item.id in self.finder.ambiguous else "W121"
            self._say(code, cell, name=name, found="")
        return cell

    # ------------------------------------------------------------ tables

    def _listing(self, table: Table, there: bool) -> Listing:
        columns = self.finder.columns(table) if there else {}
        declared = self._declared(table) if there else None
        if not columns:
            title = self.variant.sheet_of(table.id).title
            cell = Cell(self.book, title, names.address(1, 1))
            if there and not self.old:
                self._say("W121", cell, name=table.name, found="")
            return Listing(table, (), cell, declared)
        head = next(iter(columns.values()))
        self._say_lost_columns(table, columns, head.sheet)
        rows = self._rows(table, columns, head)
        return Listing(table, rows, self._cell(head), declared)

    def _declared(self, table: Table) -> Entry | None:
        if not table.question:
            return None
        item = Item(table.id, table.question, "choice", choices=declarations())
        place = self.finder.question(table)
        return self._entry(item, "", place, item.name, self._lost(item, item.name, True, place))

    def _rows(self, table: Table, columns: Mapping[str, Place], head: Place) -> tuple[Row, ...]:
        first, last = head.row + 1, head.row + table.rows
        if area := self.finder.named(names.body(table.id)):
            first, last = area.first[0], area.last[0]
        spots = [place.column for place in columns.values()]
        below = self._below(head.sheet, last + 1, spots)
        filled = [
            row
            for row in range(first, min(below, limits.ROWS + 1))
            if self._holds(head.sheet, row, spots)
        ]
        asides = [row for row in filled if self._aside(head.sheet, row, spots)]
        for row in asides if len(asides) < len(filled) else ():
            filled.remove(row)
            self._say_aside(table, Place(head.sheet, row, min(spots)), row - first + 1)
        if beyond := sum(row > last for row in filled):
            at = Cell(self.book, head.sheet, names.address(last + 1, head.column))
            self._say("W126", at, name=table.name, found="", rows=str(beyond))
        asked = [self._asked(column, columns, head) for column in table.columns] if filled else []
        return tuple(self._row(table, asked, row, row - first + 1) for row in filled)

    def _aside(self, sheet: str, row: int, columns: list[int]) -> bool:
        """Whether a row is no entry of its table but a sum of the others, or a note alone."""
        cells = [self.workbook.stored(sheet, (row, column)) for column in sorted(columns)]
        sums, notes = _asides()
        said = folded(found(cells[0]))
        return said in sums or (said.startswith(notes) and all(empty(cell) for cell in cells[1:]))

    def _say_aside(self, table: Table, place: Place, number: int) -> None:
        there = found(self.workbook.stored(place.sheet, place.at))
        self.reworded = True
        self._say("W132", self._cell(place), name=table.name, found=there, row=str(number))

    def _below(self, sheet: str, row: int, columns: list[int]) -> int:
        """The first row from here on that is blank or belongs to something else."""
        if not self._holds(sheet, row, columns):  # nearly always: then no name is looked at
            return row
        taken = {area.first[0] for area in self.workbook.names.values() if area.sheet == sheet}
        while row not in taken and self._holds(sheet, row, columns):
            row += 1
        return row

    def _holds(self, sheet: str, row: int, columns: list[int]) -> bool:
        cells = self.workbook.grid(sheet).cells
        for column in columns:
            stored = cells.get((row, column))
            if stored is not None and not empty(stored):
                return True
        return False

    def _asked(self, column: Item, columns: Mapping[str, Place], head: Place) -> _Column:
        """What is the same for a column in every row."""
        grade = graded(self.standard, column) if column.grade else None
        parts = [(period, self._name(column, period)) for period in column.periods or ("",)]
        parts += [(GRADE, grade.name)] if grade else []
        keys = [names.key(column.id, period) for period, _ in parts]
        spots = tuple(
            # a column that an older workbook lacks is blank
            (key, period, name, columns.get(key, head), key in columns)
            for key, (period, name) in zip(keys, parts, strict=True)
        )
        return _Column(column, grade, spots)

    def _row(self, table: Table, columns: Sequence[_Column], row: int, number: int) -> Row:
        entries: dict[str, Entry] = {}
        filled = Row(number, entries)
        for column in columns:
            item = in_unit_of_row(column.item, filled, table, self.standard.factors)
            for key, period, name, head, there in column.spots:
                asked = column.grade if column.grade and period == GRADE else item
                told = word("row_answer", table=table.name, row=number, column=name)
                place = Place(head.sheet, row, head.column)
                found_there = place if there else None
                at = self._cell(place) if there or self.old else self._corner(head.sheet)
                entries[key] = self._entry(asked, period, found_there, told, at)
        return filled

    def _say_lost_columns(self, table: Table, columns: Mapping[str, Place], sheet: str) -> None:
        """Say of each column that was deleted, once: its answers have no message of their own."""
        inputs = (slot for slot in slots(self.standard, table) if not slot.shows)
        for slot in inputs if not self.old else ():
            if slot.key not in columns:
                period = slot.key.partition("__")[2]
                name = f"{table.name} {self._name(slot.item, period)}"
                self._say("W121", self._corner(sheet), name=name, found="")

    def _corner(self, sheet: str) -> Cell:
        """Where a message points that is about nothing that is there."""
        return Cell(self.book, sheet, names.address(1, 1))

    # ------------------------------------------------------------ cells and messages

    def _bare(self, place: Place) -> bool:
        """Whether a cell holds nothing and lies under no other: nothing is to be said of it."""
        grid = self.workbook.grid(place.sheet)
        return place.at not in grid.cells and place.at not in grid.covered

    def _read(self, item: Item, place: Place, name: str) -> Answer:
        stored = self.workbook.stored(place.sheet, place.at)
        blank = empty(stored)
        if item.required or not blank:
            self._say_covered(place, name, blank=blank)
        if stored is None:
            return BLANK
        if not blank:
            self.filled.setdefault(place.sheet, {})[place.at] = None
            self._say_struck(place, name)
        rates = self.rates.get(folded(item.unit), NOTHING)
        known = self._choices(item)
        answer = read_answer(stored, Question(item, known, self.workbook.date1904, rates))
        numeral = isinstance(answer.value, Decimal) and stored.nature == "text"
        self.reworded |= numeral or (
            isinstance(answer.value, str) and item.kind == "choice" and answer.value != stored.text
        )
        for remark in answer.remarks:
            params = {"name": name, "found": found(stored), **remark.params}
            self._say(remark.code, self._cell(place), **params)
        return answer

    def _choices(self, item: Item) -> tuple[str, ...]:
        if not item.choices_from:
            return item.choices
        key = item.id, item.choices_from
        if key not in self.lists:
            self.lists[key] = choices(self.standard, self.variant, item)
        return self.lists[key]

    def _say_covered(self, place: Place, name: str, *, blank: bool) -> None:
        """A blank that lies under another cell is none: what stands there is for both or one.

        What is filled in under another cell is on no screen.
        """
        first = self.workbook.grid(place.sheet).covered.get(place.at)
        if first and not (blank and empty(self.workbook.stored(place.sheet, first))):
            code, at = ("V128", first) if blank else ("W131", place.at)
            there = found(self.workbook.stored(place.sheet, at))
            self._say(code, self._cell(place), name=name, found=there, ref=names.address(*first))

    def _say_struck(self, place: Place, name: str) -> None:
        """What is struck through may stand or not; of a row, its first such answer tells it."""
        if place.at in self.workbook.grid(place.sheet).struck:
            if (place.sheet, place.row) not in self.struck:
                there = found(self.workbook.stored(place.sheet, place.at))
                self._say("W133", self._cell(place), name=name, found=there)
            self.struck.add((place.sheet, place.row))

    def _say_of_workbook(self, version: str) -> None:
        if self.workbook.macros:
            self._say("W116", None, found="")
        if self.old:
            self._say("W115", None, version=version, known=self.standard.template_version)
        for copy, original in sorted(self.workbook.copies.items()):
            self._say("W123", None, copy=copy, original=original)
        for sheet in sorted(self.finder.by_label):
            self._say("W122", None, sheet=sheet)
        for sheet in self.filled:
            self._say_hidden(sheet)

    def _say_hidden(self, sheet: str) -> None:
        grid = self.workbook.grid(sheet)
        if self.workbook.tabs[sheet].hidden:
            self._say("W124", None, sheet=sheet)
        places = self.filled[sheet] if grid.hidden_rows or grid.hidden_columns else ()
        for row, column in places:
            if row in grid.hidden_rows or column in grid.hidden_columns:
                found_there = found(self.workbook.stored(sheet, (row, column)))
                cell = self._cell(Place(sheet, row, column))
                self._say("W125", cell, sheet=sheet, found=found_there)
                return

    def _is_there(self, sheet: Sheet) -> bool:
        """Whether a sheet is in the workbook under any title; one message if it is not."""
        asked = (names.key(i.id, p) for i in sheet.items for p in i.periods or ("",))
        wanted = chain(map(names.value, asked), (names.body(table.id) for table in sheet.tables))
        if any(self.finder.named(name) for name in wanted):
            return True
        ids = [*(item.id for item in sheet.items), *(table.id for table in sheet.tables)]
        if not ids or self.finder.tab(ids[0]):
            return True
        if self.old:
            return False
        self._say("W120", Cell(self.book, sheet.title, names.address(1, 1)), sheet=sheet.title)
        return False

    def _name(self, item: Item, period: str) -> str:
        if period in {"", GRADE}:
            return item.name
        named = next(one.name for one in self.standard.periods if one.id == period)
        return word("period_answer", name=item.name, period=named)

    def _cell(self, place: Place) -> Cell:
        return Cell(self.book, place.sheet, names.address(place.row, place.column))

    def _say(self, code: str, cell: Cell | None, **params: str) -> None:
        known = {"name": params.get("sheet", ""), "found": ""}
        issue = Issue(code, level(code), cell, known | params)
        if issue not in self.issues:
            self.issues.append(issue)
