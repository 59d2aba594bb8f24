"""The parts of a package (部件) as streams of elements: read once, bounded, nothing expanded."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from struct import error as StructError  # noqa: N812 -- an error is named as one
from typing import Protocol, TypeVar
from xml.parsers import expat
from zipfile import BadZipFile, ZipFile, ZipInfo
from zlib import error as ZlibError  # noqa: N812 -- an error is named as one

from zeropark.workbook import limits
from zeropark.workbook.gate import UnreadableError, open_package, part_name

H = TypeVar("H")

_CHUNK = 1 << 16
# What the standard library raises at a package that is not what it says.
_DAMAGE = (BadZipFile, ZlibError, EOFError, RuntimeError, OSError, ValueError, StructError)
_ENCODINGS = ("utf-8", "utf-16", "us-ascii", "iso-8859-1")  # what expat reads by itself


class Enough(Exception):  # noqa: N818 -- not an error: the rest of a part is not wanted
    """Raised by a listener that needs no more of a part."""


Starts = Mapping[str, Callable[[Mapping[str, str]], None]]
Sift = Callable[[bytes], bytes]
Ends = Mapping[str, Callable[[], None]]


class Listener(Protocol):
    """What hears the elements of a part by their local names, whatever their namespace.

    It hears of those that it names, and of no others: most are of no interest to anybody.
    """

    @property
    def starts(self) -> Starts:
        """Who is told the attributes of an element that opens."""

    @property
    def ends(self) -> Ends:
        """Who is told that an element closes."""

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

    def scan(self, name: str, listener: Listener, sift: Sift | None = None) -> None:
        """Tell a listener all of a part; raises UnreadableError if it is absent or damaged.

        ``sift`` sees every piece first and gives what is left of it to be parsed.
        """
        entry = self.entries.get(part_name(name))
        if entry is None:
            raise UnreadableError("W105")
        parser = _parser(listener)
        try:
            for chunk in self._chunks(entry):
                parser.Parse(sift(chunk) if sift else chunk, False)
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


class _Hearers(dict[str, H | None]):
    """Who hears of an element by its whole name, its namespace included, once it was met."""

    def __init__(self, by_name: Mapping[str, H]) -> None:
        super().__init__()
        self.by_name = by_name

    def __missing__(self, tag: str) -> H | None:
        hearer = self[tag] = self.by_name.get(tag.rpartition(" ")[2])
        return hearer


def _parser(listener: Listener) -> expat.XMLParserType:
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    starts, ends = _Hearers(listener.starts), _Hearers(listener.ends)
    depth = 0

    def start(tag: str, attributes: Mapping[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > limits.DEPTH:
            raise UnreadableError("W106")
        if hearer := starts[tag]:
            hearer(attributes)

    def end(tag: str) -> None:
        nonlocal depth
        depth -= 1
        if hearer := ends[tag]:
            hearer()

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
    """A listener that only wants the attributes of the elements of some names (元素)."""

    starts: Starts
    ends: Ends = field(default_factory=dict)

    def text(self, text: str) -> None:
        """Nothing to do."""
