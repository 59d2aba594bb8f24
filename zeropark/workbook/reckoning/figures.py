"""The standard's formulas → formulas of the calculation sheet (试算公式), as the engine reckons.

It mirrors ``compute.ledger``: what a name stands for, and when a figure is missing or does not
apply. Formulas themselves come from the standard alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from zeropark.formula import Ref, excel, references
from zeropark.messages import words
from zeropark.model import Policy, Quantity, Standard, Table, Variant
from zeropark.workbook import names
from zeropark.workbook.reckoning.factors import Factors, Place
from zeropark.workbook.reckoning.grid import APART, MISSING, ROW, SELF, UNKNOWN, quoted, span
from zeropark.workbook.reckoning.inputs import Inputs


@dataclass(frozen=True, slots=True)
class Spot:
    """What a name stands for in a formula (引用): a cell, or the cells of a family of rows.

    ``status`` is a cell that holds a number if the figure is there, else why it is not.
    """

    text: str
    status: str


class Figures:
    """The figures of a variant as formulas of the calculation sheet (试算)."""

    def __init__(
        self, standard: Standard, variant: Variant, policies: Mapping[str, Policy], inputs: Inputs
    ) -> None:
        self.standard, self.policies = standard, policies
        self.inputs, self.grid = inputs, inputs.grid
        self.factors = Factors(standard, policies, inputs, inputs.grid)
        self.quantities = {quantity.id: quantity for quantity in variant.quantities}
        self.indicators = {indicator.id: indicator for indicator in variant.indicators}

    def figure(self, id_: str, period: str = "") -> str:
        """The cell of a quantity that is no family, or of an indicator."""
        if id_ in self.indicators:
            indicator = self.indicators[id_]
            value = self._value(indicator.formula, indicator.valid, Place(self.standard.current))
            return self.grid.single(value, id_)
        return self._quantity(self.quantities[id_], period or self.standard.current).text

    def condition(self, text: str, period: str = "") -> str:
        """The cell that says whether a condition holds: 1, 0, or why that is not known."""
        place = Place(period or self.standard.current)
        spots = self._spots(text, place)
        return self.grid.single(_guarded(spots, f"IF({_excel(text, spots)},1,0)"), text)

    # ------------------------------------------------------------ quantities

    def _quantity(self, quantity: Quantity, period: str) -> Spot:
        period = period if quantity.per_period else self.standard.current
        formula, label = quantity.formula, names.key(quantity.id, period)
        if quantity.policy:
            formula = quantity.formulas[self.policies[quantity.policy].value]
        if quantity.each:
            table = self.inputs.tables[quantity.each]
            place = Place(period, table, quantity.factors)
            value = self._value(formula, quantity.valid, place)
            return self._family(quantity, table, value, label)
        value = self._value(formula, quantity.valid, Place(period, None, quantity.factors))
        cell = self.grid.single(value, label)
        return Spot(cell, cell)

    def _value(self, formula: str, valid: str, place: Place) -> str:
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
        rows = self.inputs.rows[table.id]
        own = span(f"{SELF}{ROW}", rows)
        some = "+".join([f"COUNT({own})", *(f"COUNTIF({own},{s})" for s in _STATES)])
        none = f'IF({some}>0,"",IF({self.inputs.says_none(table)},0,{MISSING}))'
        head = f"IF({self.inputs.overfull(table)},{UNKNOWN},{none})"
        series = self.grid.column(f'IF({self._passes(quantity, table)},{value},"")', rows, head)
        every = span(series, rows, head=True)
        worst = "0"
        for state in reversed(_STATES):
            worst = f"IF(COUNTIF({every},{state})>0,{state},{worst})"
        return Spot(every, self.grid.single(worst, label))

    # ------------------------------------------------------------ what a figure is of

    def _passes(self, quantity: Quantity, table: Table) -> str:
        """Whether a row is filled in and is one that the quantity is of."""
        tests = [f"{self.inputs.filled(table)}=1"]
        for id_, allowed in quantity.where.items():
            cell = self.inputs.raw(table, id_)
            tests.append(f"OR({','.join(f'{cell}={quoted(text)}' for text in allowed)})")
        for id_ in quantity.filled:
            cell = self.inputs.raw(table, id_)
            blank = [f"{cell}={quoted(text)}" for text in ("", *words("codes").values())]
            tests.append(f"NOT(OR({','.join(blank)}))")
        return f"AND({','.join(tests)})" if len(tests) > 1 else tests[0]

    # ------------------------------------------------------------ what a name stands for

    def _spots(self, text: str, place: Place) -> Mapping[Ref, Spot]:
        return {ref: self._spot(ref, place) for ref in references(text)}

    def _spot(self, ref: Ref, place: Place) -> Spot:
        period = ref.period or place.period
        if ref.name in place.factors:
            cell = self.factors.factor(place.factors[ref.name], place)
            return Spot(cell, cell)
        answered = self.inputs.answered(ref.name, period, place.table)
        if answered:
            cell = self.inputs.worth(*answered)
            return Spot(cell, cell)
        return self._quantity(self.quantities[ref.name], period)


_STATES = (UNKNOWN, MISSING, APART)  # the worst first


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
