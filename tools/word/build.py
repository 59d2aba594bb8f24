"""Nodes → the body of a document (构建正文)."""

import re
from collections.abc import Iterator

from word.nodes import (
    Chapter,
    Contents,
    Each,
    Heading,
    Node,
    Nodes,
    Section,
    Table,
    Tag,
    Text,
    When,
)
from word.numbering import LISTED, Numbering, prefix
from word.pages import END, LAYOUTS, plain_tab, section
from word.pieces import (
    bookmarked,
    control,
    field,
    field_begin,
    field_mark,
    paragraph,
    runs,
)
from word.styles import BREAK, CAPTION
from word.tables import table_element
from word.xml import Element, w

_REFERENCE = re.compile(r"\[\[(\w+)\]\]")
_SEQUENCE = "SEQ 表 \\* ARABIC"


class Builder:
    """Writes nodes down as elements (构建器), section by section."""

    def __init__(self, nodes: Nodes) -> None:
        self.nodes = nodes
        self.numbering = Numbering.of(nodes)
        self.layout = ""
        self.mark = ""
        self.tables = 0

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
            case Section():
                yield from self._section(node)
            case Chapter():
                self.mark, self.tables = node.mark, 0
                yield from self._all(node.body)
            case Contents():
                yield from self._contents()

    def _line(self, node: Text | Heading | Tag) -> Element:
        """A single paragraph."""
        match node:
            case Text():
                return paragraph(node.style, runs(self._numbered(node.text)))
            case Heading():
                return self._heading(node)
            case Tag():
                return control("p", node.code)

    def _numbered(self, text: str) -> str:
        return _REFERENCE.sub(lambda found: self.numbering.tables[found[1]], text)

    def _when(self, node: When) -> Iterator[Element]:
        yield control("p", f"if {node.test}")
        yield from self._all(node.then)
        if node.otherwise:
            yield control("p", "else")
            yield from self._all(node.otherwise)
        yield control("p", "endif")

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

    def _contents(self) -> Iterator[Element]:
        """The field with a result to show, until Word makes it anew: titles and page references."""
        first, *others = self._entries(self.nodes)
        for place, element in enumerate(field_begin(f'TOC \\o "1-{LISTED}" \\h \\z \\u'), start=1):
            first.insert(place, element)
        yield first
        yield from others
        yield paragraph(BREAK, [field_mark("end")])

    def _entries(self, nodes: Nodes) -> Iterator[Element]:
        for node in nodes:
            match node:
                case Heading() if node.level <= LISTED:
                    yield self._entry(node)
                case Chapter():
                    yield from self._entries(node.body)
                case Each():
                    inside = list(self._entries(node.body))
                    yield from _loop(node.of, iter(inside)) if inside else ()
                case _:
                    pass

    def _entry(self, heading: Heading) -> Element:
        anchor = self.numbering.anchors[heading.text].name
        page = field(f"PAGEREF {anchor} \\h", "")
        made = paragraph(f"toc {heading.level}")
        made[0].append(plain_tab())
        made.append(w("hyperlink", *runs(f"{heading.text}\t"), *page, anchor=anchor, history=1))
        return made

    # ------------------------------------------------------------ tables

    def _table(self, table: Table) -> Iterator[Element]:
        if table.title:
            yield self._caption(table)
        yield table_element(table, LAYOUTS[self.layout].text_width, self._numbered)

    def _caption(self, table: Table) -> Element:
        self.tables += 1
        restart = " \\r 1" if self.tables == 1 else ""
        before = prefix(self.mark)
        number = table.number or self.numbering.tables[table.id].removeprefix(before)
        count = field(f"{_SEQUENCE}{restart}", number)
        return paragraph(CAPTION, [*runs(before), *count, *runs(f"　{table.title}")])


def _loop(of: str, body: Iterator[Element]) -> Iterator[Element]:
    yield control("p", f"for {of}")
    yield from body
    yield control("p", "endfor")
