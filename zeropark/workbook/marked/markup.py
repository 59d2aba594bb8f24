"""Where elements stand in a part (标记定位), so that it is changed in places and nowhere else."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from xml.parsers import expat
from xml.sax.saxutils import escape as escape_markup
from xml.sax.saxutils import quoteattr

from zeropark.workbook.gate import UnreadableError
from zeropark.workbook.parts import Enough, guard

__all__ = [
    "Edited",
    "Element",
    "around_cells",
    "attribute",
    "elements",
    "escape_markup",
    "first",
    "named",
    "namespace",
    "quoteattr",
    "relations_of",
    "utf8",
]

_TAG = re.compile(rb"<([^\s/>:]+:)?[^\s/>]+(?:[^<>\"']|\"[^\"]*\"|'[^']*')*>")
_DECLARED = re.compile(rb"""^(<\?xml[^>]*?encoding\s*=\s*)("[^"]*"|'[^']*')""")
_CELLS, _CELLS_END = b"<sheetData>", b"</sheetData>"
_ODD = re.compile(rb"<(?:!|\?(?!xml ))")  # a comment or a quotation may hold what looks like one
_MARKS_OF_UTF16 = (b"\xff\xfe", b"\xfe\xff")

Wanted = Callable[[str, Mapping[str, str], int], bool]


@dataclass(frozen=True, slots=True)
class Element:
    """An element of a part (元素) by its bytes: opening tag, content, closing tag."""

    name: str
    space: str  # its namespace
    prefix: bytes  # with the colon
    attributes: Mapping[str, str]
    depth: int
    start: int
    inside: int
    close: int
    end: int

    @property
    def empty(self) -> bool:
        """Whether it closes in its opening tag."""
        return self.close == self.end


@dataclass(slots=True)
class _Finder:
    part: bytes
    wanted: Wanted
    parser: expat.XMLParserType
    found: list[Element] = field(default_factory=list)
    open: list[tuple[str, Mapping[str, str], int] | None] = field(default_factory=list)

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        wanted = self.wanted(tag.rpartition(" ")[2], attributes, len(self.open) + 1)
        at = self.parser.CurrentByteIndex if wanted else 0
        self.open.append((tag, attributes, at) if wanted else None)

    def end(self, _tag: str) -> None:
        opened = self.open.pop()
        if opened is None:
            return
        tag, attributes, start = opened
        found = _TAG.match(self.part, start)
        if not found:
            raise UnreadableError("W105")
        inside = found.end()
        empty = self.part.endswith(b"/>", start, inside)
        close = inside if empty else self.parser.CurrentByteIndex
        end = inside if empty else self.part.index(b">", close) + 1
        space, _, name = tag.rpartition(" ")
        head = (name, space, found[1] or b"", attributes, len(self.open) + 1)
        self.found.append(Element(*head, start, inside, close, end))


def elements(part: bytes, wanted: Wanted) -> list[Element]:
    """The wanted elements in the order of the part; ``wanted`` is asked name, attributes, depth.

    Raises:
        UnreadableError: the part is not well-formed, or has what no workbook has.
    """
    parser = expat.ParserCreate(namespace_separator=" ")
    finder = _Finder(part, wanted, parser)
    guard(parser)
    parser.StartElementHandler, parser.EndElementHandler = finder.start, finder.end
    try:
        parser.Parse(part, True)
    except expat.ExpatError as damage:
        raise UnreadableError("W105") from damage
    return sorted(finder.found, key=lambda element: element.start)


def around_cells(sheet: bytes, wanted: Wanted) -> list[Element]:
    """The same of a sheet but for what stands in its rows: most of the part, and not read here."""
    start, close = sheet.find(_CELLS) + len(_CELLS), sheet.find(_CELLS_END)
    if not len(_CELLS) <= start <= close or _ODD.search(sheet):
        return elements(sheet, wanted)
    rows = close - start
    return [
        replace(
            each,
            start=each.start + rows * (each.start > start),
            inside=each.inside + rows * (each.inside > start),
            close=each.close + rows * (each.close >= start),
            end=each.end + rows * (each.end >= start),
        )
        for each in elements(sheet[:start] + sheet[close:], wanted)
    ]


def namespace(part: bytes) -> str:
    """The namespace of the element that a part consists of; raises UnreadableError."""
    parser = expat.ParserCreate(namespace_separator=" ")
    found: list[str] = []

    def start(tag: str, _: object) -> None:
        found.append(tag.rpartition(" ")[0])
        raise Enough

    guard(parser)
    parser.StartElementHandler = start
    try:
        parser.Parse(part, True)
    except expat.ExpatError as damage:
        raise UnreadableError("W105") from damage
    except Enough:
        pass
    return found[0]


@dataclass(slots=True)
class Edited:
    """A part with its changes (待改部件): what is not named by one stays byte for byte."""

    part: bytes
    changes: list[tuple[int, int, bytes]] = field(default_factory=list)

    def put(self, at: int, text: str) -> None:
        """Insert a text at a place."""
        self.changes.append((at, at, text.encode()))

    def replace(self, start: int, end: int, text: bytes) -> None:
        """Put a text in the place of another."""
        self.changes.append((start, end, text))

    def drop(self, element: Element) -> None:
        """Take an element out."""
        self.changes.append((element.start, element.end, b""))

    def set(self, element: Element, **values: str) -> None:
        """Give an element's opening tag these attributes."""
        tag = self.part[element.start : element.inside]
        for name, value in values.items():
            tag = attribute(tag, name, value)
        self.replace(element.start, element.inside, tag)

    def append(self, element: Element, text: str) -> None:
        """Put a text behind all that an element holds."""
        if not element.empty:
            self.put(element.close, text)
            return
        tag = self.part[element.start : element.inside]
        name = re.split(rb"[\s/>]", tag[1:], maxsplit=1)[0]
        whole = tag[:-2].rstrip() + b">" + text.encode() + b"</" + name + b">"
        self.replace(element.start, element.end, whole)

    def done(self) -> bytes:
        """The part with all its changes."""
        pieces, at = [], 0
        for start, end, text in sorted(self.changes, key=lambda change: change[:2]):
            pieces += [self.part[at:start], text]
            at = end
        return b"".join((*pieces, self.part[at:]))


def attribute(tag: bytes, name: str, value: str) -> bytes:
    """An opening tag with an attribute set."""
    written = f"{name}={quoteattr(value)}".encode()
    pattern = re.compile(rb"(?<=\s)" + name.encode() + rb"\s*=\s*(?:\"[^\"]*\"|'[^']*')")
    if pattern.search(tag):
        return pattern.sub(lambda _: written, tag, count=1)
    end = len(tag) - (2 if tag.endswith(b"/>") else 1)
    return tag[:end].rstrip() + b" " + written + tag[end:]


def utf8(part: bytes) -> bytes:
    """The part in UTF-8, as it is if it was so written."""
    if part.startswith(_MARKS_OF_UTF16):
        part = part.decode("utf-16").encode()
    elif declared := _DECLARED.match(part):
        encoding = declared[2][1:-1].decode("ascii", "replace")
        if encoding.casefold() == "iso-8859-1":
            part = part.decode("latin-1").encode()
    return _DECLARED.sub(rb'\1"UTF-8"', part)


def relations_of(space: str) -> str:
    """The namespace of relations that goes with one of workbooks, of either kind of OOXML."""
    root = "schemas.openxmlformats.org/officeDocument/2006"
    root = "purl.oclc.org/ooxml/officeDocument" if "purl.oclc.org" in space else root
    return f"http://{root}/relationships"


def named(*names: str) -> Wanted:
    """Elements of these names, wherever they stand."""
    return lambda name, _attributes, _depth: name in names


def first(found: Iterable[Element], name: str) -> Element | None:
    """The first element of a name."""
    return next((element for element in found if element.name == name), None)
