"""第5章 温室气体排放核算与净零判定."""

from word.charts import Chart
from word.nodes import Chapter, Column, Figure, Heading, Nodes, Table, Text, When, listing
from word.styles import RULED

_SOURCES = (
    '["stationary_co2", "mobile_co2", "process_co2e", "carbonate_co2", "fugitive_co2e", '
    '"landfill_co2e", "incineration_co2", "wastewater_co2e", "waste_co2e", "agriculture_co2e"]'
)
_BOUGHT = (
    '["e_electricity_location[base]", "e_electricity_location[report]", '
    '"e_electricity_market[base]", "e_electricity_market[report]", '
    '"e_heat[base]", "e_heat[report]"]'
)
_NOW = "l.id ~ '[report]'"
_CHANGE = Column("变化率", "{{ l.change }}", 17, "right", _NOW)
_SHARE = Column("占总量", "{{ l.share }}", 16, "right", _NOW)


def _figures(id_: str, title: str, of: str, *more: Column) -> Table:
    """A table of figures over both years."""
    columns = (
        Column("项目", "{{ l.name }}", 35),
        Column("单位", "{{ l.unit }}", 16, "center"),
        Column("基准年（{{ years.base }}）", "{{ l.base }}", 21, "right", "l.id ~ '[base]'"),
        Column("评价年（{{ years.report }}）", "{{ l.report }}", 21, "right", "l.id ~ '[report]'"),
        *more,
    )
    return listing(id_, title, of, columns, empty="没有可列的数据。", look=RULED, together=True)


_ACTIVITY = listing(
    "activity",
    "活动数据与排放量计算",
    f'r in activity|selectattr("id", "in", {_SOURCES})',
    (
        Column("期间", "{{ r.period }}", 9, "center"),
        Column("排放源", "{{ say.formula(r.name) }}", 24),
        Column("活动数据与因子代入", "{{ r.numbers }}", 28, link="r.step"),
        Column("排放量", "{{ r.value }} {{ r.unit }}", 17, "right", "r.step"),
        Column("单元格", "{{ say.cells(r.cell) }}", 22),
    ),
    empty="核算边界内没有逐项计算的直接排放源。",
    dense=True,
)

_PURCHASED = listing(
    "purchased",
    "净外购电力和热力排放计算",
    f'r in calculation|selectattr("id", "in", {_BOUGHT})',
    (
        Column("项目", "{{ r.name }}", 26),
        Column("计算式", "{{ r.in_words }}", 34),
        Column("代入", "{{ r.numbers }}", 20, link="r.id"),
        Column("排放量", "{{ r.value }} {{ r.unit }}", 20, "right", "r.id"),
    ),
    empty="核算边界内没有外购电力、热力。",
    small=True,
)

_OTHER_SOURCES = listing(
    "sources",
    "工业生产过程、逸散、废弃物和农业活动排放源",
    "r in tables.sources",
    (
        Column("类别", "{{ r.category }}", 12, "center"),
        Column("排放源", "{{ r.name }}", 15),
        Column("气体", "{{ say.formula(r.gas) }}", 7, "center"),
        Column("活动量单位", "{{ r.activity_unit }}", 11, "center"),
        Column(
            "基准年活动量",
            "{{ r.amount.base }}",
            12,
            "right",
            link="'sources#' ~ r.n ~ '.amount[base]'",
        ),
        Column(
            "评价年活动量",
            "{{ r.amount.report }}",
            12,
            "right",
            link="'sources#' ~ r.n ~ '.amount[report]'",
        ),
        Column("排放因子", "{{ r.factor }}", 9, "right", link="'sources#' ~ r.n ~ '.factor'"),
        Column("因子来源", "{{ r.factor_source }}", 22),
    ),
    empty="核算边界内没有工业生产过程、逸散、废弃物处理或农业活动排放。",
    small=True,
)

_SINKS = listing(
    "sinks",
    "碳汇",
    "r in tables.sinks",
    (
        Column("类型", "{{ r.kind }}", 10, "center"),
        Column("面积/hm²", "{{ r.area }}", 11, "right"),
        Column(
            "基准年净吸收量/tCO₂",
            "{{ r.amount.base }}",
            16,
            "right",
            link="'sinks#' ~ r.n ~ '.amount[base]'",
        ),
        Column(
            "评价年净吸收量/tCO₂",
            "{{ r.amount.report }}",
            16,
            "right",
            link="'sinks#' ~ r.n ~ '.amount[report]'",
        ),
        Column("核算方法", "{{ r.method }}", 21),
        Column("核证机构", "{{ r.verifier }}", 15),
        Column("佐证编号", "{{ r.proof }}", 11, "center"),
    ),
    empty="核算边界内没有经核证的碳汇。",
    small=True,
)

_OFFSETS = listing(
    "offsets",
    "碳抵消",
    "r in tables.offsets",
    (
        Column("减排量种类", "{{ r.instrument }}", 18),
        Column("登记编号", "{{ r.registry }}", 16),
        Column("所属年度", "{{ r.vintage }}", 9, "center"),
        Column(
            "用于评价年/tCO₂e",
            "{{ r.amount.report }}",
            14,
            "right",
            link="'offsets#' ~ r.n ~ '.amount[report]'",
        ),
        Column("注销日期", "{{ r.retired }}", 16, "center"),
        Column("受益人", "{{ r.beneficiary }}", 16),
        Column("佐证编号", "{{ r.proof }}", 11, "center"),
    ),
    empty="园区未使用减排量抵消排放。",
    small=True,
)


def _in_year(place: int) -> str:
    """The id of a line of the series in the year of the row."""
    return f"texts.series[{place}] ~ '[' ~ s.period ~ ']'"


_SERIES = listing(
    "series",
    "逐年排放量与强度",
    "s in series",
    (
        Column("年度", "{{ s.name }}（{{ s.year }}）", 22, "center"),
        Column("排放总量/tCO₂e", "{{ s.figures[3] }}", 18, "right", _in_year(3)),
        Column("较上年", "{{ s.changes[3] }}", 13, "right", _in_year(3)),
        Column("净排放量/tCO₂e", "{{ s.figures[4] }}", 18, "right", _in_year(4)),
        Column("较上年", "{{ s.changes[4] }}", 13, "right", _in_year(4)),
        Column("强度/(tCO₂e/万元)", "{{ s.figures[5] }}", 16, "right", _in_year(5)),
        Column("较上年", "{{ s.changes[5] }}", 13, "right", _in_year(5)),
    ),
    empty="没有可列的数据。",
    look=RULED,
    small=True,
    together=True,
)

_YEARLY = listing(
    "yearly",
    "逐年分源排放量",
    "l in inventory",
    (
        Column("项目/tCO₂e", "{{ l.name }}", 26),
        Column("基准年（{{ years.base }}）", "{{ l.base }}", 15, "right", "l.id ~ '[base]'"),
        *(
            Column(
                f"{name}{{% if years.{id_} %}}（{{{{ years.{id_} }}}}）{{% endif %}}",
                f"{{{{ l.{id_} }}}}",
                15,
                "right",
                f"l.id ~ '[{id_}]'",
            )
            for id_, name in (("year2", "第二年"), ("year3", "第三年"), ("year4", "第四年"))
        ),
        Column("评价年（{{ years.report }}）", "{{ l.report }}", 15, "right", "l.id ~ '[report]'"),
    ),
    empty="没有可列的数据。",
    look=RULED,
    small=True,
    together=True,
)

_BIOMASS = listing(
    "biomass",
    "生物质燃烧的CO₂（备忘，不计入排放总量）",
    'r in activity|selectattr("id", "equalto", "biomass_co2")',
    (
        Column("期间", "{{ r.period }}", 12, "center"),
        Column("排放源", "{{ say.formula(r.name) }}", 30),
        Column("活动数据与因子代入", "{{ r.numbers }}", 26, link="r.step"),
        Column("CO₂", "{{ r.value }} {{ r.unit }}", 18, "right", "r.step"),
        Column("单元格", "{{ say.cells(r.cell) }}", 20),
    ),
    empty="核算边界内没有燃用生物质。",
    small=True,
)

_PATH = listing(
    "path",
    "从基准年排放到净排放：自主减排、碳汇、抵消",
    "p in path",
    (
        Column("项目", "{{ p.name }}", 40),
        Column("数值/tCO₂e", "{{ p.value }}", 18, "right", "p.id"),
        Column("占基准年排放总量", "{{ p.share }}", 14, "right", "p.id"),
        Column("说明", "{{ p.note }}", 36),
    ),
    empty="没有可列的数据。",
    small=True,
)

_QUALITY = listing(
    "quality",
    "评价年排放量按数据等级的划分",
    "q in quality",
    (
        Column("数据等级", "{{ q.grade }}", 14, "center"),
        Column("排放源", "{{ say.formula(q.emissions) }}", 56),
        Column("排放量/tCO₂e", "{{ q.value }}", 20, "right", "q.id"),
        Column("占比", "{{ q.share }}", 16, "right", "q.id"),
    ),
    empty="没有可列的数据。",
    together=True,
    small=True,
)

_YEARS_CHART = Figure(
    "years_chart",
    "逐年排放量与强度",
    Chart("charts.years", "years", "排放量/tCO₂e", "强度/(tCO₂e/万元)", height=80, series=2),
    "（没有可画的数据。）",
    "注：柱为排放量（左轴），虚线为强度（右轴）。",
)
_SOURCES_CHART = Figure(
    "sources_chart",
    "评价年排放构成",
    Chart("charts.sources", "bars", "占排放总量/%", height=60),
    "（排放源不足两类或排放总量不为正，没有可画的构成。）",
)
_PATH_CHART = Figure(
    "path_chart",
    "从基准年排放到净排放：自主减排、碳汇、抵消",
    Chart("charts.path", "steps", "排放量/tCO₂e", height=90),
    "（缺少数据或扣减后明显为负，没有可画的图。）",
    "注：名称后为数值，单位tCO₂e；灰色条为排放量，斜线条为减少，点状条为增加。",
)

NODES: Nodes = (
    Chapter(
        "5",
        (
            Heading(1, "5　温室气体排放核算与净零判定"),
            Heading(2, "5.1　核算边界与排放源"),
            Text(
                "核算边界为园区物理边界，排放源包括{{ say.inventory_names() }}。"
                "园区内部企业之间转供的电力、热力不重复计入；生物质燃烧产生的CO₂不计入排放总量，单独列出。"
            ),
            Heading(2, "5.2　核算方法与排放因子"),
            Text(
                "排放量按“活动数据×排放因子”计算，计算式、代入数值和依据逐项列于附录B。外购电力采用"
                '{{ say.policy("electricity_method") }}；化石燃料采用{{ say.policy("fuel_set") }}；'
                '温室气体的增温潜势采用{{ say.policy("gwp_set") }}。'
            ),
            Text("所用因子的数值、来源文件和年份见附录B[[factors]]。{{ say.factor_years() }}"),
            Heading(2, "5.3　活动数据与计算"),
            Text(
                "直接排放的活动数据、因子代入和所在单元格见[[activity]]，外购电力和热力的计算见"
                "[[purchased]]；工业生产过程等排放源的因子由园区提供，来源见[[sources]]。"
            ),
            _ACTIVITY,
            _PURCHASED,
            _OTHER_SOURCES,
            Heading(2, "5.4　排放量、结构与变化"),
            Text("{{ say.gross() }}{{ say.structure() }}排放量汇总见[[inventory]]。"),
            _figures("inventory", "温室气体排放量汇总", "l in inventory", _CHANGE, _SHARE),
            Text("注：变化率为评价年相对基准年；占总量为评价年各项占排放总量的比例。", "表注"),
            Text("评价年各类排放源占排放总量的比例见[[sources_chart]]。"),
            _SOURCES_CHART,
            Text(
                "{{ say.year_by_year() }}逐年总量和强度见[[series]]和[[years_chart]]，"
                "分源排放量见[[yearly]]。"
            ),
            _SERIES,
            _YEARS_CHART,
            _YEARLY,
            Text("注：“—”为园区未列入核算的年度。", "表注"),
            Text("生物质燃烧的CO₂作为备忘列于[[biomass]]，不计入排放总量。{{ say.biomass() }}"),
            _BIOMASS,
            Text("{{ say.two_methods() }}两种方法的结果并列于[[methods]]。"),
            _figures("methods", "两种外购电力核算方法的结果", "l in methods", _CHANGE),
            Text("单位{{ terms.value_added }}碳排放量见[[intensity]]，用于计算指标P1。"),
            _figures("intensity", "排放强度", "l in intensity", _CHANGE),
            Heading(2, "5.5　碳汇、CCUS与抵消"),
            Text(
                "{{ say.own_reduction() }}{{ say.grid_part() }}各部分见[[path]]和[[path_chart]]。"
            ),
            _PATH,
            _PATH_CHART,
            _SINKS,
            _OFFSETS,
            Text("注：登记编号、注销日期、受益人和凭证编号齐全的抵消量才计入净排放量。", "表注"),
            Heading(2, "5.6　净零判定"),
            Text(
                "依次列出排放总量、扣除碳汇和CCUS后的排放量、扣除抵消量后的净排放量，见[[balance]]。"
            ),
            _figures("balance", "排放平衡", "l in balance", _CHANGE),
            Text("{{ say.net_zero() }}"),
            Heading(2, "5.7　不确定性与数据质量"),
            Text("{{ say.data_quality() }}"),
            When(
                "quality",
                (
                    Text("各等级的排放量见[[quality]]。"),
                    _QUALITY,
                    Text("注：一项排放用到几种等级的数据时，归入其中最差的一种。", "表注"),
                ),
            ),
            Text('{{ say.told(answers.uncertainty, "评价机构未填报不确定性说明") }}'),
            When("issues", (Text("数据核查中需说明的事项见附录D。"),)),
        ),
    ),
)
