"""The parts of a package (部件) as streams of elements: read once, bounded, nothing expanded."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from struct import error as StructError  # noqa: N812 -- an error is named as one
from typing import Protocol
from xml.parsers import expat
from zipfile import BadZipFile, ZipFile, ZipInfo
from zlib import error as ZlibError  # noqa: N812 -- an error is named as one

from zeropark.workbook import limits
from zeropark.workbook.gate import UnreadableError, open_package, part_name

_CHUNK = 1 << 16
# What the standard library raises at a package that is not what it says.
_DAMAGE = (BadZipFile, ZlibError, EOFError, RuntimeError, OSError, ValueError, StructError)
_ENCODINGS = ("utf-8", "utf-16", "us-ascii", "iso-8859-1")  # what expat reads by itself


class Enough(Exception):  # noqa: N818 -- not an error: the rest of a part is not wanted
    """Raised by a listener that needs no more of a part."""


class Listener(Protocol):
    """What hears the elements of a part by their local names, whatever their namespace."""

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """An element opens."""

    def end(self, tag: str) -> None:
        """An element closes."""

    def text(self, text: str) -> None:
        """Characters stand within the element that is open."""


@dataclass(slots=True)
class Package:
    """An opened package (文件包) and how much of it has been read."""

    archive: ZipFile
    entries: Mapping[str, ZipInfo]
    read: int = field(default=0)

    @classmethod
    def of(cls, data: bytes) -> "Package":
        """The package in these bytes; raises UnreadableError."""
        return cls(*open_package(data))

    def scan(self, name: str, listener: Listener) -> None:
        """Tell a listener all of a part; raises UnreadableError if it is absent or damaged."""
        entry = self.entries.get(part_name(name))
        if entry is None:
            raise UnreadableError("W105")
        parser = _parser(listener)
        try:
            for chunk in self._chunks(entry):
                parser.Parse(chunk, False)
            parser.Parse(b"", True)
        except Enough:
            return
        except expat.ExpatError as damage:
            raise UnreadableError("W105") from damage

    def content(self, name: str) -> bytes:
        """A part in one piece; raises UnreadableError if it is absent, damaged or too large."""
        entry = self.entries.get(part_name(name))
        if entry is None:
            raise UnreadableError("W105")
        if entry.file_size > limits.MARKED_PART:
            raise UnreadableError("W106")
        return b"".join(self._chunks(entry))

    def _chunks(self, entry: ZipInfo) -> Iterator[bytes]:
        try:
            stream = self.archive.open(entry)
            while chunk := stream.read(_CHUNK):
                self.read += len(chunk)
                if self.read > limits.READ:
                    raise UnreadableError("W106")
                yield chunk
        except _DAMAGE as damage:
            raise UnreadableError("W105") from damage


class _LocalNames(dict[str, str]):
    """Names of elements without their namespace, each worked out once a part."""

    def __missing__(self, tag: str) -> str:
        name = self[tag] = tag.rpartition(" ")[2]
        return name


def _parser(listener: Listener) -> expat.XMLParserType:
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    local = _LocalNames()
    depth = 0

    def start(tag: str, attributes: Mapping[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > limits.DEPTH:
            raise UnreadableError("W106")
        listener.start(local[tag], attributes)

    def end(tag: str) -> None:
        nonlocal depth
        depth -= 1
        listener.end(local[tag])

    guard(parser)
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = listener.text
    return parser


def guard(parser: expat.XMLParserType) -> None:
    """Make a parser refuse what no workbook has: document types and foreign encodings."""
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.XmlDeclHandler = _check_encoding


def _check_encoding(_version: str, encoding: str | None, _standalone: int) -> None:
    if encoding and encoding.casefold() not in _ENCODINGS:
        raise UnreadableError("W105")


def _refuse_doctype(*_: object) -> None:
    raise UnreadableError("W107")


@dataclass(slots=True)
class Elements:
    """A listener that only wants the elements of some names (元素)."""

    wanted: Mapping[str, Callable[[Mapping[str, str]], None]]

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Hand the attributes of a wanted element on."""
        if tag in self.wanted:
            self.wanted[tag](attributes)

    def end(self, tag: str) -> None:
        """Nothing to do."""

    def text(self, text: str) -> None:
        """Nothing to do."""
