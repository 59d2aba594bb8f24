"""``Evaluation`` + ``Plan`` → what a Word template receives (报告上下文): text as printed.

Documented name by name in ``docs/报告模板.md``; a test holds every template to it. ``pick`` is a
stable number that sentences choose their wording by.
"""

from typing import Any

from zeropark.model import Evaluation, Plan
from zeropark.report.context import (
    charts,
    inventory,
    judgement,
    links,
    notice,
    park,
    planning,
    progress,
    quality,
    ways,
    work,
)
from zeropark.report.context.case import Case


def context(evaluation: Evaluation, plan: Plan) -> dict[str, Any]:
    """Everything that a template of this park's documents may print."""
    case = Case(evaluation, plan)
    printed = {
        **park.facts(case),
        **inventory.facts(case),
        **quality.facts(case),
        **judgement.facts(case),
        **work.facts(case),
        **planning.facts(case),
        **progress.facts(case),
        **notice.facts(case),
        **ways.facts(case),
    }
    return printed | charts.facts(case, printed) | links.facts(case, printed)
