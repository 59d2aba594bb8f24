"""The cells of a sheet as stored (单元格内容): value, formula, error and format kept apart."""

import re
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial
from typing import Literal

from zeropark.workbook import limits
from zeropark.workbook.gate import UnreadableError
from zeropark.workbook.parts import Ends, Enough, Starts
from zeropark.workbook.strings import Words
from zeropark.workbook.text import decode

Nature = Literal["number", "text", "error", "boolean", "day", "twice"]
Shape = Literal["general", "percent", "date", "scaled"]
# Of a cell: place, style, the kind that its element says, value and formula as written.
Kept = tuple[tuple[int, int], int, str, str | None, str | None]

_NATURES: Mapping[str, Nature] = {"n": "number", "e": "error", "b": "boolean", "d": "day"}
_ADDRESS = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_AFTER_MERGES = frozenset(
    {"phoneticPr", "conditionalFormatting", "dataValidations", "hyperlinks", "printOptions"}
    | {"pageMargins", "pageSetup", "headerFooter", "drawing", "legacyDrawing"}
)
_LAST_COLUMN = 16_384  # a sheet has no more


@dataclass(frozen=True, slots=True)
class Stored:
    """What is stored in a cell (存储内容); ``text`` is ``None`` if there is no value at all."""

    nature: Nature
    text: str | None
    formula: str | None = None
    shape: Shape = "general"


@dataclass(slots=True)
class Grid:
    """The cells of a sheet by row and column, within the area that is looked at."""

    cells: dict[tuple[int, int], Stored] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    covered: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)  # by a merge
    struck: set[tuple[int, int]] = field(default_factory=set)  # whose words are struck through

    def merge(self, first: tuple[int, int], last: tuple[int, int]) -> None:
        """Note that an area shows its first cell alone; one beyond the form is left aside."""
        rows, columns = range(first[0], last[0] + 1), range(first[1], last[1] + 1)
        if len(rows) * len(columns) + len(self.covered) <= limits.MERGED:
            self.covered |= {(r, c): first for r in rows for c in columns if (r, c) != first}


@lru_cache(maxsize=16_384)  # the same addresses in every workbook
def position(address: str) -> tuple[int, int]:
    """Row and column of an address; raises UnreadableError if there is no such cell."""
    found = _ADDRESS.fullmatch(address.upper())
    if not found:
        raise UnreadableError("W105")
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    if column > _LAST_COLUMN:
        raise UnreadableError("W105")
    return int(found[2]), column


@dataclass(slots=True)
class GridListener:
    """Listens to a sheet's part and fills its grid."""

    strings: Sequence[str]
    shapes: Sequence[Shape]
    struck: Container[int] = ()  # formats that strike words through
    grid: Grid = field(default_factory=Grid)
    at: tuple[int, int] = (0, 0)
    cell: Mapping[str, str] = field(default_factory=dict)
    value: list[str] | None = None
    formula: list[str] | None = None
    collecting: list[str] | None = None
    words: Words = field(default_factory=Words)
    inline: bool = False
    below: bool = False  # whether the cells are all read

    @property
    def starts(self) -> Starts:
        """A row, a cell or a part of one opens."""
        below = dict.fromkeys(_AFTER_MERGES, self._pass_merges)
        words = {tag: partial(self._within, hear) for tag, hear in self.words.starts.items()}
        return {
            **below,
            **words,
            "c": self._open_cell,
            "v": self._open_value,
            "f": self._open_formula,
            "is": self._open_words,
            "row": self._open_row,
            "col": self._hide_columns,
            "mergeCell": self._merge,
        }

    @property
    def ends(self) -> Ends:
        """A cell is complete where its element closes; no more after the merged areas."""
        return {
            **self.words.ends,
            "c": self._close_cell,
            "v": self._close_content,
            "f": self._close_content,
            "is": self._close_words,
            "sheetData": self._close_cells,
            "mergeCells": _close_merges,
        }

    def text(self, text: str) -> None:
        """Characters of a value, a formula or an inline string."""
        if self.collecting is not None:
            if sum(map(len, self.collecting)) + len(text) > limits.TEXT:
                raise UnreadableError("W106")
            self.collecting.append(text)
        elif self.inline:
            self.words.text(text)

    def _open_row(self, attributes: Mapping[str, str]) -> None:
        row = _whole(attributes.get("r"), self.at[0] + 1)
        if row > limits.ROWS:
            raise Enough
        self.at = row, 0
        if attributes.get("hidden") in ("1", "true"):
            self.grid.hidden_rows.add(row)

    def _open_value(self, _: Mapping[str, str]) -> None:
        self.value = self.collecting = []

    def _open_formula(self, _: Mapping[str, str]) -> None:
        self.formula = self.collecting = []

    def _close_content(self) -> None:
        self.collecting = None

    def _open_words(self, _: Mapping[str, str]) -> None:
        self.inline = True

    def _within(
        self, hear: Callable[[Mapping[str, str]], None], attributes: Mapping[str, str]
    ) -> None:
        if self.inline:
            hear(attributes)

    def _close_words(self) -> None:
        self.inline, self.value = False, [self.words.take()]

    def _close_cells(self) -> None:
        self.below = True

    def _pass_merges(self, _: Mapping[str, str]) -> None:
        """Of what follows the cells, only the merged areas are of interest."""
        if self.below:
            raise Enough

    def _merge(self, attributes: Mapping[str, str]) -> None:
        first, _, last = attributes.get("ref", "").partition(":")
        if self.below and _ADDRESS.fullmatch(first) and _ADDRESS.fullmatch(last):
            self.grid.merge(position(first), position(last))

    def _hide_columns(self, attributes: Mapping[str, str]) -> None:
        if attributes.get("hidden") in ("1", "true"):
            last = min(_whole(attributes.get("max"), 0), limits.COLUMNS)
            self.grid.hidden_columns.update(range(_whole(attributes.get("min"), 1), last + 1))

    def _open_cell(self, attributes: Mapping[str, str]) -> None:
        address = attributes.get("r")
        self.at = position(address) if address else (self.at[0], self.at[1] + 1)
        self.cell = attributes  # looked into once it is known that the cell holds something
        self.value = self.formula = self.collecting = None

    def _close_cell(self) -> None:
        if self.value is None and self.formula is None:
            return
        text = None if self.value is None else "".join(self.value)
        formula = None if self.formula is None else "".join(self.formula)
        style = _whole(self.cell.get("s"), 0)
        self.keep_all([(self.at, style, self.cell.get("t", "n"), text, formula)])

    def keep_all(self, found: Iterable[Kept]) -> None:
        """Keep what cells hold, those of them that are looked at at all."""
        cells, shapes, known = self.grid.cells, self.shapes, len(self.shapes)
        for at, style, kind, value, formula in found:
            if at[0] > limits.ROWS or at[1] > limits.COLUMNS:
                continue
            text = value
            if kind == "s":
                text = self._shared(value)
            elif kind == "str" and value is not None:
                text = decode(value)
            if style in self.struck:
                self.grid.struck.add(at)
            shape = shapes[style] if style < known else "general"
            nature = "twice" if at in cells else _NATURES.get(kind, "text")
            cells[at] = Stored(nature, text, formula, shape)

    def _shared(self, index: str | None) -> str | None:
        if index is None:
            return None
        place = _whole(index, -1)
        if not 0 <= place < len(self.strings):
            raise UnreadableError("W105")
        return self.strings[place]


def _close_merges() -> None:
    raise Enough


def _whole(text: str | None, otherwise: int) -> int:
    digits = (text or "").strip()
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 10 else otherwise  # noqa: PLR2004
