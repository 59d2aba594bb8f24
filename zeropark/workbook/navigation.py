"""The bar at the top of every sheet (导航栏): home, the sheets beside it, the preview, progress."""

from collections.abc import Sequence

from openpyxl.cell.cell import Cell
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from zeropark.messages import word, words
from zeropark.workbook import names
from zeropark.workbook.style import LINK, TITLE, label

_FIRST = 4  # the title stands in the columns before
_LEAST = 11  # characters that a link needs


def link(cell: Cell, title: str) -> None:
    """Make a cell lead to a sheet."""
    cell.hyperlink = Hyperlink(ref=cell.coordinate, location=names.absolute(title, (1, 1)))


def draw_bar(sheet: Worksheet, title: str, sheets: Sequence[str], last: int, preview: str) -> None:
    """Draw the title of a sheet and the links to home, its neighbours and the preview, if any."""
    label(sheet, 1, (1, _FIRST - 1), title, TITLE)
    sheet.row_dimensions[1].height = 30
    place = sheets.index(title)
    bar = words("bar")
    targets = {bar["home"]: word("front_title")}
    targets |= {bar["before"]: sheets[place - 1]} if place else {}
    targets |= {bar["after"]: sheets[place + 1]} if place + 1 < len(sheets) else {}
    targets |= {bar["preview"]: preview} if preview else {}
    column = _FIRST
    for text, target in targets.items():
        end = _enough(sheet, column, last)
        if end > last:
            return
        cell = label(sheet, 1, (column, end), text, LINK)
        link(cell, target)
        column = end + 1


def _enough(sheet: Worksheet, column: int, last: int) -> int:
    """The column up to which a link has room."""
    wide = 0.0
    while column <= last:
        wide += sheet.column_dimensions[names.letters(column)].width
        if wide >= _LEAST:
            return column
        column += 1
    return last + 1
