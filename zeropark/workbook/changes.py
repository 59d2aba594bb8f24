"""What changed from one version of the template to the next (更新说明), dated, as data."""

from zeropark.messages import word, words
from zeropark.workbook import names
from zeropark.workbook.draft import Draft
from zeropark.workbook.navigation import draw_bar
from zeropark.workbook.style import GUIDE, HEAD, LABEL, MIDDLE, arrange, fit, label

_WIDTHS = (12, 16, 20, 90)
_LAST = len(_WIDTHS)


def draw_changes(draft: Draft) -> None:
    """Draw the list of the template's versions, newest first, if the standard keeps one."""
    changes = draft.standard.template_changes
    if not changes:
        return
    title = word("changes_title")
    sheet = draft.book.create_sheet(title)
    for column, width in enumerate(_WIDTHS, 1):
        sheet.column_dimensions[names.letters(column)].width = width
    draw_bar(sheet, title, [title], _LAST, "")
    label(sheet, 2, (1, _LAST), word("changes_about"), GUIDE)
    heads = words("change_heads")
    for columns, key in ((1, 1), "version"), ((2, 2), "date"), ((3, _LAST), "text"):
        label(sheet, 3, columns, heads[key], HEAD)
    fit(sheet, 2, (word("changes_about"), sum(_WIDTHS)))
    fit(sheet, 3, ("", 1))
    for row, change in enumerate(changes, 4):
        label(sheet, row, (1, 1), change.version, MIDDLE)
        label(sheet, row, (2, 2), change.date, MIDDLE)
        label(sheet, row, (3, _LAST), change.text, LABEL)
        fit(sheet, row, (change.text, sum(_WIDTHS[2:])))
    arrange(sheet, 3, _LAST)
