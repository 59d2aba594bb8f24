"""Nodes → the body of a document (构建正文)."""

import re
from collections import Counter
from collections.abc import Iterator

from word.charts import Chart
from word.contents import contents
from word.nodes import (
    Chapter,
    Contents,
    Each,
    Figure,
    Heading,
    Node,
    Nodes,
    Section,
    Table,
    Tag,
    Text,
    When,
)
from word.numbering import FIGURE, LISTED, TABLE, Numbering, prefix
from word.pages import END, LAYOUTS, section
from word.pieces import (
    bookmarked,
    chart_run,
    condition,
    control,
    field,
    loop,
    paragraph,
    runs,
)
from word.styles import BREAK, CAPTION, FIGURE_CAPTION, NOTE, PICTURE
from word.tables import table_element
from word.xml import Element, w

_REFERENCE = re.compile(r"(\[\[\w+\]\])")


class Builder:
    """Writes nodes down as elements (构建器), section by section."""

    def __init__(self, nodes: Nodes) -> None:
        self.nodes = nodes
        self.numbering = Numbering.of(nodes)
        self.layout = ""
        self.mark = ""
        self.counts: Counter[str] = Counter()
        self.charts: list[Chart] = []

    def body(self) -> Element:
        """The element ``w:body``."""
        made = w("body", *self._all(self.nodes))
        made.append(paragraph(BREAK, bookmarked(END, 1, [])))
        made.append(section(LAYOUTS[self.layout]))
        return made

    def _all(self, nodes: Nodes) -> Iterator[Element]:
        for node in nodes:
            yield from self._node(node)

    def _node(self, node: Node) -> Iterator[Element]:
        match node:
            case Text() | Heading() | Tag():
                yield self._line(node)
            case When():
                yield from self._when(node)
            case Each():
                yield from loop(node.of, self._all(node.body))
            case Table() | Figure():
                yield from self._captioned(node)
            case Section():
                yield from self._section(node)
            case Chapter():
                self.mark = node.mark
                self.counts.clear()
                yield from self._all(node.body)
            case Contents():
                yield from contents(node, self.nodes, self.numbering)

    def _line(self, node: Text | Heading | Tag) -> Element:
        """A single paragraph."""
        match node:
            case Text():
                return paragraph(node.style, self._content(node.text))
            case Heading():
                return self._heading(node)
            case Tag():
                return control("p", node.code)

    def _content(self, text: str) -> list[Element]:
        """A text as runs, its references as fields that follow the numbers of captions."""
        made: list[Element] = []
        for piece in _REFERENCE.split(text):
            id_ = piece.strip("[]")
            if _REFERENCE.fullmatch(piece):
                code = f"REF {self.numbering.anchors[id_].name} \\h"
                made += field(code, self.numbering.numbers[id_])
            else:
                made += runs(piece)
        return made

    def _when(self, node: When) -> Iterator[Element]:
        then, otherwise = list(self._all(node.then)), list(self._all(node.otherwise))
        yield from condition(node.test, then, otherwise)

    def _section(self, node: Section) -> Iterator[Element]:
        """Ends the section before, whose properties stand in its last paragraph."""
        if self.layout:
            last = paragraph(BREAK)
            last[0].append(section(LAYOUTS[self.layout]))
            yield last
        self.layout = node.layout

    # ------------------------------------------------------------ headings

    def _heading(self, node: Heading) -> Element:
        content = runs(node.text)
        if node.level <= LISTED:
            anchor = self.numbering.anchors[node.text]
            content = bookmarked(anchor.name, anchor.number, content)
        return paragraph(f"heading {node.level}", content)

    # ------------------------------------------------------------ tables and figures

    def _captioned(self, node: Table | Figure) -> Iterator[Element]:
        if isinstance(node, Figure):
            yield from self._figure(node)
            return
        if node.title:
            yield self._caption(node, TABLE, CAPTION, node.number)
        yield table_element(node, LAYOUTS[self.layout].text_width, self._content)

    def _figure(self, figure: Figure) -> Iterator[Element]:
        """The drawing or, without data, a sentence in its place; the caption stays."""
        self.charts.append(figure.chart)
        drawing = paragraph(PICTURE, [chart_run(figure.chart, len(self.charts))])
        nothing = paragraph(PICTURE, runs(figure.otherwise))
        yield from condition(f"{figure.chart.tag}.series", [drawing], [nothing])
        caption = self._caption(figure, FIGURE, FIGURE_CAPTION)
        if figure.note:
            caption[0].append(w("keepNext"))
        yield caption
        if figure.note:
            yield paragraph(NOTE, runs(figure.note))

    def _caption(self, node: Table | Figure, label: str, style: str, number: str = "") -> Element:
        self.counts[label] += 1
        restart = " \\r 1" if self.counts[label] == 1 else ""
        before = prefix(label, self.mark)
        shown = number or self.numbering.numbers[node.id].removeprefix(before)
        count = field(f"SEQ {label} \\* ARABIC{restart}", shown)
        anchor = self.numbering.anchors[node.id]
        marked = bookmarked(anchor.name, anchor.number, [*runs(before), *count])
        return paragraph(style, [*marked, *runs(f"　{node.title}")])
