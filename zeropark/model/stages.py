"""What the stages of the work ask for and yield (创建阶段), as a standard states it."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Judged = Literal["goals", "results"]


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of the work (阶段): what is judged at it, the plan's goals or the results."""

    id: str
    name: str
    judged: Judged = "results"

    def asks(self, stages: tuple[str, ...]) -> bool:
        """Whether what is asked at those stages is asked at this one; none named means all."""
        return not self.id or not stages or self.id in stages


WHOLE = Stage("", "")  # of a standard that knows no stages


@dataclass(frozen=True, slots=True)
class Document:
    """A document that a workbook yields (文件): its template's name, and at which stages.

    One that ``waits`` is written after the others: while something is wanting in it, it stays a
    draft and keeps none of them from being final.
    """

    id: str
    title: str
    file: str
    stages: tuple[str, ...] = ()
    waits: bool = False


@dataclass(frozen=True, slots=True)
class PlanPart:
    """Something that the plan of the work must contain (实施方案编制内容).

    ``needs`` are ids of items, tables and quantities; an item asked of each indicator stands for
    all of them.
    """

    name: str
    needs: tuple[str, ...]
    clause: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """A conclusion on the plan that may be proposed (方案评价结论), and the comparison it follows.

    The first of the standard's verdicts whose ``when`` holds is proposed; the last has none.
    """

    name: str
    reason: str
    when: str = ""


@dataclass(frozen=True, slots=True)
class Signal:
    """How an indicator or a task keeps pace (预警): from this share of the elapsed time on.

    ``pending`` marks the signal of what is either done or not, while there is time left.
    """

    name: str
    least: Decimal
    pending: bool = False
