"""What the charts show (图表数据): the figures that tables print, as numbers without their signs.

A chart repeats printed figures and rounds nothing anew; only the invisible foot of a waterfall's
columns is added up here. A chart without data has no ``series``.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from zeropark.formula import EXACT
from zeropark.messages import word, words
from zeropark.report.context.case import Case, Record
from zeropark.report.figures import MINUS, PERCENT

_PLAIN = str.maketrans({",": "", MINUS: "-", PERCENT: ""})
_WHOLE = "100"
_LEAST = 2  # one bar alone compares nothing
_UNSEEN = Decimal("0.02")  # of the longest column: a shift below this cannot be seen

Points = Sequence[tuple[str, str]]  # a point's name and its printed figure


@dataclass(frozen=True, slots=True)
class _Series:
    """A row of printed figures; one that is not ``told`` only helps to draw the others."""

    name: str
    figures: tuple[str, ...]
    told: bool = True

    def record(self) -> Record:
        return {"name": self.name, "values": [plain(figure) for figure in self.figures]}

    def text(self, points: Sequence[str]) -> str:
        pairs = zip(points, self.figures, strict=True)
        listed = word("list_sign").join(f"{name} {figure}" for name, figure in pairs if figure)
        return word("chart_line", name=self.name, points=listed)


@dataclass(frozen=True, slots=True)
class _Chart:
    """Series over points.

    Attributes:
        labels: the points' names with their figures, where a figure on the drawing would hide it.
    """

    points: Sequence[str] = ()
    series: Sequence[_Series] = ()
    labels: Sequence[str] = ()

    def record(self, id_: str) -> Record:
        """As a template receives it, with the text for those who cannot see a chart."""
        name = words("charts")[id_]
        told = [each for each in self.series if each.told and any(each.figures)]
        lines = word("sentence_sign").join(each.text(self.points) for each in told)
        return {
            "name": name,
            "alt": word("chart_text", name=name, lines=lines) if told else name,
            "categories": list(self.labels or self.points),
            "series": [each.record() for each in self.series],
        }


_NO_CHART = _Chart()


def facts(case: Case, printed: Record) -> Record:
    """``charts``: by name, ``name alt categories series``, from what is already printed."""
    options: Mapping[str, Any] = case.texts.get("charts", {})
    made = {
        "aspects": _aspects(printed["aspects"]),
        "targets": _targets(printed["indicators"]),
        "years": _years(case, printed["series"], options.get("years", ())),
        "sources": _sources(printed["inventory"], options.get("sources", ())),
        "tasks": _tasks(printed["work"]["aspects"]),
        "lost": _lost(printed),
        "path": _path(printed["path"], options),
        "outlook": _outlook(printed["outlook"]),
    }
    return {"charts": {id_: chart.record(id_) for id_, chart in made.items()}}


def plain(figure: str) -> str:
    """A printed figure as a number for a chart (图表数值); nothing where no number is printed."""
    text = figure.translate(_PLAIN)
    return text if text[-1:].isdigit() else ""


def _series(key: str, figures: Iterable[str], *, told: bool = True) -> _Series:
    return _Series(words("chart_series")[key], tuple(figures), told)


def _one(key: str, points: Points) -> _Chart:
    """A single series of the points that have a figure."""
    known = [(name, figure) for name, figure in points if plain(figure)]
    if len(known) < _LEAST:
        return _NO_CHART
    return _Chart([name for name, _ in known], [_series(key, (figure for _, figure in known))])


def _aspects(aspects: Sequence[Record]) -> _Chart:
    """How much of its points each aspect got."""
    chart = _one("aspects", [(a["name"], a["rate"]) for a in aspects])
    return _labelled(chart, chart.series[0].figures if chart.series else ())


def _labelled(chart: _Chart, figures: Iterable[str]) -> _Chart:
    """The chart with the figure of each point in its name."""
    pairs = zip(chart.points, figures, strict=True)
    return _Chart(chart.points, chart.series, [f"{name} {figure}" for name, figure in pairs])


def _targets(indicators: Sequence[Record]) -> _Chart:
    """How much of each target is reached, in a frame that stands for the whole target."""
    asked = [indicator for indicator in indicators if indicator["quantitative"]]
    chart = _one("targets", [(f"{i['id']} {i['name']}", i["share_of_target"]) for i in asked])
    frame = _series("target", [_WHOLE] * len(chart.points), told=False)
    return _Chart(chart.points, [*chart.series, frame]) if chart.series else chart


def _years(case: Case, years: Sequence[Record], ids: Sequence[str]) -> _Chart:
    """Year by year some lines of the inventory; the last is drawn against its own axis."""
    places = list(case.texts.get("series", ()))
    if len(years) < _LEAST or not ids:
        return _NO_CHART
    series = [
        _Series(
            case.evaluation.steps[f"{id_}[{case.standard.current}]"].name,
            tuple(year["figures"][places.index(id_)] for year in years),
        )
        for id_ in ids
    ]
    return _Chart([year["year"] for year in years], series)


def _sources(lines: Sequence[Record], ids: Sequence[str]) -> _Chart:
    """The shares of the gross emissions, largest first."""
    points = [(line["name"], line["share"]) for line in lines if line["id"] in ids]
    some = [(name, share) for name, share in points if _amount(share)]
    return _one("sources", sorted(some, key=lambda point: -_amount(point[1])))


def _amount(figure: str) -> Decimal:
    return Decimal(plain(figure) or 0)


def _tasks(aspects: Sequence[Record]) -> _Chart:
    some = [aspect for aspect in aspects if aspect["count"]]
    rates = (("tasks", "rate"), ("invested", "invested_rate"))
    series = [_series(key, (aspect[rate] for aspect in some)) for key, rate in rates]
    return _Chart([aspect["name"] for aspect in some], series) if some else _NO_CHART


def _outlook(outlook: Record) -> _Chart:
    """The total now and as the plan expects it, between the least points of the grades."""
    if not outlook["known"]:
        return _NO_CHART
    names = words("chart_series")
    limits = [
        _Series(word("chart_limit", **limit), (limit["minimum"],) * 2)
        for limit in outlook["limits"]
    ]
    total = _series("total", (outlook["now"], outlook["total"]))
    return _Chart([names["now"], names["expected"]], [total, *limits])


# ------------------------------------------------------------------ waterfalls


@dataclass(frozen=True, slots=True)
class _Step:
    """A column of a waterfall: a level, or how much less the level becomes."""

    name: str
    figure: str
    level: bool = False


def _lost(printed: Record) -> _Chart:
    """From the full points down to those gathered, an indicator a step."""
    names, result = words("chart_series"), printed["result"]
    first, last = (_Step(names[key], result[key], True) for key in ("maximum", "gathered"))
    steps = [_Step(gap["id"], gap["lost"]) for gap in printed["gaps"]]
    return _waterfall([first, *steps, last]) if steps else _NO_CHART


def _path(lines: Sequence[Record], options: Mapping[str, Any]) -> _Chart:
    """From the first year's emissions over cuts, sinks and offsets to the net figure."""
    levels, ids = options.get("levels", ()), options.get("path", ())
    steps = [
        _Step(line["name"], line["value"], line["id"] in levels)
        for line in lines
        if line["id"] in ids
    ]
    return _waterfall([step for step in steps if step.level or _amount(step.figure)])


def _waterfall(steps: Sequence[_Step]) -> _Chart:
    """Columns on an invisible foot: levels stand on the ground, steps hang where the last ended.

    A column that reaches further below the ground than the eye forgives cannot be drawn so.
    """
    if not steps or not all(plain(step.figure) for step in steps):
        return _NO_CHART
    longest = max(abs(_amount(step.figure)) for step in steps)
    columns = list(_columns(steps))
    if any(_amount(foot) < EXACT.multiply(-_UNSEEN, longest) for foot, *_ in columns):
        return _NO_CHART
    feet, *rest = zip(*columns, strict=True)
    foot = _series("foot", ("" if _amount(each) < 0 else each for each in feet), told=False)
    told = [_series(k, f) for k, f in zip(("level", "less", "more"), rest, strict=True)]
    chart = _Chart([step.name for step in steps], [foot, *told])
    return _labelled(chart, (step.figure for step in steps))


def _columns(steps: Sequence[_Step]) -> Iterator[tuple[str, str, str, str]]:
    """Foot, level, decrease and increase of each column."""
    reached = Decimal(0)
    for step in steps:
        before, amount = reached, _amount(step.figure)
        reached = amount if step.level else EXACT.subtract(before, amount)
        if step.level:
            yield "", step.figure, "", ""
        elif amount >= 0:
            yield f"{reached:f}", "", step.figure, ""
        else:
            yield f"{before:f}", "", "", step.figure.removeprefix(MINUS)
