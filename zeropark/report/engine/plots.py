"""Data → what a chart shows (图表数据): caches of a chart part, and the workbook behind it."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import escape
from typing import Any

from jinja2.exceptions import TemplateRuntimeError
from markupsafe import Markup

from zeropark.report.engine.package import Package, deflated
from zeropark.report.engine.text import plain

PLOT = "zp_plot"  # what the source of a chart part knows its data by
SHEET = "Sheet1"

_NUMBER = re.compile(r"-?\d+(?:\.(\d+))?")
# Looks that differ in print without colours, for series that the template has not drawn.
_PATTERNS = ("ltUpDiag", "pct20", "dkHorz", "dotGrid", "wdDnDiag", "pct70", "smGrid", "ltVert")
_DASHES = ("solid", "dash", "sysDot", "dashDot", "lgDash", "sysDash")
_SYMBOLS = ("circle", "square", "triangle", "diamond", "x", "star")


class PlotError(TemplateRuntimeError):
    """Data that a chart cannot show (图表数据有误), by the code of its fault."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code, self.params = code, params


@dataclass(frozen=True, slots=True)
class Series:
    """A series as cached (数据系列): blank values leave a gap."""

    name: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plot:
    """Checked data of a chart (图表数据): names of points, and series as long."""

    categories: tuple[str, ...]
    series: tuple[Series, ...]

    def cached(self, kept: int) -> Mapping[str, Any]:
        """What the source of a chart part prints; ``kept`` series belong to the later plots.

        Raises:
            PlotError: there are fewer series than the later plots need.
        """
        if len(self.series) < kept:
            raise PlotError("T128", found=len(self.series), needed=kept)
        first = len(self.series) - kept
        series = [self._cached(n, each) for n, each in enumerate(self.series)]
        points = "".join(_point(n, text) for n, text in enumerate(self.categories))
        return {
            "count": len(self.categories),
            "categories": _markup(points),
            "last_row": len(self.categories) + 1,
            "first": series[:first],
            "others": series[first:],
        }

    def _cached(self, n: int, series: Series) -> Mapping[str, Any]:
        places = [_places(value) for value in series.values if value]
        usual = max(places, key=places.count, default=0)
        return {
            "index": n,
            "column": _column(n + 1),
            "name": series.name,
            "format": _format(usual),
            "values": _markup("".join(_numbers(series.values, usual))),
            "pattern": _PATTERNS[n % len(_PATTERNS)],
            "dash": _DASHES[n % len(_DASHES)],
            "symbol": _SYMBOLS[n % len(_SYMBOLS)],
        }

    def workbook(self) -> bytes:
        """The workbook (内嵌工作簿) that Word opens to edit the data: the same figures."""
        heads = [("A", ""), *((_column(n), each.name) for n, each in enumerate(self.series, 1))]
        rows = [_row(1, (_text(f"{letters}1", name) for letters, name in heads))]
        for n, category in enumerate(self.categories):
            numbers = (
                _number_cell(f"{_column(m)}{n + 2}", each.values[n])
                for m, each in enumerate(self.series, 1)
            )
            rows.append(_row(n + 2, (_text(f"A{n + 2}", category), *numbers)))
        sheet = f'<worksheet xmlns="{_MAIN}"><sheetData>{"".join(rows)}</sheetData></worksheet>'
        return _FRAME.written({"xl/worksheets/sheet1.xml": f"{_HEAD}{sheet}".encode()})


def plotted(value: object) -> Plot:
    """The data of a chart (核对图表数据) as the context gives it: ``categories`` and ``series``.

    Raises:
        PlotError: it is no such record, there is nothing to show, a value is no number, or a series
            is longer or shorter than the names of its points.
    """
    if not isinstance(value, Mapping) or not {"categories", "series"} <= value.keys():
        raise PlotError("T129", found=type(value).__name__)
    categories = tuple(plain(str(each)) for each in value["categories"])
    series = tuple(_series(each, len(categories)) for each in value["series"])
    if not categories or not series:
        raise PlotError("T127")
    return Plot(categories, series)


NO_PLOT = Plot((), ())


def _series(value: Mapping[str, Any], count: int) -> Series:
    values = tuple(_number(each) for each in value["values"])
    if len(values) != count:
        raise PlotError("T129", found=f"{len(values)} / {count}")
    return Series(plain(str(value["name"])), values)


def _number(value: object) -> str:
    text = f"{value:f}" if isinstance(value, Decimal) else str(value)
    if text and not _NUMBER.fullmatch(text):
        raise PlotError("T129", found=text)
    return text


def _places(value: str) -> int:
    return len(value.partition(".")[2])


def _format(places: int) -> str:
    return f"#,##0.{'0' * places}" if places else "#,##0"


def _numbers(values: Sequence[str], usual: int) -> Iterator[str]:
    """The points of a series; one with other decimals than most says so itself."""
    for n, value in enumerate(values):
        if value:
            places = _places(value)
            own = "" if places == usual else f' formatCode="{_format(places)}"'
            yield f'<c:pt idx="{n}"{own}><c:v>{value}</c:v></c:pt>'


def _point(n: int, text: str) -> str:
    return f'<c:pt idx="{n}"><c:v>{escape(text)}</c:v></c:pt>'


def _markup(xml: str) -> Markup:
    return Markup(xml)  # noqa: S704 -- written here, its texts escaped


# ------------------------------------------------------------------ the workbook behind a chart


def _column(n: int) -> str:
    """The letters of a column, from 0."""
    letters = ""
    n += 1
    while n:
        n, rest = divmod(n - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _row(number: int, cells: Iterable[str]) -> str:
    return f'<row r="{number}">{"".join(cells)}</row>'


def _text(place: str, text: str) -> str:
    if not text:
        return ""
    inner = f'<is><t xml:space="preserve">{escape(text)}</t></is>'
    return f'<c r="{place}" t="inlineStr">{inner}</c>'


def _number_cell(place: str, value: str) -> str:
    return f'<c r="{place}"><v>{value}</v></c>' if value else ""


_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_SHEETS = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def _relationships(kind: str, target: str) -> str:
    inner = f'<Relationship Id="rId1" Type="{_OFFICE}/{kind}" Target="{target}"/>'
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{inner}</Relationships>'


_FRAME = Package(
    tuple(
        deflated(name, content.encode())
        for name, content in {
            "[Content_Types].xml": f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package'
            '.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{_SHEETS}.sheet.main+xml"/>'
            '<Override PartName="/xl/worksheets/sheet1.xml" '
            f'ContentType="{_SHEETS}.worksheet+xml"/>'
            "</Types>",
            "_rels/.rels": _relationships("officeDocument", "xl/workbook.xml"),
            "xl/workbook.xml": f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
            f'<sheet name="{SHEET}" sheetId="1" r:id="rId1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": _relationships("worksheet", "worksheets/sheet1.xml"),
        }.items()
    )
)
