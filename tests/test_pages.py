"""How a report fills its pages: what stays together, what may break, what lies across, its words.

Where a table may break is a property of the file; how many pages come of it is the printer's.
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
from zeropark.report.context import context
from zeropark.score import evaluate
from zeropark.validate import validate
from zeropark.workbook import Refusal, read

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
ROOT = Path(__file__).parents[1]
PARKS = ("示例工业园区002", "示例农业园区003", "示例文化旅游园区003")
A_FEW = 14  # rows: such a table fits on what is left of most pages
# Words of four letters and more that a reader of the report knows or looks up by their letters.
KNOWN = {
    *("CCUS", "IPCC", "kgce", "tCOD", "tBOD", "kgCH", "kgCOD", "kgBOD", "CaCO", "MgCO"),  # units
    *("SEESA", "SZDB", "CSPSTC", "CIECCPA"),  # publishers of standards
    *("xlsx", "zeropark", "docx", "verify"),  # files and the program
}


@pytest.fixture(scope="module", params=PARKS)
def made(request: pytest.FixtureRequest, shanxi: Standard) -> Mapping[str, etree._Element]:
    """The body of a park's report, and its styles."""
    path = ROOT / "workbooks" / f"{request.param}.xlsx"
    submission = read(path.read_bytes(), path.name, {shanxi.id: shanxi})
    assert not isinstance(submission, Refusal)
    issues = submission.issues + validate(shanxi, submission)
    evaluation = evaluate(shanxi, submission, shanxi.schemes[shanxi.default_scheme], issues)
    documents = Documents.load(shanxi).render(evaluation, plan(evaluation))
    with zipfile.ZipFile(io.BytesIO(documents["创建评价报告.docx"])) as archive:
        names = ("word/document.xml", "word/styles.xml")
        return {name: etree.fromstring(archive.read(name)) for name in names}


@pytest.fixture
def body(made: Mapping[str, etree._Element]) -> etree._Element:
    found = made["word/document.xml"].find(f"{W}body")
    assert found is not None
    return found


def text(element: etree._Element) -> str:
    return "".join(t.text or "" for t in element.iter(f"{W}t"))


def kept(row: etree._Element) -> bool:
    """Whether a row stays with the one below: every paragraph of it says so."""
    return all(p.find(f"{W}pPr/{W}keepNext") is not None for p in row.iter(f"{W}p"))


def captioned(body: etree._Element) -> Iterator[tuple[str, etree._Element]]:
    """Every table that has a number, under its caption."""
    for table in body.iter(f"{W}tbl"):
        before = table.getprevious()
        if before is not None and re.match(r"表\w[-.]\d", text(before)):
            yield text(before), table


def heads(table: etree._Element) -> list[etree._Element]:
    return [row for row in table.iter(f"{W}tr") if row.find(f"{W}trPr/{W}tblHeader") is not None]


def test_a_caption_and_the_head_of_its_table_stay_with_the_first_row(
    made: Mapping[str, etree._Element],
) -> None:
    styles = {s.get(f"{W}styleId"): s for s in made["word/styles.xml"].iter(f"{W}style")}
    assert styles["表题"].find(f"{W}pPr/{W}keepNext") is not None
    for caption, table in captioned(made["word/document.xml"]):
        for head in heads(table):
            assert kept(head), caption


def test_only_a_table_of_a_few_rows_is_kept_whole(body: etree._Element) -> None:
    whole = broken = 0
    for caption, table in captioned(body):
        rows = [row for row in table.iter(f"{W}tr") if row not in heads(table)]
        keeping = [row for row in rows if kept(row)]
        # all, or the last row with the one before it, so that it never stands alone
        assert keeping in (rows, rows[-2:-1]), caption
        assert keeping == rows[-2:-1] or len(rows) <= A_FEW, caption
        whole, broken = whole + (keeping == rows), broken + (keeping == rows[-2:-1])
    assert whole > 5
    assert broken > 25


def test_an_indicators_table_may_break_and_then_says_again_what_it_is_about(
    body: etree._Element,
) -> None:
    cards = [table for caption, table in captioned(body) if caption.endswith("计算与评分")]

    assert len(cards) == 14
    for card in cards:
        (head,) = heads(card)
        assert text(head).startswith("目标值")
        assert "得分" in text(head)


def test_a_note_stays_with_its_figure(body: etree._Element) -> None:
    noted = 0
    for inline in body.iter(f"{WP}inline"):
        caption = next(inline.iterancestors(f"{W}p")).getnext()
        assert caption is not None
        following = caption.getnext()
        if following is not None and text(following).startswith("注："):
            noted += 1
            assert caption.find(f"{W}pPr/{W}keepNext") is not None
    assert noted > 3


def test_only_the_measures_and_the_calculation_lie_across(body: etree._Element) -> None:
    across: list[list[str]] = []
    chapters: list[str] = []
    for block in body:
        style = block.find(f"{W}pPr/{W}pStyle")
        if style is not None and re.fullmatch(r"heading[12]", style.get(f"{W}val", "")):
            chapters.append(text(block).partition("　")[0])
        section = block if block.tag == f"{W}sectPr" else block.find(f"{W}pPr/{W}sectPr")
        if section is not None:
            if section.find(f"{W}pgSz").get(f"{W}orient") == "landscape":  # type: ignore[union-attr]
                across.append(chapters)
            chapters = []
    assert across == [["8.3", "8.4"], ["附录B"]]


# ------------------------------------------------------------------ words


def test_every_word_of_latin_letters_is_one_that_a_reader_knows(
    body: etree._Element, shanxi: Standard
) -> None:
    """No id of the program, such as a scheme's, stands in a Chinese sentence."""
    ids = {shanxi.id, *shanxi.schemes}
    for paragraph in body.iter(f"{W}p"):
        line = text(paragraph)
        row = next(paragraph.iterancestors(f"{W}tr"), None)
        if row is not None and re.match("标准数据|分值方案|填报表校验值", text(row)):
            continue  # which files, for whoever makes the report again
        found = set(re.findall(r"[A-Za-z]{4,}", line)) - KNOWN
        assert (line, found) == (line, set())
        assert not any(id_ in line for id_ in ids), line


def test_a_scheme_is_known_by_its_title_and_its_file_is_named_once(
    body: etree._Element, shanxi: Standard
) -> None:
    lines = [text(paragraph) for paragraph in body.iter(f"{W}p")]
    assert sum(shanxi.default_scheme in line for line in lines) == 1
    title = shanxi.schemes[shanxi.default_scheme].title
    assert sum(title in line for line in lines) > 4


def test_no_question_of_the_workbook_is_added_up(shanxi: Standard) -> None:
    """A table without rows counts as zero under the name of what it would have held."""
    path = ROOT / "workbooks" / f"{PARKS[0]}.xlsx"
    submission = read(path.read_bytes(), path.name, {shanxi.id: shanxi})
    assert not isinstance(submission, Refusal)
    scheme = shanxi.schemes[shanxi.default_scheme]
    evaluation = evaluate(shanxi, submission, scheme, submission.issues)
    rows = context(evaluation, plan(evaluation))["calculation"]

    assert [row["in_words"] for row in rows if "？" in row["in_words"]] == []
    (waste,) = (row for row in rows if row["name"] == "评价年废弃物处理")
    assert waste["in_words"].startswith("填埋甲烷排放 + 焚烧排放 + 废水处理甲烷排放（工业废水）")
    assert waste["numbers"].startswith("0 + 0 + ")
