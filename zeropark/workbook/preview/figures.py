"""The standard's formulas → formulas of the calculation sheet (试算公式), as the engine reckons.

It mirrors ``compute.ledger``: what a name stands for, and when a figure is missing or does not
apply. Formulas themselves come from the standard alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from zeropark.formula import Ref, excel, references
from zeropark.messages import word, words
from zeropark.model import Item, Lookup, Policy, Quantity, Standard, Table, Variant
from zeropark.workbook import names
from zeropark.workbook.preview.grid import (
    APART,
    MISSING,
    NTH,
    ROW,
    SELF,
    UNKNOWN,
    Grid,
    quoted,
    span,
)


@dataclass(frozen=True, slots=True)
class Spot:
    """What a name stands for in a formula (引用): a cell, or the cells of a family of rows.

    ``status`` is a cell that holds a number if the figure is there, else why it is not.
    """

    text: str
    status: str


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a name is looked up (取值处): the period and the table at hand."""

    period: str
    table: Table | None = None
    factors: Mapping[str, Lookup] = field(default_factory=dict)


class Figures:
    """The figures of a variant as formulas of the calculation sheet (试算)."""

    def __init__(
        self,
        standard: Standard,
        variant: Variant,
        policies: Mapping[str, Policy],
        rows: Mapping[str, int],
        grid: Grid,
    ) -> None:
        self.standard, self.variant, self.policies = standard, variant, policies
        self.rows, self.grid = rows, grid  # rows of a table that are worked out
        self.items = variant.items()
        self.tables = variant.tables()
        self.quantities = {quantity.id: quantity for quantity in variant.quantities}
        self.indicators = {indicator.id: indicator for indicator in variant.indicators}

    def figure(self, id_: str, period: str = "") -> str:
        """The cell of a quantity that is no family, or of an indicator."""
        if id_ in self.indicators:
            indicator = self.indicators[id_]
            value = self._value(indicator.formula, indicator.valid, _Place(self.standard.current))
            return self.grid.single(value, id_)
        return self._quantity(self.quantities[id_], period or self.standard.current).text

    def condition(self, text: str) -> str:
        """The cell that says whether a condition holds: 1, 0, or why that is not known."""
        place = _Place(self.standard.current)
        spots = self._spots(text, place)
        return self.grid.single(_guarded(spots, f"IF({_excel(text, spots)},1,0)"), text)

    # ------------------------------------------------------------ quantities

    def _quantity(self, quantity: Quantity, period: str) -> Spot:
        period = period if quantity.per_period else self.standard.current
        formula, label = quantity.formula, names.key(quantity.id, period)
        if quantity.policy:
            formula = quantity.formulas[self.policies[quantity.policy].value]
        if quantity.each:
            table = self.tables[quantity.each]
            place = _Place(period, table, quantity.factors)
            value = self._value(formula, quantity.valid, place)
            return self._family(quantity, table, value, label)
        value = self._value(formula, quantity.valid, _Place(period, None, quantity.factors))
        cell = self.grid.single(value, label)
        return Spot(cell, cell)

    def _value(self, formula: str, valid: str, place: _Place) -> str:
        """The formula of a figure, or why it cannot be worked out: missing before 不适用."""
        spots = self._spots(formula, place)
        value = f"IFERROR({_excel(formula, spots)},{MISSING})"
        if valid:
            conditions = self._spots(valid, place)
            held = f"IF({_excel(valid, conditions)},{value},{MISSING})"
            value = f"IF({_known(conditions)},{held},{MISSING})"
        return _guarded(spots, value)

    def _family(self, quantity: Quantity, table: Table, value: str, label: str) -> Spot:
        """The rows of a table that a quantity is of, with what stands for none above them."""
        rows = self.rows[table.id]
        own = span(f"{SELF}{ROW}", rows)
        some = "+".join([f"COUNT({own})", *(f"COUNTIF({own},{s})" for s in _STATES)])
        none = f'IF({some}>0,"",IF({self._says_none(table)},0,{MISSING}))'
        head = f"IF({self._overfull(table)},{UNKNOWN},{none})"
        series = self.grid.column(f'IF({self._passes(quantity, table)},{value},"")', rows, head)
        every = span(series, rows, head=True)
        worst = "0"
        for state in reversed(_STATES):
            worst = f"IF(COUNTIF({every},{state})>0,{state},{worst})"
        return Spot(every, self.grid.single(worst, label))

    # ------------------------------------------------------------ rows of a table

    def _passes(self, quantity: Quantity, table: Table) -> str:
        """Whether a row is filled in and is one that the quantity is of."""
        tests = [f"{self._filled(table)}=1"]
        for id_, allowed in quantity.where.items():
            cell = self._raw(table, id_)
            tests.append(f"OR({','.join(f'{cell}={quoted(text)}' for text in allowed)})")
        for id_ in quantity.filled:
            cell = self._raw(table, id_)
            blank = [f"{cell}={quoted(text)}" for text in ("", *words("codes").values())]
            tests.append(f"NOT(OR({','.join(blank)}))")
        return f"AND({','.join(tests)})" if len(tests) > 1 else tests[0]

    def _filled(self, table: Table) -> str:
        """Whether anything stands in a row: 1 or 0."""
        row = f"INDEX({names.reach(table.id)},{NTH},0)"
        some = f"IFERROR(SUMPRODUCT(LEN(TRIM({row}))),1)"
        text = f"IF({NTH}>{self._height(table)},0,IF({some}>0,1,0))"
        return self.grid.column(text, self.rows[table.id], quoted(table.id))

    def _height(self, table: Table) -> str:
        """How many rows a table has by now; below them stands a blank one."""
        return self.grid.single(f"ROWS({names.reach(table.id)})-1", table.id)

    def _overfull(self, table: Table) -> str:
        """Whether there are more rows than this sheet works out."""
        area, height = names.reach(table.id), self._height(table)
        below = f"SUMPRODUCT(LEN(TRIM(INDEX({area},ROWS({area}),0))))>0"
        return self.grid.single(f"OR({height}>{self.rows[table.id]},{below})", table.id)

    def _says_none(self, table: Table) -> str:
        """Whether no row of the kind counts as zero: 无, or 有 with rows of other kinds."""
        if not table.question:
            return "TRUE"
        answer, filled = names.question(table.id), span(self._filled(table), self.rows[table.id])
        some = f"AND({answer}={quoted(word('yes'))},SUM({filled})>0)"
        return self.grid.single(f"OR({answer}={quoted(word('no'))},{some})", table.id)

    def _raw(self, table: Table, key: str) -> str:
        """What stands in a row under a head."""
        area = names.reach(table.id)
        column = self.grid.single(f"COLUMN({names.head(table.id, key)})-COLUMN({area})+1", key)
        cell = f"INDEX({area},{NTH},{column})"
        text = f'IF({NTH}>{self._height(table)},"",IFERROR(IF({cell}="","",{cell}),{UNKNOWN}))'
        return self.grid.column(text, self.rows[table.id], quoted(f"{table.id} {key}"))

    # ------------------------------------------------------------ what a name stands for

    def _spots(self, text: str, place: _Place) -> Mapping[Ref, Spot]:
        return {ref: self._spot(ref, place) for ref in references(text)}

    def _spot(self, ref: Ref, place: _Place) -> Spot:
        period = ref.period or place.period
        if ref.name in place.factors:
            cell = self._factor(place.factors[ref.name], place)
            return Spot(cell, cell)
        answered = self._answered(ref.name, period, place.table)
        if answered:
            cell = self._worth(*answered)
            return Spot(cell, cell)
        return self._quantity(self.quantities[ref.name], period)

    def _answered(
        self, name: str, period: str, table: Table | None
    ) -> tuple[Item, str, Table | None] | None:
        """The answer of that name in the row at hand, or asked once: its item, cell and table."""
        for column in table.columns if table else ():
            if table and column.id == name:
                key = names.key(name, period if period in column.periods else "")
                return column, self._raw(table, key), table
        if name not in self.items:
            return None
        item = self.items[name]
        key = names.key(name, period if period in item.periods else "")
        return item, names.value(key), None

    def _worth(self, item: Item, cell: str, table: Table | None) -> str:
        """What an answer is worth: its number, or why there is none."""
        codes = words("codes")
        apart = APART if item.may_be_na else MISSING
        blank = [f"{cell}={quoted(text)}" for text in ("", *codes.values())]
        text = f"IF(OR({','.join(blank)}),{MISSING},{UNKNOWN})"
        text = f"IF({cell}={quoted(codes['not_applicable'])},{apart},{text})"
        if item.kind == "choice":
            for choice in item.choices:
                text = f"IF({cell}={quoted(choice)},{item.numbers.get(choice, MISSING)},{text})"
        else:
            whole = item.kind in ("integer", "year")
            number = f"IF({cell}=INT({cell}),{cell},{MISSING})" if whole else cell
            text = f"IF(ISNUMBER({cell}),{number},{text})"
        text = f"IFERROR({text},{UNKNOWN})"
        return self._put(text, table, names.value(item.id))

    def _put(self, text: str, table: Table | None, label: str) -> str:
        if table is None:
            return self.grid.single(text, label)
        return self.grid.column(text, self.rows[table.id])

    # ------------------------------------------------------------ factors

    def _factor(self, lookup: Lookup, place: _Place) -> str:
        """A factor from its table, or what the park measured in its place."""
        table = self.standard.factors[lookup.table]
        if lookup.between:
            cell = self._between(lookup, place)
        elif not lookup.key and not table.year:
            cell = self.grid.single(str(table.numbers[0, lookup.column]), lookup.table)
        else:
            cell = self._looked_up(lookup, place)
        measured = self._answered(lookup.instead, place.period, place.table)
        if measured:
            item, at, within = measured
            own = self._worth(item, at, within)
            text = f"IF(ISNUMBER({own}),{own},IF({own}={UNKNOWN},{UNKNOWN},{cell}))"
            return self._put(text, place.table, lookup.table)
        return cell

    def _looked_up(self, lookup: Lookup, place: _Place) -> str:
        """A factor by key and year: of the year, else the latest before it, else the earliest."""
        table = self.standard.factors[lookup.table]
        found = [self._answered(name, place.period, place.table) for name in lookup.key]
        within = place.table if any(each and each[2] for each in found) else None
        key = "&".join([quoted(_KEY), *(f'"|"&{each[1]}' for each in found if each)])
        keys = tuple("|".join((_KEY, *(row[c] for c in table.key))) for row in table.rows)
        numbers = tuple(str(table.numbers[n, lookup.column]) for n in range(len(keys)))
        values = self.grid.listed(numbers)
        if table.year:
            year = self._put(self._chosen_year(lookup, place.period, keys, key), within, table.id)
            keys = tuple(f"{k}|{row[table.year]}" for k, row in zip(keys, table.rows, strict=True))
            key = f'{key}&"|"&{year}'
        at = f"MATCH({key},{self.grid.listed(tuple(map(quoted, keys)))},0)"
        return self._put(f"IFERROR(INDEX({values},{at}),{MISSING})", within, table.id)

    def _chosen_year(self, lookup: Lookup, period: str, keys: tuple[str, ...], key: str) -> str:
        table = self.standard.factors[lookup.table]
        item = next(p.year for p in self.standard.periods if p.id == period)
        year = self._worth(self.items[item], names.value(item), None)
        same = f"({self.grid.listed(tuple(map(quoted, keys)))}={key})"
        years = self.grid.listed(tuple(row[table.year] for row in table.rows))
        before = f"SUMPRODUCT(MAX({same}*({years}<={year})*{years}))"
        earliest = f"{_NEVER}-SUMPRODUCT(MAX({same}*({_NEVER}-{years})))"
        return f"IF(ISNUMBER({year}),IF({before}>0,{before},{earliest}),{MISSING})"

    def _between(self, lookup: Lookup, place: _Place) -> str:
        """A factor between two neighbouring points of its table; missing outside of it."""
        table = self.standard.factors[lookup.table]
        answered = self._answered(lookup.key[0], place.period, place.table)
        if answered is None:
            return MISSING
        at, within = self._worth(*answered), answered[2]
        points = [row[table.key[0]] for row in table.rows]
        keys = self.grid.listed(tuple(points))
        values = self.grid.listed(
            tuple(str(table.numbers[n, lookup.column]) for n in range(len(points)))
        )
        place_ = f"IFERROR(MIN(MATCH({at},{keys},1),{len(points) - 1}),1)"
        low = self._put(place_, within, table.id)
        run = f"(INDEX({keys},{low}+1)-INDEX({keys},{low}))"
        rise = f"(INDEX({values},{low}+1)-INDEX({values},{low}))"
        value = f"INDEX({values},{low})+{rise}*({at}-INDEX({keys},{low}))/{run}"
        inside = f"AND({at}>={points[0]},{at}<={points[-1]})"
        no_number = f"IF({at}={UNKNOWN},{UNKNOWN},{MISSING})"
        text = f"IF(ISNUMBER({at}),IF({inside},{value},{MISSING}),{no_number})"
        return self._put(text, within, table.id)


_STATES = (UNKNOWN, MISSING, APART)  # the worst first
_KEY = "k"  # begins every key, so that none is blank
_NEVER = 9999  # a year after all others


def _excel(text: str, spots: Mapping[Ref, Spot]) -> str:
    return excel(text, lambda ref: spots[ref].text)


def _known(spots: Mapping[Ref, Spot]) -> str:
    cells = dict.fromkeys(spot.status for spot in spots.values())
    return f"COUNT({','.join(cells)})={len(cells)}" if cells else "TRUE"


def _guarded(spots: Mapping[Ref, Spot], value: str) -> str:
    """The value if all that it needs is there; else the worst of what keeps it from being."""
    cells = dict.fromkeys(spot.status for spot in spots.values())
    if not cells:
        return value
    reason = APART
    for state in (MISSING, UNKNOWN):
        reason = f"IF(OR({','.join(f'{cell}={state}' for cell in cells)}),{state},{reason})"
    return f"IF({_known(spots)},{value},{reason})"
