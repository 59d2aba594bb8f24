"""Native charts in Word templates: what they show, what stays as drawn, what is refused."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree as ET

import openpyxl
import pytest
from word_press import Press, paragraph

C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
NAMES = (
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


@pytest.fixture(scope="module")
def press(tmp_path_factory: pytest.TempPathFactory) -> Press:
    return Press(tmp_path_factory.mktemp("charts"))


def series(look: str = "", tail: str = "") -> str:
    """A series as a person drew it: with names and points that a report must not keep."""
    return (
        f'<c:ser><c:idx val="0"/><c:order val="0"/><c:tx><c:v>旧</c:v></c:tx>{look}'
        "<c:cat><c:numRef><c:f>旧!$A$2</c:f></c:numRef></c:cat><c:val><c:numRef><c:f>旧!$B$2</c:f>"
        '<c:numCache><c:pt idx="0"><c:v>9</c:v></c:pt></c:numCache></c:numRef></c:val>'
        f"{tail}</c:ser>"
    )


def plot(kind: str, *drawn: str) -> str:
    return f"<c:{kind}>{''.join(drawn)}</c:{kind}>"


def parts(*plots: str) -> dict[str, str]:
    """A chart's parts: its own, its workbook, and the relationships to both."""
    link = '<Relationship Id="{}" Type="{}/{}" Target="{}"/>'
    chart = f"<c:chartSpace {NAMES}><c:title>{{{{ title }}}}</c:title>{''.join(plots)}"
    relationships = f'<Relationships xmlns="{PACKAGE}">{{}}</Relationships>'
    to_chart = link.format("rId7", OFFICE, "chart", "charts/chart1.xml")
    to_book = link.format("rId1", OFFICE, "package", "../embeddings/Book.xlsx")
    return {
        "word__charts__chart1": f'{chart}<c:externalData r:id="rId1"/></c:chartSpace>',
        "word___rels__document.xml.rels": relationships.format(to_chart),
        "word__charts___rels__chart1.xml.rels": relationships.format(to_book),
        "word__embeddings__Book.xlsx": "sample",
    }


def drawing(tag: str = "{{ data }}") -> str:
    inner = f'<wp:docPr id="1" name="图表 1" descr="{tag}"/><c:chart {NAMES} r:id="rId7"/>'
    return (
        f"<w:p><w:r><w:drawing><wp:inline xmlns:wp='wp'>{inner}</wp:inline></w:drawing></w:r></w:p>"
    )


def data(*values: Sequence[object], names: Sequence[str] = ("甲", "乙")) -> dict[str, Any]:
    rows = [{"name": f"系列{n}", "values": list(each)} for n, each in enumerate(values, start=1)]
    return {"categories": list(names), "series": rows, "alt": "说明 <文字>"}


def rendered(
    press: Press, plots: Sequence[str], value: Mapping[str, Any], body: str = ""
) -> tuple[ET.Element, zipfile.ZipFile]:
    archive = press.file(body or drawing(), {"data": value, "title": "题"}, **parts(*plots))
    chart = ET.fromstring(archive.read("word/charts/chart1.xml"))  # noqa: S314 -- our own
    return chart, archive


def shown(chart: ET.Element) -> list[tuple[str, list[str], list[str]]]:
    """Each series' name, the names of its points, and their values with a gap as nothing."""
    found = []
    for each in chart.iter(f"{C}ser"):
        name = each.findtext(f"{C}tx/{C}strRef/{C}strCache/{C}pt/{C}v") or ""
        count = int(next(each.iter(f"{C}ptCount")).get("val", "0"))
        points = [""] * int(each.find(f"{C}val//{C}ptCount").get("val", count))  # type: ignore[union-attr]
        for point in each.iterfind(f"{C}val//{C}pt"):
            points[int(point.get("idx", "0"))] = point.findtext(f"{C}v") or ""
        names = [v.text or "" for v in each.iterfind(f"{C}cat//{C}v")]
        found.append((name, names, points))
    return found


def book(archive: zipfile.ZipFile) -> list[list[Any]]:
    """The embedded workbook as another program reads it."""
    content = io.BytesIO(archive.read("word/embeddings/Book.xlsx"))
    rows = openpyxl.load_workbook(content).active
    assert rows is not None
    return [list(row) for row in rows.iter_rows(values_only=True)]


# ------------------------------------------------------------------ what a chart shows


def test_names_and_points_are_those_of_the_data_in_the_cache_and_in_the_workbook(
    press: Press,
) -> None:
    value = data(["1.50", "-20"], [Decimal(3), ""], names=("甲 & <乙>", "CO₂\n丙"))
    chart, archive = rendered(press, [plot("barChart", series(), series())], value)

    names = ["甲 & <乙>", "CO2 丙"]
    assert shown(chart) == [("系列1", names, ["1.50", "-20"]), ("系列2", names, ["3", ""])]
    assert book(archive) == [
        [None, "系列1", "系列2"],
        ["甲 & <乙>", 1.5, 3],
        ["CO2 丙", -20, None],
    ]
    assert [f.text for f in chart.iter(f"{C}f")] == [
        *("Sheet1!$B$1", "Sheet1!$A$2:$A$3", "Sheet1!$B$2:$B$3"),
        *("Sheet1!$C$1", "Sheet1!$A$2:$A$3", "Sheet1!$C$2:$C$3"),
    ]


def test_the_tag_gives_way_to_the_text_of_the_data(press: Press) -> None:
    _, archive = rendered(press, [plot("pieChart", series())], data(["1", "2"]))
    assert 'descr="说明 &lt;文字&gt;"' in archive.read("word/document.xml").decode()


def test_a_tag_in_the_title_of_a_chart_is_printed(press: Press) -> None:
    chart, _ = rendered(press, [plot("pieChart", series())], data(["1", "2"]))
    assert chart.findtext(f"{C}title") == "题"


def test_points_have_the_decimals_they_are_printed_with(press: Press) -> None:
    label = '<c:dLbls><c:numFmt formatCode="General" sourceLinked="1"/></c:dLbls>'
    value = data(["1.50", "2.25", "84.996"], names="甲乙丙")
    chart, _ = rendered(press, [plot("lineChart", series(label))], value)

    assert [f.text for f in chart.iter(f"{C}formatCode")] == ["#,##0.00"]
    assert [p.get("formatCode") for p in chart.iterfind(f".//{C}val//{C}pt")] == [
        *(None, None),
        "#,##0.000",
    ]
    assert next(chart.iter(f"{C}numFmt")).attrib == {"formatCode": "#,##0.00", "sourceLinked": "0"}


def test_more_series_than_drawn_look_different_without_colours(press: Press) -> None:
    drawn = series('<c:spPr><a:solidFill/></c:spPr><c:invertIfNegative val="0"/>')
    chart, _ = rendered(press, [plot("barChart", drawn)], data(*(["1", "2"] for _ in range(4))))
    looks = [ET.tostring(each.find(f"{C}spPr") or each) for each in chart.iter(f"{C}ser")]

    assert len(set(looks)) == 4
    assert [look.count(b"pattFill ") for look in looks] == [0, 1, 1, 1]
    order = [child.tag.removeprefix(C) for child in next(chart.iter(f"{C}ser"))]
    assert order == ["idx", "order", "tx", "spPr", "invertIfNegative", "cat", "val"]
    assert [e.get("val") for e in chart.iter(f"{C}idx")] == [*"0123"]


def test_more_lines_than_drawn_have_their_own_dashes_and_markers(press: Press) -> None:
    drawn = series("<c:spPr/><c:marker/>", tail='<c:smooth val="0"/>')
    chart, _ = rendered(press, [plot("lineChart", drawn)], data(["1", "2"], ["3", "4"], ["5", "6"]))
    _, second, third = chart.iter(f"{C}ser")

    assert second.find(f"{C}marker/{C}symbol").get("val") == "square"  # type: ignore[union-attr]
    assert third.find(f"{C}marker/{C}symbol").get("val") == "triangle"  # type: ignore[union-attr]
    assert third[-1].tag == f"{C}smooth"


def test_fewer_series_than_drawn_leave_the_others_out(press: Press) -> None:
    chart, _ = rendered(press, [plot("barChart", series(), series())], data(["1", "2"]))
    assert len(shown(chart)) == 1


def test_later_plots_take_the_last_series(press: Press) -> None:
    plots = [plot("barChart", series()), plot("lineChart", series())]
    chart, _ = rendered(press, plots, data(["1", "2"], ["3", "4"], ["5", "6"]))
    bars, lines = chart.find(f"{C}barChart"), chart.find(f"{C}lineChart")

    assert [name for name, _, _ in shown(bars)] == ["系列1", "系列2"]  # type: ignore[arg-type]
    assert [name for name, _, _ in shown(lines)] == ["系列3"]  # type: ignore[arg-type]


def test_what_is_told_of_a_point_stays_only_while_there_is_the_point(press: Press) -> None:
    look = '<c:dPt><c:idx val="1"/></c:dPt><c:dPt><c:idx val="5"/></c:dPt>'
    look += '<c:dLbls><c:dLbl><c:idx val="2"/></c:dLbl><c:showVal val="1"/></c:dLbls>'
    chart, _ = rendered(press, [plot("pieChart", series(look))], data(["1", "2"]))

    assert [p.find(f"{C}idx").get("val") for p in chart.iter(f"{C}dPt")] == ["1"]  # type: ignore[union-attr]
    assert list(chart.iter(f"{C}dLbl")) == []
    assert next(chart.iter(f"{C}showVal")).get("val") == "1"


def test_a_chart_without_a_tag_is_left_alone(press: Press) -> None:
    made = parts(plot("barChart", series()))
    archive = press.file(drawing("一张图"), {}, **made)
    assert archive.read("word/charts/chart1.xml").decode() == made["word__charts__chart1"]


def test_a_chart_that_does_not_come_out_keeps_no_sample_data(press: Press) -> None:
    body = paragraph("{%p if data.series %}") + drawing() + paragraph("{%p endif %}")
    plots = [plot("barChart", series()), plot("lineChart", series())]
    chart, archive = rendered(press, plots, data(), body)

    assert "w:drawing" not in archive.read("word/document.xml").decode()
    assert shown(chart) == []
    assert book(archive) in ([], [[None]])


def test_the_same_data_gives_the_same_bytes(press: Press) -> None:
    first = rendered(press, [plot("barChart", series())], data(["1", "2"]))[1]
    again = rendered(press, [plot("barChart", series())], data(["1", "2"]))[1]
    name = "word/embeddings/Book.xlsx"
    assert first.read(name) == again.read(name)
    assert len(first.read(name)) < 2500


def test_columns_of_the_workbook_go_on_behind_z(press: Press) -> None:
    value = data(*(["1", "2"] for _ in range(27)))
    _, archive = rendered(press, [plot("barChart", series())], value)
    assert len(book(archive)[0]) == 28
    assert book(archive)[0][-1] == "系列27"


# ------------------------------------------------------------------ what is refused


def test_a_chart_in_a_loop_is_refused_by_its_tag(press: Press) -> None:
    body = paragraph("{%p for x in xs %}") + drawing() + paragraph("{%p endfor %}")
    (found,) = press.faults(body, **parts(plot("barChart", series())))
    assert (found.code, found.where) == ("T118", "word/document.xml | {{ data }}")


@pytest.mark.parametrize(
    "plots", [[plot("scatterChart", series())], [plot("barChart")], [plot("stockChart", series())]]
)
def test_a_chart_that_cannot_be_filled_is_refused(press: Press, plots: list[str]) -> None:
    (found,) = press.faults(drawing(), **parts(*plots))
    assert found.code == "T119"


def test_a_drawing_without_its_chart_is_refused(press: Press) -> None:
    (found,) = press.faults(drawing())
    assert found.code == "T119"


def test_a_chart_that_is_not_xml_is_refused(press: Press) -> None:
    broken = parts() | {"word__charts__chart1": "<c:chart"}
    assert {each.code for each in press.faults(drawing(), **broken)} == {"T102"}


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (data(), "T127"),
        (data(["1"], names=()), "T129"),
        (data(["1"]), "T129"),
        (data(["1", "许多"]), "T129"),
        (data(["1", "1e5"]), "T129"),
        ({"alt": "只有文字"}, "T129"),
    ],
)
def test_data_that_cannot_be_drawn_stop_the_report(
    press: Press, value: dict[str, Any], code: str
) -> None:
    found = press.render_faults(drawing(), parts(plot("barChart", series())), data=value, title="")
    assert [(each.code, each.where) for each in found] == [(code, "word/document.xml | {{ data }}")]


def test_a_name_that_is_not_there_is_told_by_the_tag(press: Press) -> None:
    made = parts(plot("barChart", series()))
    (found,) = press.render_faults(drawing("{{ charts.aspect }}"), made, charts={"aspects": 1})
    assert (found.code, found.params) == ("T121", {"name": "aspect"})
    assert found.where.endswith("{{ (charts.aspect).alt }}")


def test_fewer_series_than_the_later_plots_need_stop_the_report(press: Press) -> None:
    plots = [plot("barChart", series()), plot("lineChart", series(), series())]
    (found,) = press.render_faults(drawing(), parts(*plots), data=data(["1", "2"]), title="")
    assert (found.code, found.params) == ("T128", {"found": 1, "needed": 2})
