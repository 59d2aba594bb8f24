"""The Word renderer: what its dialect does, and that it loses nothing."""

import io
import re
import zipfile
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import docx
import docxtpl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from word_press import (
    LIBRARY,
    Press,
    W,
    paragraph,
    paragraphs,
    row,
    run,
    runs,
    table,
    table_texts,
    w,
    word_xml,
    written,
)

from zeropark.report.engine import WordTemplate


@pytest.fixture(scope="module")
def press(tmp_path_factory: pytest.TempPathFactory) -> Press:
    return Press(tmp_path_factory.mktemp("engine"))


# ------------------------------------------------------------------ tags that Word cut


@pytest.mark.parametrize(
    "pieces",
    [
        ["{{ name }}"],
        ["{", "{ name }}"],
        ["{{", " name ", "}}"],
        ["{{ na", "me }", "}"],
        [*"{{ name }}"],
        ["{{ na", "<w:proofErr/>", "me }}"],
        ["{{ na", "<w:bookmarkStart/><w:bookmarkEnd/>", "me }}"],
        ["{{", "<w:r><w:tab/></w:r>", "name", "<w:r><w:br/></w:r>", "}}"],
        ["{{ na", f"<w:hyperlink>{run('me')}</w:hyperlink>", " }}"],
        ["{{ na", f"<w:del><w:r><w:delText>{{% if %}}</w:delText></w:r></w:del>{run('me')}", "}}"],
        ["{{\u00a0name\u00a0}}"],
        ["{{- name -}}"],
    ],
)
def test_a_tag_is_found_however_word_cut_it(press: Press, pieces: list[str]) -> None:
    assert press.text(paragraph("a", *pieces, "z"), name="晋阳") == "a晋阳z"


@given(st.lists(st.integers(1, 40), max_size=12), st.booleans())
def test_any_cut_of_a_paragraph_gives_the_same_text(
    press: Press, cuts: list[int], yes: bool
) -> None:
    text = "a{% if yes %}{{ 'x}}' }}{% else %}甲{{ n }}{%r if n %}!{%r endif %}{% endif %}z"
    edges = [0, *sorted(set(cuts)), len(text)]
    pieces = [text[start:end] for start, end in pairwise(edges)]
    assert press.text(paragraph(*pieces), yes=yes, n=3) == ("ax}}z" if yes else "a甲3!z")


def test_a_joined_tag_takes_the_properties_of_the_run_where_it_opens(press: Press) -> None:
    body = paragraph(run("x{", "<w:b/>"), run("{ name }", "<w:i/>"), run("}y", "<w:u/>"))
    assert runs(press.xml(body, name="N")) == [("xN", {"b"}), ("y", {"u"})]


@pytest.mark.parametrize("tag", ["{{ “a” ~ ‘b’ }}", "{{ “a\" ~ 'b' }}", "{{ \"a\" ~ 'b' }}"])
def test_quotes_that_word_turned_are_straight_again(press: Press, tag: str) -> None:
    assert press.text(paragraph(tag)) == "ab"


def test_quotes_within_a_quoted_text_stay_as_they_are(press: Press) -> None:
    assert press.text(paragraph("{{ '“好” }} %}' }}")) == "“好” }} %}"


def test_remarks_are_not_printed_and_not_read(press: Press) -> None:
    assert press.text(paragraph("a{# {{ nothing. #}b")) == "ab"


@pytest.mark.parametrize(
    ("typed", "shown"),
    [("{_{ x }_}", "{{ x }}"), ("{_% if x %_}", "{% if x %}"), ("a_b {_ }", "a_b {_ }")],
)
def test_braces_with_a_line_between_are_printed_as_braces(
    press: Press, typed: str, shown: str
) -> None:
    assert press.text(paragraph(typed)) == shown


def test_a_remark_takes_its_whole_row_or_paragraph_with_it(press: Press) -> None:
    body = paragraph("{#p 编者的话 #} 其余") + table(
        row("{#tr 去掉 #}", "{{ x }}"), row("留", "下")
    )
    assert press.text(body, x=1) == "留\n下"


# ------------------------------------------------------------------ each kind of tag


def test_paragraph_tags_take_the_place_of_their_paragraphs(press: Press) -> None:
    body = "".join(
        map(paragraph, ["{%p for x in xs %}", "{{ x }}", "{%p endfor %}", "{#p remark #}", "end"])
    )
    assert press.text(body, xs=["1", "2"]) == "1\n2\nend"


def test_row_tags_nest(press: Press) -> None:
    body = table(
        row("{%tr for g in groups %}", ""),
        row("{{ g.name }}", "{{ loop.index }}"),
        row("{%-tr for i in g['items'] %}", ""),
        row("{{ i }}", "{% if loop.last %}末{% else %}中{% endif %}"),
        row("", "{%tr endfor -%}"),
        row("{%tr endfor %}"),
    )
    groups = [{"name": "甲", "items": [1, 2]}, {"name": "乙", "items": []}]
    rows = [["甲", "1"], ["1", "中"], ["2", "末"], ["乙", "2"]]
    assert table_texts(press.xml(body, groups=groups)) == rows


def test_a_key_named_like_a_method_is_the_key(press: Press) -> None:
    assert press.text(paragraph("{{ r.items }}{{ r.get('x') }}"), r={"items": 1, "x": 2}) == "12"


def test_cell_tags_repeat_a_cell(press: Press) -> None:
    body = table(row("年", "{%tc for y in years %}", "{{ y }}", "{%tc endfor %}", "末"))
    assert table_texts(press.xml(body, years=[2023, 2024])) == [["年", "2023", "2024", "末"]]


def test_run_tags_leave_the_text_beside_them(press: Press) -> None:
    body = paragraph(run("a{%r if yes %}b", "<w:b/>"), run("c"), run("{%r endif %}d"))
    assert press.text(body, yes=False) == "ad"
    assert runs(press.xml(body, yes=True)) == [
        ("a", {"b"}),
        ("b", {"b"}),
        ("c", set()),
        ("d", set()),
    ]


def test_a_cut_run_keeps_its_other_elements(press: Press) -> None:
    body = "<w:p><w:r><w:t>{%r if yes %}a</w:t><w:br/><w:t>b{%r endif %}</w:t></w:r></w:p>"
    assert press.text(body, yes=True) == "a\nb"
    assert press.text(body, yes=False) == ""


def test_word_xml_is_printed_between_elements(press: Press) -> None:
    body = paragraph("a{{r bold }}z") + paragraph("{{p block }}")
    bold, block = word_xml(run("B", "<w:b/>")), word_xml(paragraph("P"))
    assert press.text(body, bold=bold, block=block) == "aBz\nP"


def test_a_text_where_word_xml_belongs_is_refused(press: Press) -> None:
    (found,) = press.render_faults(paragraph("a{{r bold }}"), bold="B")
    assert (found.code, found.params) == ("T122", {"type": "str"})


def test_variables_named_like_a_level_are_variables(press: Press) -> None:
    assert press.text(paragraph("{{ p }}{{p}}{{ r }}{{tr}}"), p=1, r=2, tr=3) == "1123"


def test_a_cell_spans_is_coloured_and_merges(press: Press) -> None:
    body = table(
        row("{% colspan n %}{% cellbg 'D9E2F3' %}头"),
        row("{%tr for x in xs %}"),
        row("{% vm %}合", "{{ x }}"),
        row("{%tr endfor %}"),
        row("{%tc for x in xs %}", "{% hm %}横", "{%tc endfor %}"),
    )
    xml = press.xml(body, n=2, xs=["1", "2"])
    assert table_texts(xml) == [["头"], ["合", "1"], ["", "2"], ["横"]]
    assert '<w:gridSpan w:val="2"/><w:shd w:val="clear" w:color="auto" w:fill="D9E2F3"/>' in xml
    assert re.findall('<w:vMerge w:val="(.*?)"', xml) == ["restart", "continue"]


def test_a_cell_without_properties_gets_them(press: Press) -> None:
    body = f"<w:tbl><w:tr><w:tc>{paragraph('{% colspan 3 %}x')}</w:tc></w:tr></w:tbl>"
    assert '<w:tc><w:tcPr><w:gridSpan w:val="3"/></w:tcPr><w:p>' in press.xml(body)


def test_tags_of_a_table_in_a_cell_belong_to_that_table(press: Press) -> None:
    inner = table(row("{%tr for x in xs %}"), row("{{ x }}"), row("{%tr endfor %}"))
    body = table(row("外", f"<w:p/>{inner}<w:p/>"))
    assert table_texts(press.xml(body, xs=[1, 2]))[1:] == [["1"], ["2"]]


def test_headers_footers_notes_and_properties_are_rendered_and_the_rest_copied(
    press: Press,
) -> None:
    one = f'<w:{{0}} xmlns:w="{W}">{paragraph("{{{{ name }}}}")}</w:{{0}}>'
    core = '<c xmlns:dc="dc"><dc:title>{{ name }}的报告</dc:title></c>'
    same = "<any>{{ name }}</any>"
    archive = press.file(
        paragraph("x"),
        {"name": "A&B\n₂"},
        word__header1=one.format("hdr"),
        word__footer2=one.format("ftr"),
        word__footnotes=one.format("footnote"),
        docProps__core=core,
        custom__item=same,
    )
    assert "A&amp;B</w:t><w:br/>" in archive.read("word/header1.xml").decode()
    assert "A&amp;B</w:t><w:br/>" in archive.read("word/footer2.xml").decode()
    assert "A&amp;B</w:t><w:br/>" in archive.read("word/footnotes.xml").decode()
    assert "<dc:title>A&amp;B 2的报告</dc:title>" in archive.read("docProps/core.xml").decode()
    assert archive.read("custom/item.xml").decode() == same


def test_attributes_are_rendered_without_elements_in_them(press: Press) -> None:
    body = '<w:p><w:r><w:drawing descr="{{ name }} CO₂"/></w:r></w:p>'
    assert 'descr="&#34;a b2&#34; CO₂"' in press.xml(body, name='"a\nb₂"')


# ------------------------------------------------------------------ values


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("A & B <x>", "A & B <x>"),
        ("5 < 6", "5 < 6"),
        ("</w:t></w:r>", "</w:t></w:r>"),
        ("]]> <!-- &amp; \"'", "]]> <!-- &amp; \"'"),
        ("😀𠮷𰻝", "😀𠮷𰻝"),
        ("a\0b\x0bc", "a\ufffdb\ufffdc"),
        ("a\ud800b\ufffe\uffff", "a\ufffdb\ufffd\ufffd"),
        ("\x01\x03₂\x05\x07", "\ufffd\ufffd2\ufffd\ufffd"),
        ("一\n二\r\n三\r四\t五", "一\n二\n三\n四\t五"),
        ("  两端  ", "  两端  "),
        ("{{ 7*7 }}{% if %}{#", "{{ 7*7 }}{% if %}{#"),
        ("字" * 32_767, "字" * 32_767),
        (Decimal("1.50"), "1.50"),
        (0, "0"),
        ("", ""),
    ],
)
def test_a_value_is_shown_as_it_is(press: Press, value: object, shown: str) -> None:
    body = paragraph("[{{ value }}]") + paragraph("end")
    assert press.text(body, value=value) == f"[{shown}]\nend"


@given(value=st.text(st.characters(exclude_categories=["Cc", "Cs", "No", "Lm", "Sm", "Cn"])))
def test_any_text_comes_through_and_the_document_stays_whole(press: Press, value: str) -> None:
    kept = value.translate({0x208D: "(", 0x208E: ")", 0x207D: "(", 0x207E: ")"})
    assert (
        press.text(paragraph("[{{ value }}]") + paragraph("end"), value=value) == f"[{kept}]\nend"
    )


def test_subscripts_are_runs_that_keep_the_other_properties(press: Press) -> None:
    body = paragraph(run("CO₂排放 {{ x }}", '<w:b/><w:lang w:val="zh-CN"/>'))
    xml = press.xml(body, x="tCO₂/km²·a⁻¹₀ₓ")
    both, low, high = {"b", "zh-CN"}, {"b", "zh-CN", "subscript"}, {"b", "zh-CN", "superscript"}
    assert runs(xml) == [
        *[("CO", both), ("2", low), ("排放 tCO", both), ("2", low), ("/km", both), ("2", high)],
        *[("·a", both), ("\u22121", high), ("", both), ("0x", low)],
    ]
    assert '<w:vertAlign w:val="subscript"/><w:lang' in xml  # the schema's order


def test_marks_that_a_value_forges_within_markup_are_replaced(press: Press) -> None:
    body = paragraph("{% set m %}{{ x }}{% endset %}{{ m ~ x }}|")
    assert press.text(body, x="\x03₂\x06") == "\ufffd2\ufffd\ufffd2|"


def test_macros_see_the_context_and_their_layout_is_not_printed(press: Press) -> None:
    body = paragraph('{%p import "narrative.j2" as say %}')
    body += paragraph("{{ say.outcome(gap) }}。{{ say.outcome(none) }}")
    xml = press.xml(body, target="<90>", gap="一\n二")
    assert paragraphs(xml) == ["未达到 <90>，排放 CO2 一\n二。达到"]
    assert ("2", {"subscript"}) in runs(xml)


def test_values_in_macros_are_marked_once(press: Press) -> None:
    body = paragraph('{%p import "narrative.j2" as say %}') + paragraph("{{ say.outcome(gap) }}")
    xml = press.xml(body, target="₁", gap="A₂\tB²")
    assert [each for each in runs(xml) if each[1]] == [
        *[("1", {"subscript"}), ("2", {"subscript"}), ("2", {"subscript"})],
        ("2", {"superscript"}),
    ]
    assert paragraphs(xml) == ["未达到 1，排放 CO2 A2\tB2"]


def test_the_names_are_those_of_all_parts_and_of_the_macros(press: Press) -> None:
    header = f'<w:hdr xmlns:w="{W}">{paragraph("{{ title }}")}</w:hdr>'
    body = paragraph('{%p import "narrative.j2" as say %}')
    body += paragraph("{% set own = 1 %}{% for x in range(own) %}{{ x ~ name.y }}{% endfor %}")
    path = written(press.folder, body, word__header1=header)
    names = {"title", "name", "target", "absent"}
    assert WordTemplate.load(path, LIBRARY).names == names


# ------------------------------------------------------------------ what comes out empty


def test_a_cell_keeps_a_paragraph_when_a_condition_empties_it(press: Press) -> None:
    content = "".join(map(paragraph, ["{%p if yes %}", "x", "{%p endif %}"]))
    body = table(row(content, "b"))
    assert press.xml(body, yes=True).count("<w:p>") == 2
    assert "</w:tcPr><w:p></w:p></w:tc>" in press.xml(body, yes=False)


def test_a_header_keeps_a_paragraph_when_a_condition_empties_it(press: Press) -> None:
    content = "".join(map(paragraph, ["{%p if yes %}", "x", "{%p endif %}"]))
    header = f'<w:hdr xmlns:w="{W}">{content}</w:hdr>'
    archive = press.file(paragraph("x"), {"yes": False}, word__header1=header)
    assert "<w:p></w:p></w:hdr>" in archive.read("word/header1.xml").decode()


def test_a_table_without_rows_and_a_row_without_cells_are_left_out(press: Press) -> None:
    empty = table(row("{%tr for x in xs %}"), row("{{ x }}"), row("{%tr endfor %}"))
    body = paragraph("a") + empty + table(row("{%tc for x in xs %}", "c", "{%tc endfor %}"))
    body += table(row(f"<w:p/>{empty}"))
    xml = press.xml(body, xs=[])
    assert xml.count("<w:tbl>") == 1
    assert "</w:tcPr><w:p></w:p></w:tc>" in xml
    assert press.xml(body, xs=[1]).count("<w:tbl>") == 4


# ------------------------------------------------------------------ the file


def test_the_same_input_gives_the_same_bytes_and_no_clock(press: Press) -> None:
    path = written(press.folder, paragraph("{{ x }}"))
    first = WordTemplate.load(path).render({"x": "1"})
    assert WordTemplate.load(path).render({"x": "1"}) == first
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == ["[Content_Types].xml", "word/document.xml"]
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_traces_of_editing_are_dropped(press: Press) -> None:
    assert "rsid" not in press.xml(paragraph("{{ x }}"), x="1")


# ------------------------------------------------------------------ the oracle


ORACLE_PARAGRAPHS = (
    *("{%p if score > 60 %}", "通过：{{ name|upper }}", "{%p else %}", "不通过", "{%p endif %}"),
    *("写作 {_{ name }_} 与 {_% if %_}", "{#p 编者的话 #}", "前\t{{ name }}\t后"),
    *("{%p for r in rows %}", "{{ r.n }}：{%r if r.v %}有{%r endif %}", "{%p endfor %}"),
    "{% set total = rows|length %}共{{ total }}项{{ '，完' if score > 1 }}",
    "{% for r in rows %}{{ r.n }}{% if not loop.last %}、{% endif %}{% endfor %}。",
)
ORACLE_TABLES = (
    (
        ("名称", "值"),
        ("{%tr for r in rows %}", ""),
        ("{{ r.n }}", "{{ r.v }}"),
        ("{%tr endfor %}", ""),
    ),
    (
        *(("{%tr for r in rows %}",), ("{%tr for x in r.inner %}",), ("{{ r.n }}-{{ x }}",)),
        *(("{%tr endfor %}",), ("{%tr endfor %}",)),
    ),
    (("{%tr for r in rows %}", ""), ("{% vm %}{{ name }}", "{{ r.n }}"), ("{%tr endfor %}", "")),
    (("{#tr 去掉这一行 #}", "{{ name }}"), ("留下", "{% cellbg colour %}底色")),
    (("{%tc for r in rows %}", "{{ r.n }}", "{%tc endfor %}"),),
)


def oracle_template(path: Path) -> None:
    """A template of the kinds that docxtpl's own examples show, written by python-docx."""
    document = docx.Document()
    for language in document.styles.element.iter(w("lang")):
        language.set(w("eastAsia"), "zh-CN")
    first = document.add_paragraph("园区 ")
    first.add_run("{{ na").bold = True
    first.add_run("me }} 得分 {{ score }}")
    for text in ORACLE_PARAGRAPHS:
        document.add_paragraph(text)
    for rows in ORACLE_TABLES:
        made = document.add_table(rows=len(rows), cols=len(rows[0]))
        for cells, texts in zip(made.rows, rows, strict=True):
            for cell, text in zip(cells.cells, texts, strict=True):
                cell.text = text
    document.sections[0].header.paragraphs[0].text = "页眉 {{ name }}"
    document.sections[0].footer.paragraphs[0].text = "页脚 {{ score }}"
    document.save(str(path))


def document_text(content: io.BytesIO) -> tuple[object, ...]:
    document = docx.Document(content)
    section = document.sections[0]
    return (
        [each.text for each in document.paragraphs],
        [[[c.text for c in r.cells] for r in t.rows] for t in document.tables],
        [each.text for each in (*section.header.paragraphs, *section.footer.paragraphs)],
    )


@pytest.mark.parametrize("score", [Decimal("59.9"), Decimal(85)])
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_docxtpl_prints_the_same_text(tmp_path: Path, score: Decimal) -> None:
    path = tmp_path / "t.docx"
    oracle_template(path)
    rows = [{"n": f"项 {n} & <{n}>", "v": n * n, "inner": [n, n + 1]} for n in range(4)]
    context: dict[str, object] = {"name": "A & b", "score": score, "rows": rows, "colour": "D9E2F3"}
    theirs = io.BytesIO()
    oracle = docxtpl.DocxTemplate(path)
    oracle.render(context, autoescape=True)
    oracle.save(theirs)
    ours = io.BytesIO(WordTemplate.load(path).render(context))
    assert document_text(ours) == document_text(theirs)


# ------------------------------------------------------------------ the end of a table

HEADED = row("项目").replace("<w:tr>", "<w:tr><w:trPr><w:tblHeader/></w:trPr>")


def kept(xml: str) -> list[bool]:
    """Row by row, whether all its paragraphs stay with the next row."""
    rows = re.findall(r"<w:tr>.*?</w:tr>", xml)
    return [each.count("<w:keepNext/>") == each.count("</w:p>") for each in rows]


@pytest.mark.parametrize(
    ("count", "expected"),
    [(1, [False, False]), (2, [False, True, False]), (4, [False, False, False, True, False])],
)
def test_the_last_two_rows_of_a_table_with_a_head_stay_together(
    press: Press, count: int, expected: list[bool]
) -> None:
    body = table(HEADED, row("{%tr for x in xs %}"), row("{{ x }}", "二"), row("{%tr endfor %}"))
    assert kept(press.xml(body, xs=range(count))) == expected


def test_a_table_without_a_repeated_head_stays_as_it_is(press: Press) -> None:
    body = table(row("{%tr for x in xs %}"), row("{{ x }}"), row("{%tr endfor %}"))
    assert "keepNext" not in press.xml(body, xs=range(4))


def test_what_a_paragraph_says_of_itself_stays_in_the_order_of_the_schema(press: Press) -> None:
    styled = '<w:p><w:pPr><w:pStyle w:val="表文"/><w:jc w:val="right"/></w:pPr></w:p>'
    kept_already = '<w:p><w:pPr><w:pStyle w:val="表文"/><w:keepNext/></w:pPr></w:p>'
    bare = "<w:p><w:pPr/></w:p>"
    xml = press.xml(table(HEADED, row(styled, kept_already, bare), row("末行")))
    assert '<w:pStyle w:val="表文"/><w:keepNext/><w:jc w:val="right"/>' in xml
    assert '<w:pStyle w:val="表文"/><w:keepNext/></w:pPr>' in xml
    assert xml.count("<w:keepNext/>") == 3
