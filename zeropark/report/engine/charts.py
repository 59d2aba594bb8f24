"""Native Word charts (Word 图表) in a template, found by the tag in their alternative text.

A chart part is compiled like any other part: its series become loops whose names and points come
from the context. What a person restyled in Word stays, for only names, points and counts change.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from posixpath import basename, dirname, join, normpath

from zeropark.report.engine.faults import Faults
from zeropark.report.engine.lint import parsed, relationships
from zeropark.report.engine.package import Package
from zeropark.report.engine.plots import PLOT, SHEET
from zeropark.report.engine.source import Source, written_source
from zeropark.report.engine.tags import PRINT, STATEMENT, Tag, segments
from zeropark.report.engine.tree import Element, Node

_KINDS = ("bar", "bar3D", "line", "line3D", "area", "area3D", "pie", "pie3D", "doughnut", "radar")
_PLOTS = frozenset(f"c:{kind}Chart" for kind in _KINDS)
_LINES = frozenset({"c:lineChart", "c:line3DChart", "c:radarChart"})
_POINTS = ("c:dPt", "c:dLbl")  # what is told of a single point, by its place
_REPLACED = ("c:idx", "c:order", "c:tx", "c:cat", "c:val")
_LAST = ("c:smooth", "c:shape", "c:extLst")
_OWN_LOOK = ("c:spPr", "c:marker", "c:explosion", "c:extLst", "c:dPt")


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart as it stands in a part (图表): its drawing, its tag, and the parts it is made of.

    Attributes:
        owner: the part that the drawing stands in.
        relation: the id of the relationship by which the owner refers to the chart's part.
        part: the chart's part.
        workbook: the part with the chart's data, or nothing.
    """

    element: Element
    tag: Tag
    owner: str
    relation: str
    part: str
    workbook: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A compiled chart (编译后的图表).

    Attributes:
        kept: the series that every other plot than the first has, as drawn.
    """

    drawing: Drawing
    source: Source
    kept: int


def drawings(root: Element, owner: str, package: Package, faults: Faults) -> Iterator[Drawing]:
    """The charts of a part that carry a tag (带标签的图表); the tag then prints the data's text."""
    for element in root.walk():
        if element.name != "w:drawing":
            continue
        chart, named = _below(element, "c:chart"), _below(element, "wp:docPr")
        if chart is None or named is None:
            continue
        tag = _tag(named)
        if tag is not None:
            relation = chart.attributes.get("r:id", "")
            part = _target(package, owner, faults, id_=relation)
            book = _target(package, part, faults, kind="package")
            yield Drawing(element, tag, owner, relation, part, book)


def _below(element: Element, name: str) -> Element | None:
    return next((each for each in element.walk() if each.name == name), None)


def _tag(named: Element) -> Tag | None:
    """The tag in the alternative text, which from now on prints the text of the data."""
    text = named.attributes.get("descr", "")
    pieces = segments(text, text)
    tag = next((p for p in pieces if isinstance(p, Tag) and p.kind == PRINT), None)
    if tag is not None:
        named.attributes["descr"] = text.replace(tag.typed, f"{{{{ ({tag.body}).alt }}}}", 1)
    return tag


def _target(package: Package, owner: str, faults: Faults, *, id_: str = "", kind: str = "") -> str:
    """The part that a relationship of another part leads to, by its id or kind, or nothing."""
    entry = package.find(f"{dirname(owner)}/_rels/{basename(owner)}.rels")
    for own_id, own_kind, target in relationships(entry, faults) if entry else ():
        if (id_ or own_id, kind or own_kind) == (own_id, own_kind):
            return normpath(join("/", dirname(owner), target)).lstrip("/")
    return ""


# ------------------------------------------------------------------ compiling


def compile_chart(drawing: Drawing, package: Package, faults: Faults) -> Chart | None:
    """The source of a chart's part (编译图表); what keeps it from being filled is a fault."""
    entry = package.find(drawing.part)
    if entry is None:
        faults.add("T119", drawing.owner, drawing.tag.typed, kind=drawing.relation)
        return None
    root = parsed(entry, faults)
    if root is None:
        return None
    plots = [each for each in root.walk() if any(c.name == "c:ser" for c in each.elements())]
    strange = sorted({plot.name for plot in plots if plot.name not in _PLOTS})
    if strange or not plots:
        faults.add("T119", drawing.owner, drawing.tag.typed, kind=" ".join(strange))
        return None
    first, *others = plots
    _loop_first(first)
    kept = 0
    for plot in others:
        kept = _loop_other(plot, kept)
    return Chart(drawing, written_source(drawing.part, root, {}, faults), kept)


def _loop_first(plot: Element) -> None:
    """Any number of series: those drawn in the template, then others that look different."""
    drawn = [child for child in plot.elements() if child.name == "c:ser"]
    body: list[Node] = []
    for n, series in enumerate(drawn):
        body += [_statement(f"{'el' if n else ''}if loop.index0 == {n}"), _filled(series)]
    body += [_statement("else"), _filled(_plain_look(drawn[-1], plot.name)), _statement("endif")]
    _put_series(plot, [_statement(f"for s in {PLOT}.first"), *body, _statement("endfor")])


def _loop_other(plot: Element, done: int) -> int:
    """The series of a later plot, one of the data for each; returns how many have been placed."""
    drawn = [child for child in plot.elements() if child.name == "c:ser"]
    body: list[Node] = []
    for n, series in enumerate(drawn, start=done):
        loop = _statement(f"for s in {PLOT}.others[{n}:{n + 1}]")
        body += [loop, _filled(series), _statement("endfor")]
    _put_series(plot, body)
    return done + len(drawn)


def _put_series(plot: Element, nodes: list[Node]) -> None:
    at = next(n for n, child in enumerate(plot.children) if _is_series(child))
    rest = [child for child in plot.children if not _is_series(child)]
    plot.children = [*rest[:at], *nodes, *rest[at:]]


def _is_series(node: Node) -> bool:
    return isinstance(node, Element) and node.name == "c:ser"


def _statement(body: str) -> Tag:
    return Tag(STATEMENT, "", body, "", "", body, "")


def _print(body: str) -> Tag:
    return Tag(PRINT, "", body, "", "", body, "")


def _made(name: str, *children: Node, **attributes: str) -> Element:
    return Element(f"c:{name}", attributes, list(children))


def _filled(series: Element) -> Element:
    """A series whose name and points are those of the data, its look as drawn."""
    kept = [child for child in series.elements() if child.name not in _REPLACED]
    last = [child for child in kept if child.name in _LAST]
    middle = [node for child in kept if child not in last for node in _while_there(child)]
    place = "{{ s.index }}"
    head = (_made("idx", val=place), _made("order", val=place), _name())
    data = (_category(), _values())
    return Element(series.name, series.attributes, [*head, *middle, *data, *last])


def _while_there(element: Element) -> Iterator[Node]:
    """An element of a single point under the condition that there is such a point.

    A label that follows the format of the data gets it in words: not every program looks it up.
    """
    if element.name == "c:dLbls":
        labels = [node for child in element.elements() for node in _while_there(child)]
        yield Element(element.name, element.attributes, labels)
        return
    if element.name == "c:numFmt" and element.attributes.get("sourceLinked") == "1":
        yield _made("numFmt", formatCode="{{ s.format }}", sourceLinked="0")
        return
    place = element.find("c:idx") if element.name in _POINTS else None
    if place is None:
        yield element
        return
    yield _statement(f"if {PLOT}.count > {int(place.attributes.get('val', '0'))}")
    yield element
    yield _statement("endif")


def _name() -> Element:
    point = _made("pt", _made("v", "{{ s.name }}"), idx="0")
    cache = _made("strCache", _made("ptCount", val="1"), point)
    return _made("tx", _made("strRef", _made("f", f"{SHEET}!${{{{ s.column }}}}$1"), cache))


def _area(column: str) -> Element:
    return _made("f", f"{SHEET}!${column}$2:${column}${{{{ {PLOT}.last_row }}}}")


def _count() -> Element:
    return _made("ptCount", val=f"{{{{ {PLOT}.count }}}}")


def _category() -> Element:
    cache = _made("strCache", _count(), _print(f"{PLOT}.categories"))
    return _made("cat", _made("strRef", _area("A"), cache))


def _values() -> Element:
    shown = _made("formatCode", "{{ s.format }}")
    cache = _made("numCache", shown, _count(), _print("s['values']"))
    return _made("val", _made("numRef", _area("{{ s.column }}"), cache))


# ------------------------------------------------------------------ series beyond those drawn


def _plain_look(series: Element, plot: str) -> Element:
    """A series as drawn, but in a look of its own that print without colours tells apart."""
    kept = [child for child in series.elements() if child.name not in _OWN_LOOK]
    look = _line_look() if plot in _LINES else [_properties(_pattern(), _line("9525"))]
    return Element(series.name, series.attributes, [*look, *kept])


def _drawing(name: str, *children: Node, **attributes: str) -> Element:
    return Element(f"a:{name}", attributes, list(children))


def _colour(value: str) -> Element:
    return _drawing("srgbClr", val=value)


def _properties(*children: Element) -> Element:
    return _made("spPr", *children)


def _pattern() -> Element:
    front, back = _drawing("fgClr", _colour("404040")), _drawing("bgClr", _colour("FFFFFF"))
    return _drawing("pattFill", front, back, prst="{{ s.pattern }}")


def _line(width: str, *more: Element) -> Element:
    return _drawing("ln", _drawing("solidFill", _colour("404040")), *more, w=width)


def _line_look() -> list[Element]:
    dashed = _line("19050", _drawing("prstDash", val="{{ s.dash }}"))
    return [_properties(dashed), _made("marker", _made("symbol", val="{{ s.symbol }}"))]
