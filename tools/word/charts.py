"""Native charts (图表) as parts of a template, in looks that print without colours tells apart.

A template's chart shows sample data; a report puts its own in by the tag in the alternative text.
"""

from dataclasses import dataclass
from typing import Literal
from xml.sax.saxutils import escape

from word.styles import LATIN, SONG
from zeropark.report.engine.plots import plotted

_C = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_SIZE = 900  # of the text, in hundredths of a point
_SMALL = 800
_DARK, _GREY, _LIGHT = "404040", "7F7F7F", "D9D9D9"
_SUBSCRIPT = -25000

AxisPart = Literal["grid", "numbers"]
Kind = Literal["radar", "bars", "framed", "columns", "limits", "years", "waterfall", "steps"]
Fill = Literal["none", "solid", "light", "stripes", "dots", "frame"]

_FILLS: dict[Fill, str] = {
    "none": "<a:noFill/>",
    "frame": "<a:noFill/>",
    "solid": f'<a:solidFill><a:srgbClr val="{_GREY}"/></a:solidFill>',
    "light": f'<a:solidFill><a:srgbClr val="{_LIGHT}"/></a:solidFill>',
    "stripes": '<a:pattFill prst="wdUpDiag"><a:fgClr><a:srgbClr val="595959"/></a:fgClr>'
    '<a:bgClr><a:srgbClr val="FFFFFF"/></a:bgClr></a:pattFill>',
    "dots": '<a:pattFill prst="pct20"><a:fgClr><a:srgbClr val="404040"/></a:fgClr>'
    '<a:bgClr><a:srgbClr val="FFFFFF"/></a:bgClr></a:pattFill>',
}


_BESIDE: tuple[Fill, ...] = ("solid", "stripes", "light", "dots")


@dataclass(frozen=True, slots=True)
class Chart:
    """What a chart looks like (图表式样).

    Attributes:
        tag: the expression whose data it shows, such as ``charts.aspects``.
        kind: radar; bars to the right; bars within a frame that stands for the target; columns;
            columns under lines that stand for limits; columns with a line on a second axis; a
            waterfall on an invisible foot, and the same to the right.
        unit: what the value axis counts, with CO₂ as it is printed.
        second: the same of the second axis.
        height: in millimetres.
        series: how many columns stand beside each other in the template, or how many limits.
        range: the least and the most on the value axis, as far as they are fixed.
    """

    tag: str
    kind: Kind
    unit: str
    second: str = ""
    height: int = 75
    series: int = 1
    range: tuple[int | None, int | None] = (None, None)


def chart_part(chart: Chart) -> bytes:
    """The part ``word/charts/chartN.xml``."""
    plot, legend = (
        _PLOTS[chart.kind](chart),
        chart.kind in {"framed", "limits", "years"} or chart.series > 1,
    )
    shown = _legend() if legend else ""
    return (
        f'{_HEAD}<c:chartSpace xmlns:c="{_C}" xmlns:a="{_A}" xmlns:r="{_R}">'
        '<c:date1904 val="0"/><c:lang val="zh-CN"/><c:roundedCorners val="0"/>'
        f'<c:chart><c:autoTitleDeleted val="1"/><c:plotArea><c:layout/>{plot}'
        "<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr></c:plotArea>"
        f'{shown}<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart>'
        "<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>"
        f'{_text_properties(_SIZE)}<c:externalData r:id="rId1"><c:autoUpdate val="0"/>'
        "</c:externalData></c:chartSpace>"
    ).encode()


def sample_workbook(chart: Chart) -> bytes:
    """The workbook with the sample data (示例数据), as a report will have one with its own."""
    series = [{"name": f"系列{n + 1}", "values": ["60", "40"]} for n in range(_drawn(chart))]
    return plotted({"categories": ["示例1", "示例2"], "series": series}).workbook()


def _drawn(chart: Chart) -> int:
    """How many series the template's chart has."""
    more = chart.series + 1
    fixed = {"framed": 2, "waterfall": 4, "steps": 4, "years": more, "limits": more}
    return fixed.get(chart.kind, chart.series)


def _text_properties(size: int, turn: str = "") -> str:
    font = _font("defRPr", size)
    end = '<a:endParaRPr lang="zh-CN"/>'
    return f"<c:txPr><a:bodyPr{turn}/><a:lstStyle/><a:p><a:pPr>{font}</a:pPr>{end}</a:p></c:txPr>"


_LEVEL = ' rot="0" vert="horz"'  # however narrow: a name is wrapped, never turned


def _font(element: str, size: int, baseline: int = 0) -> str:
    shift = f' baseline="{baseline}"' if baseline else ""
    fill = '<a:solidFill><a:srgbClr val="000000"/></a:solidFill>'
    faces = f'<a:latin typeface="{LATIN}"/><a:ea typeface="{SONG}"/>'
    return f'<a:{element} lang="zh-CN" sz="{size}" b="0"{shift}>{fill}{faces}</a:{element}>'


def _legend() -> str:
    return (
        f'<c:legend><c:legendPos val="b"/><c:overlay val="0"/>{_text_properties(_SIZE)}</c:legend>'
    )


# ------------------------------------------------------------------ series


def _outline(width: int, colour: str = _DARK, dash: str = "") -> str:
    dashed = f'<a:prstDash val="{dash}"/>' if dash else ""
    fill = f'<a:solidFill><a:srgbClr val="{colour}"/></a:solidFill>'
    return f'<a:ln w="{width}">{fill}{dashed}</a:ln>'


def _filled(fill: Fill) -> str:
    line = "<a:ln><a:noFill/></a:ln>" if fill == "none" else _outline(9525)
    return f"<c:spPr>{_FILLS[fill]}{line}</c:spPr>"


def _labels(position: str, *, paper: bool = False) -> str:
    """The values beside the points with the decimals of the data, or on white over a column."""
    ground = '<a:solidFill><a:srgbClr val="FFFFFF"/></a:solidFill>' if paper else "<a:noFill/>"
    place = f'<c:dLblPos val="{position}"/>' if position else ""
    flags = "".join(
        f'<c:{name} val="{int(name == "showVal")}"/>'
        for name in ("showLegendKey", "showVal", "showCatName", "showSerName", "showPercent")
    )
    return (
        '<c:dLbls><c:numFmt formatCode="General" sourceLinked="1"/>'
        f"<c:spPr>{ground}<a:ln><a:noFill/></a:ln></c:spPr>{_text_properties(_SMALL)}"
        f'{place}{flags}<c:showBubbleSize val="0"/></c:dLbls>'
    )


_ON_THE_BAR = {"ctr", "inBase"}
_NO_LABELS = '<c:dLbls><c:delete val="1"/></c:dLbls>'


def _series(n: int, look: str, labels: str, *, tail: str = "") -> str:
    """A series with two sample points; names and numbers are those of a report later."""
    column = "BCDE"[n]
    names = "".join(f'<c:pt idx="{i}"><c:v>示例{i + 1}</c:v></c:pt>' for i in range(2))
    values = "".join(f'<c:pt idx="{i}"><c:v>{60 - 20 * i}</c:v></c:pt>' for i in range(2))
    return (
        f'<c:ser><c:idx val="{n}"/><c:order val="{n}"/><c:tx><c:strRef><c:f>Sheet1!${column}$1'
        f'</c:f><c:strCache><c:ptCount val="1"/><c:pt idx="0"><c:v>系列{n + 1}</c:v></c:pt>'
        f"</c:strCache></c:strRef></c:tx>{look}{labels}"
        f'<c:cat><c:strRef><c:f>Sheet1!$A$2:$A$3</c:f><c:strCache><c:ptCount val="2"/>{names}'
        f"</c:strCache></c:strRef></c:cat><c:val><c:numRef><c:f>Sheet1!${column}$2:${column}$3"
        f'</c:f><c:numCache><c:formatCode>General</c:formatCode><c:ptCount val="2"/>{values}'
        f"</c:numCache></c:numRef></c:val>{tail}</c:ser>"
    )


def _bar(n: int, fill: Fill, position: str = "outEnd") -> str:
    labels = _labels(position, paper=position in _ON_THE_BAR) if position else _NO_LABELS
    return _series(n, f'{_filled(fill)}<c:invertIfNegative val="0"/>', labels)


# ------------------------------------------------------------------ axes


def _title(text: str) -> str:
    """The title of an axis; a subscript is a run of its own, as in the report's text."""
    parts = text.replace("₂", "\0₂\0").split("\0")
    runs = "".join(
        f"<a:r>{_font('rPr', _SIZE, _SUBSCRIPT if part == '₂' else 0)}"
        f"<a:t>{escape(part.replace('₂', '2'))}</a:t></a:r>"
        for part in parts
        if part
    )
    return (
        "<c:title><c:tx><c:rich><a:bodyPr/><a:lstStyle/>"
        f"<a:p><a:pPr>{_font('defRPr', _SIZE)}</a:pPr>{runs}</a:p></c:rich></c:tx>"
        '<c:overlay val="0"/></c:title>'
    )


def _category_axis(own: int, other: int, side: str, *, backwards: bool, hidden: bool) -> str:
    order = "maxMin" if backwards else "minMax"
    return (
        f'<c:catAx><c:axId val="{own}"/><c:scaling><c:orientation val="{order}"/></c:scaling>'
        f'<c:delete val="{int(hidden)}"/><c:axPos val="{side}"/>'
        '<c:numFmt formatCode="General" sourceLinked="0"/><c:majorTickMark val="none"/>'
        f'<c:minorTickMark val="none"/><c:tickLblPos val="low"/><c:spPr>{_outline(9525)}</c:spPr>'
        f'{_text_properties(_SMALL if backwards else _SIZE, _LEVEL)}<c:crossAx val="{other}"/>'
        '<c:crosses val="autoZero"/><c:auto val="0"/><c:lblAlgn val="ctr"/><c:lblOffset val="100"/>'
        '<c:noMultiLvlLbl val="1"/></c:catAx>'
    )


def _value_axis(
    own: int,
    other: int,
    side: str,
    unit: str,
    *,
    crosses: str,
    shown: tuple[AxisPart, ...] = ("grid", "numbers"),
    limits: tuple[int | None, int | None] = (None, None),
) -> str:
    numbers = "numbers" in shown
    least, most = limits
    bounds = f'<c:max val="{most}"/>' if most is not None else ""
    bounds += f'<c:min val="{least}"/>' if least is not None else ""
    lines = f"<c:majorGridlines><c:spPr>{_outline(6350, _LIGHT)}</c:spPr></c:majorGridlines>"
    return (
        f'<c:valAx><c:axId val="{own}"/><c:scaling><c:orientation val="minMax"/>{bounds}'
        "</c:scaling>"
        f'<c:delete val="0"/><c:axPos val="{side}"/>{lines if "grid" in shown else ""}'
        f'{_title(unit) if unit else ""}<c:numFmt formatCode="#,##0.####" sourceLinked="0"/>'
        f'<c:majorTickMark val="{"out" if numbers else "none"}"/><c:minorTickMark val="none"/>'
        f'<c:tickLblPos val="{"nextTo" if numbers else "none"}"/>'
        f"<c:spPr>{_outline(9525)}</c:spPr>{_text_properties(_SMALL)}"
        f'<c:crossAx val="{other}"/><c:crosses val="{crosses}"/>'
        '<c:crossBetween val="between"/></c:valAx>'
    )


def _axes(chart: Chart, *, sideways: bool = False, numbers: bool = True) -> str:
    """The axes of columns, or of bars, which list their points from the top."""
    names, values = ("l", "b") if sideways else ("b", "l")
    crosses = "max" if sideways else "autoZero"
    shown: tuple[AxisPart, ...] = ("grid", "numbers") if numbers else ()
    return _category_axis(1, 2, names, backwards=sideways, hidden=False) + _value_axis(
        2, 1, values, chart.unit, crosses=crosses, shown=shown, limits=chart.range
    )


# ------------------------------------------------------------------ kinds


def _bars(direction: str, grouping: str, series: str, gap: int, overlap: int) -> str:
    return (
        f'<c:barChart><c:barDir val="{direction}"/><c:grouping val="{grouping}"/>'
        f'<c:varyColors val="0"/>{series}<c:gapWidth val="{gap}"/><c:overlap val="{overlap}"/>'
        '<c:axId val="1"/><c:axId val="2"/></c:barChart>'
    )


def _radar(chart: Chart) -> str:
    marker = (
        '<c:marker><c:symbol val="circle"/><c:size val="5"/><c:spPr><a:solidFill>'
        f'<a:srgbClr val="{_DARK}"/></a:solidFill></c:spPr></c:marker>'
    )
    look = f"<c:spPr>{_outline(22225)}</c:spPr>{marker}"
    return (
        '<c:radarChart><c:radarStyle val="marker"/><c:varyColors val="0"/>'
        f'{_series(0, look, _NO_LABELS)}<c:axId val="1"/><c:axId val="2"/></c:radarChart>'
        f"{_category_axis(1, 2, 'b', backwards=False, hidden=False)}"
        + _value_axis(2, 1, "l", "", crosses="autoZero", shown=("grid",), limits=chart.range)
    )


def _to_the_right(chart: Chart) -> str:
    series = "".join(_bar(n, _BESIDE[n]) for n in range(chart.series))
    return _bars("bar", "clustered", series, 60, 0) + _axes(chart, sideways=True)


def _framed(chart: Chart) -> str:
    series = _bar(0, "solid", "inBase") + _bar(1, "frame", "")
    return _bars("bar", "clustered", series, 45, 100) + _axes(chart, sideways=True)


def _columns(chart: Chart) -> str:
    series = "".join(_bar(n, _BESIDE[n]) for n in range(chart.series))
    return _bars("col", "clustered", series, 70, 0) + _axes(chart)


_LIMIT_DASHES = ("dash", "sysDot", "lgDashDot")


def _limits(chart: Chart) -> str:
    """Columns, and level lines that they reach or miss."""
    lines = "".join(
        _series(
            n,
            f"<c:spPr>{_outline(19050, '000000', _LIMIT_DASHES[n - 1])}</c:spPr>"
            '<c:marker><c:symbol val="none"/></c:marker>',
            _NO_LABELS,
            tail='<c:smooth val="0"/>',
        )
        for n in range(1, chart.series + 1)
    )
    return (
        f"{_bars('col', 'clustered', _bar(0, 'solid', 'ctr'), 180, 0)}"
        f'<c:lineChart><c:grouping val="standard"/><c:varyColors val="0"/>{lines}'
        f'<c:marker val="1"/><c:axId val="1"/><c:axId val="2"/></c:lineChart>{_axes(chart)}'
    )


def _years(chart: Chart) -> str:
    """Columns, and a line that is measured on the right."""
    columns = "".join(_bar(n, _BESIDE[n], "") for n in range(chart.series))
    marker = (
        '<c:marker><c:symbol val="diamond"/><c:size val="7"/><c:spPr><a:solidFill>'
        '<a:srgbClr val="FFFFFF"/></a:solidFill>'
        + _outline(9525, "000000")
        + "</c:spPr></c:marker>"
    )
    look = f"<c:spPr>{_outline(22225, '000000', 'dash')}</c:spPr>{marker}"
    line = _series(chart.series, look, _labels("t", paper=True), tail='<c:smooth val="0"/>')
    return (
        f"{_bars('col', 'clustered', columns, 60, 0)}"
        f'<c:lineChart><c:grouping val="standard"/><c:varyColors val="0"/>{line}'
        '<c:marker val="1"/><c:axId val="3"/><c:axId val="4"/></c:lineChart>'
        f"{_axes(chart)}{_category_axis(3, 4, 'b', backwards=False, hidden=True)}"
        f"{_value_axis(4, 3, 'r', chart.second, crosses='max', shown=('numbers',))}"
    )


def _waterfall(chart: Chart) -> str:
    return _bars("col", "stacked", _stacked(), 40, 100) + _axes(chart)


def _steps(chart: Chart) -> str:
    return _bars("bar", "stacked", _stacked(), 40, 100) + _axes(chart, sideways=True, numbers=False)


def _stacked() -> str:
    """Foot, level, decrease, increase; the figures stand with the names, free of the columns."""
    fills: tuple[Fill, ...] = ("none", "solid", "stripes", "dots")
    return "".join(_bar(n, fill, "") for n, fill in enumerate(fills))


_PLOTS = {
    "radar": _radar,
    "bars": _to_the_right,
    "framed": _framed,
    "columns": _columns,
    "limits": _limits,
    "years": _years,
    "waterfall": _waterfall,
    "steps": _steps,
}
