"""第1章～第6章：任务与依据、方案概要、编制完整性、总体要求、现状核算、目标."""

from common import requirements
from word.nodes import (
    Chapter,
    Column,
    Each,
    Heading,
    Nodes,
    Section,
    Text,
    When,
    form,
    listing,
)
from word.styles import ITEM, RULED

_GOALS = "'/goals'"  # ends the ids of what is worked out from the plan's goals

_OUTLINE = form(
    "outline",
    "实施方案概要",
    (18, 32, 18, 32),
    ("方案名称", "{{ tell.plan_name() }}"),
    ("园区名称", "{{ park.name }}", "园区类型", "{{ variant.name }}，{{ answers.park_level }}"),
    ("所在地", "{{ answers.province }}　{{ answers.city }}", "面积", "{{ answers.area }} km²"),
    ("核算边界", "{{ answers.boundary }}"),
    ("实施期", "{{ answers.start_date }}至{{ answers.end_date }}"),
    ("基准年", "{{ years.base }}年", "主导产业", "{{ answers.industries }}"),
    ("创建目标", '{{ tell.paragraph(answers.goals, "创建目标") }}'),
    ("任务数", "{{ work.all.count }}项", "计划投资", "{{ work.all.planned }}万元"),
    (
        "基准年排放",
        '{{ values["gross[base]"].text }}',
        "目标年净排放",
        "{{ answers.goal_net }}{% if answers.goal_net[:1] in '-−0123456789' %} tCO₂e{% endif %}",
    ),
    ("工作小组", '{{ tell.paragraph(answers.organisation, "创建工作小组") }}'),
    ("工作基础", '{{ tell.paragraph(answers.foundation, "创建工作基础") }}'),
    ("预期成效", '{{ tell.paragraph(answers.expected_effect, "预期成效") }}'),
    ("保障措施", '{{ tell.paragraph(answers.safeguards, "保障措施") }}'),
)

_PARTS = listing(
    "parts",
    "编制完整性核对",
    "p in review.parts",
    (
        Column("序号", "{{ p.n }}", 8, "center"),
        Column("应有内容", "{{ p.name }}", 26),
        Column("核对结果", "{{ p.state }}", 12, "center"),
        Column("缺少的内容", "{{ p.lacking }}", 34),
        Column("依据", "{{ p.clause }}", 20, "center"),
    ),
    empty="标准未列实施方案的内容。",
    dense=True,
)

_BASELINE = listing(
    "baseline",
    "基准年排放量复核",
    "l in inventory",
    (
        Column("排放源", "{{ l.name }}", 38),
        Column("单位", "{{ l.unit }}", 10, "center"),
        Column(
            "基准年（{{ years.base }}年）排放量", "{{ l.base }}", 22, "right", "l.id ~ '[base]'"
        ),
        Column("依据", "{{ l.clause }}", 30),
    ),
    empty="标准未列排放源。",
    look=RULED,
    dense=True,
)

_POLICIES = listing(
    "policies",
    "核算与评分的口径",
    "p in policies",
    (
        Column("口径", "{{ p.name }}{% if p.changed %}（方案另定）{% endif %}", 26),
        Column("取值", "{{ p.value }}", 52),
        Column("依据", "{{ p.clause }}", 22),
    ),
    empty="没有需要选择的口径。",
    dense=True,
)

_SIMULATED = listing(
    "simulated",
    "按方案目标值模拟评分",
    "s in expected.scores",
    (
        Column("编号", "{{ s.id }}", 6, "center"),
        Column("评价指标", "{{ s.name }}", 23),
        Column("标准目标值", "{{ s.target }}", 10, "center"),
        Column("基准值", "{{ s.was }}", 9, "center"),
        Column("方案目标值", "{{ s.goal }}", 11, "center", f"s.id ~ {_GOALS}"),
        Column("分值", "{{ s.maximum }}", 9, "center"),
        Column("模拟得分", "{{ say.points(s) }}", 9, "center", f"'points:' ~ s.id ~ {_GOALS}"),
        Column("判定", "{{ s.mark }}", 6, "center"),
        Column("测算依据", "{{ say.closed(s.basis) }}", 17),
    ),
    empty="实施方案没有提出各指标的目标值。",
    dense=True,
)

_ASPECTS = listing(
    "expected_aspects",
    "各方面模拟得分",
    "a in expected.aspects",
    (
        Column("方面", "{{ a.name }}", 28, "center"),
        Column("参评指标数", "{{ a.judged }}", 18, "center"),
        Column("达到目标数", "{{ a.met }}", 18, "center"),
        Column("分值", "{{ a.maximum }}", 12, "center", f"'maximum@' ~ a.id ~ {_GOALS}"),
        Column("模拟得分", "{{ a.points }}", 12, "center", f"'points@' ~ a.id ~ {_GOALS}"),
        Column("得分率", "{{ a.rate }}", 12, "center", f"'rate@' ~ a.id ~ {_GOALS}"),
    ),
    together=True,
    empty="实施方案没有提出各指标的目标值。",
    dense=True,
)

NODES: Nodes = (
    Section("body"),
    Chapter(
        "1",
        (
            Heading(1, "1　评价任务与依据"),
            Heading(2, "1.1　评价任务"),
            Text("{{ tell.task_of_review() }}"),
            Text("{{ tell.scope() }}"),
            Heading(2, "1.2　评价依据"),
            Each("b in texts.basis_laws", (Text("{{ loop.index }}）\u3000{{ b }}", ITEM),)),
            Each(
                "b in texts.basis_standards",
                (Text("{{ texts.basis_laws|length + loop.index }}）\u3000{{ b }}", ITEM),),
            ),
        ),
    ),
    Chapter(
        "2",
        (
            Heading(1, "2　方案概要"),
            Text("{{ tell.outline() }}概要见[[outline]]。"),
            _OUTLINE,
        ),
    ),
    Chapter(
        "3",
        (
            Heading(1, "3　编制完整性"),
            Text("{{ tell.completeness() }}逐项核对见[[parts]]。"),
            _PARTS,
            Text(
                "注：“有”表示填报表中已有该项内容，内容是否充分由评价组在第10章提出意见。", "表注"
            ),
        ),
    ),
    Chapter(
        "4",
        (
            Heading(1, "4　总体要求符合性"),
            Text("{{ say.requirements() }}逐条情况见[[requirements]]。"),
            requirements("requirements", "总体要求符合性", empty="标准未列总体要求。"),
        ),
    ),
    Chapter(
        "5",
        (
            Heading(1, "5　现状核算复核"),
            Text("{{ tell.baseline() }}各排放源见[[baseline]]，逐步计算见附录A。"),
            _BASELINE,
            Text("核算和模拟评分采用的口径见[[policies]]。{{ tell.issues_in_all() }}"),
            _POLICIES,
        ),
    ),
    Chapter(
        "6",
        (
            Heading(1, "6　目标合理性"),
            Heading(2, "6.1　模拟评分"),
            Text("{{ tell.simulated() }}各指标见[[simulated]]，各方面见[[expected_aspects]]。"),
            Text("{{ tell.simulated_only() }}"),
            _SIMULATED,
            Text(
                "注：√达到标准目标值；△接近；×未达到；○不适用；“缺”为没有提出目标值，按0分计。",
                "表注",
            ),
            _ASPECTS,
            Heading(2, "6.2　与标准目标值比较"),
            Text("{{ tell.below() }}"),
            When("expected.known", (Text("{{ tell.gate() }}"),)),
        ),
    ),
)
