"""封面、声明、责任页、基本信息与评价结论表、目次."""

from common import DAY, SIGN, cover, signatures
from word.nodes import Contents, Nodes, Section, Text, When, form

COVER: Nodes = (
    Section("cover"),
    *cover(
        "报告编号：{{ answers.report_number }}",
        ("国家级零碳园区", "评价报告"),
        ("申报范围", "{{ answers.park_form }}"),
        ("评价年", "{{ years.report }}年"),
        ("核算口径", "{{ standard.number }}"),
        ("委托单位", "{{ answers.client }}"),
        ("评价机构", "{{ answers.body_name }}（盖章）"),
        ("完成日期", "{{ answers.report_date }}"),
    ),
)

STATEMENT: Nodes = (
    Section("front"),
    Text("声　明", "前置标题"),
    Text(
        "1.　本报告依据《{{ standard.title }}》（{{ standard.number }}）编制，仅对报告所列的"
        "四至边界和评价年有效。"
    ),
    Text("2.　{{ say.closed(texts.caliber) }}。"),
    Text("3.　本报告未经编制、审核、批准人员签字并加盖评价机构公章无效；涂改无效。"),
    Text(
        "4.　委托单位和园区对所提供资料的真实性、完整性负责；评价机构依据这些资料和现场核查所见"
        "作出评价，并对评价过程和结论负责。"
    ),
    When("result.draft", (Text("5.　{{ say.trial() }}"),)),
)

SIGNATURES: Nodes = (
    Text("签署", "表题"),
    signatures(),
    Text("注：姓名由填报表印入，签字和日期须手写。", "表注"),
)

SUMMARY: Nodes = (
    Text("基本信息与评价结论表", "前置标题"),
    form(
        "summary",
        "",
        (19, 33, 19, 29),
        ("园　区",),
        (
            "园区名称",
            "{{ park.name }}",
            "级别与范围",
            "{{ answers.park_level }}，{{ answers.park_form }}",
        ),
        ("所在地", "{{ answers.province }}　{{ answers.city }}", "面积", "{{ answers.area }} km²"),
        ("管理机构", "{{ answers.authority }}", "主导产业", "{{ answers.industries }}"),
        ("依　据",),
        ("指标体系", "《{{ standard.title }}》（{{ standard.number }}）"),
        ("核算口径", "只计二氧化碳；不扣减吸收量和减排量"),
        ("结　果",),
        ("基本条件", "{{ say.conditions_box() }}"),
        (
            "二氧化碳排放量",
            '{{ values["carbon"].text }}',
            "年综合能源消费量",
            '{{ values["energy_total"].text }}',
        ),
        ("核心指标", "{{ say.results_of(aspects[0]) }}"),
        ("引导指标", "{{ say.results_of(aspects[1]) }}"),
        ("达标指标", "{{ say.met_of_judged() }}"),
        ("评价结论", "{{ result.conclusion }}{% if result.draft %}（试算）{% endif %}"),
    ),
    Text(f"评价机构负责人{SIGN}　日期：{DAY}", "落款"),
)

NODES: Nodes = (
    *COVER,
    *STATEMENT,
    *SIGNATURES,
    *SUMMARY,
    Text("目　次", "目次标题"),
    Contents(),
)
