"""附录A～附录E."""

from dataclasses import replace

from common import LIMITS_TOLD, calculation, evidence, factors, issues, limits
from word.nodes import (
    Align,
    Cell,
    Chapter,
    Column,
    Each,
    Heading,
    Nodes,
    Row,
    Rows,
    Section,
    Table,
    Text,
    When,
    listing,
)
from word.styles import ITEM


def _conformity(id_: str, title: str, items: str) -> Table:
    return listing(
        id_,
        title,
        f"id in {items}",
        (
            Column("条件", "{{ asked[id].name }}", 20, "center"),
            Column("说明", "{{ say.closed(asked[id].reason) }}", 44),
            Column("佐证编号", "{{ asked[id].evidence }}", 18, "center"),
            Column("结论", "{{ asked[id].answer }}", 18, "center"),
        ),
        empty="标准未列此类条件。",
    )


_STEPS = calculation("steps", "计算过程", "r in calculation", "{{ r.n }}", (18, 31, 16, 22))

_ANSWERS = listing(
    "answers",
    "计算所用填报数据",
    "r in sources",
    (
        Column("序号", "{{ r.n }}", 6, "center", mark="source_{{ r.n }}"),
        Column("期间", '{{ r.period or "—" }}', 8, "center"),
        Column("数据项", "{{ say.formula(r.name) }}", 30),
        Column("数值", "{{ r.value }}", 14, "right"),
        Column("单位", "{{ r.unit }}", 8, "center"),
        Column("填报单元格", "{{ r.cell }}", 14),
        Column("数据来源与说明", "{{ say.closed(r.note) }}", 26),
    ),
    empty="没有填报数据。",
    dense=True,
)

_HEADS = ("编号", "评价指标", "满分", "取值规则", "得分")


def _line(*texts: str, mark: str = "") -> Row:
    """A line under a scheme; the scheme's bookmark stands at its total."""
    aligned: tuple[Align, ...] = ("center", "", "right", "", "right")
    *cells, last = (Cell(t, align=align) for t, align in zip(texts, aligned, strict=True))
    return Row((*cells, replace(last, mark=mark)))


_OTHERS = Table(
    "others",
    "其他分值方案的得分",
    (8, 42, 9, 32, 9),
    (
        Row(tuple(Cell(text, head=True) for text in _HEADS), repeated=True),
        Rows(
            "for s in others",
            (
                Row((Cell("{{ s.scheme }}", span=len(_HEADS), head=True),)),
                Rows(
                    "for r in s.scores",
                    (
                        _line(
                            "{{ r.id }}",
                            "{{ r.name }}",
                            "{{ r.maximum }}",
                            "{{ r.rule }}",
                            "{{ say.points(r) }}",
                        ),
                    ),
                ),
                _line(
                    "—",
                    "综合得分",
                    "{{ s.maximum }}",
                    "{% if s.rescaled %}得分之和{{ s.gathered }} ÷ 满分之和 × 100"
                    "{% else %}各指标得分之和{% endif %}",
                    "{{ s.total }}",
                    mark="scheme_{{ s.n }}",
                ),
            ),
            (Row((Cell("没有其他分值方案。", span=len(_HEADS), align="center"),)),),
        ),
    ),
    dense=True,
)

A: Nodes = (
    Heading(1, "附录A　评价机构及人员符合性"),
    Text(
        "评价机构应具备办公、人员、设备和制度条件，说明见[[body_items]]；评价人员应具备相应的专业、"
        "教育和工作经历，说明见[[person_items]]，成员名单见[[team]]。"
    ),
    _conformity("body_items", "评价机构符合性", "texts.body_items"),
    _conformity("person_items", "评价人员符合性", "texts.person_items"),
)

B: Nodes = (
    Heading(1, "附录B　核算与指标计算书"),
    Text(
        "计算按先后次序列出全部步骤。{{ say.closed(texts.rounding) }}。"
        "数值由填报表“{{ meta.book }}”逐格读取，单元格写作“工作表!单元格”。"
    ),
    _STEPS,
    _ANSWERS,
    factors(),
    Text(
        "注：来源后的〔V〕表示数值已与文件原文核对，〔V2〕表示取自公开转录、正式出具报告前应与文件原件核对。",
        "表注",
    ),
    Text(
        "其他分值方案用同样的评价值和目标值，满分和取值规则按该方案，见[[others]]；“—”为不适用，"
        "不计入得分和满分。"
    ),
    _OTHERS,
)

NODES: Nodes = (
    Chapter("A", A),
    Section("landscape"),
    Chapter("B", B),
    Section("portrait"),
    Chapter(
        "C",
        (
            Heading(1, "附录C　佐证材料清单"),
            Text("正文和各表中的佐证编号均指下表所列材料，材料由提供单位保存备查。"),
            evidence(),
        ),
    ),
    Chapter(
        "D",
        (
            Heading(1, "附录D　数据核查中需说明的事项"),
            Text(LIMITS_TOLD),
            limits(),
            Text("{{ say.issues_in_all() }}"),
            When("issues", (issues(),)),
        ),
    ),
    Chapter(
        "E",
        (
            Heading(1, "附录E　参考文件"),
            Each("b in texts.basis_laws", (Text("[{{ loop.index }}]\u3000{{ b }}", ITEM),)),
            Each(
                "b in texts.basis_standards",
                (
                    Text(
                        "[{{ texts.basis_laws|length + loop.index }}]\u3000{{ b }}",
                        ITEM,
                    ),
                ),
            ),
            Text("园区承诺书、委托合同、评价机构资质证明和现场核查照片另附。"),
        ),
    ),
)
