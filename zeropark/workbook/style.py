"""How a workbook looks (样式): colours, frames and sizes of cells; each state also has a mark."""

from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import dataclass
from functools import cache

from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.formatting.rule import Rule
from openpyxl.styles import (
    Alignment,
    Border,
    Font,
    NamedStyle,
    PatternFill,
    Protection,
    Side,
)
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from zeropark.messages import word, words
from zeropark.workbook import names, pages
from zeropark.workbook.text import escape, lines

INK, PALE, WHITE = "FF1F2D3D", "FF5B6B7A", "FFFFFFFF"
GREEN, MINT, SAND, SKY, GREY = "FF1E6B57", "FFE3F1EB", "FFFFF3C4", "FFE8F1FA", "FFEFEFEF"
DONE, WRONG, WAITING = "FF1E6B57", "FFB3261E", "FF8A5A00"
_LINE_HEIGHT, _SMALL_LINE, _PADDING = 16, 14, 6  # points
_LINE = Side(style="thin", color="FFB8C4CE")


@dataclass(frozen=True, slots=True)
class Look:
    """The look of a cell (单元格样式); the workbook lists it under its name."""

    name: str
    fill: str = ""
    ink: str = INK
    size: int = 10
    bold: bool = False
    frame: bool = True
    across: str = "left"
    locked: bool = True
    number_format: str = "General"


TITLE = Look("title", ink=GREEN, size=16, bold=True, frame=False)
GUIDE = Look("guide", ink=PALE, frame=False)
HEAD = Look("head", GREEN, WHITE, bold=True, across="center")
GROUP = Look("group", MINT, GREEN, bold=True)
TABLE = Look("table", ink=GREEN, size=12, bold=True, frame=False)
LABEL = Look("label")
LINK = Look("link", ink="FF1F5FA8", bold=True)
MIDDLE = Look("middle", across="center")
HINT = Look("hint", ink=PALE, size=9)
SHOWN = Look("shown", GREY, PALE, across="center")
LIVE = Look("live", ink=PALE, size=9)
RESULT = Look("result", MINT, GREEN, size=12, bold=True, across="center")
REQUIRED = Look("required", SAND, locked=False)
OPTIONAL = Look("optional", SKY, locked=False)


def dress(cell: Cell | MergedCell, look: Look) -> None:
    """Give a cell its look, as a named style that the workbook keeps once."""
    style = _named_style(look)
    book = cell.parent.parent
    if book is None:
        raise TypeError(cell)
    if style.name not in book.named_styles:
        book.add_named_style(copy(style))
    cell.style, cell.number_format = style.name, look.number_format


@cache
def _named_style(look: Look) -> NamedStyle:
    return NamedStyle(
        name=f"zeropark {look.name} {look.across}",
        font=Font(name=word("sheet_font"), size=look.size, bold=look.bold, color=look.ink),
        fill=PatternFill("solid", fgColor=look.fill) if look.fill else PatternFill(),
        border=Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE) if look.frame else Border(),
        alignment=Alignment(
            horizontal=look.across,
            vertical="center",
            wrap_text=look.across != "general",  # that one runs on over the cells beside it
            indent=1 if look.frame and look.across != "center" else 0,
        ),
        protection=Protection(locked=look.locked),
    )


def label(sheet: Worksheet, row: int, columns: tuple[int, int], text: str, look: Look) -> Cell:
    """Write a text over some columns of a row, always as text; gives the first cell."""
    first, last = columns
    for column in range(first, last + 1):
        dress(sheet.cell(row, column), look)
    merge(sheet, row, columns)
    cell = plain(sheet, row, first)
    say(cell, text)
    return cell


def merge(sheet: Worksheet, row: int, columns: tuple[int, int]) -> None:
    """Make one cell of some cells of a row, each of which keeps the look it has."""
    first, last = columns
    if last > first:
        area = CellRange(min_row=row, max_row=row, min_col=first, max_col=last)
        sheet.merged_cells.add(area)


def plain(sheet: Worksheet, row: int, column: int) -> Cell:
    """A cell that can be written to, as opposed to the rest of a merged area."""
    cell = sheet.cell(row, column)
    if isinstance(cell, MergedCell):
        raise TypeError(cell)
    return cell


def say(cell: Cell, text: str) -> None:
    """Write a text as text: never a formula, a number or an error value (纯文本)."""
    cell.value = escape(text) or None
    if text:
        cell.data_type = "s"


def tell(cell: Cell, reference: str) -> None:
    """Show in a cell what the workbook itself says of the answer beside it (即时核对)."""
    cell.value = f"={reference}"
    dress(cell, LIVE)


def marks_of_live() -> Mapping[str, str]:
    """The colour of each mark that live checks begin with."""
    live = words("live")
    inks = {"right": DONE, "wrong": WRONG, "doubt": WAITING, "waiting": WAITING}
    return {live[key][0]: ink for key, ink in inks.items()}


def colour(sheet: Worksheet, area: str, marks: Mapping[str, str]) -> None:
    """Colour what begins with a mark; the mark alone tells it in grey print."""
    first = area.partition(":")[0]
    for mark, ink in marks.items():
        look = DifferentialStyle(font=Font(color=ink, bold=True))
        rule = Rule("expression", dxf=look, formula=[f'LEFT({first},1)="{mark}"'])
        sheet.conditional_formatting.add(area, rule)


def arrange(
    sheet: Worksheet,
    head: int,
    last: int,
    free: int = 1,
    blocks: Iterable[pages.Block] = (),
    *,
    growing: bool = True,
) -> None:
    """Protect a sheet without a password, freeze its head, set it up for A4 landscape.

    A sheet too wide to be read on one page goes over more, each with the frozen columns; no page
    ends within one of the blocks that fit on one. ``growing``: rows may be put in.
    """
    sheet.protection.sheet = True
    for allowed in ("formatCells", "formatColumns", "formatRows", "insertRows", "insertHyperlinks"):
        setattr(sheet.protection, allowed, False)  # the attribute says what is forbidden
    sheet.freeze_panes = names.address(head + 1, free)
    sheet.sheet_view.showGridLines = False
    sheet.print_title_rows = f"1:{head}"
    sheet.print_area = f"{names.address(1, 1)}:{names.address(sheet.max_row, last)}"
    sheet.page_setup.paperSize, sheet.page_setup.orientation = 9, "landscape"
    sheets = pages.across(sheet, last)
    if sheets > 1 and free > 1:
        sheet.print_title_cols = f"{names.letters(1)}:{names.letters(free - 1)}"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = sheets, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_options.horizontalCentered = True
    margins = sheet.page_margins
    margins.left = margins.right = pages.MARGINS[0]
    margins.top = margins.bottom = pages.MARGINS[1]
    pages.keep_together(sheet, blocks, last, head, growing=growing)


def wide(sheet: Worksheet, columns: tuple[int, int]) -> float:
    """How wide some columns are together, in characters."""
    first, last = columns
    each = map(names.letters, range(first, last + 1))
    return sum(sheet.column_dimensions[column].width for column in each)


def fit(sheet: Worksheet, row: int, *texts: tuple[str, int | float]) -> None:
    """Make a row high enough for texts that are wrapped in so many characters each."""
    sheet.row_dimensions[row].height = height(*texts)


def height(*texts: tuple[str, int | float], small: bool = False) -> int:
    """How high a row must be, in points, for texts that are wrapped in so many characters each."""
    most = max(lines(text, width) for text, width in texts)
    return most * (_SMALL_LINE if small else _LINE_HEIGHT) + _PADDING
