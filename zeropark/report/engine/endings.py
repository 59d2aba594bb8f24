"""The end of a long table (表尾): its last two rows stay together, so that none stands alone.

A row alone under the repeated head looks like a page made by mistake. Word and LibreOffice both
keep a row with the next one where its paragraphs say so.
"""

import re

_TABLE, _TABLE_END = "<w:tbl>", "</w:tbl>"
_HEAD = "<w:tblHeader"
_ROW = re.compile(r"<w:tr[ >]")
_BARE = re.compile(r"<w:p(?: [^>]*)?>(?!<w:pPr[ />])")
_OPEN = re.compile(r"<w:pPr>(?:<w:pStyle [^>]*/>|(?!<w:pStyle))(?!<w:keepNext)")


def ended(xml: str) -> str:
    """A part in which every table with a repeated head keeps its last two rows together (表尾)."""
    if _HEAD not in xml:
        return xml
    pieces, done = [], 0
    for end in (found.start() for found in re.finditer(_TABLE_END, xml)):
        start = xml.rfind(_TABLE, done, end)
        rows = [found.start() + start for found in _ROW.finditer(xml[start:end])]
        if start < 0 or len(rows) < 3 or _HEAD not in xml[rows[0] : rows[1]]:  # noqa: PLR2004
            continue
        pieces += [xml[done : rows[-2]], _kept(xml[rows[-2] : rows[-1]])]
        done = rows[-1]
    return "".join((*pieces, xml[done:]))


def _kept(row: str) -> str:
    """A row all of whose paragraphs stay with what follows."""
    whole = _BARE.sub(r"\g<0><w:pPr></w:pPr>", row.replace("<w:pPr/>", "<w:pPr></w:pPr>"))
    return _OPEN.sub(r"\g<0><w:keepNext/>", whole)
