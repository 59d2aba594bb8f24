"""Nodes → the body of a document (构建正文)."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from word.nodes import (
    Cell,
    Chapter,
    Contents,
    Each,
    Heading,
    Node,
    Nodes,
    Row,
    Rows,
    Section,
    Table,
    TableRow,
    Tag,
    Text,
    When,
)
from word.pages import LAYOUTS, section
from word.pieces import bookmarked, control, field_runs, paragraph, runs
from word.styles import (
    BREAK,
    CAPTION,
    CELL,
    HEAD,
    HEAD_RULE,
    RULED,
    SMALL_CELL,
    SMALL_HEAD,
    border,
    style_id,
)
from word.xml import Element, w

END = "_RptEnd"  # the last page's bookmark, whose page number is the number of pages
HEAD_SHADE = "F2F2F2"
_LISTED = 2  # levels of headings in the table of contents
_REFERENCE = re.compile(r"\[\[(\w+)\]\]")


@dataclass(frozen=True, slots=True)
class Entry:
    """A heading in the table of contents (目次条目)."""

    heading: Heading
    anchor: str


@dataclass(slots=True)
class Plan:
    """What the builder knows before it writes (编号): table numbers, headings and their anchors."""

    numbers: dict[str, str] = field(default_factory=dict)
    anchors: dict[int, str] = field(default_factory=dict)

    @classmethod
    def of(cls, nodes: Nodes) -> "Plan":
        """The numbers of all tables and the anchors of all headings."""
        plan = cls()
        plan._number(nodes, "", [0], looped=False)
        return plan

    def _number(self, nodes: Nodes, mark: str, count: list[int], *, looped: bool) -> None:
        for node in nodes:
            match node:
                case Chapter():
                    self._number(node.body, node.mark, [0], looped=False)
                case When():
                    self._number((*node.then, *node.otherwise), mark, count, looped=looped)
                case Each():
                    self._number(node.body, mark, count, looped=True)
                case Table() if node.title and not node.number:
                    count[0] += 1
                    self.numbers[node.id] = f"{prefix(mark)}{count[0]}"
                case Heading():
                    self._anchor(node, looped=looped)
                case _:
                    pass

    def _anchor(self, heading: Heading, *, looped: bool) -> None:
        turn = "_{{ loop.index }}" if looped else ""
        self.anchors[id(heading)] = f"_Toc{len(self.anchors) + 1:03d}{turn}"


def prefix(mark: str) -> str:
    """How the tables of a chapter or an annex are numbered (表号前缀)."""
    return f"表{mark}-" if mark.isdigit() else f"表{mark}."


class Builder:
    """Writes nodes down as elements (构建器)."""

    def __init__(self, nodes: Nodes) -> None:
        self.nodes = nodes
        self.plan = Plan.of(nodes)
        self.layout = "cover"
        self.first_layout = True
        self.mark = ""
        self.sequences = 0

    def body(self) -> Element:
        """The element ``w:body`` with all sections."""
        body = w("body")
        for element in self._all(self.nodes):
            body.append(element)
        mark = w("bookmarkStart", id=1, name=END), w("bookmarkEnd", id=1)
        last = body[-1] if body[-1].tag.endswith("}p") else None
        host = last if last is not None else paragraph(BREAK)
        host.extend(mark)
        if last is None:
            body.append(host)
        body.append(section(LAYOUTS[self.layout]))
        return body

    def _all(self, nodes: Nodes) -> Iterator[Element]:
        for node in nodes:
            yield from self._node(node)

    def _node(self, node: Node) -> Iterator[Element]:
        match node:
            case Text():
                yield paragraph(node.style, runs(self._numbered(node.text)))
            case Heading():
                yield self._heading(node)
            case Tag():
                yield control("p", node.code)
            case When():
                yield from self._when(node)
            case Each():
                yield control("p", f"for {node.of}")
                yield from self._all(node.body)
                yield control("p", "endfor")
            case Table():
                yield from self._table(node)
            case Section():
                yield from self._section(node)
            case Chapter():
                self.mark, self.sequences = node.mark, 0
                yield from self._all(node.body)
            case Contents():
                yield from self._contents()

    def _numbered(self, text: str) -> str:
        return _REFERENCE.sub(lambda found: self.plan.numbers[found[1]], text)

    def _when(self, node: When) -> Iterator[Element]:
        yield control("p", f"if {node.test}")
        yield from self._all(node.then)
        if node.otherwise:
            yield control("p", "else")
            yield from self._all(node.otherwise)
        yield control("p", "endif")

    def _section(self, node: Section) -> Iterator[Element]:
        """Ends the section before; the page of a section stands in its last paragraph."""
        last = paragraph(BREAK)
        last[0].append(section(LAYOUTS[self.layout]))
        self.layout = node.layout
        yield last

    # ------------------------------------------------------------ headings

    def _heading(self, node: Heading) -> Element:
        anchor = self.plan.anchors[id(node)]
        return paragraph(f"heading {node.level}", bookmarked(anchor, runs(node.text)))

    def _contents(self) -> Iterator[Element]:
        """The field with its result: entries with page references, which Word makes anew."""
        entries = list(self._entries(self.nodes))
        paragraphs = [entry for entry in entries if entry[0].find(".//" + w("instrText").tag) is None]
        real = [entry for entry in entries if entry not in paragraphs]
        begin, end = real[0], real[-1]
        opening = field_runs(' TOC \\o "1-2" \\h \\z \\u ', "", parts="begin")
        for n, run in enumerate(opening):
            begin[1].insert(1 + n, run) if False else begin[1].insert(1 + n, run)
        end[1].extend(field_runs("", "", parts="end"))
        for tag, element in entries:
            del tag
            yield element

    def _entries(self, nodes: Nodes) -> Iterator[tuple[Element, Element]]:
        yield from ()
