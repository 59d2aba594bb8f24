"""Ways out of a template's sandbox that are known (沙箱逃逸): none leads anywhere."""

import shutil
from pathlib import Path

import pytest
from books import BASIC, named, where
from word_press import Press, paragraph
from workbook_park import with_cell

from zeropark.batch import Means, Order, books_in, run
from zeropark.model import StandardError
from zeropark.standard import find

# Attributes of classes, by dot, index, filter and test; formats; globals of Jinja and of frameworks
# that people carry over; files; extensions; functions of Python; what would change a value.
ESCAPES = r"""
{{ ''.__class__ }}
{{ ''.__class__.__mro__[1].__subclasses__() }}
{{ [].__class__.__base__ }}
{{ {}.__class__ }}
{{ ().__class__.__bases__[0] }}
{{ ''['__class__'] }}
{{ ''['__cla' ~ 'ss__'] }}
{{ ''['\x5f\x5fclass\x5f\x5f'] }}
{{ ''|attr('__class__') }}
{{ ''|attr('\x5f\x5fclass\x5f\x5f') }}
{{ ['']|map('attr', '__class__')|list }}
{{ ['']|map(attribute='__class__')|list }}
{{ ['']|selectattr('__class__')|list }}
{{ ['']|rejectattr('__class__')|list }}
{{ ['']|groupby('__class__') }}
{{ ['']|sort(attribute='__class__') }}
{{ ['']|unique(attribute='__class__')|list }}
{{ ['']|sum(attribute='__class__') }}
{{ ['']|min(attribute='__class__') }}
{{ '%s'|format(name) }}
{{ '{0.__class__}'.format(name) }}
{{ '{0.__class__}'.format_map({'0': name}) }}
{{ ''.format.__globals__ }}
{{ cycler.__init__.__globals__.os.popen('id').read() }}
{{ joiner.__init__ }}
{{ namespace.__init__ }}
{{ lipsum.__globals__ }}
{{ lipsum(9) }}
{{ dict.__base__ }}
{{ dict(a=1).__class__ }}
{{ range.__class__ }}
{{ self.__init__ }}
{{ self._TemplateReference__context }}
{{ self }}
{{ config }}
{{ request.application }}
{{ url_for.__globals__ }}
{{ get_flashed_messages.__globals__ }}
{{ loop.__class__ }}
{{ caller() }}
{{ varargs }}
{{ name.__class__ }}
{{ name.func_globals }}
{{ name.gi_frame }}
{{ name.mro() }}
{% macro m() %}{{ m.__globals__ }}{% endmacro %}{{ m() }}
{% macro m() %}{{ caller.__globals__ }}{% endmacro %}{% call m() %}x{% endcall %}
{% include '/etc/passwd' %}
{% include '../../secret' %}
{% import '/etc/passwd' as a %}
{% from 'os' import system %}
{% extends 'base' %}
{% debug %}
{% do name.append(1) %}
{% autoescape false %}{{ name }}{% endautoescape %}
{{ name|safe }}
{{ name|xmlattr }}
{{ name|urlize }}
{{ name|pprint }}
{{ name|tojson }}
{{ __import__('os') }}
{{ open('/etc/passwd').read() }}
{{ eval('1') }}
{{ xs.append(1) }}
{{ xs.clear() }}
""".strip().splitlines()


def refused(folder: Path, tag: str) -> bool:
    """Whether a template with that tag is refused when it is loaded or, at the latest, rendered."""
    try:
        Press(folder).text(paragraph(tag), name="x", xs=[1])
    except StandardError:
        return True
    return False


def test_there_are_enough_of_them_and_all_differ() -> None:
    assert len(set(ESCAPES)) == len(ESCAPES) >= 60


@pytest.mark.parametrize("tag", ESCAPES)
def test_a_way_out_of_the_sandbox_is_refused(tag: str, tmp_path: Path) -> None:
    assert refused(tmp_path, tag)


def test_what_is_not_refused_is_printed(tmp_path: Path) -> None:
    """The test above can tell: a plain value is no way out."""
    assert not refused(tmp_path, "{{ name }}")


BOMBS = {
    "time": "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
    "memory": "{% set all = 'a' * 9000000000 %}{{ all|length }}",
}


@pytest.mark.parametrize("cause", BOMBS)
def test_a_template_that_costs_without_end_costs_the_park_it_is_printed_for_and_no_other(
    cause: str, tmp_path: Path
) -> None:
    """The sandbox bounds no cost; the limits of a park do (耗时、耗内存的模板)."""
    folder = tmp_path / "templates"
    shutil.copytree(find(), folder)
    sentences = folder / "sx-zero-carbon-park-2024" / "narrative.j2"
    costly = "{% macro closed(text) %}{% if '无底' in text|string %}" + BOMBS[cause] + "{% endif %}"
    text = sentences.read_text("utf-8")
    assert "{% macro closed(text) %}" in text
    sentences.write_text(text.replace("{% macro closed(text) %}", costly), "utf-8")
    source = tmp_path / "in"
    source.mkdir()
    (source / "a.xlsx").write_bytes(with_overview("无底园区", "无底洞"))
    (source / "b.xlsx").write_bytes(with_overview("好园区", "道路通畅"))
    taken, _ = books_in([source])
    means = Means(1, seconds=8)
    done = run(taken, tmp_path / "out", Order(folder, ""), means, lambda _: None)
    assert {(Path(o.book).name, o.status, o.trouble) for o in done.outcomes} == {
        ("a.xlsx", "failed", cause),
        ("b.xlsx", "evaluated", ""),
    }
    assert not list((tmp_path / "out").rglob("*无底*.docx"))


def with_overview(park: str, words: str) -> bytes:
    """A good park's workbook, in whose report these words stand."""
    text = f's="STYLE" t="inlineStr"><is><t>{words}</t></is>'
    data = named(park)
    return with_cell(data, where(data, "v_overview"), text, BASIC)
