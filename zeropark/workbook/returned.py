"""The list of issues that goes back to staff (问题清单)."""

from collections.abc import Sequence
from pathlib import Path

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from zeropark.messages import ordered, remedy, what, word, words
from zeropark.model import Issue
from zeropark.workbook import names
from zeropark.workbook.save import save
from zeropark.workbook.style import HEAD, LABEL, MIDDLE, arrange, fit, label

_WIDTHS = (7, 10, 20, 10, 34, 28, 50, 50, 10)
_CENTRED = (1, 2, 4, 9)
_HEAD_HEIGHT = 24


def issue_list(path: Path, issues: Sequence[Issue]) -> None:
    """Write one row per issue: where, what was found, what is wrong, what to do."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = word("issues_title")
    for column, width in enumerate(_WIDTHS, 1):
        sheet.column_dimensions[names.letters(column)].width = width
        label(sheet, 1, (column, column), [*words("issue_heads").values()][column - 1], HEAD)
    sheet.row_dimensions[1].height = _HEAD_HEIGHT
    for number, issue in enumerate(ordered(issues), 1):
        _draw(sheet, number, issue)
    arrange(sheet, 1, len(_WIDTHS))
    sheet.protection.sheet = False
    save(book, path)


def _draw(sheet: Worksheet, number: int, issue: Issue) -> None:
    cell, params = issue.cell, issue.params
    texts = (
        str(number),
        words("levels")[issue.level],
        cell.sheet if cell else "",
        cell.ref if cell else "",
        params.get("name", ""),
        params.get("found", ""),
        what(issue.code, params),
        remedy(issue.code, params),
        issue.code,
    )
    for column, text in enumerate(texts, 1):
        look = MIDDLE if column in _CENTRED else LABEL
        label(sheet, number + 1, (column, column), text, look)
    fit(sheet, number + 1, *zip(texts, _WIDTHS, strict=True))
