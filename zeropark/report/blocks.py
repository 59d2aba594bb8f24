"""What a Word file is read into (文本块), and how the text of a paragraph is put together."""

from collections.abc import Iterator
from dataclasses import dataclass

from zeropark.report.engine.package import Package
from zeropark.report.engine.tree import Element, parse

_RENEWED = frozenset({"PAGE", "PAGEREF", "NUMPAGES", "SECTIONPAGES", "TOC", "DATE", "TIME"})
_SIGNS = {"w:tab": "\t", "w:br": "\n"}


class NoPaperError(ValueError):
    """A file that is no Word document, or is damaged (不是完好的 Word 文件)."""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph or a row of a table (文本块): where it stands, and its text cell by cell."""

    place: str
    texts: tuple[str, ...]
    heads: tuple[str, ...] = ()  # of a row: what stands above its cells


def root_of(package: Package, part: str) -> Element:
    """The root element of a part (部件). Raises NoPaperError where there is none."""
    content = package.content(part)
    if not content:
        raise NoPaperError(part)
    return parse(content)


def elements(root: Element, name: str) -> Iterator[Element]:
    """Every element of that name (元素) in the order of the part."""
    return (element for element in root.walk() if element.name == name)


def plain(element: Element) -> str:
    """The characters that stand directly in an element (文字)."""
    return "".join(text for text in element.children if isinstance(text, str))


class RunningText:
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
                self.fields[-1] += plain(element)
            case "w:t" if not self._renewed():
                return plain(element)
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
