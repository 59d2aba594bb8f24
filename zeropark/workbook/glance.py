"""Cells that are read at a glance (快速读取): written as every program writes nearly all of them.

A form has thousands of cells, and telling each one's elements apart costs most of the reading. What
is written in the one plain way is taken out before the rest is parsed; whatever differs in the
least stays, so that nothing here has to judge it.
"""

import re
from dataclasses import dataclass, field

from zeropark.workbook import limits
from zeropark.workbook.grid import GridListener, position
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
_ODD = re.compile(rb"<(?:!|\?(?!xml ))")  # within a comment or a quotation a cell is none
_OTHER_ENCODING = re.compile(rb"\s*<\?xml[^>]*encoding\s*=\s*[\"'](?!utf-8[\"'])", re.IGNORECASE)
_INLINE = "inlineStr"


@dataclass(slots=True)
class Glance:
    """Takes plain cells out of a sheet's part, piece by piece, and tells what they hold."""

    listener: GridListener
    plain: bool = True
    last: bytes = field(default=b"")  # byte of the piece before; empty: this is the first one

    def __call__(self, piece: bytes) -> bytes:
        """What is left to be parsed."""
        if not self.last and _OTHER_ENCODING.match(piece):
            self.plain = False
        if self.plain and _ODD.search(self.last + piece):
            self.plain = False
        self.last = piece[-1:]
        return _CELL.sub(self._taken, piece) if self.plain else piece

    def _taken(self, found: re.Match[bytes]) -> bytes:
        address, style, kind, formula, value, inline = found.groups()
        content = value if inline is None else inline
        if content is formula is None:
            return b""
        nature = kind.decode() if kind else "n"
        if (inline is None) == (nature == _INLINE) or len(found[0]) > limits.TEXT:
            return found[0]
        try:
            text = None if content is None else content.decode()
            worked = None if formula is None else _referenced(formula).decode()
        except ValueError:
            return found[0]
        text = decode(text) if text and inline is not None else text
        self.listener.keep(position(address.decode()), int(style or 0), nature, text, worked)
        return b""


def _referenced(written: bytes) -> bytes:
    """What stands for itself, of the five references XML knows; raises ValueError at any other."""
    if b"&" not in written:
        return written
    for reference, sign in _REFERENCES:
        written = written.replace(reference, sign)
    if written.count(b"&") != written.count(b"&amp;"):
        raise ValueError(written)
    return written.replace(b"&amp;", b"&")
