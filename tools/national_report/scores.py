"""第3章 指标评价."""

from word.nodes import (
    Chapter,
    Column,
    Each,
    Heading,
    Nodes,
    Rows,
    Tag,
    Text,
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
        Column("评价值", "{{ i.value }}", 14, "center"),
        Column("判定", "{{ say.verdict(i) }}", 10, "center"),
        Column("佐证编号", "{{ i.evidence }}", 15),
    ),
    empty="文件未列指标。",
    small=True,
)

_CARD = form(
    "card",
    "",
    _WIDTHS,
    ("要求值", "{{ say.wanted(i) }}"),
    ("评价值", "{{ i.value }}", "判定", "{{ say.verdict(i) }}"),
    ("依据", "{{ i.clause }}"),
    ("计算式", "{{ i.printed }}"),
    Rows(
        "if i.known and i.quantitative",
        (form_row(len(_WIDTHS), "代入", "{{ say.worked(i) }}"),),
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
            Each("a in aspects", _GROUP),
            Heading(2, "3.4　不纳入与数据缺失说明"),
            Text("{{ say.left_out() }}"),
        ),
    ),
)
