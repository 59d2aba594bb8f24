"""What a template is written in (模板节点): paragraphs, tables, tags, sections as records."""

from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from word.charts import Chart
from word.styles import BODY, GRID

Align = Literal["", "left", "center", "right"]


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph (段落). ``[[id]]`` in its text becomes the number of that table."""

    text: str
    style: str = BODY


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading (标题) with its number in the text, as the table of contents repeats it."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class When:
    """Nodes under a condition (条件)."""

    test: str
    then: "Nodes"
    otherwise: "Nodes" = ()


@dataclass(frozen=True, slots=True)
class Each:
    """Nodes in a loop (循环): ``of`` is Jinja's ``name in list``."""

    of: str
    body: "Nodes"


@dataclass(frozen=True, slots=True)
class Tag:
    """A statement in a paragraph of its own (语句), such as an assignment."""

    code: str


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell (单元格): its text, how many columns it spans, and whether it is a head.

    Attributes:
        link: Jinja code of the figure's id, to whose row in the annex the text leads.
        mark: the name of a bookmark around the text.
    """

    text: str
    span: int = 1
    align: Align = ""
    head: bool = False
    style: str = ""
    underlined: bool = False
    merge: Literal["", "restart", "continue"] = ""
    link: str = ""
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A row (行); a row of heads repeats on every page if it is ``repeated``."""

    cells: tuple[Cell, ...]
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows in a loop or under a condition (行的循环与条件), or what stands there instead."""

    tag: str
    rows: tuple["TableRow", ...]
    otherwise: tuple["TableRow", ...] = ()

    @property
    def word(self) -> str:
        """``for`` or ``if``."""
        return self.tag.split(maxsplit=1)[0]


TableRow: TypeAlias = Row | Rows


@dataclass(frozen=True, slots=True)
class Table:
    """A table (表). ``widths`` are parts of the text width; ``id`` is what ``[[id]]`` refers to.

    Attributes:
        title: its caption; without one the table is part of the page and has no number.
        number: Jinja code that prints the number where a loop makes several tables of one.
        together: on one page, with the paragraph that follows; for tables of a few rows.
        dense: lines and rows close together, for tables that go on for pages.
    """

    id: str
    title: str
    widths: tuple[int, ...]
    rows: tuple[TableRow, ...]
    look: str = GRID
    small: bool = False
    number: str = ""
    together: bool = False
    dense: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart with its caption below (图). ``id`` is what ``[[id]]`` refers to.

    Attributes:
        otherwise: told where there are no data to draw.
        note: below the caption.
    """

    id: str
    title: str
    chart: Chart
    otherwise: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """The beginning of a new section (分节) of the named layout."""

    layout: Literal["cover", "front", "body", "portrait", "landscape", "official"]


@dataclass(frozen=True, slots=True)
class Contents:
    """The table of contents (目次): headings of two levels, or all of ``表`` or of ``图``."""

    of: Literal["", "表", "图"] = ""


@dataclass(frozen=True, slots=True)
class Chapter:
    """Where a chapter's numbering of tables begins (章): ``表4-1`` or ``表A.1``."""

    mark: str
    body: "Nodes"


Node: TypeAlias = Text | Heading | When | Each | Tag | Table | Figure | Section | Contents | Chapter
Nodes: TypeAlias = tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a listing (栏): head, cell, part of the width, alignment; see ``Cell``."""

    head: str
    text: str
    width: int
    align: Align = ""
    link: str = ""
    mark: str = ""


def listing(  # noqa: PLR0913 -- a table's parts, by name
    id_: str,
    title: str,
    of: str,
    columns: tuple[Column, ...],
    *,
    empty: str,
    foot: tuple[str | Cell, ...] = (),
    look: str = GRID,
    small: bool = False,
    together: bool = False,
    dense: bool = False,
) -> Table:
    """A table with a row for each of ``of`` (清单表); ``empty`` is told where there is none.

    ``foot`` are the cells of a last row.
    """
    heads = tuple(Cell(column.head, head=True) for column in columns)
    cells = tuple(
        Cell(column.text, align=column.align, link=column.link, mark=column.mark)
        for column in columns
    )
    nothing = Row((Cell(empty, span=len(columns), align="center"),))
    rows = Rows(f"for {of}", (Row(cells),), (nothing,))
    last = tuple(
        replace(each, align="center") if isinstance(each, Cell) else Cell(each, align="center")
        for each in foot
    )
    made = (Row(heads, repeated=True), rows, *((Row(last),) if foot else ()))
    widths = tuple(column.width for column in columns)
    return Table(id_, title, widths, made, look, small, together=together, dense=dense)


def form(
    id_: str, title: str, widths: tuple[int, ...], *rows: tuple[str | Cell, ...] | Rows
) -> Table:
    """A table of labels and values in turn (登记表); the last value of a row takes what is left."""
    made = (row if isinstance(row, Rows) else form_row(len(widths), *row) for row in rows)
    return Table(id_, title, widths, tuple(made), together=True)


def form_row(columns: int, *texts: str | Cell) -> Row:
    """Labels and values in turn (登记行); a single text is a head over the whole width."""
    cells = [each if isinstance(each, Cell) else Cell(each) for each in texts]
    if len(cells) == 1:
        return Row((replace(cells[0], span=columns, head=True),))
    last = columns - len(cells) + 1
    made = (
        replace(cell, span=last if n == len(cells) - 1 else 1, head=n % 2 == 0)
        for n, cell in enumerate(cells)
    )
    return Row(tuple(made))
