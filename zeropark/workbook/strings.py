"""Shared strings (共享字符串): the texts that cells point at by number."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from zeropark.workbook import limits
from zeropark.workbook.gate import UnreadableError
from zeropark.workbook.text import decode


@dataclass(slots=True)
class Words:
    """Collects the text of an element from its ``t`` parts, phonetic guides left out."""

    pieces: list[str] = field(default_factory=list)
    size: int = 0
    open: bool = False
    phonetic: bool = False

    def start(self, tag: str) -> None:
        """A part of the text may open."""
        self.phonetic = self.phonetic or tag == "rPh"
        self.open = tag == "t" and not self.phonetic

    def end(self, tag: str) -> None:
        """A part of the text may close."""
        self.open = False
        if tag == "rPh":
            self.phonetic = False

    def text(self, text: str) -> None:
        """Keep the characters if they belong to the text."""
        if self.open:
            self.size += len(text)
            if self.size > limits.TEXT:
                raise UnreadableError("W106")
            self.pieces.append(text)

    def take(self) -> str:
        """The text so far; the next one starts empty."""
        whole = decode("".join(self.pieces))
        self.pieces, self.size = [], 0
        return whole


@dataclass(slots=True)
class Strings:
    """Listens to the part of shared strings."""

    found: list[str] = field(default_factory=list)
    words: Words = field(default_factory=Words)

    def start(self, tag: str, _attributes: Mapping[str, str]) -> None:
        """A string or a part of one opens."""
        self.words.start(tag)

    def end(self, tag: str) -> None:
        """A string is complete where its element closes."""
        self.words.end(tag)
        if tag == "si":
            if len(self.found) >= limits.STRINGS:
                raise UnreadableError("W106")
            self.found.append(self.words.take())

    def text(self, text: str) -> None:
        """Characters of a string."""
        self.words.text(text)
