"""The front sheet (填报说明): what the workbook is, how to fill it in, what the colours mean."""

from dataclasses import replace

from openpyxl.cell.cell import Cell
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from zeropark.messages import word, words
from zeropark.workbook import names
from zeropark.workbook.draft import Draft
from zeropark.workbook.style import (
    GUIDE,
    LABEL,
    LINK,
    MIDDLE,
    OPTIONAL,
    REQUIRED,
    SHOWN,
    TABLE,
    TITLE,
    Look,
    arrange,
    fit,
    label,
)

_WIDTHS = (7, 30, 90)
_LAST = len(_WIDTHS)


def draw_front(draft: Draft, sheet: Worksheet) -> None:
    """Draw the front sheet."""
    sheet.title = word("front_title")
    for column, width in enumerate(_WIDTHS, 1):
        sheet.column_dimensions[names.letters(column)].width = width
    row = _draw_title(draft, sheet)
    row = _draw_lines(sheet, row, word("front_how"), word("front_steps").strip().splitlines())
    row = _draw_legend(sheet, row)
    row = _draw_codes(sheet, row)
    _draw_contents(draft, sheet, row)
    arrange(sheet, 2, _LAST)


def _draw_title(draft: Draft, sheet: Worksheet) -> int:
    standard, variant = draft.standard, draft.variant
    label(sheet, 1, (1, _LAST), standard.title, TITLE)
    fit(sheet, 1, (standard.title, 70))
    about = word(
        "front_about",
        variant=variant.name,
        number=standard.number,
        publisher=standard.publisher,
        version=standard.template_version,
    )
    label(sheet, 2, (1, _LAST), about, GUIDE)
    fit(sheet, 2, (about, sum(_WIDTHS)))
    return 4


def _draw_lines(sheet: Worksheet, row: int, heading: str, lines: list[str]) -> int:
    row = _draw_heading(sheet, row, heading)
    for number, line in enumerate(lines, 1):
        label(sheet, row, (1, 1), str(number), MIDDLE)
        label(sheet, row, (2, _LAST), line, LABEL)
        fit(sheet, row, (line, sum(_WIDTHS[1:])))
        row += 1
    return row + 1


def _draw_legend(sheet: Worksheet, row: int) -> int:
    row = _draw_heading(sheet, row, word("front_colours"))
    marks = words("marks")
    looks = {"required": REQUIRED, "optional": OPTIONAL, "computed": SHOWN, "fixed": LABEL}
    for state, look in looks.items():
        row = _draw_pair(sheet, row, marks.get(state, ""), state, look)
    return row + 1


def _draw_codes(sheet: Worksheet, row: int) -> int:
    row = _draw_heading(sheet, row, word("front_codes"))
    for state, code in words("codes").items():
        label(sheet, row, (1, 2), code, MIDDLE)
        text = words("meanings")[state]
        label(sheet, row, (_LAST, _LAST), text, LABEL)
        fit(sheet, row, (text, _WIDTHS[-1]))
        row += 1
    return row + 1


def _draw_contents(draft: Draft, sheet: Worksheet, row: int) -> None:
    row = _draw_heading(sheet, row, word("front_contents"))
    for number, asked in enumerate(draft.variant.sheets, 1):
        label(sheet, row, (1, 1), str(number), MIDDLE)
        cell = label(sheet, row, (2, 2), asked.title, LINK)
        _link(cell, asked.title)
        label(sheet, row, (_LAST, _LAST), asked.guide, LABEL)
        fit(sheet, row, (asked.guide, _WIDTHS[-1]))
        row += 1


def _draw_heading(sheet: Worksheet, row: int, text: str) -> int:
    label(sheet, row, (1, _LAST), text, TABLE)
    sheet.row_dimensions[row].height = 26
    return row + 1


def _draw_pair(sheet: Worksheet, row: int, mark: str, state: str, look: Look) -> int:
    label(sheet, row, (1, 1), mark, replace(look, across="center"))
    label(sheet, row, (2, 2), words("heads")[state], look)
    text = words("meanings")[state]
    label(sheet, row, (_LAST, _LAST), text, LABEL)
    fit(sheet, row, (text, _WIDTHS[-1]))
    return row + 1


def _link(cell: Cell, title: str) -> None:
    cell.hyperlink = Hyperlink(ref=cell.coordinate, location=names.absolute(title, (1, 1)))
