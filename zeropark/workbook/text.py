"""Text of a cell (单元格文字): cleaned once on the way in, written as it is on the way out."""

import re
from functools import lru_cache
from math import ceil
from unicodedata import category, east_asian_width, normalize

_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
REPLACEMENT = "\ufffd"
_KEPT = "\t\n"
_CELL = 32_767  # characters that a cell holds
_WIDE, _NARROW = 2.1, 1.1  # of a character, in a column's units
# Direction marks, zero-width characters and the byte order mark: seen by nobody.
_UNSEEN = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_REFUSED = ("Cc", "Cs")
_NO_CHARACTERS = "\ufffe\uffff"


def decode(text: str) -> str:
    """Turn the ``_x000B_`` escapes of a workbook back into the characters they stand for."""
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def clean(text: str) -> str:
    """The text without what no writer accepts or nobody sees; line ends are one sign."""
    if text.isprintable():  # nearly every text: none of the signs below is printable
        return text
    unified = text.replace("\r\n", "\n").replace("\r", "\n")
    seen = _UNSEEN.sub("", unified)
    return seen if seen.isprintable() else "".join(map(_accepted, seen))


def escape(text: str) -> str:
    """The text as a workbook holds it: clean, within a cell's length, no accidental escape."""
    clipped = clean(text)[:_CELL]
    return re.sub(r"_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", clipped) if "_x" in clipped else clipped


@lru_cache(maxsize=8192)  # labels are the same in every workbook of a standard
def folded(text: str) -> str:
    """The text as labels and choices are compared: full width as half, no blanks, one case."""
    return "".join(normalize("NFKC", clean(text)).split()).casefold()


def lines(text: str, width: float) -> int:
    """How many lines a text takes in a column of so many characters."""
    if len(text) * _WIDE <= width and "\n" not in text:  # most texts are short
        return 1
    return sum(max(1, ceil(_width(line) / width)) for line in text.split("\n"))


def _width(text: str) -> float:
    return sum(_WIDE if east_asian_width(sign) in "WFA" else _NARROW for sign in text)


def _accepted(sign: str) -> str:
    refused = category(sign) in _REFUSED or sign in _NO_CHARACTERS
    return REPLACEMENT if refused and sign not in _KEPT else sign
