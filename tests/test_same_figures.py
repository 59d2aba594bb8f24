"""A figure is the same wherever a reader meets it (数值一致): text, tables, charts and annex."""

import re
from collections.abc import Mapping
from itertools import pairwise

import pytest
from reports import DRAWN, report_of

Rows = list[list[str]]
EIGHT = 8  # problems told in sentences
UNKNOWN = {"缺失", "不适用"}


@pytest.fixture(params=DRAWN, ids="-".join)
def report(request: pytest.FixtureRequest) -> str:
    return report_of(*request.param)


def tables(report: str) -> Mapping[str, Rows]:
    """Every table by its caption's words, heads included."""
    found: dict[str, Rows] = {}
    caption = ""
    for before, line in pairwise(["", *report.splitlines()]):
        if before.startswith("[表题] ") and line.startswith("| "):
            caption = before.partition("\u3000")[2]
        if line.startswith("| "):
            found.setdefault(caption, []).append(line[2:].split(" | "))
        else:
            caption = ""
    return found


def scores(report: str) -> Mapping[str, Mapping[str, str]]:
    """The table of scores: indicator → head → figure."""
    heads, *rows = tables(report)["得分总表"]
    return {row[0]: dict(zip(heads, row, strict=True)) for row in rows if len(row) == len(heads)}


def indicators(report: str) -> Mapping[str, Mapping[str, str]]:
    """Without the row of the sum."""
    return {id_: row for id_, row in scores(report).items() if re.fullmatch(r"[A-Z]\d", id_)}


def test_every_indicators_own_table_says_what_the_table_of_scores_says(report: str) -> None:
    told = tables(report)
    for row in indicators(report).values():
        own = told[f"{row['评价指标']}计算与评分"]
        assert own[0][:4] == ["目标值", row["目标值"], "评价值", row["评价值"]]
        if row["得分"] != "—":
            assert own[0][4:7] == ["分值", f"{row['分值']}分", "得分"]
            assert own[0][7].startswith(f"{row['得分']}分")


def test_every_opinion_says_the_points_of_the_table(report: str) -> None:
    chapter = report.partition("[heading2] 6.2")[2].partition("[heading1] 7")[0]
    opinions = re.findall(r"，得([\d.]+)分（满分([\d.]+)分）。", chapter)
    expected = [
        (row["得分"], row["分值"])
        for row in indicators(report).values()
        if row["评价值"] not in UNKNOWN and row["得分"] not in {"—", "0.00"}
    ]

    assert [pair for pair in opinions if pair[0] != "0.00"] == expected


def test_the_annex_works_out_the_points_and_values_of_the_table(report: str) -> None:
    results = {row[1]: row[4] for row in tables(report)["计算过程"] if len(row) > 4}
    for row in indicators(report).values():
        name = row["评价指标"]
        if row["得分"] != "—":
            assert results[f"{name}得分"].split()[0] == row["得分"]
        if row["评价值"].endswith("%"):
            assert results[name].replace(" ", "") == row["评价值"]


def test_the_list_of_lost_points_repeats_the_table_and_its_sentences(report: str) -> None:
    table, lost = indicators(report), tables(report)["失分清单"][1:]
    for row in lost:
        if len(row) > 1:
            own = table[row[1].split("\u3000")[0]]
            assert row[2:5] == [own["目标值"], own["评价值"], own["失分"]]
            assert int(row[0]) > EIGHT or f"失分{own['失分']}分" in report
    told = {row[1].split("\u3000")[0] for row in lost if len(row) > 1}
    short = {id_ for id_, row in table.items() if row["失分"] not in {"—", "0.00"}}
    assert short <= told  # what lost less than can be printed is listed too
    assert {table[id_]["失分"] for id_ in told - short} <= {"0.00"}


def test_the_ways_up_and_the_outlook_start_from_the_values_of_the_table(report: str) -> None:
    table, told = indicators(report), tables(report)
    climbs = told.get("达到下一等级分数的最短路径", [])
    assert bool(climbs) == ("最少改进以下" in report or "全部达到目标值时" in report)
    for row in climbs[1:]:
        if len(row) == 5:
            assert row[3] == table[row[1]]["评价值"]
    for row in told["改进计划完成后的预期得分"][1:-1]:
        if len(row) == 7:
            assert [row[2], row[4]] == [table[row[0]]["评价值"], table[row[0]]["得分"]]
    total = told["改进计划完成后的预期得分"][-1][4]
    assert f"综合得分 | {total}分" in report


def test_charts_draw_the_figures_of_the_tables(report: str) -> None:
    (lost,) = re.findall(r"〔图：失分构成。(.*?)〕", report) or [""]
    table = indicators(report)
    for id_, value in re.findall(r"([A-Z]\d) ([\d.]+)", lost):
        assert table[id_]["失分"] == value
    drawn = re.findall(r"〔图：七方面得分率。(.*?)〕|〔图：各方面得分率。(.*?)〕", report)
    rates = dict(re.findall(r"(\w+) ([\d.]+%)", "".join(map("".join, drawn))))
    aspects = {row[0]: row for row in tables(report)["各方面得分"][1:]}
    for name, rate in rates.items():
        assert rate in aspects[name], name


def test_the_chart_of_the_outlook_draws_the_sum_of_its_table(report: str) -> None:
    drawn = re.findall(r"综合得分/分：评价结果 ([\d.]+)、计划完成后 ([\d.]+)", report)
    last = tables(report)["改进计划完成后的预期得分"][-1]

    assert drawn == ([(last[4], last[5])] if last[5] != "—" else [])


def test_the_total_and_the_conclusion_are_the_same_wherever_they_stand(report: str) -> None:
    totals = set(re.findall(r"(?:^|[，。；）])综合得分为?([\d.]+)分", report, re.MULTILINE))
    (shown,) = re.findall(r"综合得分 \| ([\d.]+)分", report)
    said = set(re.findall(r"评价结论为：(\S+?)。", report))

    assert shown in totals or not totals
    assert len(said) == 1
    assert f"| 评价结论 | {said.pop()}" in report
