"""The workbook as handed out: what it says, what it checks, and that it is always the same."""

import re
import sys
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from subprocess import run
from xml.etree import ElementTree as ET
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.utils import column_index_from_string, get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from workbook_park import FULL, PARK, STANDARD, STYLES, accepted, workbook

from zeropark.model import Cell, Issue, Standard
from zeropark.workbook import Filling, issue_list, write
from zeropark.workbook import style as styles

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@pytest.fixture(scope="module")
def blank() -> Workbook:
    return load_workbook(BytesIO(workbook(None)))


def test_sheets_stand_in_the_standards_order_behind_the_guide(blank: Workbook) -> None:
    assert blank.sheetnames == [
        "填报首页", "园区概况", "能源 活动'数据", "zeropark.lists", "zeropark",
        "zeropark.calculation",
    ]  # fmt: skip
    assert [blank[title].sheet_state for title in blank.sheetnames[3:]] == ["veryHidden"] * 3


def _links(book: Workbook, title: str) -> list[str]:
    return [cell.hyperlink.location or "" for row in book[title].rows for cell in row
            if cell.hyperlink]  # fmt: skip


def test_the_front_sheet_links_to_every_sheet_and_every_sheet_back_and_on(blank: Workbook) -> None:
    park, energy = "'园区概况'!$A$1", "'能源 活动''数据'!$A$1"
    assert _links(blank, "填报首页") == [park, energy]
    assert _links(blank, "园区概况") == ["'填报首页'!$A$1", energy]
    assert _links(blank, "能源 活动'数据") == ["'填报首页'!$A$1", park]


def _told(book: Workbook, name: str) -> tuple[Worksheet, int]:
    (title, ref), *_ = book.defined_names[name].destinations
    return book[title], book[title][ref].row


def test_a_wide_sheet_is_printed_over_pages_that_can_be_read_each_with_the_names(
    shanxi: Standard, tmp_path: Path
) -> None:
    write(shanxi, shanxi.variants["industrial"], tmp_path / "blank.xlsx", Filling())
    book = load_workbook(tmp_path / "blank.xlsx")
    for sheet in book.worksheets[:-1]:
        if sheet.sheet_state != "visible":
            continue
        last = column_index_from_string(re.findall("[A-Z]+", sheet.print_area)[-1])
        wide = sum(sheet.column_dimensions[get_column_letter(n + 1)].width for n in range(last))
        assert wide <= 240 * (sheet.page_setup.fitToWidth or 1), sheet.title
        assert sheet.page_setup.fitToWidth == 1 or sheet.print_title_cols == "$A:$B"
    assert book["能源与排放"].page_setup.fitToWidth == 2


def test_heads_stay_in_sight_and_are_printed_on_every_page(blank: Workbook) -> None:
    sheet, head = blank["园区概况"], 3  # title, guide, head
    assert sheet.cell(head, 1).value == "序号"
    assert sheet.freeze_panes == "C4"
    assert sheet.print_title_rows == "$1:$3"


def test_every_input_of_every_form_has_a_name_a_prompt_and_its_list(
    shanxi: Standard, tmp_path: Path
) -> None:
    optional = {period.id for period in shanxi.periods if period.optional}
    for variant in shanxi.variants.values():
        write(shanxi, variant, tmp_path / "blank.xlsx", Filling())
        book = load_workbook(tmp_path / "blank.xlsx")
        rules = {
            (sheet.title, ref.coord.partition(":")[0]): rule
            for sheet in book.worksheets
            for rule in sheet.data_validations.dataValidation
            for ref in rule.sqref.ranges
        }
        for item in variant.items().values():
            for period in item.periods or ("",):
                name = f"v_{item.id}__{period}" if period else f"v_{item.id}"
                (title, ref), *_ = book.defined_names[name].destinations
                rule = rules[title, ref.replace("$", "")]
                assert 0 < len(rule.prompt) <= 255
                assert (rule.type == "list") == (item.kind in ("choice", "evidence")), name
                assert rule.type != "date" or rule.errorStyle == "warning"
                cell = book[title][ref]
                assert not cell.protection.locked
                must = item.required and period not in optional
                assert cell.style.split()[1] == ("required" if must else "optional"), name


def _contrast(one: str, other: str) -> float:
    """The contrast of two colours as WCAG 2.2 reckons it, from 1 to 21."""

    def light(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (2, 4, 6)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    dark, bright = sorted((light(one), light(other)))
    return (bright + 0.05) / (dark + 0.05)


def test_every_text_stands_out_from_its_ground() -> None:
    looks = [look for look in vars(styles).values() if isinstance(look, styles.Look)]
    assert len(looks) > 10
    for look in looks:
        assert _contrast(look.ink, look.fill or styles.WHITE) >= 4.5, look.name
    for ink in styles.marks_of_live().values():
        assert _contrast(ink, styles.WHITE) >= 4.5


def test_a_row_of_a_table_that_holds_long_words_is_high_enough_for_them(
    shanxi: Standard, tmp_path: Path
) -> None:
    words = {"number": "ZJ-01", "title": "园区外购电量结算单及其汇总说明（示例）" * 4}
    filling = Filling(rows={"evidence": (words, {"number": "ZJ-02", "title": "结算单"})})
    write(shanxi, shanxi.variants["industrial"], tmp_path / "park.xlsx", filling)
    sheet, row = _told(load_workbook(tmp_path / "park.xlsx"), "c_evidence__number")
    assert sheet.row_dimensions[row + 1].height > 60  # 76 characters in a column of 13
    assert sheet.row_dimensions[row + 2].height == 22
    assert sheet.row_dimensions[row + 3].height is None  # grows by itself when typed into


def test_every_input_has_a_name_and_every_table_names_for_body_and_heads(blank: Workbook) -> None:
    assert blank.defined_names["v_area"].attr_text == "'园区概况'!$D$6"
    assert blank.defined_names["n_green_share"].attr_text == "'园区概况'!$E$11"
    assert blank.defined_names["g_power"].attr_text == "'能源 活动''数据'!$F$5"
    assert blank.defined_names["c_fuels__amount__grade"].attr_text == "'能源 活动''数据'!$F$12"
    assert blank.defined_names["e_base_year"].attr_text == "'园区概况'!$F$8"
    assert blank.defined_names["v_power__report"].attr_text == "'能源 活动''数据'!$E$5"
    assert blank.defined_names["t_fuels"].attr_text == "'能源 活动''数据'!$B$13:$I$17"
    assert blank.defined_names["c_fuels__amount__base"].attr_text == "'能源 活动''数据'!$D$12"
    assert blank.defined_names["d_fuels"].attr_text == "'能源 活动''数据'!$C$11"


def test_the_stamp_names_standard_variant_and_template(blank: Workbook) -> None:
    stamp = [tuple(cell.value for cell in row) for row in blank["zeropark"].rows]
    assert stamp == [
        ("m_standard", "tiny"),
        ("m_edition", "2024"),
        ("m_variant", "industrial"),
        ("m_digest", "d1g3st"),
        ("m_template", "1.2"),
    ]


def test_only_inputs_are_unlocked_and_no_password_is_set(blank: Workbook) -> None:
    sheet = blank["园区概况"]
    open_cells = [cell.coordinate for row in sheet.rows for cell in row
                  if not cell.protection.locked]  # fmt: skip
    assert open_cells == ["D5", "D6", "D7", "D8", "F8", "D9", "D11", "E11", "F11"]
    assert sheet.protection.sheet
    assert sheet.protection.password is None
    assert not sheet.protection.insertRows  # that is: allowed
    assert blank.security is not None
    assert blank.security.lockStructure


def test_every_input_has_a_prompt_that_fits(blank: Workbook) -> None:
    for title in ("园区概况", "能源 活动'数据"):
        rules = blank[title].data_validations.dataValidation
        covered = {cell for rule in rules for area in rule.sqref.ranges
                   for row in area.rows for cell in row}  # fmt: skip
        unlocked = {(cell.row, cell.column) for row in blank[title].rows for cell in row
                    if not cell.protection.locked}  # fmt: skip
        assert unlocked <= covered
        assert all(rule.prompt and len(rule.prompt) <= 255 for rule in rules)
        assert all(len(rule.promptTitle) <= 32 for rule in rules)


def test_closed_lists_are_kept_on_the_hidden_sheet_in_their_order(blank: Workbook) -> None:
    lists = [[cell.value for cell in column if cell.value] for column in
             blank["zeropark.lists"].columns]  # fmt: skip
    assert ["工业类", "农业类", "A（甲）"] in lists
    assert ["无烟煤", "天然气"] in lists
    assert ["P1 绿电占比"] in lists
    assert ["能源", "管理"] in lists


def test_a_number_may_be_a_number_in_range_or_a_code(blank: Workbook) -> None:
    rules = {str(rule.sqref): rule for rule in
             blank["园区概况"].data_validations.dataValidation}  # fmt: skip
    share = rules["D11"]
    assert share.errorStyle == "warning"
    assert share.formula1.startswith("IF(ISNUMBER(D11),AND(D11>=0,D11<=1),COUNTIF(")


def test_a_factor_is_shown_beside_the_choice_by_formula() -> None:
    sheet = load_workbook(BytesIO(workbook()))["能源 活动'数据"]
    assert sheet["C13"].value.startswith('=IF(B13="","",IFERROR(INDEX(')
    assert sheet["C13"].protection.locked


def test_text_of_a_filling_never_becomes_a_formula() -> None:
    with ZipFile(BytesIO(workbook(None))) as package:
        blanks = [package.read(f"xl/worksheets/sheet{n}.xml") for n in range(1, 7)]
    blank_formulas = [{*re.findall(rb"<f>(.*?)</f>", sheet)} for sheet in blanks]
    texts = ("=1+1", "+1", "-1", "@SUM(1)", "=cmd|' /C calc'!A0", "#N/A")
    for text in texts:
        data = workbook(Filling({"park_name": text, "area": text, "comment": text}))
        with ZipFile(BytesIO(data)) as package:
            sheets = [package.read(f"xl/worksheets/sheet{n}.xml") for n in range(1, 7)]
        formulas = [{*re.findall(rb"<f>(.*?)</f>", sheet)} for sheet in sheets]
        assert formulas == blank_formulas
        assert accepted(data).text("park_name") == text


def test_the_same_workbook_has_the_same_bytes() -> None:
    again = (
        "import sys, hashlib; sys.path.insert(0, 'tests'); from workbook_park import workbook;"
        "print(hashlib.sha256(workbook()).hexdigest())"
    )
    hashes = {
        run([sys.executable, "-c", again], env={"PYTHONHASHSEED": seed, "TZ": zone},
            capture_output=True, check=True, text=True,
            cwd=Path(__file__).parents[1]).stdout
        for seed, zone in (("1", "UTC"), ("2", "Asia/Shanghai"))
    }  # fmt: skip
    assert len(hashes) == 1


def test_what_describes_a_font_stands_in_the_schemas_order() -> None:
    with ZipFile(BytesIO(workbook())) as package:
        styles = ET.fromstring(package.read(STYLES))  # noqa: S314
    order = ["b", "i", "u", "sz", "color", "name", "family", "charset", "scheme"]
    for font in styles.iter(f"{MAIN}font"):
        tags = [child.tag.removeprefix(MAIN) for child in font]
        assert tags == sorted(tags, key=order.index)


def test_a_file_that_cannot_be_written_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "full")

    monkeypatch.setattr("os.fsync", fail)
    with pytest.raises(OSError, match="full"):
        write(STANDARD, PARK, tmp_path / "park.xlsx")
    assert list(tmp_path.iterdir()) == []


def test_more_rows_than_prepared_are_written_and_read() -> None:
    rows = tuple({"target": "P1 绿电占比", "text": f"措施{n}"} for n in range(30))
    listing = accepted(workbook(Filling(rows={"measures": rows}))).listings["measures"]
    assert [row.text("text") for row in listing.rows] == [f"措施{n}" for n in range(30)]


TEXT = st.text(max_size=60).map(lambda text: text.strip())
NUMBERS = st.decimals(-(10**9), 10**9, places=6)
ROWS = st.fixed_dictionaries(
    {"fuel": st.sampled_from(["无烟煤", "天然气"]), "amount__base": NUMBERS},
    optional={
        "amount__report": NUMBERS,
        "share": st.decimals(0, 1, places=4),
        "since": st.dates(date(1990, 1, 1), date(2100, 12, 31)).map(str),
    },
)
ANSWERS = st.fixed_dictionaries(
    {"area": NUMBERS},
    optional={
        "kind": st.sampled_from(["工业类", "农业类", "A（甲）"]),
        "base_year": st.integers(1990, 2100).map(Decimal),
        "approved": st.dates(date(1990, 1, 1), date(2100, 12, 31)).map(str),
        "green_share": st.decimals(0, 1, places=4),
        "power__base": NUMBERS,
        "staff__report": st.integers(0, 10**9).map(Decimal),
    },
)


@settings(max_examples=25, deadline=None)
@given(answers=ANSWERS, rows=st.lists(ROWS, max_size=7))
def test_what_was_filled_in_is_read_back(
    answers: dict[str, Decimal | str], rows: list[dict[str, Decimal | str]]
) -> None:
    submission = accepted(workbook(Filling(answers, rows={"fuels": tuple(rows)})))
    read_back = {k: entry.value for k, entry in submission.entries.items() if entry.value}
    assert read_back == {k: value for k, value in answers.items() if value}
    listed = [
        {key: entry.value for key, entry in row.entries.items() if entry.state == "value"}
        for row in submission.listings["fuels"].rows
    ]
    assert listed == rows
    assert submission.issues == ()


@settings(max_examples=25, deadline=None)
@given(text=st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=80))
def test_printable_text_is_read_back_as_it_was_written(text: str) -> None:
    submission = accepted(workbook(Filling({"park_name": text, "area": Decimal(1)})))
    unseen = "\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
    seen = "".join(sign for sign in text if sign not in unseen)
    kept = seen.replace("\ufffe", "\ufffd").replace("\uffff", "\ufffd").strip()
    assert submission.text("park_name") == kept


def test_the_issue_list_has_a_row_per_issue_and_only_text(tmp_path: Path) -> None:
    cell = Cell("a.xlsx", "能源", "C7")
    issues = (
        Issue("V105", "error", cell, {"name": "外购电量", "found": "=1+1"}),
        Issue("W101", "error", None),
    )
    issue_list(tmp_path / "问题清单.xlsx", issues)
    sheet = load_workbook(tmp_path / "问题清单.xlsx").active
    assert sheet is not None
    rows = [[cell.value for cell in row] for row in sheet.rows]
    assert rows[0] == [
        "序号", "级别", "工作表", "单元格", "项目", "您填写的内容", "问题", "怎样修改", "代码",
    ]  # fmt: skip
    assert rows[1][:6] == ["1", "错误", "能源", "C7", "外购电量", "=1+1"]
    assert "不是一个数" in str(rows[1][6])
    assert rows[1][8] == "V105"
    assert rows[2][1:3] == ["错误", None]
    assert {cell.data_type for row in sheet.rows for cell in row if cell.value} == {"s"}


def test_the_full_filling_is_read_back_with_reasons_evidence_and_rows() -> None:
    submission = accepted(workbook(FULL))
    assert {k: entry.value for k, entry in submission.entries.items()} == dict(FULL.answers)
    assert submission.entries["green_share"].reason == "按合同"
    assert submission.entries["base_year"].evidence == ("E01", "E02")
    fuels = submission.listings["fuels"]
    assert fuels.declared is not None
    assert fuels.declared.value == "有"
    assert str(fuels.cell) == "能源 活动'数据!B12"
    assert [row.number for row in fuels.rows] == [1, 2]
    assert [row.text("amount__grade") for row in fuels.rows] == ["估算", ""]
    assert fuels.rows[1].entries["proof"].evidence == ("E3", "E4")
    assert str(fuels.rows[1].entries["share"].cell) == "能源 活动'数据!G14"
    assert submission.issues == ()
