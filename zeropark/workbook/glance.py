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
# With the references that XML itself knows and that of a line's end, and no others.
_REFERRING = rb"(?:[^<&\x00-\x08\x0b-\x1f]++|&(?:quot|apos|lt|gt|#10|amp);)*+"
# Ampersands last, else they would make references.
_REFERENCES = (
    (b"&quot;", b'"'),
    (b"&apos;", b"'"),
    (b"&lt;", b"<"),
    (b"&gt;", b">"),
    (b"&#10;", b"\n"),
    (b"&amp;", b"&"),
)
# A cell names its place, and so does what follows: taken out, it moves no other one.
_CELL = re.compile(
    rb'<c r="([A-Z]{1,3}[0-9]{1,7})"(?: s="([0-9]{1,8})")?'
    rb"(?: t=\"inlineStr\"><is><t(?: xml:space=\"preserve\")?>(%b)</t></is></c>|"
    rb"(?: t=\"((?!inlineStr)[A-Za-z]{1,9})\")?"
    rb"(?:/>|>(?:<f(?: aca=\"false\")?>(%b)</f>)?(?:<v>(%b)</v>)?</c>))"
    rb'(?=<c r="|</row>)' % (_TEXT, _REFERRING, _TEXT)
)
# A row whose cells are all taken, none of them hidden; one beyond the form ends the reading.
_ROW = re.compile(
    rb'<row r="(?:[1-4]?[0-9]{1,3}|%d)"'
    rb'(?: (?!r=|hidden="(?:1|true)")([A-Za-z]+)="[^"<>&]*"(?![^<>]* \1="))*></row>'
    rb'(?=<row r="|</sheetData>)' % limits.ROWS
)
_ODD = re.compile(rb"<(?:!|\?(?!xml ))")  # within a comment or a quotation a cell is none
_OTHER_ENCODING = re.compile(rb"\s*<\?xml[^>]*encoding\s*=\s*[\"'](?!utf-8[\"'])", re.IGNORECASE)
_INLINE = "inlineStr"
Groups = Sequence[Any]  # bytes, or None where there is no such group
_WORDS = rb"[^\"<>&\x00-\x1f]"
# As most programs write a name, and as LibreOffice does.
_NAME = re.compile(
    rb'<definedName(?: name="(%b+)"(?: localSheetId="([0-9]+)")?(?: hidden="[a-z0-9]*")?|'
    rb' function="[a-z]*" hidden="[a-z]*"(?: localSheetId="([0-9]+)")? name="(%b+)"'
    rb' vbProcedure="[a-z]*")>(%b*)</definedName>' % (_WORDS, _WORDS, _WORDS)
)
_RUN = (
    rb'<r>(?:<rPr>(?:<[A-Za-z]+(?: [A-Za-z]+="[^"<>&]*")?/>)*</rPr>)?'
    rb'<t(?: xml:space="preserve")?>%b</t></r>' % _REFERRING
)
_OF_RUN = re.compile(rb"<t(?: [^>]*)?>([^<]*)</t>")
_STRING = re.compile(
    rb'<si>(?:<t(?: xml:space="preserve")?(?:/>|>(%b)</t>)|((?:%b)+))</si>' % (_REFERRING, _RUN)
)
_STRING_END, _STRINGS_END = b"</si>", b"</sst>"


@dataclass(slots=True)
class _Sifted(ABC):
    """Looks through a part piece by piece, as long as nothing in it hides what only looks plain."""

    plain: bool = field(default=True, init=False)
    last: bytes = field(default=b"", init=False)  # byte of the piece before; empty: there was none
    held: bytes = field(default=b"", init=False)  # of that piece, to be looked at with the next one

    def __call__(self, piece: bytes) -> bytes:
        """What is left to be parsed."""
        if not self.last and _OTHER_ENCODING.match(piece):
            self.plain = False
        if self.plain and _ODD.search(self.last + piece):
            self.plain = False
        self.last = piece[-1:]
        whole, self.held = self.held + piece, b""
        try:
            return self.take(whole) if self.plain else whole
        except ValueError:  # bytes that are no text: whoever parses them says so
            return whole

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


@dataclass(slots=True)
class StringsGlance(_Sifted):
    """Takes plain shared strings out of their part, in their order: cells point at their places."""

    keep: Callable[[Iterable[str]], None]

    def take(self, piece: bytes) -> bytes:
        """What stands before the strings, or all up to the last one if they are not all plain."""
        end = piece.rfind(_STRING_END) + len(_STRING_END)
        if end < len(_STRING_END):
            self.plain = False
            return piece
        whole, tail = piece[:end], piece[end:]
        rests, found = _split(_STRING, whole)
        texts = None if any(rests[1:]) or b"</" in rests[0] else _texts(found)
        if texts is not None:
            self.keep(texts)
        if _STRINGS_END not in tail:  # the piece ends within a string: none is told in two pieces
            self.held, tail = tail, b""
        return (whole if texts is None else rests[0]) + tail


def _texts(found: Iterable[Groups]) -> list[str] | None:
    """What strings say, in one piece or in runs; ``None`` if one is no text at all."""
    written = (b"".join(_OF_RUN.findall(runs)) if runs else text or b"" for text, runs in found)
    try:
        return [decode(_referenced(each).decode()) for each in written]
    except ValueError:
        return None


def _split(pattern: re.Pattern[bytes], piece: bytes) -> tuple[list[bytes], Iterable[Groups]]:
    """What stands between the matches, and the groups of each: faster than to call for each."""
    parts, step = pattern.split(piece), pattern.groups + 1
    return parts[::step], zip(*(parts[n::step] for n in range(1, step)), strict=True)


def _plain(cells: Iterable[Groups]) -> Iterator[Kept]:
    """What the cells hold; raises ValueError if one is no text.

    None is too long: a piece is shorter than what a cell may hold.
    """
    for address, style, inline, kind, formula, value in cells:
        if inline is not None:
            nature, content = _INLINE, inline
        elif value is None and formula is None:
            continue
        else:
            nature, content = kind.decode() if kind else "n", value
        text = None if content is None else content.decode()
        if text and inline is not None:
            text = decode(text)
        worked = None if formula is None else _referenced(formula).decode()
        yield position(address.decode()), int(style or 0), nature, text, worked


def _referenced(written: bytes) -> bytes:
    """What is written with the signs that its references stand for."""
    if b"&" in written:
        for reference, sign in _REFERENCES:
            written = written.replace(reference, sign)
    return written
