"""A Word template (Word 模板): compiled once, rendered as often as there are parks."""

import hashlib
import re
import traceback
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Template
from jinja2.environment import TemplateExpression
from jinja2.exceptions import SecurityError, TemplateError, UndefinedError

from zeropark.model import NOTHING
from zeropark.report.engine.anchors import unlinked
from zeropark.report.engine.charts import Chart, compile_chart, drawings
from zeropark.report.engine.check import Checked, Reader
from zeropark.report.engine.endings import ended
from zeropark.report.engine.faults import Faults
from zeropark.report.engine.gaps import highlighted
from zeropark.report.engine.identity import told_apart
from zeropark.report.engine.lint import check_fields, check_package, parsed
from zeropark.report.engine.package import Package, read_package
from zeropark.report.engine.plots import NO_PLOT, PLOT, PlotError, plotted
from zeropark.report.engine.properties import with_properties
from zeropark.report.engine.sandbox import PrintError, Sandbox, sandbox
from zeropark.report.engine.source import Source, compile_part
from zeropark.report.engine.text import expanded, settled
from zeropark.report.engine.tree import malformation

_MAIN = "word/document.xml"
_PARTS = re.compile(
    r"word/(?:document|header\d*|footer\d*|footnotes|endnotes)\.xml|docProps/core\.xml"
)
_MACRO_FILE = ".j2"
# Whatever a template's expressions can raise; a fault of ours elsewhere is not caught here.
_TEMPLATE_ERRORS = (
    *(TemplateError, TypeError, ValueError, ArithmeticError, LookupError, AttributeError),
    RecursionError,
)


@dataclass(frozen=True, slots=True)
class _Part:
    source: Source
    template: Template


@dataclass(frozen=True, slots=True)
class _Chart:
    chart: Chart
    template: Template
    data: TemplateExpression


@dataclass(frozen=True, slots=True)
class WordTemplate:
    """A Word template with Jinja tags (Word 模板), ready to be rendered.

    Attributes:
        file: the path, as messages name it.
        names: every top-level name of the context that the template and its macros use.
        digest: SHA-256 over the file and its macro files (模板摘要).
    """

    file: str
    names: frozenset[str]
    digest: str
    _package: Package
    _parts: tuple[_Part, ...]
    _charts: tuple[_Chart, ...]

    @classmethod
    def load(cls, path: Path, library: Mapping[str, str] | None = None) -> "WordTemplate":
        """Compiles a template (载入模板) and checks it.

        Args:
            path: the ``.docx`` file.
            library: macro files by name, which ends in ``.j2``; the template reaches one by
                ``{%p import "narrative.j2" as say %}``, and its macros see the context.

        Raises:
            StandardError: all faults of the template, each with part, paragraph and tag.
        """
        faults = Faults(str(path))
        package = _opened(path, faults)
        check_package(package, faults)
        macros = library or {}
        environment = sandbox(macros)
        reader = Reader(environment, macros, faults)
        charts: list[Chart] = []
        checked = [reader.read(source) for source in _sources(package, charts, faults)]
        drawn = [reader.read(chart.source) for chart in charts]
        faults.raise_any()
        parts = tuple(_Part(each.source, _compiled(each, environment)) for each in checked)
        plots = tuple(
            _Chart(chart, _compiled(each, environment), _expression(chart, environment))
            for chart, each in zip(charts, drawn, strict=True)
        )
        names, digest = frozenset(reader.names - {PLOT}), digest_of(path, macros)
        return cls(str(path), names, digest, package, parts, plots)

    def render(
        self, context: Mapping[str, object], properties: Mapping[str, str] = NOTHING
    ) -> bytes:
        """The complete Word file (生成文档) for one context; the same context gives the same bytes.

        ``properties`` are carried in the file unprinted.

        Raises:
            StandardError: the context does not have what the template asks for, or has ``None`` in
                a place of print; or the result would not be a whole, well-formed document.
        """
        faults = Faults(self.file)
        changed = {
            part.source.part: _rendered(part.source, part.template, context, faults)
            for part in self._parts
        }
        faults.raise_any()
        for chart in self._charts:
            changed |= _drawn(chart, changed, context, faults)
        faults.raise_any()
        carried = with_properties(self._package, properties) if properties else {}
        return self._package.written({**changed, **carried})


def digest_of(path: Path, macros: Mapping[str, str]) -> str:
    """SHA-256 over a template and its macro files (模板摘要)."""
    whole = hashlib.sha256(path.read_bytes())
    for name in sorted(macros):
        whole.update(f"\0{name}\0{macros[name]}".encode())
    return whole.hexdigest()


def _opened(path: Path, faults: Faults) -> Package:
    try:
        package = read_package(path)
    except (OSError, zipfile.BadZipFile) as error:
        faults.add("T101", detail=str(error))
        raise faults.error() from error
    if not any(entry.name == _MAIN for entry in package.entries):
        faults.add("T101", detail=_MAIN)
        raise faults.error()
    return package


def _sources(package: Package, charts: list[Chart], faults: Faults) -> Iterator[Source]:
    """Every part with tags, compiled; its charts are added to ``charts``."""
    for entry in package.entries:
        if not _PARTS.fullmatch(entry.name):
            continue
        root = parsed(entry, faults)
        if root is None:
            continue
        check_fields(root, entry.name, faults)
        found = list(drawings(root, entry.name, package, faults))
        compiled = (compile_chart(drawing, package, faults) for drawing in found)
        charts += [chart for chart in compiled if chart is not None]
        yield compile_part(entry.name, root, {id(d.element): d.tag for d in found}, faults)


def _compiled(checked: Checked, environment: Sandbox) -> Template:
    name = checked.source.part
    code = environment.compile(checked.tree, name, name)
    return Template.from_code(environment, code, environment.make_globals(None))


def _expression(chart: Chart, environment: Sandbox) -> TemplateExpression:
    return environment.compile_expression(chart.drawing.tag.body, undefined_to_none=False)


def _drawn(
    chart: _Chart, rendered: Mapping[str, bytes], context: Mapping[str, object], faults: Faults
) -> dict[str, bytes]:
    """The parts of a chart; one whose drawing did not come out holds no data, not the sample's."""
    drawing, source = chart.chart.drawing, chart.chart.source
    shown = f'r:id="{drawing.relation}"'.encode() in rendered[drawing.owner]
    try:
        plot = plotted(chart.data(context)) if shown else NO_PLOT
        data = {**context, PLOT: plot.cached(chart.chart.kept if shown else 0)}
    except _TEMPLATE_ERRORS as error:
        code, params = _diagnosis(error)
        faults.add(code, drawing.owner, drawing.tag.typed, **params)
        return {}
    parts = {drawing.part: _rendered(source, chart.template, data, faults)}
    return parts | ({drawing.workbook: plot.workbook()} if drawing.workbook else {})


def _rendered(
    source: Source, template: Template, context: Mapping[str, object], faults: Faults
) -> bytes:
    try:
        text = template.render(context)
    except _TEMPLATE_ERRORS as error:
        code, params = _diagnosis(error)
        faults.add(code, *_place(error, source), **params)
        return b""
    whole = highlighted(settled(expanded(text)))
    shown = ended(unlinked(whole))
    xml = (told_apart(shown) if source.repeats else shown).encode()
    problem = malformation(xml)
    if problem:
        faults.add("T125", source.part, detail=problem)
    elif not whole.endswith(source.tail):
        faults.add("T126", source.part)
    return xml


def _diagnosis(error: Exception) -> tuple[str, dict[str, object]]:
    match error:
        case SecurityError():
            return "T123", {"detail": error.message}
        case UndefinedError():
            return "T121", {"name": error.message}
        case PlotError():
            return error.code, dict(error.params)
        case PrintError():
            return "T122", {"type": error.message}
        case _:
            return "T124", {"detail": f"{type(error).__name__}: {error}"}


def _place(error: Exception, source: Source) -> tuple[str, ...]:
    """Part, paragraph and tag where a rendering stopped, and the line of the macro file, if one."""
    place: tuple[str, ...] = (source.part,)
    for frame, line in traceback.walk_tb(error.__traceback__):
        name = frame.f_code.co_filename
        if name == source.part:
            place = source.place(line)
        elif name.endswith(_MACRO_FILE):
            place = (*place[:3], f"{name}:{line}")
    return place
