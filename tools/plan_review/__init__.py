"""The opinion on the plan of the work (创建实施方案评价意见) in nodes, front to back."""

from word.nodes import Nodes, Tag

from plan_review import annexes, closing, front, opening, tasks

TITLE = "{{ park.name }}零碳（近零碳）产业园区创建实施方案评价意见"
AUTHOR = "{{ answers.body_name }}"
LOOK = "running"
HEADER_LEFT = TITLE
HEADER_RIGHT = "{% if answers.review_number != '—' %}{{ answers.review_number }}{% endif %}"

NODES: Nodes = (
    Tag('import "narrative.j2" as say'),
    Tag('import "plan_review.j2" as tell'),
    *front.NODES,
    *opening.NODES,
    *tasks.NODES,
    *closing.NODES,
    *annexes.NODES,
)
