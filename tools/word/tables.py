"""Tables (表格): widths in twips, grids, captions with numbers, rows in loops."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from word.nodes import Cell, Row, Rows, Table, TableRow
from word.pieces import bookmarked, linked, paragraph, text_run
from word.styles import (
    CELL,
    DENSE_CELL,
    DENSE_HEAD,
    GRID,
    HEAD,
    HEAD_RULE,
    LABEL,
    PLAIN,
    RULED,
    SMALL_CELL,
    SMALL_HEAD,
    TABLE_BORDERS,
    border,
    style_id,
)
from word.xml import Element, w

HEAD_SHADE = "F2F2F2"
_DENSE_MARGIN = 20  # above and below the text of a dense row, in twips


@dataclass(frozen=True, slots=True)
class _Press:
    """One table in the making: its columns in twips and what its cells look like."""

    table: Table
    widths: tuple[int, ...]
    content: Callable[[str], list[Element]]

    def rows(self, rows: tuple[TableRow, ...]) -> Iterator[Element]:
        for row in rows:
            if isinstance(row, Row):
                yield self.row(row)
            else:
                yield from self.loop(row)

    def loop(self, rows: Rows) -> Iterator[Element]:
        yield self.control(rows.tag)
        yield from self.rows(rows.rows)
        if rows.otherwise:
            yield self.control("else")
            yield from self.rows(rows.otherwise)
        yield self.control(f"end{rows.word}")

    def control(self, code: str) -> Element:
        """A row that holds nothing but a statement, and vanishes with it."""
        properties = w("tcPr", w("tcW", w=sum(self.widths), type="dxa"))
        if len(self.widths) > 1:
            properties.append(w("gridSpan", val=len(self.widths)))
        content = paragraph(LABEL, [text_run(f"{{%tr {code} %}}")])
        return w("tr", w("tc", properties, content))

    def row(self, row: Row) -> Element:
        properties = w("trPr", w("cantSplit"))
        if row.repeated:
            properties.append(w("tblHeader"))
        made = w("tr", properties)
        at = 0
        for cell in row.cells:
            width = sum(self.widths[at : at + cell.span])
            made.append(self.cell(cell, width, kept=self.table.together or row.repeated))
            at += cell.span
        if at != len(self.widths):
            raise ValueError(self.table.id, [cell.text for cell in row.cells])
        return made

    def cell(self, cell: Cell, width: int, *, kept: bool) -> Element:
        """A cell; ``kept`` with the row below, as Word leaves a head alone at a page's foot."""
        properties = w("tcPr", w("tcW", w=width, type="dxa"), w("vAlign", val="center"))
        if cell.span > 1:
            properties.append(w("gridSpan", val=cell.span))
        if cell.head and self.table.look == GRID:
            properties.append(w("shd", val="clear", color="auto", fill=HEAD_SHADE))
        if cell.underlined or (cell.head and self.table.look == RULED):
            properties.append(w("tcBorders", border("bottom", HEAD_RULE)))
        if cell.merge:
            properties.append(w("vMerge", val=cell.merge))
        inner = self.content(cell.text)
        if cell.link:
            inner = [linked(f"{{{{ links.get({cell.link}, '') }}}}", inner)]
        if cell.mark:
            inner = bookmarked(cell.mark, 0, inner)
        content = paragraph(self.style(cell), inner, cell.align)
        if kept:
            content[0].append(w("keepNext"))
        return w("tc", properties, content)

    def style(self, cell: Cell) -> str:
        if cell.style:
            return cell.style
        if self.table.dense:
            return DENSE_HEAD if cell.head else DENSE_CELL
        if self.table.small:
            return SMALL_HEAD if cell.head else SMALL_CELL
        return HEAD if cell.head else CELL


def scaled(parts: tuple[int, ...], width: int) -> tuple[int, ...]:
    """Column widths that add up to the text width exactly (列宽)."""
    whole = sum(parts)
    edges = [round(width * sum(parts[:n]) / whole) for n in range(len(parts) + 1)]
    return tuple(right - left for left, right in pairwise(edges))


def table_element(table: Table, width: int, content: Callable[[str], list[Element]]) -> Element:
    """The table (表格元素) over the whole text width; ``content`` makes runs of a cell's text."""
    widths = scaled(table.widths, width)
    press = _Press(table, widths, content)
    properties = w(
        "tblPr",
        w("tblStyle", val=style_id(table.look)),
        w("tblW", w=width, type="dxa"),
        w("jc", val="center"),
        w("tblLayout", type="fixed"),
        w("tblLook", val="0000"),
    )
    lines = TABLE_BORDERS[table.look]
    if table.look != PLAIN:
        properties.append(w("tblBorders", *(border(side, size) for side, size in lines.items())))
    if table.dense:
        edges = (w(side, w=_DENSE_MARGIN, type="dxa") for side in ("top", "bottom"))
        properties.append(w("tblCellMar", *edges))
    grid = w("tblGrid", *(w("gridCol", w=part) for part in widths))
    return w("tbl", properties, grid, *press.rows(table.rows))
