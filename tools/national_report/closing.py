"""第4章 重点任务；第5章 差距与改进措施；第6章 评价结论；附录A、附录C."""

from word.nodes import Chapter, Column, Each, Heading, Nodes, Text, When, listing
from word.styles import ITEM, ONE_PAGE

_TASKS = listing(
    "tasks",
    "重点任务完成情况",
    "r in tables.tasks",
    (
        Column("服务的指标", "{{ r.aspect }}", 10, "center"),
        Column("重点任务", "{{ r.task }}", 16),
        Column("计划完成时间", "{{ r.deadline }}", 13, "center"),
        Column("进展", "{{ r.status }}", 10, "center"),
        Column("计划投资/万元", "{{ r.planned }}", 10, "right"),
        Column("完成投资/万元", "{{ r.invested }}", 10, "right"),
        Column("成效", "{{ say.closed(r.effect) }}", 17),
        Column("未完成原因", "{{ say.closed(r.cause) }}", 14),
    ),
    empty="园区未填报重点任务。",
    small=True,
)

_ACTIONS = listing(
    "actions",
    "改进措施清单",
    "r in actions",
    (
        Column("措施编号", "{{ r.id }}", 12, "center"),
        Column("对应指标或事项", "{{ r.subject }}", 16),
        Column("改进措施", "{{ r.measure }}{{ r.proposed }}", 28),
        Column("牵头单位", "{{ r.lead }}", 14),
        Column("完成时限", "{{ say.deadline(r) }}", 14, "center"),
        Column("完成标志", "{{ r.acceptance }}", 16),
    ),
    empty="纳入判定的指标均已达标，未列改进措施。",
    small=True,
)

_EVIDENCE = listing(
    "evidence",
    "佐证材料清单",
    "r in tables.evidence",
    (
        Column("编号", "{{ r.number }}", 12, "center"),
        Column("材料名称", "{{ r.title }}", 40),
        Column("提供单位", "{{ r.provider }}", 22),
        Column("形式", "{{ r.form }}", 13, "center"),
        Column("核查方式", "{{ r.method }}", 13, "center"),
    ),
    empty="园区未填报佐证材料。",
    small=True,
)

_ISSUES = listing(
    "issues",
    "需说明的事项",
    "r in issues",
    (
        Column("级别", "{{ r.level }}", 10, "center"),
        Column("单元格", "{{ r.cell }}", 20),
        Column("事项", "{{ say.closed(r.what) }}", 35),
        Column("处理", "{{ say.closed(r.remedy) }}", 35),
    ),
    empty="数据核查未发现需要说明的事项。",
    small=True,
)

EVIDENCE: Nodes = (
    Heading(1, "附录A　佐证材料清单"),
    Text("正文和各表中的佐证编号均指下表所列材料，材料由提供单位保存备查。"),
    _EVIDENCE,
)

ISSUES: Nodes = (
    Heading(1, "附录C　数据核查中需说明的事项"),
    Text("{{ say.issues_in_all() }}"),
    When("issues", (_ISSUES,)),
)

NODES: Nodes = (
    Chapter(
        "4",
        (
            Heading(1, "4　重点任务"),
            Text("{{ say.work_in_all() }}逐项情况见[[tasks]]。"),
            _TASKS,
        ),
    ),
    Chapter(
        "5",
        (
            Heading(1, "5　差距与改进措施"),
            Heading(2, "5.1　差距"),
            Text("{{ say.gaps_in_all() }}"),
            Each("g in gaps", (Text("{{ loop.index }}）\u3000{{ say.gap(g) }}", ITEM),)),
            Heading(2, "5.2　改进措施"),
            Text("{{ say.actions_in_all() }}"),
            When("actions", (_ACTIONS,)),
        ),
    ),
    Chapter(
        "6",
        (
            Heading(1, "6　评价结论"),
            Text("（1）评价对象。{{ say.subject() }}", ONE_PAGE),
            Text("（2）基本条件。{{ say.conditions() }}", ONE_PAGE),
            Text("（3）核心指标。{{ say.core() }}", ONE_PAGE),
            Text("（4）引导指标。{{ say.guiding() }}", ONE_PAGE),
            Text("（5）评价结论。{{ say.conclusion() }}", ONE_PAGE),
            When("result.draft", (Text("（6）试算说明。{{ say.trial() }}", ONE_PAGE),)),
            Text("{{ say.limits() }}", ONE_PAGE),
            Text("评价机构（公章）：{{ answers.body_name }}", "落款"),
            Text("{{ answers.report_date }}", "落款"),
        ),
    ),
)
