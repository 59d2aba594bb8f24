"""A submitted workbook is found by names, else by labels; what is wrong is said at its cell."""

import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from books import ENERGY, sample, shipped
from openpyxl import load_workbook
from workbook_park import (
    ENERGY_SHEET,
    FULL,
    PARK_SHEET,
    STANDARD,
    STYLES,
    WORKBOOK,
    accepted,
    edited,
    refused,
    with_cell,
    workbook,
)

from zeropark.model import Issue, Standard, Submission
from zeropark.workbook import Filling, read

STRICT = (
    ("http://schemas.openxmlformats.org/spreadsheetml/2006/main",
     "http://purl.oclc.org/ooxml/spreadsheetml/main"),
    ("http://schemas.openxmlformats.org/officeDocument/2006/relationships",
     "http://purl.oclc.org/ooxml/officeDocument/relationships"),
)  # fmt: skip


@pytest.fixture(scope="module")
def full() -> bytes:
    return workbook(FULL)


def said(submission: Submission) -> list[tuple[str, str]]:
    return [(issue.code, str(issue.cell or "")) for issue in submission.issues]


def only(submission: Submission) -> Issue:
    (issue,) = submission.issues
    return issue


def values(submission: Submission) -> dict[str, object]:
    return {key: entry.value for key, entry in submission.entries.items()}


def without_names(text: str, pattern: str = ".*?") -> str:
    return re.sub(rf'<definedName name="{pattern}">.*?</definedName>', "", text)


def drop_input_names(text: str) -> str:
    return without_names(text, '[vnetcd]_[^"]*')


def shift_rows(text: str, after: int, by: int) -> str:
    """Move every row below one down, as a program does that inserts rows."""

    def row(found: re.Match[str]) -> str:
        number = int(found[2])
        return f'{found[1]}{number + by if number > after else number}"'

    text = re.sub(r'(<row r=")([0-9]+)"', row, text)
    return re.sub(r'(<c r="[A-Z]+)([0-9]+)"', row, text)


# ------------------------------------------------------------------ where answers are found


def test_every_item_has_an_entry_also_where_nothing_is_filled_in() -> None:
    submission = accepted(workbook(Filling({"area": Decimal(1)})))
    assert submission.entries.keys() == FULL.answers.keys()
    blank = submission.entries["power__report"]
    assert (blank.state, blank.value, str(blank.cell)) == ("missing", None, "能源 活动'数据!E5")
    assert blank.period == "report"
    assert submission.listings["fuels"].rows == ()
    assert submission.issues == ()


def test_a_renamed_sheet_is_read_and_messages_use_its_new_name(full: bytes) -> None:
    data = edited(full, WORKBOOK, lambda text: text.replace("园区概况", "概况 (改)"))
    data = with_cell(data, "D6", 's="STYLE"><v>abc</v>')
    assert said(accepted(data)) == [("V105", "概况 (改)!D6")]


def test_inserted_rows_are_followed_by_the_names(full: bytes) -> None:
    data = edited(full, PARK_SHEET, lambda text: shift_rows(text, 5, 3))
    data = edited(
        data,
        WORKBOOK,
        lambda text: re.sub(
            r"('园区概况'!\$[A-Z]\$)([0-9]+)<",
            lambda f: f"{f[1]}{int(f[2]) + 3 if int(f[2]) > 5 else f[2]}<",
            text,
        ),
    )
    submission = accepted(data)
    assert values(submission) == dict(FULL.answers)
    assert str(submission.entries["area"].cell) == "园区概况!D9"


def test_without_names_answers_are_found_by_their_labels(full: bytes) -> None:
    data = edited(full, WORKBOOK, drop_input_names)
    data = edited(data, PARK_SHEET, lambda text: shift_rows(text, 1, 40))
    submission = accepted(data)
    assert values(submission) == dict(FULL.answers)
    assert submission.entries["green_share"].reason == "按合同"
    assert submission.entries["base_year"].evidence == ("E01", "E02")
    assert str(submission.entries["area"].cell) == "园区概况!D46"
    fuels = submission.listings["fuels"]
    assert fuels.declared is not None
    assert fuels.declared.value == "有"
    assert [row.text("fuel") for row in fuels.rows] == ["无烟煤", "天然气"]
    assert [row.text("amount__grade") for row in fuels.rows] == ["估算", ""]
    assert {code for code, _ in said(submission)} == {"W122"}


def test_without_names_and_under_another_title_a_sheet_is_known_by_its_labels(
    full: bytes,
) -> None:
    data = edited(full, WORKBOOK, drop_input_names)
    data = edited(data, WORKBOOK, lambda text: text.replace("园区概况", "Sheet1"))
    submission = accepted(data)
    assert submission.text("park_name") == "晋阳低碳产业园"
    assert str(submission.entries["park_name"].cell) == "Sheet1!D5"


def test_a_name_that_points_nowhere_is_as_good_as_gone(full: bytes) -> None:
    data = edited(full, WORKBOOK, lambda t: t.replace("'园区概况'!$D$6", "'园区概况'!#REF!"))
    submission = accepted(data)
    assert submission.entries["area"].value == Decimal("12.5")
    assert said(submission) == [("W122", "")]


def test_an_item_whose_row_is_gone_is_said_once(full: bytes) -> None:
    def cut(text: str) -> str:
        return re.sub(r'<row r="6".*?</row>', "", text)

    data = edited(full, PARK_SHEET, cut)
    data = edited(data, WORKBOOK, lambda text: without_names(text, "v_area"))
    submission = accepted(data)
    issue = only(submission)
    assert (issue.code, issue.params["name"]) == ("W121", "规划面积")
    assert submission.entries["area"].cell == issue.cell


def test_an_item_of_several_years_whose_row_is_gone_is_said_once(full: bytes) -> None:
    data = edited(full, ENERGY_SHEET, lambda text: re.sub(r'<row r="6".*?</row>', "", text))
    data = edited(data, WORKBOOK, lambda text: without_names(text, "v_staff__[a-z]*"))
    issue = only(accepted(data))
    assert (issue.code, issue.params["name"]) == ("W121", "从业人数")


def test_a_sheet_that_is_gone_is_said_once_and_the_rest_is_read(full: bytes) -> None:
    def cut(text: str) -> str:
        text = re.sub(r"<sheet [^>]*园区概况[^>]*/>", "", text)
        return text.replace("'园区概况'!$", "#REF!$")

    submission = accepted(edited(full, WORKBOOK, cut))
    issue = only(submission)
    assert (issue.code, issue.params["sheet"]) == ("W120", "园区概况")
    assert submission.entries["area"].cell == issue.cell
    assert submission.entries["power__base"].value == Decimal(100)


def test_a_copied_sheet_is_asked_about(full: bytes) -> None:
    def copy(text: str) -> str:
        sheet = re.search(r"<sheet [^>]*园区概况[^>]*/>", text)
        assert sheet
        twin = sheet[0].replace("园区概况", "园区概况 (2)").replace('sheetId="2"', 'sheetId="9"')
        local = '<definedName name="v_area" localSheetId="5">\'园区概况 (2)\'!$D$6</definedName>'
        text = text.replace("</sheets>", twin + "</sheets>")
        return text.replace("</definedNames>", local + "</definedNames>")

    issue = only(accepted(edited(full, WORKBOOK, copy)))
    assert (issue.code, issue.params["copy"], issue.params["original"]) == (
        "W123", "园区概况 (2)", "园区概况",
    )  # fmt: skip


def test_hidden_sheets_and_rows_with_answers_are_asked_about(full: bytes) -> None:
    hidden = edited(
        full,
        WORKBOOK,
        lambda text: text.replace('sheetId="2" state="visible"', 'sheetId="2" state="hidden"'),
    )
    assert said(accepted(hidden)) == [("W124", "")]
    row = edited(full, PARK_SHEET, lambda text: text.replace('<row r="6"', '<row r="6" hidden="1"'))
    assert said(accepted(row)) == [("W125", "园区概况!D6")]


# ------------------------------------------------------------------ tables


def test_blank_rows_between_are_skipped_and_rows_keep_their_number() -> None:
    rows: tuple[dict[str, str], ...] = ({"text": "一"}, {}, {"text": "三"})
    listing = accepted(workbook(Filling(rows={"measures": rows}))).listings["measures"]
    assert [(row.number, row.text("text")) for row in listing.rows] == [(1, "一"), (3, "三")]


def test_rows_below_the_prepared_ones_are_read_and_said(full: bytes) -> None:
    extra = "".join(
        f'<row r="{row}"><c r="D{row}" t="inlineStr"><is><t>追加{row}</t></is></c></row>'
        for row in (24, 25, 27)
    )
    data = edited(full, ENERGY_SHEET, lambda t: t.replace("</sheetData>", extra + "</sheetData>"))
    submission = accepted(data)
    rows = submission.listings["measures"].rows
    assert [row.text("text") for row in rows] == ["采购绿证", "追加24", "追加25"]
    assert said(submission) == [("W126", "能源 活动'数据!B24")]


def test_a_single_row_below_the_prepared_ones_is_said_too(full: bytes) -> None:
    extra = '<row r="24"><c r="D24" t="inlineStr"><is><t>追加</t></is></c></row>'
    data = edited(full, ENERGY_SHEET, lambda t: t.replace("</sheetData>", extra + "</sheetData>"))
    assert said(accepted(data)) == [("W126", "能源 活动'数据!B24")]


def test_a_row_is_named_by_table_number_and_column(full: bytes) -> None:
    data = with_cell(full, "E14", 's="STYLE" t="inlineStr"><is><t>约5</t></is>', ENERGY_SHEET)
    issue = only(accepted(data))
    assert (issue.code, str(issue.cell)) == ("V106", "能源 活动'数据!E14")
    assert issue.params["name"] == "燃料燃烧活动数据 第2行 消费量（评价年）"
    assert issue.params["found"] == "约5"


def test_the_answer_to_a_tables_question_is_one_of_two(full: bytes) -> None:
    data = with_cell(full, "C11", 's="STYLE" t="inlineStr"><is><t>也许</t></is>', ENERGY_SHEET)
    submission = accepted(data)
    assert said(submission) == [("V117", "能源 活动'数据!C11")]
    declared = submission.listings["fuels"].declared
    assert declared is not None
    assert declared.state == "missing"


# ------------------------------------------------------------------ how cells are stored


@pytest.mark.parametrize(
    ("xml", "value"),
    [
        ('s="STYLE"><v>7</v>', Decimal(7)),
        ('s="STYLE" t="n"><f>3+4</f><v>7</v>', Decimal(7)),
        ('s="9999"><v>7</v>', Decimal(7)),
        ('s="STYLE" t="str"><f>"7"</f><v>7</v>', Decimal(7)),
        ('s="STYLE" t="inlineStr"><is><r><t>1</t></r><r><t>2</t></r></is>', Decimal(12)),
        ('t="inlineStr"><is><t>7</t><rPh sb="0" eb="1"><t>9</t></rPh></is>', Decimal(7)),
        ('t="whatever"><v>7</v>', Decimal(7)),
        ('t="s">', None),
    ],
)
def test_a_number_is_read_however_it_is_stored(full: bytes, xml: str, value: object) -> None:
    submission = accepted(with_cell(full, "D6", xml))
    assert submission.entries["area"].value == value
    assert submission.issues == ()


@pytest.mark.parametrize(
    ("xml", "code"),
    [
        ('s="STYLE"><f>A1+A2</f>', "V101"),
        ('s="STYLE"><f>A1+A2</f><v></v>', "V101"),
        ('t="n"><f>A1+A2</f><v/>', "V101"),
        ('t="e"><f>1/0</f><v>#DIV/0!</v>', "V102"),
        ('t="b"><v>1</v>', "V103"),
        ('t="d"><v>2025-01-01T00:00:00</v>', "V104"),
        ('t="n"><v>1e999</v>', "V112"),
        ('t="str"><f>""</f><v></v>', "V123"),
        ('t="n"><f>[1]Sheet1!A1</f><v>77</v>', "V122"),
        ('t="n"><v>1</v></c><c r="D6"><v>2</v>', "V124"),
    ],
)
def test_what_is_odd_about_a_cell_is_said_at_the_cell(full: bytes, xml: str, code: str) -> None:
    assert said(accepted(with_cell(full, "D6", xml))) == [(code, "园区概况!D6")]


def with_shared_strings(data: bytes, strings: str) -> bytes:
    """The package with a part of shared strings, which ours does not need."""
    result = BytesIO()
    with ZipFile(BytesIO(data)) as source, ZipFile(result, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "xl/_rels/workbook.xml.rels":
                link = (
                    '<Relationship Id="rId99" Target="sharedStrings.xml" Type="http://schemas.'
                    'openxmlformats.org/officeDocument/2006/relationships/sharedStrings"/>'
                )
                content = content.replace(b"</Relationships>", link.encode() + b"</Relationships>")
            target.writestr(name, content)
        target.writestr("xl/sharedStrings.xml", f"<sst>{strings}</sst>")
    return result.getvalue()


def test_shared_strings_are_joined_without_their_phonetic_guides(full: bytes) -> None:
    strings = "<si><t>甲</t></si><si><r><t>晋</t></r><r><t>阳</t></r><rPh><t>ji</t></rPh></si>"
    data = with_cell(with_shared_strings(full, strings), "D5", 't="s"><v>1</v>')
    assert accepted(data).text("park_name") == "晋阳"


@pytest.mark.parametrize("index", ["2", "-1", "x", ""])
def test_a_string_that_is_not_there_means_a_damaged_file(full: bytes, index: str) -> None:
    data = with_shared_strings(full, "<si><t>甲</t></si><si><t>乙</t></si>")
    assert refused(with_cell(data, "D5", f't="s"><v>{index}</v>')) == "W105"


def test_both_calendars_are_read(full: bytes) -> None:
    data = edited(
        full, WORKBOOK, lambda t: t.replace("<workbookPr/>", '<workbookPr date1904="1"/>')
    )
    assert accepted(data).text("approved") == "2028-03-01"


def test_a_strict_workbook_is_read_the_same(full: bytes) -> None:
    result = BytesIO()
    with ZipFile(BytesIO(full)) as source, ZipFile(result, "w") as target:
        for name in source.namelist():
            text = source.read(name).decode()
            for old, new in STRICT:
                text = text.replace(old, new)
            target.writestr(name, text)
    assert values(accepted(result.getvalue())) == dict(FULL.answers)


def test_other_writings_of_the_same_package_are_read(full: bytes) -> None:
    result = BytesIO()
    with ZipFile(BytesIO(full)) as source, ZipFile(result, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == PARK_SHEET:
                content = content.decode().encode("utf-16")
            target.writestr(name.replace("worksheets", "Worksheets").replace("/", "\\"), content)
    assert values(accepted(result.getvalue())) == dict(FULL.answers)


def test_without_styles_numbers_are_read_and_percentages_asked_about(full: bytes) -> None:
    data = edited(full, STYLES, lambda _: "<styleSheet/>")
    assert {code for code, _ in said(accepted(data))} == {"V110", "V116"}


# ------------------------------------------------------------------ which template it is


def test_an_unfilled_workbook_is_one_message() -> None:
    assert refused(workbook(None)) == "W114"


def test_a_workbook_of_another_origin_is_refused(full: bytes) -> None:
    data = edited(full, WORKBOOK, lambda text: text.replace('name="zeropark"', 'name="other"'))
    assert refused(data) == "W109"


@pytest.mark.parametrize(
    ("standards", "code"),
    [
        ({}, "W110"),
        ({"tiny": replace(STANDARD, edition="2025")}, "W111"),
        ({"tiny": replace(STANDARD, variants={})}, "W112"),
        ({"tiny": replace(STANDARD, template_version="1.1.9")}, "W113"),
    ],
)
def test_a_template_that_is_not_installed_is_refused(
    full: bytes, standards: dict[str, Standard], code: str
) -> None:
    assert refused(full, standards) == code


def test_an_older_template_is_read_and_said(full: bytes) -> None:
    newer = {"tiny": replace(STANDARD, template_version="1.10")}
    submission = read(full, "park.xlsx", newer)
    assert isinstance(submission, Submission)
    assert said(submission) == [("W115", "")]
    assert submission.template_version == "1.2"


def test_the_stamp_is_read_without_its_names(full: bytes) -> None:
    data = edited(full, WORKBOOK, lambda text: without_names(text, "m_[a-z]+"))
    assert accepted(data).variant == "industrial"


CHANGES: list[Callable[[str], str]] = [
    lambda text: text.replace("</worksheet>", '<mergeCells><mergeCell ref="A1:XFD1048576"/>'
                              "</mergeCells></worksheet>"),
    lambda text: text.replace('<dimension ref="A1:I11"/>', '<dimension ref="A1"/>'),
    lambda text: text.replace("</sheetData>", '<row r="1048576"><c r="XFD1048576"/></row>'
                              "</sheetData>"),
    lambda text: text.replace("</row></sheetData>", '<c r="XFD11" s="1"/></row></sheetData>'),
]  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
def test_what_lies_outside_the_answers_changes_nothing(
    full: bytes, change: Callable[[str], str]
) -> None:
    data = edited(full, PARK_SHEET, change)
    assert data != full
    assert values(accepted(data)) == dict(FULL.answers)


def test_of_two_tables_with_like_heads_each_is_found_below_its_own_name(full: bytes) -> None:
    data = edited(full, WORKBOOK, drop_input_names)
    listings = accepted(data).listings
    assert str(listings["fuels"].cell) == "能源 活动'数据!B12"
    assert str(listings["measures"].cell) == "能源 活动'数据!B20"


def test_rows_written_below_a_table_end_where_something_else_has_its_place() -> None:
    """Five rows prepared, all filled in, one below; the next row is another question's."""
    coal: dict[str, Decimal | str] = {"fuel": "无烟煤", "amount__base": Decimal(1)}
    filled = workbook(replace(FULL, rows={"fuels": (coal,) * 5}))

    def written(comment_at: str) -> Submission:
        book = load_workbook(BytesIO(filled))
        sheet = book["能源 活动'数据"]
        for area in [area for area in sheet.merged_cells.ranges if area.min_row in (18, 19)]:
            sheet.unmerge_cells(str(area))
        sheet["B18"], sheet["B19"] = "无烟煤", "天然气"
        book.defined_names["v_comment"].attr_text = f"'能源 活动''数据'!{comment_at}"
        saved = BytesIO()
        book.save(saved)
        return accepted(saved.getvalue())

    assert [row.text("fuel") for row in written("$D$8").listings["fuels"].rows][5:] == [
        "无烟煤",
        "天然气",
    ]
    moved = written("$B$19")
    assert moved.text("comment") == "天然气"
    assert [row.text("fuel") for row in moved.listings["fuels"].rows] == ["无烟煤"] * 6


@pytest.mark.parametrize("left", ["'能源 活动''数据'!$D$6", "#REF!"])
def test_what_was_cut_and_pasted_over_another_answer_stands_for_that_one_alone(left: str) -> None:
    """LibreOffice leaves two names on the cell, Excel takes that of what stood there away."""
    data = with_cell(workbook(), "D5", 's="STYLE">', ENERGY_SHEET)
    for name, place in (("power", "'能源 活动''数据'!$D$6"), ("staff", left)):
        pattern = f'(<definedName name="v_{name}__base">).*?<'
        data = edited(data, WORKBOOK, lambda t, p=pattern, w=place: re.sub(p, rf"\1{w}<", t))  # type: ignore[misc]
    found = accepted(data)
    assert found.answer("staff", "base").value == Decimal(7)
    power = found.answer("power", "base")
    assert (power.state, power.cell.ref) == ("missing", "D5")
    assert [code for code, _ in said(found)] == ["W122"]
    assert found.answer("power", "report").value == Decimal("80.25")  # its name is its own


def _fuels(*rows: dict[str, Decimal | str]) -> Submission:
    return accepted(workbook(replace(FULL, rows={"fuels": rows})))


COAL: dict[str, Decimal | str] = {
    "fuel": "无烟煤",
    "amount__base": Decimal(10),
    "amount__report": Decimal(20),
    "amount__grade": "计量",
}


@pytest.mark.parametrize("said_there", ["合计", "小 计", "总计", "合计："])
def test_a_row_that_adds_the_others_up_is_no_row_of_the_table(said_there: str) -> None:
    submission = _fuels(COAL, {**COAL, "fuel": said_there})
    assert [row.text("fuel") for row in submission.listings["fuels"].rows] == ["无烟煤"]
    issue = only(submission)
    assert (issue.code, issue.level, issue.cell and issue.cell.ref) == ("W132", "note", "B14")
    assert (issue.params["row"], issue.params["found"]) == ("2", said_there)
    assert submission.preview == {}  # which adds the row to the others


def test_a_note_written_into_a_table_is_no_row_but_one_with_numbers_is() -> None:
    note: dict[str, Decimal | str] = {"fuel": "注：煤耗取自台账"}
    assert [row.text("fuel") for row in _fuels(COAL, note).listings["fuels"].rows] == ["无烟煤"]
    assert [issue.code for issue in _fuels(COAL, {**COAL, **note}).issues] == ["V117"]
    assert [issue.code for issue in _fuels({**COAL, "fuel": "合计"}).issues] == ["V117"]


def test_many_places_lost_on_a_sheet_are_told_at_once_and_few_each_by_itself() -> None:
    """A column deleted from a sheet of fourteen questions is one fault."""
    unnamed = edited(sample(), WORKBOOK, lambda t: without_names(t, "v_[a-z_]*?__base"))
    data = edited(unnamed, ENERGY, lambda t: t.replace("<t>基准年</t>", "<t>*</t>"))
    outcome = read(data, "park.xlsx", {shipped().id: shipped()})
    assert isinstance(outcome, Submission)
    (lost,) = [issue for issue in outcome.issues if issue.code == "W121"]
    assert lost.params["name"] == (
        "外购电量（受入）（基准年）、其中：有凭证的绿色电力（基准年）、外送电量（送出）（基准年）等14处"
    )
    few = edited(workbook(), WORKBOOK, lambda t: without_names(t, "v_(power|staff)__base"))
    data = edited(few, ENERGY_SHEET, lambda t: t.replace("<t>基准年</t>", "<t>*</t>"))
    told = [issue.params["name"] for issue in accepted(data).issues]
    assert told == ["外购电量（基准年）", "从业人数（基准年）"]


def test_a_column_of_a_table_that_was_deleted_is_told_once_not_in_every_row() -> None:
    data = edited(workbook(), WORKBOOK, lambda t: without_names(t, "c_fuels__amount__base"))
    data = edited(data, ENERGY_SHEET, lambda t: re.sub('<c r="D12".*?</c>', "", t, flags=re.DOTALL))
    submission = accepted(data)
    issue = only(submission)
    assert (issue.code, issue.cell and issue.cell.ref) == ("W121", "A1")
    assert issue.params["name"] == "燃料燃烧活动数据 消费量（基准年）"
    row = submission.listings["fuels"].rows[0]
    assert row.entries["amount__base"].cell == issue.cell  # so that nothing more is said of it
    assert row.entries["amount__report"].value == Decimal(2)
