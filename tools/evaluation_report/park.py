"""第3章 园区概况."""

from common import requirements
from word.nodes import Cell, Chapter, Column, Heading, Nodes, Row, Rows, Table, Text, form, listing
from word.styles import RULED

_PROFILE = form(
    "profile",
    "园区基本信息",
    (18, 32, 18, 32),
    ("园区名称", "{{ park.name }}", "园区类型", "{{ variant.name }}"),
    ("园区级别", "{{ answers.park_level }}", "管理机构", "{{ answers.authority }}"),
    ("所在地", "{{ answers.province }}　{{ answers.city }}", "地址", "{{ answers.address }}"),
    ("面积", "{{ answers.area }} km²", "企业总数", "{{ answers.enterprises }}家"),
    ("主导产业", "{{ answers.industries }}"),
    ("四至范围", "{{ answers.boundary }}"),
)

_ECONOMY = Table(
    "economy",
    "经济与能源消费",
    (44, 14, 21, 21),
    (
        Row(
            (
                Cell("项目", head=True),
                Cell("单位", head=True),
                Cell("基准年（{{ years.base }}）", head=True),
                Cell("评价年（{{ years.report }}）", head=True),
            ),
            repeated=True,
        ),
        Row(
            (
                Cell("{{ terms.value_added }}（{{ answers.price_year }}年不变价）"),
                Cell("万元", align="center"),
                Cell("{{ answers.value_added.base }}", align="right"),
                Cell("{{ answers.value_added.report }}", align="right"),
            )
        ),
        Rows(
            "for l in energy",
            (
                Row(
                    (
                        Cell("{{ l.name }}"),
                        Cell("{{ l.unit }}", align="center"),
                        Cell("{{ l.base }}", align="right"),
                        Cell("{{ l.report }}", align="right"),
                    )
                ),
            ),
        ),
    ),
    RULED,
)

_FUELS = listing(
    "fuels",
    "化石燃料消费",
    "r in tables.fuels",
    (
        Column("燃料品种", "{{ r.fuel }}", 14, "center"),
        Column("用途", "{{ r.use }}", 14, "center"),
        Column("基准年消费量", "{{ r.amount.base }}", 16, "right"),
        Column("评价年消费量", "{{ r.amount.report }}", 16, "right"),
        Column("数据来源", "{{ r.origin }}", 26),
        Column("佐证编号", "{{ r.proof }}", 14, "center"),
    ),
    empty="核算边界内没有化石燃料燃烧。",
)

_REQUIREMENTS = requirements("requirements", "总体要求符合性", empty="标准未列总体要求。")

NODES: Nodes = (
    Chapter(
        "3",
        (
            Heading(1, "3　园区概况"),
            Heading(2, "3.1　基本情况"),
            Text('{{ say.told(answers.overview, "园区未填报概况") }}'),
            _PROFILE,
            Heading(2, "3.2　经济与能源消费"),
            Text("{{ say.economy() }}"),
            _ECONOMY,
            Text(
                "注：电力折标准煤采用口径选择表所列口径；能源消费总量含自发自用可再生能源。", "表注"
            ),
            _FUELS,
            Text("注：煤、油以t计，气体以10⁴Nm³计。", "表注"),
            Heading(2, "3.3　创建组织与实施方案"),
            Text(
                "园区编制了{{ say.titled(answers.plan_title) }}，实施期为{{ answers.start_date }}至"
                "{{ answers.end_date }}。"
            ),
            Text('创建组织：{{ say.told(answers.organisation, "园区未填报创建工作组织情况") }}'),
            Text('创建目标：{{ say.told(answers.goals, "园区未填报创建目标") }}'),
            Heading(2, "3.4　总体要求符合性"),
            Text("{{ say.requirements() }}逐条情况见[[requirements]]。"),
            _REQUIREMENTS,
        ),
    ),
)
