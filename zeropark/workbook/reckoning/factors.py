"""Factors by key and year, and between two points of a table, as formulas (因子的查取与内插)."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from zeropark.model import Lookup, Policy, Standard, Table
from zeropark.workbook import names
from zeropark.workbook.reckoning.grid import MISSING, UNKNOWN, Grid, quoted
from zeropark.workbook.reckoning.inputs import Inputs


@dataclass(frozen=True, slots=True)
class Place:
    """Where a name is looked up (取值处): the period and the table at hand."""

    period: str
    table: Table | None = None
    factors: Mapping[str, Lookup] = field(default_factory=dict)


class Factors:
    """Factors as formulas of the calculation sheet; mirrors ``compute.factors``."""

    def __init__(
        self, standard: Standard, policies: Mapping[str, Policy], inputs: Inputs, grid: Grid
    ) -> None:
        self.standard, self.inputs, self.grid = standard, inputs, grid
        self.tables = {id_: table.under(policies) for id_, table in standard.factors.items()}

    def factor(self, lookup: Lookup, place: Place) -> str:
        """A factor from its table, or what the park measured in its place."""
        table = self.tables[lookup.table]
        if lookup.between:
            cell = self._between(lookup, place)
        elif not lookup.key and not table.year:
            cell = self.grid.single(str(table.numbers[0, lookup.column]), lookup.table)
        else:
            cell = self._looked_up(lookup, place)
        measured = self.inputs.answered(lookup.instead, place.period, place.table)
        if measured:
            item, at, within = measured
            own = self.inputs.worth(item, at, within)
            text = f"IF(ISNUMBER({own}),{own},IF({own}={UNKNOWN},{UNKNOWN},{cell}))"
            return self.inputs.put(text, place.table, lookup.table)
        return cell

    def _looked_up(self, lookup: Lookup, place: Place) -> str:
        """A factor by key and year: of the year, else the latest before it, else the earliest."""
        table = self.tables[lookup.table]
        found = [self.inputs.answered(name, place.period, place.table) for name in lookup.key]
        within = place.table if any(each and each[2] for each in found) else None
        key = "&".join([quoted(_KEY), *(f'"|"&{each[1]}' for each in found if each)])
        keys = tuple("|".join((_KEY, *(row[c] for c in table.key))) for row in table.rows)
        numbers = tuple(str(table.numbers[n, lookup.column]) for n in range(len(keys)))
        values = self.grid.listed(numbers)
        if table.year:
            year = self.inputs.put(
                self._chosen_year(lookup, place.period, keys, key), within, table.id
            )
            keys = tuple(f"{k}|{row[table.year]}" for k, row in zip(keys, table.rows, strict=True))
            key = f'{key}&"|"&{year}'
        at = f"MATCH({key},{self.grid.listed(tuple(map(quoted, keys)))},0)"
        return self.inputs.put(f"IFERROR(INDEX({values},{at}),{MISSING})", within, table.id)

    def _chosen_year(self, lookup: Lookup, period: str, keys: tuple[str, ...], key: str) -> str:
        table = self.tables[lookup.table]
        item = next(p.year for p in self.standard.periods if p.id == period)
        year = self.inputs.worth(self.inputs.items[item], names.value(item), None)
        same = f"({self.grid.listed(tuple(map(quoted, keys)))}={key})"
        years = self.grid.listed(tuple(row[table.year] for row in table.rows))
        before = f"SUMPRODUCT(MAX({same}*({years}<={year})*{years}))"
        earliest = f"{_NEVER}-SUMPRODUCT(MAX({same}*({_NEVER}-{years})))"
        return f"IF(ISNUMBER({year}),IF({before}>0,{before},{earliest}),{MISSING})"

    def _between(self, lookup: Lookup, place: Place) -> str:
        """A factor between two neighbouring points of its table; missing outside of it."""
        table = self.tables[lookup.table]
        answered = self.inputs.answered(lookup.key[0], place.period, place.table)
        if answered is None:
            return MISSING
        at, within = self.inputs.worth(*answered), answered[2]
        points = [row[table.key[0]] for row in table.rows]
        keys = self.grid.listed(tuple(points))
        values = self.grid.listed(
            tuple(str(table.numbers[n, lookup.column]) for n in range(len(points)))
        )
        place_ = f"IFERROR(MIN(MATCH({at},{keys},1),{len(points) - 1}),1)"
        low = self.inputs.put(place_, within, table.id)
        run = f"(INDEX({keys},{low}+1)-INDEX({keys},{low}))"
        rise = f"(INDEX({values},{low}+1)-INDEX({values},{low}))"
        value = f"INDEX({values},{low})+{rise}*({at}-INDEX({keys},{low}))/{run}"
        inside = f"AND({at}>={points[0]},{at}<={points[-1]})"
        no_number = f"IF({at}={UNKNOWN},{UNKNOWN},{MISSING})"
        text = f"IF(ISNUMBER({at}),IF({inside},{value},{MISSING}),{no_number})"
        return self.inputs.put(text, within, table.id)


_KEY = "k"  # begins every key, so that none is blank
_NEVER = 9999  # a year after all others
