"""第4章 实施期内的创建工作及完成情况."""

from word.charts import Chart
from word.nodes import Chapter, Column, Each, Figure, Heading, Nodes, Text, When, listing
from word.styles import ITEM

_BY_ASPECT = listing(
    "by_aspect",
    "任务完成情况汇总",
    "r in work.aspects + [work.all]",
    (
        Column("方面", '{{ "合计" if loop.last else r.name }}', 15, "center"),
        Column("任务数/项", "{{ r.count }}", 12, "center"),
        Column("已完成/项", "{{ r.done }}", 12, "center"),
        Column("未完成/项", "{{ r.open }}", 12, "center"),
        Column("完成率", "{{ r.rate }}", 13, "center"),
        Column("计划投资/万元", "{{ r.planned }}", 16, "right"),
        Column("完成投资/万元", "{{ r.invested }}", 16, "right"),
        Column("投资完成率", "{{ r.invested_rate }}", 14, "center"),
    ),
    empty="园区未填报创建任务。",
)

_TASKS = listing(
    "tasks",
    "任务逐项完成情况",
    "r in tables.tasks",
    (
        Column("序号", "{{ r.n }}", 8, "center"),
        Column("方面", "{{ r.aspect }}", 10, "center"),
        Column("创建任务与计划内容", "{{ say.closed(r.task) }}：{{ say.closed(r.content) }}", 37),
        Column("计划完成时间", "{{ r.deadline }}", 17, "center"),
        Column("进展", "{{ say.stand(r) }}", 13, "center"),
        Column("计划投资/万元", "{{ r.planned }}", 13, "right"),
        Column("完成投资/万元", "{{ r.invested }}", 13, "right"),
        Column("年减排量/(tCO₂e/a)", "{{ r.reduction }}", 17, "right"),
        Column("成效、未完成原因与佐证编号", "{{ say.told_of_task(r) }}", 28),
    ),
    empty="园区未填报创建任务。",
    dense=True,
)

_DONE = Figure(
    "tasks_chart",
    "各方面任务完成率",
    Chart("charts.tasks", "bars", "完成率/%", height=95, series=2),
    "（园区未填报创建任务，没有可画的数据。）",
)

_ASPECT: Nodes = (
    Heading(2, "4.{{ loop.index + 1 }}　{{ a.name }}方面"),
    Text("{{ say.duty(a) }}"),
    Text("{{ say.work_of(a) }}"),
    When("a.tasks", (Each("t in a.tasks", (Text("{{ say.task(t, loop.index) }}", ITEM),)),)),
)

NODES: Nodes = (
    Chapter(
        "4",
        (
            Heading(1, "4　实施期内的创建工作及完成情况"),
            Heading(2, "4.1　总体进展"),
            Text(
                "创建工作分为{{ texts.stages|length }}个阶段。{{ say.work_in_all() }}各方面任务完成"
                "情况见[[by_aspect]]，逐项情况见[[tasks]]。"
            ),
            Each(
                "s in texts.stages",
                (Text("{{ loop.index }}）\u3000{{ s.name }}：{{ say.closed(s.text) }}。", ITEM),),
            ),
            _BY_ASPECT,
            Text("各方面的任务完成率和投资完成率见[[tasks_chart]]。"),
            _DONE,
            Each("a in aspects", _ASPECT),
            Heading(2, "4.9　方案变更与未完成事项"),
            Text('{{ say.told(answers.changes, "园区未填报方案变更事项") }}'),
            Text("{{ say.open_tasks() }}"),
            Heading(2, "4.10　亮点与可复制经验"),
            Text('{{ say.told(answers.highlights, "园区未填报亮点与经验") }}'),
            Heading(2, "4.11　任务逐项完成情况"),
            _TASKS,
            Text(
                "注：“—”表示不涉及或未单独核算；年减排量为园区填报值，未计入第5章核算结果。", "表注"
            ),
        ),
    ),
)
