"""A table of a sheet (明细表): heading, question, heads and prepared rows."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from openpyxl.worksheet.worksheet import Worksheet

from zeropark.messages import words
from zeropark.model import Item, Standard, Table
from zeropark.workbook import names
from zeropark.workbook.choices import declarations, factors
from zeropark.workbook.draft import Draft, answer
from zeropark.workbook.layout import NAME, NUMBER, UNIT, Frame, Slot, slots
from zeropark.workbook.reckoning.grid import span
from zeropark.workbook.style import (
    GUIDE,
    HEAD,
    LABEL,
    MIDDLE,
    SHOWN,
    TABLE,
    colour,
    dress,
    fit,
    height,
    label,
    marks_of_live,
    plain,
    tell,
    wide,
)

_ROW = 22  # points


def draw_table(
    draft: Draft, sheet: Worksheet, table: Table, place: Frame, row: int
) -> tuple[int, int]:
    """Draw a table from a row on; gives the row of its heads and the first row after it."""
    row = _draw_heading(sheet, table, place, row)
    if table.question:
        _draw_question(draft, sheet, table, row)
        row += 1
    columns = slots(draft.standard, table)
    _draw_heads(draft, sheet, table, columns, row)
    first, given = row + 1, draft.filling.rows.get(table.id, ())
    last = row + max(table.rows, len(given))
    for number, at in enumerate(range(first, last + 1), 1):
        label(sheet, at, (NUMBER, NUMBER), str(number), MIDDLE)
    for slot in columns:
        if slot.shows:
            _draw_shown(draft, sheet, slot, (first, last))
        else:
            draft.input(sheet, ((first, slot.column), (last, slot.column)), slot.item)
            for at, answers in enumerate(given, first):
                answer(plain(sheet, at, slot.column), slot.item, answers.get(slot.key))
    _fit_rows(sheet, columns, given, first)
    right = columns[-1].column
    draft.name(names.body(table.id), sheet, ((first, NAME), (last, right)))
    draft.name(names.reach(table.id), sheet, ((first, NAME), (last + 1, right)))
    _name_evidence(draft, sheet, table, (first, last))
    _draw_live(draft, sheet, table, (first, last), right + 1)
    return row, last + 1


def _fit_rows(
    sheet: Worksheet,
    columns: tuple[Slot, ...],
    given: Sequence[Mapping[str, Decimal | str]],
    first: int,
) -> None:
    """Make rows that hold words high enough; the others grow by themselves when typed into."""
    sheet.sheet_format.defaultRowHeight, sheet.sheet_format.customHeight = _ROW, True
    inputs = [(slot.key, wide(sheet, (slot.column, slot.column))) for slot in columns]
    for row, answers in enumerate(given, first):
        needed = height(*((str(answers.get(key, "")), width) for key, width in inputs))
        sheet.row_dimensions[row].height = max(_ROW, needed)


def _name_evidence(draft: Draft, sheet: Worksheet, table: Table, rows: tuple[int, int]) -> None:
    """Name the numbers that evidence is picked by, where this is the table that lists them."""
    roles = draft.standard.roles
    if table.id != roles.get("evidence"):
        return
    keys = {slot.key: slot.column for slot in slots(draft.standard, table)}
    column = keys[roles["evidence_number"]]
    draft.name(names.EVIDENCE_NUMBERS, sheet, ((rows[0], column), (rows[1], column)))


def _draw_live(
    draft: Draft, sheet: Worksheet, table: Table, rows: tuple[int, int], column: int
) -> None:
    """Say beside each row what is still to be filled in or wrong (即时核对)."""
    first, last = rows
    label(sheet, first - 1, (column, column), words("heads")["live"], HEAD)
    series = span(draft.checks.rows(table), draft.inputs.rows[table.id])
    head = names.head(table.id, slots(draft.standard, table)[0].key)
    told = f'IFERROR(INDEX({draft.worked_out(series)},ROW()-ROW({head})),"")'
    for row in range(first, last + 1):
        tell(plain(sheet, row, column), told)
    area = f"{names.address(first, column)}:{names.address(last, column)}"
    colour(sheet, area, marks_of_live())


def question_item(table: Table) -> Item:
    """The question above a table as an item of its own (有/无)."""
    return Item(table.id, table.question, "choice", choices=declarations())


def _draw_heading(sheet: Worksheet, table: Table, place: Frame, row: int) -> int:
    label(sheet, row, (1, place.last), table.name, TABLE)
    sheet.row_dimensions[row].height = 26
    if not table.guide:
        return row + 1
    label(sheet, row + 1, place.told, table.guide, GUIDE)
    fit(sheet, row + 1, (table.guide, wide(sheet, place.told)))
    return row + 2


def _draw_question(draft: Draft, sheet: Worksheet, table: Table, row: int) -> None:
    item, at = question_item(table), (row, UNIT)
    mark = words("marks")["required"]
    label(sheet, row, (NUMBER, NAME), mark + table.question, LABEL)
    fit(sheet, row, (mark + table.question, wide(sheet, (NUMBER, NAME))))
    draft.input(sheet, (at, at), item)
    draft.name(names.question(table.id), sheet, (at, at))
    answer(plain(sheet, *at), item, draft.filling.declared.get(table.id))


def _draw_heads(
    draft: Draft, sheet: Worksheet, table: Table, columns: tuple[Slot, ...], row: int
) -> None:
    label(sheet, row, (NUMBER, NUMBER), words("heads")["number"], HEAD)
    for slot in columns:
        label(sheet, row, (slot.column, slot.column), slot.head, HEAD)
        if not slot.shows:
            at = (row, slot.column)
            draft.name(names.head(table.id, slot.key), sheet, (at, at))
    fit(sheet, row, *((slot.head, wide(sheet, (slot.column, slot.column))) for slot in columns))


def _draw_shown(draft: Draft, sheet: Worksheet, slot: Slot, rows: tuple[int, int]) -> None:
    """Show beside a choice what its factor table says of it, by formula (ƒ)."""
    keys, shown = _pairs(draft.standard, slot)
    where, what = draft.keep(keys), draft.keep(shown)
    for row in range(rows[0], rows[1] + 1):
        chosen = names.address(row, slot.column - 1)
        cell = plain(sheet, row, slot.column)
        cell.value = f'=IF({chosen}="","",IFERROR(INDEX({what},MATCH({chosen},{where},0)),""))'
        dress(cell, SHOWN)


def _pairs(standard: Standard, slot: Slot) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The distinct choices of a column and, in the same order, what is shown for each."""
    shown: dict[str, str] = {}
    pairs = zip(
        factors(standard, slot.item.choices_from), factors(standard, slot.shows), strict=True
    )
    for key, text in pairs:
        shown.setdefault(key, text)
    return tuple(shown), tuple(shown.values())
