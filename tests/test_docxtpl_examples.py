"""docxtpl's own examples (示例模板) come out of our renderer with the words that docxtpl prints.

The examples are the scripts and templates of docxtpl's repository (LGPL). No copy of them is kept
here: ``.ci/run`` fetches the commit below. Each script is run as it is, and what it hands to
docxtpl, template and context, is handed to our renderer as well.
"""

import io
import re
import runpy
import shutil
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import docxtpl
import pytest
from lxml import etree

from zeropark.model import StandardError
from zeropark.report.engine import WordTemplate

ROOT = Path(__file__).parents[1]
EXAMPLES = ROOT / "build" / "docxtpl" / "tests"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
SIGNS = {f"{W}tab": "\t", f"{W}br": "\n"}

SAME = (
    *("cellbg", "comments", "doc_properties", "dynamic_table", "embedded", "escape_auto"),
    *("footnotes", "header_footer_entities", "header_footer_image"),
    *("header_footer_image_file_obj", "horizontal_merge", "less_cells_after_loop"),
    *("multi_rendering", "nested_for", "order", "preserve_spaces", "replace_picture"),
    *("richtext_and_if", "richtext_eastAsia", "vertical_merge", "vertical_merge_nested"),
    "word2016",
)
TABS_LOST = {"word2016"}  # docxtpl drops the tab stops that stand inside of a tag; we print them
# What uses something else, with the words by which docs/报告模板.md says that we do not have it.
UNSUPPORTED = {
    "custom_jinja_filters": "自定义过滤器",
    "escape": "`Listing`",
    "get_undeclared_variables": "值不存在时不会印出空白，而是报错",
    "header_footer": "子文档（`Subdoc`）",
    "header_footer_inline_image": "`InlineImage`",
    "header_footer_utf8": "子文档（`Subdoc`）",
    "inline_image": "`InlineImage`",
    "merge_docx": "子文档（`Subdoc`）",
    "merge_paragraph": "把前后段落并成一段",
    "richtext": "`RichText`",
    "richtextparagraph": "`RichTextParagraph`",
    "subdoc": "子文档（`Subdoc`）",
}
# Scripts that render nothing that could be compared: docxtpl's command line; a template that is
# faulty by intention; the script that starts all others.
NOTHING = {"module_execute", "template_error", "runtests", "__init__"}

Words = Mapping[str, list[str]]

pytestmark = [
    pytest.mark.skipif(
        not EXAMPLES.exists(),  # they are somebody else's, at a place of his own: not a must
        reason="没有 docxtpl 的示例：能联网时由 .ci/run 取得",
    ),
    pytest.mark.filterwarnings("ignore"),  # the scripts' own
]


@dataclass(frozen=True)
class Rendered:
    """What a script had docxtpl render, and what came of it."""

    template: str
    context: Mapping[str, Any]
    theirs: bytes


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the examples to work in, which write beside themselves."""
    made = tmp_path / "tests"
    shutil.copytree(EXAMPLES, made)
    (made / "output").mkdir(exist_ok=True)
    monkeypatch.chdir(made)
    return made


def run(script: Path, monkeypatch: pytest.MonkeyPatch) -> list[Rendered]:
    """Everything that the script renders; nothing if it needs what is not installed."""
    found: list[Rendered] = []

    class Recorded(docxtpl.DocxTemplate):  # type: ignore[misc]  # it has no types
        def render(self, context: Mapping[str, Any], *more: Any, **named: Any) -> None:
            super().render(context, *more, **named)
            made = io.BytesIO()
            self.save(made)
            found.append(Rendered(str(self.template_file), dict(context), made.getvalue()))

    monkeypatch.setattr(docxtpl, "DocxTemplate", Recorded)
    try:
        runpy.run_path(str(script), run_name="__main__")
    except ModuleNotFoundError as error:
        assert error.name == "docxcompose"  # noqa: PT017 -- of sub-documents only
    return found


def ours(rendered: Rendered, folder: Path) -> bytes:
    """The same by our renderer, the language of the template set to Chinese as the docs ask."""
    path = folder / "chinese.docx"
    with (
        zipfile.ZipFile(folder / rendered.template) as package,
        zipfile.ZipFile(path, "w") as copy,
    ):
        for name in package.namelist():
            data = package.read(name)
            if name.endswith(".xml"):
                data = re.sub(rb'(<w:lang [^>]*w:eastAsia=")[^"]*', rb"\1zh-CN", data)
            copy.writestr(name, data)
    return WordTemplate.load(path).render(rendered.context)


def words(document: bytes) -> Words:
    """The text of each part, a line a paragraph, but for what a merged cell hides."""
    with zipfile.ZipFile(io.BytesIO(document)) as package:
        return {
            name: list(_lines(etree.fromstring(package.read(name))))
            for name in sorted(package.namelist())
            if re.fullmatch(r"word/(?:document|header\d*|footer\d*|footnotes)\.xml", name)
        }


def _lines(root: etree._Element) -> Iterator[str]:
    for paragraph in root.iter(f"{W}p"):
        if not any(_hidden(cell) for cell in paragraph.iterancestors(f"{W}tc")):
            yield "".join(
                (each.text or "") if each.tag == f"{W}t" else SIGNS.get(str(each.tag), "")
                for each in paragraph.iter()
            )


def _hidden(cell: etree._Element) -> bool:
    merge = cell.find(f"{W}tcPr/{W}vMerge")
    return merge is not None and merge.get(f"{W}val", "continue") == "continue"


def test_every_example_is_accounted_for() -> None:
    scripts = {path.stem for path in EXAMPLES.glob("*.py")}
    assert scripts == {*SAME, *UNSUPPORTED, *NOTHING}


@pytest.mark.parametrize("name", SAME)
def test_an_example_prints_what_docxtpl_prints(
    name: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = run(folder / f"{name}.py", monkeypatch)
    assert found
    for rendered in found:
        expected, printed = words(rendered.theirs), words(ours(rendered, folder))
        if name in TABS_LOST:
            printed = {part: [each.lstrip("\t") for each in all_] for part, all_ in printed.items()}
            expected = {
                part: [each.lstrip("\t") for each in all_] for part, all_ in expected.items()
            }
        assert printed == expected
        assert any("".join(lines).strip() for lines in printed.values())


@pytest.mark.parametrize("name", UNSUPPORTED)
def test_what_an_example_needs_and_we_do_not_have_is_in_the_docs(
    name: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert UNSUPPORTED[name] in (ROOT / "docs" / "报告模板.md").read_text("utf-8")

    def like_theirs(rendered: Rendered) -> bool:
        try:
            return words(ours(rendered, folder)) == words(rendered.theirs)
        except StandardError:
            return False

    found = run(folder / f"{name}.py", monkeypatch)
    assert not found or not all(
        like_theirs(each) for each in found
    )  # else it belongs to the others
