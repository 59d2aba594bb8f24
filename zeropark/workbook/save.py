"""Saving (保存): the same workbook gives the same bytes, and a file is whole or not there."""

import os
import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree as ET
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.writer.excel import ExcelWriter

from zeropark.model import NOTHING

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_TERMS = "http://purl.org/dc/terms/"
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the first moment a zip can name
_NO_ROWS = re.compile(rb"<sheetData\s*(?:/>|></sheetData>)")
_REACH = re.compile(rb"<dimension [^>]*>")
_SIGN = re.compile(rb"&#(1[6-9][0-9]|[2-9][0-9]{2}|[0-9]{4,7});")  # beyond ASCII and its controls
# The order in which the schema wants what describes a font; the library has another.
_FONT = "b i strike condense extend outline shadow u vertAlign sz color name family charset scheme"


def save(
    book: Workbook,
    path: Path,
    sheets: Mapping[str, bytes] | None = None,
    rows: Mapping[str, Iterable[bytes]] | None = None,
) -> None:
    """Put the workbook under its name at once: written beside, flushed, then renamed.

    ``sheets`` are parts of sheets that are drawn elsewhere, by their titles; ``rows`` are rows
    that a sheet without cells gets, piece by piece.
    """
    places = {title: f"xl/worksheets/sheet{n}.xml" for n, title in enumerate(book.sheetnames, 1)}
    own = {places[title]: part for title, part in (sheets or {}).items()}
    put(parts(book) | own, path, {places[title]: drawn for title, drawn in (rows or {}).items()})


def parts(book: Workbook) -> dict[str, bytes]:
    """The parts of a workbook (部件): the same workbook gives the same ones."""
    drawn = BytesIO()
    ExcelWriter(book, ZipFile(drawn, "w", ZIP_STORED)).save()
    with ZipFile(drawn) as source:
        return {n: _CHANGES.get(n, _spelt)(source.read(n)) for n in source.namelist()}


def put(
    package: Mapping[str, bytes], path: Path, rows: Mapping[str, Iterable[bytes]] = NOTHING
) -> None:
    """Write a package of these parts, ``rows`` in the place of the rows of a sheet's part."""
    descriptor, beside = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
    try:
        with os.fdopen(descriptor, "wb") as file:
            with ZipFile(file, "w", ZIP_DEFLATED) as target:
                for name, part in package.items():
                    with target.open(_entry(name), "w", force_zip64=name in rows) as stream:
                        stream.writelines(_pieces(part, rows[name]) if name in rows else [part])
            file.flush()
            os.fsync(file.fileno())
        Path(beside).chmod(0o644)
        Path(beside).replace(path)
    finally:
        Path(beside).unlink(missing_ok=True)


def _entry(name: str) -> ZipInfo:
    entry = ZipInfo(name, _EPOCH)
    entry.compress_type = ZIP_DEFLATED
    return entry


def _pieces(part: bytes, rows: Iterable[bytes]) -> Iterator[bytes]:
    """A sheet's part with the rows; what says how far it reaches is optional, and left out."""
    head, tail = _NO_ROWS.split(_REACH.sub(b"", part))
    yield from (head, b"<sheetData>")
    yield from rows
    yield from (b"</sheetData>", tail)


def _spelt(part: bytes) -> bytes:
    """A part with its Chinese as it is: the library writes a reference for every sign."""
    return _SIGN.sub(lambda found: chr(int(found[1])).encode(), part)


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
