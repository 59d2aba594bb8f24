"""The report of the national park indicators (国家级零碳园区评价报告) in nodes, front to back."""

from evaluation_report import annexes
from word.nodes import Chapter, Nodes, Section, Tag

from national_report import closing, emissions, front, opening, scores

TITLE = "{{ park.name }}国家级零碳园区评价报告"
AUTHOR = "{{ answers.body_name }}"
EDITION = "{% if result.draft %}（试算稿）{% elif not meta.final %}（草稿）{% endif %}"
HEADER_LEFT = f"{TITLE}{EDITION}"
LOOK = "running"
HEADER_RIGHT = "{{ answers.report_number }}"

NODES: Nodes = (
    Tag('import "narrative.j2" as say'),
    *front.NODES,
    *opening.NODES,
    *emissions.NODES,
    *scores.NODES,
    *closing.NODES,
    Chapter("A", closing.EVIDENCE),
    Section("landscape"),
    Chapter("B", annexes.B),
    Chapter("C", closing.ISSUES),
)
