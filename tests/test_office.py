"""What LibreOffice itself did to a workbook — moved rows and columns, new titles — is followed."""

import json
import os
import re
import shutil
import subprocess
from decimal import Decimal
from pathlib import Path

import pytest

from zeropark.model import Issue, Standard, Submission
from zeropark.sample import draw
from zeropark.validate import validate
from zeropark.workbook import read, write

PYTHON = "/usr/bin/python3"
SCRIPT = Path(__file__).with_name("office.py")


def has_office() -> bool:
    asked = [PYTHON, "-c", "import uno"]
    return shutil.which("soffice") is not None and (
        subprocess.run(asked, capture_output=True, check=False).returncode == 0
    )


pytestmark = pytest.mark.skipif(
    not os.environ.get("CI") and not has_office(),
    reason="LibreOffice with its Python bridge (python3-uno) is not installed",
)


def rearranged(folder: Path, source: Path) -> bytes:
    target = folder / "rearranged.xlsx"
    subprocess.run(
        [PYTHON, str(SCRIPT), str(folder / "profile"), "rearranged", str(source), str(target)],
        check=True,
        capture_output=True,
        timeout=180,
    )
    return target.read_bytes()


def shown(folder: Path, prefixes: tuple[str, ...], *books: Path) -> dict[str, dict[str, str]]:
    """What LibreOffice shows in the cells whose names begin so, by workbook."""
    target = folder / "shown.json"
    task = ["shown", ",".join(prefixes), str(target), *map(str, books)]
    subprocess.run(
        [PYTHON, str(SCRIPT), str(folder / "profile"), *task],
        check=True,
        capture_output=True,
        timeout=120 + 20 * len(books),
    )
    told: dict[str, dict[str, str]] = json.loads(target.read_text("utf-8"))
    return told


def _moved(ref: str) -> str:
    """The address three rows further down and one column further right."""
    letters, row = re.fullmatch(r"([A-Z]+)(\d+)", ref).groups()  # type: ignore[union-attr]
    return f"{letters[:-1]}{chr(ord(letters[-1]) + 1)}{int(row) + 3}"


@pytest.mark.parametrize("variant", ["industrial", "agricultural", "tourism"])
def test_arearranged_workbook_says_the_same_at_its_new_addresses(
    shanxi: Standard, variant: str, tmp_path: Path
) -> None:
    sample = draw(shanxi, shanxi.variants[variant], 5, "faulty", seed=7)
    path = tmp_path / "park.xlsx"
    write(shanxi, shanxi.variants[variant], path, sample.filling)
    before = read(path.read_bytes(), path.name, {shanxi.id: shanxi})
    after = read(rearranged(tmp_path, path), path.name, {shanxi.id: shanxi})
    assert isinstance(before, Submission)
    assert isinstance(after, Submission)

    assert _answers(after) == _answers(before)
    told = [(i.code, i.cell.ref if i.cell else "") for i in _issues(shanxi, after)]
    expected = [(i.code, _moved(i.cell.ref) if i.cell else "") for i in _issues(shanxi, before)]
    assert told == expected
    assert {i.cell.sheet[0] for i in _issues(shanxi, after) if i.cell} == {"表"}


def _answers(submission: Submission) -> dict[str, Decimal | str | None]:
    single = {key: entry.value for key, entry in submission.entries.items()}
    rows = {
        f"{id_}#{row.number}.{column}": entry.value
        for id_, listing in submission.listings.items()
        for row in listing.rows
        for column, entry in row.entries.items()
    }
    return single | rows


def _issues(standard: Standard, submission: Submission) -> tuple[Issue, ...]:
    return (*submission.issues, *validate(standard, submission))
