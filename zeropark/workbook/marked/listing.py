"""The first sheet of a marked copy (修改清单): each issue, a link to its cell, room to answer."""

from collections.abc import Iterator, Sequence

from zeropark.messages import remedy, what, word, words
from zeropark.model import Issue
from zeropark.workbook import names
from zeropark.workbook.grid import Grid
from zeropark.workbook.marked.copy import text, text_part
from zeropark.workbook.marked.look import Looks
from zeropark.workbook.marked.markup import quoteattr
from zeropark.workbook.text import escape, folded, lines

HEAD = 4  # row of the heads; title, count and instructions stand above
_WIDTHS = (6, 9, 19, 9, 30, 24, 46, 46, 30, 8)
_EDGES = 3  # characters that stay free at the sides of a cell
_LINE, _PADDING, _TALLEST = 15, 6, 400  # points
_TITLE, _TOLD = 28, 20
_REPLY, _CELL = 9, 4  # columns


def list_part(namespace: str, issues: Sequence[Issue], looks: Looks) -> str:
    """The sheet's part; every cell holds text, nothing is worked out."""
    rows = "".join((*_top(issues, looks), *_rows(issues, looks)))
    last = HEAD + len(issues)
    areas = "".join(
        f'<mergeCell ref="{names.address(row, 1)}:{names.address(row, len(_WIDTHS))}"/>'
        for row in range(1, HEAD)
    )
    inside = (
        '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
        f'<dimension ref="{names.address(1, 1)}:{names.address(last, len(_WIDTHS))}"/>'
        '<sheetViews><sheetView showGridLines="0" tabSelected="1" workbookViewId="0">'
        f'<pane ySplit="{HEAD}" topLeftCell="{names.address(HEAD + 1, 1)}" '
        'activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
        f'<sheetFormatPr defaultRowHeight="{_LINE}"/><cols>{"".join(_columns())}</cols>'
        f"<sheetData>{rows}</sheetData>"
        f'<mergeCells count="{HEAD - 1}">{areas}</mergeCells>{_links(issues)}'
        '<pageMargins left="0.4" right="0.4" top="0.5" bottom="0.5" header="0.3" footer="0.3"/>'
        '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/>'
    )
    return text_part("worksheet", {"xmlns": namespace}, inside)


def heads() -> tuple[str, ...]:
    """The heads of the list's columns."""
    known = words("issue_heads")
    return (*(known[name] for name in known if name != "code"), word("reply_head"), known["code"])


def found_heads(grid: Grid) -> tuple[int, dict[str, int]] | None:
    """The row of the heads of such a list and their columns; ``None`` if it is none."""
    by_row: dict[int, dict[str, int]] = {}
    wanted = {folded(head): head for head in heads()}
    for (row, column), stored in grid.cells.items():
        if head := wanted.get(folded(stored.text or "")):
            by_row.setdefault(row, {})[head] = column
    return next(((row, got) for row, got in by_row.items() if len(got) == len(wanted)), None)


def _columns() -> Iterator[str]:
    for number, width in enumerate(_WIDTHS, 1):
        yield f'<col min="{number}" max="{number}" width="{width}" customWidth="1"/>'


def _top(issues: Sequence[Issue], looks: Looks) -> Iterator[str]:
    counts = {name: sum(i.level == name for i in issues) for name in ("error", "query", "note")}
    yield _row(1, [(word("mark_list"), looks.title)], _TITLE)
    yield _row(2, [(word("mark_counts", **counts), looks.guide)], _TOLD)
    how = word("mark_how")
    height = lines(how, sum(_WIDTHS) - _EDGES) * _LINE + _PADDING
    yield _row(3, [(how, looks.guide)], height)
    yield _row(HEAD, [(head, looks.head) for head in heads()], _TOLD)


def _rows(issues: Sequence[Issue], looks: Looks) -> Iterator[str]:
    for number, issue in enumerate(issues, 1):
        texts = _texts(number, issue)
        link = looks.link if issue.cell else looks.middle
        asked = looks.reply if issue.level == "query" or "reply" in issue.params else looks.body
        body = looks.body
        styles = (
            *(looks.middle, looks.levels[issue.level], looks.middle, link),
            *(body, body, body, body, asked, looks.middle),
        )
        most = max(lines(told, width - _EDGES) for told, width in zip(texts, _WIDTHS, strict=True))
        height = min(most * _LINE + _PADDING, _TALLEST)
        yield _row(HEAD + number, list(zip(texts, styles, strict=True)), height)


def _texts(number: int, issue: Issue) -> tuple[str, ...]:
    cell, params = issue.cell, issue.params
    return (
        str(number),
        words("levels")[issue.level],
        cell.sheet if cell else params.get("sheet", ""),
        cell.ref if cell else "",
        params.get("name", ""),
        params.get("found", ""),
        what(issue.code, params),
        remedy(issue.code, params),
        params.get("reply", ""),
        issue.code,
    )


def _row(number: int, cells: Sequence[tuple[str, int]], height: float) -> str:
    inside = "".join(
        f'<c r="{names.address(number, column)}" s="{style}" t="inlineStr">'
        f'<is><t xml:space="preserve">{text(escape(told))}</t></is></c>'
        for column, (told, style) in enumerate(cells, 1)
    )
    return f'<row r="{number}" ht="{height}" customHeight="1">{inside}</row>'


def _links(issues: Sequence[Issue]) -> str:
    links = "".join(
        f'<hyperlink ref="{names.address(HEAD + number, _CELL)}" '
        f"location={quoteattr(_place(issue.cell.sheet, issue.cell.ref))}/>"
        for number, issue in enumerate(issues, 1)
        if issue.cell
    )
    return f"<hyperlinks>{links}</hyperlinks>" if links else ""


def _place(sheet: str, ref: str) -> str:
    quoted = sheet.replace("'", "''")
    return f"'{quoted}'!{ref}"
