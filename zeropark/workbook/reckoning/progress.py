"""How far a sheet is filled in (填报进度), by the same musts that the program asks for."""

from collections.abc import Iterable
from dataclasses import dataclass

from zeropark.messages import word, words
from zeropark.model import GRADE, Item, Sheet, Table
from zeropark.workbook import names
from zeropark.workbook.reckoning.checks import Checks, blank
from zeropark.workbook.reckoning.grid import quoted, span
from zeropark.workbook.reckoning.inputs import Inputs


@dataclass(frozen=True, slots=True)
class Progress:
    """A sheet's progress (进度): cells with counts, and where the first gap is."""

    needed: str
    missing: str
    given: str  # answers and rows that hold something, musts or not
    target: str  # the name to go to
    label: str  # what is missing there


@dataclass(frozen=True, slots=True)
class _Must:
    """Something that must be filled in: how often, how often it is not, where, and its name."""

    needed: str
    missing: str
    target: str
    label: str


def progress(sheet: Sheet, inputs: Inputs, checks: Checks) -> Progress:
    """The progress of a sheet as cells of the calculation sheet."""
    musts = [must for item in sheet.items for must in _of_item(item, checks)]
    musts += [must for table in sheet.tables for must in _of_table(table, inputs, checks)]
    grid = inputs.grid
    given = _given(sheet, inputs)
    if not musts:
        none, nothing = grid.single("0"), grid.single('""')
        return Progress(none, none, given, nothing, nothing)
    needed, missing = (
        grid.listed(tuple(f"{text}+0" for text in texts))
        for texts in zip(*((must.needed, must.missing) for must in musts), strict=True)
    )
    targets = grid.listed(tuple(quoted(must.target) for must in musts))
    labels = grid.listed(tuple(quoted(must.label) for must in musts))
    last = len(musts) + 1
    ahead = grid.single(f"SUMPRODUCT(MAX(({missing}>0)*({last + 1}-ROW({missing}))))")
    first = grid.single(f"IF({ahead}=0,0,{last}-{ahead})", f"first {sheet.id}")
    return Progress(
        grid.single(f"SUM({needed})", f"needed {sheet.id}"),
        grid.single(f"SUM({missing})", f"missing {sheet.id}"),
        given,
        grid.single(f'IF({first}=0,"",INDEX({targets},{first}))'),
        grid.single(f'IF({first}=0,"",INDEX({labels},{first}))'),
    )


def _given(sheet: Sheet, inputs: Inputs) -> str:
    """How many items of a sheet are answered and how many rows of its tables are filled in."""
    cells = [
        [names.value(names.key(item.id, period)) for period in item.periods or ("",)]
        for item in sheet.items
    ]
    texts = [f"1-{'*'.join(map(blank, group))}" for group in cells]
    texts += [f"SUM({span(inputs.filled(t), inputs.rows[t.id])})" for t in sheet.tables]
    return inputs.grid.single(f"SUM({inputs.grid.listed(tuple(texts))})", f"given {sheet.id}")


def _of_item(item: Item, checks: Checks) -> Iterable[_Must]:
    keys = {period: names.value(names.key(item.id, period)) for period in item.periods or ("",)}
    if item.required:
        for period, cell in keys.items():
            needed = checks.needed(item, period)
            yield _Must(needed, f"{needed}*{blank(cell)}", cell, item.name)
    if item.grade:
        given = f"IF(COUNT({','.join(keys.values())})>0,1,0)"
        cell = names.grade(item.id)
        head = word("answer_beside", name=item.name, head=words("heads")["grade"])
        yield _Must(given, f"{given}*{blank(cell)}", cell, head)


def _of_table(table: Table, inputs: Inputs, checks: Checks) -> Iterable[_Must]:
    filled = span(inputs.filled(table), inputs.rows[table.id])
    rows = inputs.grid.single(f"SUM({filled})", f"rows {table.id}")
    first = names.head(table.id, _first_key(table))
    asked = checks.asked(table.stages)
    if table.question:
        answer = names.question(table.id)
        yield _Must(asked, f"{asked}*{blank(answer)}", answer, table.question)
        empty = f"IF(AND({answer}={quoted(word('yes'))},{rows}=0),1,0)"
        yield _Must(empty, empty, first, table.name)
    if table.at_least:
        short = f"{asked}*IF({rows}<{table.at_least},1,0)"
        yield _Must(short, short, first, table.name)
    for item in table.columns:
        yield from _of_column(table, item, rows, inputs, checks)


def _of_column(
    table: Table, item: Item, rows: str, inputs: Inputs, checks: Checks
) -> Iterable[_Must]:
    keys = {period: names.key(item.id, period) for period in item.periods or ("",)}
    if item.required:
        for period, key in keys.items():
            needed = f"{rows}*{checks.needed(item, period)}"
            there = f"SUMPRODUCT((LEN(TRIM({_column(table, key, inputs)}))>0)*1)"
            missing = f"MAX(0,({rows}-{there})*{checks.needed(item, period)})"
            yield _Must(needed, missing, names.head(table.id, key), f"{table.name} {item.name}")
    if item.grade:
        numbers = "+".join(f"ISNUMBER({_column(table, key, inputs)})" for key in keys.values())
        key = names.key(item.id, GRADE)
        lacking = f"(LEN(TRIM({_column(table, key, inputs)}))=0)"
        needed = f"SUMPRODUCT((({numbers})>0)*1)"
        missing = f"SUMPRODUCT((({numbers})>0)*{lacking})"
        head = word("answer_beside", name=item.name, head=words("heads")["grade"])
        yield _Must(needed, missing, names.head(table.id, key), f"{table.name} {head}")


def _first_key(table: Table) -> str:
    item = table.columns[0]
    return names.key(item.id, item.periods[0] if item.periods else "")


def _column(table: Table, key: str, inputs: Inputs) -> str:
    """All cells of a column as they stand on the sheet."""
    return f"INDEX({names.reach(table.id)},0,{inputs.place(table, key)})"
