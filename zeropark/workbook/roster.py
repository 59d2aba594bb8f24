"""A list of parks → what is filled in beforehand for each (园区名单与预填)."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO

from zeropark.messages import what, word
from zeropark.model import Item, Standard, Variant
from zeropark.workbook.answers import Question, read_answer
from zeropark.workbook.choices import choices
from zeropark.workbook.filling import Filling
from zeropark.workbook.gate import UnreadableError
from zeropark.workbook.grid import Stored
from zeropark.workbook.opened import open_workbook

_ZIP = b"PK"


class RosterError(ValueError):
    """A list that cannot be used (名单有误): what is wrong with it, in words."""


@dataclass(frozen=True, slots=True)
class Park:
    """A park of the list (名单中的园区)."""

    name: str
    variant: Variant
    filling: Filling


def roster(data: bytes, book: str, standard: Standard, wanted: str = "") -> tuple[Park, ...]:
    """The parks of a list, in its order: a head of item names, then a row for each.

    ``wanted`` is the variant of all of them; otherwise a column says it. Raises RosterError.
    """
    lines = [line for line in _lines(data, book) if any(line[1])]
    if not lines:
        return ()
    (_, heads), *rows = lines
    return tuple(_park(standard, wanted, book, heads, row) for row in rows)


def _lines(data: bytes, book: str) -> Iterator[tuple[int, Sequence[str]]]:
    """The rows of a list as text, each with its number."""
    try:
        if data.startswith(_ZIP):
            yield from _of_workbook(data)
            return
        text = data.decode("utf-8-sig")
    except (UnicodeDecodeError, UnreadableError) as error:
        raise RosterError(word("list_unreadable", name=book)) from error
    yield from enumerate(([cell.strip() for cell in row] for row in csv.reader(StringIO(text))), 1)


def _of_workbook(data: bytes) -> Iterator[tuple[int, Sequence[str]]]:
    workbook = open_workbook(data)
    cells = workbook.grid(next(iter(workbook.tabs))).cells
    last = max((column for _, column in cells), default=0)
    for row in sorted({row for row, _ in cells}):
        stored = (cells.get((row, column)) for column in range(1, last + 1))
        yield row, [(one.text or "").strip() if one else "" for one in stored]


def _park(
    standard: Standard, wanted: str, book: str, heads: Sequence[str], row: tuple[int, Sequence[str]]
) -> Park:
    number, cells = row
    given = {head: cell for head, cell in zip(heads, cells, strict=False) if cell}
    variant = _variant(standard, wanted or given.pop(word("list_variant"), ""))
    if variant is None:
        known = word("list_sign").join(each.name for each in standard.variants.values())
        raise RosterError(word("list_no_variant", name=book, row=number, known=known))
    given.pop(word("list_variant"), None)
    items = {key: item for item in _asked(variant) for key in (item.id, item.name)}
    answers = {}
    for head, cell in given.items():
        if head not in items:
            known = word("list_sign").join(item.name for item in _asked(variant))
            raise RosterError(word("list_unknown", name=book, found=head, known=known))
        item = items[head]
        answer = read_answer(Stored("text", cell), Question(item, choices(standard, variant, item)))
        if answer.value is None:
            params = {"name": item.name, "found": cell, "unit": item.unit, "units": item.unit}
            told = "".join(what(r.code, {**params, **r.params}) for r in answer.remarks)
            where = {"name": book, "row": number, "item": item.name, "found": cell}
            raise RosterError(word("list_wrong", **where, what=told))
        answers[item.id] = answer.value
    name = str(answers.get(standard.roles["park"], number))
    return Park(name, variant, Filling(answers))


def _asked(variant: Variant) -> list[Item]:
    """What a list may fill in: what is asked once."""
    return [item for item in variant.items().values() if not item.periods]


def _variant(standard: Standard, wanted: str) -> Variant | None:
    known: Mapping[str, Variant] = standard.variants
    return next((each for each in known.values() if wanted in {each.id, each.name}), None)
