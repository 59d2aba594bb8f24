"""From a figure of the score and inventory tables to its row in the calculation annex."""

import io
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from lxml import etree
from word_press import Press, paragraph, row, table

from zeropark.model import Standard
from zeropark.plan import plan
from zeropark.report import Documents
from zeropark.score import evaluate
from zeropark.validate import validate
from zeropark.workbook import Refusal, read

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
ROOT = Path(__file__).parents[1]
PARKS = ("示例工业园区002", "示例农业园区001", "示例文化旅游园区003")
FIGURE = re.compile(r"−?[\d,]+(?:\.\d+)?%?")


@pytest.fixture(scope="module", params=PARKS)
def body(request: pytest.FixtureRequest, shanxi: Standard) -> etree._Element:
    (path,) = (ROOT / "workbooks").glob(f"{request.param}.xlsx")
    submission = read(path.read_bytes(), path.name, {shanxi.id: shanxi})
    assert not isinstance(submission, Refusal)
    issues = submission.issues + validate(shanxi, submission)
    evaluation = evaluate(shanxi, submission, shanxi.schemes[shanxi.default_scheme], issues)
    documents = Documents.load(shanxi).render(evaluation, plan(evaluation))
    with zipfile.ZipFile(io.BytesIO(documents["创建评价报告.docx"])) as archive:
        return etree.fromstring(archive.read("word/document.xml"))


def text(element: etree._Element) -> str:
    return "".join(t.text or "" for t in element.iter(f"{W}t"))


def annex(body: etree._Element) -> Mapping[str, list[str]]:
    """The cells of every row of the annex by the bookmark it carries."""
    found = {}
    for line in body.iter(f"{W}tr"):
        for mark in line.iter(f"{W}bookmarkStart"):
            found[str(mark.get(f"{W}name"))] = [text(cell) for cell in line.iter(f"{W}tc")]
    return found


def links(body: etree._Element) -> list[tuple[str, str, str]]:
    """Every link of a table: its row's words, its own text, the bookmark it leads to."""
    return [
        (text(line), text(link), str(link.get(f"{W}anchor")))
        for line in body.iter(f"{W}tr")
        for link in line.iter(f"{W}hyperlink")
    ]


def test_every_link_leads_to_a_row_with_the_same_figure(body: etree._Element) -> None:
    rows = annex(body)
    followed = 0
    for line, figure, anchor in links(body):
        number = FIGURE.match(figure)
        if number is None:  # 建立、不适用、—
            continue
        cells = rows[anchor]
        assert number[0] in " ".join(cells).replace(" %", "%"), (line, figure, cells)
        followed += 1
    assert followed > 150


def test_a_link_leads_to_what_its_row_is_about(body: etree._Element) -> None:
    rows = annex(body)
    indicators = [each for each in links(body) if re.match(r"[A-Z]\d", each[0])]

    assert len(indicators) >= 14 * 4  # value, share of the target, points, points lost
    for line, _, anchor in indicators:
        name = rows[anchor][1].removesuffix("得分").removeprefix("评价年")
        assert name in line


def test_every_link_has_a_bookmark_and_every_bookmark_its_own_number_and_name(
    body: etree._Element,
) -> None:
    marks = [(m.get(f"{W}id"), m.get(f"{W}name")) for m in body.iter(f"{W}bookmarkStart")]
    ends = [m.get(f"{W}id") for m in body.iter(f"{W}bookmarkEnd")]
    anchors = {link.get(f"{W}anchor") for link in body.iter(f"{W}hyperlink")}

    assert anchors <= {name for _, name in marks}
    assert len({id_ for id_, _ in marks}) == len({name for _, name in marks}) == len(marks)
    assert sorted(ends, key=str) == sorted((id_ for id_, _ in marks), key=str)


# ------------------------------------------------------------------ what loops repeat


@pytest.fixture(scope="module")
def press(tmp_path_factory: pytest.TempPathFactory) -> Press:
    return Press(tmp_path_factory.mktemp("links"))


def bookmark(name: str, number: int = 5) -> str:
    start = f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>'
    return f'<w:p>{start}<w:r><w:t>{{{{ x }}}}</w:t></w:r><w:bookmarkEnd w:id="{number}"/></w:p>'


def test_bookmarks_in_a_loop_are_told_apart_by_number_and_name(press: Press) -> None:
    body = bookmark("outer", 7).replace("{{ x }}", "")
    body += paragraph("{%p for x in xs %}") + bookmark("here") + paragraph("{%p endfor %}")
    xml = press.xml(body, xs=[1, 2, 3])

    assert re.findall(r'bookmarkStart w:id="(\d+)" w:name="(\w+)"', xml) == [
        *(("1", "outer"), ("2", "here"), ("3", "here_2"), ("4", "here_3"))
    ]
    assert re.findall(r'bookmarkEnd w:id="(\d+)"', xml) == [*"1234"]


def test_a_name_with_a_tag_tells_bookmarks_apart_by_itself(press: Press) -> None:
    body = table(row("{%tr for x in xs %}"), row(bookmark("r_{{ x }}")), row("{%tr endfor %}"))
    assert re.findall(r'w:name="(\w+)"', press.xml(body, xs=[1, 2])) == ["r_1", "r_2"]


def test_drawings_in_a_loop_are_told_apart(press: Press) -> None:
    drawing = (
        '<w:p><w:r><w:drawing><wp:docPr xmlns:wp="wp" id="9" name="logo"/></w:drawing></w:r></w:p>'
    )
    body = paragraph("{%p for x in xs %}") + drawing + paragraph("{%p endfor %}")
    assert re.findall(r' id="(\d+)" name="logo"', press.xml(body, xs=[1, 2])) == ["1", "2"]


def test_bookmarks_outside_of_loops_keep_their_numbers(press: Press) -> None:
    assert 'bookmarkStart w:id="5" w:name="here"' in press.xml(bookmark("here"), x=1)
