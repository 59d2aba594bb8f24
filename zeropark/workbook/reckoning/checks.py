"""What is wrong with an answer, told beside it (即时核对): by the rules that a formula can hold."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from zeropark.formula import Ref, excel, references
from zeropark.messages import percent, words
from zeropark.model import (
    CALENDAR_YEAR,
    NOTHING,
    Check,
    Gathered,
    Item,
    Period,
    Standard,
    Table,
    Variant,
)
from zeropark.score import in_force
from zeropark.workbook import names
from zeropark.workbook.reckoning.figures import Figures
from zeropark.workbook.reckoning.grid import MISSING, UNKNOWN, Grid, quoted, span
from zeropark.workbook.reckoning.inputs import Inputs

_NUMBERS = ("number", "percent", "integer", "year")
_LONGEST = 120  # characters of a check's own words
_NOTHING = '""'


class Checks:
    """The checks of a variant as formulas: one cell per item, one series per table."""

    def __init__(
        self,
        standard: Standard,
        variant: Variant,
        inputs: Inputs,
        previous: Mapping[str, Decimal] = NOTHING,  # last year's numbers, by item
    ) -> None:
        self.standard, self.variant, self.inputs = standard, variant, inputs
        self.grid: Grid = inputs.grid
        self.words = words("live")
        self.previous = previous
        scheme = standard.schemes.get(standard.default_scheme)
        policies = in_force(standard, scheme) if scheme else standard.policies
        self.figures = Figures(standard, variant, policies, inputs)

    def item(self, item: Item) -> str:
        """The cell that says of an item: ✓, what is still to be filled in, or what is wrong."""
        keys = [names.key(item.id, period) for period in item.periods or ("",)]
        cells = {key: names.value(key) for key in keys}
        wrong = [self._wrong(item, cell) for cell in cells.values()]
        wrong += [self._reason(item, tuple(cells.values()))] if item.explain else []
        wrong += [text for check in self._checks(item) for text in self._broken(check, item)]
        wrong += self._jumped(item)
        told = self.grid.single(_joined(wrong), f"wrong {item.id}")
        waiting = "+".join(
            f"{self.needed(item, period)}*{blank(cells[names.key(item.id, period)])}"
            for period in item.periods or ("",)
        )
        some = "+".join(f"LEN(TRIM({cell}))" for cell in cells.values())
        done = f"IF({some}>0,{quoted(self.words['right'])},{_NOTHING})"
        text = f"IF({waiting}>0,{quoted(self.words['waiting'])},{done})"
        text = f"IF({told}<>{_NOTHING},{told},{text})"
        return self.grid.single(f"IFERROR({text},{quoted(self.words['error'])})", item.id)

    def needed(self, item: Item, period_id: str) -> str:
        """Whether an answer must be given: 1 or 0; in a year between only if it is named."""
        period = next((p for p in self.standard.periods if p.id == period_id), None)
        if not item.required:
            return "0"
        stages = (item.stages, period.stages if period else ())
        parts = [part for part in map(self.asked, stages) if part != "1"]
        parts += [self._reported(period)] if period and period.optional else []
        return "*".join(parts) or "1"

    def asked(self, stages: Sequence[str]) -> str:
        """Whether something of these stages is asked at the workbook's own: 1 or 0."""
        every = self.standard.stages
        if not every or not stages or {stage.id for stage in every} <= set(stages):
            return "1"
        cell = names.value(self.standard.roles["stage"])
        last = every[-1].id in stages  # a workbook that names no stage is at the last
        told = [stage.name for stage in every if (stage.id in stages) != last]
        named = ",".join(f"{cell}={quoted(name)}" for name in told)
        text = f"IF(OR({named}),{int(not last)},{int(last)})"
        return self.grid.single(text, f"asked {' '.join(stages)}")

    def _reported(self, period: Period) -> str:
        """Whether a year between is named: a code in its place (未统计) names none."""
        return self.grid.single(f"ISNUMBER({names.value(period.year)})*1", period.year)

    def rows(self, table: Table) -> str:
        """The series that says the same of each row of a table."""
        filled = self.inputs.filled(table)
        parts: list[str] = []
        for item in table.columns:
            for period in item.periods or ("",):
                cell = self.inputs.raw(table, names.key(item.id, period))
                lacking = quoted(self.words["lacking"].format(name=item.name))
                lacks = f"IF({self.needed(item, period)}=1,{lacking},{_NOTHING})"
                parts.append(f"IF({cell}={_NOTHING},{lacks},{self._wrong(item, cell, item.name)})")
        for check in self.variant.checks:
            if check.table == table.id and not check.computed:
                parts += self._row_broken(check, table)
        told = self._series(table, _joined(dict.fromkeys(parts)))
        right = quoted(self.words["right"])
        return self._series(
            table, f"IF({filled}=0,{_NOTHING},IF({told}={_NOTHING},{right},{told}))"
        )

    def _series(self, table: Table, text: str) -> str:
        return self.inputs.put(f"IFERROR({text},{_NOTHING})", table, "")

    # ------------------------------------------------------------ kinds and ranges

    def _wrong(self, item: Item, cell: str, name: str = "") -> str:
        """What is wrong with an answer by itself; nothing if it may stand."""
        if item.kind not in _NUMBERS:
            return _NOTHING
        rules: list[tuple[str, str]] = []
        if item.minimum is not None:
            rules.append((f"{cell}<{item.minimum}", self._limit("least", item, item.minimum)))
        if item.maximum is not None:
            rules.append((f"{cell}>{item.maximum}", self._limit("most", item, item.maximum)))
        if item.kind in ("integer", "year"):
            rules.append((f"{cell}<>INT({cell})", self.words["whole"]))
        text, wrong = _NOTHING, self.words["wrong"] + name
        for rule, told in reversed(rules):
            text = f"IF({rule},{quoted(wrong + told)},{text})"
        codes = words("codes")
        known = [codes[c] for c in codes if item.may_be_na or c != "not_applicable"]
        coded = ",".join(f"{cell}={quoted(code)}" for code in ("", *known))
        no_number = quoted(wrong + self.words["number"])
        other = f"IF(OR({coded}),{_NOTHING},{no_number})"
        return f"IF(ISNUMBER({cell}),{text},{other})"

    def _limit(self, key: str, item: Item, limit: Decimal) -> str:
        shown = f"{limit * 100:f}%" if item.kind == "percent" else f"{limit:f}"
        return self.words[key].format(limit=shown)

    def _reason(self, item: Item, cells: Sequence[str]) -> str:
        """A code without the words beside it that say why."""
        codes = words("codes")
        asking = [codes["not_recorded"], codes["confidential"]]
        asking += [codes["not_applicable"]] if item.may_be_na else []
        coded = ",".join(f"{cell}={quoted(code)}" for cell in cells for code in asking)
        why = quoted(self.words["reason"].format(head=item.explain))
        return f"IF(AND(OR({coded}),{blank(names.reason(item.id))}=1),{why},{_NOTHING})"

    # ------------------------------------------------------------ the standard's own checks

    def _checks(self, item: Item) -> Iterable[Check]:
        return (check for check in self.variant.checks if check.at == item.id and not check.table)

    def _broken(self, check: Check, item: Item) -> Iterable[str]:
        """What a check says where it does not hold, for each period of it."""
        for period in check.periods or ("",):
            weigh = self._weighed if check.computed else self._test
            broken = weigh(check, period, None)
            named = next((p.name for p in self.standard.periods if p.id == period), "")
            yield self._told(check, broken, named if len(item.periods) > 1 else "")

    def _row_broken(self, check: Check, table: Table) -> Iterable[str]:
        for period in check.periods or ("",):
            if check.unique:
                column = self.inputs.raw(table, check.unique)
                every = span(column, self.inputs.rows[table.id])
                same = f"SUMPRODUCT(({every}={column})*1)>1"
                yield self._told(check, f"AND({column}<>{_NOTHING},{same})", "")
                return
            named = next((p.name for p in self.standard.periods if p.id == period), "")
            yield self._told(check, self._test(check, period, table), named)

    def _weighed(self, check: Check, period: str, _: Table | None) -> str:
        """The condition under which figures worked out contradict each other (合理性校核)."""
        asked = self.asked(check.stages)
        named = next((p for p in self.standard.periods if p.id == period), None)
        reported = self._reported(named) if named and named.optional else "1"
        held = self.figures.condition(check.require, period)
        return f"AND({asked}=1,{reported}=1,{held}=0)"

    def _gathered(self, source: Gathered, period: str, table: Table) -> str:
        """Beside each row, the sum of what another table says of the same; else why not."""
        other = self.inputs.tables[source.table]
        item = other.column(source.column)
        key = names.key(item.id, period if period in item.periods else "")
        worth = self.inputs.worth(item, self.inputs.raw(other, key), other)
        rows = self.inputs.rows[other.id]
        known = span(self.inputs.put(f"ISNUMBER({worth})*1", other, ""), rows)
        numbers = span(self.inputs.put(f"IF(ISNUMBER({worth}),{worth},0)", other, ""), rows)
        names_there = span(self.inputs.raw(other, source.by), rows)
        same = f"({names_there}={self.inputs.raw(table, source.by)})"
        lacking = f"SUMPRODUCT({same}*(1-{known}))"
        text = f"IF({lacking}>0,{MISSING},SUMPRODUCT({same}*{numbers}))"
        return self.inputs.put(f"IF({self.inputs.overfull(other)},{UNKNOWN},{text})", table, "")

    def _jumped(self, item: Item) -> Iterable[str]:
        """A number that differs from last year's by more than is passed over in silence."""
        last, limits = self.previous.get(item.id), [w.jump for w in self.standard.watches]
        if last is None or last <= 0 or not limits:
            return
        current = self.standard.current
        cell = names.value(names.key(item.id, current if current in item.periods else ""))
        limit = min(limits)
        told = quoted(self.words["jump"].format(limit=percent(limit)))
        moved = f"IF(ABS({cell}-{last:f})>{last * limit:f},{told},{_NOTHING})"
        yield f"IF(COUNT({cell})=0,{_NOTHING},{moved})"

    def _test(self, check: Check, period: str, table: Table | None) -> str:
        """The condition under which a check is broken; what is missing breaks no comparison."""

        def reach(name: str) -> str:
            return self._cell(Ref(name), period, table)[1]

        def number(ref: Ref) -> str:
            if table and ref.name in check.sums:
                return self._gathered(check.sums[ref.name], period, table)
            item, cell, within = self._cell(ref, period, table)
            return self.inputs.worth(item, cell, within) if item.numbers else cell

        asked = self.asked(check.stages)
        tests = [f"{asked}=1"] if asked != "1" else []
        tests += [
            f"OR({','.join(f'{reach(name)}={quoted(text)}' for text in allowed)})"
            for name, allowed in check.when.items()
        ]
        tests += [f"{_lacking(reach(name))}=0" for name in check.given]
        if check.filled:
            tests.append("+".join(_lacking(reach(name)) for name in check.filled) + ">0")
        elif check.require:
            cells = [number(ref) for ref in references(check.require)]
            tests.append(f"COUNT({','.join(cells)})={len(cells)}")
            # a formula that cannot be worked out breaks nothing
            tests.append(f"IFERROR(NOT({excel(check.require, number)}),FALSE)")
        else:
            pairs = [
                f"AND({reach(a)}<>{_NOTHING},{reach(a)}={reach(b)})"
                for place, a in enumerate(check.distinct)
                for b in check.distinct[place + 1 :]
            ]
            tests.append(f"OR({','.join(pairs)})")
        text = f"AND({tests[-1]})"
        for test in reversed(tests[:-1]):
            text = f"IF({test},{text},FALSE)"
        return text

    def _told(self, check: Check, broken: str, period: str) -> str:
        mark = self.words["wrong" if check.level == "error" else "doubt"]
        text = f"{mark}{period}{check.text}"[:_LONGEST] + self.words["stop"]
        return f"IF({broken},{quoted(text)},{_NOTHING})"

    def _cell(self, ref: Ref, period: str, table: Table | None) -> tuple[Item, str, Table | None]:
        name = ref.name
        if name == CALENDAR_YEAR:
            name = next(p.year for p in self.standard.periods if p.id == period)
        found = self.inputs.answered(name, ref.period or period, table)
        assert found is not None  # noqa: S101 -- a check names answers, or the standard is refused
        return found


def blank(cell: str) -> str:
    """Whether nothing stands in a cell: 1 or 0."""
    return f"IFERROR(IF(LEN(TRIM({cell}))=0,1,0),0)"


def _lacking(cell: str) -> str:
    """Whether a cell says nothing that a check could go by, a code (未统计) included: 1 or 0."""
    coded = ",".join(f"{cell}={quoted(code)}" for code in words("codes").values())
    return f"IFERROR(IF(OR(LEN(TRIM({cell}))=0,{coded}),1,0),0)"


def _joined(parts: Iterable[str]) -> str:
    given = [part for part in parts if part != _NOTHING]
    return "&".join(given) or _NOTHING
