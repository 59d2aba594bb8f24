"""What a standard must hold beyond its form (标准数据的审查): names, units, sources, points."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Protocol

from zeropark.formula import FormulaError, Ref, gathered, is_condition, parse, references
from zeropark.messages import words
from zeropark.model import (
    CALENDAR_YEAR,
    GRADE,
    Check,
    Indicator,
    Item,
    Quantity,
    Standard,
    StandardFault,
    Table,
    Variant,
)
from zeropark.standard.points import lint_scheme
from zeropark.standard.printed import printed
from zeropark.standard.staged import staged

_ID = re.compile(r"[A-Za-z][A-Za-z0-9]*(_[A-Za-z0-9]+)*")
_ROLES = ("park", "region", "plan", "plan_target")


_VERIFIED = ("subject", "declared", "cause", "comment")


class _Numbered(Protocol):
    @property
    def id(self) -> str: ...


def repeated(records: Iterable[_Numbered], file: str, where: str) -> Iterator[StandardFault]:
    """A fault for each id that stands more than once (编号重复)."""
    for id_, count in Counter(record.id for record in records).items():
        if count > 1:
            yield StandardFault("D206", file, f"{where}.{id_}", {"found": str(count)})


def formulas(owner: Quantity | Indicator) -> tuple[str, ...]:
    """Every formula that the figure may be worked out by, its condition included."""
    own = (owner.formula, owner.valid)
    more = tuple(owner.formulas.values()) if isinstance(owner, Quantity) else ()
    return tuple(text for text in (*own, *more) if text)


def lint(standard: Standard) -> Iterator[StandardFault]:
    """Every fault of a standard whose files are well formed."""
    yield from _general(standard)
    yield from _measures(standard)
    yield from staged(standard)
    yield from printed(standard)
    for variant in standard.variants.values():
        yield from _VariantLint(standard, variant).faults()
    for scheme in standard.schemes.values():
        yield from lint_scheme(scheme, standard, f"schemes/{scheme.id}.toml")


def _general(standard: Standard) -> Iterator[StandardFault]:
    def fault(code: str, where: str, found: str) -> StandardFault:
        return StandardFault(code, "standard.toml", where, {"found": found})

    if standard.default_scheme not in standard.schemes:
        yield fault("D203", "default_scheme", standard.default_scheme)
    if standard.current not in {period.id for period in standard.periods}:
        yield fault("D203", "current", standard.current)
    if GRADE in {period.id for period in standard.periods}:
        yield fault("D202", "period", GRADE)
    yield from _roles(standard)
    yield from _watches(standard)
    for policy in standard.policies.values():
        if policy.value not in policy.options:
            yield fault("D203", f"policy.{policy.id}", policy.value)
        if not policy.reason:
            yield fault("D205", f"policy.{policy.id}", "reason")


def _watches(standard: Standard) -> Iterator[StandardFault]:
    """What is watched over the years is worked out by every variant, and it is said why."""
    known = [{quantity.id for quantity in v.quantities} for v in standard.variants.values()]
    for watch in standard.watches:
        where = f"watch.{watch.quantity}"
        if not all(watch.quantity in ids for ids in known):
            yield StandardFault("D203", "standard.toml", where, {"found": watch.quantity})
        if not watch.reason:
            yield StandardFault("D205", "standard.toml", where, {"found": "reason"})
    for where, limit in (("trend", standard.trend), ("near_zero", standard.near_zero)):
        if limit and not limit.reason:
            yield StandardFault("D205", "standard.toml", where, {"found": "reason"})


def _roles(standard: Standard) -> Iterator[StandardFault]:
    """What must be found by meaning is named; units are converted by a table made for it."""
    for role in _ROLES:
        if role not in standard.roles:
            yield StandardFault("D204", "standard.toml", "roles", {"found": role})
    if (units := standard.roles.get("units")) and not _converts(standard, units):
        yield StandardFault("D203", "standard.toml", "roles.units", {"found": units})


def _converts(standard: Standard, factors: str) -> bool:
    """Whether a factor table says what one unit is worth in another."""
    table = standard.factors.get(factors)
    return table is not None and (len(table.key), len(table.columns)) == (2, 1)


def _measures(standard: Standard) -> Iterator[StandardFault]:
    """Whether the library speaks of what there is."""
    indicators = {i.id for variant in standard.variants.values() for i in variant.indicators}
    subjects = {role.removeprefix("subject_") for role in standard.roles}
    for measure in standard.measures:
        strangers = [id_ for id_ in measure.variants if id_ not in standard.variants]
        strangers += {measure.indicator} - indicators - subjects
        strangers += {measure.term} - set(words("terms"))
        for found in strangers:
            yield StandardFault("D203", "measures.toml", measure.id, {"found": found})


class _VariantLint:
    """The names of one variant and what may be said with them."""

    def __init__(self, standard: Standard, variant: Variant) -> None:
        self.standard, self.variant = standard, variant
        self.file = f"{variant.id}.toml"
        self.items = variant.items()
        self.tables = variant.tables()
        self.quantities = {quantity.id: quantity for quantity in variant.quantities}
        self.periods = {period.id for period in standard.periods}
        self.reported = {period.id for period in standard.periods if not period.optional}

    def fault(self, code: str, where: str, found: str) -> StandardFault:
        return StandardFault(code, self.file, where, {"found": found})

    def faults(self) -> Iterator[StandardFault]:
        yield from self._ids()
        yield from self._roles()
        yield from self._grades()
        for item in self.items.values():
            yield from self._item(item, item.id)
        for table in self.tables.values():
            yield from self._table(table)
        for quantity in self.variant.quantities:
            yield from self._quantity(quantity)
        for indicator in self.variant.indicators:
            yield from self._indicator(indicator)
        for check in self.variant.checks:
            yield from self._check(check)

    def _ids(self) -> Iterator[StandardFault]:
        ids = Counter(
            [item.id for sheet in self.variant.sheets for item in sheet.items]
            + [table.id for sheet in self.variant.sheets for table in sheet.tables]
            + [quantity.id for quantity in self.variant.quantities]
            + [indicator.id for indicator in self.variant.indicators]
        )
        for id_, count in ids.items():
            if count > 1:
                yield self.fault("D206", id_, str(count))
            if not _ID.fullmatch(id_):
                yield self.fault("D207", id_, id_)
        yield from repeated(self.variant.checks, self.file, "check")

    def _roles(self) -> Iterator[StandardFault]:
        roles = self.standard.roles
        places: dict[str, Iterable[str]] = {
            "park": self.items,
            "region": self.items,
            "plan": self.tables,
            "plan_target": self._columns(roles.get("plan", "")),
            "report_number": self.items,
            "nonconformities": self.tables,
            "nonconformities_state": self._columns(roles.get("nonconformities", "")),
            "verified": self.tables,
            **{f"verified_{role}": self._columns(roles.get("verified", "")) for role in _VERIFIED},
        }
        for role, known in places.items():
            if role in roles and roles[role] not in known:
                yield self.fault("D203", f"roles.{role}", roles[role])

    def _grades(self) -> Iterator[StandardFault]:
        known = self.quantities.__contains__
        for grade in self.standard.grades:
            if grade.condition:
                where = f"grade.{grade.id}"
                yield from self._formula(
                    grade.condition, where, frozenset(), condition=True, among=known
                )

    def _item(self, item: Item, where: str) -> Iterator[StandardFault]:
        for period in item.periods:
            if period not in self.periods:
                yield self.fault("D203", where, period)
        if item.kind == "choice" and not (item.choices or item.choices_from):
            yield self.fault("D205", where, "choices")
        if item.grade and not self.standard.data_grades:
            yield self.fault("D205", where, "data_grades")
        if item.kind == "number" and not item.unit:
            yield self.fault("D205", where, "unit")
        if item.choices_from.startswith("factor."):
            table = item.choices_from.split(".")[1]
            if table not in self.standard.factors:
                yield self.fault("D203", where, item.choices_from)
        yield from (
            self.fault("D203", where, choice)
            for choice in item.numbers
            if choice not in item.choices
        )

    def _table(self, table: Table) -> Iterator[StandardFault]:
        columns = {column.id for column in table.columns}
        yield from repeated(table.columns, self.file, table.id)
        for column in table.columns:
            yield from self._item(column, f"{table.id}.{column.id}")
            if not _ID.fullmatch(column.id):
                yield self.fault("D207", f"{table.id}.{column.id}", column.id)
        if table.label not in columns:
            yield self.fault("D203", f"{table.id}.label", table.label)

    def _quantity(self, quantity: Quantity) -> Iterator[StandardFault]:
        where = quantity.id
        for name in ("clause", "unit"):
            if not getattr(quantity, name):
                yield self.fault("D205", where, name)
        if bool(quantity.formula) == bool(quantity.formulas):
            yield self.fault("D208", where, "formula")
        if quantity.policy:
            yield from self._choice_of_formula(quantity)
        if quantity.each and quantity.each not in self.tables:
            yield self.fault("D203", f"{where}.each", quantity.each)
            return
        columns = self._columns(quantity.each)
        strangers = {*quantity.where, *quantity.filled} - columns
        yield from (self.fault("D203", f"{where}.where", name) for name in sorted(strangers))
        yield from self._factors(quantity)
        known = {*columns, *quantity.factors}
        for text in formulas(quantity):
            yield from self._formula(text, where, known, condition=text == quantity.valid)

    def _choice_of_formula(self, quantity: Quantity) -> Iterator[StandardFault]:
        policy = self.standard.policies.get(quantity.policy)
        options = set(policy.options) if policy else set()
        for missing in sorted(options ^ set(quantity.formulas)):
            yield self.fault("D203", f"{quantity.id}.formulas", missing)

    def _factors(self, quantity: Quantity) -> Iterator[StandardFault]:
        known = {*self._columns(quantity.each), *self.items}
        for name, lookup in quantity.factors.items():
            where = f"{quantity.id}.factors.{name}"
            table = self.standard.factors.get(lookup.table)
            if table is None or lookup.column not in table.columns:
                yield self.fault("D203", where, f"{lookup.table}.{lookup.column}")
            elif len(table.key) != len(lookup.key):
                yield self.fault("D209", where, ", ".join(table.key))
            for answer in (*lookup.key, *([lookup.instead] if lookup.instead else [])):
                if answer not in known:
                    yield self.fault("D203", where, answer)

    def _columns(self, table: str) -> frozenset[str]:
        columns = self.tables[table].columns if table in self.tables else ()
        return frozenset(column.id for column in columns)

    def _indicator(self, indicator: Indicator) -> Iterator[StandardFault]:
        if indicator.aspect not in self.standard.aspects:
            yield self.fault("D203", f"{indicator.id}.aspect", indicator.aspect)
        for name in ("clause", "unit", "printed", "source_document", "evidence"):
            if not getattr(indicator, name):
                yield self.fault("D205", indicator.id, name)
        yield from self._targets(indicator)
        for text in formulas(indicator):
            condition = text == indicator.valid
            yield from self._formula(text, indicator.id, frozenset(), condition=condition)

    def _targets(self, indicator: Indicator) -> Iterator[StandardFault]:
        """A target is above zero: points are shares of it; its steps rise with a known figure."""
        by = indicator.target_by
        targets = (
            [indicator.target, *(target for _, target in by.steps)] if by else [indicator.target]
        )
        for target in targets:
            if target <= 0:
                yield self.fault("D202", f"{indicator.id}.target", str(target))
        if by and by.of not in self.quantities:
            yield self.fault("D203", f"{indicator.id}.target_by", by.of)
        if by and (not by.steps or list(by.steps) != sorted(by.steps)):
            yield self.fault("D202", f"{indicator.id}.target_by", "steps")

    def _check(self, check: Check) -> Iterator[StandardFault]:
        forms = (check.require, check.distinct, check.unique, check.filled)
        if sum(map(bool, forms)) != 1:
            yield self.fault("D208", check.id, "require | distinct | unique | filled")
        if check.table and check.table not in self.tables:
            yield self.fault("D203", check.id, check.table)
            return
        columns = self._columns(check.table)
        if check.unique and not check.table:
            yield self.fault("D205", check.id, "table")
        elif check.unique:
            strangers = sorted({check.at, check.unique} - columns)
            yield from (self.fault("D203", check.id, name) for name in strangers)
        named = (check.at, *check.when, *check.given, *check.distinct, *check.filled)
        for name in named if not check.unique else ():
            if name not in columns and name not in self.items:
                yield self.fault("D203", check.id, name)
        yield from self._periods(check, named)
        yield from self._sums(check)
        if check.require:
            where = f"{check.id}.require"
            allowed = {*columns, *self.items, *check.sums}
            among = None if check.computed else allowed.__contains__
            dated = {CALENDAR_YEAR} if check.periods and not check.computed else set()
            local = {*columns, *dated, *check.sums}
            yield from self._formula(check.require, where, local, condition=True, among=among)

    def _sums(self, check: Check) -> Iterator[StandardFault]:
        """A sum over another table wants its column there and the shared one in both."""
        for name, source in check.sums.items():
            there = self._columns(source.table) if source.table in self.tables else frozenset()
            if not {source.by, source.column} <= there or source.by not in self._columns(
                check.table
            ):
                yield self.fault("D203", f"{check.id}.sums", name)

    def _periods(self, check: Check, named: Iterable[str]) -> Iterator[StandardFault]:
        """Answers of two years are compared year by year, so the check must name the years."""
        yield from (self.fault("D203", check.id, p) for p in check.periods if p not in self.periods)
        columns = self.tables[check.table].columns if check.table else ()
        yearly = {id_ for id_, item in self.items.items() if item.periods}
        yearly |= {column.id for column in columns if column.periods}
        undated = {*named, *(ref.name for ref in _read(check.require) if not ref.period)}
        if yearly & undated and not check.periods:
            yield self.fault("D205", check.id, "periods")

    def _formula(
        self,
        text: str,
        where: str,
        local: frozenset[str] | set[str],
        *,
        condition: bool,
        among: Callable[[str], bool] | None = None,
    ) -> Iterator[StandardFault]:
        try:
            parse(text)
        except FormulaError as error:
            yield self.fault(error.code, where, f"{error.text} ← {error.found}")
            return
        if is_condition(text) != condition:
            yield self.fault("D304", where, text)
        inside = gathered(text)
        for ref in references(text):
            if ref.name not in local:
                yield from self._name(ref, where, inside, among)

    def _name(
        self,
        ref: Ref,
        where: str,
        inside: frozenset[Ref],
        among: Callable[[str], bool] | None,
    ) -> Iterator[StandardFault]:
        if ref.period and ref.period not in self.reported:
            yield self.fault("D203", where, str(ref))
        known = ref.name in self.items or ref.name in self.quantities
        if not known or (among and not among(ref.name)):
            yield self.fault("D203", where, str(ref))
        elif ref.name in self.quantities and self.quantities[ref.name].each and ref not in inside:
            yield self.fault("D303", where, str(ref))
        elif ref.name in self.items and not _has_number(self.items[ref.name]):
            yield self.fault("D306", where, str(ref))


def _read(text: str) -> tuple[Ref, ...]:
    """The names of a formula; none if it cannot be read, which is told elsewhere."""
    try:
        return references(text) if text else ()
    except FormulaError:
        return ()


def _has_number(item: Item) -> bool:
    return item.kind in {"number", "percent", "integer", "year", "date"} or bool(item.numbers)


__all__ = ["formulas", "lint", "repeated"]
