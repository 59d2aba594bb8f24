"""The notice of the result (评价结果公示) in nodes; an official document's look."""

from word.nodes import (
    Cell,
    Chapter,
    Column,
    Each,
    Heading,
    Nodes,
    Row,
    Section,
    Table,
    Tag,
    Text,
    When,
    listing,
)
from word.official import ANNEX, DATED, LAST, SIGNED
from word.official import TITLE as TITLED

TITLE = "关于{{ park.name }}零碳（近零碳）产业园区创建评价结果的公示"
AUTHOR = '{{ answers.notice_issuer if answers.notice_issuer != "—" else answers.body_name }}'
LOOK = "official"

_ASPECT_COUNT = 7  # of the standard; an official table is short, not long


def _across(label: str, figure: str, *, head: bool = False) -> Row:
    """A line over all seven aspects (七方面一行): a label, and a figure of each."""
    figures = (figure.replace("a.", f"aspects[{n}].") for n in range(_ASPECT_COUNT))
    texts = (label, *figures)
    return Row(tuple(Cell(t, align="center", head=head) for t in texts), repeated=head)


_ASPECTS = Table(
    "aspects",
    "各方面得分",
    (9, *(_ASPECT_COUNT * (13,))),
    (
        _across("方面", "{{ a.name }}", head=True),
        _across("分值", "{{ a.maximum }}"),
        _across("得分", "{{ a.points }}"),
        _across("得分率", "{{ a.rate }}"),
    ),
    small=True,
    together=True,
)

_INDICATORS = listing(
    "indicators",
    "",
    "i in indicators",
    (
        Column("序号", "{{ loop.index }}", 7, "center"),
        Column("方面", "{{ i.aspect }}", 13, "center"),
        Column("评价指标", "{{ i.name }}", 36),
        Column("目标值", "{{ i.target }}", 12, "center"),
        Column("评价值", "{{ i.value }}", 12, "center"),
        Column("分值", "{{ i.maximum }}", 10, "center"),
        Column("得分", "{{ say.points(i) }}", 10, "center"),
    ),
    empty="标准未列评价指标。",
    small=True,
)

NODES: Nodes = (
    Tag('import "narrative.j2" as say'),
    Tag('import "notice.j2" as tell'),
    Section("official"),
    Text("关于{{ park.name }}", TITLED),
    Text("零碳（近零碳）产业园区创建评价结果的公示", TITLED),
    Text("", ANNEX),
    Text("{{ tell.basis() }}"),
    Chapter(
        "",
        (
            Heading(1, "一、评价对象"),
            Text("{{ tell.subject() }}"),
            Heading(1, "二、评价机构及过程"),
            Text("{{ tell.body() }}"),
            Heading(1, "三、评价结果"),
            Text("（一）得分。{{ tell.score() }}各方面得分见[[aspects]]。"),
            Text("（二）排放。{{ tell.emissions() }}{{ say.net_zero() }}"),
            Text("（三）结论。{{ say.conclusion() }}{{ tell.trial() }}"),
            _ASPECTS,  # behind the words: no half page is left blank before it
            Heading(1, "四、后续改进工作"),
            When(
                "notice.measures",
                (
                    Each(
                        "m in notice.measures",
                        (Text("{{ loop.index }}.\u3000{{ tell.measure(m) }}。"),),
                    ),
                    When("notice.more", (Text("{{ tell.more() }}"),)),
                ),
                (Text("{{ tell.no_measures() }}"),),
            ),
            Heading(1, "五、公示期与意见反馈"),
            Text("{{ tell.period() }}"),
            Text(
                '受理单位：{{ tell.field(answers.notice_unit, "受理单位") }}；'
                '地址：{{ tell.field(answers.notice_address, "受理地址") }}；'
                '电话：{{ tell.field(answers.notice_phone, "受理电话") }}；'
                '电子邮箱：{{ tell.field(answers.notice_email, "受理电子邮箱") }}。',
                LAST,  # on the page of the signature, which never stands alone
            ),
            Text("", ANNEX),
            Text("附件：评价结果信息表", ANNEX),
            Text('{{ tell.field(answers.notice_issuer, "发布单位") }}', SIGNED),
            Text('{{ tell.field(notice.start, "公示开始日期") }}', DATED),
            Text("附件", "附件标识"),
            Text("评价结果信息表", "附件标题"),
            _INDICATORS,
            Text("注：“—”表示不适用；“缺失”为缺少数据，按0分计。", "表注"),
        ),
    ),
)
