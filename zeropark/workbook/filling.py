"""What may be put into a workbook, and what comes back when nothing can be read."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from zeropark.model import NOTHING, Issue


@dataclass(frozen=True, slots=True)
class Filling:
    """Answers to write into a workbook (填报内容), by the keys of its items and columns.

    Percentages are shares (0.98), dates ISO text; reasons and evidence go by the item's id.
    """

    answers: Mapping[str, Decimal | str] = NOTHING
    reasons: Mapping[str, str] = NOTHING
    evidence: Mapping[str, str] = NOTHING
    rows: Mapping[str, tuple[Mapping[str, Decimal | str], ...]] = NOTHING
    declared: Mapping[str, str] = NOTHING  # table → 有 or 无
    previous: Mapping[str, str] = NOTHING  # last year's answers, shown beside (上年填报)
    before: Mapping[str, Decimal] = NOTHING  # those of them that are numbers


@dataclass(frozen=True, slots=True)
class Refusal:
    """A file that cannot be read at all (无法读取), and why."""

    book: str
    issues: tuple[Issue, ...]
