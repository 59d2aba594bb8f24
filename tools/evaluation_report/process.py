"""第2章 评价过程."""

from word.nodes import Chapter, Column, Heading, Nodes, Text, When, listing

_TEAM = listing(
    "team",
    "评价组成员及分工",
    "r in tables.team",
    (
        Column("姓名", "{{ r.person }}", 12, "center"),
        Column("专业", "{{ r.major }}", 18),
        Column("学历", "{{ r.degree }}", 17, "center"),
        Column("职称或资格", "{{ r.rank }}", 23),
        Column("相关年限", "{{ r.experience }}", 14, "center"),
        Column("分工", "{{ r.duty }}", 26),
    ),
    empty="评价机构未填报评价组成员。",
)

_SCHEDULE = listing(
    "schedule",
    "工作安排",
    "r in tables.schedule",
    (
        Column("日期", "{{ r.date }}", 25, "center"),
        Column("工作内容", "{{ r.activity }}", 34),
        Column("地点或方式", "{{ r.place }}", 20),
        Column("参加人员", "{{ r.people }}", 26),
    ),
    empty="评价机构未填报工作安排。",
)

_INTERVIEWS = listing(
    "interviews",
    "现场核查访谈记录",
    "r in tables.interviews",
    (
        Column("日期", "{{ r.date }}", 25, "center"),
        Column("部门或企业", "{{ r.department }}", 20),
        Column("访谈对象岗位", "{{ r.position }}", 20),
        Column("访谈与核查内容", "{{ r.content }}", 40),
    ),
    empty="本次评价未填报现场访谈记录。",
)

_NONCONFORMITIES = listing(
    "nonconformities",
    "不符合项及关闭情况",
    "r in tables.nonconformities",
    (
        Column("序号", "{{ r.n }}", 8, "center"),
        Column("不符合事项", "{{ r.finding }}", 26),
        Column("依据", "{{ r.basis }}", 24),
        Column("整改情况", "{{ r.correction }}", 24),
        Column("是否关闭", "{{ r.closed }}", 11, "center"),
        Column("关闭日期", "{{ r.closed_on }}", 20, "center"),
    ),
    empty="本次评价未开具不符合项。",
    small=True,
)

NODES: Nodes = (
    Chapter(
        "2",
        (
            Heading(1, "2　评价过程"),
            Heading(2, "2.1　评价组"),
            Text(
                "{{ answers.body_name }}组成评价组，由{{ answers.leader }}任负责人，成员及分工见"
                "[[team]]。评价机构和人员的符合性说明见附录A。"
            ),
            _TEAM,
            Heading(2, "2.2　工作安排"),
            Text(
                "评价按资料收集、文件评审、现场核查、数据核查、编制与复核的次序进行，见[[schedule]]。"
            ),
            _SCHEDULE,
            Heading(2, "2.3　文件评审"),
            Text('{{ say.told(answers.document_review, "评价机构未填报文件评审情况") }}'),
            Heading(2, "2.4　现场核查与访谈"),
            Text('{{ say.told(answers.site_visit, "评价机构未填报现场核查情况") }}'),
            _INTERVIEWS,
            Heading(2, "2.5　数据核查与交叉核对"),
            Text('{{ say.told(answers.cross_check, "评价机构未填报数据核查情况") }}'),
            Text("{{ say.issues_in_all() }}"),
            Heading(2, "2.6　不符合项及关闭"),
            Text("{{ say.nonconformities() }}"),
            When("tables.nonconformities", (_NONCONFORMITIES,)),
            Heading(2, "2.7　内部技术复核"),
            Text('{{ say.told(answers.internal_review, "评价机构未填报内部技术复核情况") }}'),
        ),
    ),
)
