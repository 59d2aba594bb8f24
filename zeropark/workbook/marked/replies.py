"""What staff answered in the list of a marked copy (说明), read back when it comes in again."""

from collections.abc import Iterator

from zeropark.messages import word, words
from zeropark.model import Reply
from zeropark.workbook.marked.listing import found_heads
from zeropark.workbook.opened import Opened
from zeropark.workbook.text import clean, folded


def own_list(workbook: Opened) -> str:
    """The title of the sheet with our list of an earlier marking; empty if there is none."""
    for title in workbook.tabs:
        listed = folded(title).startswith(folded(word("mark_list")))
        if listed and found_heads(workbook.grid(title)):
            return title
    return ""


def replies(workbook: Opened) -> Iterator[Reply]:
    """Every answer that stands in the list, with what it is an answer to."""
    title = own_list(workbook)
    found = found_heads(workbook.grid(title)) if title else None
    if found is None:
        return
    row, columns = found
    heads = words("issue_heads")
    wanted = (heads["code"], heads["sheet"], heads["name"], heads["found"], word("reply_head"))
    cells = workbook.grid(title).cells
    for number in sorted({at[0] for at in cells if at[0] > row}):
        stored = (cells.get((number, columns[head])) for head in wanted)
        given = [clean(one.text or "").strip() if one else "" for one in stored]
        if given[0] and given[-1]:
            yield Reply(*given)
