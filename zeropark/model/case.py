"""The case: what was answered, worked out, judged and planned (评价案例)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal, Self

from zeropark.model.ground import NOTHING, Level, Standing, State
from zeropark.model.stages import WHOLE, Stage
from zeropark.model.standard import (
    Grade,
    Indicator,
    Item,
    Period,
    Policy,
    Rule,
    Scheme,
    Standard,
    Table,
    Variant,
)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a submitted workbook (单元格) as its own file addresses it."""

    book: str
    sheet: str
    ref: str

    def __str__(self) -> str:
        return f"{self.sheet}!{self.ref}"


@dataclass(frozen=True, slots=True)
class Entry:
    """One answer (填报值) in one of three states.

    ``value`` is ``None`` for a blank; an answer said to be missing holds its code (未统计).
    """

    item: Item
    cell: Cell
    state: State
    value: Decimal | str | None = None
    period: str = ""
    reason: str = ""  # the words beside it (说明)
    evidence: tuple[str, ...] = ()
    name: str = ""  # in full, for people: table, row and period told where there are any

    @property
    def number(self) -> Decimal | None:
        """What the answer is worth in a formula; ``None`` if it is not there."""
        if isinstance(self.value, str):
            return self.item.numbers.get(self.value) if self.state == "value" else None
        return self.value

    @property
    def text(self) -> str:
        """The answer as text; empty if there is none."""
        return str(self.value) if self.state == "value" else ""


@dataclass(frozen=True, slots=True)
class Row:
    """One filled row of a table (明细行): its answers by column, or ``<column>__<period>``."""

    number: int
    entries: Mapping[str, Entry]

    def text(self, column: str) -> str:
        """The answer in that column as text; empty if there is none."""
        entry = self.entries.get(column)
        return entry.text if entry else ""


@dataclass(frozen=True, slots=True)
class Listing:
    """A submitted table (明细表的填报): whether the park says it has such things, and the rows."""

    table: Table
    rows: tuple[Row, ...]
    cell: Cell  # head of the table
    declared: Entry | None = None


@dataclass(frozen=True, slots=True)
class Issue:
    """A problem of a workbook (问题) as a value: code, place and what the sentence needs."""

    code: str
    level: Level
    cell: Cell | None
    params: Mapping[str, str] = NOTHING


@dataclass(frozen=True, slots=True)
class Reply:
    """What staff wrote to an issue in the list that came back to them (说明)."""

    code: str
    sheet: str
    name: str
    found: str
    text: str


@dataclass(frozen=True, slots=True)
class Submission:
    """A workbook as read (填报表): nothing judged, blanks kept apart from zeros."""

    book: str
    sha256: str
    standard: str
    variant: str
    template_version: str
    entries: Mapping[str, Entry]  # "<item>" or "<item>__<period>", grades "<item>__grade"
    listings: Mapping[str, Listing]
    issues: tuple[Issue, ...] = ()
    replies: tuple[Reply, ...] = ()  # to issues of an earlier round
    preview: Mapping[str, tuple[Cell, str]] = NOTHING  # what the workbook itself worked out

    def text(self, item: str) -> str:
        """The answer to an item as text; empty if there is none."""
        entry = self.entries.get(item)
        return entry.text if entry else ""

    def answer(self, item: str, period: str = "") -> Entry:
        """The answer to an item, of that period if it is asked by period."""
        return self.entries.get(f"{item}__{period}") or self.entries[item]

    def stage(self, standard: Standard) -> Stage:
        """The stage of the work that the workbook says it is at (阶段), else the last one."""
        told = self.text(standard.roles["stage"]) if standard.stages else ""
        last = standard.stages[-1] if standard.stages else WHOLE
        return next((stage for stage in standard.stages if stage.name == told), last)

    def evidence(self) -> Mapping[Cell, tuple[str, ...]]:
        """The evidence numbers beside each answer, or anywhere in its row (佐证编号)."""
        rows = (row for listing in self.listings.values() for row in listing.rows)
        groups: list[tuple[Entry, ...]] = [(entry,) for entry in self.entries.values()]
        groups += [tuple(row.entries.values()) for row in rows]
        return {
            entry.cell: tuple(number for each in group for number in each.evidence)
            for group in groups
            for entry in group
        }

    def periods(self, standard: Standard) -> tuple[Period, ...]:
        """The years of the inventory that this park reports, in their order (报告年度)."""
        return tuple(p for p in standard.periods if not p.optional or self.text(p.year))


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the calculation (计算步骤): a number with all it came from."""

    id: str
    name: str
    unit: str
    value: Decimal | None
    state: State = "value"
    formula: str = ""
    clause: str = ""
    inputs: tuple["Step", ...] = field(default=(), repr=False)
    names: tuple[str, ...] = ()  # the formula's word for each input
    cell: Cell | None = None
    source: str = ""
    note: str = ""
    period: str = ""


@dataclass(frozen=True, slots=True)
class Score:
    """An indicator's points (得分)."""

    indicator: Indicator
    value: Step
    target: Decimal
    rule: Rule
    maximum: Decimal
    points: Step
    best: Decimal  # the points if what is missing turned out at its best
    standing: Standing

    @property
    def lost(self) -> Decimal:
        """Points not reached (失分)."""
        return self.maximum - (self.points.value or Decimal(0))

    @property
    def full(self) -> Step:
        """The full points (满分) as a step, with the scheme they come from."""
        return self.points.inputs[-1]


@dataclass(frozen=True, slots=True)
class Sum:
    """What the indicators of an aspect that count add up to (方面得分)."""

    points: Step
    maximum: Step
    rate: Step  # points ÷ maximum (得分率)


@dataclass(frozen=True, slots=True)
class Result:
    """Total and grade under one scheme (评分结果)."""

    scheme: Scheme
    scores: tuple[Score, ...]
    aspects: Mapping[str, Sum]  # but for those of which nothing counts
    gathered: Step  # the points of all that count
    possible: Step  # and what they could be
    total: Step
    best_total: Decimal
    grade: Grade | None
    conditions: Mapping[str, bool | None]  # grade → whether its condition holds, None: unknown
    sufficient: bool  # whether nothing that the verdict needs is missing
    scale: Decimal  # points of the total that one point of an indicator is worth (不适用折算系数)

    @property
    def rescaled(self) -> bool:
        """Whether the total is more than the sum of the points (折算为百分制)."""
        return self.scale != 1

    @property
    def steps(self) -> Mapping[str, Step]:
        """Every step of the scoring by id (评分步骤), in the order worked out."""
        sums = (s for a in self.aspects.values() for s in (a.points, a.maximum, a.rate))
        whole = (self.gathered, self.possible) if self.rescaled else (self.possible,)
        steps = (*(score.points for score in self.scores), *sums, *whole, self.total)
        return {step.id: step for step in steps}


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A park judged (评价结果)."""

    standard: Standard
    variant: Variant
    submission: Submission
    policies: Mapping[str, Policy]
    steps: Mapping[str, Step]
    result: Result
    others: tuple[Result, ...]  # the same park under every other shipped scheme
    references: tuple[Result, ...] = ()  # and against targets that are for orientation only
    issues: tuple[Issue, ...] = ()
    quality: Mapping[str, Step] = NOTHING  # the emissions of each grade of data
    stage: Stage = WHOLE
    expected: Result | None = None  # the plan's goals judged as if they were reached (模拟评分)

    @property
    def judged(self) -> Result:
        """The result of what is judged at this stage: the goals, if there are any, or the facts."""
        return self.expected if self.expected and self.stage.judged == "goals" else self.result


@dataclass(frozen=True, slots=True)
class Action:
    """A row of the improvement plan (改进措施), the park's own or proposed from the library."""

    id: str
    target: str  # indicator id, or another subject of the plan
    own: bool
    fields: Mapping[str, str]
    priority: str = ""
    row: Row | None = None  # the park's own row
    lacking: tuple[str, ...] = ()  # what it ought to say and does not: owner, deadline, acceptance


@dataclass(frozen=True, slots=True)
class Gap:
    """What keeps an indicator from full points (差距)."""

    score: Score
    lost: Decimal
    share: Decimal  # of all lost points
    actions: tuple[Action, ...]
    amount: Decimal | None = None  # of a plain ratio: how far its numerator is from the target
    unit: str = ""  # of that amount


@dataclass(frozen=True, slots=True)
class Rise:
    """An indicator brought to a better value (指标提升), and what its measures cost."""

    score: Score
    value: Decimal  # to be reached
    gained: Decimal  # points of the total
    cost: Decimal | None = None  # 万元; unless every measure for it says so, unknown
    tonnes: Decimal | None = None  # tCO₂e a year, likewise


@dataclass(frozen=True, slots=True)
class Climb:
    """Indicators that together lift the total to a grade (达到等级的路径)."""

    grade: Grade
    steps: tuple[Rise, ...]
    reached: Decimal  # the total that results
    possible: bool
    cost: Decimal | None = None  # of all, if that of each is known
    tonnes: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Promise:
    """What the park's plan expects of an indicator (预期指标值), and its points then."""

    score: Score
    value: Decimal
    points: Decimal


@dataclass(frozen=True, slots=True)
class Outlook:
    """The score if the park's plan comes out as it expects (预期得分), all else as it is."""

    promises: tuple[Promise, ...]
    total: Decimal
    by_points: Grade | None  # the highest grade whose points it reaches, its condition apart
    silent: tuple[Score, ...]  # what lost points and the plan expects no value of


@dataclass(frozen=True, slots=True)
class Plan:
    """What is missing and what is to be done (差距与改进计划)."""

    gaps: tuple[Gap, ...]
    actions: tuple[Action, ...]
    climbs: tuple[Climb, ...]  # by the fewest indicators
    cheapest: tuple[Climb, ...] = ()  # by the park's own measures, where their costs are known
    outlook: Outlook | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """An indicator as it is kept over the years (指标登记)."""

    indicator: str
    name: str
    unit: str
    value: Decimal | None
    target: Decimal
    points: Decimal | None
    maximum: Decimal
    standing: Standing


@dataclass(frozen=True, slots=True)
class Amount:
    """A quantity of one calendar year as it is kept over the years (逐年数值登记)."""

    quantity: str
    name: str
    unit: str
    year: str
    value: Decimal | None


@dataclass(frozen=True, slots=True)
class Account:
    """What is kept of an evaluation over the years (登记内容)."""

    variant: str
    year: str  # the judged calendar year (评价年)
    scheme: str
    scheme_digest: str
    total: Decimal | None
    grade: str  # id; empty if none is reached
    marks: tuple[Mark, ...]
    amounts: tuple[Amount, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one workbook (处理结果)."""

    book: str
    park: str
    sha256: str
    status: Literal["evaluated", "returned", "failed"]
    issues: tuple[Issue, ...]
    summary: Mapping[str, str] = NOTHING  # grade, total, net emissions … as printed
    files: Mapping[str, str] = NOTHING  # name → SHA-256
    trouble: str = ""  # an internal fault's short name
    standard: str = ""  # id; empty if the workbook could not be read
    registered: Mapping[str, Cell] = NOTHING  # numbers of certificates and offsets, and where
    report_number: str = ""  # of a report issued as final; a batch may have each only once
    account: Account | None = None  # of one that was evaluated

    @classmethod
    def failed(cls, book: str, sha256: str, trouble: str) -> Self:
        """What became of a workbook on which we failed (处理失败), or whoever worked for us."""
        return cls(book, "", sha256, "failed", (), trouble=trouble)
