"""第1章 评价概述."""

from word.nodes import (
    Chapter,
    Column,
    Each,
    Heading,
    Nodes,
    Rows,
    Section,
    Text,
    When,
    form,
    form_row,
    listing,
)
from word.styles import ITEM

TASK: Nodes = (
    Heading(2, "1.1　任务由来与目的"),
    Text("{{ say.assignment() }}"),
    Text("评价目的：{{ say.closed(texts.purpose) }}。"),
)

SCOPE: Nodes = (
    Heading(2, "1.2　评价范围"),
    Text("评价的时间与边界见[[scope]]。核算边界与物理边界一致，基准年与评价年采用同一边界和方法。"),
    form(
        "scope",
        "评价时间与边界",
        (18, 32, 18, 32),
        ("物理边界", "{{ answers.boundary }}"),
        ("面积", "{{ answers.area }} km²", "园区类型", "{{ variant.name }}"),
        ("基准年", "{{ years.base }}年", "评价年", "{{ years.report }}年"),
        ("实施期", "{{ answers.start_date }}至{{ answers.end_date }}"),
        ("排放源范围", "{{ say.inventory_names() }}"),
    ),
)

BASIS: Nodes = (
    Heading(2, "1.3　评价依据"),
    Text("（1）法规和政策文件"),
    Each("b in texts.basis_laws", (Text("{{ loop.index }}）\u3000{{ b }}", ITEM),)),
    Text("（2）标准和技术文件"),
    Each("b in texts.basis_standards", (Text("{{ loop.index }}）\u3000{{ b }}", ITEM),)),
    Text("（3）园区文件"),
    Text("1）\u3000{{ say.titled(answers.plan_title) }}", ITEM),
    Text("2）\u3000园区填报表“{{ meta.book }}”及佐证材料（见附录C）", ITEM),
)

PRINCIPLES: Nodes = (
    Heading(2, "1.4　评价原则"),
    Each(
        "p in texts.principles",
        (Text("{{ loop.index }}）\u3000{{ p.name }}：{{ say.closed(p.text) }}。", ITEM),),
    ),
)

METHOD: Nodes = (
    Heading(2, "1.5　评价方法与判定规则"),
    Text("{{ say.closed(texts.method) }}。{{ say.closed(texts.rounding) }}。"),
    Text("评价指标、目标值及其来源见[[targets]]，结论判定规则见[[grades]]。"),
    listing(
        "targets",
        "评价指标、目标值与分值",
        "i in indicators",
        (
            Column("编号", "{{ i.id }}", 6, "center"),
            Column("方面", "{{ i.aspect }}", 12, "center"),
            Column("评价指标", "{{ i.name }}", 27),
            Column("目标值", "{{ i.target }}", 9, "center"),
            Column("分值", "{{ i.maximum }}", 8, "center"),
            Column("目标值的来源数值与文件", "{{ i.source_value }}；{{ i.source_document }}", 38),
        ),
        empty="标准未列评价指标。",
        small=True,
    ),
    Text("注：分值取自方案“{{ result.scheme }}”（{{ result.status }}）。", "表注"),
    listing(
        "grades",
        "结论判定规则",
        "g in result.grades",
        (
            Column("评价结论", "{{ g.name }}", 28, "center"),
            Column("综合得分", "不低于{{ g.minimum }}分", 20, "center"),
            Column("其他条件", '{{ g.condition or "无其他条件" }}', 28, "center"),
            Column("依据", "{{ g.clause }}", 24),
        ),
        together=True,
        empty="标准未列等级。",
    ),
    Text("注：得分按未修约值比较；最高一级的条件未满足的，按下一级判定。", "表注"),
)

SCHEME: Nodes = (
    Heading(2, "1.6　分值方案与口径选择"),
    Text(
        "本报告采用的分值方案为“{{ result.scheme }}”，状态：{{ result.status }}。"
        "取定理由：{{ say.closed(result.basis) }}。"
    ),
    When(
        "result.draft",
        (Text("{{ say.trial() }}"),),
        (Text("标准数据的来源说明：{{ say.closed(standard.origin) }}。"),),
    ),
    Text("标准未规定而计算必须确定的口径，逐项列于[[policies]]，连同理由一并公开。"),
    listing(
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
    ),
    Text(
        "数据、标准和程序的版本见[[versions]]，用相同版本可以重现本报告的全部数值，并可核验本报告是否与填报表一致。"
    ),
    form(
        "versions",
        "数据、标准与程序版本",
        (22, 78),
        ("填报表", "{{ meta.book }}（模板版本{{ meta.template_version }}）"),
        ("填报表校验值", "SHA-256：{{ say.in_groups(meta.sha256) }}"),
        ("标准数据", "{{ standard.id }}，{{ standard.edition }}"),
        ("标准数据摘要", "{{ say.in_groups(standard.digest) }}"),
        ("分值方案", "{{ result.scheme }}（{{ result.status }}），文件名{{ result.scheme_id }}"),
        ("分值方案摘要", "{{ say.in_groups(meta.scheme_digest) }}"),
        Rows(
            "if meta.final",
            (
                form_row(2, "报告模板摘要", "{{ say.in_groups(meta.template) }}"),
                form_row(2, "核验方法", "zeropark verify 本报告.docx 填报表.xlsx"),
            ),
        ),
        ("计算程序", "zeropark {{ meta.version }}"),
        ("文稿状态", "{{ say.state() }}"),
    ),
)

NODES: Nodes = (
    Section("body"),
    Chapter(
        "1",
        (
            Heading(1, "1　评价概述"),
            *TASK,
            *SCOPE,
            *BASIS,
            *PRINCIPLES,
            *METHOD,
            *SCHEME,
        ),
    ),
)
