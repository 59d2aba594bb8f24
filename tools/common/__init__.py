"""What several documents have alike (各文件共用的部分): cover, signatures, and lists."""

from word.nodes import Cell, Column, Nodes, Row, Table, Text, When, listing
from word.styles import PLAIN

SIGN = "签字：　　　　　　"
DAY = "　　　年　　月　　日"


def cover_row(label: str, text: str) -> Row:
    """A line of the cover (封面项)."""
    value = Cell(text, align="center", style="封面项", underlined=True)
    return Row((Cell(label, style="封面标签"), value))


def cover(
    number: str, titles: tuple[str, ...], *rows: tuple[str, str], trial: bool = True
) -> Nodes:
    """The cover (封面): number, the park, the title in lines, what is to be known of the report."""
    return (
        Text(number, "封面编号"),
        Text("{{ park.name }}", "封面园区"),
        *(Text(title, "封面题名") for title in titles),
        *((When("say.edition()", (Text("{{ say.edition() }}", "封面副题"),)),) if trial else ()),
        Text("", "封面落款"),
        Text("", "封面落款"),
        Table("cover", "", (28, 72), tuple(cover_row(*row) for row in rows), PLAIN),
    )


def signatures() -> Table:
    """Who wrote, checked and approved (签署), with room to sign."""
    people = (
        ("编制", "{{ answers.prepared_by }}"),
        ("审核", "{{ answers.reviewed_by }}"),
        ("批准", "{{ answers.approved_by }}"),
    )
    heads = tuple(Cell(text, head=True) for text in ("职责", "姓名", "签字", "日期"))
    return Table("signatures", "", (16, 22, 34, 28), (Row(heads), *(_signed(*p) for p in people)))


def _signed(role: str, name: str) -> Row:
    people = (Cell(role, align="center"), Cell(name, align="center"))
    return Row((*people, Cell(SIGN), Cell(DAY)))


def requirements(id_: str, title: str, empty: str, head: str = "要求") -> Table:
    """The general requirements (总体要求), one a row, with what the park says of each."""
    return listing(
        id_,
        title,
        "id in texts.requirement_items",
        (
            Column(head, "{{ asked[id].name }}：{{ say.closed(asked[id].hint) }}", 34),
            Column("园区情况", "{{ say.closed(asked[id].reason) }}", 38),
            Column("佐证编号", "{{ asked[id].evidence }}", 14, "center"),
            Column("结论", "{{ asked[id].answer }}", 14, "center"),
        ),
        empty=empty,
    )


def calculation(
    id_: str, title: str, which: str, number: str, widths: tuple[int, int, int, int]
) -> Table:
    """The steps of the calculation (计算过程); ``widths`` of the columns in words."""
    name, formula, numbers, grounds = widths
    return listing(
        id_,
        title,
        which,
        (
            Column("序号", number, 5, "center", mark="calc_{{ r.n }}"),
            Column("名称", "{{ say.formula(r.name) }}", name),
            Column("计算式", "{{ say.formula(r.in_words) }}", formula),
            Column("代入", "{{ r.numbers }}", numbers),
            Column("结果", "{{ say.result_of(r) }}", 12, "right"),
            Column("依据与说明", "{{ say.grounds(r) }}", grounds),
        ),
        empty="没有计算步骤。",
        dense=True,
    )


def evidence() -> Table:
    """The list of evidence (佐证材料清单)."""
    return listing(
        "evidence",
        "佐证材料清单",
        "r in tables.evidence",
        (
            Column("编号", "{{ r.number }}", 9, "center"),
            Column("材料名称", "{{ r.title }}", 34),
            Column("提供单位", "{{ r.provider }}", 16),
            Column("形成日期", "{{ r.date }}", 19, "center"),
            Column("形式", "{{ r.form }}", 11, "center"),
            Column("核查方式", "{{ r.method }}", 11, "center"),
        ),
        empty="园区未填报佐证材料。",
        small=True,
    )


def issues() -> Table:
    """What the check of the data asked to be explained (需说明的事项)."""
    return listing(
        "issues",
        "需说明的事项",
        "r in issues",
        (
            Column("序号", "{{ loop.index }}", 7, "center"),
            Column("级别", "{{ r.level }}", 9, "center"),
            Column("单元格", "{{ r.cell }}", 18),
            Column("事项", "{{ say.closed(r.what) }}", 33),
            Column("处理", "{{ say.closed(r.remedy) }}", 33),
        ),
        empty="数据核查未发现需要说明的事项。",
        dense=True,
    )


def limits() -> Table:
    """The limits of the checks that the standard does not give (校核限度)."""
    return listing(
        "limits",
        "校核限度",
        "l in limits",
        (
            Column("编号", "{{ l.id }}", 8, "center"),
            Column("提请说明的情形", "{{ l.value }}", 44),
            Column("限度的由来", "{{ l.reason }}", 30),
            Column("相关条款", "{{ l.clause }}", 18),
        ),
        empty="没有由标准数据选定的校核限度。",
        dense=True,
    )


LIMITS_TOLD = (
    "校核限度见[[limits]]。标准没有规定这些限度，由标准数据选定，"
    "只用于发现填报差错、提请说明，不影响评价结果。"
)


def factors(of: str = "r in factors") -> Table:
    """The factors that the calculation took, each with its source (排放因子和折算系数)."""
    return listing(
        "factors",
        "排放因子和折算系数",
        of,
        (
            Column("名称", "{{ say.formula(r.name) }}", 28),
            Column("数值", "{{ r.value }}", 9, "right"),
            Column("单位", '{{ say.formula(r.unit) if r.unit != "1" else "—" }}', 11, "center"),
            Column("来源", "{{ r.source }}", 36),
            Column("说明", "{{ r.note }}", 18),
        ),
        empty="计算未使用因子。",
        dense=True,
    )
