"""Cells that are read at a glance (快速读取): written as every program writes nearly all of them.

A form has thousands of cells, and telling each one's elements apart costs most of the reading. What
is written in the one plain way is taken out before the rest is parsed; whatever differs in the
least stays, so that nothing here has to judge it.
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from zeropark.workbook import limits
from zeropark.workbook.grid import GridListener, Kept, position
from zeropark.workbook.text import decode

_TEXT = rb"[^<&\x00-\x08\x0b-\x1f]*"  # no reference, no line end that would be another once parsed
_FORMULA = rb"[^<\x00-\x08\x0b-\x1f]*"  # with references, which are looked at one by one
_REFERENCES = ((b"&quot;", b'"'), (b"&apos;", b"'"), (b"&lt;", b"<"), (b"&gt;", b">"))
# A cell names its place, and so does what follows: taken out, it moves no other one.
_CELL = re.compile(
    rb'<c r="([A-Z]{1,3}[0-9]{1,7})"(?: s="([0-9]{1,8})")?(?: t="([A-Za-z]{1,9})")?'
    rb"(?:/>|>(?:<f(?: aca=\"false\")?>(%b)</f>)?(?:<v>(%b)</v>|"
    rb"<is><t(?: xml:space=\"preserve\")?>(%b)</t></is>)?</c>)"
    rb'(?=<c r="|</row>)' % (_FORMULA, _TEXT, _TEXT)
)
# A row whose cells are all taken, none of them hidden; one beyond the form ends the reading.
_ROW = re.compile(
    rb'<row r="(?:[1-4]?[0-9]{1,3}|%d)"'
    rb'(?: (?!r=|hidden="(?:1|true)")([A-Za-z]+)="[^"<>&]*"(?![^<>]* \1="))*></row>'
    rb'(?=<row r="|</sheetData>)' % limits.ROWS
)
_ODD = re.compile(rb"<(?:!|\?(?!xml ))")  # within a comment or a quotation a cell is none
_OTHER_ENCODING = re.compile(rb"\s*<\?xml[^>]*encoding\s*=\s*[\"'](?!utf-8[\"'])", re.IGNORECASE)
_INLINE = b"inlineStr"
_WORDS = rb"[^\"<>&\x00-\x1f]"
# As most programs write a name, and as LibreOffice does.
_NAME = re.compile(
    rb'<definedName(?: name="(%b+)"(?: localSheetId="([0-9]+)")?(?: hidden="[a-z0-9]*")?|'
    rb' function="[a-z]*" hidden="[a-z]*"(?: localSheetId="([0-9]+)")? name="(%b+)"'
    rb' vbProcedure="[a-z]*")>(%b*)</definedName>' % (_WORDS, _WORDS, _WORDS)
)


@dataclass(slots=True)
class _Sifted(ABC):
    """Looks through a part piece by piece, as long as nothing in it hides what only looks plain."""

    plain: bool = field(default=True, init=False)
    last: bytes = field(default=b"", init=False)  # byte of the piece before; empty: there was none

    def __call__(self, piece: bytes) -> bytes:
        """What is left to be parsed."""
        if not self.last and _OTHER_ENCODING.match(piece):
            self.plain = False
        if self.plain and _ODD.search(self.last + piece):
            self.plain = False
        self.last = piece[-1:]
        try:
            return self.take(piece) if self.plain else piece
        except ValueError:  # what says one thing of itself and holds another
            return piece

    @abstractmethod
    def take(self, piece: bytes) -> bytes:
        """Take what is plain out of a piece; ValueError, and nothing taken, if that is not safe."""


@dataclass(slots=True)
class Glance(_Sifted):
    """Takes plain cells out of a sheet's part and tells what they hold."""

    listener: GridListener

    def take(self, piece: bytes) -> bytes:
        """What is left between the cells, and of rows that hold more."""
        rests, cells = _split(_CELL, piece)
        self.listener.keep_all([*_plain(cells)])
        return _ROW.sub(b"", b"".join(rests))


@dataclass(slots=True)
class NamesGlance(_Sifted):
    """Takes plain names out of the workbook's own part and tells name, sheet and reference."""

    keep: Callable[[Iterable[tuple[str, str, str]]], None]

    def take(self, piece: bytes) -> bytes:
        """What is left between the names."""
        rests, found = _split(_NAME, piece)
        self.keep(
            [
                ((name or named).decode(), (own or scope or b"").decode(), place.decode())
                for name, own, scope, named, place in found
            ]
        )
        return b"".join(rests)


Groups = Sequence[Any]  # bytes, or None where there is no such group


def _split(pattern: re.Pattern[bytes], piece: bytes) -> tuple[list[bytes], Iterable[Groups]]:
    """What stands between the matches, and the groups of each: faster than to call for each."""
    parts, step = pattern.split(piece), pattern.groups + 1
    return parts[::step], zip(*(parts[n::step] for n in range(1, step)), strict=True)


def _plain(cells: Iterable[Groups]) -> Iterator[Kept]:
    """What the cells hold; raises ValueError if one must be looked at more closely."""
    for address, style, kind, formula, value, inline in cells:
        content = value if inline is None else inline
        if content is formula is None:
            continue
        if (inline is None) == (kind == _INLINE) or len(content or b"") > limits.TEXT:
            raise ValueError(address)
        text = None if content is None else content.decode()
        if text and inline is not None:
            text = decode(text)
        worked = None if formula is None else _referenced(formula).decode()
        nature = kind.decode() if kind else "n"
        yield position(address.decode()), int(style or 0), nature, text, worked


def _referenced(written: bytes) -> bytes:
    """What stands for itself, of the five references XML knows; raises ValueError at any other."""
    if b"&" not in written:
        return written
    for reference, sign in _REFERENCES:
        written = written.replace(reference, sign)
    if written.count(b"&") != written.count(b"&amp;"):
        raise ValueError(written)
    return written.replace(b"&amp;", b"&")
