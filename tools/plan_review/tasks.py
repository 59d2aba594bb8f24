"""第7章 任务覆盖；第8章 可行性；第9章 重点与难点."""

from word.nodes import Chapter, Column, Heading, Nodes, Text, listing

_ASPECTS = 7

_MATRIX = listing(
    "matrix",
    "方面与任务对应",
    "r in tables.tasks",
    (
        Column("序号", "{{ r.n }}", 6, "center"),
        Column("创建任务", "{{ r.task }}", 31),
        *(
            Column(
                f"{{{{ review.coverage[{n}].name }}}}",
                f'{{{{ "√" if r.aspect == review.coverage[{n}].name else "—" }}}}',
                9,
                "center",
            )
            for n in range(_ASPECTS)
        ),
    ),
    foot=("—", "任务数/项", *(f"{{{{ review.coverage[{n}].count }}}}" for n in range(_ASPECTS))),
    empty="实施方案没有列出创建任务。",
    dense=True,
)

_COVERAGE = listing(
    "coverage",
    "各方面任务安排",
    "c in review.coverage",
    (
        Column("方面", "{{ c.name }}", 11, "center"),
        Column("任务数/项", "{{ c.count }}", 9, "center"),
        Column("任务序号", "{{ c.tasks }}", 16, "center"),
        Column("计划投资/万元", "{{ c.planned }}", 14, "right"),
        Column("年减排量/(tCO₂e/a)", "{{ c.reduction }}", 16, "right"),
        Column("覆盖情况", '{{ "已覆盖" if c.covered else "空缺" }}', 11, "center"),
        Column("标准的要求", "{{ say.closed(c.requirement) }}", 34),
    ),
    empty="标准未列评价方面。",
    dense=True,
)

_TASKS = listing(
    "tasks",
    "创建任务",
    "r in tables.tasks",
    (
        Column("序号", "{{ r.n }}", 6, "center"),
        Column("创建任务", "{{ r.task }}", 19),
        Column("计划内容", "{{ say.closed(r.content) }}", 25),
        Column("责任单位", "{{ r.lead }}", 15),
        Column("计划完成时间", "{{ r.deadline }}", 13, "center"),
        Column("计划投资/万元", "{{ r.planned }}", 11, "right"),
        Column("年减排量/(tCO₂e/a)", "{{ r.reduction }}", 11, "right"),
    ),
    empty="实施方案没有列出创建任务。",
    dense=True,
)


def _feasible(number: str, head: str, fact: str, item: str, what: str) -> Nodes:
    """What the figures say, and then what the evaluators say, or that they have not said it yet."""
    return (
        Heading(2, f"8.{number}　{head}"),
        Text(f"{{{{ tell.{fact}() }}}}"),
        Text(f'评价组意见：{{{{ tell.paragraph(answers.{item}, "{what}") }}}}'),
    )


NODES: Nodes = (
    Chapter(
        "7",
        (
            Heading(1, "7　任务覆盖"),
            Text("{{ tell.coverage() }}任务与方面的对应见[[matrix]]，各方面的安排见[[coverage]]。"),
            _MATRIX,
            Text("注：一项任务按填报只归入一个方面。", "表注"),
            _COVERAGE,
        ),
    ),
    Chapter(
        "8",
        (
            Heading(1, "8　可行性"),
            Text("各项任务的内容、责任单位、时限和投资见[[tasks]]。"),
            _TASKS,
            Text("注：“—”表示没有填报。", "表注"),
            *_feasible("1", "技术", "technical", "f_technical", "评价组对技术路线的评价"),
            *_feasible("2", "资金", "money", "f_funding", "评价组对资金的评价"),
            *_feasible("3", "进度", "schedule", "f_schedule", "评价组对进度的评价"),
            *_feasible("4", "责任", "owners", "f_responsibility", "评价组对责任分工的评价"),
        ),
    ),
    Chapter(
        "9",
        (
            Heading(1, "9　重点与难点"),
            Text(
                '实施方案提出的重点和难点：{{ tell.paragraph(answers.difficulties, "重点和难点") }}'
            ),
        ),
    ),
)
