"""The shipped evaluation report (创建评价报告): the template as a file, and what it says."""

import io
import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from zeropark.model import Standard
from zeropark.plan import plan
from zeropark.report.context import context
from zeropark.report.engine import WordTemplate
from zeropark.score import evaluate
from zeropark.standard import find
from zeropark.validate import validate
from zeropark.workbook import Refusal, read

Facts = dict[str, Any]

ROOT = Path(__file__).parents[1]
FOLDER = find() / "sx-zero-carbon-park-2024"
NAME = "创建评价报告"
WORKBOOKS = sorted((ROOT / "workbooks").glob("示例[!国]*.xlsx"))
LIBRARY = {"narrative.j2": (FOLDER / "narrative.j2").read_text("utf-8")}

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# Sections 17.3 to 17.7 of ISO/IEC 29500-1, for the properties that occur.
SCHEMA_ORDER = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore widowControl pBdr shd tabs snapToGrid "
    "spacing ind jc outlineLvl rPr sectPr",
    "rPr": "rStyle rFonts b i color spacing sz szCs highlight u shd vertAlign lang",
    "tblPr": "tblStyle tblW jc tblInd tblBorders shd tblLayout tblCellMar tblLook",
    "trPr": "cantSplit tblHeader",
    "tcPr": "tcW gridSpan vMerge tcBorders shd noWrap tcMar vAlign",
    "sectPr": "headerReference footerReference type pgSz pgMar pgNumType cols titlePg docGrid",
    "style": "name basedOn next qFormat pPr rPr tblPr",
}
UNREADY = re.compile(
    r"\{\{|\}\}|\{%|%\}|None|\bnan\b|。。|，。|、。|；。|：。|。，|。；|，，|、、|：，|（）|“”|—%|\[\[|\]\]"
)


@pytest.fixture(scope="session")
def template() -> WordTemplate:
    return WordTemplate.load(FOLDER / f"{NAME}.docx", LIBRARY)


@pytest.fixture(scope="session")
def parks(shanxi: Standard) -> Mapping[str, Facts]:
    """What the template receives for every shipped sample."""
    return {path.stem: _facts(shanxi, path) for path in WORKBOOKS}


def _facts(standard: Standard, path: Path) -> Facts:
    submission = read(path.read_bytes(), path.name, {standard.id: standard})
    assert not isinstance(submission, Refusal)
    issues = submission.issues + validate(standard, submission)
    scheme = standard.schemes[standard.default_scheme]
    evaluation = evaluate(standard, submission, scheme, issues)
    facts: Facts = json.loads(json.dumps(context(evaluation, plan(evaluation))))
    return facts


@pytest.fixture
def park(parks: Mapping[str, Facts]) -> Facts:
    """A good park, free to be changed."""
    copy: Facts = json.loads(json.dumps(parks["示例工业园区002"]))
    return copy


def _parts(data: bytes) -> Mapping[str, etree._Element]:  # lxml names it so
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {
            name: etree.fromstring(archive.read(name))
            for name in archive.namelist()
            if name.startswith("word/") and name.endswith(".xml")
        }


def _styled(body: etree._Element, style: str) -> list[str]:
    """The text of every paragraph of a style."""
    named = (
        p for p in body.iter(f"{W}p") if p.find(f"{W}pPr/{W}pStyle[@{W}val='{style}']") is not None
    )
    return ["".join(t.text or "" for t in p.iter(f"{W}t")) for p in named]


def _lines(data: bytes) -> list[str]:
    body = _parts(data)["word/document.xml"]
    texts = ("".join(t.text or "" for t in p.iter(f"{W}t")) for p in body.iter(f"{W}p"))
    return [text for text in texts if text]


# ------------------------------------------------------------------ the file


def test_the_committed_template_is_what_the_builder_makes(tmp_path: Path) -> None:
    builder = ROOT / "tools" / "build_templates.py"
    subprocess.run([sys.executable, builder, tmp_path], check=True, capture_output=True)

    for kind in ("docx", "txt"):
        made = (tmp_path / f"{NAME}.{kind}").read_bytes()
        assert made == (FOLDER / f"{NAME}.{kind}").read_bytes()


def test_every_style_names_a_chinese_font() -> None:
    styles = _parts((FOLDER / f"{NAME}.docx").read_bytes())["word/styles.xml"]
    fonts = [style.find(f"{W}rPr/{W}rFonts") for style in styles.iter(f"{W}style")]
    named = [font.get(f"{W}eastAsia") for font in fonts if font is not None]

    assert len(named) == len(fonts) > 20
    assert set(named) <= {"仿宋", "楷体", "黑体", "宋体"}
    assert b"Theme=" not in etree.tostring(styles)


def test_the_page_is_a4_and_the_language_chinese() -> None:
    parts = _parts((FOLDER / f"{NAME}.docx").read_bytes())
    sizes = {(s.get(f"{W}w"), s.get(f"{W}h")) for s in parts["word/document.xml"].iter(f"{W}pgSz")}
    languages = {e.get(f"{W}eastAsia") for e in parts["word/styles.xml"].iter(f"{W}lang")}
    modes = [e.get(f"{W}val") for e in parts["word/settings.xml"].iter(f"{W}compatSetting")]

    assert sizes == {("11906", "16838"), ("16838", "11906")}
    assert languages == {"zh-CN"}
    assert modes == ["15"]


def test_properties_stand_in_the_order_of_the_schema(
    template: WordTemplate, parks: Mapping[str, Facts]
) -> None:
    for facts in ({}, *list(parks.values())[:1]):
        data = template.render(facts) if facts else (FOLDER / f"{NAME}.docx").read_bytes()
        for root in _parts(data).values():
            for element in root.iter(*(W + name for name in SCHEMA_ORDER)):
                order = SCHEMA_ORDER[etree.QName(element).localname].split()
                places = [order.index(etree.QName(child).localname) for child in element]
                assert places == sorted(places)


def test_an_indent_in_characters_has_its_like_in_twips() -> None:
    for root in _parts((FOLDER / f"{NAME}.docx").read_bytes()).values():
        for indent in root.iter(f"{W}ind"):
            for key in ("firstLine", "left", "hanging"):
                assert (f"{W}{key}Chars" in indent.attrib) == (f"{W}{key}" in indent.attrib)


def test_a_table_is_as_wide_as_the_text_and_its_cells_as_their_columns() -> None:
    body = _parts((FOLDER / f"{NAME}.docx").read_bytes())["word/document.xml"]
    for table in body.iter(f"{W}tbl"):
        grid = [int(str(column.get(f"{W}w"))) for column in table.iter(f"{W}gridCol")]
        assert sum(grid) in {8845, 13720}
        for row in table.iter(f"{W}tr"):
            widths = (cell.find(f"{W}tcPr/{W}tcW") for cell in row.iter(f"{W}tc"))
            assert sum(
                int(str(width.get(f"{W}w"))) for width in widths if width is not None
            ) == sum(grid)


def test_python_docx_opens_the_template() -> None:
    docx = pytest.importorskip("docx")
    document = docx.Document(str(FOLDER / f"{NAME}.docx"))
    names = {style.name for style in document.styles}

    assert {"Normal", "Heading 1", "表题", "正文段落"} <= names
    assert len(document.sections) == 7  # 8.3 and annex B lie across


# ------------------------------------------------------------------ names


def _documented() -> set[str]:
    text = (ROOT / "docs" / "报告模板.md").read_text("utf-8")
    table = text[text.index("## 可用的名称") :]
    return set(re.findall(r"^\| `(\w+)", table, re.MULTILINE))


def test_the_template_uses_documented_names_only(template: WordTemplate) -> None:
    assert template.names <= _documented()


def test_every_name_of_the_context_is_documented(parks: Mapping[str, Facts]) -> None:
    for facts in parks.values():
        assert set(facts) == _documented()


# ------------------------------------------------------------------ whole reports


@pytest.mark.parametrize("name", [path.stem for path in WORKBOOKS])
def test_a_report_has_no_gap_and_no_stray_mark(
    name: str, template: WordTemplate, parks: Mapping[str, Facts]
) -> None:
    data = template.render(parks[name])

    assert [line for line in _lines(data) if UNREADY.search(line)] == []
    assert template.render(parks[name]) == data


def test_no_paragraph_of_text_comes_out_blank(
    template: WordTemplate, parks: Mapping[str, Facts]
) -> None:
    for facts in parks.values():
        body = _parts(template.render(facts))["word/document.xml"]
        for paragraph in body.iter(f"{W}p"):
            style = paragraph.find(f"{W}pPr/{W}pStyle")
            text = "".join(t.text or "" for t in paragraph.iter(f"{W}t"))
            if style is not None and style.get(f"{W}val") in {"正文段落", "摘要段落", "列项"}:
                assert text.strip("\u3000 ")


def test_no_cell_is_blank_and_no_table_only_a_head(
    template: WordTemplate, parks: Mapping[str, Facts]
) -> None:
    for facts in parks.values():
        body = _parts(template.render(facts))["word/document.xml"]
        for table in body.iter(f"{W}tbl"):
            rows = list(table.iter(f"{W}tr"))
            assert len(rows) > len(list(table.iter(f"{W}tblHeader")))
            for cell in table.iter(f"{W}tc"):
                merged = cell.find(f"{W}tcPr/{W}vMerge") is not None
                assert merged or "".join(str(text) for text in cell.itertext()).strip()


def test_bookmarks_are_unique_and_every_page_reference_finds_one(
    template: WordTemplate, parks: Mapping[str, Facts]
) -> None:
    parts = _parts(template.render(next(iter(parks.values()))))
    body = parts["word/document.xml"]
    marks = [(m.get(f"{W}id"), m.get(f"{W}name")) for m in body.iter(f"{W}bookmarkStart")]
    codes = "".join(t.text or "" for root in parts.values() for t in root.iter(f"{W}instrText"))
    wanted = set(re.findall(r"(?:PAGEREF|REF) (\S+)", codes))

    assert len({number for number, _ in marks}) == len({name for _, name in marks}) == len(marks)
    assert wanted <= {name for _, name in marks}


def test_captions_count_up_within_a_chapter(
    template: WordTemplate, parks: Mapping[str, Facts]
) -> None:
    body = _parts(template.render(next(iter(parks.values()))))["word/document.xml"]
    for label, style, expected in (("表", "表题", "12345678ABCD"), ("图", "图题", "45678")):
        lines = _styled(body, style)
        found = [re.match(rf"{label}(\w)[-.](\d+)　", line) for line in lines]
        captions = [(match[1], int(match[2])) for match in found if match]
        chapters = dict.fromkeys(chapter for chapter, _ in captions)

        for chapter in chapters:
            numbers = [number for of, number in captions if of == chapter]
            assert numbers == list(range(1, len(numbers) + 1))
        assert "".join(chapters) == expected


def test_the_lists_of_tables_and_figures_name_every_caption_in_order(
    template: WordTemplate, parks: Mapping[str, Facts]
) -> None:
    body = _parts(template.render(next(iter(parks.values()))))["word/document.xml"]
    captions = [line for style in ("表题", "图题") for line in _styled(body, style)]
    listed = [line for line in _styled(body, "toc2") if line.startswith(("表", "图"))]

    numbered = [line for line in captions if re.match(r"[表图]\w[-.]\d", line)]
    assert listed == numbered
    assert len(listed) > 40


def test_the_report_tells_versions_scheme_and_trial(
    template: WordTemplate, parks: Mapping[str, Facts]
) -> None:
    facts = parks["示例工业园区002"]
    text = "\n".join(_lines(template.render(facts)))

    assert facts["meta"]["sha256"][:8] in text
    assert "七方面等权（定量指标按比例得分）（草案），文件名draft-aspect-equal" in text
    assert facts["meta"]["scheme_digest"][:8] in text
    assert "（试算稿）" in text
    assert text.count("不是标准公布的正式方案") == 2  # 1.6 and at the conclusion
    assert text.count("理由见第1.6节") == 3  # in front, in the abstract, beside the score
    assert "仅供参照" in text
    assert "签字：" in text


def test_under_an_official_scheme_nothing_says_trial(template: WordTemplate, park: Facts) -> None:
    park["result"] |= {"draft": False, "status": "正式"}
    text = "\n".join(_lines(template.render(park)))

    assert "试算稿" not in text
    assert "试算结果" not in text


def test_empty_tables_and_open_questions_are_told(template: WordTemplate, park: Facts) -> None:
    for name in park["tables"]:
        park["tables"][name] = []
    nothing = {"count": 0, "done": 0, "open": 0, "planned": "0", "invested": "0", "rate": "—"}
    tallies = [park["work"]["all"], *park["work"]["aspects"], *(a["work"] for a in park["aspects"])]
    for tally in tallies:
        tally |= {**nothing, "invested_rate": "—"}
    for aspect in park["aspects"]:
        aspect["tasks"] = []
    park |= {"actions": [], "gaps": [], "climbs": [], "factors": [], "activity": []}
    park["issues"] = [
        {
            "level": "需说明",
            "cell": "碳汇!E5",
            "code": "C116",
            "what": "偏高。",
            "remedy": "请核对。",
        }
    ]
    lines = _lines(template.render(park))

    assert "本次评价未开具不符合项。" in lines
    assert "园区未填报创建任务。" in lines
    assert "各参评指标均得满分，没有失分。" in lines
    assert "数据核查中有1个事项需要说明，列于附录D。" in lines
    assert [line for line in lines if UNREADY.search(line)] == []
