"""Cells read at a glance are those that are read element by element, whoever wrote them."""

from dataclasses import replace
from pathlib import Path

import pytest
from books import BASIC, sample
from mutants import all_of_them
from workbook_park import edited

from zeropark.workbook.gate import UnreadableError
from zeropark.workbook.glance import Glance
from zeropark.workbook.grid import Grid, GridListener
from zeropark.workbook.opened import Opened, open_workbook

ROOT = Path(__file__).resolve().parent.parent
BOOKS = [*sorted((ROOT / "workbooks").glob("*001.xlsx"))]


def read(workbook: Opened, part: str, *, glance: bool) -> Grid | str:
    """The cells of a part, or the code of the sentence that refuses it."""
    listener = GridListener(workbook.strings, workbook.formats.shapes)
    try:
        workbook.package.scan(part, listener, Glance(listener) if glance else None)
    except UnreadableError as refusal:
        return refusal.code
    for at, stored in listener.grid.cells.items():
        if stored.nature == "twice":  # which of the two is told does not matter
            listener.grid.cells[at] = replace(stored, text=None)
    return listener.grid


def grids(data: bytes) -> dict[str, Grid | str]:
    """Each sheet's cells at a glance, which are those of the slow way."""
    workbook = open_workbook(data)
    found = {t: read(workbook, tab.part, glance=True) for t, tab in workbook.tabs.items()}
    assert found == {t: read(workbook, tab.part, glance=False) for t, tab in workbook.tabs.items()}
    return found


def test_a_workbook_as_it_is_handed_out_is_nearly_all_taken_at_a_glance() -> None:
    workbook = open_workbook(sample())
    part = workbook.package.content(workbook.tabs["能源与排放"].part)
    left = Glance(GridListener([], workbook.formats.shapes))(part)
    assert left.count(b"<c ") * 10 < part.count(b"<c ")


@pytest.mark.parametrize("path", BOOKS, ids=lambda path: path.stem)
def test_a_workbook_reads_the_same_both_ways(path: Path) -> None:
    assert any(isinstance(grid, Grid) and grid.cells for grid in grids(path.read_bytes()).values())


def test_every_mutant_reads_the_same_both_ways() -> None:
    for mutant in all_of_them():
        try:
            grids(mutant.data)
        except UnreadableError:
            continue


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ('<c r="A900"><v>7</v></c><c r="B900"><v>8</v></c>', {1: "7", 2: "8"}),
        ('<!--<c r="A900"><v>5</v></c>--><c r="B900"><v>7</v></c>', {2: "7"}),
        ('<c r="A900" s="1"/><c><v>3</v></c>', {2: "3"}),
        ('<c r="C900"><v>1</v></c><c><v>3</v></c>', {3: "1", 4: "3"}),
        (
            '<c r="A900" t="inlineStr"><is><t>a<![CDATA[<c r="C900"><v>9</v></c>]]></t></is></c>',
            {1: 'a<c r="C900"><v>9</v></c>'},
        ),
        ('<c r="A900" t="inlineStr"><is><t>_x0041_ </t></is></c>', {1: "A "}),
        ('<c r="A900" t="inlineStr"><is><t>&lt;&#65;</t></is></c>', {1: "<A"}),
        ('<c r="A900" t="str"><f>B1</f><v>_x0041_</v></c>', {1: "A"}),
        ('<c r="A900" t="str"><v>_x0041_</v></c>', {1: "A"}),
        ('<c r="A900"><v>1&#48;</v></c>', {1: "10"}),
        ('<c r="A900"><v></v></c><c r="B900"><v/></c>', {1: "", 2: ""}),
        ('<c r="A900"><f>1</f></c><c r="B900" s="1"></c>', {1: None}),
        ('<c r="ZZ900"><v>1</v></c>', {}),
    ],
)
def test_a_row_holds_what_is_written_in_it(row: str, expected: dict[int, str | None]) -> None:
    whole = f'<row r="900">{row}</row></sheetData>'
    data = edited(sample(), BASIC, lambda sheet: sheet.replace("</sheetData>", whole))
    found = grids(data)["基本信息"]
    assert isinstance(found, Grid)
    assert {at[1]: one.text for at, one in found.cells.items() if at[0] == 900} == expected


def test_a_cell_that_stands_twice_is_told_as_such() -> None:
    row = '<row r="900"><c r="A900"><v>1</v></c><c r="A900"><v>1</v></c></row></sheetData>'
    data = edited(sample(), BASIC, lambda sheet: sheet.replace("</sheetData>", row))
    found = grids(data)["基本信息"]
    assert isinstance(found, Grid)
    assert found.cells[900, 1].nature == "twice"


@pytest.mark.parametrize("encoding", ["iso-8859-1", "utf-16"])
def test_a_part_in_another_encoding_reads_as_it_is_written(encoding: str) -> None:
    text = f'<?xml version="1.0" encoding="{encoding}"?><worksheet><sheetData><row r="1">'
    text += '<c r="A1" t="inlineStr"><is><t>é</t></is></c></row></sheetData></worksheet>'
    listener = GridListener([], [])
    left = Glance(listener)(text.encode(encoding))
    assert left == text.encode(encoding)
    assert listener.grid.cells == {}
