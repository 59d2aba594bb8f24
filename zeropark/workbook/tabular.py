"""Tables for reading (汇总表): many sheets of rows, streamed, numbers as numbers, text as text."""

from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass
from decimal import Decimal
from math import ceil
from pathlib import Path
from typing import Any, Literal

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import Cell
from openpyxl.worksheet.properties import PageSetupProperties

from zeropark.workbook import names
from zeropark.workbook.save import save
from zeropark.workbook.style import GUIDE, HEAD, LABEL, TITLE, Look, dress, height
from zeropark.workbook.text import escape

Across = Literal["left", "center", "right"]

_HEADS, _BODY = 3, 4  # the rows of the heads and of the first record
_HEIGHTS = {1: 30, 2: 20, 3: 34}
_PAGE = 230  # characters that can still be read on a sheet of paper laid across
_LAST = Look("sum", "FFE3F1EB", bold=True)
_FREE = frozenset("[]:*?/\\")
_NAME = 31  # characters of a sheet's name


@dataclass(frozen=True, slots=True)
class Number:
    """A number as it is to be seen (数值): as many places as ``value`` has, a share in per cent."""

    value: Decimal
    percent: bool = False

    @property
    def format(self) -> str:
        """The number format of its cell."""
        places = max(0, -int(self.value.as_tuple().exponent)) - 2 * self.percent
        decimals = f".{'0' * places}" if places > 0 else ""
        return f"0{decimals}%" if self.percent else f"#,##0{decimals}"


Value = str | int | Number


@dataclass(frozen=True, slots=True)
class Head:
    """A column (栏): what stands above it, how wide it is in characters, how it is aligned."""

    text: str
    width: int = 12
    across: Across = "left"


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet of rows (表), then ``sums`` out of reach of the filter, then ``notes``."""

    title: str
    heading: str
    guide: str
    heads: Sequence[Head]
    rows: Iterable[Sequence[Value]]
    sums: Sequence[Sequence[Value]] = ()
    notes: Sequence[str] = ()
    frozen: int = 0  # columns that stay in sight


def write(tables: Sequence[Table], path: Path) -> None:
    """Put the tables under one name at once; the same tables give the same bytes."""
    book = Workbook(write_only=True)
    used: set[str] = set()
    for table in tables:
        _Press(book, _sheet_name(table.title, used), table).write()
    save(book, path)


def _sheet_name(title: str, used: set[str]) -> str:
    """The title as a sheet may be called, unlike any other in the book."""
    plain = "".join("_" if sign in _FREE else sign for sign in title).strip("'")[:_NAME]
    name, number = plain, 1
    while name.casefold() in used:
        number += 1
        name = f"{plain[: _NAME - 4]} {number}"
    used.add(name.casefold())
    return name


class _Press:
    """Writes one table row by row; every look is made once and copied."""

    def __init__(self, book: Workbook, name: str, table: Table) -> None:
        self.sheet: Any = book.create_sheet(name)  # the stubs know little of streamed sheets
        self.table = table
        self.looks: dict[tuple[str, str, str], Cell] = {}
        self.count = 0

    def write(self) -> None:
        self._arrange()
        self._line(self.table.heading, TITLE)
        self._line(self.table.guide, GUIDE)
        self.sheet.append([self._cell(h.text, HEAD, "center") for h in self.table.heads])
        for row in self.table.rows:
            self.count += 1
            self._row(self.count, row, LABEL)
        for number, row in enumerate(self.table.sums, self.count + 1):
            self._row(number, row, _LAST)
        for note in self.table.notes:
            self._line(note, GUIDE)
        self._bound()

    def _line(self, text: str, look: Look) -> None:
        self.sheet.append([self._cell(text, look, "left")])

    def _row(self, number: int, row: Sequence[Value], look: Look) -> None:
        pairs = list(zip(row, self.table.heads, strict=True))
        texts = [(text, head.width) for text, head in pairs if isinstance(text, str)]
        self.sheet.row_dimensions[_HEADS + number].height = height(("", 1), *texts)
        self.sheet.append([self._cell(value, look, head.across) for value, head in pairs])

    def _cell(self, value: Value, look: Look, across: Across) -> Cell:
        shown = value.format if isinstance(value, Number) else "General"
        cell = copy(self._pattern(look, across, shown))
        if isinstance(value, str):
            cell.value = escape(value) or None
            cell.data_type = "s"  # whatever it begins with
        else:
            cell.value = value.value if isinstance(value, Number) else value
        return cell

    def _pattern(self, look: Look, across: Across, shown: str) -> Cell:
        key = (look.name, across, shown)
        if key not in self.looks:
            cell = self.looks[key] = WriteOnlyCell(self.sheet)
            dress(cell, _aligned(look, across, shown))
        return self.looks[key]

    def _arrange(self) -> None:
        """What a sheet says before its rows: widths, heights, frozen heads, A4 landscape."""
        sheet = self.sheet
        for column, head in enumerate(self.table.heads, 1):
            sheet.column_dimensions[names.letters(column)].width = head.width
        for row, points in _HEIGHTS.items():
            sheet.row_dimensions[row].height = points
        sheet.freeze_panes = names.address(_BODY, self.table.frozen + 1)
        sheet.sheet_view.showGridLines = False
        sheet.page_setup.paperSize, sheet.page_setup.orientation = 9, "landscape"
        sheet.page_setup.fitToWidth = ceil(sum(h.width for h in self.table.heads) / _PAGE)
        sheet.page_setup.fitToHeight = 0
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        sheet.page_margins.left = sheet.page_margins.right = 0.4
        sheet.oddFooter.center.text = "&P / &N"

    def _bound(self) -> None:
        """What is known only behind the rows: how far the filter and the print reach."""
        last = len(self.table.heads)
        end = _HEADS + self.count
        self.sheet.auto_filter.ref = f"{names.address(_HEADS, 1)}:{names.address(end, last)}"
        self.sheet.print_title_rows = f"{_HEADS}:{_HEADS}"
        if self.table.frozen:
            self.sheet.print_title_cols = f"{names.letters(1)}:{names.letters(self.table.frozen)}"
        foot = end + len(self.table.sums) + len(self.table.notes)
        self.sheet.print_area = f"{names.address(1, 1)}:{names.address(foot, last)}"


def _aligned(look: Look, across: Across, shown: str) -> Look:
    framed = look.frame
    return Look(
        name=look.name if framed else f"{look.name} line",
        fill=look.fill,
        ink=look.ink,
        size=look.size,
        bold=look.bold,
        frame=framed,
        across=across if framed else "general",
        number_format=shown,
    )
