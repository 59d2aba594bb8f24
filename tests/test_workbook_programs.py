"""A workbook that went through another program is still read, wherever things have moved to."""

import os
import shutil
from decimal import Decimal
from pathlib import Path
from subprocess import run

import pytest

from workbook_park import FULL, accepted, workbook
from zeropark.model import Submission

pytestmark = pytest.mark.skipif(
    shutil.which("soffice") is None and not os.environ.get("CI"),
    reason="LibreOffice is not installed",
)
MACRO = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1"
 script:language="StarBasic">
Sub Rework(source As String, target As String)
  Dim hidden(0) As New com.sun.star.beans.PropertyValue
  hidden(0).Name = "Hidden" : hidden(0).Value = True
  book = StarDesktop.loadComponentFromURL(source, "_blank", 0, hidden())
  book.unprotect("")
  For number = 1 To 2
    sheet = book.Sheets(number)
    sheet.unprotect("")
    sheet.Name = "Tab" &amp; number
    sheet.Columns.insertByIndex(2, 2)
    sheet.Rows.insertByIndex(4, 3)
  Next
  REM two rows into the table of fuels, whose rows now begin at row 16
  book.Sheets(2).Rows.insertByIndex(16, 2)
  book.Sheets.moveByName("Tab2", 0)
  book.CalculateAll()
  Dim filter(0) As New com.sun.star.beans.PropertyValue
  filter(0).Name = "FilterName" : filter(0).Value = "Calc MS Excel 2007 XML"
  book.storeToURL(target, filter())
  book.close(True)
End Sub
</script:module>
"""
LIBRARY = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:library PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "library.dtd">
<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard"
 library:readonly="false" library:passwordprotected="false">
 <library:element library:name="Module1"/>
</library:library>
"""


def office(folder: Path, *arguments: str) -> None:
    """Run LibreOffice on a profile that is thrown away."""
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    run(["soffice", "--headless", "--norestore", profile, *arguments],
        check=True, capture_output=True, timeout=120)  # fmt: skip


def resaved(folder: Path, data: bytes) -> bytes:
    source, target = folder / "park.xlsx", folder / "out"
    source.write_bytes(data)
    office(folder, "--convert-to", "xlsx", "--outdir", str(target), str(source))
    return (target / "park.xlsx").read_bytes()


def reworked(folder: Path, data: bytes) -> bytes:
    source, target = folder / "park.xlsx", folder / "reworked.xlsx"
    source.write_bytes(data)
    basic = folder / "profile" / "user" / "basic" / "Standard"
    basic.mkdir(parents=True)
    (basic / "Module1.xba").write_text(MACRO, encoding="utf-8")
    (basic / "script.xlb").write_text(LIBRARY, encoding="utf-8")
    call = f'macro:///Standard.Module1.Rework("{source.as_uri()}","{target.as_uri()}")'
    office(folder, call)
    return target.read_bytes()


def assert_all_is_read(submission: Submission) -> None:
    assert {key: entry.value for key, entry in submission.entries.items()} == dict(FULL.answers)
    assert submission.entries["green_share"].reason == "按合同"
    assert submission.entries["base_year"].evidence == ("E01", "E02")
    rows = submission.listings["fuels"].rows
    assert [row.text("fuel") for row in rows] == ["无烟煤", "天然气"]
    assert rows[1].entries["share"].value == Decimal("0.1")
    assert rows[1].text("since") == "2020-01-01"
    assert submission.issues == ()


def test_a_workbook_saved_by_another_program_is_read_the_same(tmp_path: Path) -> None:
    assert_all_is_read(accepted(resaved(tmp_path, workbook())))


def test_renamed_sheets_and_inserted_rows_and_columns_are_followed(tmp_path: Path) -> None:
    submission = accepted(reworked(tmp_path, workbook()))
    assert_all_is_read(submission)
    assert str(submission.entries["park_name"].cell) == "Tab1!F8"
    assert [row.number for row in submission.listings["fuels"].rows] == [1, 4]
