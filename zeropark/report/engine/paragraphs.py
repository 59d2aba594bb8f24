"""Tags that Word cut into several runs (被拆分的标签), joined again and lifted to their level."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from zeropark.report.engine.cells import settle_cell
from zeropark.report.engine.faults import Faults
from zeropark.report.engine.tags import REMARK, Tag, half_tag, tags_in
from zeropark.report.engine.tree import Element, Node

_COVERED = "covered"  # the name of an element inside a tag, until it is dropped
_CHARACTERS = {"w:tab": "\t", "w:br": "\n", "w:cr": "\n", "w:noBreakHyphen": "-"}
_LEVELS = {"w:p": "p", "w:tr": "tr", "w:tc": "tc", "w:r": "r"}
_ELEMENTS = {level: name for name, level in _LEVELS.items()}
_RANGES = ("w:bookmarkStart", "w:bookmarkEnd", "w:commentRangeStart", "w:commentRangeEnd")


# ------------------------------------------------------------------ joining


@dataclass(frozen=True, slots=True)
class _Piece:
    """An element that prints text, with where its text lies in that of the paragraph."""

    element: Element
    start: int
    text: str

    @property
    def end(self) -> int:
        return self.start + len(self.text)


def _printing(element: Element) -> Iterator[tuple[Element, str]]:
    for child in element.elements():
        if child.name == "w:t":
            yield child, "".join(text for text in child.children if isinstance(text, str))
        elif child.name in _CHARACTERS:
            yield child, _CHARACTERS[child.name]
        elif child.name not in ("w:p", "w:pPr", "w:rPr"):
            yield from _printing(child)


def _pieces(paragraph: Element) -> list[_Piece]:
    pieces: list[_Piece] = []
    for element, text in _printing(paragraph):
        pieces.append(_Piece(element, pieces[-1].end if pieces else 0, text))
    return pieces


def _share(piece: _Piece, tags: list[tuple[int, int, Tag]]) -> list[Node]:
    """The part of a paragraph's tags and text that belongs to one element: a tag where it opens."""
    nodes: list[Node] = []
    done = piece.start
    for start, end, tag in tags:
        if end <= piece.start or start >= piece.end:
            continue
        nodes.append(piece.text[done - piece.start : max(start - piece.start, 0)])
        if start >= piece.start:
            nodes.append(tag)
        done = end
    nodes.append(piece.text[done - piece.start :] if done < piece.end else "")
    return [node for node in nodes if node != "" and not _is_plain_remark(node)]


def _is_plain_remark(node: Node) -> bool:
    return isinstance(node, Tag) and node.kind == REMARK and not node.level


def join_tags(paragraph: Element, faults: Faults, part: str) -> None:
    """Puts every tag of a paragraph (合并标签) whole into the run in which it opens."""
    pieces = _pieces(paragraph)
    text = "".join(piece.text for piece in pieces)
    if "{" not in text and "}" not in text:
        return
    tags = list(tags_in(text, text.strip()))
    for piece in pieces:
        if piece.element.name == "w:t":
            piece.element.children = _share(piece, tags)
        elif any(start <= piece.start < end for start, end, _ in tags):
            piece.element.name = _COVERED
    _drop_emptied(paragraph)
    _check_halves(paragraph, text, faults, part)


def _emptied(node: Node) -> bool:
    if not isinstance(node, Element):
        return False
    if node.name == "w:r":
        return all(child.name == "w:rPr" for child in node.elements())
    return node.name == _COVERED or (node.name == "w:t" and not node.children)


def _drop_emptied(element: Element) -> None:
    for child in element.elements():
        if child.name != "w:p":
            _drop_emptied(child)
    element.children = [child for child in element.children if not _emptied(child)]


def _check_halves(paragraph: Element, text: str, faults: Faults, part: str) -> None:
    nodes = (node for piece in _pieces_of_text(paragraph) for node in piece.children)
    rest = "".join(node if isinstance(node, str) else "\0" for node in nodes)
    half = half_tag(rest)
    if half:
        faults.add("T103", part, text, mark=half)


def _pieces_of_text(paragraph: Element) -> Iterator[Element]:
    return (element for element, _ in _printing(paragraph) if element.name == "w:t")


# ------------------------------------------------------------------ lifting


def _inner_nodes(element: Element) -> Iterator[Element | Tag | str]:
    """Tags, texts and elements below an element, without its deleted or hidden words."""
    for child in element.children:
        if isinstance(child, Element):
            yield child
            if child.name == "w:t" or not all(isinstance(node, str) for node in child.children):
                yield from _inner_nodes(child)
        else:
            yield child


def _cut_run(run: Element) -> list[Node]:
    """A run cut where tags of its own level stand, so that no text beside them is lost."""
    properties = run.find("w:rPr")
    pieces: list[Node] = []
    current: list[Node] = []

    def close() -> None:
        if current:
            kept = [] if properties is None else [properties]
            pieces.append(Element(run.name, run.attributes, [*kept, *current]))
            current.clear()

    for child in run.elements():
        if child is properties:
            continue
        for node in _cut_text(child):
            if isinstance(node, Tag):
                close()
                pieces.append(node)
            else:
                current.append(node)
    close()
    return pieces


def _cut_text(element: Element) -> Iterator[Node]:
    if element.name != "w:t":
        yield element
        return
    current: list[Node] = []
    for node in element.children:
        if isinstance(node, Tag) and node.level == "r":
            yield from [Element("w:t", element.attributes, current)] if current else []
            yield replace(node, level="")
            current = []
        else:
            current.append(node)
    yield from [Element("w:t", element.attributes, current)] if current else []


def _has_run_tag(run: Element) -> bool:
    texts = (child for child in run.elements() if child.name == "w:t")
    return any(isinstance(n, Tag) and n.level == "r" for text in texts for n in text.children)


@dataclass(frozen=True, slots=True)
class Lift:
    """Puts tags in the place of the paragraph, row, cell or run (提升标签) that they name."""

    faults: Faults
    part: str

    def nodes(self, element: Element) -> list[Node]:
        """What stands in the place of an element, the innermost elements first."""
        children = (
            self.nodes(child) if isinstance(child, Element) else [child]
            for child in element.children
        )
        element.children = [node for group in children for node in group]
        if element.name == "w:r":
            return _cut_run(element) if _has_run_tag(element) else [element]
        if element.name not in _LEVELS:
            return [element]
        return self._lifted(element) or self._kept(element)

    def _kept(self, element: Element) -> list[Node]:
        return settle_cell(element) if element.name == "w:tc" else [element]

    def _lifted(self, element: Element) -> list[Node]:
        level = _LEVELS[element.name]
        inner = list(_inner_nodes(element))
        tags = [node for node in inner if isinstance(node, Tag) and node.level == level]
        if any(tag.kind != REMARK for tag in tags):  # a remark is there to take things out
            self._check_loss(inner, tags)
        ranges = [node for node in inner if isinstance(node, Element) and node.name in _RANGES]
        return [*ranges, *(replace(tag, level="") for tag in tags)] if tags else []

    def _check_loss(self, inner: list[Element | Tag | str], tags: list[Tag]) -> None:
        """Notes what would vanish with the element: other text, other tags, a section's end."""
        where = (self.part, tags[0].paragraph, tags[0].typed)
        for node in inner:
            if isinstance(node, Element):
                if node.name == "w:sectPr":
                    self.faults.add("T109", *where)
            elif node not in tags:
                text = node.typed if isinstance(node, Tag) else node
                if text.strip():
                    element = _ELEMENTS[tags[0].level]
                    self.faults.add("T108", *where, element=element, text=text.strip())

    def check_all_lifted(self, root: Element) -> None:
        """Notes every tag that has no such element around it (无处可提升的标签)."""
        for element in root.walk():
            for node in element.children:
                if isinstance(node, Tag) and node.level:
                    name = _ELEMENTS[node.level]
                    self.faults.add("T107", self.part, node.paragraph, node.typed, element=name)
