"""What lies under another cell, stands there twice, or comes with macros is told as such."""

import re
from decimal import Decimal
from io import BytesIO
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook
from openpyxl.styles import Font
from workbook_park import ENERGY_SHEET, FULL, PARK_SHEET, WORKBOOK, accepted, edited, workbook

from zeropark.messages import what
from zeropark.workbook import Refusal, read

ENERGY = "能源 活动'数据"


def merged(area: str, blank: str) -> bytes:
    """The energy sheet with an area merged and one of its cells blank."""

    def change(text: str) -> str:
        text = re.sub(
            rf'<c r="{blank}" s="([0-9]+)"[^>]*>.*?</c>', rf'<c r="{blank}" s="\1"/>', text
        )
        return re.sub("<mergeCells[^>]*>", rf'\g<0><mergeCell ref="{area}"/>', text, count=1)

    return edited(workbook(FULL), ENERGY_SHEET, change)


def test_a_blank_under_another_answer_is_no_blank_but_a_question() -> None:
    (issue,) = accepted(merged("D5:E5", "E5")).issues
    assert (issue.code, issue.cell and issue.cell.ref) == ("V128", "E5")
    assert what(issue.code, issue.params) == (
        "“外购电量（评价年）”的单元格与 D5 合并了，只看得到 D5 的“100”，无法判断本项是多少"
    )


def test_a_merge_of_blanks_or_over_the_whole_sheet_changes_nothing() -> None:
    assert accepted(merged("J30:K31", "Z99")).issues == ()
    assert accepted(merged("A1:XFD1048576", "Z99")).issues == ()
    assert accepted(merged("#REF!", "Z99")).issues == ()


def test_a_name_that_stands_there_twice_is_not_guessed() -> None:
    data = edited(
        workbook(FULL),
        WORKBOOK,
        lambda text: re.sub('<definedName name="v_area">.*?</definedName>', "", text),
    )
    row = '<row r="40"><c r="B40" t="inlineStr"><is><t>规划面积</t></is></c></row>'
    data = edited(data, PARK_SHEET, lambda t: t.replace("</sheetData>", f"{row}</sheetData>"))
    submission = accepted(data)
    (issue,) = submission.issues
    assert (issue.code, issue.params["name"]) == ("W127", "规划面积")
    assert submission.entries["area"].value is None


def test_macros_are_not_run_and_that_is_said() -> None:
    result = BytesIO(workbook(FULL))
    with ZipFile(result, "a") as package:
        package.writestr("xl/vbaProject.bin", b"Sub Auto_Open()")
    submission = accepted(result.getvalue())
    assert [(issue.code, issue.level) for issue in submission.issues] == [("W116", "note")]
    assert submission.text("park_name") == "晋阳低碳产业园"


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.7", "PDF 文件"),
        (b"\xef\xbb\xbf<html>", "网页（.html）"),
        (b"<?xml version='1.0'?><Workbook/>", "XML 文本"),
        (b"\x89PNG\r\n", "图片"),
        (b"Rar!\x1a\x07", "压缩包"),
        ("园区,甲".encode("gb18030"), "文本文件（如 .csv、.txt）"),
        (b"\x01\x00\x02", "其他类型的文件"),
    ],
)
def test_a_file_of_another_kind_is_named(data: bytes, kind: str) -> None:
    outcome = read(data, "park.xlsx", {})
    assert isinstance(outcome, Refusal)
    (issue,) = outcome.issues
    assert what(issue.code, issue.params) == f"文件是{kind}，不是 .xlsx 格式的工作簿，无法读取"


def test_what_is_filled_in_under_a_merged_cell_is_read_and_asked_about() -> None:
    """LibreOffice can keep what a merge covers; nobody sees it."""
    submission = accepted(merged("D5:E5", "Z99"))
    (issue,) = submission.issues
    assert (issue.code, issue.level, issue.cell and issue.cell.ref) == ("W131", "query", "E5")
    assert what(issue.code, issue.params) == (
        "“外购电量（评价年）”填写的“80.25”在与 D5 合并的单元格下面，表上看不到"
    )
    assert submission.answer("power", "report").number == Decimal("80.25")


def test_what_is_struck_through_is_read_and_asked_about_once_a_row() -> None:
    """Some strike out what no longer holds and write the new number elsewhere."""
    book = load_workbook(BytesIO(workbook(FULL)))
    for sheet, ref in (("园区概况", "D6"), (ENERGY, "D13"), (ENERGY, "E13"), (ENERGY, "B14")):
        book[sheet][ref].font = Font(strike=True)
    book["园区概况"]["D5"].font = Font(strike=False)
    saved = BytesIO()
    book.save(saved)
    submission = accepted(saved.getvalue())
    told = [(issue.code, issue.level, str(issue.cell)) for issue in submission.issues]
    assert told == [
        ("W133", "query", "园区概况!D6"),
        ("W133", "query", f"{ENERGY}!D13"),
        ("W133", "query", f"{ENERGY}!B14"),
    ]
    assert submission.entries["area"].value == Decimal("12.5")
