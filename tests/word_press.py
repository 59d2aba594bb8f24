"""A press for the tests of the Word renderer: small templates in, text and faults out."""

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from markupsafe import Markup

from zeropark.messages import fault
from zeropark.model import StandardError, StandardFault
from zeropark.report.engine import WordTemplate

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SECTION = "<w:sectPr><w:pgSz/></w:sectPr>"


def run(text: str, properties: str = "") -> str:
    inside = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r w:rsidR="00A1">{inside}<w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(*runs: str) -> str:
    made = "".join(each if each.startswith("<") else run(each) for each in runs)
    return f'<w:p w:rsidP="00B2">{made}</w:p>'


def row(*cells: str) -> str:
    inner = (cell if cell.startswith("<w:p") else paragraph(cell) for cell in cells)
    made = "".join(f'<w:tc><w:tcPr><w:tcW w:w="9"/></w:tcPr>{cell}</w:tc>' for cell in inner)
    return f"<w:tr>{made}</w:tr>"


def table(*rows: str) -> str:
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{''.join(rows)}</w:tbl>"


def written(folder: Path, body: str, **parts: str) -> Path:
    """A docx of the fewest parts; ``parts`` names others, with ``__`` for a slash."""
    path = folder / "t.docx"
    contents = {
        "[Content_Types].xml": "<Types/>",
        "word/document.xml": f'<w:document xmlns:w="{W}"><w:body>{body}{SECTION}</w:body>'
        "</w:document>",
    } | {name.replace("__", "/") + ".xml": text for name, text in parts.items()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in contents.items():
            archive.writestr(re.sub(r"(\.rels|\.xlsx)\.xml$", r"\1", name), text)
    return path


@dataclass
class Press:
    """Loads a body as a template, renders it and reads it back."""

    folder: Path

    def file(self, body: str, context: Mapping[str, object], **parts: str) -> zipfile.ZipFile:
        """The rendered package."""
        template = WordTemplate.load(written(self.folder, body, **parts), LIBRARY)
        return zipfile.ZipFile(io.BytesIO(template.render(context)))

    def xml(self, body: str, **context: object) -> str:
        """The rendered document part."""
        return self.file(body, context).read("word/document.xml").decode()

    def text(self, body: str, **context: object) -> str:
        """The text of the rendered document, a line for a paragraph."""
        return "\n".join(paragraphs(self.xml(body, **context)))

    def faults(self, body: str, **parts: str) -> list[StandardFault]:
        """What is wrong with the template."""
        with pytest.raises(StandardError) as caught:
            WordTemplate.load(written(self.folder, body, **parts), LIBRARY)
        return list(leaves(caught.value))

    def render_faults(
        self, body: str, parts: Mapping[str, str] | None = None, **context: object
    ) -> list[StandardFault]:
        """What stops the rendering."""
        template = WordTemplate.load(written(self.folder, body, **parts or {}), LIBRARY)
        with pytest.raises(StandardError) as caught:
            template.render(context)
        return list(leaves(caught.value))


LIBRARY = {
    "narrative.j2": "{% macro outcome(gap) %}\n  {% if gap %}\n    未达到 {{ target }}，\n"
    "    排放 CO₂ {{ gap }}\n  {% else %}\n    达到\n  {% endif %}\n{% endmacro %}\n"
    "{% macro broken() %}{{ absent }}{% endmacro %}\n",
    "faulty.j2": "第一行\n{% macro a( %}",
    "unsafe.j2": "\n{% macro a(x) %}{{ x.__class__ }}{% endmacro %}",
}


def leaves(error: StandardError) -> Iterator[StandardFault]:
    for each in error.exceptions:
        assert isinstance(each, StandardFault)
        assert fault(each.code, each.params)  # every fault has its sentence
        yield each


def word_xml(xml: str) -> Markup:
    return Markup(xml)  # noqa: S704 -- written in the test


def w(name: str) -> str:
    return f"{{{W}}}{name}"


def plain(element: ET.Element) -> str:
    signs = {w("br"): "\n", w("tab"): "\t"}
    return "".join(
        signs.get(each.tag, each.text or "" if each.tag == w("t") else "")
        for each in element.iter()
    )


def paragraphs(xml: str) -> list[str]:
    return [plain(each) for each in ET.fromstring(xml).iter(w("p"))]  # noqa: S314 -- our own


def runs(xml: str) -> list[tuple[str, set[str]]]:
    """Each run's text and its properties: their values, or their names if they have none."""
    found = []
    for each in ET.fromstring(xml).iter(w("r")):  # noqa: S314 -- our own
        own = each.find(w("rPr"))
        names = (
            {p.get(w("val"), p.tag.rpartition("}")[2]) for p in own} if own is not None else set()
        )
        found.append((plain(each), names))
    return found


def table_texts(xml: str) -> list[list[str]]:
    root = ET.fromstring(xml)  # noqa: S314 -- our own
    return [[plain(cell) for cell in r.iter(w("tc"))] for r in root.iter(w("tr"))]
