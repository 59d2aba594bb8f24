"""The end of a long table (表尾): its last two rows stay together, so that none stands alone.

A row alone under the repeated head looks like a page made by mistake. Word and LibreOffice both
keep a row with the next one where its paragraphs say so.
"""

import re

_TABLE, _TABLE_END, _ROW = "<w:tbl>", "</w:tbl>", "<w:tr>"
_HEAD = "<w:tblHeader"
_BARE = re.compile(r"<w:p(?: [^>]*)?>(?!<w:pPr[ />])")
_OPEN = re.compile(r"<w:pPr>(?:<w:pStyle [^>]*/>|(?!<w:pStyle))(?!<w:keepNext)")


def ended(xml: str) -> str:
    """A part in which every table with a repeated head keeps its last two rows together (表尾)."""
    if _HEAD not in xml:
        return xml
    pieces, done = [], 0
    end = xml.find(_TABLE_END)
    while end >= 0:
        first = xml.find(_ROW, max(xml.rfind(_TABLE, done, end), done), end)
        last = xml.rfind(_ROW, done, end)
        before = xml.rfind(_ROW, done, last)
        if done <= first < before and _HEAD in xml[first : xml.find(_ROW, first + 1)]:
            pieces += [xml[done:before], _kept(xml[before:last])]
            done = last
        end = xml.find(_TABLE_END, end + 1)
    return "".join((*pieces, xml[done:]))


def _kept(row: str) -> str:
    """A row all of whose paragraphs stay with what follows."""
    whole = _BARE.sub(r"\g<0><w:pPr></w:pPr>", row.replace("<w:pPr/>", "<w:pPr></w:pPr>"))
    return _OPEN.sub(r"\g<0><w:keepNext/>", whole)
