"""第10章 修改意见；第11章 评价结论."""

from common import SIGN, signatures
from word.nodes import Cell, Chapter, Column, Heading, Nodes, Row, Rows, Table, Text, listing
from word.styles import ONE_PAGE, SIGNED_NOTE

_LEFT_BLANK = "　"
_HEADS = ("序号", "方案章节", "存在问题", "修改建议", "园区答复", "复核结论")


def _row(*texts: str) -> Row:
    return Row(
        tuple(Cell(text, align="center" if n in {0, 5} else "") for n, text in enumerate(texts))
    )


_OPINIONS = Table(
    "opinions",
    "修改意见及答复",
    (6, 13, 27, 27, 16, 11),
    (
        Row(tuple(Cell(text, head=True) for text in _HEADS), repeated=True),
        Rows(
            "for r in tables.opinions",
            (
                _row(
                    "{{ r.n }}",
                    "{{ r.chapter }}",
                    "{{ say.closed(r.problem) }}",
                    "{{ say.closed(r.advice) }}",
                    f'{{{{ r.reply if r.reply != "—" else "{_LEFT_BLANK}" }}}}',
                    f'{{{{ r.checked if r.checked != "—" else "{_LEFT_BLANK}" }}}}',
                ),
            ),
        ),
        Rows(
            "for f in review.findings",
            (
                _row(
                    "{{ tables.opinions|length + loop.index }}",
                    "{{ tell.place(f) }}",
                    "{{ tell.problem(f) }}",
                    "{{ tell.advice(f) }}",
                    _LEFT_BLANK,
                    _LEFT_BLANK,
                ),
            ),
        ),
        Rows(
            "if not tables.opinions and not review.findings",
            (Row((Cell("本次评价没有提出修改意见。", span=6, align="center"),)),),
        ),
    ),
    dense=True,
)

_EXPERTS = listing(
    "experts",
    "评审专家",
    "r in tables.experts",
    (
        Column("姓名", "{{ r.person }}", 18, "center"),
        Column("单位", "{{ r.employer }}", 36),
        Column("职称", "{{ r.rank }}", 20, "center"),
        Column("签字", SIGN, 26),
    ),
    empty="没有填报评审专家。经专家评审的，专家签字名单另附。",
)

NODES: Nodes = (
    Chapter(
        "10",
        (
            Heading(1, "10　修改意见"),
            Text("{{ tell.opinions_in_all() }}逐条见[[opinions]]。"),
            _OPINIONS,
        ),
    ),
    Chapter(
        "11",
        (
            Heading(1, "11　评价结论"),
            Text("{{ tell.proposal() }}", ONE_PAGE),
            Text(
                "上述建议由填报内容按规则得出，不代替评价组和专家的判断。评价组确认的结论（在□内打√）：",
                ONE_PAGE,
            ),
            Text("{{ tell.boxes() }}", ONE_PAGE),
            Text("{{ tell.next_step() }}", ONE_PAGE),
            _EXPERTS,
            Text("签署", "表题"),
            signatures(),
            Text("注：姓名由填报表印入，签字和日期须手写。", SIGNED_NOTE),
            Text("评价机构（公章）：{{ answers.body_name }}", "落款"),
            Text('{{ tell.field(answers.review_date, "评价意见日期") }}', "落款"),
        ),
    ),
)
