"""What a standard must hold beyond its form (标准数据的审查): names, units, sources, points."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from fractions import Fraction

from zeropark.formula import FormulaError, Ref, gathered, is_condition, parse, references
from zeropark.model import (
    Check,
    Indicator,
    Item,
    Quantity,
    Scheme,
    Standard,
    StandardFault,
    Table,
    Variant,
)

_ID = re.compile(r"[A-Za-z][A-Za-z0-9]*(_[A-Za-z0-9]+)*")
_ROLES = ("park", "region", "plan", "plan_target")


def formulas(owner: Quantity | Indicator) -> tuple[str, ...]:
    """Every formula that the figure may be worked out by, its condition included."""
    own = (owner.formula, owner.valid)
    more = tuple(owner.formulas.values()) if isinstance(owner, Quantity) else ()
    return tuple(text for text in (*own, *more) if text)


def lint(standard: Standard) -> Iterator[StandardFault]:
    """Every fault of a standard whose files are well formed."""
    yield from _general(standard)
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
    yield from (fault("D204", "roles", role) for role in _ROLES if role not in standard.roles)
    for policy in standard.policies.values():
        if policy.value not in policy.options:
            yield fault("D203", f"policy.{policy.id}", policy.value)
        if not policy.reason:
            yield fault("D205", f"policy.{policy.id}", "reason")


def lint_scheme(scheme: Scheme, standard: Standard, file: str) -> Iterator[StandardFault]:
    """Whether the scheme gives each indicator of each variant its points, 100 in all."""
    for variant in standard.variants.values():
        points = scheme.points.get(variant.id, {})
        wanted = {indicator.id for indicator in variant.indicators}
        for id_ in sorted(wanted ^ set(points)):
            yield StandardFault("D501", file, f"points.{variant.id}", {"found": id_})
        if sum(points.values(), Fraction(0)) != Fraction(100):
            total = str(sum(points.values(), Fraction(0)))
            yield StandardFault("D502", file, f"points.{variant.id}", {"found": total})
        for id_ in sorted(set(scheme.targets.get(variant.id, {})) - wanted):
            yield StandardFault("D501", file, f"targets.{variant.id}", {"found": id_})
    for id_, value in scheme.policies.items():
        if id_ not in standard.policies or value not in standard.policies[id_].options:
            yield StandardFault("D203", file, f"policies.{id_}", {"found": value})
    if not scheme.basis:
        yield StandardFault("D205", file, "basis", {"found": "basis"})


class _VariantLint:
    """The names of one variant and what may be said with them."""

    def __init__(self, standard: Standard, variant: Variant) -> None:
        self.standard, self.variant = standard, variant
        self.file = f"{variant.id}.toml"
        self.items = variant.items()
        self.tables = variant.tables()
        self.quantities = {quantity.id: quantity for quantity in variant.quantities}
        self.periods = {period.id for period in standard.periods}

    def fault(self, code: str, where: str, found: str) -> StandardFault:
        return StandardFault(code, self.file, where, {"found": found})

    def faults(self) -> Iterator[StandardFault]:
        yield from self._ids()
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
        for code, count in Counter(check.id for check in self.variant.checks).items():
            if count > 1:
                yield self.fault("D206", code, str(count))

    def _item(self, item: Item, where: str) -> Iterator[StandardFault]:
        for period in item.periods:
            if period not in self.periods:
                yield self.fault("D203", where, period)
        if item.kind == "choice" and not (item.choices or item.choices_from):
            yield self.fault("D205", where, "choices")
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
            for key in lookup.key:
                if key not in known:
                    yield self.fault("D203", where, key)

    def _columns(self, table: str) -> frozenset[str]:
        return (
            frozenset(column.id for column in self.tables[table].columns) if table else frozenset()
        )

    def _indicator(self, indicator: Indicator) -> Iterator[StandardFault]:
        if indicator.aspect not in self.standard.aspects:
            yield self.fault("D203", f"{indicator.id}.aspect", indicator.aspect)
        for name in ("clause", "unit", "printed", "source_document", "evidence"):
            if not getattr(indicator, name):
                yield self.fault("D205", indicator.id, name)
        for text in formulas(indicator):
            condition = text == indicator.valid
            yield from self._formula(text, indicator.id, frozenset(), condition=condition)

    def _check(self, check: Check) -> Iterator[StandardFault]:
        forms = (check.require, check.distinct, check.unique, check.filled)
        if sum(map(bool, forms)) != 1:
            yield self.fault("D208", check.id, "require | distinct | unique | filled")
        if check.table and check.table not in self.tables:
            yield self.fault("D203", check.id, check.table)
            return
        columns = self._columns(check.table)
        named = (check.at, *check.when, *check.distinct, *check.filled)
        for name in named:
            if name not in columns and name not in self.items:
                yield self.fault("D203", check.id, name)
        if check.require:
            where = f"{check.id}.require"
            allowed = {*columns, *self.items}
            yield from self._formula(
                check.require, where, columns, condition=True, among=allowed.__contains__
            )

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
        if ref.period and ref.period not in self.periods:
            yield self.fault("D203", where, str(ref))
        known = ref.name in self.items or ref.name in self.quantities
        if not known or (among and not among(ref.name)):
            yield self.fault("D203", where, str(ref))
        elif ref.name in self.quantities and self.quantities[ref.name].each and ref not in inside:
            yield self.fault("D303", where, str(ref))
        elif ref.name in self.items and not _has_number(self.items[ref.name]):
            yield self.fault("D306", where, str(ref))


def _has_number(item: Item) -> bool:
    return item.kind in {"number", "percent", "integer", "year", "date"} or bool(item.numbers)


__all__ = ["formulas", "lint", "lint_scheme"]
