"""Page numbers of tables of contents (目次页码): read from a layout, written into the document.

A program that lays a document out works out references to pages, but not within a table of contents
that it takes for its own. So a copy is laid out whose contents are no longer called so.
"""

import re
from collections.abc import Mapping

from zeropark.report.engine.package import package_of

_MAIN, _SETTINGS = "word/document.xml", "word/settings.xml"
_PARTS = re.compile(r"word/(?:document|header\d*|footer\d*)\.xml")
_CONTENTS = re.compile(r"(<w:instrText[^>]*>\s*)(TOC\s)")
_REFERENCE = r"<w:instrText[^>]*>\s*PAGEREF\s+([^\s<]+)[^<]*</w:instrText>"
_TOLD = re.compile(rf"{_REFERENCE}|<w:t(?:\s[^>]*)?>([^<]*)</w:t>")
_FIELD = re.compile(
    rf"({_REFERENCE}(?:(?!<w:fldChar|</w:p>).)*<w:fldChar w:fldCharType=\"separate\"/></w:r>)"
    r"((?:(?!<w:fldChar|</w:p>).)*)(?=<w:r>(?:<w:rPr>(?:(?!</w:rPr>).)*</w:rPr>)?"
    r"<w:fldChar w:fldCharType=\"end\"/>)",
    re.DOTALL,
)
_RUN = '<w:r><w:t xml:space="preserve">{}</w:t></w:r>'
_UPDATE = re.compile(r"<w:updateFields\b[^>]*/>")


def for_layout(document: bytes) -> bytes:
    """The copy to be laid out: its contents are ordinary text with references to pages."""
    package = package_of(document, _MAIN)
    xml = package.content(_MAIN).decode()
    return package.written({_MAIN: _CONTENTS.sub(r"\1X\2", xml).encode()})


def pages(laid_out: bytes) -> Mapping[str, str]:
    """The page of every bookmark that is referred to, as printed on it, from a Word file."""
    package = package_of(laid_out, _MAIN)
    found: dict[str, str] = {}
    for entry in package.entries:
        if _PARTS.fullmatch(entry.name):
            wanted = ""
            for match in _TOLD.finditer(entry.content().decode()):
                if match[1]:
                    wanted = match[1]
                elif wanted:
                    found.setdefault(wanted, match[2].strip())
                    wanted = ""
    return found


def numbered(document: bytes, found: Mapping[str, str]) -> bytes:
    """The document with these page numbers in its references, and no wish to be updated."""
    package = package_of(document, _MAIN)

    def told(match: re.Match[str]) -> str:
        page = found.get(match[2], "")
        return match[1] + (_RUN.format(page) if page.isalnum() else match[3])

    changed = {
        entry.name: _FIELD.sub(told, entry.content().decode()).encode()
        for entry in package.entries
        if _PARTS.fullmatch(entry.name)
    }
    settings = package.content(_SETTINGS).decode()
    if settings:
        changed[_SETTINGS] = _UPDATE.sub("", settings).encode()
    return package.written(changed)
