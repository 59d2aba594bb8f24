"""docx → canonical text: style names, text, tables row by row; what a person reads as a diff."""

import io
import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree as ET

DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def docx_text(data: bytes) -> str:
    """The document's body as text, one paragraph or table row a line."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        root = ET.fromstring(package.read("word/document.xml"))  # noqa: S314 -- our own output
    body = root.find(f"{W}body")
    assert body is not None
    return "\n".join(_blocks(body)) + "\n"


def _blocks(parent: ET.Element) -> Iterator[str]:
    for child in parent:
        if child.tag == f"{W}p":
            yield f"{_style(child)}{paragraph_text(child)}{chart_text(child)}"
        elif child.tag == f"{W}tbl":
            for row in child.iter(f"{W}tr"):
                cells = (_cell(cell) for cell in row.findall(f"{W}tc"))
                yield "| " + " | ".join(cells)
        elif child.tag == f"{W}sdt":
            yield from _blocks(child.find(f"{W}sdtContent") or child)


def chart_text(paragraph: ET.Element) -> str:
    """What a chart of the paragraph shows, in the words of its alternative text."""
    return "".join(f"〔图：{named.get('descr')}〕" for named in paragraph.iter(f"{DRAWING}docPr"))


def _cell(cell: ET.Element) -> str:
    return " ⏎ ".join(paragraph_text(p) for p in cell.iter(f"{W}p"))


def _style(paragraph: ET.Element) -> str:
    style = paragraph.find(f"{W}pPr/{W}pStyle")
    return f"[{style.get(f'{W}val')}] " if style is not None else ""


def paragraph_text(paragraph: ET.Element) -> str:
    """A paragraph's text: breaks and tabs shown, field codes left out."""
    signs = {f"{W}t": None, f"{W}br": "⏎", f"{W}tab": "⇥"}
    return "".join(
        signs[node.tag] or node.text or "" for node in paragraph.iter() if node.tag in signs
    )
