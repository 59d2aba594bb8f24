"""第3章 指标评价."""

from word.charts import Chart
from word.nodes import (
    Cell,
    Chapter,
    Column,
    Each,
    Figure,
    Heading,
    Nodes,
    Rows,
    Tag,
    Text,
    When,
    form,
    form_row,
    listing,
)

_WIDTHS = (14, 36, 14, 36)

_RESULTS = listing(
    "results",
    "指标评价结果",
    "i in indicators",
    (
        Column("编号", "{{ i.id }}", 7, "center"),
        Column("类别", "{{ i.aspect }}", 12, "center"),
        Column("指标", "{{ i.name }}", 23),
        Column("要求值", "{{ say.wanted(i) }}", 19),
        Column("评价值", "{{ i.value }}", 14, "center", "i.id"),
        Column("判定", "{{ say.verdict(i) }}", 10, "center"),
        Column("佐证编号", "{{ i.evidence }}", 15),
    ),
    empty="文件未列指标。",
    small=True,
    together=True,
)

_TARGETS_CHART = Figure(
    "targets_chart",
    "定量指标的要求值与评价值对照",
    Chart("charts.targets", "framed", "评价值为要求值的比例/%", height=70, range=(0, None)),
    "（没有可画的数据。）",
    "注：空心框为要求值（100%），实心条为评价值完成要求的比例；要求值为上限的，比例按相反方向计算。",
)

_CARD = form(
    "card",
    "",
    _WIDTHS,
    ("要求值", "{{ say.wanted(i) }}"),
    ("评价值", Cell("{{ i.value }}", link="i.id"), "判定", "{{ say.verdict(i) }}"),
    ("依据", "{{ i.clause }}"),
    ("计算式", "{{ i.printed }}"),
    Rows(
        "if i.known and i.quantitative",
        (form_row(len(_WIDTHS), "代入", Cell("{{ say.worked(i) }}", link="i.id")),),
    ),
    ("口径", "{{ say.closed(i.convention) }}"),
    ("佐证", "{{ say.proofs(i) }}"),
)

_INDICATOR: Nodes = (
    Heading(3, "3.{{ group_no }}.{{ loop.index }}　{{ i.name }}（{{ i.id }}）"),
    _CARD,
    Text("{{ say.opinion(i) }}"),
)

_GROUP: Nodes = (
    Heading(2, "3.{{ loop.index + 1 }}　{{ a.name }}"),
    Text("{{ say.closed(a.requirement) }}。"),
    Tag("set group_no = loop.index + 1"),
    Each("i in a.indicators", _INDICATOR),
)

NODES: Nodes = (
    Chapter(
        "3",
        (
            Heading(1, "3　指标评价"),
            Heading(2, "3.1　总体情况"),
            Text("{{ say.met_in_all() }}各指标的结果见[[results]]。"),
            _RESULTS,
            Text("注：逐项判定，不打分；与要求值的比较采用未修约的数值。", "表注"),
            When("charts.targets.series", (Text("定量指标的完成程度见[[targets_chart]]。"),)),
            _TARGETS_CHART,
            Each("a in aspects", _GROUP),
            Heading(2, "3.4　不纳入与数据缺失说明"),
            Text("{{ say.left_out() }}"),
        ),
    ),
)
