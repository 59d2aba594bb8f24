"""What the secretariat gets of a batch: its tables hold what the reports print, and add up."""

import json
import subprocess
import sys
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from batches import FORMULA, HOSTILE, WRONG, Batch, batch, handed_in, made
from openpyxl import load_workbook

from zeropark.messages import word
from zeropark.model import Outcome
from zeropark.standard import find, load_all
from zeropark.summary import read, summarise, written

Rows = list[list[Any]]
HEADS = 3  # the row that the heads of every sheet stand in


@pytest.fixture(scope="module")
def done() -> Batch:
    return batch()


@pytest.fixture(scope="module")
def sheets(done: Batch) -> dict[str, Rows]:
    """The values of every sheet of the workbook by its title."""
    book = load_workbook(done.output / "汇总表.xlsx")
    return {sheet.title: [[c.value for c in row] for row in sheet.iter_rows()] for sheet in book}


def column(rows: Rows, head: str) -> list[Any]:
    """What stands below a head."""
    return [row[rows[HEADS - 1].index(head)] for row in rows[HEADS:]]


def row_of(rows: Rows, head: str, value: str) -> dict[str, Any]:
    """The first row with that value below that head, by its heads."""
    heads = rows[HEADS - 1]
    return next(
        dict(zip(heads, r, strict=False)) for r in rows[HEADS:] if r[heads.index(head)] == value
    )


def results(done: Batch) -> dict[str, dict[str, Any]]:
    """Every result.json by park."""
    return {
        outcome.park: json.loads((folder / "result.json").read_text("utf-8"))
        for outcome, folder in zip(done.run.outcomes, done.run.folders, strict=True)
        if outcome.status == "evaluated"
    }


# ------------------------------------------------------------------ who is in it


def test_there_is_a_sheet_for_all_for_each_type_and_for_each_list(sheets: dict[str, Rows]) -> None:
    kinds = ["全部", "工业类", "农业类", "文化旅游类"]
    assert list(sheets) == [*kinds, "指标统计", "指标明细", "改进措施", "退回补正"]


def test_every_workbook_of_the_batch_stands_in_the_table(sheets: dict[str, Rows]) -> None:
    books = [book for book in column(sheets["全部"], "填报表") if book]
    assert len(books) == 8
    conclusions = column(sheets["全部"], "结论")
    assert conclusions.count("退回补正") == 2


def test_parks_stand_by_type_then_by_name_and_not_by_rank(sheets: dict[str, Rows]) -> None:
    kinds = [kind for kind in column(sheets["全部"], "类型") if kind]
    assert kinds == ["工业类"] * 4 + ["农业类"] + ["文化旅游类"] * 2 + ["—"]
    names = column(sheets["工业类"], "园区名称")[:4]
    assert names == [FORMULA, "示例甲园区", "示例乙园区", WRONG]
    assert "名次" not in sheets["全部"][HEADS - 1]


def test_the_park_that_was_returned_is_listed_with_its_cell_and_what_to_do(
    sheets: dict[str, Rows],
) -> None:
    row = row_of(sheets["退回补正"], "园区名称", WRONG)
    assert row["填报表"] == "有错.xlsx"
    assert "三万左右" in row["问题"]
    assert row["单元格"]
    assert row["怎样修改"]
    unread = row_of(sheets["退回补正"], "填报表", "不是.xlsx")
    assert unread["园区名称"] == word("unknown_park")


# ------------------------------------------------------------------ figures


def test_a_total_is_the_one_that_the_report_prints_as_a_number(
    done: Batch, sheets: dict[str, Rows]
) -> None:
    told = {o.park: o.summary.get("total") for o in done.run.outcomes if o.park}
    for park in results(done):
        shown = row_of(sheets["全部"], "园区名称", park)["综合得分"]
        assert isinstance(shown, int | float)
        assert f"{shown:.2f}" == told[park]


def test_the_average_is_of_evaluated_parks_and_of_unrounded_numbers(
    done: Batch, sheets: dict[str, Rows]
) -> None:
    """Worked again from result.json in fractions, without our arithmetic."""
    industrial = [r for r in results(done).values() if r["standard"]["variant"] == "industrial"]
    totals = [Fraction(r["result"]["total"]) for r in industrial]
    assert len(totals) == 3
    mean = sum(totals, Fraction(0)) / 3
    row = row_of(sheets["工业类"], "园区名称", "工业类平均（3个园区）")
    assert abs(Fraction(str(row["综合得分"])) - mean) <= Fraction(1, 200)
    whole = row_of(sheets["工业类"], "园区名称", "工业类合计（3个园区）")
    head = next(h for h in sheets["工业类"][HEADS - 1] if h.startswith("温室气体排放总量"))
    gross = [Fraction(r["steps"]["gross[report]"]["value"]) for r in industrial]
    assert abs(Fraction(str(whole[head])) - sum(gross, Fraction(0))) <= Fraction(1, 200)
    assert whole["综合得分"] is None


def test_that_averages_leave_out_the_returned_is_said_below_every_table(
    sheets: dict[str, Rows],
) -> None:
    for title in ("全部", "工业类", "农业类", "文化旅游类"):
        notes = [row[0] for row in sheets[title] if isinstance(row[0], str)]
        assert word("note_average") in notes
        assert word("note_draft") in notes
        assert "试算" in str(sheets[title][1][0])


def test_the_statistics_of_an_indicator_are_those_of_its_parks(
    done: Batch, sheets: dict[str, Rows]
) -> None:
    industrial = [r for r in results(done).values() if r["standard"]["variant"] == "industrial"]
    scores = [s for r in industrial for s in r["result"]["scores"] if s["indicator"] == "E1"]
    values = sorted(Fraction(s["value"]) for s in scores)
    row = row_of(sheets["指标统计"], "编号", "E1")
    assert row["参评园区数"] == 3
    assert row["达标园区数"] == sum(s["standing"] == "met" for s in scores)
    for head, value in (
        ("平均值", sum(values, Fraction(0)) / 3),
        ("中位数", values[1]),
        ("最低", values[0]),
        ("最高", values[2]),
    ):
        assert abs(Fraction(str(row[head])) - value) <= Fraction(1, 20_000), head


def test_the_points_of_the_aspects_add_up_to_the_total(sheets: dict[str, Rows]) -> None:
    heads = sheets["全部"][HEADS - 1]
    aspects = [head for head in heads if head.endswith("得分") and head != "综合得分"]
    assert len(aspects) == 7
    row = row_of(sheets["全部"], "园区名称", "示例甲园区")
    parts = sum(Decimal(str(row[head])) for head in aspects)
    assert abs(parts - Decimal(str(row["综合得分"]))) <= Decimal("0.04")


def test_every_indicator_of_every_park_is_there_once(sheets: dict[str, Rows]) -> None:
    pairs = list(
        zip(column(sheets["指标明细"], "园区名称"), column(sheets["指标明细"], "编号"), strict=True)
    )
    pairs = [pair for pair in pairs if pair[0]]
    assert len(pairs) == len(set(pairs)) == 6 * 14


def test_measures_are_summed_only_where_parks_gave_numbers(sheets: dict[str, Rows]) -> None:
    rows = sheets["改进措施"]
    heads = rows[HEADS - 1]
    assert "预期减排量/tCO₂e/a" in heads
    own = [dict(zip(heads, row, strict=True)) for row in rows[HEADS:]]
    given = [r["投资估算/万元"] for r in own if r["来源"] == "园区填报" and r["类型"] == "工业类"]
    total = row_of(rows, "园区名称", next(p for p in column(rows, "园区名称") if "工业类合计" in p))
    assert total["投资估算/万元"] == pytest.approx(
        sum(n for n in given if isinstance(n, int | float))
    )
    proposed = [r for r in own if r["来源"] == "建议"]
    assert proposed
    assert {r["投资估算/万元"] for r in proposed} == {"—"}


# ------------------------------------------------------------------ safe, the same again


def test_a_name_that_looks_like_a_formula_or_a_page_stays_text(done: Batch) -> None:
    book = load_workbook(done.output / "汇总表.xlsx")
    cells = [cell for row in book["全部"].iter_rows() for cell in row]
    for name in (FORMULA, HOSTILE):
        found = [cell for cell in cells if cell.value == name]
        assert [cell.data_type for cell in found] == ["s"]
    formulas = [c for sheet in book for row in sheet.iter_rows() for c in row if c.data_type == "f"]
    assert formulas == []


def test_heads_stay_in_sight_can_be_filtered_and_are_printed_across(done: Batch) -> None:
    for sheet in load_workbook(done.output / "汇总表.xlsx"):
        assert sheet.freeze_panes
        assert sheet.auto_filter.ref
        assert sheet.auto_filter.ref.startswith(f"A{HEADS}:")
        assert sheet.page_setup.orientation == "landscape"
        assert str(sheet.page_setup.paperSize) == "9"
        assert sheet.print_title_rows == f"${HEADS}:${HEADS}"


def test_shown_places_are_those_of_the_reports(done: Batch) -> None:
    sheet = load_workbook(done.output / "汇总表.xlsx")["指标明细"]
    heads = [cell.value for cell in sheet[HEADS]]
    value = heads.index("评价值")
    formats = {row[value].number_format for row in sheet.iter_rows(min_row=HEADS + 1)}
    assert "0.00%" in formats


def summed_up(done: Batch, folder: Path, *, ranked: bool = False) -> dict[str, bytes]:
    """The products of the batch made again in another folder."""
    folders = done.run.folders
    parks = (done.run.outcomes, folders, [path.name for path in folders])
    names = summarise(*parks, load_all(find()), folder, ranked=ranked)
    return {name: (folder / name).read_bytes() for name in names}


def test_the_same_batch_gives_the_same_bytes(done: Batch, tmp_path: Path) -> None:
    first = {path.name: path.read_bytes() for path in done.run.products}
    assert summed_up(done, tmp_path) == first


def test_the_manifest_names_the_products_and_a_changed_one_is_set_aside(tmp_path: Path) -> None:
    one = {"甲.xlsx": handed_in()["农业.xlsx"]}
    first = made(tmp_path, one)
    manifest = json.loads((first.output / "batch.json").read_text("utf-8"))
    assert set(manifest["products"]) == {path.name for path in first.run.products}
    (first.output / "汇总表.xlsx").write_bytes(b"changed by hand")
    made(tmp_path, one)
    files = [path for path in first.output.iterdir() if path.is_file()]
    assert len([path for path in files if path.read_bytes() == b"changed by hand"]) == 1
    assert (first.output / "汇总表.xlsx").read_bytes().startswith(b"PK")


def test_ranks_are_told_on_request_only_and_not_without_a_verdict(
    done: Batch, tmp_path: Path
) -> None:
    summed_up(done, tmp_path, ranked=True)
    sheet = load_workbook(tmp_path / "汇总表.xlsx")["工业类"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    totals = column(rows, "综合得分")[:3]
    assert column(rows, "名次")[:4] == [1, 2, 3, "—"]
    assert totals == sorted(totals, reverse=True)


# ------------------------------------------------------------------ the record behind it


def test_a_brief_is_read_as_it_was_written(done: Batch) -> None:
    for outcome, folder in zip(done.run.outcomes, done.run.folders, strict=True):
        if outcome.status == "evaluated":
            data = (folder / "summary.json").read_bytes()
            assert written(read(data)) == data
            assert read(data).park == outcome.park


def test_a_brief_of_another_form_is_refused() -> None:
    with pytest.raises(ValueError, match="1"):
        read(b'{"form": 2}')


def test_a_batch_that_nobody_could_read_still_says_why(tmp_path: Path) -> None:
    outcomes = [
        Outcome("a.xlsx", "", "", "failed", (), trouble="MemoryError"),
        *(o for o in batch().run.outcomes if not o.standard),
    ]
    folders = [tmp_path / outcome.book for outcome in outcomes]
    names = summarise(outcomes, folders, [o.book for o in outcomes], load_all(find()), tmp_path)
    assert names[0] == "汇总表.xlsx"
    sheet = load_workbook(tmp_path / names[0])["退回补正"]
    assert [row[1].value for row in sheet.iter_rows(min_row=HEADS + 1)] == ["a.xlsx", "不是.xlsx"]


def test_a_check_imports_no_pandas() -> None:
    code = (
        "import sys; from zeropark.batch import Workshop, Order, run, judge;"
        "from zeropark.standard import find; Workshop.open(Order(find()));"
        "sys.exit('pandas' in sys.modules or 'openpyxl' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
