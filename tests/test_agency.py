"""An agency opens the shipped template in Word, changes it, saves it, and the report still comes.

The changes are made as Word saves them: text cut into runs, marks of spelling, revision numbers.
"""

import copy
import io
import re
import zipfile
from pathlib import Path

import docx
import pytest
from docx.shared import Pt
from lxml import etree

from zeropark.messages import fault
from zeropark.model import Evaluation, Standard, StandardError, StandardFault
from zeropark.plan import plan
from zeropark.report.context import context
from zeropark.report.engine import WordTemplate
from zeropark.score import evaluate
from zeropark.validate import validate
from zeropark.workbook import Refusal, read

ROOT = Path(__file__).parents[1]
NAME = "创建评价报告.docx"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
# A picture of one grey point.
LOGO = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010800000000"
    "3a7e9b550000000a49444154789c6368000000820081dd436af40000000049454e44ae426082"
)


@pytest.fixture(scope="module")
def evaluation(shanxi: Standard) -> Evaluation:
    path = ROOT / "workbooks" / "示例工业园区002.xlsx"
    submission = read(path.read_bytes(), path.name, {shanxi.id: shanxi})
    assert not isinstance(submission, Refusal)
    issues = submission.issues + validate(shanxi, submission)
    return evaluate(shanxi, submission, shanxi.schemes[shanxi.default_scheme], issues)


def library(standard: Standard) -> dict[str, str]:
    return {path.name: path.read_text("utf-8") for path in standard.folder.glob("*.j2")}


def cut(run: etree._Element) -> None:
    """Cuts a run in three with marks of spelling between, as Word does while one types."""
    (text,) = run.findall(f"{W}t")
    words = text.text or ""
    third = max(len(words) // 3, 1)
    pieces = [words[:third], words[third : 2 * third], words[2 * third :]]
    for number, piece in enumerate(pieces):
        twin = copy.deepcopy(run)
        twin.set(f"{W}rsidR", f"00A1B2C{number}")
        twin.find(f"{W}t").text = piece  # type: ignore[union-attr]
        twin.find(f"{W}t").set(XML_SPACE, "preserve")  # type: ignore[union-attr]
        run.addprevious(twin)
        run.addprevious(etree.Element(f"{W}proofErr", {f"{W}type": "spellStart"}))
    run.getparent().remove(run)  # type: ignore[union-attr]


def changed(source: Path, target: Path) -> None:
    """Every tag cut, a new style, a logo in the header, a table moved, a paragraph added."""
    document = docx.Document(str(source))
    body = document.element.body
    for part in (body, *(s.header._element for s in document.sections)):
        for run in list(part.iter(f"{W}r")):
            texts = run.findall(f"{W}t")
            if len(texts) == 1 and len(texts[0].text or "") > 5 and "{" in (texts[0].text or ""):
                cut(run)
    style = document.styles.add_style("机构正文", 1)
    style.font.size = Pt(11)
    added = document.paragraphs[3].insert_paragraph_before(
        "本机构编号：{{ answers.report_number }}"
    )
    added.style = style
    header = next(s.header for s in document.sections if s.header.paragraphs[0].text)
    header.paragraphs[0].add_run().add_picture(io.BytesIO(LOGO), width=Pt(20))
    first, second = body.findall(f"{W}tbl")[1:3]
    second.addnext(copy.deepcopy(first))
    first.getparent().remove(first)
    document.save(str(target))


def restyled(path: Path) -> None:
    """Another kind of chart and another colour, as a person sets them in Word."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = next(n for n, data in parts.items() if "charts/chart" in n and b"radarChart" in data)
    xml = parts[name].decode()
    xml = re.sub(r"<c:radarStyle[^>]*/>", '<c:grouping val="standard"/>', xml)
    xml = xml.replace("radarChart", "lineChart").replace("404040", "C00000")
    parts[name] = xml.encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, data in parts.items():
            archive.writestr(part, data)


def words(data: bytes) -> list[str]:
    document = docx.Document(io.BytesIO(data))
    body = document.element.body
    return ["".join(t.text or "" for t in p.iter(f"{W}t")) for p in body.iter(f"{W}p")]


def test_an_agencys_changes_survive(
    shanxi: Standard, evaluation: Evaluation, tmp_path: Path
) -> None:
    target = tmp_path / NAME
    changed(shanxi.folder / NAME, target)
    restyled(target)
    facts = context(evaluation, plan(evaluation))
    data = WordTemplate.load(target, library(shanxi)).render(facts)
    plain = WordTemplate.load(shanxi.folder / NAME, library(shanxi)).render(facts)

    own = f"本机构编号：{facts['answers']['report_number']}"
    assert sorted(words(data)) == sorted([*words(plain), own])
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert LOGO in [archive.read(n) for n in archive.namelist() if n.endswith(".png")]
        charts = [archive.read(n).decode() for n in archive.namelist() if "charts/chart" in n]
    (drawn,) = [xml for xml in charts if "C00000" in xml]
    assert "lineChart" in drawn
    shown = re.findall(r'<c:pt idx="\d+"[^>]*><c:v>([^<]*)</c:v>', drawn)
    expected = facts["charts"]["aspects"]
    assert shown[1:] == [*expected["categories"], *expected["series"][0]["values"]]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("{{ park.name }}", "{{ park.nmae }}", "T121"),
        ("{{ park.name }}", "{{ park.name }", "T103"),
        ("{{ park.name }}", "{{ park.name|uper }}", "T111"),
        ("{%p if result.draft %}", "{%p if result.draft }}", "T103"),
    ],
)
def test_a_typo_names_the_template_the_part_and_the_tag(
    shanxi: Standard, evaluation: Evaluation, tmp_path: Path, old: str, new: str, code: str
) -> None:
    target = tmp_path / NAME
    document = docx.Document(str(shanxi.folder / NAME))
    run = next(r for p in document.paragraphs for r in p.runs if r.text == old)
    run.text = new
    document.save(str(target))

    with pytest.raises(StandardError) as caught:
        WordTemplate.load(target, library(shanxi)).render(context(evaluation, plan(evaluation)))
    faults = [each for each in caught.value.exceptions if isinstance(each, StandardFault)]
    found = next(each for each in faults if each.code == code)
    assert found.file == str(target)
    assert found.where.startswith("word/document.xml | ")
    assert new in found.where
    assert fault(found.code, found.params)
