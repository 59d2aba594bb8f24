"""The hidden sheet that works the preview out (试算表): formulas, each kept once, as XML."""

from dataclasses import dataclass, field
from xml.sax.saxutils import escape

from zeropark.workbook import names

# What a figure is where it is no number, as in the engine; and what only the program can tell.
MISSING, APART, UNKNOWN = '"m"', '"n"', '"u"'

# Stand in the formulas of a series for the row, its number, and the series itself.
ROW, NTH, SELF = "\0", "\1", "\2"
HEAD = 1  # the row above a series
_LABEL, _VALUE, _NUMBERS, _SERIES = 1, 2, 3, 4  # columns
_NUMBER = f"${names.letters(_NUMBERS)}{ROW}"  # the number of the row at hand
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def quoted(text: str) -> str:
    """A text as a formula writes it."""
    doubled = text.replace('"', '""')
    return f'"{doubled}"'


@dataclass(slots=True)
class Grid:
    """The formulas of the calculation sheet (试算表): single cells, and series beside tables."""

    cells: dict[tuple[int, int], str] = field(default_factory=dict)
    known: dict[tuple[str, str], str] = field(default_factory=dict)
    singles: int = 0
    series: int = 0
    shared: dict[tuple[int, int], int] = field(default_factory=dict)  # cells of one formula
    areas: dict[tuple[int, int], str] = field(default_factory=dict)  # where it stands

    def single(self, formula: str, label: str = "") -> str:
        """Put a formula into a cell of its own, once; gives the reference to it."""
        key = ("", formula)
        if key not in self.known:
            self.singles += 1
            self.cells[self.singles, _LABEL] = label and quoted(label)
            self.cells[self.singles, _VALUE] = formula
            self.known[key] = names.address(self.singles, _VALUE, dollar="$")
        return self.known[key]

    def column(self, formula: str, rows: int, head: str = "") -> str:
        """Put a formula into so many rows, once; gives the reference to the row at hand."""
        key = (f"{rows}:{head}", formula)
        if key not in self.known:
            column = self._next(head)
            first, last = HEAD + 1, HEAD + rows
            area = f"{names.address(first, column)}:{names.address(last, column)}"
            self.cells[first, column] = formula.replace(NTH, _NUMBER).replace(ROW, str(first))
            self.areas[first, column] = area
            for row in range(first, last + 1):
                self.shared[row, column] = self.series
                self.cells[row, _NUMBERS] = str(row - HEAD)
            self.known[key] = f"${names.letters(column)}{ROW}"
        return self.known[key]

    def listed(self, values: tuple[str, ...]) -> str:
        """Put numbers or texts below each other, once; gives the reference to all of them."""
        key = ("list", "\0".join(values))
        if key not in self.known:
            column = self._next("")
            for row, value in enumerate(values, HEAD + 1):
                self.cells[row, column] = value
            self.known[key] = span(f"${names.letters(column)}{ROW}", len(values))
        return self.known[key]

    def _next(self, head: str) -> int:
        column = _SERIES + self.series
        self.series += 1
        if head:
            self.cells[HEAD, column] = head.replace(SELF, f"${names.letters(column)}")
        return column

    def part(self) -> bytes:
        """The sheet as a part of a workbook; the same formulas give the same bytes."""
        rows: dict[int, list[str]] = {}
        for at in sorted({*self.cells, *self.shared}):
            if drawn := self._drawn(at):
                rows.setdefault(at[0], []).append(drawn)
        data = "".join(f'<row r="{row}">{"".join(cells)}</row>' for row, cells in rows.items())
        text = (
            f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><worksheet xmlns="{_MAIN}">'
            f'<sheetData>{data}</sheetData><sheetProtection sheet="1"/></worksheet>'
        )
        return text.encode()

    def _drawn(self, at: tuple[int, int]) -> str:
        """A cell as XML; the rows of a series share the formula of the first."""
        address, text = names.address(*at), self.cells.get(at, "")
        if at in self.shared:
            area = f' ref="{self.areas[at]}"' if at in self.areas else ""
            formula = escape(text)
            return f'<c r="{address}"><f t="shared"{area} si="{self.shared[at]}">{formula}</f></c>'
        return _cell(address, text) if text else ""


def span(series: str, rows: int, *, head: bool = False) -> str:
    """The reference to all rows of a series, with what stands above it if wanted."""
    first, last = HEAD + (not head), HEAD + rows
    return f"{series.replace(ROW, f'${first}')}:{series.replace(ROW, f'${last}')}"


def _cell(address: str, text: str) -> str:
    if text.startswith('"') and text.endswith('"') and '"' not in text[1:-1]:
        return f'<c r="{address}" t="inlineStr"><is><t>{escape(text[1:-1])}</t></is></c>'
    if text.replace(".", "", 1).removeprefix("-").isdecimal():
        return f'<c r="{address}"><v>{text}</v></c>'
    return f'<c r="{address}"><f>{escape(text)}</f></c>'
