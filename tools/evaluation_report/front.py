"""封面、声明、责任页、基本信息与评价结论表、摘要、目次."""

from common import DAY, SIGN, cover, signatures
from word.nodes import Column, Contents, Nodes, Section, Text, When, form, listing
from word.styles import MORE_CONTENTS, ONE_PAGE

COVER: Nodes = (
    Section("cover"),
    *cover(
        "报告编号：{{ answers.report_number }}",
        ("零碳（近零碳）产业园区", "创建评价报告"),
        ("园区类型", "{{ variant.name }}"),
        ("实施期", "{{ answers.start_date }}至{{ answers.end_date }}"),
        ("评价年", "{{ years.report }}年（基准年：{{ years.base }}年）"),
        ("委托单位", "{{ answers.client }}"),
        ("评价机构", "{{ answers.body_name }}（盖章）"),
        ("完成日期", "{{ answers.report_date }}"),
    ),
)

STATEMENT: Nodes = (
    Section("front"),
    Text("声　明", "前置标题"),
    Text(
        "1.　本报告依据《{{ standard.title }}》（{{ standard.publisher }}）编制，仅对报告所列的"
        "物理边界、核算边界、基准年、评价年和实施期有效。"
    ),
    Text("2.　本报告未经编制、审核、批准人员签字并加盖评价机构公章无效。"),
    Text("3.　本报告涂改无效；未经评价机构书面同意，部分复制无效。"),
    Text(
        "4.　委托单位和园区对所提供资料的真实性、完整性负责；评价机构依据这些资料和现场核查所见"
        "作出评价，并对评价过程和结论负责。"
    ),
    Text("5.　评价机构和评价人员独立开展评价，与被评价园区没有影响评价公正性的利益关系。"),
    Text("6.　对本报告有异议的，应自收到报告之日起15日内向评价机构书面提出，逾期视为无异议。"),
    Text("7.　评价机构对评价过程中知悉的商业秘密和未公开信息负有保密义务。"),
    When("say.edition()", (Text("8.　{{ say.not_final() }}"),)),
    Text("评价机构：{{ answers.body_name }}"),
    Text("地　　址：{{ answers.body_address }}"),
)

RESPONSIBILITY: Nodes = (
    Text("责任页", "前置标题"),
    form(
        "body",
        "",
        (24, 28, 20, 28),
        ("评价机构", "{{ answers.body_name }}"),
        (
            "统一社会信用代码",
            "{{ say.wanted(answers.body_code, '统一社会信用代码') }}",
            "法定代表人",
            "{{ answers.body_legal }}",
        ),
        ("项目负责人", "{{ answers.leader }}", "完成日期", "{{ answers.report_date }}"),
    ),
    Text("签署", "表题"),
    signatures(),
    Text("评价组成员", "表题"),
    listing(
        "members",
        "",
        "r in tables.team",
        (
            Column("姓名", "{{ r.person }}", 14, "center"),
            Column("专业", "{{ r.major }}", 18),
            Column("职称或资格", "{{ r.rank }}", 22),
            Column("分工", "{{ r.duty }}", 24),
            Column("签字", SIGN, 22),
        ),
        empty="评价机构未填报评价组成员。",
    ),
    Text("注：姓名由填报表印入，签字和日期须手写；复核人与编制人不得为同一人。", "表注"),
    Text("评价机构（公章）：", "落款"),
)

SUMMARY_TABLE: Nodes = (
    Text("基本信息与评价结论表", "前置标题"),
    form(
        "summary",
        "",
        (17, 35, 17, 31),
        ("园　区",),
        ("园区名称", "{{ park.name }}", "园区类型", "{{ variant.name }}，{{ answers.park_level }}"),
        ("所在地", "{{ answers.province }}　{{ answers.city }}", "面积", "{{ answers.area }} km²"),
        ("管理机构", "{{ answers.authority }}", "主导产业", "{{ answers.industries }}"),
        ("基准年", "{{ years.base }}年", "评价年", "{{ years.report }}年"),
        ("实施期", "{{ answers.start_date }}至{{ answers.end_date }}"),
        ("机　构",),
        ("评价机构", "{{ answers.body_name }}", "项目负责人", "{{ answers.leader }}"),
        ("委托单位", "{{ answers.client }}", "报告编号", "{{ answers.report_number }}"),
        ("依　据",),
        ("评价标准", "《{{ standard.title }}》（{{ standard.publisher }}），{{ standard.number }}"),
        ("分值方案", "{{ result.scheme }}（{{ result.status }}）"),
        ("结　果",),
        ("总体要求", "{{ say.requirements_box() }}"),
        ("各方面得分", "{{ say.aspect_points() }}"),
        (
            "综合得分",
            "{{ result.total }}分{% if result.draft %}（试算）{% endif %}",
            "达标指标",
            "{{ result.met }}项（参评{{ result.judged }}项，共{{ result.count }}项）",
        ),
        (
            "排放总量",
            '{{ values["gross[report]"].text }}',
            "碳汇与CCUS",
            (
                '碳汇{{ values["sinks_total[report]"].text }}；'
                'CCUS {{ values["ccus_amount[report]"].text }}'
            ),
        ),
        (
            "已注销抵消量",
            '{{ values["offsets_retired[report]"].text }}',
            "净排放量",
            '{{ values["net[report]"].text }}',
        ),
        ("净零排放", "{{ say.net_zero_box() }}"),
        ("评价结论", "{{ result.conclusion }}{% if result.draft %}（试算，理由见1.6）{% endif %}"),
    ),
    Text("评价机构承诺：本表所列内容与报告正文一致，评价过程符合独立、客观、公正的要求。"),
    Text(f"评价机构负责人{SIGN}　日期：{DAY}", "落款"),
)

ABSTRACT: Nodes = (
    Text("摘　要", "前置标题"),
    Text("{{ say.assignment() }}", ONE_PAGE),
    Text("{{ say.requirements() }}{{ say.work_in_all() }}", ONE_PAGE),
    Text("{{ say.gross() }}{{ say.own_reduction() }}{{ say.net_zero() }}", ONE_PAGE),
    Text("{{ say.points_in_all() }}", ONE_PAGE),
    Text("评价结论：{{ say.conclusion() }}", ONE_PAGE),
    When("result.draft", (Text("{{ say.trial_in_short() }}{{ say.by_scheme() }}", ONE_PAGE),)),
    When("gaps", (Text("主要问题：{{ say.main_problems() }}", ONE_PAGE),)),
)

CONTENTS: Nodes = (
    Text("目　次", "目次标题"),
    Contents(),
    Text("表目次", "目次标题"),
    Contents("表"),
    Text("图目次", MORE_CONTENTS),
    Contents("图"),
)

NODES: Nodes = (*COVER, *STATEMENT, *RESPONSIBILITY, *SUMMARY_TABLE, *ABSTRACT, *CONTENTS)
