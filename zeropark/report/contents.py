"""Page numbers of tables of contents (目次页码): read from a layout, written into the document.

A program that lays a document out works out references to pages, but not within a table of contents
that it takes for its own. So a copy is laid out whose contents are no longer called so.
"""

import re
from collections.abc import Mapping
from io import BytesIO

from zeropark.report.engine.package import package_of

_MAIN, _SETTINGS = "word/document.xml", "word/settings.xml"
_PARTS = re.compile(r"word/(?:document|header\d*|footer\d*)\.xml")
_CONTENTS = re.compile(r"(<w:instrText[^>]*>\s*)(TOC\s)")
_REFERENCE = r"<w:instrText[^>]*>\s*PAGEREF\s+([^\s<]+)[^<]*</w:instrText>"
_REFERRED = re.compile(_REFERENCE)
_SECTION = re.compile(r"<w:sectPr\b.*?</w:sectPr>", re.DOTALL)
_NUMBER = re.compile(r'<w:pgNumType\b[^>]*w:start="(\d+)"')
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


def pages(document: bytes, pdf: bytes) -> Mapping[str, str]:
    """The page of every bookmark that is referred to, as it is numbered, by the document's print.

    Pages are counted from the first of these bookmarks: it begins the body of the report. What
    stands before it is in no table of contents.
    """
    xml = package_of(document, _MAIN).content(_MAIN).decode()
    places = _places(pdf)
    referred = [name for name in _REFERRED.findall(xml) if _plain(name) in places]
    if not referred:
        return {}
    first = min(places[_plain(name)] for name in referred)
    start = _first_number(xml, min(referred, key=lambda name: places[_plain(name)]))
    shift = 1 if start is None else start - first
    return {name: str(places[_plain(name)] + shift) for name in referred}


def _places(pdf: bytes) -> Mapping[str, int]:
    """On which sheet of a print, counted from 0, each named place is."""
    from pypdf import PdfReader  # noqa: PLC0415 -- costs 0.1 s and is wanted by few commands

    reader = PdfReader(BytesIO(pdf))
    named = reader.named_destinations.items()
    return {_plain(name): reader.get_destination_page_number(place) or 0 for name, place in named}


def _plain(name: str) -> str:
    """A bookmark's name, and what LibreOffice makes of it in a PDF, alike."""
    return name.replace("_", "5F").replace("/", "")


def _first_number(xml: str, bookmark: str) -> int | None:
    """The number that the bookmark's section begins with; ``None`` if it counts on."""
    after = xml.partition(f'w:name="{bookmark}"')[2]
    section = _SECTION.search(after)
    numbered = _NUMBER.search(section[0]) if section else None
    return int(numbered[1]) if numbered else None


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
