"""封面、目次."""

from common import cover
from word.nodes import Contents, Nodes, Section, Text

NODES: Nodes = (
    Section("cover"),
    *cover(
        '编号：{{ tell.field(answers.review_number, "评价意见编号") }}',
        ("零碳（近零碳）产业园区", "创建实施方案评价意见"),
        ("园区类型", "{{ variant.name }}"),
        ("实施期", "{{ answers.start_date }}至{{ answers.end_date }}"),
        ("基准年", "{{ years.base }}年"),
        ("委托单位", '{{ tell.field(answers.client, "委托单位") }}'),
        ("评价机构", "{{ answers.body_name }}（盖章）"),
        ("完成日期", '{{ tell.field(answers.review_date, "评价意见日期") }}'),
        trial=False,
    ),
    Section("front"),
    Text("目　次", "目次标题"),
    Contents(),
)
