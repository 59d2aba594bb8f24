"""The park's report on its own work (自查报告) in nodes; an official document's look."""

from word.nodes import (
    Cell,
    Chapter,
    Column,
    Each,
    Heading,
    Nodes,
    Row,
    Rows,
    Section,
    Table,
    Tag,
    Text,
    When,
    listing,
)
from word.official import ANNEX, DATED, LAST, SIGNED
from word.official import TITLE as TITLED
from word.styles import ITEM

TITLE = "{{ park.name }}零碳（近零碳）产业园区创建工作自查报告"
AUTHOR = "{{ answers.authority }}"
LOOK = "official"

_TASKS = listing(
    "tasks",
    "任务进展",
    "t in progress.tasks",
    (
        Column("序号", "{{ t.n }}", 7, "center"),
        Column("创建任务", "{{ t.task }}", 18),
        Column("计划完成时间", "{{ t.deadline }}", 18, "center"),
        Column("计划进度", "{{ t.due }}", 9, "center"),
        Column("实际进度", "{{ t.progress }}", 9, "center"),
        Column("偏差", "{{ tell.deviation(t) }}", 14, "center"),
        Column("状态", "{{ t.status }}", 9, "center"),
        Column("未完成原因", "{{ say.closed(t.cause) }}", 16),
    ),
    empty="没有填报创建任务。",
    small=True,
)

_INDICATORS = listing(
    "indicators",
    "指标进展",
    "i in progress.indicators",
    (
        Column("评价指标", "{{ i.name }}", 30),
        Column("基准值", "{{ i.was }}", 11, "center"),
        Column("上期值", "{{ i.before }}", 11, "center"),
        Column("本期值", "{{ i.now }}", 12, "center"),
        Column("目标值", "{{ i.goal }}", 12, "center"),
        Column("完成度", "{{ i.completion }}", 13, "center"),
        Column("预警", "{{ i.signal }}", 9, "center"),
    ),
    empty="标准未列评价指标。",
    small=True,
)

_ASPECTS = listing(
    "aspects",
    "各方面试算得分",
    "a in aspects",
    (
        Column("方面", "{{ a.name }}", 25, "center"),
        Column("参评指标数", "{{ a.judged }}", 17, "center"),
        Column("达到目标数", "{{ a.met }}", 17, "center"),
        Column("分值", "{{ a.maximum }}", 13, "center"),
        Column("得分", "{{ a.points }}", 13, "center"),
        Column("得分率", "{{ a.rate }}", 15, "center"),
    ),
    together=True,
    empty="标准未列评价方面。",
    small=True,
)

_INVENTORY = Table(
    "inventory",
    "排放自核",
    (40, 14, 18, 18, 14),
    (
        Row(
            tuple(
                Cell(text, head=True)
                for text in (
                    "排放源",
                    "单位",
                    "基准年（{{ years.base }}）",
                    "本期（{{ years.report }}）",
                    "变化",
                )
            ),
            repeated=True,
        ),
        Rows(
            "for l in inventory",
            (
                Row(
                    (
                        Cell("{{ l.name }}"),
                        Cell("{{ l.unit }}", align="center"),
                        Cell("{{ l.base }}", align="right"),
                        Cell("{{ l.report }}", align="right"),
                        Cell("{{ l.change }}", align="center"),
                    )
                ),
            ),
        ),
    ),
    small=True,
)

_MEASURES = listing(
    "measures",
    "改善措施",
    "r in actions if r.own",
    (
        Column("序号", "{{ loop.index }}", 7, "center"),
        Column("对应指标或事项", "{{ r.subject }}", 24),
        Column("改善措施", "{{ say.closed(r.measure) }}", 33),
        Column("责任单位", "{{ r.lead }}", 18),
        Column("完成时限", "{{ say.deadline(r) }}", 18, "center"),
    ),
    empty="没有填报改善措施。",
    small=True,
)

_PROBLEMS: Nodes = (
    When(
        "progress.behind_tasks",
        (
            Heading(2, "（一）任务方面"),
            Each(
                "t in progress.behind_tasks",
                (Text("{{ loop.index }}.\u3000{{ tell.problem_task(t) }}", ITEM),),
            ),
        ),
    ),
    When(
        "progress.behind",
        (
            Heading(2, '{{ "（二）" if progress.behind_tasks else "（一）" }}指标方面'),
            Each(
                "i in progress.behind",
                (Text("{{ loop.index }}.\u3000{{ tell.problem_indicator(i) }}", ITEM),),
            ),
        ),
    ),
    When(
        "not progress.behind and not progress.behind_tasks",
        (Text("{{ tell.no_problem() }}"),),
    ),
    When(
        'answers.check_causes != "—"',
        (Text("原因分析：{{ say.closed(answers.check_causes) }}。"),),
    ),
)

NODES: Nodes = (
    Tag('import "narrative.j2" as say'),
    Tag('import "self_check.j2" as tell'),
    Section("official"),
    Text("{{ park.name }}", TITLED),
    Text("零碳（近零碳）产业园区创建工作自查报告", TITLED),
    Text("", ANNEX),
    Text("{{ tell.opening() }}"),
    Chapter(
        "",
        (
            Heading(1, "一、自查组织与范围"),
            Text("{{ tell.organised() }}"),
            Text("{{ tell.scope() }}"),
            Heading(1, "二、任务进展"),
            Heading(2, "（一）总体进展"),
            Text("{{ tell.tasks_in_all() }}"),
            Heading(2, "（二）逐项进展"),
            Text("{{ tell.task_signals() }}逐项进展见[[tasks]]。"),
            _TASKS,
            Text("注：偏差为实际进度减计划进度；“—”表示没有填报。", "表注"),
            Heading(1, "三、指标进展"),
            Heading(2, "（一）完成情况"),
            Text("{{ tell.indicators_in_all() }}各指标见[[indicators]]。"),
            _INDICATORS,
            Text("注：{{ tell.rule() }}", "表注"),
            Heading(2, "（二）试算得分"),
            Text("{{ tell.trial_score() }}各方面得分见[[aspects]]。"),
            _ASPECTS,
            Heading(1, "四、排放自核"),
            Text("{{ tell.emissions() }}各排放源见[[inventory]]。"),
            _INVENTORY,
            Heading(1, "五、存在问题及原因"),
            *_PROBLEMS,
            Heading(1, "六、改善措施与下一阶段安排"),
            Text("{{ tell.measures_in_all() }}"),
            When('actions|selectattr("own")|list', (_MEASURES,)),
            Text("下一阶段安排：{{ tell.next_stage() }}", LAST),
            Text("{{ answers.authority }}（公章）", SIGNED),
            Text("{{ answers.check_date }}", DATED),
        ),
    ),
)
