"""The front sheet (填报首页): how far each sheet is, how to fill it in, what the colours mean."""

from dataclasses import replace

from openpyxl.worksheet.worksheet import Worksheet

from zeropark.messages import word, words
from zeropark.model import Sheet
from zeropark.workbook import names
from zeropark.workbook.draft import Draft
from zeropark.workbook.navigation import link
from zeropark.workbook.pages import Block
from zeropark.workbook.reckoning.grid import quoted
from zeropark.workbook.reckoning.progress import Progress, progress
from zeropark.workbook.style import (
    DONE,
    GUIDE,
    HEAD,
    LABEL,
    LINK,
    MIDDLE,
    OPTIONAL,
    REQUIRED,
    RESULT,
    SHOWN,
    TABLE,
    TITLE,
    WAITING,
    WRONG,
    Look,
    arrange,
    colour,
    dress,
    fit,
    label,
    plain,
)

_WIDTHS = (7, 22, 16, 9, 9, 12, 34, 44)
_LAST = len(_WIDTHS)
_TITLE, _BAR, _FILLED, _NEEDED, _LIGHT, _NEXT, _GUIDE = range(2, _LAST + 1)
_FEW = 3  # lines that stand under a heading on its page
_BLOCKS = 10  # in a full progress bar


def draw_front(draft: Draft, sheet: Worksheet) -> None:
    """Draw the front sheet; the other sheets must stand already."""
    for column, width in enumerate(_WIDTHS, 1):
        sheet.column_dimensions[names.letters(column)].width = width
    row = _draw_title(draft, sheet)
    row = _draw_contents(draft, sheet, row)
    heads = [row]
    heads.append(
        _draw_lines(sheet, row, word("front_how"), word("front_steps").strip().splitlines())
    )
    heads.append(_draw_legend(sheet, heads[-1]))
    heads.append(_draw_codes(sheet, heads[-1]))
    blocks = [Block(row, row + _FEW, row + _FEW) for row in heads[:-1]]
    arrange(sheet, 2, _LAST, blocks=blocks)


def _draw_title(draft: Draft, sheet: Worksheet) -> int:
    standard, variant = draft.standard, draft.variant
    label(sheet, 1, (1, _LAST), standard.title, TITLE)
    fit(sheet, 1, (standard.title, 70))
    about = word(
        "front_about",
        variant=variant.name,
        number=standard.number,
        edition=standard.edition,
        publisher=standard.publisher,
        version=standard.template_version,
    )
    label(sheet, 2, (1, _LAST), about, GUIDE)
    fit(sheet, 2, (about, sum(_WIDTHS)))
    return 4


# ------------------------------------------------------------------ progress


def _draw_contents(draft: Draft, sheet: Worksheet, row: int) -> int:
    """A line per sheet: how far it is, its light, and the way to what is missing first."""
    row = _draw_heading(sheet, row, word("front_contents"))
    for column, text in enumerate(words("front_heads").values(), 1):
        if column <= _LAST:
            label(sheet, row, (column, column), text, HEAD)
    fit(sheet, row, ("", 1))
    first = row + 1
    for number, asked in enumerate(draft.variant.sheets, 1):
        _draw_sheet(draft, sheet, asked, (row + number, number))
    last = row + len(draft.variant.sheets)
    _draw_total(sheet, (first, last))
    marks = {text[0]: ink for text, ink in zip(words("lights").values(), _INKS, strict=True)}
    lights = names.letters(_LIGHT)
    colour(sheet, f"{lights}{first}:{lights}{last + 1}", marks)
    return last + 3


_INKS = (DONE, WAITING, WRONG)


def _draw_sheet(draft: Draft, sheet: Worksheet, asked: Sheet, at: tuple[int, int]) -> None:
    row, number = at
    done = progress(asked, draft.inputs, draft.checks)
    label(sheet, row, (1, 1), str(number), MIDDLE)
    link(label(sheet, row, (_TITLE, _TITLE), asked.title, LINK), asked.title)
    needed, missing = draft.worked_out(done.needed), draft.worked_out(done.missing)
    _show(sheet, (row, _FILLED), f"{needed}-{missing}", RESULT_COUNT)
    _show(sheet, (row, _NEEDED), needed, RESULT_COUNT)
    for of, column in (("filled", _FILLED), ("needed", _NEEDED)):
        draft.name(names.progress(of, asked.id), sheet, ((row, column), (row, column)))
    _draw_light(sheet, row, draft.worked_out(done.given))
    draft.name(names.progress("light", asked.id), sheet, ((row, _LIGHT), (row, _LIGHT)))
    _draw_next(draft, sheet, row, done)
    label(sheet, row, (_GUIDE, _GUIDE), asked.guide, LABEL)
    fit(sheet, row, (asked.guide, _WIDTHS[-1]), ("", 1))


def _draw_total(sheet: Worksheet, rows: tuple[int, int]) -> None:
    first, last = rows
    row = last + 1
    label(sheet, row, (1, _TITLE), words("front_heads")["total"], MIDDLE)
    fit(sheet, row, ("", 1))
    for column in (_FILLED, _NEEDED):
        letter = names.letters(column)
        _show(sheet, (row, column), f"SUM({letter}{first}:{letter}{last})", RESULT_COUNT)
    _draw_light(sheet, row, "0")
    label(sheet, row, (_NEXT, _LAST), "", LABEL)


def _draw_light(sheet: Worksheet, row: int, given: str) -> None:
    """A bar and a light, each readable without its colour; without musts, what is given."""
    filled, needed = names.address(row, _FILLED), names.address(row, _NEEDED)
    blocks = f"INT({filled}/{needed}*{_BLOCKS})"
    bar = f'IF({needed}=0,"",REPT("█",{blocks})&REPT("░",{_BLOCKS}-{blocks}))'
    _show(sheet, (row, _BAR), bar, replace(SHOWN, ink=DONE, name="bar"))
    lights = words("lights")
    before, after = word("light_given", count="\n").split("\n")
    some = f"{quoted(before)}&{given}&{quoted(after)}"
    text = f"IF({filled}=0,{quoted(lights['none'])},{quoted(lights['doing'])})"
    text = f"IF({filled}>={needed},{quoted(lights['done'])},{text})"
    free = f"IF({given}=0,{quoted(word('light_free'))},{some})"
    text = f"IF({needed}=0,{free},{text})"
    _show(sheet, (row, _LIGHT), text, SHOWN)


def _draw_next(draft: Draft, sheet: Worksheet, row: int, done: Progress) -> None:
    """A link to the first answer that is missing."""
    target, name = (draft.worked_out(cell) for cell in (done.target, done.label))
    go = f'HYPERLINK("#"&{target},{quoted(word("front_go", name=""))}&{name})'
    _show(sheet, (row, _NEXT), f'IF({target}="","",{go})', replace(LINK, size=9, name="go"))


def _show(sheet: Worksheet, at: tuple[int, int], formula: str, look: Look) -> None:
    cell = plain(sheet, *at)
    cell.value = f"={formula}"
    dress(cell, look)


RESULT_COUNT = replace(RESULT, name="count", size=10, number_format="0")


# ------------------------------------------------------------------ how to fill it in


def _draw_lines(sheet: Worksheet, row: int, heading: str, lines: list[str]) -> int:
    row = _draw_heading(sheet, row, heading)
    for number, line in enumerate(lines, 1):
        label(sheet, row, (1, 1), str(number), MIDDLE)
        label(sheet, row, (2, _LAST), line, LABEL)
        fit(sheet, row, (line, sum(_WIDTHS[1:])))
        row += 1
    return row + 1


def _draw_legend(sheet: Worksheet, row: int) -> int:
    row = _draw_heading(sheet, row, word("front_colours"))
    marks = words("marks")
    looks = {"required": REQUIRED, "optional": OPTIONAL, "computed": SHOWN, "fixed": LABEL}
    for state, look in looks.items():
        row = _draw_pair(sheet, row, marks.get(state, ""), state, look)
    return row + 1


def _draw_codes(sheet: Worksheet, row: int) -> int:
    row = _draw_heading(sheet, row, word("front_codes"))
    for state, code in words("codes").items():
        label(sheet, row, (1, _TITLE), code, MIDDLE)
        text = words("meanings")[state]
        label(sheet, row, (_BAR, _LAST), text, LABEL)
        fit(sheet, row, (text, sum(_WIDTHS[_BAR - 1 :])))
        row += 1
    return row + 1


def _draw_heading(sheet: Worksheet, row: int, text: str) -> int:
    label(sheet, row, (1, _LAST), text, TABLE)
    sheet.row_dimensions[row].height = 26
    return row + 1


def _draw_pair(sheet: Worksheet, row: int, mark: str, state: str, look: Look) -> int:
    label(sheet, row, (1, 1), mark, replace(look, across="center"))
    label(sheet, row, (2, 2), words("heads")[state], look)
    text = words("meanings")[state]
    label(sheet, row, (_BAR, _LAST), text, LABEL)
    fit(sheet, row, (text, sum(_WIDTHS[_BAR - 1 :])))
    return row + 1
