"""``Submission`` → steps (核算与指标计算): entries, inventory, quantities, indicators."""

from collections.abc import Mapping

from zeropark.compute.factors import in_unit_of_row
from zeropark.compute.ledger import NO_ROWS, Ledger
from zeropark.compute.points import attainment, least, share
from zeropark.compute.quality import by_grade, grades
from zeropark.compute.traced import leaves
from zeropark.model import Policy, Standard, Step, Submission

__all__ = [
    "NO_ROWS",
    "attainment",
    "by_grade",
    "compute",
    "grades",
    "in_unit_of_row",
    "least",
    "leaves",
    "share",
]


def compute(
    standard: Standard, submission: Submission, policies: Mapping[str, Policy]
) -> Mapping[str, Step]:
    """Every quantity and indicator by id (``<id>`` or ``<id>[<period>]``), as the policies choose.

    A figure of the period that is judged also stands under its bare id. Figures that each row of a
    table has stand as ``<id>[<period>]#<row>``.
    """
    return Ledger(standard, submission, policies).run()
