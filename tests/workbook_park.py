"""A tiny standard for the tests of the workbook room: all kinds, periods, tables, questions."""

import re
import tempfile
from collections.abc import Callable, Mapping
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from zeropark.model import (
    FactorTable,
    Indicator,
    Item,
    Period,
    Sheet,
    Standard,
    Submission,
    Table,
    Variant,
)
from zeropark.workbook import Filling, Refusal, read, write

ITEMS = (
    Item("park_name", "园区名称", "text", group="基本信息", hint="按营业执照或批复文件填写全称。"),
    Item("area", "规划面积", "number", "km²", group="基本信息", minimum=Decimal(0), clause="4.1"),
    Item("kind", "园区类型", "choice", group="基本信息", choices=("工业类", "农业类", "A（甲）")),
    Item("base_year", "基准年", "year", group="基本信息", evidence=True),
    Item("approved", "批复日期", "date", group="基本信息", required=False),
    Item(
        "green_share",
        "绿电占比",
        "percent",
        "%",
        group="指标数据",
        minimum=Decimal(0),
        maximum=Decimal(1),
        evidence=True,
        may_be_na=True,
        explain="说明",
        hint="绿色电力消费量与电力消费总量之比。",
        clause="附录 A.2",
    ),
)
YEARLY = (
    Item(
        "power",
        "外购电量",
        "number",
        "万kWh",
        periods=("base", "report"),
        group="能源消费",
        grade=True,
    ),
    Item("staff", "从业人数", "integer", "人", periods=("base", "report"), group="能源消费"),
    Item(
        "comment",
        "能源统计口径",
        "text",
        group="能源消费",
        required=False,
        explain="补充说明",
        evidence=True,
    ),
)
FUELS = Table(
    "fuels",
    "燃料燃烧活动数据",
    (
        Item("fuel", "燃料品种", "choice", choices_from="factor.fuels.fuel"),
        Item(
            "amount",
            "消费量",
            "number",
            "t",
            periods=("base", "report"),
            minimum=Decimal(0),
            grade=True,
        ),
        Item("share", "自产占比", "percent", "%", required=False),
        Item("since", "投用日期", "date", required=False),
        Item("proof", "佐证编号", "evidence", required=False),
    ),
    rows=5,
    guide="按品种逐行填写；没有的品种不填。",
    label="fuel",
    question="报告期内园区是否燃用化石燃料？",
    show={"fuel": "factor.fuels.unit"},
)
MEASURES = Table(
    "measures",
    "改进措施",
    (
        Item("target", "针对指标", "choice", choices_from="indicators"),
        Item("aspect", "所属方面", "choice", choices_from="aspects", required=False),
        Item("text", "措施内容", "text"),
    ),
    rows=3,
    label="text",
)
P1 = Indicator(
    "P1", "energy", "绿电占比", "quantitative", "%", Decimal("0.5"), "≥50%", "green_share",
    "绿电占比", "附录 A.2", "50%", "表 1", "合同",
)  # fmt: skip
PARK = Variant(
    "industrial",
    "工业类",
    (
        Sheet("park", "园区概况", "填写园区的基本情况。", ITEMS),
        Sheet("energy", "能源 活动'数据", "按年度填写。", YEARLY, (FUELS, MEASURES)),
    ),
    (),
    (P1,),
    (),
)
FACTORS = FactorTable(
    "fuels",
    "燃料因子",
    ("fuel",),
    "",
    {"fuel": ("燃料", ""), "unit": ("计量单位", "")},
    (
        {"fuel": "无烟煤", "unit": "t"},
        {"fuel": "天然气", "unit": "10⁴Nm³"},
        {"fuel": "无烟煤", "unit": "t"},
    ),
    {},
)
STANDARD = Standard(
    id="tiny",
    title="零碳产业园区创建评价填报表（试验）",
    number="DB00/T 1",
    edition="2024",
    publisher="某局",
    origin="试验",
    template_version="1.2",
    below="不达标",
    aspects={"energy": "能源", "care": "管理"},
    periods=(Period("base", "基准年", "base_year"), Period("report", "评价年", "base_year")),
    current="report",
    roles={},
    bands={},
    places={},
    policies={},
    grades=(),
    variants={"industrial": PARK},
    schemes={},
    default_scheme="",
    factors={"fuels": FACTORS},
    measures=(),
    texts={},
    digest="d1g3st",
    folder=Path(),
    data_grades=("计量", "估算"),
)
STANDARDS = {"tiny": STANDARD}
FULL = Filling(
    answers={
        "park_name": "晋阳低碳产业园",
        "area": Decimal("12.5"),
        "kind": "A（甲）",
        "base_year": Decimal(2020),
        "approved": "2024-02-29",
        "green_share": Decimal("0.98"),
        "power__base": Decimal(100),
        "power__report": Decimal("80.25"),
        "power__grade": "计量",
        "staff__base": Decimal(7),
        "staff__report": Decimal(8),
        "comment": "含市政照明",
    },
    reasons={"green_share": "按合同", "comment": "补充"},
    evidence={"base_year": "E01、E02"},
    rows={
        "fuels": (
            {
                "fuel": "无烟煤",
                "amount__base": Decimal(1),
                "amount__report": Decimal(2),
                "amount__grade": "估算",
            },
            {"fuel": "天然气", "share": Decimal("0.1"), "since": "2020-01-01", "proof": "E3, E4"},
        ),
        "measures": ({"target": "P1 绿电占比", "aspect": "管理", "text": "采购绿证"},),
    },
    declared={"fuels": "有"},
)
PARK_SHEET, ENERGY_SHEET = "xl/worksheets/sheet2.xml", "xl/worksheets/sheet3.xml"
WORKBOOK, STYLES = "xl/workbook.xml", "xl/styles.xml"


def workbook(filling: Filling | None = FULL) -> bytes:
    """The tiny workbook with this filling, as bytes."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "park.xlsx")
        write(STANDARD, PARK, path, filling)
        return path.read_bytes()


def accepted(data: bytes) -> Submission:
    """The submission in these bytes, which must be readable."""
    outcome = read(data, "park.xlsx", STANDARDS)
    assert isinstance(outcome, Submission), outcome
    return outcome


def refused(data: bytes, standards: Mapping[str, Standard] = STANDARDS) -> str:
    """The code for which these bytes are refused."""
    outcome = read(data, "park.xlsx", standards)
    assert isinstance(outcome, Refusal), outcome
    (issue,) = outcome.issues
    return issue.code


def edited(data: bytes, part: str, change: Callable[[str], str]) -> bytes:
    """The package with one part changed as text."""
    result = BytesIO()
    with ZipFile(BytesIO(data)) as source, ZipFile(result, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            target.writestr(name, change(content.decode()) if name == part else content)
    return result.getvalue()


def with_cell(data: bytes, ref: str, xml: str, part: str = PARK_SHEET) -> bytes:
    """The package with a cell replaced; the cell's style stands for ``STYLE`` in ``xml``."""

    def change(text: str) -> str:
        pattern = re.compile(rf'<c r="{ref}" s="([0-9]+)"[^>]*?(?:/>|>.*?</c>)')
        found = pattern.search(text)
        assert found, ref
        return text.replace(found[0], f'<c r="{ref}" {xml}</c>'.replace("STYLE", found[1]))

    return edited(data, part, change)
