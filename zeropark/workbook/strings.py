"""Shared strings (共享字符串): the texts that cells point at by number."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from zeropark.workbook import limits
from zeropark.workbook.gate import UnreadableError
from zeropark.workbook.parts import Ends, Starts
from zeropark.workbook.text import decode


@dataclass(slots=True)
class Words:
    """Collects the text of an element from its ``t`` parts, phonetic guides left out."""

    pieces: list[str] = field(default_factory=list)
    size: int = 0
    open: bool = False
    phonetic: bool = False

    @property
    def starts(self) -> Starts:
        """A part of the text opens, or a guide to how it is spoken."""
        return {"t": self._open, "rPh": self._open_guide}

    @property
    def ends(self) -> Ends:
        """It closes."""
        return {"t": self._close, "rPh": self._close_guide}

    def _open(self, _: Mapping[str, str]) -> None:
        self.open = not self.phonetic

    def _close(self) -> None:
        self.open = False

    def _open_guide(self, _: Mapping[str, str]) -> None:
        self.phonetic, self.open = True, False

    def _close_guide(self) -> None:
        self.phonetic = self.open = False

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

    @property
    def starts(self) -> Starts:
        """Parts of a string open."""
        return self.words.starts

    @property
    def ends(self) -> Ends:
        """Parts of a string close; it is complete where its element does."""
        return {**self.words.ends, "si": self._keep}

    def _keep(self) -> None:
        self.keep([self.words.take()])

    def keep(self, strings: Iterable[str]) -> None:
        """Keep strings behind those that were there before."""
        self.found.extend(strings)
        if len(self.found) > limits.STRINGS:
            raise UnreadableError("W106")

    def text(self, text: str) -> None:
        """Characters of a string."""
        self.words.text(text)
