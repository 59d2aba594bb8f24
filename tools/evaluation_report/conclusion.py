"""第9章 评价结论."""

from word.nodes import Chapter, Heading, Nodes, Section, Text, When
from word.styles import ONE_PAGE

NODES: Nodes = (
    Section("portrait"),
    Chapter(
        "9",
        (
            Heading(1, "9　评价结论"),
            Text("（1）评价对象与范围。{{ say.subject() }}", ONE_PAGE),
            Text("（2）总体要求符合性。{{ say.requirements() }}", ONE_PAGE),
            Text("（3）创建工作。{{ say.work_in_all() }}", ONE_PAGE),
            Text("（4）排放与净零。{{ say.gross() }}{{ say.net_zero() }}", ONE_PAGE),
            Text("（5）指标与得分。{{ say.points_in_all() }}", ONE_PAGE),
            Text("（6）评价结论。{{ say.conclusion() }}", ONE_PAGE),
            When(
                "result.draft",
                (
                    Text(
                        "（7）试算说明。{{ say.trial(false) }}"
                        "{{ say.by_scheme_in_short() }}，见[[sensitivity]]。",
                        ONE_PAGE,
                    ),
                ),
            ),
            Text("{{ say.limits() }}{{ say.advice() }}", ONE_PAGE),
            Text("评价机构（公章）：{{ answers.body_name }}", "落款"),
            Text("{{ answers.report_date }}", "落款"),
        ),
    ),
)
