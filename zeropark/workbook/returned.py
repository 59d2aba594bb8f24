"""The list of issues that goes back to staff (问题清单)."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

from openpyxl import Workbook

from zeropark.messages import ordered, remedy, what, word, words
from zeropark.model import Issue
from zeropark.workbook import names
from zeropark.workbook.rows import Drawn, row, style
from zeropark.workbook.save import parts, put
from zeropark.workbook.style import HEAD, LABEL, MIDDLE, arrange, height

_WIDTHS = (7, 10, 20, 10, 34, 28, 50, 50, 10)
_CENTRED = (1, 2, 4, 9)
_HEAD_HEIGHT = 24
_SHEET = "xl/worksheets/sheet1.xml"


def issue_list(path: Path, issues: Sequence[Issue]) -> None:
    """Write one row per issue: where, what was found, what is wrong, what to do."""
    package, head, body = _form()
    put(package, path, {_SHEET: _rows(issues, head, body)})


@cache
def _form() -> tuple[Mapping[str, bytes], int, tuple[int, ...]]:
    """The list without rows, the style of its heads and of each column.

    Drawn once: a list then takes 1 ms; a workbook of its own for each took 20 ms.
    """
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = word("issues_title")
    for column, width in enumerate(_WIDTHS, 1):
        sheet.column_dimensions[names.letters(column)].width = width
    arrange(sheet, 1, len(_WIDTHS))
    sheet.print_area = ""  # all rows, however many there are
    sheet.protection.sheet = False
    body = {look: style(sheet, look) for look in (LABEL, MIDDLE)}
    head = style(sheet, HEAD)
    looks = (MIDDLE if n in _CENTRED else LABEL for n in range(1, len(_WIDTHS) + 1))
    return parts(book), head, tuple(body[look] for look in looks)


def _rows(issues: Sequence[Issue], head: int, body: Sequence[int]) -> Iterator[bytes]:
    yield row(1, [Drawn(text, head) for text in words("issue_heads").values()], _HEAD_HEIGHT)
    for number, issue in enumerate(ordered(issues), 1):
        texts = _texts(number, issue)
        cells = [Drawn(text, look) for text, look in zip(texts, body, strict=True)]
        yield row(number + 1, cells, height(*zip(texts, _WIDTHS, strict=True)))


def _texts(number: int, issue: Issue) -> tuple[str, ...]:
    cell, params = issue.cell, issue.params
    return (
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
