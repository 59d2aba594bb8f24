"""第1章 评价概述与基本条件."""

from common import requirements
from word.nodes import (
    Chapter,
    Column,
    Each,
    Heading,
    Nodes,
    Rows,
    Section,
    Text,
    form,
    form_row,
    listing,
)
from word.styles import ITEM

_PROFILE = form(
    "profile",
    "园区基本情况",
    (18, 32, 18, 32),
    ("园区名称", "{{ park.name }}"),
    ("开发区级别", "{{ answers.park_level }}", "申报范围", "{{ answers.park_form }}"),
    ("所在地", "{{ answers.province }}　{{ answers.city }}", "地址", "{{ answers.address }}"),
    ("管理机构", "{{ answers.authority }}", "主导产业", "{{ answers.industries }}"),
    ("面积", "{{ answers.area }} km²", "企业总数", "{{ answers.enterprises }}家"),
    ("四至边界", "{{ answers.boundary }}"),
)

_CONDITIONS = requirements("conditions", "基本条件符合性", empty="文件未列基本条件。", head="条件")

_POLICIES = listing(
    "policies",
    "口径选择",
    "p in policies",
    (
        Column("口径", "{{ p.name }}{% if p.changed %}（方案另定）{% endif %}", 20),
        Column("取值", "{{ p.value }}", 28),
        Column("理由", "{{ p.reason }}", 34),
        Column("依据", "{{ p.clause }}", 18),
    ),
    empty="本次评价没有需要选择的口径。",
    small=True,
)

_VERSIONS = form(
    "versions",
    "数据、标准与程序版本",
    (22, 78),
    ("填报表", "{{ meta.book }}（模板版本{{ meta.template_version }}）"),
    ("填报表校验值", "SHA-256：{{ say.in_groups(meta.sha256) }}"),
    ("标准数据", "{{ standard.id }}，{{ standard.edition }}"),
    ("标准数据摘要", "{{ say.in_groups(standard.digest) }}"),
    ("判定方案", "{{ result.scheme }}（{{ result.status }}），文件名{{ result.scheme_id }}"),
    ("判定方案摘要", "{{ say.in_groups(meta.scheme_digest) }}"),
    Rows(
        "if meta.final",
        (
            form_row(2, "报告模板摘要", "{{ say.in_groups(meta.template) }}"),
            form_row(2, "核验方法", "zeropark verify 本报告.docx 填报表.xlsx"),
        ),
    ),
    ("计算程序", "zeropark {{ meta.version }}"),
    ("文稿状态", "{{ say.state() }}"),
)

NODES: Nodes = (
    Section("body"),
    Chapter(
        "1",
        (
            Heading(1, "1　评价概述"),
            Heading(2, "1.1　任务与依据"),
            Text("{{ say.assignment() }}"),
            Text("评价目的：{{ say.closed(texts.purpose) }}。"),
            Text("评价依据："),
            Each(
                "b in texts.basis_laws + texts.basis_standards",
                (Text("{{ loop.index }}）\u3000{{ b }}", ITEM),),
            ),
            Heading(2, "1.2　核算口径与判定规则"),
            Text("{{ say.closed(texts.caliber) }}。"),
            Text("{{ say.closed(texts.method) }}。{{ say.closed(texts.rounding) }}。"),
            Text("文件未规定而计算必须确定的口径列于[[policies]]，连同理由一并公开。"),
            _POLICIES,
            Text("标准数据的来源说明：{{ say.closed(standard.origin) }}。"),
            Text("数据、标准和程序的版本见[[versions]]，用相同版本可以重现本报告的全部数值。"),
            _VERSIONS,
            Heading(2, "1.3　园区概况"),
            Text('{{ say.told(answers.overview, "园区未填报概况") }}'),
            _PROFILE,
            Text('建设目标：{{ say.told(answers.goals, "园区未填报建设目标") }}'),
            Heading(2, "1.4　基本条件"),
            Text("{{ say.conditions() }}逐条情况见[[conditions]]。"),
            _CONDITIONS,
            Heading(2, "1.5　评价过程"),
            Text('文件评审：{{ say.told(answers.document_review, "评价机构未填报") }}'),
            Text('现场核查：{{ say.told(answers.site_visit, "评价机构未填报") }}'),
            Text('数据质量：{{ say.told(answers.uncertainty, "评价机构未填报") }}'),
        ),
    ),
)
