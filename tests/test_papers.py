"""The other documents beside the report (其他文件): verified, linked, and with figures by hand."""

import io
import re
import zipfile
from collections.abc import Mapping
from decimal import Decimal
from functools import partial
from pathlib import Path

import openpyxl
import pytest
from dump import docx_text
from staged_park import EVALUATION, IMPLEMENTING, PLANNING, filling, handed_in, judged
from test_chart_data import charts_of, values
from workbook_park import edited

from zeropark.batch import Order, Workshop, judge, verify
from zeropark.model import Evaluation, Standard
from zeropark.plan import plan
from zeropark.report import Documents
from zeropark.report.context import context
from zeropark.report.paper import read_paper
from zeropark.report.verify import differences
from zeropark.sample import draw
from zeropark.standard import find, load
from zeropark.workbook import write

D = Decimal
REPORT = "创建评价报告.docx"
SHANXI, NATIONAL = "sx-zero-carbon-park-2024", "cn-zero-carbon-park-2025"
KINDS = {
    "创建实施方案评价意见.docx": (SHANXI, PLANNING),
    "自查报告.docx": (SHANXI, IMPLEMENTING),
    REPORT: (SHANXI, EVALUATION),
    "评价结果公示.docx": (SHANXI, EVALUATION),
    "国家级零碳园区评价报告.docx": (NATIONAL, ""),
}
TRIED, A_FEW = 12, 2  # places of the body, and of any other part, where a digit is changed


@pytest.fixture(scope="module")
def workshop() -> Workshop:
    return Workshop.open(Order(find()))


@pytest.fixture(scope="module", params=KINDS)
def made(
    request: pytest.FixtureRequest, workshop: Workshop, tmp_path_factory: pytest.TempPathFactory
) -> tuple[bytes, bytes]:
    """A document of that kind, and the workbook that it was made from."""
    standard_id, stage = KINDS[request.param]
    standard = workshop.standards[standard_id]
    path = tmp_path_factory.mktemp("book") / "填报表.xlsx"
    variant = next(iter(standard.variants.values()))
    drawn = draw(standard, variant, 2, "mediocre", 7).filling
    write(standard, variant, path, filling(standard, variant.id, stage) if stage else drawn)
    data = path.read_bytes()
    _, issues, evaluation = judge(workshop, data, path.name)
    assert evaluation is not None, issues
    documents = workshop.documents[standard_id].render(evaluation, plan(evaluation))
    return documents[request.param], data


def test_a_fresh_document_of_every_kind_agrees_with_its_workbook(
    made: tuple[bytes, bytes], workshop: Workshop
) -> None:
    report, book = made
    verdict = verify(workshop, report, book)

    assert (verdict.changes, verdict.differences, verdict.issues) == ((), (), ())


PRINTED = re.compile(
    r"word/(?:document|(?:header|footer)\d+|charts/chart\d+)\.xml|docProps/core\.xml"
)
IN_XML = re.compile(
    r"<(?:w:t|a:t|c:v|dc:title|dc:creator)(?: [^>]*)?>([^<]*\d[^<]*)</"
    r"|<wp:docPr[^>]* descr=\"([^\"]*\d)"
)
IN_SHEET = re.compile(r"<(?:v|t)(?: [^>]*)?>([^<]*\d[^<]*)</")


def digits(xml: str, printed: re.Pattern[str] = IN_XML) -> list[int]:
    """Where digits are printed, but for the table of contents, which Word renews."""
    first, last = xml.find(" TOC "), xml.rfind("PAGEREF")
    places = (
        found.start(n) + re.search(r"\d", found[n]).start()  # type: ignore[union-attr]
        for found in printed.finditer(xml)
        for n in range(1, printed.groups + 1)
        if found[n]
    )
    return [place for place in places if not first < place < last]


def _page_number(xml: str, place: int) -> bool:
    """Whether it stands in the result of a field, which Word renews on every page."""
    return xml[: xml.find('"', xml.rfind("fldCharType=", 0, place) + 13)].endswith("separate")


def otherwise(xml: str, place: int) -> str:
    """The part with another digit there."""
    return f"{xml[:place]}{(int(xml[place]) + 1) % 10}{xml[place + 1 :]}"


def _instead(other: str, _: str) -> str:
    return other


def parts(document: bytes) -> Mapping[str, str]:
    """Every part of a document that prints something."""
    with zipfile.ZipFile(io.BytesIO(document)) as package:
        return {n: package.read(n).decode() for n in package.namelist() if PRINTED.fullmatch(n)}


def test_a_digit_changed_anywhere_is_found(made: tuple[bytes, bytes]) -> None:
    """In the body, in header and footer, in what charts show and say, and in the title."""
    report, _ = made
    blocks = read_paper(report).blocks
    found = {
        name: [at for at in digits(xml) if "footer" not in name or not _page_number(xml, at)]
        for name, xml in parts(report).items()
    }
    assert len(found["word/document.xml"]) > TRIED
    assert len([name for name in found if found[name]]) > 1 or "公示" in blocks[0].texts[0]
    for name, places in found.items():
        xml = parts(report)[name]
        tried = TRIED if name == "word/document.xml" else A_FEW
        for place in places[:: len(places) // tried + 1]:
            changed = edited(report, name, partial(_instead, otherwise(xml, place)))
            assert list(differences(blocks, read_paper(changed).blocks)), (name, xml[place - 80 :])


def test_a_digit_changed_in_the_workbook_of_a_chart_is_found(made: tuple[bytes, bytes]) -> None:
    report, _ = made
    blocks = read_paper(report).blocks
    for name, workbook in charted(report).items():
        with zipfile.ZipFile(io.BytesIO(workbook)) as package:
            sheet = package.read(SHEET).decode()
        places = digits(sheet, IN_SHEET)
        assert places
        for place in places[:: len(places) // 5 + 1]:
            other = edited(workbook, SHEET, partial(_instead, otherwise(sheet, place)))
            (found,) = differences(blocks, read_paper(with_part(report, name, other)).blocks)
            assert found.place.startswith("图的数据表")


def test_a_chart_whose_workbook_excel_saved_again_is_the_same(made: tuple[bytes, bytes]) -> None:
    """Excel writes numbers shorter, and texts into a list of their own."""
    report, _ = made
    changed = report
    for name, workbook in charted(report).items():
        book = openpyxl.load_workbook(io.BytesIO(workbook))
        again = io.BytesIO()
        book.save(again)
        assert again.getvalue() != workbook
        changed = with_part(changed, name, again.getvalue())
    assert not list(differences(read_paper(report).blocks, read_paper(changed).blocks))


SHEET = "xl/worksheets/sheet1.xml"


def charted(document: bytes) -> Mapping[str, bytes]:
    """The workbooks that the charts of a document are edited by."""
    with zipfile.ZipFile(io.BytesIO(document)) as package:
        names = [n for n in package.namelist() if n.startswith("word/embeddings/")]
        return {name: package.read(name) for name in names}


def with_part(document: bytes, part: str, content: bytes) -> bytes:
    """The document with another part in that place."""
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(document)) as package,
        zipfile.ZipFile(made, "w") as copy,
    ):
        for name in package.namelist():
            copy.writestr(name, content if name == part else package.read(name))
    return made.getvalue()


# ------------------------------------------------------------------ told and verified

DECLARED: dict[str, D | str] = {
    "subject": "B1 二星级以上绿色建筑面积占总建筑面积比例",
    "declared": D("0.52"),
}
CAUSE: dict[str, D | str] = {"cause": "园区把一星级建筑计入了分子"}


def _b1(shanxi: Standard, folder: Path, *rows: dict[str, D | str]) -> Evaluation:
    """36,000 m² of 80,000 m² are green: 45 % of the 60 % that the standard wants."""
    areas: dict[str, D | str] = {"floor_total": D(80000), "floor_green": D(36000)}
    given = filling(shanxi, "industrial", EVALUATION, areas, {"verified": rows})
    return judged(shanxi, handed_in(shanxi, "industrial", given, folder))


def test_what_the_park_tells_of_itself_is_told_and_the_verified_figure_is_scored(
    shanxi: Standard, tmp_path: Path
) -> None:
    evaluation = _b1(shanxi, tmp_path, {**DECLARED, **CAUSE})
    silent = _b1(shanxi, tmp_path)
    (score,) = (s for s in evaluation.result.scores if s.indicator.id == "B1")

    assert score.value.value == D("0.45")
    # seven aspects share 100 points, B1 is alone in its own: 100/7 × 45/60 = 75/7
    assert score.points.value is not None
    assert abs(score.points.value - D(75) / 7) < D("1e-20")
    assert evaluation.result.total.value == silent.result.total.value  # the park's word is no input

    text = docx_text(
        Documents.load(shanxi).render(evaluation, plan(evaluation))["创建评价报告.docx"]
    )
    (told,) = (line for line in text.splitlines() if "园区把一星级建筑计入了分子" in line)
    assert "52%" in told
    assert "45.00%" in told
    assert "10.71" in told
    assert "本报告采用核定值。" in told
    assert "12.38" not in text  # 100/7 × 52/60: the points of the park's own figure


def test_the_same_figure_is_said_to_agree(shanxi: Standard, tmp_path: Path) -> None:
    evaluation = _b1(shanxi, tmp_path, {**DECLARED, "declared": D("0.45")})
    facts = {i["id"]: i for i in context(evaluation, plan(evaluation))["indicators"]}

    assert facts["B1"]["differs"] is False
    text = docx_text(
        Documents.load(shanxi).render(evaluation, plan(evaluation))["创建评价报告.docx"]
    )
    assert "园区自报值与核定值一致。" in text


# ------------------------------------------------------------------ a plan's tasks and its aim


@pytest.mark.parametrize(
    ("goal", "told"),
    [
        (D(1000), "没有任务支撑"),
        (D(389000), "能够支撑"),  # a little below the base year
        (D(1000000), "应核对目标"),
    ],
)
def test_a_plan_whose_tasks_do_not_make_up_its_aim_is_told_so(
    goal: D, told: str, shanxi: Standard, tmp_path: Path
) -> None:
    first = filling(shanxi, "industrial", PLANNING).rows["tasks"][0]
    tasks = ({**first, "reduction": D(300)}, {**first, "reduction": D(200)})
    given = filling(shanxi, "industrial", PLANNING, {"goal_net": goal}, {"tasks": tasks})
    evaluation = judged(shanxi, handed_in(shanxi, "industrial", given, tmp_path))
    base = evaluation.steps["net[base]"].value
    assert base is not None
    assert D(389000) < base < D(389500)

    facts = context(evaluation, plan(evaluation))["review"]
    text = docx_text(
        Documents.load(shanxi).render(evaluation, plan(evaluation))["创建实施方案评价意见.docx"]
    )
    assert [each for each in ("没有任务支撑", "能够支撑", "应核对目标") if each in text] == [told]
    if facts["support"]["short"]:
        lacking = base - goal - 500  # two tasks cut 300 t and 200 t
        assert facts["support"]["lacking"] == f"{lacking:,.2f} tCO₂e"
        assert facts["support"]["share"] == f"{500 / (base - goal) * 100:.2f}%"
        assert "unsupported" in [f["kind"] for f in facts["findings"]]


# ------------------------------------------------------------------ the national report


@pytest.fixture(scope="module", params=["excellent", "mediocre"])
def national(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Evaluation, bytes]:
    standard = load(find() / NATIONAL)
    variant = standard.variants["park"]
    path = tmp_path_factory.mktemp("national") / "填报表.xlsx"
    write(standard, variant, path, draw(standard, variant, 1, request.param, 7).filling)
    _, _, evaluation = judge(Workshop.open(Order(find())), path.read_bytes(), path.name)
    assert evaluation is not None
    (data,) = Documents.load(standard).render(evaluation, plan(evaluation)).values()
    return evaluation, data


def test_the_national_charts_show_what_the_tables_print(national: tuple[Evaluation, bytes]) -> None:
    evaluation, data = national
    facts = context(evaluation, plan(evaluation))
    shares = {
        line["name"]: line["share"].removesuffix("%").replace("−", "-")
        for line in facts["inventory"]
    }
    drawn = [rows for _, rows in charts_of(data)]

    assert values(facts["charts"]["sources"]).items() <= shares.items()
    assert len(drawn) == 2
    told = [{str(row[0]) for row in rows[1:]} for rows in drawn]
    assert told == [set(facts["charts"][id_]["categories"]) for id_ in ("sources", "targets")]
