"""A blank workbook as it comes out of the printer: nothing is headed that is not there."""

import os
import re
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from subprocess import run

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from zeropark.model import Variant
from zeropark.standard import find, load_all
from zeropark.workbook import write
from zeropark.workbook.pages import Block, first_page, keep_together

STANDARDS = load_all(find())
VARIANTS = [(s.id, v) for s in STANDARDS.values() for v in s.variants]
office = pytest.mark.skipif(
    not os.environ.get("CI") and not (shutil.which("soffice") and shutil.which("pdftotext")),
    reason="LibreOffice or pdftotext (poppler-utils) is not installed",
)


def _printed(folder: Path, book: Path) -> list[list[str]]:
    """The lines of every page of a workbook as LibreOffice prints it, but for its title."""
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    made = ["--convert-to", "pdf", "--outdir", str(folder), str(book)]
    run(["soffice", "--headless", profile, *made], check=True, capture_output=True, timeout=180)
    asked = ["pdftotext", "-layout", str(book.with_suffix(".pdf")), "-"]
    text = run(asked, check=True, capture_output=True).stdout.decode()
    return [[ln.strip() for ln in page.splitlines() if ln.strip()][1:] for page in text.split("\f")]


def _alone(kind: Variant, pages: Sequence[Sequence[str]]) -> Iterator[str]:
    """Headings of tables and groups under which nothing is numbered on the same page."""
    headings = {table.name for table in kind.tables().values()}
    headings |= {item.group for item in kind.items().values() if item.group}
    for page in pages:
        for place, line in enumerate(page):
            if line in headings and not any(re.match(r"\d+( |$)", x) for x in page[place + 1 :]):
                yield line


@office
@pytest.mark.parametrize(("standard", "variant"), VARIANTS)
def test_no_heading_stands_alone_at_the_foot_of_a_printed_page(
    standard: str, variant: str, tmp_path: Path
) -> None:
    kind = STANDARDS[standard].variants[variant]
    write(STANDARDS[standard], kind, tmp_path / "blank.xlsx")
    pages = _printed(tmp_path, tmp_path / "blank.xlsx")
    assert len(pages) > 10
    assert list(_alone(kind, pages)) == []


def _sheet(rows: int, *blocks: Block, widths: Sequence[float], growing: bool) -> Worksheet:
    """A sheet of rows 20 points high, of which the first is a title."""
    sheet = Workbook().worksheets[0]
    for column, width in zip("ABCDEF", widths, strict=False):
        sheet.column_dimensions[column].width = width
    for row in range(1, rows + 1):
        sheet.cell(row, 1, "x")
        sheet.row_dimensions[row].height = 20
    keep_together(sheet, blocks, len(widths), 1, growing=growing)
    return sheet


def _breaks(rows: int, *blocks: Block, widths: Sequence[float] = (100,)) -> list[int]:
    """Before which rows the pages of a sheet end."""
    sheet = _sheet(rows, *blocks, widths=widths, growing=True)
    return [each.id + 1 for each in sheet.row_breaks.brk]


def test_a_sheet_of_a_fixed_length_little_more_than_a_page_is_shrunk_onto_one() -> None:
    shrunk = _sheet(30, widths=(100,), growing=False)  # 600 points of 507 and a fifth of them
    assert (shrunk.page_setup.fitToHeight, list(shrunk.row_breaks.brk)) == (1, [])
    longer = _sheet(31, widths=(100,), growing=False)
    assert (longer.page_setup.fitToHeight, len(longer.row_breaks.brk)) == (None, 1)


def test_a_table_that_would_be_torn_begins_on_the_next_page() -> None:
    """Of 523 points 507 are counted on: 25 rows, a title among them, which each page repeats."""
    assert _breaks(25) == []
    assert _breaks(50) == [26, 50]
    assert _breaks(30, Block(20, 25, 23)) == [26]
    assert _breaks(30, Block(20, 26, 23)) == [20]
    assert _breaks(43, Block(20, 43, 23)) == [20]  # with the title just a page
    assert _breaks(44, Block(20, 44, 23)) == [26]  # longer than one: torn below its first rows
    assert _breaks(47, Block(24, 60, 27)) == [24]  # which would not stand on this page
    assert _breaks(31, Block(8, 31, 11)) == [26]  # a page that is mostly empty is none the better
    assert _breaks(29, Block(8, 29, 11)) == [8]  # but for four rows alone on the next


def test_columns_too_wide_for_a_page_shrink_and_more_rows_stand_on_it() -> None:
    """298.67 characters of 5.25 points are twice as wide as a page: 50 rows stand on one."""
    assert _breaks(50, widths=(149, 149)) == []
    assert _breaks(52, Block(40, 52, 43), widths=(149, 149)) == [40]


def test_the_first_page_of_a_wide_sheet_ends_where_its_columns_no_longer_fit() -> None:
    sheet = Workbook().worksheets[0]
    for column, width in zip("ABCDEF", (10, 30, 100, 100, 100, 100), strict=True):
        sheet.column_dimensions[column].width = width
    # two pages: 10+30+100+100 and, the first two again, 10+30+100+100
    assert first_page(sheet, 6, 2) == 4
    assert first_page(sheet, 4, 2) == 4
