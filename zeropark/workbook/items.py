"""The single items of a sheet (填报项), drawn row by row under one head."""

from itertools import groupby

from openpyxl.worksheet.worksheet import Worksheet

from zeropark.messages import word, words
from zeropark.model import GRADE, Item, Kind, Sheet
from zeropark.workbook import names
from zeropark.workbook.choices import graded
from zeropark.workbook.draft import Draft, answer
from zeropark.workbook.layout import (
    NAME,
    NUMBER,
    UNIT,
    Frame,
    in_period,
    marked,
    needed_at,
    value_heads,
)
from zeropark.workbook.pages import Block
from zeropark.workbook.style import (
    GROUP,
    HEAD,
    HINT,
    LABEL,
    MIDDLE,
    colour,
    fit,
    height,
    label,
    marks_of_live,
    merge,
    plain,
    tell,
    wide,
)


def draw_items(
    draft: Draft, sheet: Worksheet, asked: Sheet, place: Frame, row: int
) -> tuple[list[Block], int]:
    """Draw the head and all items from a row on; gives what belongs together, and the next row."""
    blocks: list[Block] = []
    _draw_heads(draft, sheet, asked, place, row)
    row += 1
    first = row
    number = 0
    for group, items in groupby(asked.items, key=lambda item: item.group):
        if group:
            label(sheet, row, (1, min(place.page, place.guide_end)), group, GROUP)
            if place.page < place.guide_end:
                label(sheet, row, (place.page + 1, place.guide_end), "", GROUP)
            fit(sheet, row, (group, 100))
            blocks.append(Block(row, row + 1, row + 1))
            row += 1
        for item in items:
            number += 1
            label(sheet, row, (NUMBER, NUMBER), str(number), MIDDLE)
            _draw_item(draft, sheet, item, place, row)
            row += 1
    column = names.letters(place.live)
    colour(sheet, f"{column}{first}:{column}{row - 1}", marks_of_live())
    return blocks, row


def _draw_heads(draft: Draft, sheet: Worksheet, asked: Sheet, place: Frame, row: int) -> None:
    heads = words("heads")
    texts = {NUMBER: heads["number"], NAME: heads["name"], UNIT: heads["unit"]}
    texts |= value_heads(draft.standard, place)
    if place.grade:
        texts[place.grade] = heads["grade"]
    if place.explain:
        texts[place.explain] = explain_head(asked)
    if place.evidence:
        texts[place.evidence] = heads["evidence"]
    texts[place.live] = heads["live"]
    for column, text in texts.items():
        label(sheet, row, (column, column), text, HEAD)
    label(sheet, row, (place.guide, place.guide_end), heads["guide"], HEAD)
    fit(sheet, row, *((text, wide(sheet, (column, column))) for column, text in texts.items()))


def explain_head(asked: Sheet) -> str:
    """The head over the words beside the items, each wording once (说明)."""
    return "/".join(dict.fromkeys(item.explain for item in asked.items if item.explain))


def _draw_item(draft: Draft, sheet: Worksheet, item: Item, place: Frame, row: int) -> None:
    label(sheet, row, (NAME, NAME), marked(item), LABEL)
    label(sheet, row, (UNIT, UNIT), item.unit, MIDDLE)
    for column in {*place.values.values()}:
        label(sheet, row, (column, column), "", MIDDLE)
    for period in item.periods or ("",):
        _draw_value(draft, sheet, item, period, (row, place))
    if place.grade:
        _draw_grade(draft, sheet, (row, place.grade), item)
    if place.explain:
        _draw_beside(draft, sheet, (row, place.explain), item, "explain")
    if place.evidence:
        _draw_beside(draft, sheet, (row, place.evidence), item, "evidence")
    tell(plain(sheet, row, place.live), draft.worked_out(draft.checks.item(item)))
    clause = word("sheet_clause", clause=item.clause) if item.clause else ""
    last = draft.filling.previous.get(item.id, "")
    before = word("sheet_previous", value=last) if last else ""
    guide = "\n".join(filter(None, (before, item.hint, needed_at(draft.standard, item), clause)))
    label(sheet, row, (place.guide, place.guide_end), guide, HINT)
    room = wide(sheet, (place.guide, place.guide_end))
    needed = height(*_filled(draft, sheet, item, place))
    sheet.row_dimensions[row].height = max(needed, height((guide, room * 1.25), small=True))


def _filled(draft: Draft, sheet: Worksheet, item: Item, place: Frame) -> list[tuple[str, float]]:
    """The texts of a row that are no guide, each with the width it is wrapped in."""
    first, last = place.span("")
    answers = draft.filling.answers.get(item.id, "") if not item.periods else ""
    texts = [
        (marked(item), wide(sheet, (NAME, NAME))),
        (str(answers), wide(sheet, (first, last))),
    ]
    if place.explain:
        texts.append(
            (draft.filling.reasons.get(item.id, ""), wide(sheet, (place.explain, place.explain)))
        )
    return texts


def _draw_value(
    draft: Draft, sheet: Worksheet, item: Item, period: str, at: tuple[int, Frame]
) -> None:
    row, place = at
    first, last = place.span(period)
    named = next((each for each in draft.standard.periods if each.id == period), None)
    draft.input(sheet, ((row, first), (row, last)), in_period(item, named))
    merge(sheet, row, (first, last))
    key = names.key(item.id, period)
    draft.name(names.value(key), sheet, ((row, first), (row, first)))
    answer(plain(sheet, row, first), item, draft.filling.answers.get(key))


def _draw_grade(draft: Draft, sheet: Worksheet, at: tuple[int, int], item: Item) -> None:
    """Draw the list of data grades beside an item, or an empty cell."""
    if not item.grade:
        label(sheet, at[0], (at[1], at[1]), "", MIDDLE)
        return
    asked = graded(draft.standard, item)
    draft.input(sheet, (at, at), asked)
    draft.name(names.grade(item.id), sheet, (at, at))
    answer(plain(sheet, *at), asked, draft.filling.answers.get(names.key(item.id, GRADE)))


def _draw_beside(
    draft: Draft, sheet: Worksheet, at: tuple[int, int], item: Item, what: str
) -> None:
    """Draw the words or the evidence numbers beside an item, or an empty cell."""
    if what == "explain":
        asked, name, given = item.explain, names.reason(item.id), draft.filling.reasons
    else:
        asked = words("heads")["evidence"] if item.evidence else ""
        name, given = names.evidence(item.id), draft.filling.evidence
    if not asked:
        label(sheet, at[0], (at[1], at[1]), "", MIDDLE)
        return
    hint = word("sheet_evidence_hint") if what == "evidence" else ""
    kind: Kind = "evidence" if what == "evidence" else "text"
    beside = Item(name, asked, kind, hint=hint, required=False)
    draft.input(sheet, (at, at), beside)
    draft.name(name, sheet, (at, at))
    answer(plain(sheet, *at), beside, given.get(item.id))
