"""What a park changed between two submissions, and what that does to its score."""

import re
from collections.abc import Mapping
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import click
import pytest
from books import POWER, named, sample, where, with_power
from click.testing import CliRunner
from openpyxl import load_workbook
from workbook_park import FULL, accepted, edited, workbook

from zeropark.cli import commands
from zeropark.compare import changes, progress
from zeropark.model import Cell, Issue
from zeropark.workbook import Filling


def filled(**answers: Decimal | str) -> bytes:
    """The tiny workbook with some answers changed; an empty one is taken out."""
    given = {**FULL.answers, **answers}
    kept = {key: value for key, value in given.items() if value != ""}
    rows, said = FULL.rows, FULL.declared
    return workbook(Filling(kept, FULL.reasons, FULL.evidence, rows, said))


def with_rows(*rows: Mapping[str, Decimal | str]) -> bytes:
    return workbook(Filling(FULL.answers, rows={"measures": rows}))


def compared(old: bytes, new: bytes) -> list[tuple[str, str, str]]:
    before, after = accepted(old), accepted(new)
    return [(c.name, c.before, c.after) for c in changes(before, after, before.issues)]


def test_the_same_twice_has_no_change() -> None:
    assert compared(workbook(), workbook()) == []


def test_a_changed_answer_is_told_as_it_was_filled_in_with_its_cell_of_today() -> None:
    old = accepted(workbook())
    new = accepted(filled(area=Decimal(13), green_share=Decimal("0.5"), approved="", kind="工业类"))
    found = changes(old, new, ())
    assert [(c.name, c.before, c.after) for c in found] == [
        ("规划面积", "12.5", "13"),
        ("园区类型", "A（甲）", "工业类"),
        ("批复日期", "2024-02-29", ""),
        ("绿电占比", "98%", "50%"),
    ]
    assert str(found[0].cell) == "园区概况!D6"


def test_a_code_in_the_place_of_a_number_is_a_change() -> None:
    new = filled(green_share="不适用", area="未统计")
    assert compared(workbook(), new) == [
        ("规划面积", "12.5", "未统计"),
        ("绿电占比", "98%", "不适用"),
    ]


def test_what_could_not_be_read_is_told_as_it_stands() -> None:
    assert compared(filled(area="约50"), workbook()) == [("规划面积", "约50", "12.5")]


def test_words_and_evidence_beside_an_answer_are_told_by_themselves() -> None:
    new = workbook(Filling(FULL.answers, {"green_share": "按结算单"}, {}, FULL.rows, FULL.declared))
    assert compared(workbook(), new) == [
        ("基准年的佐证编号", "E01、E02", ""),
        ("绿电占比的说明", "按合同", "按结算单"),
        ("能源统计口径的补充说明", "补充", ""),
    ]


def test_rows_are_known_by_their_label_wherever_they_stand() -> None:
    first = {"target": "P1 绿电占比", "text": "采购绿证"}
    second = {"target": "P1 绿电占比", "text": "建光伏"}
    assert compared(with_rows(first, second), with_rows(second, first)) == []
    told = compared(with_rows(first), with_rows({}, first, {**second, "aspect": "能源"}))
    assert told == [
        ("改进措施 第3行 针对指标", "", "P1 绿电占比"),
        ("改进措施 第3行 所属方面", "", "能源"),
        ("改进措施 第3行 措施内容", "", "建光伏"),
    ]
    gone = compared(with_rows(first, second), with_rows(first))
    assert [(before, after) for _, before, after in gone] == [("P1 绿电占比", ""), ("建光伏", "")]


def test_a_change_that_nobody_asked_for_is_told_apart() -> None:
    old, new = accepted(filled(area="约50")), accepted(filled(base_year=Decimal(2021)))
    found = changes(old, new, old.issues)
    assert [(c.name, c.asked) for c in found] == [("规划面积", True), ("基准年", False)]


def test_issues_are_mended_still_there_or_new_also_where_rows_have_moved() -> None:
    def issue(code: str, name: str, ref: str) -> Issue:
        return Issue(code, "error", Cell("a.xlsx", "表", ref), {"name": name})

    old = (issue("V106", "面积", "D6"), issue("V105", "电量", "D7"))
    new = (issue("V105", "电量", "D9"), issue("V105", "水量", "D8"))
    told = progress(old, new)
    assert [[i.params["name"] for i in part] for part in (told.mended, told.kept, told.new)] == [
        ["面积"],
        ["电量"],
        ["水量"],
    ]


# ------------------------------------------------------------------ the command


def differ(folder: Path, old: bytes, new: bytes, *more: str) -> tuple[int, list[str]]:
    (folder / "旧.xlsx").write_bytes(old)
    (folder / "新.xlsx").write_bytes(new)
    command = ["diff", str(folder / "旧.xlsx"), str(folder / "新.xlsx"), *more]
    done = CliRunner().invoke(commands, command, standalone_mode=False)
    if done.exception:
        raise done.exception
    return done.return_value, done.output.splitlines()


def power() -> object:
    """The electricity bought as the sample has it."""
    book = load_workbook(BytesIO(sample()))
    return book["能源与排放"][where(sample(), POWER)].value


def test_the_command_tells_what_a_change_does_to_indicators_score_and_grade(
    tmp_path: Path,
) -> None:
    code, lines = differ(tmp_path, sample(), with_power('s="STYLE"><v>500000</v>'))
    assert code == 0
    assert lines[:2] == [
        "填报内容改动1处：",
        f"  能源与排放!H5 外购电量（受入）（评价年）：{power()} → 500000",
    ]
    moved = [line.split()[0] for line in lines if "，得分 " in line]
    assert {"P1", "E1"} <= set(moved)
    scores = re.fullmatch("综合得分：(.+) → (.+)；结论：.+ → .+", lines[-1])
    assert scores
    assert Decimal(scores[2]) < Decimal(scores[1])


def test_one_that_cannot_be_judged_is_compared_as_far_as_it_goes(tmp_path: Path) -> None:
    wrong = with_power('s="STYLE" t="inlineStr"><is><t>约30万</t></is>')
    code, lines = differ(tmp_path, wrong, sample())
    assert code == 1
    assert lines == [
        "填报内容改动1处：",
        f"  能源与排放!H5 外购电量（受入）（评价年）：约30万 → {power()}",
        "问题：已改正1项，仍有0项，新出现0项。",
        "旧.xlsx：有错误1项，不能评价，指标和得分没有比较。",
    ]


def test_what_was_not_asked_for_is_marked_in_a_returned_one(tmp_path: Path) -> None:
    wrong = with_power('s="STYLE" t="inlineStr"><is><t>约30万</t></is>')
    renamed = edited(
        sample(), "xl/worksheets/sheet2.xml", lambda text: text.replace("示例区", "另一区")
    )
    _, lines = differ(tmp_path, wrong, named("别的园区", renamed))
    assert lines[0] == "注意：两份填报表的园区名称不同（示例工业园区002、别的园区）。"
    assert any(line.endswith("（退回时没有要求修改）") for line in lines)


def test_the_same_twice_says_that_nothing_changed(tmp_path: Path) -> None:
    code, lines = differ(tmp_path, sample(), sample())
    assert code == 0
    assert lines[0] == "填报内容没有改动。"
    assert lines[2] == "各项指标没有变化。"


def test_what_cannot_be_read_is_said_with_its_reason(tmp_path: Path) -> None:
    code, lines = differ(tmp_path, b"", sample())
    assert (code, lines[0]) == (1, "旧.xlsx：无法读取，没有比较")
    assert "W101" in lines[1]


def test_two_that_cannot_be_compared_are_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(click.UsageError, match="类别不同"):
        differ(tmp_path, sample(), sample("tourism"))
    with pytest.raises(click.UsageError, match="没有名为"):
        differ(tmp_path, sample(), sample(), "--scheme", "none")
    with pytest.raises(click.UsageError, match="找不到"):
        CliRunner().invoke(
            commands,
            ["diff", "none.xlsx", "none.xlsx"],
            standalone_mode=False,
            catch_exceptions=False,
        )
