"""From a figure of the score and inventory tables to its row in the calculation annex."""

import io
import re
import tempfile
import zipfile
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from books import VARIANTS, sample
from lxml import etree
from staged_park import PLANNING, filling, handed_in, judged
from word_press import Press, paragraph, row, table

from zeropark.batch import Order, Workshop, judge
from zeropark.plan import plan
from zeropark.standard import find, load

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
ROOT = Path(__file__).parents[1]
PARKS = (
    *("示例工业园区002", "示例农业园区001", "示例文化旅游园区003"),
    *(f"{variant}-gaps" for variant in VARIANTS),
)
NATIONAL_PARKS = ("示例国家级零碳园区001", "示例国家级零碳园区002")
Body = etree._Element
FIGURE = re.compile(r"(?<![A-Za-z])\d")  # not the digit of P1 or CO2
HEADING, CAPTION = "heading1", "表题"

# Figures that no step of the calculation makes: the table, the column, and why it has no link.
COUNTED = "counted in the table of scores"
SET = "set by the standard or the scheme, which the row of the points names"
TOLD = "an identifier or a name, no figure"
PLACES = "names of cells"
EXEMPT = {
    ("得分总表", "目标值"): SET,
    ("得分总表", "分值"): SET,
    ("得分总表", "佐证编号"): TOLD,
    ("各方面得分", "指标数"): COUNTED,
    ("各方面得分", "参评指标数"): COUNTED,
    ("各方面得分", "达到目标数"): COUNTED,
    ("不同分值方案下的结果", "方案依据"): "words of the scheme",
    ("同一得分在同类标准中的读法（仅供参照）", "标准"): TOLD,
    ("同一得分在同类标准中的读法（仅供参照）", "等级"): "set by those standards",
    ("对照近零碳试点水平（仅供参照）", "试点水平"): "set by the document of the pilots",
    ("…计算与评分", "目标值"): SET,
    ("…计算与评分", "分值"): SET,
    ("…计算与评分", "目标值来源"): "words of the document that the target comes from",
    ("…计算与评分", "口径"): "words of the standard",
    ("…计算与评分", "计算式"): "the formula as the standard prints it",
    ("…计算与评分", "数据"): "each figure with the cell of the workbook it stands in",
    ("…计算与评分", "佐证"): TOLD,
    ("活动数据与排放量计算", "单元格"): PLACES,
    ("生物质燃烧的CO2（备忘，不计入排放总量）", "单元格"): PLACES,
    ("碳汇", "面积/hm2"): "an answer that no calculation takes",
    ("碳汇", "佐证编号"): TOLD,
    ("碳抵消", "登记编号"): TOLD,
    ("碳抵消", "所属年度"): "a year",
    ("碳抵消", "注销日期"): "a date",
    ("碳抵消", "佐证编号"): TOLD,
    ("逐年排放量与强度", "年度"): "a year",
}
NATIONAL = {
    ("指标评价结果", "要求值"): SET,
    ("指标评价结果", "佐证编号"): TOLD,
    ("燃料与工业生产过程的活动数据与排放量", "单元格"): PLACES,
    ("净受入电力、热力的排放量", "计算式"): "names, one with the number of an annex",
    ("化石燃料（缺省因子）", "数据来源"): TOLD,
    ("化石燃料（缺省因子）", "佐证编号"): TOLD,
    ("", "要求值"): SET,  # the tables of the indicators
    ("", "依据"): "a clause",
    ("", "口径"): "words of the standard",
    ("", "计算式"): "the formula as the standard prints it",
    ("", "佐证"): TOLD,
}
REVIEW = {
    ("基准年排放量复核", "依据"): "a clause",
    ("核算与评分的口径", "依据"): "a clause",
    ("核算与评分的口径", "取值"): "words of the standard",
    ("按方案目标值模拟评分", "标准目标值"): SET,
    ("按方案目标值模拟评分", "基准值"): "an answer that no calculation takes",
    ("按方案目标值模拟评分", "分值"): SET,
    ("各方面模拟得分", "参评指标数"): COUNTED,
    ("各方面模拟得分", "达到目标数"): COUNTED,
}
# A figure that a table works out from the row's own stands in the row's note, behind these words.
BESIDE = {
    "完成程度": "完成程度",
    "失分": "失分",
    "变化率": "较基准年变化",
    "占总量": "占排放总量",
    "较上年": "较上年变化",
    "占基准年排放总量": "占基准年排放总量",
    "占比": "占合计",
}


@dataclass(frozen=True)
class Figure:
    """A cell of a table with a figure in it, or a dash."""

    table: str
    head: str
    text: str
    anchor: str | None

    @property
    def place(self) -> tuple[str, str]:
        """Table and column, the tables of the indicators taken together."""
        table = "…计算与评分" if self.table.endswith("计算与评分") else self.table
        return table, self.head


def text(element: Body) -> str:
    return "".join(t.text or "" for t in element.iter(f"{W}t"))


def style(paragraph_: Body) -> str:
    found = paragraph_.find(f"{W}pPr/{W}pStyle")
    return "" if found is None else str(found.get(f"{W}val"))


def annex(body: Body) -> Mapping[str, Mapping[str, str]]:
    """The cells of every row of the annex by the bookmark it carries, each by its head."""
    found = {}
    for grid in body.iter(f"{W}tbl"):
        lines = list(grid.iter(f"{W}tr"))
        heads = [text(cell) for cell in lines[0].iter(f"{W}tc")]
        for line in lines:
            for mark in line.iter(f"{W}bookmarkStart"):
                cells = [text(cell) for cell in line.iter(f"{W}tc")]
                found[str(mark.get(f"{W}name"))] = dict(zip(heads, cells, strict=True))
    return found


def chapters(body: Body, wanted: Collection[str]) -> Iterator[tuple[str, Body]]:
    """The tables of the chapters with these numbers, each with the words of its caption."""
    chapter = caption = ""
    for block in body[0]:
        if block.tag == f"{W}p":
            number, _, words = text(block).partition("\u3000")
            chapter = number if style(block) == HEADING else chapter
            caption = words if style(block) == CAPTION else caption
        elif block.tag == f"{W}tbl" and chapter in wanted:
            yield caption, block
            caption = ""


def figures(caption: str, grid: Body) -> Iterator[Figure]:
    """Every cell with a figure or a dash, under the head of its column or behind its label."""
    lines = list(grid.iter(f"{W}tr"))
    listed = lines[0].find(f"{W}trPr/{W}tblHeader") is not None and all(
        shaded(cell) for cell in lines[0].iter(f"{W}tc")
    )
    heads = [text(cell) for cell in lines[0].iter(f"{W}tc")]
    for line in lines[1:] if listed else lines:
        label = ""
        for n, cell in enumerate(line.iter(f"{W}tc")):
            if not listed and shaded(cell):
                label = text(cell)
                continue
            shown = text(cell)
            if FIGURE.search(shown) or shown == "—":
                link = next(cell.iter(f"{W}hyperlink"), None)
                anchor = None if link is None else str(link.get(f"{W}anchor"))
                yield Figure(caption, heads[n] if listed else label, shown, anchor)


def shaded(cell: Body) -> bool:
    """Whether a cell is a head: grey in a grid, ruled below in a table of lines."""
    return any(cell.find(f"{W}tcPr/{W}{name}") is not None for name in ("shd", "tcBorders"))


def same(shown: str, row: Mapping[str, str], head: str) -> bool:
    """Whether the row says that very figure: as its result, its calculation, or beside it."""
    plain = shown.replace(" ", "")
    if "数值" in row:  # an answer
        return plain.rstrip("%") == row["数值"].replace(" ", "").rstrip("%")
    if "取值规则" in row:  # the total under another scheme
        return plain == row["得分"]
    result, note = row["结果"].replace(" ", ""), row["依据与说明"]
    if head in BESIDE:
        return re.search(rf"{BESIDE[head]}{re.escape(shown)}(?:分)?(?:；|$)", note) is not None
    if head in {"代入", "活动数据与因子代入"}:
        steps = {row[each].replace(" ", "") for each in ("计算式", "代入", "结果")}
        return shown == "逐步代入见附录B" or set(plain.split("＝")) <= steps
    points = re.fullmatch(r"([\d.]+)分（得分率([\d.]+%)）", shown)
    if points:
        return result == f"{points[1]}分" and f"得分率{points[2]}；" in f"{note}；"
    number = re.match(r"[−\d,.]+", result)
    return plain in {result, number[0] if number else ""}


def body_of(document: bytes) -> Body:
    with zipfile.ZipFile(io.BytesIO(document)) as archive:
        return etree.fromstring(archive.read("word/document.xml"))


@cache
def workshop() -> Workshop:
    return Workshop.open(Order(find()))


@cache
def documents(park: str) -> Mapping[str, bytes]:
    """What a shipped workbook yields, or a drawn one of that variant and level."""
    path = ROOT / "workbooks" / f"{park}.xlsx"
    data = path.read_bytes() if path.exists() else sample(*park.split("-"))
    _, issues, evaluation = judge(workshop(), data, path.name)
    assert evaluation is not None, issues
    return workshop().documents[evaluation.standard.id].render(evaluation, plan(evaluation))


@cache
def review(variant: str) -> bytes:
    """The opinion on a plan whose goals are all met."""
    standard = load(find() / "sx-zero-carbon-park-2024")
    with tempfile.TemporaryDirectory() as folder:
        given = filling(standard, variant, PLANNING)
        evaluation = judged(standard, handed_in(standard, variant, given, Path(folder)))
    made = workshop().documents[standard.id].render(evaluation, plan(evaluation))
    return made[OF_PLAN.name]


@pytest.fixture(params=PARKS)
def body(request: pytest.FixtureRequest) -> Body:
    return body_of(documents(request.param)["创建评价报告.docx"])


@dataclass(frozen=True)
class Paper:
    """A kind of document: its chapters of scores and inventory, and what has no link there."""

    name: str
    chapters: Collection[str]
    exempt: Mapping[tuple[str, str], str]


EVALUATION = Paper("创建评价报告.docx", {"5", "6"}, EXEMPT)
OF_STATE = Paper("国家级零碳园区评价报告.docx", {"2", "3"}, NATIONAL)
OF_PLAN = Paper("创建实施方案评价意见.docx", {"5", "6"}, REVIEW)


def told(paper: Paper, body: Body) -> Iterator[Figure]:
    """Every figure of the chapters."""
    for caption, grid in chapters(body, paper.chapters):
        yield from figures(caption, grid)


def hold(paper: Paper, body: Body) -> int:
    """Follows every figure of the chapters to its row; tells how many were followed."""
    rows, followed, wrong = annex(body), 0, []
    for figure in told(paper, body):
        if figure.anchor is None:
            if figure.text != "—" and figure.place not in paper.exempt:
                wrong.append((figure, "no link"))
        elif figure.text == "—" or not same(figure.text, rows[figure.anchor], figure.head):
            wrong.append((figure, str(rows[figure.anchor])))
        else:
            followed += 1
    assert not wrong
    return followed


def test_every_figure_of_scores_and_inventory_leads_to_the_same_figure_in_the_annex(
    body: Body,
) -> None:
    assert hold(EVALUATION, body) > 250


@pytest.mark.parametrize("park", NATIONAL_PARKS)
def test_so_does_every_figure_of_the_national_report(park: str) -> None:
    assert hold(OF_STATE, body_of(documents(park)[OF_STATE.name])) > 40


@pytest.mark.parametrize("variant", VARIANTS)
def test_so_does_every_figure_of_the_review_of_a_plan(variant: str) -> None:
    assert hold(OF_PLAN, body_of(review(variant))) > 40


@pytest.mark.parametrize(
    ("paper", "made"),
    [
        (EVALUATION, lambda: [documents(park)[EVALUATION.name] for park in PARKS]),
        (OF_STATE, lambda: [documents(park)[OF_STATE.name] for park in NATIONAL_PARKS]),
        (OF_PLAN, lambda: [review(variant) for variant in VARIANTS]),
    ],
    ids=["evaluation", "national", "plan"],
)
def test_no_column_is_left_out_without_need(paper: Paper, made: Callable[[], list[bytes]]) -> None:
    """Each of the columns without a link has figures in some report."""
    bodies = [body_of(document) for document in made()]
    seen = {f.place for body in bodies for f in told(paper, body) if f.anchor is None}
    assert set(paper.exempt) <= seen


def test_the_data_of_an_indicator_are_those_of_the_annex(body: Body) -> None:
    """The figures that stand beside the name of their cell are read from that very cell."""
    answers = {
        row["填报单元格"]: row["数值"] for row in annex(body).values() if "填报单元格" in row
    }
    pairs = [
        pair
        for figure in told(EVALUATION, body)
        if figure.head == "数据"
        for pair in re.findall(r" ([−\d,.]+)(?: [^（）；]*)?（([^（）]+![A-Z]+\d+)）", figure.text)
    ]
    assert len(pairs) > 5
    for number, cell in pairs:
        assert answers[cell] == number


def test_a_link_leads_to_what_its_row_is_about(body: Body) -> None:
    rows = annex(body)
    links = [
        (text(line), rows[str(link.get(f"{W}anchor"))].get("名称", ""))
        for _, grid in chapters(body, {"5", "6"})
        for line in grid.iter(f"{W}tr")
        for link in line.iter(f"{W}hyperlink")
    ]
    indicators = [each for each in links if re.match(r"[A-Z]\d", each[0])]

    assert len(indicators) >= 14 * 4  # value, share of the target, points, points lost
    for line, name in indicators:
        assert name.removesuffix("得分").removeprefix("评价年") in line
    aspects = [(line, name) for line, name in links if "方面" in name]
    assert len(aspects) >= 3 * 5  # points, full points and rate; not all aspects may apply
    for line, name in aspects:
        assert line.startswith(name.partition("方面")[0])


def test_every_link_has_a_bookmark_and_every_bookmark_its_own_number_and_name(
    body: Body,
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


def test_a_link_that_leads_nowhere_is_text(press: Press) -> None:
    link = '<w:hyperlink w:anchor="{{ to }}" w:history="1"><w:r><w:t>5</w:t></w:r></w:hyperlink>'
    body = f"<w:p>{link}</w:p>"

    assert 'w:anchor="here"' in press.xml(body, to="here")
    left = press.xml(body, to="")
    assert "hyperlink" not in left
    assert "<w:t>5</w:t>" in left


@pytest.mark.parametrize("figure", ["—", "5—"])
def test_a_dash_is_no_link(press: Press, figure: str) -> None:
    link = '<w:hyperlink w:anchor="here" w:history="1"><w:r><w:t>{{ x }}</w:t></w:r></w:hyperlink>'
    xml = press.xml(f"<w:p>{link}{link.replace('{{ x }}', '7')}</w:p>", x=figure)
    assert xml.count("<w:hyperlink") == (1 if figure == "—" else 2)
    assert f">{figure}</w:t>" in xml
