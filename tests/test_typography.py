"""How a rendered report is set: widths, captions, references, repeated heads, pages, characters.

Source: GB/T 9704—2012 and GB/T 7713.2 in what a technical report takes from them.
"""

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from lxml import etree

from zeropark.model import Standard
from zeropark.plan import plan
from zeropark.report import Documents
from zeropark.score import evaluate
from zeropark.validate import validate
from zeropark.workbook import Refusal, read

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
ROOT = Path(__file__).parents[1]
PARKS = ("示例工业园区002", "示例农业园区003", "示例文化旅游园区003")
_RUNNING_TEXT = f"{W}pPr/{W}pStyle[@{W}val='正文段落']"
TWIP = 635  # in the units of drawings

Parts = Mapping[str, etree._Element]


@pytest.fixture(scope="module", params=PARKS)
def documents(request: pytest.FixtureRequest, shanxi: Standard) -> Mapping[str, Parts]:
    """The parts of every document of a park, one park per type."""
    path = ROOT / "workbooks" / f"{request.param}.xlsx"
    submission = read(path.read_bytes(), path.name, {shanxi.id: shanxi})
    assert not isinstance(submission, Refusal)
    issues = submission.issues + validate(shanxi, submission)
    evaluation = evaluate(shanxi, submission, shanxi.schemes[shanxi.default_scheme], issues)
    made = Documents.load(shanxi).render(evaluation, plan(evaluation))
    return {name: _parts(data) for name, data in made.items() if name.endswith(".docx")}


def _parts(data: bytes) -> Parts:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = [name for name in archive.namelist() if name.endswith(".xml")]
        return {name: etree.fromstring(archive.read(name)) for name in names}


def bodies(documents: Mapping[str, Parts]) -> Iterator[etree._Element]:
    for parts in documents.values():
        body = parts["word/document.xml"].find(f"{W}body")
        assert body is not None
        yield body


def number(element: etree._Element | None, name: str) -> int:
    assert element is not None
    return int(element.get(f"{W}{name}", "0"))


def text(element: etree._Element) -> str:
    return "".join(t.text or "" for t in element.iter(f"{W}t"))


def in_sections(body: etree._Element) -> Iterator[tuple[etree._Element, int]]:
    """Every block of the body with the width of text of the section that it stands in."""
    waiting: list[etree._Element] = []
    for block in body:
        section = block if block.tag == f"{W}sectPr" else block.find(f"{W}pPr/{W}sectPr")
        waiting.append(block)
        if section is not None:
            margins = section.find(f"{W}pgMar")
            width = number(section.find(f"{W}pgSz"), "w")
            room = width - number(margins, "left") - number(margins, "right")
            yield from ((each, room) for each in waiting)
            waiting = []
    assert waiting == []


def test_no_table_and_no_chart_is_wider_than_the_text(documents: Mapping[str, Parts]) -> None:
    tables = charts = 0
    for body in bodies(documents):
        for block, room in in_sections(body):
            for grid in block.iter(f"{W}tblGrid"):
                tables += 1
                assert sum(number(column, "w") for column in grid) <= room
            for extent in block.iter(f"{WP}extent"):
                charts += 1
                assert int(extent.get("cx", "0")) <= (room + 1) * TWIP
    assert tables > 40
    assert charts > 4


def test_every_row_is_as_wide_as_its_table(documents: Mapping[str, Parts]) -> None:
    for body in bodies(documents):
        for table in body.iter(f"{W}tbl"):
            width = sum(number(column, "w") for column in table.iterfind(f"{W}tblGrid/{W}gridCol"))
            for row in table.iter(f"{W}tr"):
                cells = [cell.find(f"{W}tcPr/{W}tcW") for cell in row.iter(f"{W}tc")]
                assert sum(number(cell, "w") for cell in cells) == width


def test_no_row_is_split_and_the_head_of_a_listing_is_repeated(
    documents: Mapping[str, Parts],
) -> None:
    for body in bodies(documents):
        for table in body.iter(f"{W}tbl"):
            rows = list(table.iter(f"{W}tr"))
            if table.find(f"{W}tblPr/{W}tblStyle[@{W}val='无线表']") is not None:
                continue
            assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows)
            before = table.getprevious()
            captioned = before is not None and re.match(r"表\w[-.]\d", text(before))
            heads = [row for row in rows if row.find(f"{W}trPr/{W}tblHeader") is not None]
            assert heads == rows[: len(heads)]
            assert not captioned or heads or len(rows) < 25


def test_charts_stand_in_lines_that_grow_and_stay_with_their_captions(
    documents: Mapping[str, Parts],
) -> None:
    for parts in documents.values():
        styles = {s.get(f"{W}styleId"): s for s in parts["word/styles.xml"].iter(f"{W}style")}
        for inline in parts["word/document.xml"].iter(f"{WP}inline"):
            paragraph = next(inline.iterancestors(f"{W}p"))
            style = styles[str(paragraph.find(f"{W}pPr/{W}pStyle").get(f"{W}val"))]  # type: ignore[union-attr]
            assert style.find(f"{W}pPr/{W}spacing").get(f"{W}lineRule") == "auto"  # type: ignore[union-attr]
            assert style.find(f"{W}pPr/{W}keepNext") is not None
            following = paragraph.getnext()
            assert following is not None
            assert re.match(r"图\w[-.]\d+　", text(following))
            assert inline.find(f"{WP}docPr").get("descr")  # type: ignore[union-attr]


def test_captions_count_up_and_every_reference_finds_its_caption(
    documents: Mapping[str, Parts],
) -> None:
    for body in bodies(documents):
        styled = (p for p in body.iter(f"{W}p") if p.find(_RUNNING_TEXT) is not None)
        running = "\n".join(map(text, styled))
        for label in "表图":
            pattern = re.compile(rf"({label}\w+[-.])(\d+)　\S+$")
            seen: dict[str, list[int]] = {}
            for style in ("表题", "图题"):
                for paragraph in body.iter(f"{W}p"):
                    named = paragraph.find(f"{W}pPr/{W}pStyle[@{W}val='{style}']")
                    found = pattern.match(text(paragraph)) if named is not None else None
                    if found:
                        seen.setdefault(found[1], []).append(int(found[2]))
            assert all(each == list(range(1, len(each) + 1)) for each in seen.values()), seen
            captions = {f"{before}{n}" for before, numbers in seen.items() for n in numbers}
            mentioned = set(re.findall(rf"{label}[1-9A-F][-.]\d+", running))
            assert mentioned <= captions


def test_every_field_refers_to_a_bookmark(documents: Mapping[str, Parts]) -> None:
    for parts in documents.values():
        marks = {m.get(f"{W}name") for m in parts["word/document.xml"].iter(f"{W}bookmarkStart")}
        codes = [c.text or "" for part in parts.values() for c in part.iter(f"{W}instrText")]
        wanted = re.findall(r"\b(?:PAGE)?REF (\S+)", " ".join(codes))
        assert wanted
        assert set(wanted) <= marks


def test_a_reference_shows_what_its_caption_is(documents: Mapping[str, Parts]) -> None:
    """The field's cached text is what Word would put there itself."""
    for body in bodies(documents):
        numbers = {}
        for paragraph in body.iter(f"{W}p"):
            mark = paragraph.find(f"{W}bookmarkStart")
            if mark is not None:
                numbers[mark.get(f"{W}name")] = text(paragraph).partition("　")[0]
        for paragraph in body.iter(f"{W}p"):
            shown = _fields(paragraph)
            for code, result in shown:
                found = re.match(r" ?REF (_Ref\S+)", code)
                assert found is None or numbers[found[1]] == result


def _fields(paragraph: etree._Element) -> Iterator[tuple[str, str]]:
    """Each field of a paragraph: its code and the result it shows."""
    code = result = ""
    state = ""
    for run in paragraph.iter(f"{W}r"):
        mark = run.find(f"{W}fldChar")
        if mark is not None:
            state = str(mark.get(f"{W}fldCharType"))
            if state == "begin":
                code = result = ""
            elif state == "end":
                yield code, result
        elif state == "begin":
            code += "".join(c.text or "" for c in run.iter(f"{W}instrText"))
        elif state == "separate":
            result += text(run)


def test_levels_are_runs_and_no_rare_characters_stand_in_the_text(
    documents: Mapping[str, Parts],
) -> None:
    for parts in documents.values():
        for name, root in parts.items():
            if name.startswith("word/"):
                found = re.findall("[\u2080-\u2089☑]", "".join(map(str, root.itertext())))
                assert (name, found) == (name, [])


def test_sections_have_their_pages(documents: Mapping[str, Parts]) -> None:
    """The cover has neither header nor number; the front is roman; wide pages lie across."""
    for parts in (documents["创建评价报告.docx"],):
        sections = list(parts["word/document.xml"].iter(f"{W}sectPr"))
        cover, *others = sections
        assert cover.find(f"{W}headerReference") is None
        assert cover.find(f"{W}footerReference") is None
        assert all(s.find(f"{W}footerReference") is not None for s in others)
        wide = [s for s in sections if number(s.find(f"{W}pgSz"), "w") == 16838]
        assert all(s.find(f"{W}pgSz").get(f"{W}orient") == "landscape" for s in wide)  # type: ignore[union-attr]
        starts = [s.find(f"{W}pgNumType") for s in sections]
        assert [n.get(f"{W}fmt") for n in starts if n is not None] == ["upperRoman", "decimal"]
