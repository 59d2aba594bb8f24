"""第7章 存在问题与差距分析；第8章 后续改进工作计划."""

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
    Section,
    Table,
    Text,
    When,
    listing,
)
from word.styles import ITEM

_LOST = listing(
    "lost",
    "失分清单",
    "g in gaps",
    (
        Column("序号", "{{ g.n }}", 7, "center"),
        Column("指标", "{{ g.id }}　{{ g.name }}", 35),
        Column("目标值", "{{ g.target }}", 9, "center"),
        Column("评价值", "{{ g.value }}", 9, "center", "g.id"),
        Column("失分", "{{ g.lost }}", 7, "center", "'points:' ~ g.id"),
        Column("占总失分", "{{ g.share }}", 11, "center", "'points:' ~ g.id"),
        Column("改进措施", "{{ g.measures }}", 23),
    ),
    empty="各参评指标均得满分，没有失分。",
    small=True,
)

_LOST_CHART = Figure(
    "lost_chart",
    "各指标失分",
    Chart("charts.lost", "waterfall", "分", height=75, range=(0, 100)),
    "（各参评指标均得满分，没有失分。）",
    "注：编号后为分值；灰色柱为参评指标的满分和得分，斜线柱为各指标的失分，由高到低。",
)

_NO_WAY = "{{ say.grade_aim(c) }}：现有失分指标全部达到目标值仍不能达到"
_CLIMBS = Table(
    "climbs",
    "达到下一等级分数的最短路径",
    (26, 9, 35, 14, 16),
    (
        Row(
            tuple(
                Cell(text, head=True)
                for text in ("等级与分数要求", "编号", "须改进的指标", "现状值", "至少达到")
            ),
            repeated=True,
        ),
        Rows(
            "for c in climbs",
            (
                Rows(
                    "if c.possible",
                    (
                        Rows(
                            "for s in c.steps",
                            (
                                Row(
                                    (
                                        Cell("{{ say.grade_aim(c) }}", align="center"),
                                        Cell("{{ s.id }}", align="center"),
                                        Cell("{{ s.name }}"),
                                        Cell("{{ s.now }}", align="center"),
                                        Cell("{{ s.needed }}", align="center"),
                                    )
                                ),
                            ),
                        ),
                    ),
                    (Row((Cell(_NO_WAY, span=5, align="center"),)),),
                ),
            ),
        ),
    ),
    small=True,
)

_CHEAPEST = listing(
    "cheapest",
    "投资最少的措施组合",
    "c in cheapest",
    (
        Column("等级与分数要求", "{{ say.grade_aim(c) }}", 24, "center"),
        Column(
            "须完成的指标及预期值",
            "{% for s in c.steps %}{{ s.name }}：{{ s.now }}→{{ s.needed }}"
            "{{ '' if loop.last else '；' }}{% endfor %}",
            42,
        ),
        Column("投资估算/万元", "{{ c.cost }}", 12, "right"),
        Column("预期减排量/(tCO₂e/a)", "{{ c.tonnes }}", 12, "right"),
        Column("预期综合得分", "{{ c.reached }}", 10, "center"),
    ),
    empty="园区改进计划的措施不足以达到下一等级。",
    small=True,
)

_OUTLOOK = listing(
    "outlook",
    "改进计划完成后的预期得分",
    "p in outlook.rows",
    (
        Column("编号", "{{ p.id }}", 7, "center"),
        Column("指标", "{{ p.name }}", 37),
        Column("现状值", "{{ p.now }}", 14, "center", "p.id"),
        Column("预期值", "{{ p.expected }}", 14, "center"),
        Column("现得分", "{{ p.points }}", 9, "center", "'points:' ~ p.id"),
        Column("预期得分", "{{ p.then }}", 9, "center"),
        Column("变化", "{{ p.change }}", 10, "center"),
    ),
    empty="园区改进计划未填报指标预期值。",
    foot=("合计", "综合得分", "—", "—", "{{ outlook.now }}", "{{ outlook.total }}", "—"),
    small=True,
)

_OUTLOOK_CHART = Figure(
    "outlook_chart",
    "改进计划完成后的预期得分变化",
    Chart("charts.outlook", "limits", "综合得分/分", height=47, series=2, range=(0, 100)),
    "（园区改进计划未填报指标预期值。）",
    "注：横线为各等级的分数要求；预期得分按园区填报的预期值测算，其他指标和各等级的条件按现状计。",
)

_ACTIONS = listing(
    "actions",
    "改进措施清单",
    "r in actions",
    (
        Column("措施编号", "{{ r.id }}", 9, "center"),
        Column("对应指标或事项", "{{ r.subject }}", 13),
        Column("存在问题", "{{ r.problem }}", 12),
        Column("改进措施", "{{ r.measure }}{{ r.proposed }}", 20),
        Column("牵头单位", "{{ r.lead }}", 9),
        Column("配合单位", "{{ r.partner }}", 7),
        Column("完成时限", "{{ say.deadline(r) }}", 9, "center"),
        Column("预期减排量/(tCO₂e/a)", "{{ r.reduction }}", 9, "right"),
        Column("投资估算/万元", "{{ r.investment }}", 7, "right"),
        Column("资金来源", "{{ r.funding }}", 8),
        Column("预期指标值", "{{ r.expected }}", 7, "center"),
        Column("优先级", "{{ r.priority }}", 5, "center"),
        Column("完成标志", "{{ r.acceptance }}", 11),
    ),
    empty="各参评指标均达到目标值，未列改进措施。",
    dense=True,
)

NODES: Nodes = (
    Chapter(
        "7",
        (
            Heading(1, "7　存在问题与差距分析"),
            Heading(2, "7.1　主要问题"),
            Text("{{ say.problems_in_all() }}"),
            Each("g in gaps[:8]", (Text("{{ loop.index }}）\u3000{{ say.problem(g) }}", ITEM),)),
            When("work.all.open", (Text("{{ say.open_tasks_in_short() }}"),)),
            Heading(2, "7.2　得分差距"),
            Text("{{ say.lost_in_all() }}失分由高到低列于[[lost]]，见[[lost_chart]]。"),
            _LOST,
            _LOST_CHART,
            Heading(2, "7.3　达到等级要求的最短路径"),
            When(
                "climbs",
                (
                    Each("c in climbs", (Text("{{ say.climb(c) }}"),)),
                    Text(
                        "“至少达到”是在其他指标得分不变的情况下，按本报告采用的分值方案反算的数值，"
                        "见[[climbs]]。"
                    ),
                    _CLIMBS,
                ),
                (Text("{{ say.no_climb() }}"),),
            ),
            When(
                "cheapest",
                (Each("c in cheapest", (Text("{{ say.cheapest(c) }}"),)), _CHEAPEST),
            ),
        ),
    ),
    Chapter(
        "8",
        (
            Heading(1, "8　后续改进工作计划"),
            Heading(2, "8.1　目标与安排"),
            Text("{{ say.plan_aim() }}"),
            Heading(2, "8.2　预期得分"),
            Text(
                "{{ say.outlook_in_all() }}{% if outlook.known %}逐项测算见[[outlook]]，得分变化见"
                "[[outlook_chart]]。{% endif %}"
            ),
            _OUTLOOK,
            When(
                "outlook.known",
                (
                    Text(
                        "注：“变化”为两栏印出的得分之差，与失分的末位可能不同"
                        "{% if result.rescaled %}；综合得分由参评指标的得分"
                        "折算为百分制{% endif %}。",
                        "表注",
                    ),
                ),
            ),
            Section("landscape"),
            _OUTLOOK_CHART,
            Heading(2, "8.3　投资、减排与跟踪"),
            Text(
                "投资估算和预期减排量为园区填报值，各项措施的减排效果可能相互重叠，不作合计；标“（建议）”的措施"
                "由园区确认责任单位、时限后测算。园区宜每半年对措施进展自查一次，并在措施完成后按同一口径复核"
                "指标值。"
            ),
            Heading(2, "8.4　改进措施清单"),
            Text("{{ say.actions_in_all() }}{{ say.unassigned() }}"),
            When(
                "actions",
                (
                    Text(
                        "措施列于[[actions]]，“—”表示未填报、不涉及或不单独核算。优先级分三级：关系等级或净零"
                        "判定、数据不足，或属于达到下一等级的最短路径的为高；失分不低于该指标分值的20%，或预期"
                        "减排量居计划前三分之一的为中；其余为低。园区已填报的从其填报。"
                    ),
                ),
            ),
            _ACTIONS,
        ),
    ),
)
