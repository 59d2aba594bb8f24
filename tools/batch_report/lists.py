"""The tables of the report on a batch (综合报告各表)."""

from word.nodes import Column, listing

_COUNTS = (
    Column("受理", "{{ k.all }}", 14, "center"),
    Column("完成评价", "{{ k.evaluated }}", 14, "center"),
    Column("退回补正", "{{ k.returned }}", 14, "center"),
    Column("前期阶段", "{{ k.underway }}", 14, "center"),
    Column("处理失败", "{{ k.failed }}", 14, "center"),
)
KINDS = listing(
    "kinds",
    "填报表受理情况（按类型）",
    "k in kinds",
    (Column("园区类型", "{{ k.name }}", 30), *_COUNTS),
    foot=(
        "合计（含未识别的）",
        "{{ counts.all }}",
        "{{ counts.evaluated }}",
        "{{ counts.returned }}",
        "{{ counts.underway }}",
        "{{ counts.failed }}",
    ),
    small=True,
    empty="没有能够识别类型的填报表。",
)
REGIONS = listing(
    "regions",
    "填报表受理情况（按地区）",
    "k in regions",
    (Column("地区", "{{ k.name }}", 30), *_COUNTS),
    small=True,
    empty="没有能够识别地区的填报表。",
)
CONCLUSIONS = listing(
    "conclusions",
    "评价结论分布",
    "c in conclusions",
    (
        Column("结论", "{{ c.name }}", 56),
        Column("园区数", "{{ c.count }}", 22, "center"),
        Column("占比", "{{ c.share }}", 22, "center"),
    ),
    foot=("合计", "{{ counts.evaluated }}", "—"),
    small=True,
    empty="没有完成评价的园区。",
)
POINTS = listing(
    "points",
    "平均得分",
    "p in points",
    (
        Column("类型", "{{ p.kind }}", 14),
        Column("园区数", "{{ p.count }}", 9, "center"),
        Column("平均", "{{ p.mean }}", 10, "right"),
        Column("中位数", "{{ p.median }}", 10, "right"),
        Column("最高", "{{ p.highest }}", 10, "right"),
        Column("最低", "{{ p.lowest }}", 10, "right"),
        Column(
            "各方面平均得分",
            "{% for a in standard.aspects %}{{ a }}{{ p.aspects[loop.index0] }}"
            "{% if not loop.last %}；{% endif %}{% endfor %}",
            37,
        ),
    ),
    small=True,
    empty="没有完成评价的园区。",
)
COMMON = listing(
    "common",
    "达标率低于50%的指标",
    "i in common",
    (
        Column("类型", "{{ i.kind }}", 11),
        Column("指标", "{{ i.name }}（{{ i.id }}）", 28),
        Column("达标／参评", "{{ i.met }}/{{ i.parks }}", 12, "center"),
        Column("缺少数据", "{{ i.missing }}", 9, "center"),
        Column("未达标的园区", "{{ i.unmet }}", 40),
    ),
    small=True,
    empty="没有达标率低于50%的指标。",
)

INDICATORS = listing(
    "indicators",
    "各指标达标情况",
    "i in indicators",
    (
        Column("类型", "{{ i.kind }}", 20),
        Column("指标", "{{ i.name }}（{{ i.id }}）", 45),
        Column("目标值", "{{ i.target }}", 21, "center"),
        Column("达标／参评", "{{ i.met }}/{{ i.parks }}", 27, "center"),
        Column("达标率", "{{ i.rate }}", 24, "right"),
        Column("平均值", "{{ i.mean }}", 24, "right"),
        Column("中位数", "{{ i.median }}", 24, "right"),
        Column("最高", "{{ i.highest }}", 24, "right"),
        Column("最低", "{{ i.lowest }}", 24, "right"),
    ),
    small=True,
    empty="没有完成评价的园区。",
)
AMOUNTS = listing(
    "amounts",
    "排放量等的合计与平均",
    "a in amounts",
    (
        Column("类型", "{{ a.kind }}", 14),
        Column("项目", "{{ a.name }}", 30),
        Column("单位", "{{ a.unit }}", 12, "center"),
        Column("园区数", "{{ a.count }}", 10, "center"),
        Column("合计", "{{ a.sum }}", 18, "right"),
        Column("平均", "{{ a.mean }}", 16, "right"),
    ),
    small=True,
    empty="没有完成评价的园区。",
)
TASKS = listing(
    "tasks",
    "创建任务完成情况（按方面）",
    "t in tasks.aspects",
    (
        Column("方面", "{{ t.name }}", 20),
        Column("任务数", "{{ t.count }}", 14, "center"),
        Column("已完成", "{{ t.done }}", 14, "center"),
        Column("完成率", "{{ t.rate }}", 16, "right"),
        Column("计划投资/万元", "{{ t.planned }}", 18, "right"),
        Column("完成投资/万元", "{{ t.invested }}", 18, "right"),
    ),
    foot=(
        "合计",
        "{{ tasks.all.count }}",
        "{{ tasks.all.done }}",
        "{{ tasks.all.rate }}",
        "{{ tasks.all.planned }}",
        "{{ tasks.all.invested }}",
    ),
    small=True,
    empty="各园区没有填报创建任务。",
)
_SUMS = (
    Column("措施数", "{{ m.count }}", 16, "center"),
    Column("投资估算/万元", "{{ m.investment }}", 26, "right"),
    Column("预期减排量/(tCO₂e/a)", "{{ m.reduction }}", 26, "right"),
)
_WHOLE = ("{{ measures.count }}", "{{ measures.investment }}", "{{ measures.reduction }}")
BY_ASPECT = listing(
    "by_aspect",
    "园区填报的改进措施（按方面或事项）",
    "m in measures_by_aspect",
    (Column("方面或事项", "{{ m.name }}", 32), *_SUMS),
    foot=("合计", *_WHOLE),
    small=True,
    empty="各园区没有填报改进措施。",
)
BY_HALF_YEAR = listing(
    "by_half_year",
    "园区填报的改进措施（按完成时间）",
    "m in measures_by_half_year",
    (Column("完成时间", "{{ m.name }}", 32), *_SUMS),
    foot=("合计", *_WHOLE),
    small=True,
    empty="各园区没有填报改进措施。",
)
PARKS = listing(
    "parks",
    "",
    "r in parks",
    (
        Column("序号", "{{ r.n }}", 8, "center"),
        Column("园区", "{{ r.name }}", 21),
        Column("类型", "{{ r.kind }}", 9),
        Column("地区", "{{ r.place }}", 13),
        Column("得分", "{{ r.total }}", 9, "right"),
        Column("达标／参评", "{{ r.met }}", 8, "center"),
        Column("{{ amount_head }}", "{{ r.amount }}", 16, "right"),
        Column("结论", "{{ r.conclusion }}", 16),
    ),
    small=True,
    empty="没有填报表。",
)
RETURNED = listing(
    "returned",
    "",
    "r in returned",
    (
        Column("序号", "{{ r.n }}", 8, "center"),
        Column("填报表", "{{ r.book }}", 22),
        Column("园区", "{{ r.park }}", 21),
        Column("处理结果", "{{ r.state }}", 12, "center"),
        Column("原因", "{{ r.why }}", 37),
    ),
    small=True,
    empty="没有退回或处理失败的填报表。",
)
