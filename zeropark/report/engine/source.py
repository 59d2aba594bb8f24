"""A part of a Word file as one Jinja template (编译部件): XML as text, tags where they act."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from zeropark.report.engine.faults import Faults
from zeropark.report.engine.paragraphs import Lift, join_tags
from zeropark.report.engine.tags import PRINT, REMARK, Tag, half_tag, segments
from zeropark.report.engine.text import MAY_BE_EMPTY, TAG_HERE, expanded, marked
from zeropark.report.engine.tree import Element, Node

# What Word calls damaged when it holds nothing: the element, and what it must hold or end with.
_NEEDS = {"w:tbl": "w:tr", "w:tr": "w:tc"} | dict.fromkeys(
    ("w:tc", "w:hdr", "w:ftr", "w:footnote", "w:endnote", "w:txbxContent"), "w:p"
)
BLOCKS = frozenset({"for", "if", "set", "macro", "call", "filter", "with"})
_REPEATING = frozenset({"for", "macro", "call"})
_BRANCHES = {"else": ("if", "for"), "elif": ("if",)}
XML_FILTER = "word_xml"
_XML_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_ESCAPES = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "{": "&#123;", "\n": " ", "\r": " "}
)  # a brace as its number, so that Jinja finds no tag but those that were found before


@dataclass(frozen=True, slots=True)
class Source:
    """One part as Jinja source (部件源码).

    Attributes:
        part: the part's name in the package.
        text: the source; its line *n* + 1 begins inside of the *n*-th tag.
        tags: the tags in that order.
        tail: the text after the last tag, with which every rendered part must end.
    """

    part: str
    text: str
    tags: tuple[Tag, ...]
    tail: str

    def place(self, line: int) -> tuple[str, ...]:
        """Part, paragraph and tag of a line of the source (位置), or the part alone."""
        if not 1 < line <= len(self.tags) + 1:
            return (self.part,)
        tag = self.tags[line - 2]
        return (self.part, tag.paragraph, tag.typed)


@dataclass(frozen=True, slots=True)
class _Block:
    word: str
    path: tuple[str, ...]
    tag: Tag


@dataclass(slots=True)
class _Writer:
    """Writes the tree down and holds the blocks of Jinja against the elements of XML."""

    part: str
    faults: Faults
    out: list[str] = field(default_factory=lambda: [_XML_DECLARATION])
    tags: list[Tag] = field(default_factory=list)
    path: list[str] = field(default_factory=list)
    blocks: list[_Block] = field(default_factory=list)
    charts: Mapping[int, Tag] = field(default_factory=dict)
    paragraph: str = ""

    def element(self, element: Element) -> None:
        if element.name == "w:p":
            self.paragraph = _plain(element)
        elif id(element) in self.charts:
            self._check_once(self.charts[id(element)])
        self.path.append(element.name)
        self.out.append(f"<{element.name}")
        for name, value in self._attributes(element).items():
            self.out.append(f' {name}="')
            self.path.append(name)
            self._text(value)
            self.path.pop()
            self.out.append('"')
        self._content(element)
        self.path.pop()

    def _attributes(self, element: Element) -> Mapping[str, str]:
        if element.name == "w:t" and _blanks_matter(element):
            return element.attributes | {"xml:space": "preserve"}
        return element.attributes

    def _content(self, element: Element) -> None:
        if not element.children and element.name not in _NEEDS and element.name != "w:p":
            self.out.append("/>")
            return
        self.out.append(">")
        for child in element.children:
            self._node(child, element.name)
        if _may_be_empty(element):
            self.out.append(MAY_BE_EMPTY)
        self.out.append(f"</{element.name}>")

    def _node(self, node: Node, inside: str) -> None:
        if isinstance(node, Element):
            self.element(node)
        elif isinstance(node, Tag):
            self._tag(node if inside == "w:t" else _of_xml(node))
        elif inside == "w:t":
            self.out.append(marked(node.replace("\n", " ")).translate(_ESCAPES))
        elif inside == "w:delText":  # words that a person struck out are not read
            self.out.append(node.translate(_ESCAPES))
        else:
            self._text(node)

    def _text(self, text: str) -> None:
        """An attribute or a text outside of paragraphs, where a tag stands in one piece."""
        if "{" not in text:
            self.out.append(text.translate(_ESCAPES))
            return
        for piece in segments(text, self.paragraph or text):
            if isinstance(piece, Tag):
                self._tag(piece)
                continue
            if half_tag(piece):
                self.faults.add("T103", self.part, self.paragraph, text, mark=half_tag(piece))
            self.out.append(piece.translate(_ESCAPES))

    def _tag(self, tag: Tag) -> None:
        if tag.kind == REMARK:
            return
        self._follow(tag)
        self.tags.append(tag)
        self.out.append(TAG_HERE)

    # -------------------------------------------------------------- blocks

    def _follow(self, tag: Tag) -> None:
        word = tag.word
        if word in BLOCKS and not is_assignment(tag):
            self.blocks.append(_Block(word, tuple(self.path), tag))
        elif word in _BRANCHES:
            self._meet(tag, _BRANCHES[word])
        elif word.removeprefix("end") in BLOCKS and word != word.removeprefix("end"):
            self._meet(tag, (word.removeprefix("end"),))
            if self.blocks:
                self.blocks.pop()

    def _meet(self, tag: Tag, words: tuple[str, ...]) -> None:
        where = (self.part, tag.paragraph, tag.typed)
        block = self.blocks[-1] if self.blocks else None
        if block is None or block.word not in words:
            found = block.tag.typed if block else ""
            self.faults.add("T105", *where, expected=" / ".join(words), found=found)
        elif block.path != tuple(self.path):
            opened, closed = "/".join(block.path[-3:]), "/".join(self.path[-3:])
            opening = block.tag.typed
            self.faults.add("T106", *where, opening=opening, opened=opened, closed=closed)

    def _check_once(self, chart: Tag) -> None:
        """A chart is a part of the file, and a part cannot be repeated by a loop."""
        if any(block.word in _REPEATING for block in self.blocks):
            self.faults.add("T118", self.part, chart.typed)

    def check_all_closed(self) -> None:
        for block in self.blocks:
            tag = block.tag
            self.faults.add("T104", self.part, tag.paragraph, tag.typed, word=block.word)


def _of_xml(tag: Tag) -> Tag:
    """A print between elements, as ``{{p }}`` and ``{{r }}`` are: only Word XML may come there."""
    return replace(tag, body=f"({tag.body})|{XML_FILTER}") if tag.kind == PRINT else tag


def is_assignment(tag: Tag) -> bool:
    """Whether a ``set`` has its value in the tag (赋值) and so opens no block."""
    return tag.word == "set" and "=" in tag.body


def _plain(paragraph: Element) -> str:
    texts = (element for element in paragraph.walk() if element.name == "w:t")
    nodes = (node for text in texts for node in text.children)
    return "".join(node.typed if isinstance(node, Tag) else str(node) for node in nodes)


def _blanks_matter(text: Element) -> bool:
    return any(
        isinstance(node, Tag)
        or (isinstance(node, str) and (node != node.strip() or marked(node) != node))
        for node in text.children
    )


def _may_be_empty(element: Element) -> bool:
    """Whether it takes a rendering to know that the element holds what it must."""
    needed = _NEEDS.get(element.name)
    if needed is None:
        return False
    if any(isinstance(child, Tag) for child in element.children):
        return True
    last = element.children[-1:] if needed == "w:p" else element.children
    elements = (child for child in last if isinstance(child, Element) and child.name == needed)
    return all(_may_be_empty(child) for child in elements)


def _interleaved(xml: str, tags: list[Tag]) -> Iterator[str]:
    pieces = xml.split(TAG_HERE)
    yield pieces[0]
    for tag, piece in zip(tags, pieces[1:], strict=True):
        yield tag.source()
        yield piece


def compile_part(part: str, root: Element, charts: Mapping[int, Tag], faults: Faults) -> Source:
    """The Jinja source of a part (编译部件); what is wrong with its tags goes to ``faults``.

    ``charts`` are the tags of the charts by the identity of their drawings.
    """
    for element in list(root.walk()):
        if element.name == "w:p":
            join_tags(element, faults, part)
    lift = Lift(faults, part)
    lift.nodes(root)
    lift.check_all_lifted(root)
    return written_source(part, root, charts, faults)


def written_source(part: str, root: Element, charts: Mapping[int, Tag], faults: Faults) -> Source:
    """The Jinja source of a tree (写出源码) whose tags stand where they act."""
    writer = _Writer(part, faults, charts=charts)
    writer.element(root)
    writer.check_all_closed()
    xml = expanded("".join(writer.out))
    source = "".join(_interleaved(xml, writer.tags))
    tail = xml.rpartition(TAG_HERE)[2].rpartition(MAY_BE_EMPTY)[2]
    return Source(part, source, tuple(writer.tags), tail.lstrip())
