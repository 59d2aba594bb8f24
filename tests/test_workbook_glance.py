"""Cells read at a glance are those that are read element by element, whoever wrote them."""

from dataclasses import replace
from pathlib import Path

import pytest
from books import BASIC, sample
from mutants import all_of_them
from workbook_park import WORKBOOK, edited

from zeropark.workbook.gate import UnreadableError
from zeropark.workbook.glance import Glance, NamesGlance, StringsGlance
from zeropark.workbook.grid import Grid, GridListener
from zeropark.workbook.opened import Opened, main_part, open_workbook
from zeropark.workbook.parts import _parser
from zeropark.workbook.strings import Strings

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


# ------------------------------------------------------------------ rows, names, strings

ROWS = {
    "in order": ('<row r="1"/><row r="2" ht="3"><c r="A2"/></row><row r="3"></row>', set()),
    "hidden": ('<row r="1" hidden="1"><c r="A1"/></row><row r="2" hidden="true"></row>', {1, 2}),
    "shown": ('<row r="1" ht="3" hidden="0"><c r="A1"/></row><row r="2"></row>', set()),
}


@pytest.mark.parametrize(("rows", "hidden"), ROWS.values(), ids=ROWS)
def test_rows_without_cells_leave_what_they_say_of_themselves(rows: str, hidden: set[int]) -> None:
    data = edited(sample(), BASIC, lambda sheet: replaced_rows(sheet, rows))
    found = grids(data)["基本信息"]
    assert isinstance(found, Grid)
    assert found.hidden_rows == hidden


def replaced_rows(sheet: str, rows: str) -> str:
    start, end = sheet.index("<sheetData>") + len("<sheetData>"), sheet.index("</sheetData>")
    return sheet[:start] + rows + sheet[end:]


def test_a_row_that_does_not_say_its_number_follows_an_empty_one() -> None:
    rows = '<row r="6"></row><row r="7" ht="1"><c r="A7"/></row><row><c><v>1</v></c></row>'
    found = grids(edited(sample(), BASIC, lambda sheet: replaced_rows(sheet, rows)))["基本信息"]
    assert isinstance(found, Grid)
    assert found.cells.keys() == {(8, 1)}


@pytest.mark.parametrize(
    "row",
    ['<row r="1" ht="1" ht="2"></row>', '<row r="1" r="2"></row>', '<row r="1" ht="&"></row>'],
)
def test_a_damaged_row_is_damage_though_it_is_empty(row: str) -> None:
    assert grids(edited(sample(), BASIC, lambda sheet: replaced_rows(sheet, row)))["基本信息"] == (
        "W105"
    )


STRINGS = (
    "<si><t>甲</t></si>",
    '<si><t xml:space="preserve"> 乙 &amp;lt; &quot;丙&quot;&#10;</t></si>',
    "<si><t/></si>",
    "<si><t></t></si>",
    '<si><r><rPr><sz val="9"/><b/></rPr><t>丁</t></r><r><t xml:space="preserve"> 戊</t></r></si>',
    "<si><t>己</t><rPh><t>ji</t></rPh></si>",
    "<si><t>庚&#65;_x0041_</t></si>",
    "<si></si>",
    "<si><t>辛</t></si>",
)
TEXTS = ["甲", ' 乙 &lt; "丙"\n', "", "", "丁 戊", "己", "庚AA", "", "辛"]


@pytest.mark.parametrize("order", [STRINGS, STRINGS[:5], STRINGS[5:]], ids=["all", "plain", "odd"])
def test_shared_strings_keep_their_places_wherever_a_piece_ends(order: tuple[str, ...]) -> None:
    expected = [TEXTS[STRINGS.index(each)] for each in order]
    part = f'<?xml version="1.0"?>\n<sst xmlns="x">{"".join(order)}</sst>\n'.encode()
    for size in range(1, len(part) + 1):
        strings = Strings()
        sift, parser = StringsGlance(strings.keep), _parser(strings)
        for start in range(0, len(part), size):
            parser.Parse(sift(part[start : start + size]), False)
        parser.Parse(b"", True)
        assert strings.found == expected, size


def test_shared_strings_of_a_workbook_that_libreoffice_saved_are_nearly_all_taken() -> None:
    part = open_workbook(BOOKS[0].read_bytes()).package.content("xl/sharedStrings.xml")
    found: list[str] = []
    assert len(StringsGlance(found.extend)(part)) * 100 < len(part)
    assert len(found) > 500


def test_names_are_nearly_all_taken() -> None:
    for data in (sample(), BOOKS[0].read_bytes()):
        package = open_workbook(data).package
        part = package.content(main_part(package))
        found: list[tuple[str, str, str]] = []
        left = NamesGlance(found.extend)(part)
        assert len(found) > 500
        assert left.count(b"<definedName ") * 100 < len(found)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ('<definedName name="a_b">基本信息!$A$7</definedName>', ("基本信息", 7)),
        ('<definedName name="a_b" hidden="1">基本信息!$A$7</definedName>', ("基本信息", 7)),
        ('<definedName comment="x" name="A_B">\'基本信息\'!$A$7</definedName>', ("基本信息", 7)),
        ('<definedName name="a_b">基本&#20449;息!$A$7</definedName>', ("基本信息", 7)),
    ],
)
def test_a_name_is_found_however_it_is_written(name: str, expected: tuple[str, int]) -> None:
    workbook = open_workbook(with_name(name))
    area = workbook.names["a_b"]
    assert (area.sheet, area.first[0]) == expected


def test_a_name_with_an_attribute_twice_is_damage() -> None:
    data = with_name('<definedName name="a" hidden="1" hidden="0">基本信息!$A$7</definedName>')
    with pytest.raises(UnreadableError):
        open_workbook(data)


def with_name(name: str) -> bytes:
    return edited(
        sample(), WORKBOOK, lambda book: book.replace("</definedNames>", f"{name}</definedNames>")
    )
