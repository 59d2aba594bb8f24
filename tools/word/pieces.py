"""Paragraphs, runs, fields and bookmarks (段落与域)."""

from collections.abc import Iterable, Iterator, Sequence
from xml.sax.saxutils import quoteattr

from lxml import etree

from word.charts import Chart
from word.styles import LABEL, style_id
from word.xml import XML, Element, R, w


def run(*content: Element) -> Element:
    """A run (文字串); the hint has Word draw “ ” … — in the Chinese font."""
    return w("r", w("rPr", w("rFonts", hint="eastAsia")), *content)


def text_run(text: str) -> Element:
    """A run of text (文字)."""
    element = w("t")
    element.text = text
    element.set(f"{{{XML}}}space", "preserve")
    return run(element)


def runs(text: str) -> list[Element]:
    """A text as runs (文字), its tabs as such."""
    made: list[Element] = []
    for n, piece in enumerate(text.split("\t")):
        made += [run(w("tab"))] if n else []
        made += [text_run(piece)] if piece else []
    return made


def paragraph(style: str, content: Iterable[Element] = (), align: str = "") -> Element:
    """A paragraph (段落) in a style; ``align`` where it differs from the style's."""
    properties = w("pPr", w("pStyle", val=style_id(style)))
    if align:
        properties.append(w("jc", val=align))
    return w("p", properties, *content)


def control(level: str, code: str) -> Element:
    """A paragraph that holds nothing but a statement (语句段落), and vanishes with it."""
    return paragraph(LABEL, [text_run(f"{{%{level} {code} %}}")])


def condition(
    test: str, then: Iterable[Element], otherwise: Sequence[Element] = ()
) -> Iterator[Element]:
    """Paragraphs under a condition (条件段落), with others where it does not hold."""
    yield control("p", f"if {test}")
    yield from then
    if otherwise:
        yield control("p", "else")
        yield from otherwise
    yield control("p", "endif")


def loop(of: str, body: Iterable[Element]) -> Iterator[Element]:
    """Paragraphs in a loop (循环段落)."""
    yield control("p", f"for {of}")
    yield from body
    yield control("p", "endfor")


def field_begin(instruction: str) -> list[Element]:
    """The runs that open a field (域的开始), up to its result."""
    code = w("instrText")
    code.text = f" {instruction} "
    code.set(f"{{{XML}}}space", "preserve")
    return [run(w("fldChar", fldCharType="begin")), run(code), field_mark("separate")]


def field_mark(kind: str) -> Element:
    """A run with a mark of a field (域标记): ``separate`` or ``end``."""
    return run(w("fldChar", fldCharType=kind))


def field(instruction: str, shown: str) -> list[Element]:
    """A field with the result it shows until it is worked out again (域)."""
    return [*field_begin(instruction), *runs(shown), field_mark("end")]


_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
_MILLIMETRE = 36_000  # in the units of drawings
_CHART_WIDTH = 156


def chart_run(chart: Chart, number: int) -> Element:
    """A run with the drawing of a chart (图表): its tag stands in the alternative text."""
    width, height = _CHART_WIDTH * _MILLIMETRE, chart.height * _MILLIMETRE
    name, tag = quoteattr(f"图表{number} {chart.kind}"), quoteattr(f"{{{{ {chart.tag} }}}}")
    inline = etree.fromstring(
        f'<wp:inline xmlns:wp="{_DRAWING}/wordprocessingDrawing" distT="0" distB="0" distL="0" '
        f'distR="0"><wp:extent cx="{width}" cy="{height}"/>'
        '<wp:effectExtent l="0" t="0" r="0" b="0"/>'
        f'<wp:docPr id="{number}" name={name} descr={tag}/><wp:cNvGraphicFramePr/>'
        f'<a:graphic xmlns:a="{_DRAWING}/main"><a:graphicData uri="{_DRAWING}/chart">'
        f'<c:chart xmlns:c="{_DRAWING}/chart" xmlns:r="{R}" r:id="chart{number}"/>'
        "</a:graphicData></a:graphic></wp:inline>"
    )
    return run(w("drawing", inline))


def bookmarked(name: str, number: int | str, content: Iterable[Element]) -> list[Element]:
    """Runs between the marks of a bookmark (书签)."""
    start = w("bookmarkStart", id=number, name=name)
    return [start, *content, w("bookmarkEnd", id=number)]
