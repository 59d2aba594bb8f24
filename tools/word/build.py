"""Nodes → the body of a document (构建正文)."""

import re
from collections import Counter
from collections.abc import Iterator

from word.charts import Chart
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
from word.pages import END, LAYOUTS, plain_tab, section
from word.pieces import (
    bookmarked,
    chart_run,
    control,
    field,
    field_begin,
    field_mark,
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
                yield from _loop(node.of, self._all(node.body))
            case Table():
                yield from self._table(node)
            case Figure():
                yield from self._figure(node)
            case Section():
                yield from self._section(node)
            case Chapter():
                self.mark = node.mark
                self.counts.clear()
                yield from self._all(node.body)
            case Contents():
                yield from self._contents(node)

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
        yield from _condition(node.test, then, otherwise)

    def _section(self, node: Section) -> Iterator[Element]:
        """Ends the section before, whose properties stand in its last paragraph."""
        if self.layout:
            last = paragraph(BREAK)
            last[0].append(section(LAYOUTS[self.layout]))
            yield last
        self.layout = node.layout

    # ------------------------------------------------------------ headings and contents

    def _heading(self, node: Heading) -> Element:
        content = runs(node.text)
        if node.level <= LISTED:
            anchor = self.numbering.anchors[node.text]
            content = bookmarked(anchor.name, anchor.number, content)
        return paragraph(f"heading {node.level}", content)

    def _contents(self, contents: Contents) -> Iterator[Element]:
        """The field with a result to show, until Word makes it anew: titles and page references."""
        code = f'\\c "{contents.of}" \\h \\z' if contents.of else f'\\o "1-{LISTED}" \\h \\z \\u'
        first, *others = self._entries(self.nodes, contents.of, "")
        opening = field_begin(f"TOC {code}")
        if _is_control(first):
            yield paragraph(BREAK, opening)
        else:
            first[1:1] = opening
        yield first
        yield from others
        yield paragraph(BREAK, [field_mark("end")])

    def _entries(self, nodes: Nodes, of: str, mark: str) -> Iterator[Element]:
        """An entry for each heading, table or figure, under the conditions of the thing itself."""
        for node in nodes:
            match node:
                case Heading() if not of and node.level <= LISTED:
                    yield self._entry(node.text, node.text, f"toc {node.level}")
                case Table() if of == TABLE and node.title:
                    yield self._captioned_entry(node, TABLE, mark, node.number)
                case Figure() if of == FIGURE:
                    yield self._captioned_entry(node, FIGURE, mark)
                case Tag() if of and node.code.startswith("set "):
                    yield control("p", node.code)
                case Chapter():
                    yield from self._entries(node.body, of, node.mark)
                case When():
                    yield from self._entries_when(node, of, mark)
                case Each():
                    inside = list(self._entries(node.body, of, mark))
                    yield from _loop(node.of, iter(inside)) if _has_entry(inside) else ()
                case _:
                    pass

    def _entries_when(self, node: When, of: str, mark: str) -> Iterator[Element]:
        then = list(self._entries(node.then, of, mark))
        otherwise = list(self._entries(node.otherwise, of, mark))
        if _has_entry(then) or _has_entry(otherwise):
            yield from _condition(node.test, then, otherwise)

    def _captioned_entry(
        self, node: Table | Figure, label: str, mark: str, number: str = ""
    ) -> Element:
        counted = f"{prefix(label, mark)}{number}" if number else self.numbering.numbers[node.id]
        return self._entry(node.id, f"{counted}　{node.title}", "toc 2")

    def _entry(self, key: str, text: str, style: str) -> Element:
        anchor = self.numbering.anchors[key].name
        page = field(f"PAGEREF {anchor} \\h", "")
        made = paragraph(style)
        made[0].append(plain_tab())
        made.append(w("hyperlink", *runs(f"{text}\t"), *page, anchor=anchor, history=1))
        return made

    # ------------------------------------------------------------ tables and figures

    def _table(self, table: Table) -> Iterator[Element]:
        if table.title:
            yield self._caption(table, TABLE, CAPTION, table.number)
        yield table_element(table, LAYOUTS[self.layout].text_width, self._content)

    def _figure(self, figure: Figure) -> Iterator[Element]:
        """The drawing or, without data, a sentence in its place; the caption stays."""
        self.charts.append(figure.chart)
        drawing = paragraph(PICTURE, [chart_run(figure.chart, len(self.charts))])
        nothing = paragraph(PICTURE, runs(figure.otherwise))
        yield from _condition(f"{figure.chart.tag}.series", [drawing], [nothing])
        yield self._caption(figure, FIGURE, FIGURE_CAPTION)
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


def _is_control(element: Element) -> bool:
    return "{%p" in "".join(element.itertext())


def _has_entry(elements: list[Element]) -> bool:
    return not all(map(_is_control, elements))


def _condition(test: str, then: list[Element], otherwise: list[Element]) -> Iterator[Element]:
    yield control("p", f"if {test}")
    yield from then
    if otherwise:
        yield control("p", "else")
        yield from otherwise
    yield control("p", "endif")


def _loop(of: str, body: Iterator[Element]) -> Iterator[Element]:
    yield control("p", f"for {of}")
    yield from body
    yield control("p", "endfor")
