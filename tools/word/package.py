"""The file around a document (文件包): parts, relationships, and the same bytes every time."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from typing import cast

from lxml import etree

from word.charts import Chart, chart_part, sample_workbook
from word.styles import LANGUAGE, styles
from word.xml import Element, w, written

_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PROPERTIES = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
_DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_TYPE_OF = {
    "core": "application/vnd.openxmlformats-package.core-properties+xml",
    "chart": "application/vnd.openxmlformats-officedocument.drawingml.chart+xml",
}
_BOOK = "word/embeddings/Microsoft_Excel_Sheet{n}.xlsx"
_FIXED = (1980, 1, 1, 0, 0, 0)
_COMPATIBLE = "http://schemas.microsoft.com/office/word"


def docx(
    body: Element,
    around: Mapping[str, Element],
    charts: Sequence[Chart],
    title: str,
    author: str,
) -> bytes:
    """The bytes of a Word file (docx 字节); ``around`` are its headers and footers by name."""
    drawn = dict(enumerate(charts, start=1))
    parts = {
        "word/document.xml": written(w("document", body)),
        "word/styles.xml": written(styles()),
        "word/settings.xml": written(_settings()),
        **{f"word/{name}.xml": written(element) for name, element in around.items()},
        **{f"word/charts/chart{n}.xml": chart_part(chart) for n, chart in drawn.items()},
        "docProps/core.xml": _core(title, author),
    }
    files = {
        "[Content_Types].xml": _types(parts),
        "_rels/.rels": _relationships(
            {
                "rId1": ("officeDocument", "word/document.xml"),
                "rId2": ("metadata/core-properties", "docProps/core.xml"),
            }
        ),
        "word/_rels/document.xml.rels": _relationships(
            {"rId1": ("styles", "styles.xml"), "rId2": ("settings", "settings.xml")}
            | {name: (name.rstrip("0123456789"), f"{name}.xml") for name in around}
            | {f"chart{n}": ("chart", f"charts/chart{n}.xml") for n in drawn}
        ),
        **parts,
        **{f"word/charts/_rels/chart{n}.xml.rels": _workbook_of(n) for n in drawn},
        **{_BOOK.format(n=n): sample_workbook(chart) for n, chart in drawn.items()},
    }
    return _zipped(files)


def _workbook_of(n: int) -> bytes:
    return _relationships({"rId1": ("package", f"../{_BOOK.format(n=n).removeprefix('word/')}")})


def _zipped(files: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, _FIXED)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return buffer.getvalue()


def _settings() -> Element:
    """Word fills the fields when it opens the file; LibreOffice does so anyway."""
    mode = w("compatSetting", name="compatibilityMode", uri=_COMPATIBLE, val=15)
    return w(
        "settings",
        w("zoom", percent=100),
        w("defaultTabStop", val=420),
        w("characterSpacingControl", val="compressPunctuation"),
        w("updateFields", val=1),
        w("compat", w("useFELayout"), mode),
        w("themeFontLang", val="en-US", eastAsia=LANGUAGE),
        w("decimalSymbol", val="."),
        w("listSeparator", val=","),
    )


def _xml(root: Element) -> bytes:
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True)


def _root(name: str, namespace: str) -> Element:
    names = cast("Mapping[str, str]", {None: namespace})  # the stubs know no default namespace
    return etree.Element(f"{{{namespace}}}{name}", nsmap=names)


def _types(parts: Mapping[str, bytes]) -> bytes:
    root = _root("Types", _TYPES)
    relationships = "application/vnd.openxmlformats-package.relationships+xml"
    defaults = {"rels": relationships, "xml": "application/xml"}
    if any(name.startswith("word/charts/") for name in parts):
        defaults["xlsx"] = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    for extension, kind in defaults.items():
        default = etree.SubElement(root, f"{{{_TYPES}}}Default")
        default.set("Extension", extension)
        default.set("ContentType", kind)
    for name in parts:
        override = etree.SubElement(root, f"{{{_TYPES}}}Override")
        override.set("PartName", f"/{name}")
        override.set("ContentType", _type_of(name))
    return _xml(root)


def _type_of(name: str) -> str:
    kind = name.rpartition("/")[2].removesuffix(".xml").rstrip("0123456789")
    if kind in _TYPE_OF:
        return _TYPE_OF[kind]
    return f"{_WORD}.document.main+xml" if kind == "document" else f"{_WORD}.{kind}+xml"


def _relationships(targets: Mapping[str, tuple[str, str]]) -> bytes:
    root = _root("Relationships", _RELATIONSHIPS)
    for id_, (kind, target) in targets.items():
        base = _RELATIONSHIPS if kind.startswith("metadata") else _OFFICE
        relationship = etree.SubElement(root, f"{{{_RELATIONSHIPS}}}Relationship")
        relationship.set("Id", id_)
        relationship.set("Type", f"{base}/{kind}")
        relationship.set("Target", target)
    return _xml(root)


def _core(title: str, author: str) -> bytes:
    names = {"cp": _PROPERTIES, "dc": _DUBLIN_CORE}
    root = etree.Element(f"{{{_PROPERTIES}}}coreProperties", nsmap=names)
    texts = {"title": title, "creator": author, "language": LANGUAGE}
    for name, text in texts.items():
        etree.SubElement(root, f"{{{_DUBLIN_CORE}}}{name}").text = text
    return _xml(root)
