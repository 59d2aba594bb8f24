"""The report on a batch (综合报告): what it says is what the parks' results add up to."""

import io
import json
import re
import subprocess
import sys
import zipfile
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from batches import FORMULA, HOSTILE, WRONG, Batch, batch, made
from dump import docx_text
from test_two_standards import NATIONAL, SHANXI, _handed_in

from zeropark.report.engine import WordTemplate
from zeropark.standard import find, load_all
from zeropark.summary.brief import read
from zeropark.summary.overview import overview
from zeropark.summary.tables import Handed, tables

ROOT = Path(__file__).parents[1]
SHARED = find() / "shared"
Facts = dict[str, Any]
UNREADY = re.compile(
    r"\{\{|\}\}|\{%|%\}|None|\bnan\b|。。|，。|、。|；。|：。|，，|、、|—%|\[\[|\]\]"
)


@pytest.fixture(scope="module")
def done() -> Batch:
    return batch()


@pytest.fixture(scope="module")
def facts(done: Batch) -> Facts:
    """What the template receives for the batch."""
    handed = []
    for outcome, folder in zip(done.run.outcomes, done.run.folders, strict=True):
        path = folder / "summary.json"
        brief = read(path.read_bytes()) if path.exists() else None
        handed.append(Handed(outcome, folder.name, brief))
    return overview(tables(load_all(find())[SHANXI], handed))


@pytest.fixture(scope="module")
def text(done: Batch) -> str:
    return docx_text((done.output / "综合报告.docx").read_bytes())


def results(done: Batch) -> list[Facts]:
    """Every result.json."""
    paths = (folder / "result.json" for folder in done.run.folders)
    return [json.loads(path.read_text("utf-8")) for path in paths if path.exists()]


def number(told: str) -> Decimal:
    return Decimal(told.replace(",", "").removesuffix("%"))


# ------------------------------------------------------------------ counts re-add


def test_every_workbook_is_counted_once(facts: Facts) -> None:
    counts = facts["counts"]
    parts = [counts[key] for key in ("evaluated", "returned", "failed", "underway")]
    assert (counts["all"], parts, counts["unread"]) == (8, [6, 2, 0, 0], 1)
    for key in ("kinds", "regions"):
        whole = sum(each["all"] for each in facts[key])
        assert whole == counts["all"] - counts["unread"], key
    assert sum(each["evaluated"] for each in facts["kinds"]) == counts["evaluated"]


@pytest.mark.parametrize("key", ["conclusions", "bands"])
def test_the_parts_of_a_distribution_make_the_whole(facts: Facts, key: str) -> None:
    assert sum(each["count"] for each in facts[key]) == facts["counts"]["evaluated"]
    printed = [number(each["share"]) for each in facts[key] if each["count"]]
    shares = sum(printed, Decimal(0))
    assert abs(shares - 100) <= Decimal("0.03")


def test_conclusions_by_type_add_up_to_those_of_all(facts: Facts) -> None:
    for each in facts["conclusions"]:
        assert sum(each["kinds"]) == each["count"]


def test_points_fall_into_bands_by_what_they_are_unrounded(done: Batch, facts: Facts) -> None:
    totals = [Fraction(r["result"]["total"]) for r in results(done)]
    expected = [
        sum(t >= 85 for t in totals),
        sum(75 <= t < 85 for t in totals),
        sum(t < 75 for t in totals),
    ]
    assert [each["count"] for each in facts["bands"]] == expected


def test_averages_are_those_of_the_results(done: Batch, facts: Facts) -> None:
    for each in facts["points"]:
        kind = {"工业类": "industrial", "农业类": "agricultural", "文化旅游类": "tourism"}
        mine = [r for r in results(done) if r["standard"]["variant"] == kind[each["kind"]]]
        totals = [Fraction(r["result"]["total"]) for r in mine]
        mean = sum(totals, Fraction(0)) / len(totals)
        assert abs(Fraction(each["mean"]) - mean) <= Fraction(1, 200)
        assert abs(Fraction(each["highest"]) - max(totals)) <= Fraction(1, 200)


def test_emissions_are_the_sums_of_the_parks(done: Batch, facts: Facts) -> None:
    row = next(r for r in facts["amounts"] if r["kind"] == "工业类" and "总量" in r["name"])
    gross = [
        Fraction(r["steps"]["gross[report]"]["value"])
        for r in results(done)
        if r["standard"]["variant"] == "industrial"
    ]
    assert row["count"] == len(gross) == 3
    assert abs(Fraction(number(row["sum"])) - sum(gross, Fraction(0))) <= Fraction(1, 200)


def test_tasks_and_measures_add_up_over_aspects_and_half_years(facts: Facts) -> None:
    for key in ("count", "done"):
        assert sum(a[key] for a in facts["tasks"]["aspects"]) == facts["tasks"]["all"][key]
    for key in ("planned", "invested"):
        parts = sum(number(a[key]) for a in facts["tasks"]["aspects"])
        assert parts == number(facts["tasks"]["all"][key])
    for name in ("measures_by_aspect", "measures_by_half_year"):
        assert sum(m["count"] for m in facts[name]) == facts["measures"]["count"]
        money = [number(m["investment"]) for m in facts[name] if m["investment"] != "—"]
        assert sum(money) == number(facts["measures"]["investment"])


def test_a_shortcoming_is_what_less_than_half_of_the_parks_meet(facts: Facts) -> None:
    assert facts["common"]
    for each in facts["common"]:
        assert each["met"] * 2 < each["parks"]
        assert each["unmet_count"] == each["parks"] - each["met"]
    rest = [i for i in facts["indicators"] if i not in facts["common"] and i["parks"]]
    assert all(i["met"] * 2 >= i["parks"] for i in rest)


def test_the_charts_show_what_the_tables_print(facts: Facts) -> None:
    chart = facts["charts"]["conclusions"]
    assert chart["categories"] == [each["name"] for each in facts["conclusions"]]
    assert chart["series"][0]["values"] == [f"{each['count']}" for each in facts["conclusions"]]
    names = [series["name"] for series in facts["charts"]["aspects"]["series"]]
    assert names == [each["kind"] for each in facts["points"]]


# ------------------------------------------------------------------ what is said


def test_the_report_says_what_was_received_and_that_it_is_a_trial(text: str) -> None:
    assert "共受理填报表8份，完成评价6份，退回补正2份" in text
    assert "只含完成评价的园区" in text
    assert "为草案，本报告的得分和结论均为试算" in text
    assert "【待补：由秘书处填写工作建议】" in text


def test_every_park_and_every_reason_stands_in_the_lists(text: str) -> None:
    for name in (FORMULA, HOSTILE, WRONG, "示例甲园区", "不是.xlsx", "有错.xlsx"):
        assert name in text
    assert "三万左右" in text


def test_no_sentence_is_left_unfinished(text: str) -> None:
    assert UNREADY.findall(text) == []


def test_the_report_on_a_batch_of_nothing_but_returned_workbooks_is_whole() -> None:
    standards = load_all(find())
    returned = [o for o in batch().run.outcomes if o.status == "returned" and o.standard]
    handed = [Handed(outcome, "folder", None) for outcome in returned]
    library = {path.name: path.read_text("utf-8") for path in SHARED.glob("*.j2")}
    template = WordTemplate.load(SHARED / "综合报告.docx", library)
    told = docx_text(template.render(overview(tables(standards[SHANXI], handed))))
    assert "没有完成评价的园区" in told
    assert UNREADY.findall(told) == []


def test_the_template_uses_documented_names_and_every_name_is_documented(facts: Facts) -> None:
    page = (ROOT / "docs" / "综合报告模板.md").read_text("utf-8")
    documented = set(re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE))
    library = {path.name: path.read_text("utf-8") for path in SHARED.glob("*.j2")}
    template = WordTemplate.load(SHARED / "综合报告.docx", library)
    assert template.names <= documented
    assert set(facts) == documented


def test_the_charts_are_word_charts(done: Batch) -> None:
    data = (done.output / "综合报告.docx").read_bytes()
    names = zipfile.ZipFile(io.BytesIO(data)).namelist()
    assert len([name for name in names if name.startswith("word/charts/chart")]) == 2


def test_the_committed_template_is_what_the_builder_makes(tmp_path: Path) -> None:
    builder = ROOT / "tools" / "build_templates.py"
    subprocess.run([sys.executable, builder, tmp_path], check=True, capture_output=True)
    for kind in ("docx", "txt"):
        name = f"综合报告.{kind}"
        assert (tmp_path / name).read_bytes() == (SHARED / name).read_bytes()


# ------------------------------------------------------------------ two standards


def test_two_standards_have_products_of_their_own_and_one_page(tmp_path: Path) -> None:
    standards = load_all(find())
    for id_ in (NATIONAL, SHANXI):
        _handed_in(standards[id_], "good", tmp_path / f"{id_}.xlsx")
    books = {path.name: path.read_bytes() for path in tmp_path.glob("*.xlsx")}
    both = made(tmp_path / "both", books)
    names = [path.name for path in both.run.products]
    assert len(names) == 5
    titles = {id_: standards[id_].title for id_ in (NATIONAL, SHANXI)}
    for title in titles.values():
        assert f"汇总表_{title}.xlsx" in names
        assert f"综合报告_{title}.docx" in names
    told = docx_text((both.output / f"综合报告_{titles[NATIONAL]}.docx").read_bytes())
    assert "净零" not in told
    assert "试算" not in told
    assert "平均得分" not in told
    assert UNREADY.findall(told) == []
