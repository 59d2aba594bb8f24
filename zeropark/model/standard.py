"""The standard: what is asked, worked out and judged (标准)."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any, Literal

from zeropark.model.ground import NOTHING, Kind, Level
from zeropark.model.ranges import NearZero, Trend, Watch
from zeropark.model.stages import Document, PlanPart, Signal, Stage, Verdict

GRADE = "grade"  # stands where a period does in the key of an answer's data grade
CALENDAR_YEAR = "calendar_year"  # in a check over periods: the year of the one at hand


@dataclass(frozen=True, slots=True)
class Period:
    """A year of the inventory by its role (核算年度): ``base`` 基准年, ``report`` 评价年.

    An ``optional`` year is there if the park names its calendar year.
    """

    id: str
    name: str
    year: str  # id of the item that holds the calendar year
    optional: bool = False
    stages: tuple[str, ...] = ()  # at which its answers must be there; none named: at all


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to fill in (填报项): a cell, one per period, or a column of a table."""

    id: str
    name: str
    kind: Kind
    unit: str = ""
    unit_from: str = ""  # the column that says the unit, or "factor.<id>.<column>" by row label
    group: str = ""
    hint: str = ""
    clause: str = ""
    required: bool = True
    stages: tuple[str, ...] = ()  # at which it is required; empty: those of its table or sheet
    each: str = ""  # "indicators": asked once of each of them, under ``<id>_<indicator>``
    periods: tuple[str, ...] = ()  # empty: asked once
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    choices: tuple[str, ...] = ()
    choices_from: str = ""  # "factor.<id>.<column>", "indicators" or "aspects" instead of a list
    numbers: Mapping[str, Decimal] = NOTHING  # what a choice is worth in a formula
    may_be_na: bool = False  # 不适用 with a reason is an answer
    explain: str = ""  # head of the words beside the answer (说明); empty: no such cell
    evidence: bool = False  # whether evidence numbers stand beside the answer (佐证编号)
    grade: bool = False  # whether the grade of its data is asked beside the answer (数据等级)


@dataclass(frozen=True, slots=True)
class Table:
    """A list with as many rows as the park needs (明细表)."""

    id: str
    name: str
    columns: tuple[Item, ...]
    rows: int = 10
    guide: str = ""
    clause: str = ""
    label: str = ""  # id of the column that names a row in traces and messages
    question: str = ""  # 有/无 asked above the table; empty: the list may simply be empty
    at_least: int = 0
    stages: tuple[str, ...] = ()
    show: Mapping[str, str] = NOTHING  # column → "factor.<id>.<column>" shown beside it by formula

    def column(self, column_id: str) -> Item:
        """The column of that id."""
        return next(column for column in self.columns if column.id == column_id)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of the workbook (工作表): items first, then tables."""

    id: str
    title: str
    guide: str = ""
    items: tuple[Item, ...] = ()
    tables: tuple[Table, ...] = ()
    stages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Lookup:
    """Where a formula's name takes a factor from (取用因子): table, column and what must match."""

    table: str
    column: str
    key: tuple[str, ...] = ()  # names whose answers match the table's key columns, in order
    instead: str = ""  # an answer that takes the factor's place where it is given (实测值)
    between: bool = False  # the one key is a number; factors between its points are interpolated


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure worked out from others (中间量、排放源).

    ``each`` names a table: one figure per row that passes ``where`` and ``filled``, summed by
    ``sum(<id>)``. ``per_period`` figures exist once per period. With ``policy``, the formula is
    the one of ``formulas`` that the policy's value names.
    """

    id: str
    name: str
    unit: str
    clause: str
    formula: str = ""
    per_period: bool = False
    each: str = ""
    where: Mapping[str, tuple[str, ...]] = NOTHING
    filled: tuple[str, ...] = ()
    policy: str = ""
    formulas: Mapping[str, str] = NOTHING
    factors: Mapping[str, Lookup] = NOTHING
    valid: str = ""  # a comparison; where it fails, the figure cannot be worked out
    category: str = ""  # id of the inventory line it belongs to
    note: str = ""


@dataclass(frozen=True, slots=True)
class TargetBy:
    """A target that depends on a figure (分档目标值): from each step on, its target.

    Below the first step the standard sets none, and the indicator does not apply.
    """

    of: str  # id of the quantity
    steps: tuple[tuple[Decimal, Decimal], ...]


@dataclass(frozen=True, slots=True)
class Indicator:
    """An indicator of the standard (评价指标) with its target and where both come from."""

    id: str
    aspect: str
    name: str
    kind: Literal["quantitative", "qualitative"]
    unit: str
    target: Decimal
    target_text: str
    formula: str
    printed: str  # the formula in words, as the report prints it
    clause: str
    source_value: str
    source_document: str
    evidence: str
    convention: str = ""  # the choice made where the source leaves it open
    valid: str = ""
    direction: Literal["at_least", "at_most"] = "at_least"
    target_by: TargetBy | None = None  # instead of the one target


@dataclass(frozen=True, slots=True)
class Gathered:
    """A column of another table, summed over its rows that name the same (同名各行合计).

    ``by`` is the column that both tables have; where no row names the same, the sum is zero.
    """

    table: str
    column: str
    by: str


@dataclass(frozen=True, slots=True)
class Check:
    """A rule between answers (校核规则); exactly one of ``require``, ``distinct``, ``unique``."""

    id: str
    level: Level
    at: str  # the answer that the message points at
    text: str
    remedy: str
    clause: str
    require: str = ""  # one comparison
    table: str = ""  # the rule holds for each row of this table
    when: Mapping[str, tuple[str, ...]] = NOTHING  # only where these answers are so
    given: tuple[str, ...] = ()  # only where these are answered
    filled: tuple[str, ...] = ()  # these answers must be given (a rule of its own with ``when``)
    distinct: tuple[str, ...] = ()
    unique: str = ""
    sums: Mapping[str, Gathered] = NOTHING  # names in ``require`` that another table gives
    periods: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()  # at which it is asked; none named: at all
    computed: bool = False  # the comparison is between figures worked out, not answers
    reason: str = ""  # why its limit is as it is, where the source names none; printed if given


@dataclass(frozen=True, slots=True)
class Policy:
    """A choice that the source leaves open, as a line of data (口径选择)."""

    id: str
    name: str
    value: str
    options: Mapping[str, str]  # value → its name
    reason: str
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Grade:
    """A grade (等级): reached from ``minimum`` points on, if ``condition`` holds."""

    id: str
    name: str
    minimum: Decimal
    condition: str = ""
    condition_name: str = ""
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """How a value becomes a share of the points (评分规则).

    ``proportional`` is value ÷ target within 0 and 1; ``threshold`` and ``boolean`` are all or
    nothing at the target; ``banded`` takes the share of the highest step that is reached, steps
    being shares of the target.
    """

    kind: Literal["proportional_capped", "threshold", "banded", "boolean"]
    bands: tuple[tuple[Decimal, Decimal], ...] = ()


@dataclass(frozen=True, slots=True)
class Scheme:
    """Points and rules per indicator (分值方案), with its standing and basis."""

    id: str
    title: str
    status: Literal["official", "draft", "user"]
    basis: str
    points: Mapping[str, Mapping[str, Fraction]]  # variant → indicator → points
    rules: Mapping[str, Mapping[str, Rule]]
    policies: Mapping[str, str] = NOTHING
    targets: Mapping[str, Mapping[str, Decimal]] = NOTHING
    digest: str = ""
    scored: bool = True  # False: points only tell met from unmet, and are not told themselves
    reference: bool = False  # True: its targets are for orientation, its grade is not compared


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure that may be proposed (改进措施库)."""

    id: str
    indicator: str
    variants: tuple[str, ...]
    text: str
    owner: str
    term: str
    estimate: str
    proof: str


@dataclass(frozen=True, slots=True)
class FactorTable:
    """A table of factors with their sources (因子表), narrowed to the rows in use.

    Where policies choose between sets of rows (因子集), ``rows`` are those of the standard's own
    choices; ``under`` gives the table as other choices want it.
    """

    id: str
    name: str
    key: tuple[str, ...]
    year: str  # the column of the year a row holds for; empty: for any year
    columns: Mapping[str, tuple[str, str]]  # column → (name, unit)
    rows: tuple[Mapping[str, str], ...]
    numbers: Mapping[tuple[int, str], Decimal]
    file: str = ""
    chosen_by: Mapping[str, str] = NOTHING  # column → the policy that its rows must agree with
    sets: tuple[Mapping[str, str], ...] = ()  # the rows of every set that may be chosen
    places: Mapping[tuple[str, ...], tuple[int, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Note which rows a key stands in: they are looked up in every row of every workbook."""
        places: dict[tuple[str, ...], tuple[int, ...]] = {}
        for place, row in enumerate(self.rows):
            key = tuple(row.get(column, "") for column in self.key)
            places[key] = (*places.get(key, ()), place)
        object.__setattr__(self, "places", places)

    def under(self, policies: Mapping[str, "Policy"]) -> "FactorTable":
        """The table with the rows that these policies choose (选定的因子集)."""
        if not self.chosen_by:
            return self
        wanted = {column: policies[id_].value for column, id_ in self.chosen_by.items()}
        rows = tuple(
            row for row in self.sets if all(row[column] == v for column, v in wanted.items())
        )
        numbers = {
            (place, column): Decimal(row[column])
            for place, row in enumerate(rows)
            for column in self.columns
        }
        return replace(self, rows=rows, numbers=numbers)


@dataclass(frozen=True, slots=True)
class TemplateChange:
    """A version of the template that is handed out, and what is new in it (更新说明)."""

    version: str
    date: str
    text: str


@dataclass(frozen=True, slots=True)
class Variant:
    """A park type (类别): what it fills in, what is worked out, what is judged."""

    id: str
    name: str
    sheets: tuple[Sheet, ...]
    quantities: tuple[Quantity, ...]
    indicators: tuple[Indicator, ...]
    checks: tuple[Check, ...]
    order: tuple[str, ...] = ()  # quantities and indicators, each after what it needs
    terms: Mapping[str, str] = NOTHING  # words that differ by type, for sentences

    def items(self) -> Mapping[str, Item]:
        """Every single item by id."""
        return {item.id: item for sheet in self.sheets for item in sheet.items}

    def tables(self) -> Mapping[str, Table]:
        """Every table by id."""
        return {table.id: table for sheet in self.sheets for table in sheet.tables}

    def sheet_of(self, id_: str) -> Sheet:
        """The sheet that asks for this item or table."""
        return next(
            sheet
            for sheet in self.sheets
            if id_ in {item.id for item in sheet.items} | {table.id for table in sheet.tables}
        )


@dataclass(frozen=True, slots=True)
class Standard:
    """A standard as data (标准), loaded and found free of faults."""

    id: str
    title: str
    number: str
    edition: str
    publisher: str
    origin: str  # what the data was made from, and what that does not give
    template_version: str
    below: str  # the name of no grade
    aspects: Mapping[str, str]
    periods: tuple[Period, ...]
    current: str  # the period that is judged
    roles: Mapping[str, str]  # what the engine must find by meaning: park name, plan table …
    places: Mapping[str, int]  # unit → decimal places that a computed figure is printed with
    bands: Mapping[str, Decimal]  # shares of a target from which a value exceeds, nears … it
    policies: Mapping[str, Policy]
    grades: tuple[Grade, ...]  # highest first
    variants: Mapping[str, Variant]
    schemes: Mapping[str, Scheme]
    default_scheme: str
    factors: Mapping[str, FactorTable]
    measures: tuple[Measure, ...]
    texts: Mapping[str, Any]  # principles, basis, requirements, readings: printed, not computed
    digest: str
    folder: Path
    template_changes: tuple[TemplateChange, ...] = ()  # newest first
    data_grades: tuple[str, ...] = ()  # how data came about, surest first; the last is an estimate
    stages: tuple[Stage, ...] = ()  # in their order; a workbook that names none is at the last
    documents: tuple[Document, ...] = ()
    plan_parts: tuple[PlanPart, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    signals: tuple[Signal, ...] = ()  # best first
    trend: Trend | None = None  # without it, years are not compared
    near_zero: NearZero | None = None  # without it, nothing is too little
    watches: tuple[Watch, ...] = ()  # the first one is told with every new submission
