"""What is found out about a plan and its progress (方案评价与自查)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from zeropark.model.case import Row, Score
from zeropark.model.stages import PlanPart, Signal, Verdict


@dataclass(frozen=True, slots=True)
class PartFound:
    """How far a part of the plan is there (编制完整性)."""

    part: PlanPart
    state: Literal["whole", "partial", "absent"]
    lacking: tuple[str, ...]  # names of what is not filled in


@dataclass(frozen=True, slots=True)
class Review:
    """What a plan of the work is found to hold and to lack (实施方案评价)."""

    parts: tuple[PartFound, ...]
    uncovered: tuple[str, ...]  # aspects without a task
    below: tuple[Score, ...]  # indicators whose goal misses the standard's target
    late: tuple[Row, ...]  # tasks that end after the work does
    unfunded: tuple[Row, ...]
    unowned: tuple[Row, ...]
    counts: Mapping[str, Decimal]  # what the standard's verdicts compare
    verdict: Verdict | None
    reasons: tuple[Verdict, ...]  # every rule that speaks for the same verdict


@dataclass(frozen=True, slots=True)
class Pace:
    """How far an indicator has come since the plan was made (指标进展)."""

    score: Score
    was: Decimal | None
    before: Decimal | None
    goal: Decimal | None
    completion: Decimal | None  # of the way from what it was to the goal
    signal: Signal | None


@dataclass(frozen=True, slots=True)
class TaskPace:
    """How far a task has come against its own schedule (任务进展)."""

    row: Row
    deviation: Decimal | None  # progress less what was planned until now
    overdue: bool
    signal: Signal | None


@dataclass(frozen=True, slots=True)
class Progress:
    """How the work stands on the day of a self-inspection (自查)."""

    day: date | None
    elapsed: Decimal | None  # share of the time that has passed, within 0 and 1
    indicators: tuple[Pace, ...]
    tasks: tuple[TaskPace, ...]
