"""A workbook that another program has saved is read like our own."""

import os
import shutil
from decimal import Decimal
from pathlib import Path
from subprocess import run

import pytest
from workbook_park import FULL, WORKBOOK, accepted, edited, workbook

from zeropark.model import Submission

pytestmark = pytest.mark.skipif(
    shutil.which("soffice") is None and not os.environ.get("CI"),
    reason="LibreOffice is not installed",
)


def resaved(folder: Path, data: bytes) -> bytes:
    """The workbook opened and saved by LibreOffice, on a profile that is thrown away."""
    source, target = folder / "park.xlsx", folder / "out"
    source.write_bytes(data)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    save = ["--convert-to", "xlsx", "--outdir", str(target), str(source)]
    run(["soffice", "--headless", profile, *save], check=True, capture_output=True, timeout=120)
    return (target / "park.xlsx").read_bytes()


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


def test_sheets_renamed_before_it_was_saved_are_followed(tmp_path: Path) -> None:
    renamed = edited(workbook(), WORKBOOK, lambda text: text.replace("园区概况", "Tab 1"))
    submission = accepted(resaved(tmp_path, renamed))
    assert_all_is_read(submission)
    assert str(submission.entries["park_name"].cell) == "Tab 1!D5"
