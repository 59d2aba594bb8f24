"""Last year's workbook carried over to this year's, and workbooks filled in beforehand."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from openpyxl import load_workbook

from zeropark.cli.hand_out import blank
from zeropark.model import Standard, Submission
from zeropark.sample import draw
from zeropark.workbook import (
    Carried,
    Filling,
    Refusal,
    RosterError,
    carry,
    read,
    roster,
    write,
)


def _bytes(
    standard: Standard, filling: Filling, folder: Path, variant: str = "industrial"
) -> bytes:
    path = folder / "old.xlsx"
    write(standard, standard.variants[variant], path, filling)
    return path.read_bytes()


def _carried(standard: Standard, filling: Filling, folder: Path) -> Carried:
    result = carry(_bytes(standard, filling, folder), "old.xlsx", {standard.id: standard})
    assert isinstance(result, Carried)
    return result


def _blank(arguments: list[str]) -> Result:
    return CliRunner().invoke(blank, arguments, standalone_mode=False)


@pytest.fixture(scope="module")
def last_year(shanxi: Standard) -> Filling:
    """2020 as base year, 2021 and 2022 between, 2023 judged."""
    filling = draw(shanxi, shanxi.variants["industrial"], 1, "good", seed=5).filling
    years = {"base_year": 2020, "year2": 2021, "year3": 2022, "report_year": 2023}
    answers = {**filling.answers, **{key: Decimal(year) for key, year in years.items()}}
    for key in [key for key in answers if key.endswith("__year4") or key == "year4"]:
        del answers[key]
    return replace(filling, answers=answers)


def test_the_judged_year_becomes_a_year_between_and_the_new_one_is_empty(
    shanxi: Standard, last_year: Filling, tmp_path: Path
) -> None:
    new = _carried(shanxi, last_year, tmp_path).filling.answers
    old = last_year.answers
    assert new["park_name"] == old["park_name"]
    assert new["base_year"] == Decimal(2020)
    assert new["year4"] == Decimal(2023)
    assert "report_year" not in new
    assert new["el_in__base"] == old["el_in__base"]
    assert new["el_in__year3"] == old["el_in__year3"]
    assert new["el_in__year4"] == old["el_in__report"]
    assert "el_in__report" not in new
    assert "report_number" not in new
    assert "water_reused" not in new


def test_what_did_not_apply_last_year_is_said_as_such(
    shanxi: Standard, last_year: Filling, tmp_path: Path
) -> None:
    items = shanxi.variants["industrial"].items().values()
    apart = next(item.id for item in items if item.may_be_na and not item.periods)
    old = replace(last_year, answers={**last_year.answers, apart: "不适用"})
    assert _carried(shanxi, old, tmp_path).filling.answers[apart] == "不适用"


def test_rows_move_by_a_year_with_their_table(
    shanxi: Standard, last_year: Filling, tmp_path: Path
) -> None:
    new = _carried(shanxi, last_year, tmp_path).filling
    for before, after in zip(last_year.rows["fuels"], new.rows["fuels"], strict=True):
        assert after["fuel"] == before["fuel"]
        assert after["amount__base"] == before["amount__base"]
        assert after["amount__year4"] == before["amount__report"]
        assert "amount__report" not in after
    assert new.declared["fuels"] == "有"
    assert new.rows["evidence"] == last_year.rows["evidence"]


def test_last_years_answer_stands_beside_what_is_asked_anew(
    shanxi: Standard, last_year: Filling, tmp_path: Path
) -> None:
    carried = _carried(shanxi, last_year, tmp_path)
    path = tmp_path / "new.xlsx"
    write(shanxi, carried.variant, path, carried.filling)
    book = load_workbook(path)
    (title, ref), *_ = book.defined_names["v_water_reused"].destinations
    row = book[title][ref].row
    guides = [str(cell.value) for cell in book[title][row] if cell.value]
    said = f"上年填报：{last_year.answers['water_reused']:f} m³"
    assert any(text.startswith(said) for text in guides)


def test_without_a_free_year_the_judged_one_is_shown_only(
    shanxi: Standard, last_year: Filling, tmp_path: Path
) -> None:
    full = {**last_year.answers, "year4": Decimal(2024), "report_year": Decimal(2025)}
    new = _carried(shanxi, replace(last_year, answers=full), tmp_path).filling
    assert new.answers["year4"] == Decimal(2024)
    assert "el_in__report" not in new.answers
    assert new.previous["el_in"] == f"{last_year.answers['el_in__report']:f} MWh"
    assert new.before["el_in"] == last_year.answers["el_in__report"]
    assert "park_name" not in new.before


@pytest.mark.parametrize(
    ("between", "becomes"),
    [((), "year2"), ((2,), "year3"), ((2, 3), "year4"), ((3,), "year4"), ((2, 3, 4), "")],
)
def test_the_judged_year_takes_the_place_after_the_last_year_between(
    shanxi: Standard, last_year: Filling, tmp_path: Path, between: tuple[int, ...], becomes: str
) -> None:
    """Years stand in their order; a place left free before a year that is named stays free."""
    kept = {k: v for k, v in last_year.answers.items() if "year" not in k or k == "report_year"}
    years = {f"year{n}": Decimal(2019 + n) for n in between}
    old = {**kept, "base_year": Decimal(2020), **years, "report_year": Decimal(2025)}
    new = _carried(shanxi, replace(last_year, answers=old), tmp_path).filling.answers
    named = {key: value for key, value in new.items() if key in ("year2", "year3", "year4")}
    assert named == years | ({becomes: Decimal(2025)} if becomes else {})
    power = {key: value for key, value in new.items() if key.startswith("el_in__year")}
    asked = last_year.answers["el_in__report"]
    assert power == ({f"el_in__{becomes}": asked} if becomes else {})


def test_what_the_template_no_longer_asks_is_listed_with_its_cell(
    shanxi: Standard, last_year: Filling, tmp_path: Path
) -> None:
    old = _bytes(shanxi, last_year, tmp_path)
    variant = shanxi.variants["industrial"]
    sheets = tuple(
        replace(
            sheet,
            items=tuple(item for item in sheet.items if item.id != "city"),
            tables=tuple(table for table in sheet.tables if table.id != "interviews"),
        )
        for sheet in variant.sheets
    )
    newer = replace(shanxi, variants={"industrial": replace(variant, sheets=sheets)})
    result = carry(old, "old.xlsx", {shanxi.id: newer})
    assert isinstance(result, Carried)
    lost = {i.params["name"]: str(i.cell) for i in result.issues if i.code == "W130"}
    (title, ref), *_ = load_workbook(tmp_path / "old.xlsx").defined_names["v_city"].destinations
    assert lost["city"] == f"{title}!{ref.replace('$', '')}"
    assert "interviews" in lost


def test_what_is_carried_over_can_be_read_again(
    shanxi: Standard, last_year: Filling, tmp_path: Path
) -> None:
    carried = _carried(shanxi, last_year, tmp_path)
    assert carried.issues == ()
    again = read(_bytes(shanxi, carried.filling, tmp_path), "new.xlsx", {shanxi.id: shanxi})
    assert isinstance(again, Submission)
    assert [issue.code for issue in again.issues] == []
    given = {k: e.value for k, e in again.entries.items() if e.value is not None}
    assert given == dict(carried.filling.answers)


def test_the_command_writes_the_new_workbook_and_refuses_what_is_none(
    shanxi: Standard, last_year: Filling, tmp_path: Path
) -> None:
    _bytes(shanxi, last_year, tmp_path)
    (tmp_path / "no.xlsx").write_bytes(b"no workbook")
    asked = ["--from", str(tmp_path / "old.xlsx"), "--from", str(tmp_path / "no.xlsx")]
    result = _blank([*asked, "-o", str(tmp_path / "out")])
    assert result.return_value == 1
    assert "无法结转" in result.output
    (made,) = (tmp_path / "out").iterdir()
    assert made.name == f"{last_year.answers['park_name']}填报表（工业类）.xlsx"


# ------------------------------------------------------------------ a list of parks

LIST = "类别,园区名称,所在省份,园区面积\n工业类,示例甲园区,山西,12.5\ntourism,示例乙园区,北京,3\n"


def test_a_list_fills_in_a_workbook_per_park(shanxi: Standard, tmp_path: Path) -> None:
    (tmp_path / "parks.csv").write_text(LIST, encoding="utf-8-sig")
    asked = ["--standard", shanxi.id, "--list", str(tmp_path / "parks.csv")]
    result = _blank([*asked, "-o", str(tmp_path / "out")])
    assert result.return_value == 0, result.output
    made = {path.name: path for path in (tmp_path / "out").iterdir()}
    assert set(made) == {"示例甲园区填报表（工业类）.xlsx", "示例乙园区填报表（文化旅游类）.xlsx"}
    one = made["示例甲园区填报表（工业类）.xlsx"]
    submission = read(one.read_bytes(), one.name, {shanxi.id: shanxi})
    assert isinstance(submission, Submission)
    assert submission.entries["area"].value == Decimal("12.5")
    assert submission.text("province") == "山西"


def test_a_list_may_head_its_columns_by_the_ids_of_the_items(shanxi: Standard) -> None:
    by_id = "类别,park_name,province,area\n工业类,示例甲园区,山西,12.5\n"
    (park,) = roster(by_id.encode(), "parks.csv", shanxi)
    given = {"park_name": "示例甲园区", "province": "山西", "area": Decimal("12.5")}
    assert (park.name, park.filling.answers) == ("示例甲园区", given)


def test_a_list_may_be_a_workbook(shanxi: Standard, tmp_path: Path) -> None:
    from openpyxl import Workbook  # noqa: PLC0415

    book = Workbook()
    for line in LIST.splitlines():
        book.worksheets[0].append(line.split(","))
    book.save(tmp_path / "parks.xlsx")
    parks = roster((tmp_path / "parks.xlsx").read_bytes(), "parks.xlsx", shanxi)
    assert [(park.name, park.variant.id) for park in parks] == [
        ("示例甲园区", "industrial"),
        ("示例乙园区", "tourism"),
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("类别,园名\n工业类,甲\n", "不认识的项目“园名”"),
        ("类别,园区面积\n工业类,约5\n", "第2行“园区面积”填的“约5”不能用"),
        ("园区名称\n甲\n", "第2行没有写明类别"),
        ("类别,所在省份\n工业类,火星\n", "第2行“所在省份”填的“火星”不能用"),
    ],
)
def test_a_list_that_cannot_be_used_says_where_and_why(
    shanxi: Standard, text: str, told: str
) -> None:
    with pytest.raises(RosterError, match=told):
        roster(text.encode(), "parks.csv", shanxi)


def test_a_list_in_another_encoding_or_an_empty_one(shanxi: Standard) -> None:
    with pytest.raises(RosterError, match="UTF-8"):
        roster(LIST.encode("gbk"), "parks.csv", shanxi)
    assert roster(b"", "parks.csv", shanxi) == ()


def test_a_file_that_is_no_workbook_of_ours_is_refused(shanxi: Standard) -> None:
    assert isinstance(carry(b"", "old.xlsx", {shanxi.id: shanxi}), Refusal)
