"""A Word file as a reader goes through it (报告文本): text by text, each with where it stands.

What Word works out anew for itself — page numbers and tables of contents — is left out.
"""

import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from xml.parsers.expat import ExpatError

from zeropark.messages import word
from zeropark.report.engine.package import Package, package_of
from zeropark.report.engine.properties import properties_of
from zeropark.report.engine.tree import DoctypeError, Element, parse

_MAIN, _STYLES = "word/document.xml", "word/styles.xml"
_MARGINS, _CHARTS = ("word/header", "word/footer"), "word/charts/chart"
_RENEWED = frozenset({"PAGE", "PAGEREF", "NUMPAGES", "SECTIONPAGES", "TOC", "DATE", "TIME"})
_SIGNS = {"w:tab": "\t", "w:br": "\n"}
_HEADING = "heading "  # what Word calls the style in whatever language
_DAMAGE = (zipfile.BadZipFile, zlib.error, ExpatError, DoctypeError, UnicodeDecodeError)


class NoPaperError(ValueError):
    """A file that is no Word document, or is damaged (不是完好的 Word 文件)."""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph or a row of a table (文本块): where it stands, and its text cell by cell."""

    place: str
    texts: tuple[str, ...]
    heads: tuple[str, ...] = ()  # of a row: what stands above its cells


@dataclass(frozen=True, slots=True)
class Paper:
    """All text of a Word file (文本), with the properties that it carries unprinted."""

    blocks: tuple[Block, ...]
    properties: Mapping[str, str]


def read_paper(data: bytes) -> Paper:
    """The paper that a Word file prints as. Raises NoPaperError."""
    try:
        package = package_of(data, "")
        body = _root(package, _MAIN).find("w:body") or Element("")
        blocks = (*_Reading(_headings(package)).blocks(body), *_beside(package))
    except _DAMAGE as error:
        raise NoPaperError from error
    return Paper(blocks, properties_of(package))


def _root(package: Package, part: str) -> Element:
    content = package.content(part)
    if not content:
        raise NoPaperError(part)
    return parse(content)


def _headings(package: Package) -> frozenset[str]:
    """The ids of the styles that headings have."""
    styles = _root(package, _STYLES).elements()
    return frozenset(
        style.attributes.get("w:styleId", "")
        for style in styles
        if (name := style.find("w:name"))
        and name.attributes.get("w:val", "").casefold().startswith(_HEADING)
    )


def _beside(package: Package) -> Iterator[Block]:
    """What stands above and below the pages, and what charts are drawn from."""
    for name in sorted(entry.name for entry in package.entries if entry.name.endswith(".xml")):
        if name.startswith(_MARGINS):
            for paragraph in _elements(_root(package, name), "w:p"):
                text = _Text().of(paragraph)
                if text.strip():
                    yield Block(word("place_margin"), (text,))
        elif name.startswith(_CHARTS):
            values = (_plain(value) for value in _elements(_root(package, name), "c:v"))
            yield Block(word("place_chart"), tuple(values))


def _elements(root: Element, name: str) -> Iterator[Element]:
    return (element for element in root.walk() if element.name == name)


def _plain(element: Element) -> str:
    return "".join(text for text in element.children if isinstance(text, str))


class _Reading:
    """Goes through the body and remembers under which heading and caption it is."""

    def __init__(self, headings: frozenset[str]) -> None:
        self.headings = headings
        self.text = _Text()  # fields reach over paragraphs
        self.chapter = ""
        self.before = ""  # the paragraph before

    def blocks(self, parent: Element) -> Iterator[Block]:
        """Every paragraph with text, every row."""
        for child in parent.elements():
            if child.name == "w:p":
                yield from self._paragraph(child)
            elif child.name == "w:tbl":
                yield from self._table(child)
            elif child.name not in {"w:sectPr", "w:del"}:
                yield from self.blocks(child)

    def _paragraph(self, paragraph: Element) -> Iterator[Block]:
        text = self.text.of(paragraph).strip()
        if not text:
            return
        if _style(paragraph) in self.headings:
            self.chapter = text
        self.before = text
        yield Block(self.chapter or word("place_front"), (text,))

    def _table(self, table: Element) -> Iterator[Block]:
        heads: tuple[str, ...] = ()
        chapter, caption = self.chapter or word("place_front"), self.before
        for number, row in enumerate(_elements(table, "w:tr"), start=1):
            cells = [cell for cell in row.elements() if cell.name == "w:tc"]
            texts = tuple(self._cell(cell) for cell in cells)
            place = word("place_row", chapter=chapter, caption=caption, row=number)
            yield Block(place, texts, heads)
            heads = heads or (texts if _repeats(row) else ())

    def _cell(self, cell: Element) -> str:
        return "\n".join(self.text.of(paragraph) for paragraph in _elements(cell, "w:p"))


def _repeats(row: Element) -> bool:
    """Whether a row is the head of its table, which Word repeats on every page."""
    properties = row.find("w:trPr")
    return properties is not None and properties.find("w:tblHeader") is not None


def _style(paragraph: Element) -> str:
    properties = paragraph.find("w:pPr")
    style = properties.find("w:pStyle") if properties else None
    return style.attributes.get("w:val", "") if style else ""


class _Text:
    """The text of runs in their order, without the results of fields that Word renews."""

    def __init__(self) -> None:
        self.fields: list[str] = []  # the code of each field that is open

    def of(self, paragraph: Element) -> str:
        """A paragraph's text as printed: breaks and tabs kept, renewed fields left out."""
        return "".join(self._printed(element) for element in paragraph.walk())

    def _printed(self, element: Element) -> str:
        match element.name:
            case "w:fldChar":
                self._mark(element.attributes.get("w:fldCharType", ""))
            case "w:instrText" if self.fields:
                self.fields[-1] += _plain(element)
            case "w:t" if not self._renewed():
                return _plain(element)
            case name if name in _SIGNS and not element.attributes and not self._renewed():
                return _SIGNS[name]  # with attributes it is where a tab stops
        return ""

    def _mark(self, kind: str) -> None:
        if kind == "begin":
            self.fields.append("")
        elif kind == "end" and self.fields:
            self.fields.pop()

    def _renewed(self) -> bool:
        return any(code.split()[:1] and code.split()[0] in _RENEWED for code in self.fields)
