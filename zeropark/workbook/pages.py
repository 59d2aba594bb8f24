"""Where a printed sheet goes on to its next page (分页): a heading stays with what it heads."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil

from openpyxl.utils import column_index_from_string
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet

from zeropark.workbook import names

MARGINS = 0.4, 0.5  # inches at the sides, above and below
_ACROSS, _DOWN = 842 - 72 * 2 * MARGINS[0], 595 - 72 * 2 * MARGINS[1]  # points of A4 laid across
_SIGN = 5.25  # points of a column's width in characters, where the font is installed; else more
_READABLE = 240  # characters beside each other that can still be read on a page
_SPARE = 0.97  # of a page is counted on: programs round differently
_WORTH = 0.5  # of a page is filled before one is ended so that a table may begin on the next
_SCRAP = 0.2  # of a page: no page is begun, no table torn for so little
_ROW = 15.0  # points of a row of which nothing else is said
_SMALLEST = 10  # percent


@dataclass(frozen=True, slots=True)
class Block:
    """Rows that belong together (不拆开的行): all of them, or the first if a page is too short."""

    first: int
    last: int
    least: int  # the row up to which they stay together in any case


def across(sheet: Worksheet, last: int) -> int:
    """Over how many pages beside each other a sheet of so many columns is printed."""
    return ceil(sum(_widths(sheet, last)) / (_READABLE * _SIGN))


def first_page(sheet: Worksheet, last: int, repeated: int) -> int:
    """The last column of the first page across, where some columns are repeated on each."""
    widths = _widths(sheet, last)
    return _split(widths, repeated, _scale(widths, repeated, across(sheet, last)))[0]


def keep_together(
    sheet: Worksheet, blocks: Iterable[Block], last: int, head: int, *, growing: bool
) -> None:
    """End every page where no block is torn; ``head`` rows stand on top of each.

    A sheet that gets no more rows is shrunk onto one page if it is little more than that.
    All pages end by these breaks, none by itself: where fonts are wider a sheet is shrunk further
    and a page would hold more, so that its own end would come at another row for each program.
    """
    repeated, pages = _columns(sheet.print_title_cols), int(sheet.page_setup.fitToWidth or 1)
    room = _DOWN * 100 / _scale(_widths(sheet, last), repeated, pages) * _SPARE
    starts = {block.first: block for block in blocks if block.first > head}
    if not growing and _height(sheet, 1, sheet.max_row) <= room * (1 + _SCRAP):
        sheet.page_setup.fitToHeight = 1
        return
    top = used = _height(sheet, 1, head)
    for row in range(head + 1, sheet.max_row + 1):
        need = own = _height(sheet, row, row)
        if block := starts.get(row):
            need = _height(sheet, row, block.last)
            filled, over = used - top > (room - top) * _WORTH, used + need - room
            whole = top + need <= room and (filled or over < (room - top) * _SCRAP)
            need = need if whole else _height(sheet, row, block.least)
        if used + need > room and used > top:
            sheet.row_breaks.append(Break(id=row - 1))
            used = top
        used += own


def _height(sheet: Worksheet, first: int, last: int) -> float:
    usual = float(sheet.sheet_format.defaultRowHeight or _ROW)
    known = (sheet.row_dimensions.get(row) for row in range(first, last + 1))
    return sum(usual if row is None or row.height is None else float(row.height) for row in known)


def _scale(widths: Sequence[float], repeated: int, pages: int) -> int:
    """The percentage to which a program shrinks columns to fit so many pages across."""
    percents = range(100, _SMALLEST, -1)
    fitting = (p for p in percents if len(_split(widths, repeated, p)) <= pages)
    return next(fitting, _SMALLEST)


def _split(widths: Sequence[float], repeated: int, percent: int) -> list[int]:
    """The last column of each page across at that percentage."""
    room = _ACROSS * 100 / percent
    ends, used = [0], 0.0
    for column, width in enumerate(widths, 1):
        if ends[-1] and used + width > room:
            ends.append(column)
            used = sum(widths[:repeated])
        ends[-1] = column
        used += width
    return ends


def _widths(sheet: Worksheet, last: int) -> list[float]:
    each = map(names.letters, range(1, last + 1))
    return [sheet.column_dimensions[column].width * _SIGN for column in each]


def _columns(title: str | None) -> int:
    """How many columns are repeated on every page, from the first on."""
    last = (title or "").replace("$", "").partition(":")[2]
    return column_index_from_string(last) if last else 0
