"""Saving (保存): the same workbook gives the same bytes, and a file is whole or not there."""

import os
import tempfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree as ET
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.writer.excel import ExcelWriter

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_TERMS = "http://purl.org/dc/terms/"
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the first moment a zip can name
# The order in which the schema wants what describes a font; the library has another.
_FONT = "b i strike condense extend outline shadow u vertAlign sz color name family charset scheme"


def save(book: Workbook, path: Path, sheets: Mapping[str, bytes] | None = None) -> None:
    """Put the workbook under its name at once: written beside, flushed, then renamed.

    ``sheets`` are parts of sheets that are drawn elsewhere, by their titles.
    """
    data = _package(book, sheets or {})
    descriptor, beside = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(beside).chmod(0o644)
        Path(beside).replace(path)
    finally:
        Path(beside).unlink(missing_ok=True)


def _package(book: Workbook, sheets: Mapping[str, bytes]) -> bytes:
    drawn, fixed = BytesIO(), BytesIO()
    places = {title: place for place, title in enumerate(book.sheetnames, 1)}
    own = {f"xl/worksheets/sheet{places[title]}.xml": part for title, part in sheets.items()}
    ExcelWriter(book, ZipFile(drawn, "w", ZIP_STORED)).save()  # packed once, below
    with ZipFile(drawn) as source, ZipFile(fixed, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            part = own.get(name) or _CHANGES.get(name, bytes)(source.read(name))
            entry = ZipInfo(name, _EPOCH)
            entry.compress_type = ZIP_DEFLATED
            target.writestr(entry, part)
    return fixed.getvalue()


def _order_fonts(part: bytes) -> bytes:
    ET.register_namespace("", _MAIN)
    styles = ET.fromstring(part)  # noqa: S314 -- written by ourselves a moment ago
    order = {f"{{{_MAIN}}}{name}": place for place, name in enumerate(_FONT.split())}
    for font in styles.iter(f"{{{_MAIN}}}font"):
        font[:] = sorted(font, key=lambda child: order[child.tag])
    return _text(styles)


def _date_properties(part: bytes) -> bytes:
    properties = ET.fromstring(part)  # noqa: S314 -- written by ourselves a moment ago
    for term in ("created", "modified"):
        for date in properties.iter(f"{{{_TERMS}}}{term}"):
            date.text = "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z".format(*_EPOCH)
    return _text(properties)


def _text(root: ET.Element) -> bytes:
    text: bytes = ET.tostring(root, encoding="UTF-8", xml_declaration=True)
    return text


_CHANGES = {"xl/styles.xml": _order_fonts, "docProps/core.xml": _date_properties}
