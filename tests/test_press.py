"""Reports laid out by LibreOffice (排版): page numbers in contents, PDF previews, fonts told."""

import io
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from xml.etree import ElementTree as ET

import docx
import pytest
from books import named, sample
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from pypdf import PdfWriter

from zeropark.batch import Means, Order, Run, Workshop, books_in, run, verify
from zeropark.batch.press import Press, stood_in, unprinted
from zeropark.cli import _run
from zeropark.report import office
from zeropark.report.contents import numbered, pages
from zeropark.report.engine import WordTemplate
from zeropark.report.fonts import StandIn, configuration, fonts_in, stand_ins
from zeropark.report.office import Office
from zeropark.standard import find

REPORT = "创建评价报告"
BOOKS = ("甲园区", "乙园区")

needs_office = pytest.mark.skipif(
    not os.environ.get("CI") and not (Office.find() and shutil.which("pdftotext")),
    reason="LibreOffice or pdftotext (poppler-utils) is not installed",
)


@cache
def book(name: str) -> bytes:
    """The same bytes whenever it is asked for."""
    return named(name, sample("tourism"))


def ran(folder: Path, order: Order) -> Run:
    (folder / "in").mkdir(parents=True)
    for name in BOOKS:
        (folder / "in" / f"{name}.xlsx").write_bytes(book(name))
    taken, _ = books_in([folder / "in"])
    return run(taken, folder / "out", order, Means(), lambda _: None)


@pytest.fixture(scope="module")
def pressed(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Two parks, their reports laid out together."""
    return ran(tmp_path_factory.mktemp("pressed"), Order(find(), pages=True, pdf=True))


def text_of(pdf: Path) -> list[str]:
    """The text of every page, by another program, blanks left out."""
    done = subprocess.run(["pdftotext", "-layout", pdf, "-"], capture_output=True, check=True)
    return [re.sub(r"\s", "", page) for page in done.stdout.decode().split("\f")]


def entries(report: Path) -> Mapping[str, str]:
    """What the contents say: heading → page."""
    xml = zipfile.ZipFile(report).read("word/document.xml").decode()
    found = re.findall(r'<w:hyperlink w:anchor="_Toc.*?</w:hyperlink>', xml)
    told = (re.sub("<w:instrText.*?</w:instrText>", "", entry) for entry in found)
    split = (entry.partition("<w:tab/>") for entry in told)
    return {re.sub("<[^>]+>", "", head): re.sub("<[^>]+>", "", page) for head, _, page in split}


# ------------------------------------------------------------------ with LibreOffice


@needs_office
def test_the_contents_name_the_pages_that_the_headings_are_printed_on(pressed: Run) -> None:
    for folder in pressed.folders:
        printed = text_of(folder / f"{REPORT}.pdf")
        front = next(n for n, page in enumerate(printed) if "第1页" in page)
        told = entries(folder / f"{REPORT}.docx")
        assert len(told) > 40
        for heading, page in told.items():
            sheet = printed[front + int(page) - 1]
            assert re.sub(r"\s", "", heading) in sheet, (heading, page)


@needs_office
def test_the_preview_prints_the_same_page_numbers_as_the_report(pressed: Run) -> None:
    folder = pressed.folders[0]
    contents = "".join(page for page in text_of(folder / f"{REPORT}.pdf")[:12])
    for heading, page in entries(folder / f"{REPORT}.docx").items():
        assert re.search(re.escape(re.sub(r"\s", "", heading)) + r"[.…]*" + page, contents)


def long_table(path: Path) -> None:
    """A template with a table of as many rows as there are, under a head that repeats."""
    document = docx.Document()
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:eastAsia"), "zh-CN")
    table = document.add_table(rows=0, cols=1)
    for text in ("表头", "{%tr for n in range(count) %}", "某行{{ n }}", "{%tr endfor %}"):
        table.add_row().cells[0].text = text
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    document.save(str(path))


@needs_office
def test_no_row_of_a_long_table_stands_alone_on_the_last_page(tmp_path: Path) -> None:
    """Of tables that grow row by row, one would begin a page with its last row."""
    long_table(tmp_path / "long.docx")
    template = WordTemplate.load(tmp_path / "long.docx")
    files = [tmp_path / f"{count}.docx" for count in range(30, 70)]
    for file in files:
        file.write_bytes(template.render({"count": int(file.stem)}))
    laid_out = Office.find()
    assert laid_out is not None
    printed = laid_out.printed(files, tmp_path / "pdf")

    last = [text_of(pdf)[-2].count("某行") for pdf in printed.values()]
    assert len(last) == len(files)
    assert min(last) == 2


@needs_office
def test_a_report_with_page_numbers_asks_for_no_update_and_still_agrees(pressed: Run) -> None:
    report = (pressed.folders[0] / f"{REPORT}.docx").read_bytes()
    settings = zipfile.ZipFile(io.BytesIO(report)).read("word/settings.xml")

    assert b"updateFields" not in settings
    assert verify(Workshop.open(Order(find())), report, book(pressed.outcomes[0].park)).agrees


@needs_office
def test_the_same_workbooks_give_the_same_reports_and_previews(
    pressed: Run, tmp_path: Path
) -> None:
    again = ran(tmp_path, Order(find(), pages=True, pdf=True))

    assert [o.files for o in again.outcomes] == [o.files for o in pressed.outcomes]
    assert all(f"{REPORT}.pdf" in outcome.files for outcome in again.outcomes)
    assert [unprinted(outcome) for outcome in again.outcomes] == [[], []]


# ------------------------------------------------------------------ without, or when it fails


def program(folder: Path, script: str) -> Path:
    path = folder / "soffice"
    path.write_text(f"#!/bin/sh\n{script}\n", "utf-8")
    path.chmod(0o755)
    return path


@pytest.mark.skipif(sys.platform == "win32", reason="stands in for LibreOffice by a shell script")
@pytest.mark.parametrize("script", ["exit 1", "sleep 600 & sleep 600"])
def test_a_program_that_dies_or_hangs_costs_the_previews_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str
) -> None:
    monkeypatch.setattr(office, "_START", 1)
    monkeypatch.setattr(office, "_EACH", 0)
    broken = Office(program(tmp_path, script))
    monkeypatch.setattr(Office, "find", lambda: broken)
    done = ran(tmp_path / "broken", Order(find(), pages=True, pdf=True))
    plain = ran(tmp_path / "plain", Order(find()))

    assert [o.files for o in done.outcomes] == [o.files for o in plain.outcomes]
    assert [unprinted(o) for o in done.outcomes] == [[f"{REPORT}.docx", "评价结果公示.docx"]] * 2


def test_without_libreoffice_a_preview_is_refused_before_anything_is_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(Office, "find", lambda: None)
    monkeypatch.chdir(tmp_path)
    for option in ("--pdf", "--pages"):
        monkeypatch.setattr(sys, "argv", ["zeropark", "report", "in", option])
        assert _run() == 3
        assert "没有找到 LibreOffice" in capfd.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_without_libreoffice_a_final_report_leaves_the_page_numbers_to_word(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "一.xlsx").write_bytes(b"")
    monkeypatch.setattr(Office, "find", lambda: None)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["zeropark", "report", "in", "--final"])

    assert _run() == 1
    assert "目次页码没有填入" in capfd.readouterr().err
    assert Press.of(Order(find(), pages=True)) is None


# ------------------------------------------------------------------ page numbers

FIELD = (
    "<w:p><w:r><w:instrText> PAGEREF _a \\h </w:instrText></w:r>"
    '<w:r><w:fldChar w:fldCharType="separate"/></w:r>{}'
    '<w:r><w:rPr><w:b/></w:rPr><w:fldChar w:fldCharType="end"/></w:r></w:p>'
)


def package(body: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("word/document.xml", body)
        archive.writestr("word/settings.xml", '<w:s><w:updateFields w:val="1"/></w:s>')
    return buffer.getvalue()


def body(data: bytes) -> str:
    return zipfile.ZipFile(io.BytesIO(data)).read("word/document.xml").decode()


@pytest.mark.parametrize("old", ["", "<w:r><w:t>99</w:t></w:r>"])
def test_a_page_number_takes_the_place_of_what_a_reference_showed(old: str) -> None:
    new = '<w:r><w:t xml:space="preserve">12</w:t></w:r>'

    assert body(numbered(package(FIELD.format(old)), {"_a": "12"})) == FIELD.format(new)


@pytest.mark.parametrize("found", [{}, {"_a": ""}, {"_a": "<w:p/>"}])
def test_a_reference_without_a_page_stays_as_it_was(found: Mapping[str, str]) -> None:
    old = FIELD.format("<w:r><w:t>99</w:t></w:r>")

    assert body(numbered(package(old), found)) == old


def printed(*named: tuple[str, int]) -> bytes:
    """A print of nine sheets with named places on them."""
    writer = PdfWriter()
    for _ in range(9):
        writer.add_blank_page(100, 100)
    for name, sheet in named:
        writer.add_named_destination(name, sheet)
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


@pytest.mark.parametrize(
    ("numbering", "expected"),
    [
        ('<w:pgNumType w:fmt="decimal" w:start="1"/>', {"_a": "1", "_b_1": "4"}),
        ('<w:pgNumType w:start="7"/>', {"_a": "7", "_b_1": "10"}),
        ("", {"_a": "5", "_b_1": "8"}),  # counts on from the first sheet
    ],
)
def test_pages_are_numbered_as_the_section_of_the_first_one_says(
    numbering: str, expected: Mapping[str, str]
) -> None:
    """Sheets 5 and 8 of the print; LibreOffice writes an underline as /5F; _c is not in it."""
    fields = "".join(FIELD.replace("_a", name).format("") for name in ("_b_1", "_a", "_c"))
    section = f'<w:bookmarkStart w:id="0" w:name="_a"/><w:sectPr>{numbering}</w:sectPr>'

    told = pages(package(fields + section), printed(("/5Fa", 4), ("/5Fb/5F1", 7)))
    assert told == expected


# ------------------------------------------------------------------ fonts


def test_every_font_of_a_report_has_its_stand_ins_in_the_data() -> None:
    known = {name for font in stand_ins(find()) for name in font.names}
    for template in find().glob("*/*.docx"):
        assert fonts_in(template.read_bytes()) <= known, template


def test_the_wanted_font_comes_before_what_stands_in_for_it() -> None:
    rules = ET.fromstring(  # noqa: S314 -- our own output
        configuration([StandIn(("甲 & 乙",), ("丙", "丁"), bold=True)]).partition('.dtd">')[2]
    )
    (rule,) = rules.iter("match")
    families = [each.text for each in rule.findall("edit[@name='family']/string")]

    assert families == ["甲 & 乙", "丙", "丁"]
    assert rule.find("edit[@name='weight']/const") is not None


@pytest.mark.skipif(
    not os.environ.get("CI") and not shutil.which("fc-match"), reason="no fontconfig"
)
def test_a_font_that_is_not_installed_is_told_with_its_stand_in(tmp_path: Path) -> None:
    report = tmp_path / "报告.docx"
    source = find() / "sx-zero-carbon-park-2024" / f"{REPORT}.docx"
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(report, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "word/styles.xml":
                content = content.replace("仿宋".encode(), "没有这种字体".encode())
            new.writestr(name, content)
    told = stood_in([report], find())

    assert told["没有这种字体"]
    assert "没有这种字体" not in told.values()
