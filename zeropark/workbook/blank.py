"""A standard → a workbook to hand out (空白填报表), or one filled in for trials."""

from dataclasses import replace
from pathlib import Path

from openpyxl import Workbook
from openpyxl.workbook.protection import WorkbookProtection
from openpyxl.worksheet.worksheet import Worksheet

from zeropark.messages import word
from zeropark.model import Sheet, Standard, Variant
from zeropark.workbook import names
from zeropark.workbook.changes import draw_changes
from zeropark.workbook.draft import Draft
from zeropark.workbook.filling import Filling
from zeropark.workbook.front import draw_front
from zeropark.workbook.items import draw_items
from zeropark.workbook.layout import NAME, NUMBER, UNIT, Frame, frame, slots
from zeropark.workbook.navigation import draw_bar
from zeropark.workbook.pages import Block, first_page
from zeropark.workbook.preview import draw_preview
from zeropark.workbook.reckoning.checks import Checks
from zeropark.workbook.reckoning.grid import Grid
from zeropark.workbook.reckoning.inputs import Inputs
from zeropark.workbook.save import save
from zeropark.workbook.style import GUIDE, arrange, fit, label, plain, say, wide
from zeropark.workbook.tables import draw_table

_FEW = 3  # rows of a long table that stand under its heads on the page it begins on
_SPARE = 10  # rows of a table beyond those prepared that are worked out all the same
_NARROW, _WIDE, _MIDDLE, _HINT = 7, 30, 14, 18  # characters
_WIDTHS = {"text": 26, "choice": 22, "evidence": 16, "date": 14}
_LONG_TEXT, _YEAR = 34, 14


def write(standard: Standard, variant: Variant, path: Path, filling: Filling | None) -> None:
    """Write the workbook of a variant; ``filling`` is put in as numbers, dates and text."""
    book = Workbook()
    front = book.worksheets[0]
    sheets = [book.create_sheet(sheet.title) for sheet in variant.sheets]
    given = filling or Filling()
    lists = _hidden(book, names.LISTS_SHEET)
    inputs = _inputs(standard, variant, given)
    checks = Checks(standard, variant, inputs, given.before)
    draft = Draft(standard, variant, given, book, lists, inputs, checks)
    front.title = word("front_title")
    for sheet, asked in zip(sheets, variant.sheets, strict=True):
        _draw(draft, sheet, asked)
    draw_front(draft, front)
    _stamp(draft)
    if draft.preview:
        draw_preview(draft, book.create_sheet(draft.preview))
    draw_changes(draft)
    _hidden(book, names.CALCULATION_SHEET)
    book.security = WorkbookProtection(lockStructure=True)
    book.properties.title, book.properties.creator = standard.title, "zeropark"
    save(book, path, {names.CALCULATION_SHEET: draft.inputs.grid.part()})


def _inputs(standard: Standard, variant: Variant, filling: Filling) -> Inputs:
    rows = {
        id_: max(table.rows, len(filling.rows.get(id_, ()))) + _SPARE
        for id_, table in variant.tables().items()
    }
    return Inputs(standard, variant, rows, Grid())


def _draw(draft: Draft, sheet: Worksheet, asked: Sheet) -> None:
    place = frame(draft.standard, asked)
    _size_columns(draft.standard, sheet, asked, place)
    place = replace(place, page=first_page(sheet, place.last, NAME))
    titles = [each.title for each in draft.variant.sheets]
    draw_bar(sheet, asked.title, titles, place.last, draft.preview)
    row, heads, blocks = 2, [], list[Block]()
    if asked.guide:
        label(sheet, row, place.told, asked.guide, GUIDE)
        fit(sheet, row, (asked.guide, wide(sheet, place.told)))
        row += 1
    if asked.items:
        heads.append(row)
        blocks, row = draw_items(draft, sheet, asked, place, row)
        row += 1
    for table in asked.tables:
        first = row
        head, row = draw_table(draft, sheet, table, place, first)
        heads.append(head)
        blocks.append(Block(first, row - 1, min(head + _FEW, row - 1)))
        row += 1
    only_head = heads[0] if len(heads) == 1 else 1  # a head must not stand above other columns
    arrange(sheet, only_head, place.last, UNIT, blocks, growing=bool(asked.tables))


def _size_columns(standard: Standard, sheet: Worksheet, asked: Sheet, place: Frame) -> None:
    widths = dict.fromkeys(range(1, place.last + 1), _HINT)
    widths |= {NUMBER: _NARROW, NAME: _WIDE, UNIT: _MIDDLE}
    long = any(item.kind in ("text", "choice") and not item.periods for item in asked.items)
    values = sorted({*place.values.values()})
    widths |= dict.fromkeys(values, max(_YEAR, _LONG_TEXT // len(values)) if long else _HINT)
    if place.explain:
        widths[place.explain] = _WIDTHS["text"]
    for table in asked.tables:
        for slot in slots(standard, table):
            need = _MIDDLE if slot.shows else _WIDTHS.get(slot.item.kind, _MIDDLE)
            widths[slot.column] = max(widths[slot.column], need)
    for column, width in widths.items():
        sheet.column_dimensions[names.letters(column)].width = width


def _hidden(book: Workbook, title: str) -> Worksheet:
    sheet: Worksheet = book.create_sheet(title)
    sheet.sheet_state = "veryHidden"
    sheet.protection.sheet = True
    return sheet


def _stamp(draft: Draft) -> None:
    """Write what the workbook is made from on a hidden sheet (模板信息)."""
    sheet = _hidden(draft.book, names.META_SHEET)
    standard = draft.standard
    values = (standard.id, standard.edition, draft.variant.id, standard.digest)
    stamped = zip(names.META, (*values, standard.template_version), strict=True)
    for row, (name, text) in enumerate(stamped, 1):
        say(plain(sheet, row, 1), name)
        say(plain(sheet, row, 2), text)
        draft.name(name, sheet, ((row, 2), (row, 2)))
