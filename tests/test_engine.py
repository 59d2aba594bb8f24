"""The Word renderer: what its dialect does, what it refuses, and that it loses nothing."""

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree as ET

import docx
import docxtpl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from zeropark.messages import fault
from zeropark.model import StandardError, StandardFault
from zeropark.report.engine import WordTemplate

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/package/2006/relationships"
SECTION = "<w:sectPr><w:pgSz/></w:sectPr>"


# ------------------------------------------------------------------ templates made in the test


def run(text: str, properties: str = "") -> str:
    inside = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r w:rsidR="00A1">{inside}<w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(*runs: str) -> str:
    made = "".join(each if each.startswith("<") else run(each) for each in runs)
    return f'<w:p w:rsidP="00B2">{made}</w:p>'


def row(*cells: str) -> str:
    inner = (cell if cell.startswith("<w:p") else paragraph(cell) for cell in cells)
    made = "".join(f'<w:tc><w:tcPr><w:tcW w:w="9"/></w:tcPr>{cell}</w:tc>' for cell in inner)
    return f"<w:tr>{made}</w:tr>"


def table(*rows: str) -> str:
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{''.join(rows)}</w:tbl>"


def written(folder: Path, body: str, **parts: str) -> Path:
    """A docx of the fewest parts; ``parts`` names others, with ``__`` for a slash."""
    path = folder / "t.docx"
    contents = {
        "[Content_Types].xml": "<Types/>",
        "word/document.xml": f'<w:document xmlns:w="{W}"><w:body>{body}{SECTION}</w:body>'
        "</w:document>",
    } | {name.replace("__", "/") + ".xml": text for name, text in parts.items()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in contents.items():
            archive.writestr(name.replace(".rels.xml", ".rels"), text)
    return path


@dataclass
class Press:
    """Loads a body as a template, renders it and reads it back."""

    folder: Path

    def file(self, body: str, context: Mapping[str, object], **parts: str) -> zipfile.ZipFile:
        """The rendered package."""
        template = WordTemplate.load(written(self.folder, body, **parts), LIBRARY)
        return zipfile.ZipFile(io.BytesIO(template.render(context)))

    def xml(self, body: str, **context: object) -> str:
        """The rendered document part."""
        return self.file(body, context).read("word/document.xml").decode()

    def text(self, body: str, **context: object) -> str:
        """The text of the rendered document, a line for a paragraph."""
        return "\n".join(paragraphs(self.xml(body, **context)))

    def faults(self, body: str, **parts: str) -> list[StandardFault]:
        """What is wrong with the template."""
        with pytest.raises(StandardError) as caught:
            WordTemplate.load(written(self.folder, body, **parts), LIBRARY)
        return list(leaves(caught.value))

    def render_faults(self, body: str, **context: object) -> list[StandardFault]:
        """What stops the rendering."""
        template = WordTemplate.load(written(self.folder, body), LIBRARY)
        with pytest.raises(StandardError) as caught:
            template.render(context)
        return list(leaves(caught.value))


LIBRARY = {
    "narrative.j2": "{% macro outcome(gap) %}\n  {% if gap %}\n    未达到 {{ target }}，\n"
    "    排放 CO₂ {{ gap }}\n  {% else %}\n    达到\n  {% endif %}\n{% endmacro %}\n"
    "{% macro broken() %}{{ absent }}{% endmacro %}\n",
    "faulty.j2": "第一行\n{% macro a( %}",
    "unsafe.j2": "\n{% macro a(x) %}{{ x.__class__ }}{% endmacro %}",
}


@pytest.fixture(scope="module")
def press(tmp_path_factory: pytest.TempPathFactory) -> Press:
    return Press(tmp_path_factory.mktemp("engine"))


def leaves(error: StandardError) -> Iterator[StandardFault]:
    for each in error.exceptions:
        assert isinstance(each, StandardFault)
        assert fault(each.code, each.params)  # every fault has its sentence
        yield each


def word_xml(xml: str) -> Markup:
    return Markup(xml)  # noqa: S704 -- written in the test


def w(name: str) -> str:
    return f"{{{W}}}{name}"


def plain(element: ET.Element) -> str:
    signs = {w("br"): "\n", w("tab"): "\t"}
    return "".join(
        signs.get(each.tag, each.text or "" if each.tag == w("t") else "")
        for each in element.iter()
    )


def paragraphs(xml: str) -> list[str]:
    return [plain(each) for each in ET.fromstring(xml).iter(w("p"))]  # noqa: S314 -- our own


def runs(xml: str) -> list[tuple[str, set[str]]]:
    """Each run's text and its properties: their values, or their names if they have none."""
    found = []
    for each in ET.fromstring(xml).iter(w("r")):  # noqa: S314 -- our own
        own = each.find(w("rPr"))
        names = (
            {p.get(w("val"), p.tag.rpartition("}")[2]) for p in own} if own is not None else set()
        )
        found.append((plain(each), names))
    return found


def table_texts(xml: str) -> list[list[str]]:
    root = ET.fromstring(xml)  # noqa: S314 -- our own
    return [[plain(cell) for cell in r.iter(w("tc"))] for r in root.iter(w("tr"))]


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
    assert "<dc:title>A&amp;B ₂的报告</dc:title>" in archive.read("docProps/core.xml").decode()
    assert archive.read("custom/item.xml").decode() == same


def test_attributes_are_rendered_without_elements_in_them(press: Press) -> None:
    body = '<w:p><w:r><w:drawing descr="{{ name }} CO₂"/></w:r></w:p>'
    assert 'descr="&#34;a b₂&#34; CO₂"' in press.xml(body, name='"a\nb₂"')


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


def test_macros_see_the_context_and_their_layout_is_not_printed(press: Press) -> None:
    body = paragraph('{%p import "narrative.j2" as say %}')
    body += paragraph("{{ say.outcome(gap) }}。{{ say.outcome(none) }}")
    xml = press.xml(body, target="<90>", gap="一\n二")
    assert paragraphs(xml) == ["未达到 <90>，排放 CO2 一\n二。达到"]
    assert ("2", {"subscript"}) in runs(xml)


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


# ------------------------------------------------------------------ faults of a template


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (paragraph("{{ name"), "T103"),
        (paragraph("name }}"), "T103"),
        (paragraph("{% for x in xs %}"), "T104"),
        (paragraph("{% endif %}"), "T105"),
        (paragraph("{% if x %}{% endfor %}"), "T105"),
        (paragraph("{%p if x %}") + paragraph("{% endif %}"), "T106"),
        (paragraph("{%tr set x = 1 %}"), "T107"),
        (paragraph("{%p set x = 1 %} 会丢失"), "T108"),
        (table(row("{%tr set x = 1 %}", "{{ x }}")), "T108"),
        (f"<w:p><w:pPr>{SECTION}</w:pPr>{run('{%p set x = 1 %}')}</w:p>", "T109"),
        (paragraph("{{ a b }}"), "T110"),
        (paragraph("{% frob %}"), "T110"),
        (paragraph("{{ }}"), "T110"),
        (paragraph("{{ a|frob }}"), "T111"),
        (paragraph("{{ a|safe }}"), "T111"),
        (paragraph("{{ ''|attr('x') }}"), "T111"),
        (paragraph("{{ '%s'|format(a) }}"), "T111"),
        (paragraph("{{ a is frob }}"), "T111"),
        (paragraph("{% include 'narrative.j2' %}"), "T111"),
        (paragraph("{{ cycler.__init__.globals }}"), "T112"),
        (paragraph("{{ ''['__class__'] }}"), "T112"),
        (paragraph("{{ xs|map(attribute='__class__')|list }}"), "T112"),
        (paragraph("{% import 'absent.j2' as a %}"), "T113"),
        (paragraph("{% import 'faulty.j2' as a %}"), "T110"),
        (paragraph("{% import 'unsafe.j2' as a %}"), "T112"),
        (f"<w:p><w:r><w:instrText> INCLUDE</w:instrText></w:r>{run('x')}</w:p>", "T116"),
        ('<w:p><w:fldSimple w:instr=" DDEAUTO a b"/></w:p>', "T116"),
    ],
)
def test_a_fault_is_found_when_the_template_is_loaded(press: Press, body: str, code: str) -> None:
    assert {each.code for each in press.faults(body)} == {code}


def test_a_fault_names_file_part_paragraph_and_tag(press: Press) -> None:
    (found,) = press.faults(paragraph("正文") + paragraph("合计", "{{ a", "|frob }} 吨"))
    assert found.file.endswith("t.docx")
    assert found.where == "word/document.xml | 合计{{ a|frob }} 吨 | {{ a|frob }}"
    assert found.params == {"name": "frob"}


def test_all_faults_are_raised_together(press: Press) -> None:
    body = "".join(map(paragraph, ["{{ a b }}", "{{ c d }}", "{% if x %}", "{{ e", "{{ f|g }}"]))
    assert [each.code for each in press.faults(body)] == ["T103", "T104", "T110", "T110"]


def test_a_fault_in_a_macro_file_names_its_line(press: Press) -> None:
    (found,) = press.faults(paragraph("{% import 'faulty.j2' as a %}"))
    assert (found.file, found.where) == ("faulty.j2", "faulty.j2:2")


def relationship(kind: str, target: str, mode: str = "External") -> dict[str, str]:
    inner = f'<Relationship Type="http://x/{kind}" Target="{target}" TargetMode="{mode}"/>'
    return {"word___rels__document.xml.rels": f'<Relationships xmlns="{R}">{inner}</Relationships>'}


@pytest.mark.parametrize(
    ("parts", "codes"),
    [
        (relationship("image", "http://a/b.png"), {"T114"}),
        (relationship("hyperlink", "file://server/x"), {"T114"}),
        (relationship("attachedTemplate", "http://a/b.dotm"), {"T115"}),
        (
            {"word__styles": f'<w:styles xmlns:w="{W}"><w:lang w:eastAsia="en-US"/></w:styles>'},
            {"T117"},
        ),
        ({"word__header1": "<w:hdr>"}, {"T102"}),
        ({"word__header1": "<!DOCTYPE x []><x/>"}, {"T102"}),
    ],
)
def test_a_part_that_reaches_outside_or_is_broken_is_refused(
    press: Press, parts: dict[str, str], codes: set[str]
) -> None:
    assert {each.code for each in press.faults(paragraph("x"), **parts)} == codes


def test_links_to_the_web_are_allowed(press: Press) -> None:
    press.file(paragraph("x"), {}, **relationship("hyperlink", "https://example.org"))


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no", b"\xd0\xcf\x11\xe0"])
def test_a_file_that_is_no_docx_is_a_fault(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "t.docx"
    path.write_bytes(content)
    with pytest.raises(StandardError) as caught:
        WordTemplate.load(path)
    assert [each.code for each in leaves(caught.value)] == ["T101"]


def test_a_file_without_a_document_is_a_fault(tmp_path: Path) -> None:
    path = tmp_path / "t.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/other.xml", "<x/>")
    with pytest.raises(StandardError):
        WordTemplate.load(path)


# ------------------------------------------------------------------ faults that show in rendering


@pytest.mark.parametrize(
    ("tag", "code", "params"),
    [
        ("{{ absent }}", "T121", {"name": "absent"}),
        ("{{ row.absent }}", "T121", {"name": "absent"}),
        ("{% set x = absent + 1 %}", "T121", {"name": "absent"}),
        ("{{ absent|round(1) }}", "T121", {"name": "absent"}),
        ("{{r absent }}", "T121", {"name": "absent"}),
        ("{{ nothing }}", "T122", {"type": "NoneType"}),
        ("{{ true }}", "T122", {"type": "bool"}),
        ("{{ [1] }}", "T122", {"type": "list"}),
        ("{{ row }}", "T122", {"type": "dict"}),
        ("{{ row.get }}", "T122", {"type": "builtin_function_or_method"}),
        ("{{ 1 / 0 }}", "T124", {"detail": "ZeroDivisionError: division by zero"}),
    ],
)
def test_what_cannot_be_printed_stops_the_report(
    press: Press, tag: str, code: str, params: dict[str, object]
) -> None:
    (found,) = press.render_faults(
        paragraph("前") + paragraph("合计 ", tag), row={"a": 1}, nothing=None
    )
    assert (found.code, found.params) == (code, params)
    assert found.where == f"word/document.xml | 合计 {tag} | {tag}"


def test_a_fault_within_a_macro_names_the_tag_and_the_line_of_the_macro(press: Press) -> None:
    body = paragraph('{%p import "narrative.j2" as say %}') + paragraph("a{{ say.broken() }}")
    (found,) = press.render_faults(body, target=1)
    shown = "a{{ say.broken() }} | {{ say.broken() }} | narrative.j2:9"
    assert found.where == f"word/document.xml | {shown}"


@pytest.mark.parametrize(
    "tag",
    [
        "{{ cycler['_' ~ '_init_' ~ '_'] }}",
        "{{ ''['_' ~ '_class_' ~ '_'] }}",
        "{{ ('{0._' ~ '_class_' ~ '_}').format('') }}",
        "{{ ['a']|map(attribute='_' ~ '_class_' ~ '_')|first }}",
        "{{ ['a']|map('attr', 'x')|first }}",
        "{% set x = row.update({'b': 1}) %}",
        "{% set x = xs.append(1) %}",
    ],
)
def test_the_sandbox_refuses_what_the_lint_cannot_see(press: Press, tag: str) -> None:
    (found,) = press.render_faults(paragraph(tag), row={"a": 1}, xs=[1])
    assert found.code in {"T121", "T123", "T124"}


def test_word_xml_that_breaks_the_document_is_a_fault(press: Press) -> None:
    body = paragraph("{{p block }}") + paragraph("end")
    (found,) = press.render_faults(body, block=word_xml("<w:p>"))
    assert found.code == "T125"


def test_a_document_that_would_be_cut_short_is_a_fault(press: Press) -> None:
    body = paragraph("{{p block }}") + paragraph("end")
    cut = word_xml("</w:body></w:document><!--")
    assert press.render_faults(body, block=cut)[0].code == "T125"
    whole = word_xml("<w:p/>")
    assert press.text(body, block=whole) == "\nend"


# ------------------------------------------------------------------ the oracle


def oracle_template(path: Path) -> None:
    document = docx.Document()
    for language in document.styles.element.iter(w("lang")):
        language.set(w("eastAsia"), "zh-CN")
    first = document.add_paragraph("园区 ")
    first.add_run("{{ na").bold = True
    first.add_run("me }} 得分 {{ score }}")
    for text in ("{%p if score > 60 %}", "通过：{{ name|upper }}", "{%p else %}", "不通过"):
        document.add_paragraph(text)
    document.add_paragraph("{%p endif %}")
    grid = document.add_table(rows=4, cols=2)
    for cell, text in zip(
        [c for r in grid.rows for c in r.cells],
        ["名称", "值", "{%tr for r in rows %}", "", "{{ r.n }}", "{{ r.v }}", "{%tr endfor %}", ""],
        strict=True,
    ):
        cell.text = text
    wide = document.add_table(rows=1, cols=3)
    for cell, text in zip(
        wide.rows[0].cells, ["{%tc for r in rows %}", "{{ r.n }}", "{%tc endfor %}"], strict=True
    ):
        cell.text = text
    document.add_paragraph(
        "{% for r in rows %}{{ r.n }}{% if not loop.last %}、{% endif %}{% endfor %}。"
    )
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
    rows = [{"n": f"项 {n} & <{n}>", "v": n * n} for n in range(4)]
    context: dict[str, object] = {"name": "A & b", "score": score, "rows": rows}
    theirs = io.BytesIO()
    oracle = docxtpl.DocxTemplate(path)
    oracle.render(context, autoescape=True)
    oracle.save(theirs)
    ours = io.BytesIO(WordTemplate.load(path).render(context))
    assert document_text(ours) == document_text(theirs)
