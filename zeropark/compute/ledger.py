"""The ledger of one park (计算账): every figure with all it came from, in dependency order."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import partial

from zeropark.compute.factors import between, find_row, in_unit_of_row
from zeropark.formula import Ref, Value, evaluate, holds, references
from zeropark.messages import word
from zeropark.model import (
    Cell,
    Entry,
    Indicator,
    Listing,
    Lookup,
    Policy,
    Quantity,
    Row,
    Standard,
    State,
    Step,
    Submission,
    Table,
    Variant,
)

NO_ROWS = "#0"  # ends the id of what stands for a table without rows; rows count from one


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a name is looked up (取值处): the period at hand and the row at hand."""

    period: str = ""
    listing: Listing | None = None
    row: Row | None = None
    factors: Mapping[str, Lookup] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is to be worked out (计算要求): by which formula, if what holds, and what is told."""

    formula: str
    valid: str
    note: str


class Ledger:
    """The figures of one park as they are worked out (计算账)."""

    def __init__(
        self, standard: Standard, submission: Submission, policies: Mapping[str, Policy]
    ) -> None:
        self.standard, self.submission, self.policies = standard, submission, policies
        self.variant: Variant = standard.variants[submission.variant]
        self.factors = {id_: table.under(policies) for id_, table in standard.factors.items()}
        self.quantities = {quantity.id: quantity for quantity in self.variant.quantities}
        self.indicators = {indicator.id: indicator for indicator in self.variant.indicators}
        self.items = self.variant.items()
        self.periods = tuple(period.id for period in submission.periods(standard))
        self.steps: dict[str, Step] = {}
        self.families: dict[tuple[str, str], tuple[Step, ...]] = {}
        self.leaves: dict[str, Step] = {}

    def run(self) -> Mapping[str, Step]:
        """Work out everything, each after what it needs."""
        for id_ in self.variant.order:
            if id_ in self.quantities:
                self._quantity(self.quantities[id_])
            else:
                self._indicator(self.indicators[id_])
        return self.steps

    def _quantity(self, quantity: Quantity) -> None:
        for period in self.periods if quantity.per_period else (self.standard.current,):
            if quantity.each:
                self._family(quantity, period)
            else:
                id_ = f"{quantity.id}[{period}]" if quantity.per_period else quantity.id
                step = self._figure(quantity, id_, _Place(period, factors=quantity.factors))
                self.steps[id_] = step
                if period == self.standard.current:
                    self.steps[quantity.id] = step

    def _family(self, quantity: Quantity, period: str) -> None:
        listing = self.submission.listings[quantity.each]
        steps = tuple(
            self._figure(
                quantity,
                f"{quantity.id}[{period}]#{row.number}",
                _Place(period, listing, row, quantity.factors),
                word("row_figure", name=quantity.name, row=row.text(listing.table.label)),
            )
            for row in listing.rows
            if _passes(quantity, row)
        )
        self.families[quantity.id, period] = steps or (self._nothing(listing),)
        self.steps |= {step.id: step for step in steps}

    def _nothing(self, listing: Listing) -> Step:
        """What stands for a table without rows: 无 is zero, an unanswered question is missing."""
        declared, table = listing.declared, listing.table
        answered = declared is None or declared.state == "value"
        says_some = declared is not None and declared.text == word("yes") and not listing.rows
        known = answered and not says_some
        empty = "no_rows" if declared else "no_entries"
        note = word("no_such_rows" if listing.rows else empty)
        return Step(
            id=f"{table.id}{NO_ROWS}",
            name=table.question or table.name,
            unit="",
            value=Decimal(0) if known else None,
            state="value" if known else "missing",
            cell=declared.cell if declared else listing.cell,
            note=note if known else "",
        )

    def _indicator(self, indicator: Indicator) -> None:
        step = partial(
            Step,
            id=indicator.id,
            name=indicator.name,
            unit=indicator.unit,
            formula=indicator.formula,
            clause=indicator.clause,
        )
        asked = _Asked(indicator.formula, indicator.valid, indicator.convention)
        self.steps[indicator.id] = self._work_out(step, asked, _Place(self.standard.current))

    def _figure(self, quantity: Quantity, id_: str, place: _Place, name: str = "") -> Step:
        formula, note = quantity.formula, quantity.note
        if quantity.policy:
            policy = self.policies[quantity.policy]
            formula = quantity.formulas[policy.value]
            chosen = word("policy_note", name=policy.name, value=policy.options[policy.value])
            note = f"{note}{chosen}"
        step = partial(
            Step,
            id=id_,
            name=name or quantity.name,
            unit=quantity.unit,
            formula=formula,
            clause=quantity.clause,
            period=place.period if quantity.per_period else "",
        )
        return self._work_out(step, _Asked(formula, quantity.valid, note), place)

    def _work_out(self, step: partial[Step], asked: _Asked, place: _Place) -> Step:
        """The step with its value and all that it came from."""
        found = {ref: self._resolve(ref, place) for ref in references(asked.formula)}
        inputs = [(str(ref), s) for ref, steps in found.items() for s in _steps(steps)]
        sources = tuple([source for _, source in inputs])
        traced = partial(step, inputs=sources, names=tuple([name for name, _ in inputs]))
        state = _joint_state(sources)
        if state != "value":
            return traced(value=None, state=state, note=asked.note)
        if asked.valid and not self._holds(asked.valid, place):
            note = word("invalid_note", condition=asked.valid)
            return traced(value=None, state="missing", note=f"{asked.note}{note}")
        try:
            return traced(value=evaluate(asked.formula, _numbers(found)), note=asked.note)
        except ArithmeticError:
            note = f"{asked.note}{word('division_note')}"
            return traced(value=None, state="missing", note=note)

    def _holds(self, condition: str, place: _Place) -> bool:
        found = {ref: self._resolve(ref, place) for ref in references(condition)}
        known = all(step.value is not None for value in found.values() for step in _steps(value))
        return known and holds(condition, _numbers(found))

    def _resolve(self, ref: Ref, place: _Place) -> Step | tuple[Step, ...]:
        period = ref.period or place.period
        if ref.name in place.factors:
            return self._factor(place.factors[ref.name], place)
        if place.row is not None and place.listing is not None:
            entry = _in_row(place.row, ref.name, period)
            if entry is not None:
                return self._row_leaf(entry, place.row, place.listing.table)
        if ref.name in self.items:
            return self._leaf(self.submission.answer(self.items[ref.name].id, period))
        quantity = self.quantities[ref.name]
        if quantity.each:
            return self.families[ref.name, period if quantity.per_period else self.standard.current]
        return self.steps[f"{ref.name}[{period}]" if quantity.per_period else ref.name]

    def _leaf(
        self, entry: Entry, row: Row | None = None, name: str = "", unit: str | None = None
    ) -> Step:
        key = f"{entry.item.id}#{row.number}" if row else entry.item.id
        id_ = f"cell:{key}[{entry.period}]" if entry.period else f"cell:{key}"
        number = entry.number
        known = number is not None
        return Step(
            id=f"{id_}@{entry.cell}",
            name=name or entry.item.name,
            unit=entry.item.unit if unit is None else unit,
            value=number,
            state="value" if known else (entry.state if entry.state != "value" else "missing"),
            clause=entry.item.clause,
            cell=entry.cell,
            note=entry.reason,
            period=entry.period,
        )

    def _row_leaf(self, entry: Entry, row: Row, table: Table) -> Step:
        """An answer in a row: named after its row, in the unit that the row says."""
        item = in_unit_of_row(entry.item, row, table, self.factors)
        name = word("row_figure", name=item.name, row=row.text(table.label))
        return self._leaf(entry, row, name, item.unit)

    def _factor(self, lookup: Lookup, place: _Place) -> Step:
        """A factor from its table, or what the park measured in its place."""
        measured = self._answered(lookup.instead, place)
        if measured is not None and measured.number is not None:
            return replace(self._leaf(measured, place.row), note=word("measured_note"))
        if lookup.between:
            return self._interpolated(lookup, place)
        table = self.factors[lookup.table]
        key = tuple(self._word(name, place) for name in lookup.key)
        year = self._year(place.period) if table.year else ""
        found = find_row(table, key, year)
        column, unit = table.columns[lookup.column]
        name = "".join((*key, column or table.name))
        id_ = f"factor:{table.id}:{'/'.join((*key, year))}:{lookup.column}"
        if found is None:
            undated = bool(table.year) and not year  # then no answer is to blame
            return Step(
                id=id_,
                name=name,
                unit="",
                value=None,
                state="missing",
                cell=None if undated else self._key_cell(lookup, place),
            )
        place_, note = found
        row = table.rows[place_]
        return Step(
            id=id_,
            name=name,
            unit=unit.format_map(row),
            value=table.numbers[place_, lookup.column],
            source=_source(row),
            note=note,
            period=place.period if table.year else "",
        )

    def _interpolated(self, lookup: Lookup, place: _Place) -> Step:
        """A factor between two neighbouring points of its table; missing outside of it."""
        table = self.factors[lookup.table]
        column, unit = table.columns[lookup.column]
        entry = self._answered(lookup.key[0], place)
        at = entry.number if entry else None
        found = None if at is None else between(table, lookup.column, at)
        return Step(
            id=f"factor:{table.id}:{at}:{lookup.column}",
            name=f"{table.name} {column}".strip(),
            unit=unit,
            value=found[0] if found else None,
            state="value" if found else "missing",
            source=_source(table.rows[0]),
            note=found[1] if found else "",
        )

    def _answered(self, name: str, place: _Place) -> Entry | None:
        """The answer of that name in the row at hand, or asked once; ``None`` if there is none."""
        entry = _in_row(place.row, name, place.period) if place.row else None
        if entry is None and name in self.items:
            entry = self.submission.answer(name, place.period)
        return entry

    def _key_cell(self, lookup: Lookup, place: _Place) -> Cell | None:
        """Where the answer stands that no factor was found for; ``None`` if it has none."""
        entries = (self._answered(name, place) for name in lookup.key)
        return next((entry.cell for entry in entries if entry and entry.text), None)

    def _word(self, name: str, place: _Place) -> str:
        """The answer that a factor is looked up by."""
        entry = self._answered(name, place)
        return entry.text if entry else ""

    def _year(self, period: str) -> str:
        item = next(p.year for p in self.standard.periods if p.id == period)
        return self.submission.answer(item, "").text


def _source(row: Mapping[str, str]) -> str:
    return word("factor_source", source=row["source"], mark=row["mark"])


def _passes(quantity: Quantity, row: Row) -> bool:
    chosen = all(row.text(column) in allowed for column, allowed in quantity.where.items())
    return chosen and all(row.text(column) for column in quantity.filled)


def _in_row(row: Row | None, column: str, period: str) -> Entry | None:
    if row is None:
        return None
    return row.entries.get(column) or row.entries.get(f"{column}__{period}")


def _steps(value: Step | tuple[Step, ...]) -> tuple[Step, ...]:
    return value if isinstance(value, tuple) else (value,)


def _numbers(found: Mapping[Ref, Step | tuple[Step, ...]]) -> Mapping[Ref, Value]:
    return {
        ref: tuple(step.value for step in steps if step.value is not None)
        if isinstance(steps, tuple)
        else (steps.value if steps.value is not None else ())
        for ref, steps in found.items()
    }


def _joint_state(inputs: Iterable[Step]) -> State:
    """Missing if anything is; 不适用 if anything is and nothing is missing."""
    states = {step.state for step in inputs}
    for state in ("missing", "not_applicable"):
        if state in states:
            return state
    return "value"
