"""Tables for reading (汇总表): many sheets of rows, streamed, numbers as numbers, text as text."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from decimal import Decimal
from math import ceil
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Literal

from openpyxl import Workbook
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from zeropark.workbook import names
from zeropark.workbook.rows import Drawn, row, style
from zeropark.workbook.save import save
from zeropark.workbook.style import GUIDE, HEAD, LABEL, TITLE, Look, height

Across = Literal["left", "center", "right"]

_HEADS, _BODY = 3, 4  # the rows of the heads and of the first record
_HEIGHTS = {1: 30, 2: 20, 3: 34}
_PAGE = 230  # characters that can still be read on a sheet of paper laid across
_LAST = Look("sum", "FFE3F1EB", bold=True)
_FREE = frozenset("[]:*?/\\")
_NAME = 31  # characters of a sheet's name
_PIECE = 1 << 16  # bytes


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
    """Put the tables under one name at once; the same tables give the same bytes.

    Their rows pass through a nameless file: memory holds one of them.
    """
    book = Workbook()
    book.remove(book.worksheets[0])
    used: set[str] = set()
    with ExitStack() as open_files:
        rows: dict[str, IO[bytes]] = {}
        for table in tables:
            name = _sheet_name(table.title, used)
            rows[name] = open_files.enter_context(TemporaryFile())
            rows[name].writelines(_Press(book.create_sheet(name), table).rows())
            rows[name].seek(0)
        save(book, path, rows={name: _pieces(file) for name, file in rows.items()})


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    while piece := file.read(_PIECE):
        yield piece


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
    """Draws one table row by row; the workbook keeps every look once."""

    def __init__(self, sheet: Worksheet, table: Table) -> None:
        self.sheet = sheet
        self.table = table
        self.styles: dict[tuple[str, str, str], int] = {}
        self.count = 0

    def rows(self) -> Iterator[bytes]:
        """The rows; behind the last one the sheet says how far they reach."""
        self._arrange()
        heads = [self._cell(head.text, HEAD, "center") for head in self.table.heads]
        yield self._line(1, self.table.heading, TITLE)
        yield self._line(2, self.table.guide, GUIDE)
        yield row(_HEADS, heads, _HEIGHTS[_HEADS])
        for values in self.table.rows:
            self.count += 1
            yield self._row(_HEADS + self.count, values, LABEL)
        end = _HEADS + self.count
        for number, values in enumerate(self.table.sums, end + 1):
            yield self._row(number, values, _LAST)
        for number, note in enumerate(self.table.notes, end + len(self.table.sums) + 1):
            yield self._line(number, note, GUIDE)
        self._bound()

    def _line(self, number: int, text: str, look: Look) -> bytes:
        height_of = _HEIGHTS.get(number, _HEIGHTS[2])
        return row(number, [self._cell(text, look, "left")], height_of)

    def _row(self, number: int, values: Sequence[Value], look: Look) -> bytes:
        pairs = list(zip(values, self.table.heads, strict=True))
        texts = [(text, head.width) for text, head in pairs if isinstance(text, str)]
        cells = [self._cell(value, look, head.across) for value, head in pairs]
        return row(number, cells, height(("", 1), *texts))

    def _cell(self, value: Value, look: Look, across: Across) -> Drawn:
        number = isinstance(value, Number)
        style_ = self._style(look, across, value.format if number else "General")
        return Drawn(value.value if number else value, style_)

    def _style(self, look: Look, across: Across, shown: str) -> int:
        key = (look.name, across, shown)
        if key not in self.styles:
            self.styles[key] = style(self.sheet, _aligned(look, across, shown))
        return self.styles[key]

    def _arrange(self) -> None:
        """What a sheet says before its rows: widths, heights, frozen heads, A4 landscape."""
        sheet = self.sheet
        for column, head in enumerate(self.table.heads, 1):
            sheet.column_dimensions[names.letters(column)].width = head.width
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
