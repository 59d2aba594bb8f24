"""附录A 核算与模拟评分计算书；附录B 需说明的事项."""

from common import LIMITS_TOLD, calculation, factors, issues, limits
from word.nodes import Chapter, Column, Heading, Nodes, Section, Table, Text, When, listing

_BASE = "基准年"
_OF_GOALS = '"/goals" in r.id'


def _steps(id_: str, title: str, which: str) -> Table:
    steps = f"r in calculation if {which}"
    return calculation(id_, title, steps, "{{ loop.index }}", (18, 29, 20, 20))


_STEPS = _steps("steps", "基准年计算过程", 'r.id[-6:] == "[base]"')
_SIMULATION = _steps("simulation", "模拟评分计算过程", _OF_GOALS)

_ANSWERS = listing(
    "answers",
    "计算所用填报数据",
    f'r in sources if r.period == "{_BASE}" or {_OF_GOALS}',
    (
        Column("序号", "{{ loop.index }}", 6, "center", mark="source_{{ r.n }}"),
        Column(
            "数据项",
            f"{{{{ say.formula(r.name) }}}}{{% if {_OF_GOALS} %}}（方案目标值）{{% endif %}}",
            32,
        ),
        Column("数值", "{{ r.value }}", 14, "right"),
        Column("单位", "{{ r.unit }}", 10, "center"),
        Column("填报单元格", "{{ r.cell }}", 15),
        Column("数据来源与说明", "{{ say.closed(r.note) }}", 27),
    ),
    empty="没有填报数据。",
    dense=True,
)

NODES: Nodes = (
    Section("landscape"),
    Chapter(
        "A",
        (
            Heading(1, "附录A　核算与模拟评分计算书"),
            Text(
                "{{ say.closed(texts.rounding) }}。数值由填报表“{{ meta.book }}”逐格读取，"
                "单元格写作“工作表!单元格”。"
            ),
            _STEPS,
            When("expected.known", (_SIMULATION,)),
            _ANSWERS,
            factors("r in factors if r.source"),
        ),
    ),
    Section("portrait"),
    Chapter(
        "B",
        (
            Heading(1, "附录B　数据核查中需说明的事项"),
            Text(LIMITS_TOLD),
            limits(),
            Text("{{ tell.issues_in_all() }}"),
            When("issues", (issues(),)),
        ),
    ),
)
