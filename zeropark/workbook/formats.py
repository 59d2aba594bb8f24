"""Formats of cells (单元格格式): a number shown as a percentage, a date or scaled; struck words."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from zeropark.workbook.grid import Shape
from zeropark.workbook.parts import Ends, Starts

_PERCENT = (9, 10)
_DATES = (*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59))
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]|General', re.IGNORECASE)
_DATE = re.compile(r"[ymdhs]", re.IGNORECASE)
_SCALED = re.compile(r"[0#?],+(?![0#?,])|![.,]")


def shape(code: str) -> Shape:
    """What a number format makes of a number; literals and colours in it mean nothing."""
    bare = _LITERAL.sub("", code).partition(";")[0]
    if "%" in bare:
        return "percent"
    if _DATE.search(bare):
        return "date"
    return "scaled" if _SCALED.search(bare) else "general"


@dataclass(slots=True)
class Formats:
    """Listens to the part of styles: the shape of every cell format, by its number."""

    shapes: list[Shape] = field(default_factory=list)
    codes: dict[str, str] = field(default_factory=dict)
    struck: set[int] = field(default_factory=set)  # formats whose words are struck through
    fonts: list[bool] = field(default_factory=list)  # whether each strikes through
    inside: bool = False
    listing: bool = False  # whether fonts are being listed

    @property
    def starts(self) -> Starts:
        """A format opens; only those of cells count, not those of styles."""
        return {
            "numFmt": self._code,
            "cellXfs": self._begin,
            "xf": self._format,
            "fonts": self._list,
            "font": self._font,
            "strike": self._strike,
        }

    @property
    def ends(self) -> Ends:
        """The formats of cells are complete."""
        return {"cellXfs": self._end, "fonts": self._end}

    def _code(self, attributes: Mapping[str, str]) -> None:
        self.codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")

    def _begin(self, _: Mapping[str, str]) -> None:
        self.inside = True

    def _format(self, attributes: Mapping[str, str]) -> None:
        if self.inside:
            font = attributes.get("fontId", "")
            if font.isdecimal() and int(font) < len(self.fonts) and self.fonts[int(font)]:
                self.struck.add(len(self.shapes))
            self.shapes.append(self._shape(attributes.get("numFmtId", "0")))

    def _list(self, _: Mapping[str, str]) -> None:
        self.listing = True

    def _font(self, _: Mapping[str, str]) -> None:
        if self.listing:
            self.fonts.append(False)

    def _strike(self, attributes: Mapping[str, str]) -> None:
        if self.listing and self.fonts:
            self.fonts[-1] = attributes.get("val", "1") not in ("0", "false")

    def _end(self) -> None:
        self.inside = self.listing = False

    def text(self, text: str) -> None:
        """Nothing to do."""

    def _shape(self, id_: str) -> Shape:
        if id_ in self.codes:
            return shape(self.codes[id_])
        if id_ in map(str, _PERCENT):
            return "percent"
        return "date" if id_ in map(str, _DATES) else "general"
