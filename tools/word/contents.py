"""The table of contents and the lists of tables and figures (目次、表目次、图目次).

Each is a field with a result to show until Word makes it anew: titles and page references.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from word.nodes import Chapter, Contents, Each, Figure, Heading, Node, Nodes, Table, Tag, When
from word.numbering import FIGURE, LISTED, TABLE, Numbering, prefix
from word.pieces import condition, control, field, field_begin, field_mark, loop, paragraph, runs
from word.styles import BREAK
from word.xml import Element, w


def contents(node: Contents, nodes: Nodes, numbering: Numbering) -> Iterator[Element]:
    """The field over all ``nodes`` (目次域); a tag before its first entry stays before it."""
    what = f'\\c "{node.of}" \\h \\z' if node.of else f'\\o "1-{LISTED}" \\h \\z \\u'
    first, *others = _List(node.of, numbering).entries(nodes)
    opening = field_begin(f"TOC {what}")
    if _is_control(first):
        yield paragraph(BREAK, opening)
    else:
        first[1:1] = opening
    yield first
    yield from others
    yield paragraph(BREAK, [field_mark("end")])


@dataclass(slots=True)
class _List:
    """What is listed (目次项): ``表``, ``图`` or, with neither, headings."""

    of: str
    numbering: Numbering
    mark: str = ""

    def entries(self, nodes: Nodes) -> Iterator[Element]:
        """An entry for each, under the conditions and in the loops that the thing stands in."""
        for node in nodes:
            match node:
                case Chapter():
                    self.mark = node.mark
                    yield from self.entries(node.body)
                case When():
                    yield from self._when(node)
                case Each():
                    inside = list(self.entries(node.body))
                    yield from loop(node.of, inside) if _has_entry(inside) else ()
                case _:
                    yield from self._single(node)

    def _when(self, node: When) -> Iterator[Element]:
        then, otherwise = list(self.entries(node.then)), list(self.entries(node.otherwise))
        if _has_entry(then) or _has_entry(otherwise):
            yield from condition(node.test, then, otherwise)

    def _single(self, node: Node) -> Iterator[Element]:
        match node:
            case Heading() if not self.of and node.level <= LISTED:
                yield self._entry(node.text, node.text, f"toc {node.level}")
            case Table() if self.of == TABLE and node.title:
                yield self._captioned(node.id, node.title, node.number)
            case Figure() if self.of == FIGURE:
                yield self._captioned(node.id, node.title)
            case Tag() if self.of and node.code.startswith("set "):  # numbers in loops need it
                yield control("p", node.code)
            case _:
                return

    def _captioned(self, id_: str, title: str, number: str = "") -> Element:
        own = f"{prefix(self.of, self.mark)}{number}" if number else self.numbering.numbers[id_]
        return self._entry(id_, f"{own}　{title}", "toc 2")

    def _entry(self, key: str, text: str, style: str) -> Element:
        anchor = self.numbering.anchors[key].name
        page = field(f"PAGEREF {anchor} \\h", "")
        made = paragraph(style)
        made.append(w("hyperlink", *runs(f"{text}\t"), *page, anchor=anchor, history=1))
        return made


def _is_control(element: Element) -> bool:
    return "{%p" in "".join(map(str, element.itertext()))


def _has_entry(elements: list[Element]) -> bool:
    return not all(map(_is_control, elements))
