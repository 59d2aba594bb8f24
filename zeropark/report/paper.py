"""A Word file as a reader goes through it (报告文本): text by text, each with where it stands.

What Word works out anew for itself — page numbers and tables of contents — is left out.
"""

import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from xml.parsers.expat import ExpatError

from zeropark.messages import word
from zeropark.report.beside import beside
from zeropark.report.blocks import Block, NoPaperError, RunningText, elements, root_of
from zeropark.report.engine.package import Package, package_of
from zeropark.report.engine.properties import properties_of
from zeropark.report.engine.tree import DoctypeError, Element

__all__ = ["Block", "NoPaperError", "Paper", "read_paper"]

_MAIN, _STYLES = "word/document.xml", "word/styles.xml"
_HEADING = "heading "  # what Word calls the style in whatever language
_DAMAGE = (zipfile.BadZipFile, zlib.error, ExpatError, DoctypeError, UnicodeDecodeError)


@dataclass(frozen=True, slots=True)
class Paper:
    """All text of a Word file (文本), with the properties that it carries unprinted."""

    blocks: tuple[Block, ...]
    properties: Mapping[str, str]


def read_paper(data: bytes) -> Paper:
    """The paper that a Word file prints as. Raises NoPaperError."""
    try:
        package = package_of(data, "")
        body = root_of(package, _MAIN).find("w:body") or Element("")
        blocks = (*_Reading(_headings(package)).blocks(body), *beside(package))
    except _DAMAGE as error:
        raise NoPaperError from error
    return Paper(blocks, properties_of(package))


def _headings(package: Package) -> frozenset[str]:
    """The ids of the styles that headings have."""
    styles = root_of(package, _STYLES).elements()
    return frozenset(
        style.attributes.get("w:styleId", "")
        for style in styles
        if (name := style.find("w:name"))
        and name.attributes.get("w:val", "").casefold().startswith(_HEADING)
    )


class _Reading:
    """Goes through the body and remembers under which heading and caption it is."""

    def __init__(self, headings: frozenset[str]) -> None:
        self.headings = headings
        self.text = RunningText()  # fields reach over paragraphs
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
        for number, row in enumerate(elements(table, "w:tr"), start=1):
            cells = [cell for cell in row.elements() if cell.name == "w:tc"]
            texts = tuple(self._cell(cell) for cell in cells)
            place = word("place_row", chapter=chapter, caption=caption, row=number)
            yield Block(place, texts, heads)
            heads = heads or (texts if _repeats(row) else ())

    def _cell(self, cell: Element) -> str:
        return "\n".join(self.text.of(paragraph) for paragraph in elements(cell, "w:p"))


def _repeats(row: Element) -> bool:
    """Whether a row is the head of its table, which Word repeats on every page."""
    properties = row.find("w:trPr")
    return properties is not None and properties.find("w:tblHeader") is not None


def _style(paragraph: Element) -> str:
    properties = paragraph.find("w:pPr")
    style = properties.find("w:pStyle") if properties else None
    return style.attributes.get("w:val", "") if style else ""
