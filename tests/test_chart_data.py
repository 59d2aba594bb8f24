"""What the charts of a report show: the figures that its tables print, and nothing else."""

import io
import zipfile
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import openpyxl
import pytest

from zeropark.formula import total
from zeropark.model import Evaluation, Standard
from zeropark.plan import plan
from zeropark.report import Documents
from zeropark.report.context import context
from zeropark.report.context.charts import _outlook, _Step, _waterfall, plain
from zeropark.score import evaluate
from zeropark.validate import validate
from zeropark.workbook import Refusal, read

C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
WORKBOOKS = sorted((Path(__file__).parents[1] / "workbooks").glob("示例[!国]*.xlsx"))


@pytest.fixture(scope="module", params=WORKBOOKS, ids=lambda path: str(path.stem))
def evaluation(request: pytest.FixtureRequest, shanxi: Standard) -> Evaluation:
    submission = read(request.param.read_bytes(), request.param.name, {shanxi.id: shanxi})
    assert not isinstance(submission, Refusal)
    issues = submission.issues + validate(shanxi, submission)
    return evaluate(shanxi, submission, shanxi.schemes[shanxi.default_scheme], issues)


def values(chart: Mapping[str, Any], series: int = 0) -> dict[str, str]:
    """The values of a series by the names of its points."""
    return dict(zip(chart["categories"], chart["series"][series]["values"], strict=True))


def printed(rows: list[dict[str, Any]], name: str, figure: str) -> dict[str, str]:
    return {row[name]: plain(row[figure]) for row in rows}


def test_the_figures_of_a_chart_are_those_of_its_table(evaluation: Evaluation) -> None:
    facts = context(evaluation, plan(evaluation))
    charts = facts["charts"]

    aspects = {f"{a['name']} {a['rate']}": plain(a["rate"]) for a in facts["aspects"]}
    assert values(charts["aspects"]) == {name: rate for name, rate in aspects.items() if rate}
    targets = {
        f"{i['id']} {i['name']}": plain(i["share_of_target"])
        for i in facts["indicators"]
        if i["quantitative"] and plain(i["share_of_target"])
    }
    assert values(charts["targets"]) == targets
    shares = printed(facts["inventory"], "name", "share")
    assert values(charts["sources"]).items() <= shares.items()
    rates = printed([a for a in facts["work"]["aspects"] if a["count"]], "name", "rate")
    assert values(charts["tasks"]) == rates
    lost = {f"{gap['id']} {gap['lost']}": plain(gap["lost"]) for gap in facts["gaps"]}
    decreases = {name: value for name, value in values(charts["lost"], 2).items() if value}
    assert decreases == lost


def test_the_shares_of_the_sources_make_up_the_whole(evaluation: Evaluation) -> None:
    chart = context(evaluation, plan(evaluation))["charts"]["sources"]
    whole = total(map(Decimal, values(chart).values()))
    assert abs(whole - 100) <= Decimal("0.05")


def test_every_step_of_a_waterfall_ends_where_the_next_level_stands(
    evaluation: Evaluation,
) -> None:
    charts = context(evaluation, plan(evaluation))["charts"]
    for id_ in ("lost", "path"):
        columns = list(zip(*(s["values"] for s in charts[id_]["series"]), strict=True))
        reached = Decimal(columns[0][1])
        for foot, level, less, more in columns[1:]:
            if level:
                assert abs(Decimal(level) - reached) <= Decimal("0.1")  # each is rounded by itself
                reached = Decimal(level)
            else:
                reached += Decimal(more or 0) - Decimal(less or 0)
            if less and foot:
                assert abs(reached - Decimal(foot)) <= Decimal("0.1")


def charts_of(data: bytes) -> Iterator[tuple[ET.Element, list[list[Any]]]]:
    """Every chart of a document with the rows of its workbook."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            if name.startswith("word/charts/chart"):
                number = name.removeprefix("word/charts/chart").removesuffix(".xml")
                book = archive.read(f"word/embeddings/Microsoft_Excel_Sheet{number}.xlsx")
                sheet = openpyxl.load_workbook(io.BytesIO(book)).active
                assert sheet is not None
                rows = [list(row) for row in sheet.iter_rows(values_only=True)]
                yield ET.fromstring(archive.read(name)), rows  # noqa: S314 -- our own


def test_a_report_draws_what_the_context_says_and_keeps_it_in_the_workbook(
    evaluation: Evaluation, shanxi: Standard
) -> None:
    charts = context(evaluation, plan(evaluation))["charts"]
    facts = {id_: chart for id_, chart in charts.items() if chart["series"]}
    data = Documents.load(shanxi).render(evaluation, plan(evaluation))["创建评价报告.docx"]
    drawn = [(chart, rows) for chart, rows in charts_of(data) if len(rows) > 1]  # the rest is cut
    expected = {chart["series"][0]["name"] + str(chart["categories"]) for chart in facts.values()}

    assert len(drawn) == len(expected) == len(facts) >= len(charts) - 1  # a plan may expect nothing
    for chart, rows in drawn:
        names = [v.text for v in chart.iterfind(f".//{C}ser/{C}tx//{C}v")]
        points = [v.text for v in next(chart.iter(f"{C}cat")).iter(f"{C}v")]
        assert f"{names[0]}{points}" in expected
        assert [None, *names] == rows[0]
        assert [row[0] for row in rows[1:]] == points
        for n, series in enumerate(chart.iter(f"{C}ser"), start=1):
            found = {
                int(p.get("idx", "")): p.findtext(f"{C}v")
                for p in series.iterfind(f"{C}val//{C}pt")
            }
            kept = {place: row[n] for place, row in enumerate(rows[1:]) if row[n] is not None}
            assert {k: Decimal(v or "") for k, v in found.items()} == {
                k: Decimal(repr(v)) for k, v in kept.items()
            }


def test_the_outlook_stands_beside_the_total_of_now_under_the_limits_of_the_grades() -> None:
    limits = [{"name": "零碳", "minimum": "85"}, {"name": "近零碳", "minimum": "75"}]
    outlook = {"known": True, "now": "55.34", "total": "74.67", "limits": limits}

    chart = _outlook(outlook).record("outlook")

    assert chart["categories"] == ["评价结果", "计划完成后"]
    assert [(each["name"], each["values"]) for each in chart["series"]] == [
        ("综合得分/分", ["55.34", "74.67"]),
        ("零碳（85分）", ["85", "85"]),
        ("近零碳（75分）", ["75", "75"]),
    ]
    assert chart["alt"].startswith("预期得分变化。综合得分/分：评价结果 55.34、计划完成后 74.67")


def test_a_plan_without_expectations_is_not_drawn() -> None:
    assert _outlook({"known": False, "now": "90.00", "total": "—"}).series == ()


# ------------------------------------------------------------------ waterfalls by hand


def test_a_waterfall_hangs_each_step_where_the_last_ended() -> None:
    steps = [
        *(_Step("始", "1,000.00", level=True), _Step("减", "300.00"), _Step("增", "−50.00")),
        _Step("末", "750.00", level=True),
    ]
    foot, level, less, more = (s.record()["values"] for s in _waterfall(steps).series)

    assert foot == ["", "700.00", "700.00", ""]
    assert level == ["1000.00", "", "", "750.00"]
    assert less == ["", "300.00", "", ""]
    assert more == ["", "", "50.00", ""]


def test_a_waterfall_may_end_a_little_below_the_ground_but_not_far() -> None:
    def steps(cut: str, end: str) -> list[_Step]:
        return [_Step("始", "1,000", level=True), _Step("减", cut), _Step("末", end, level=True)]

    assert _waterfall(steps("1,001", "−1")).series[0].record()["values"] == ["", "", ""]
    assert _waterfall(steps("1,500", "−500")).series == ()


@pytest.mark.parametrize("figure", ["—", "缺失", ""])
def test_a_waterfall_with_a_figure_missing_is_not_drawn(figure: str) -> None:
    assert _waterfall([_Step("始", "1", level=True), _Step("减", figure)]).series == ()


@pytest.mark.parametrize(
    ("figure", "number"),
    [("1,234.50", "1234.50"), ("−0.37", "-0.37"), ("89.72%", "89.72"), ("—", ""), ("缺失", "")],
)
def test_a_chart_takes_the_printed_figure_as_a_number(figure: str, number: str) -> None:
    assert plain(figure) == number
