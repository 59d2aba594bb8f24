"""A part of a Word file as a small tree (XML 树) that keeps the prefixes Word wrote."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from zeropark.report.engine.tags import Tag

# Traces of editing that a report has no use for; they would also cut words and tags into pieces.
_TRACES = frozenset({"w:proofErr", "w:lastRenderedPageBreak", "w:rPrChange", "w:pPrChange"})
_TRACE_ATTRIBUTES = ("w:rsid", "w14:paraId", "w14:textId")
_TEXTS = ("t", "instrText", "delText")  # local names of elements whose blanks count
_AROUND = 40  # bytes before and behind a fault that a message quotes


class DoctypeError(ValueError):
    """A part declares a document type (DOCTYPE), which no Word file needs."""


@dataclass(slots=True)
class Element:
    """An XML element (元素); changed in place while a part is compiled, then dropped."""

    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list["Node"] = field(default_factory=list)

    def elements(self) -> Iterator["Element"]:
        """The children (子元素) that are elements."""
        return (child for child in self.children if isinstance(child, Element))

    def find(self, name: str) -> "Element | None":
        """The first child element (子元素) of that name."""
        return next((child for child in self.elements() if child.name == name), None)

    def walk(self) -> Iterator["Element"]:
        """This element and all below it (遍历), in document order."""
        waiting = [self]
        while waiting:
            element = waiting.pop()
            yield element
            waiting.extend(
                child for child in reversed(element.children) if isinstance(child, Element)
            )


Node = Element | Tag | str


class _Builder:
    """Takes expat's events and grows the tree."""

    def __init__(self) -> None:
        self.document = Element("")
        self._open = [self.document]
        self._skipping = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if self._skipping or name in _TRACES:
            self._skipping += 1
            return
        kept = {k: v for k, v in attributes.items() if not k.startswith(_TRACE_ATTRIBUTES)}
        element = Element(name, kept)
        self._open[-1].children.append(element)
        self._open.append(element)

    def end(self, name: str) -> None:
        if self._skipping:
            self._skipping -= 1
            return
        element = self._open.pop()
        if element.children and name.rpartition(":")[2] not in _TEXTS:
            element.children = [child for child in element.children if not _blank(child)]

    def text(self, data: str) -> None:
        if not self._skipping:
            self._open[-1].children.append(data)


def _blank(node: Node) -> bool:
    return isinstance(node, str) and not node.strip()


def _refuse_doctype(*_: object) -> None:
    raise DoctypeError


def _parser() -> expat.XMLParserType:
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse_doctype
    return parser


def elements_of(xml: bytes) -> list[tuple[str, dict[str, str]]]:
    """Name and attributes of every element of a part (元素清单), for a look without a tree.

    Raises:
        expat.ExpatError: the part is not well-formed.
        DoctypeError: the part declares a document type.
    """
    found: list[tuple[str, dict[str, str]]] = []
    parser = _parser()
    parser.StartElementHandler = lambda name, attributes: found.append((name, attributes))
    parser.Parse(xml, True)
    return found


def parse(xml: bytes) -> Element:
    """The root element (根元素) of a part, without traces of editing.

    Raises:
        expat.ExpatError: the part is not well-formed.
        DoctypeError: the part declares a document type.
    """
    builder = _Builder()
    parser = _parser()
    parser.buffer_text = True
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.text
    parser.Parse(xml, True)
    return next(builder.document.elements())


def malformation(xml: bytes) -> str:
    """Why a part is not well-formed XML (格式错误), with the bytes around, or nothing."""
    parser = expat.ParserCreate()
    try:
        parser.Parse(xml, True)
    except expat.ExpatError as error:
        at = parser.ErrorByteIndex
        around = xml[max(at - _AROUND, 0) : at + _AROUND].decode(errors="ignore")
        return f"{expat.ErrorString(error.code)}: {around}"
    return ""
