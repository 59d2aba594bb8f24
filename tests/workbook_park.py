"""A tiny standard for the tests of the workbook room: all kinds, periods, tables, questions."""

from decimal import Decimal as D
from pathlib import Path

from zeropark.model import (
    FactorTable,
    Indicator,
    Item,
    Period,
    Sheet,
    Standard,
    Table,
    Variant,
)

ITEMS = (
    Item("park_name", "园区名称", "text", group="基本信息", hint="按营业执照或批复文件填写全称。"),
    Item("area", "规划面积", "number", "km²", group="基本信息", minimum=D(0), clause="4.1"),
    Item("kind", "园区类型", "choice", group="基本信息", choices=("工业类", "农业类", "A（甲）")),
    Item("base_year", "基准年", "year", group="基本信息", evidence=True),
    Item("approved", "批复日期", "date", group="基本信息", required=False),
    Item(
        "green_share",
        "绿电占比",
        "percent",
        "%",
        group="指标数据",
        minimum=D(0),
        maximum=D(1),
        evidence=True,
        may_be_na=True,
        explain="说明",
        hint="绿色电力消费量与电力消费总量之比。",
        clause="附录 A.2",
    ),
)
YEARLY = (
    Item("power", "外购电量", "number", "万kWh", periods=("base", "report"), group="能源消费"),
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
        Item("amount", "消费量", "number", "t", periods=("base", "report"), minimum=D(0)),
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
    "P1", "energy", "绿电占比", "quantitative", "%", D("0.5"), "≥50%", "green_share",
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
)
STANDARDS = {"tiny": STANDARD}
