"""``Submission`` → steps (核算与指标计算): entries, inventory, quantities, indicators."""

from collections.abc import Iterator, Mapping

from zeropark.compute.factors import in_unit_of_row
from zeropark.compute.ledger import NO_ROWS, Ledger
from zeropark.compute.points import attainment, least, share
from zeropark.model import Policy, Standard, Step, Submission

__all__ = ["NO_ROWS", "attainment", "compute", "in_unit_of_row", "least", "leaves", "share"]


def compute(
    standard: Standard, submission: Submission, policies: Mapping[str, Policy]
) -> Mapping[str, Step]:
    """Every quantity and indicator by id (``<id>`` or ``<id>[<period>]``), as the policies choose.

    A figure of the period that is judged also stands under its bare id. Figures that each row of a
    table has stand as ``<id>[<period>]#<row>``.
    """
    return Ledger(standard, submission, policies).run()


def leaves(step: Step) -> Iterator[Step]:
    """The cells and factors that a figure rests on, each once (数据来源)."""
    seen: set[str] = set()
    stack = [step]
    while stack:
        current = stack.pop()
        if current.id in seen:
            continue
        seen.add(current.id)
        if not current.inputs:
            yield current
        stack.extend(reversed(current.inputs))
