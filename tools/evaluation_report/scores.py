"""第6章 指标评价."""

from dataclasses import replace

from word.charts import Chart
from word.nodes import (
    Cell,
    Chapter,
    Column,
    Each,
    Figure,
    Heading,
    Nodes,
    Row,
    Rows,
    Table,
    Tag,
    Text,
    When,
    form_row,
    listing,
)

_COLUMNS = (19, 16, 15, 20, 12, 17, 12, 45)  # four labels, each with its value
_FEW = 12  # inputs up to here are told with the indicator, more in the annex

_POINTS = "'points:' ~ i.id"

_SCORES = listing(
    "scores",
    "得分总表",
    "i in indicators",
    (
        Column("编号", "{{ i.id }}", 10, "center"),
        Column("方面", "{{ i.aspect }}", 17, "center"),
        Column("评价指标", "{{ i.name }}", 32),
        Column("目标值", "{{ i.target }}", 13, "center"),
        Column("评价值", "{{ i.value }}", 14, "center", "i.id"),
        Column(
            "完成程度", '{{ i.share_of_target if i.quantitative else "—" }}', 16, "center", _POINTS
        ),
        Column("分值", "{{ i.maximum }}", 11, "center"),
        Column("得分", "{{ say.points(i) }}", 11, "center", _POINTS),
        Column("失分", "{{ say.lost(i) }}", 11, "center", _POINTS),
        Column("判定", "{{ i.mark }}", 10, "center"),
        Column("佐证编号", "{{ say.proofs_in_short(i) }}", 15, "center"),
    ),
    empty="标准未列评价指标。",
    dense=True,
)

_ASPECTS = listing(
    "aspects",
    "各方面得分",
    "a in aspects",
    (
        Column("方面", "{{ a.name }}", 20, "center"),
        Column("指标数", "{{ a.count }}", 12, "center"),
        Column("参评指标数", "{{ a.judged }}", 14, "center"),
        Column("达到目标数", "{{ a.met }}", 14, "center"),
        Column("分值", "{{ a.maximum }}", 13, "center", "'maximum@' ~ a.id"),
        Column("得分", "{{ a.points }}", 13, "center", "'points@' ~ a.id"),
        Column("得分率", "{{ a.rate }}", 14, "center", "'rate@' ~ a.id"),
    ),
    foot=(
        Cell("合计"),
        Cell("{{ result.count }}"),
        Cell("{{ result.judged }}"),
        Cell("{{ result.met }}"),
        Cell("{{ result.maximum }}", link="'possible'"),
        Cell("{{ result.gathered }}", link="'gathered' if result.rescaled else 'total'"),
        Cell("—"),
    ),
    empty="标准未列评价方面。",
    dense=True,
)

_SENSITIVITY = listing(
    "sensitivity",
    "不同分值方案下的结果",
    "s in sensitivity",
    (
        Column("方案", "{{ s.scheme }}{% if s.chosen %}（本报告采用）{% endif %}", 18),
        Column("状态", "{{ s.status }}", 7, "center"),
        Column("综合得分", "{{ s.total }}", 10, "center", "s.total_id"),
        Column("结论", "{{ s.conclusion }}", 16, "center"),
        Column("方案依据", "{{ s.basis }}", 50),
    ),
    empty="没有可供比较的分值方案。",
    dense=True,
)

_READINGS = listing(
    "readings",
    "同一得分在同类标准中的读法（仅供参照）",
    "r in readings",
    (
        Column("标准", "{{ r.standard }}", 30, "center"),
        Column("等级", "{{ r.grades }}", 45, "center"),
        Column("相同得分的读法", "{{ r.reading }}", 25, "center"),
    ),
    empty="没有可供参照的标准。",
    dense=True,
)


_ASPECTS_CHART = Figure(
    "aspects_chart",
    "各方面得分率",
    Chart("charts.aspects", "radar", "", height=60, range=(0, 100)),
    "（没有可画的数据。）",
    "注：圆心为0，外圈为100%。",
)
_TARGETS_CHART = Figure(
    "targets_chart",
    "定量指标的目标值与评价值对照",
    Chart("charts.targets", "framed", "评价值为目标值的比例/%", height=86, range=(0, None)),
    "（没有可画的数据。）",
    "注：空心框为目标值（100%），实心条为评价值完成目标的比例；目标值为上限的，比例按相反方向计算。",
)

_REFERENCES = listing(
    "references",
    "对照近零碳试点水平（仅供参照）",
    "r in references",
    (
        Column("编号", "{{ r.id }}", 6, "center"),
        Column("评价指标", "{{ r.name }}", 54),
        Column("评价值", "{{ r.value }}", 14, "center", "r.id"),
        Column("试点水平", "{{ r.target }}", 14, "center"),
        Column("判定", "{{ r.mark }}", 12, "center"),
    ),
    empty="没有可供对照的水平。",
    dense=True,
)

_BEFORE = (_SCORES, _ASPECTS, _SENSITIVITY, _READINGS, _REFERENCES)  # tables with fixed numbers


def _wide(label: str, text: str, link: str = "") -> Row:
    return form_row(len(_COLUMNS), label, Cell(text, link=link))


_POINTS_CELL = (
    '{{ say.points(i) }}{% if i.standing != "not_applicable" %}分（得分率{{ i.rate }}）{% endif %}'
)
_HEAD = form_row(
    len(_COLUMNS),
    "目标值",
    "{{ i.target }}",
    "评价值",
    Cell("{{ i.value }}", link="i.id"),
    "分值",
    "{{ i.maximum }}分",
    "得分",
    Cell(_POINTS_CELL, link=_POINTS),
)
_CARD = Table(
    "card",
    "{{ i.name }}计算与评分",
    _COLUMNS,
    (
        replace(_HEAD, repeated=True),
        _wide("目标值来源", "{{ i.source_value }}；{{ i.source_document }}（{{ i.clause }}）"),
        _wide("口径", "{{ say.closed(i.convention) }}"),
        Rows("if i.quantitative", (_wide("计算式", "{{ i.printed }}"),)),
        Rows("if i.known and i.quantitative", (_wide("代入", "{{ say.worked(i) }}", "i.id"),)),
        _wide("取值规则", "{{ i.rule }}"),
        _wide(
            "数据",
            f"{{% if i.inputs|length > {_FEW} %}}共{{{{ i.inputs|length }}}}项，"
            "数值和单元格逐项列于附录B[[answers]]{% else %}{{ say.data(i) }}{% endif %}",
        ),
        _wide("佐证", "{{ say.proofs(i) }}"),
    ),
    number="{{ no.table }}",
    dense=True,
)

_INDICATOR: Nodes = (
    Heading(3, "6.{{ aspect_no }}.{{ loop.index }}　{{ i.name }}（{{ i.id }}）"),
    Tag("set no.table = no.table + 1"),
    _CARD,
    Text("{{ say.opinion(i) }}"),
)

_ASPECT: Nodes = (
    Heading(2, "6.{{ loop.index + 1 }}　{{ a.name }}方面评价"),
    Text("{{ say.lead(a) }}"),
    Tag("set aspect_no = loop.index + 1"),
    Each("i in a.indicators", _INDICATOR),
)

NODES: Nodes = (
    Chapter(
        "6",
        (
            Heading(1, "6　指标评价"),
            Heading(2, "6.1　得分总体情况"),
            Text(
                "{{ say.points_in_all() }}{{ say.near_limit() }}"
                "各指标得分见[[scores]]，各方面得分见[[aspects]]。"
            ),
            When("result.draft", (Text("{{ say.trial_in_short() }}"),)),
            _SCORES,
            Text(
                "注：完成程度为评价值与目标值之比（目标值为上限的相反）；√达到目标值；△接近目标值；×未达到目标值；○不适用；“缺”为缺少数据，按0分计。",
                "表注",
            ),
            _ASPECTS,
            Text("注：各数分别修约，修约后相加可能与合计略有出入。", "表注"),
            When("result.rescaled", (Text("注：{{ say.rescaling() }}", "表注"),)),
            Text("各方面得分率见[[aspects_chart]]。"),
            _ASPECTS_CHART,
            Text("{{ say.by_scheme() }}各方案的结果和依据见[[sensitivity]]。"),
            _SENSITIVITY,
            Text("各定量指标的评价值与目标值的对照见[[targets_chart]]。"),
            _TARGETS_CHART,
            Text("[[readings]]列出同一得分在同类标准中的读法，仅供参照，不影响本报告的结论。"),
            _READINGS,
            Text("{{ say.against_pilots() }}逐项对照见[[references]]，来源文件见[[targets]]。"),
            _REFERENCES,
            Tag(f"set no = namespace(table={len(_BEFORE)})"),
            Each("a in aspects", _ASPECT),
            Heading(2, "6.9　不适用与数据缺失说明"),
            Text("{{ say.left_out() }}"),
        ),
    ),
)
