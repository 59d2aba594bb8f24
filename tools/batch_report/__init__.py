"""The report on a batch (综合报告) in nodes; an official document's look."""

from word.charts import Chart
from word.nodes import (
    Chapter,
    Figure,
    Heading,
    Nodes,
    Section,
    Tag,
    Text,
    When,
)
from word.official import ANNEX, DATED, SIGNED
from word.official import TITLE as TITLED

from batch_report import lists

TITLE = "{{ standard.title }}评价综合报告"
AUTHOR = "{{ standard.publisher }}"
LOOK = "official"

_CONCLUSIONS_CHART = Figure(
    "conclusions_chart",
    "各结论的园区数",
    Chart("charts.conclusions", "bars", "园区数/个", height=60, range=(0, None)),
    "（没有完成评价的园区。）",
)
_ASPECTS_CHART = Figure(
    "aspects_chart",
    "各方面平均得分率",
    Chart("charts.aspects", "bars", "平均得分率/%", height=110, series=2, range=(0, 100)),
    "（没有完成评价的园区。）",
)

_SCORED: Nodes = (
    Heading(2, "（二）得分"),
    Text("{{ tell.by_points() }}{{ tell.averages() }}各方面平均得分见[[points]]。"),
    lists.POINTS,
    _ASPECTS_CHART,
    Text("注：得分率为同类园区该方面得分之和与参评满分之和的比。", "表注"),
)

NODES: Nodes = (
    Tag('import "overview.j2" as tell'),
    Section("official"),
    Text("{{ standard.title }}", TITLED),
    Text("评价综合报告", TITLED),
    Text("", ANNEX),
    Text("{{ tell.basis() }}"),
    Chapter(
        "",
        (
            Heading(1, "一、总体情况"),
            Text("{{ tell.received() }}按类型的情况见[[kinds]]，按地区的情况见[[regions]]。"),
            lists.KINDS,
            lists.REGIONS,
            Heading(1, "二、评价结果"),
            When(
                "counts.evaluated",
                (
                    Heading(2, "（一）结论"),
                    Text("{{ tell.verdicts() }}"),
                    lists.CONCLUSIONS,
                    _CONCLUSIONS_CHART,
                    When("scheme.scored", _SCORED),
                ),
                (Text("本批次没有完成评价的园区。"),),
            ),
            Heading(1, "三、指标完成情况"),
            Text("{{ tell.compliance() }}逐项情况见[[indicators]]。"),
            lists.INDICATORS,
            Text("注：达标率为达标园区数与参评园区数之比；缺少数据的参评而不达标。", "表注"),
            Heading(1, "四、排放与等级条件"),
            Text("{{ tell.gates() }}各类园区的合计和平均见[[amounts]]。"),
            lists.AMOUNTS,
            Heading(1, "五、创建工作主要做法"),
            Text("{{ tell.work() }}"),
            lists.TASKS,
            Text("主要做法：【待补：由秘书处归纳各园区的主要做法】"),
            Heading(1, "六、共性问题"),
            When(
                "common",
                (
                    Text("{{ tell.shortcomings() }}见[[common]]。"),
                    lists.COMMON,
                ),
                (Text("没有达标率低于50%的指标。"),),
            ),
            Heading(1, "七、改进计划汇总"),
            Text("{{ tell.plans() }}"),
            When("measures.count", (lists.BY_ASPECT, lists.BY_HALF_YEAR)),
            Heading(1, "八、数据质量与评价质量"),
            Heading(2, "（一）退回情况"),
            Text("{{ tell.returns() }}"),
            Heading(2, "（二）数据质量"),
            Text("{{ tell.quality_of_data() }}"),
            Heading(2, "（三）评价机构"),
            Text("{{ tell.agencies_told() }}"),
            Heading(1, "九、工作建议"),
            Text("【待补：由秘书处填写工作建议】"),
            Text("", ANNEX),
            Text("附件：1. 园区评价结果汇总表", ANNEX),
            When("returned", (Text("\u3000\u3000\u30002. 退回补正情况", ANNEX),)),
            Text("\u3000\u3000\u3000（指标得分明细、改进措施总表见汇总表工作簿）", ANNEX),
            Text("【待补：发布单位】（公章）", SIGNED),
            Text("【待补：成文日期】", DATED),
            Text("附件1", "附件标识"),
            Text("园区评价结果汇总表", "附件标题"),
            lists.PARKS,
            Text(
                "注：“—”为不适用、未评价或缺失。按园区类型、行政区划、名称排列，不表示名次。",
                "表注",
            ),
            When(
                "returned",
                (
                    Text("附件2", "附件标识"),
                    Text("退回补正情况", "附件标题"),
                    lists.RETURNED,
                ),
            ),
        ),
    ),
)
