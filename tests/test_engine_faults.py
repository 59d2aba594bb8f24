"""The Word renderer: what it refuses, and how exactly it says so."""

import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from word_press import SECTION, Press, W, leaves, paragraph, row, run, table, word_xml, written

from zeropark.model import StandardError
from zeropark.report.engine import WordTemplate

R = "http://schemas.openxmlformats.org/package/2006/relationships"


CUT_FIELD = (
    '<w:p><w:r><w:fldChar w:fldCharType="begin"/><w:instrText> INCLU</w:instrText></w:r>'
    "<w:r><w:instrText>DETEXT x</w:instrText></w:r></w:p>"
)


@pytest.fixture(scope="module")
def press(tmp_path_factory: pytest.TempPathFactory) -> Press:
    return Press(tmp_path_factory.mktemp("engine"))


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
        (paragraph("{% if a %}{% elif b c %}{% endif %}"), "T110"),
        (paragraph("{% for x in y %}{% else %}{% else %}{% endfor %}"), "T110"),
        ('<w:p><w:r><w:drawing descr="{{ a"/></w:r></w:p>', "T103"),
        (paragraph("{{ a|frob }}"), "T111"),
        (paragraph("{{ a|safe }}"), "T111"),
        (paragraph("{{ ''|attr('x') }}"), "T111"),
        (paragraph("{{ '%s'|format(a) }}"), "T111"),
        (paragraph("{{ a is frob }}"), "T111"),
        (paragraph("{% include 'narrative.j2' %}"), "T111"),
        (paragraph("{% raw %}{{ a }}{% endraw %}"), "T120"),
        (paragraph("{{ cycler.__init__.globals }}"), "T112"),
        (paragraph("{{ ''['__class__'] }}"), "T112"),
        (paragraph("{{ xs|map(attribute='__class__')|list }}"), "T112"),
        (paragraph("{% import 'absent.j2' as a %}"), "T113"),
        (paragraph("{% import 'faulty.j2' as a %}"), "T110"),
        (paragraph("{% import 'unsafe.j2' as a %}"), "T112"),
        (CUT_FIELD, "T116"),
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


def test_a_macro_file_is_read_once(press: Press) -> None:
    body = paragraph("{% import 'unsafe.j2' as a %}")
    header = f'<w:hdr xmlns:w="{W}">{body}</w:hdr>'
    assert [each.where for each in press.faults(body, word__header1=header)] == ["unsafe.j2:2"]


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


def test_a_damaged_or_locked_or_strangely_packed_file_is_a_fault(tmp_path: Path) -> None:
    path = written(tmp_path, paragraph("x"))
    sound = path.read_bytes()
    central = sound.index(b"PK\x01\x02")
    damaged = sound[:40] + b"?" + sound[41:]
    locked = sound[: central + 8] + b"\x01" + sound[central + 9 :]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("word/document.xml", "<x/>")
    strange = path.read_bytes()
    for content in (damaged, locked, strange):
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


def test_a_part_must_end_as_the_template_ends(press: Press) -> None:
    template = WordTemplate.load(written(press.folder, paragraph("{{ x }}")))
    (part,) = template._parts
    source = replace(part.source, tail=part.source.tail + "lost")
    with pytest.raises(StandardError) as caught:
        replace(template, _parts=(replace(part, source=source),)).render({"x": 1})
    assert [each.code for each in leaves(caught.value)] == ["T126"]
