"""The evaluation report (创建评价报告) in nodes: what stands where, chapter by chapter."""

from word.nodes import Nodes, Tag

from evaluation_report import (
    annexes,
    conclusion,
    front,
    gaps,
    inventory,
    opening,
    park,
    process,
    scores,
    work,
)

TITLE = "{{ park.name }}零碳（近零碳）产业园区创建评价报告"
EDITION = "{% if result.draft %}（试算稿）{% elif not meta.final %}（草稿）{% endif %}"
AUTHOR = "{{ answers.body_name }}"
HEADER_LEFT = f"{TITLE}{EDITION}"
HEADER_RIGHT = "{{ answers.report_number }}"

NODES: Nodes = (
    Tag('import "narrative.j2" as say'),
    *front.NODES,
    *opening.NODES,
    *process.NODES,
    *park.NODES,
    *work.NODES,
    *inventory.NODES,
    *scores.NODES,
    *gaps.NODES,
    *conclusion.NODES,
    *annexes.NODES,
)
