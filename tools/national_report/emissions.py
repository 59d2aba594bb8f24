"""第2章 能源消费与二氧化碳排放."""

from word.charts import Chart
from word.nodes import Chapter, Column, Figure, Heading, Nodes, Table, Text, When, listing
from word.styles import RULED

_SOURCES = (
    '["burned", "own_burned", "transformed", "produced", "own_transformed", "own_produced", '
    '"process_co2"]'
)
_BOUGHT = '["e_electricity[report]", "e_heat[report]"]'


def _figures(id_: str, title: str, of: str, *more: Column) -> Table:
    columns = (
        Column("项目", "{{ l.name }}", 46),
        Column("单位", "{{ l.unit }}", 16, "center"),
        Column("评价年（{{ years.report }}）", "{{ l.report }}", 22, "right", "l.id ~ '[report]'"),
        *more,
    )
    return listing(id_, title, of, columns, empty="没有可列的数据。", look=RULED, together=True)


_ACTIVITY = listing(
    "activity",
    "燃料与工业生产过程的活动数据与排放量",
    f'r in activity|selectattr("id", "in", {_SOURCES})',
    (
        Column("排放源", "{{ r.name }}", 30),
        Column("活动数据与因子代入", "{{ r.numbers }}", 34, link="r.step"),
        Column("碳量或排放量", "{{ r.value }} {{ r.unit }}", 18, "right", "r.step"),
        Column("单元格", "{{ r.cell }}", 18),
    ),
    empty="边界内没有逐项计算的燃料和工业生产过程排放。",
    small=True,
)

_PURCHASED = listing(
    "purchased",
    "净受入电力、热力的排放量",
    f'r in calculation|selectattr("id", "in", {_BOUGHT})',
    (
        Column("项目", "{{ r.name }}", 24),
        Column("计算式", "{{ r.in_words }}", 38),
        Column("代入", "{{ r.numbers }}", 20, link="r.id"),
        Column("排放量", "{{ r.value }} {{ r.unit }}", 18, "right", "r.id"),
    ),
    empty="边界内没有受入电力、热力。",
    small=True,
)

_FUELS = listing(
    "fuels",
    "化石燃料（缺省因子）",
    "r in tables.fuels",
    (
        Column("燃料品种", "{{ r.fuel }}", 18, "center"),
        Column("用途", "{{ r.use }}", 20, "center"),
        Column("数量", "{{ r.amount }}", 20, "right", "'fuels#' ~ r.n ~ '.amount'"),
        Column("数据来源", "{{ r.origin }}", 28),
        Column("佐证编号", "{{ r.proof }}", 14, "center"),
    ),
    empty="边界内没有按缺省因子核算的化石燃料。",
)


def _own(column: str) -> str:
    """The id of an answer in the row."""
    return f"'own_fuels#' ~ r.n ~ '.{column}'"


_OWN_FUELS = listing(
    "own_fuels",
    "化石燃料（数据库或实测因子）",
    "r in tables.own_fuels",
    (
        Column("燃料", "{{ r.fuel }}", 14, "center"),
        Column("用途", "{{ r.use }}", 14, "center"),
        Column("数量", "{{ r.amount }} {{ r.fuel_unit }}", 17, "right", _own("amount")),
        Column("低位发热量/(GJ/单位)", "{{ r.ncv }}", 14, "right", _own("ncv")),
        Column("排放因子/(tCO₂/单位)", "{{ r.factor }}", 14, "right", _own("factor")),
        Column("因子来源", "{{ r.factor_source }}", 27),
    ),
    empty="边界内没有采用数据库或实测因子的化石燃料。",
    small=True,
)

_SOURCES_CHART = Figure(
    "sources_chart",
    "二氧化碳排放构成",
    Chart("charts.sources", "bars", "占排放量/%", height=50),
    "（排放源不足两类或排放量不为正，没有可画的构成。）",
)

NODES: Nodes = (
    Chapter(
        "2",
        (
            Heading(1, "2　能源消费与二氧化碳排放"),
            Heading(2, "2.1　年综合能源消费量"),
            Text("{{ say.energy_use() }}"),
            _figures("energy", "能源消费", "l in energy"),
            Text(
                "注：电力按等价值折算，系数为{{ answers.coal_rate }} kgce/kWh；清洁能源为其中项。",
                "表注",
            ),
            Heading(2, "2.2　二氧化碳排放量"),
            Text("{{ say.emissions() }}{{ say.bunkers() }}"),
            _figures(
                "inventory",
                "二氧化碳排放量汇总",
                "l in inventory",
                Column("占总量", "{{ l.share }}", 16, "right", "l.id ~ '[report]'"),
            ),
            When("charts.sources.series", (Text("各排放源所占比例见[[sources_chart]]。"),)),
            _SOURCES_CHART,
            Heading(2, "2.3　活动数据与计算"),
            Text(
                "燃料和工业生产过程的计算见[[activity]]，电力、热力的计算见[[purchased]]；原料用途的燃料不计"
                "排放，加工转换按投入的碳减去产出的碳计算。填报的燃料见[[fuels]]和[[own_fuels]]，"
                "因子的数值和来源见附录B[[factors]]。"
            ),
            _ACTIVITY,
            _PURCHASED,
            _FUELS,
            Text("注：煤、油以t计，气体以10⁴Nm³计。", "表注"),
            _OWN_FUELS,
        ),
    ),
)
