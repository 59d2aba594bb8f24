"""What a Word file says beside its body (正文之外): margins, notes, charts with data, title."""

from collections.abc import Iterator
from decimal import Context, Decimal, InvalidOperation

from zeropark.messages import word
from zeropark.report.blocks import Block, RunningText, elements, plain, root_of
from zeropark.report.engine.package import Package, package_of
from zeropark.report.engine.tree import Element

_MAIN, _CORE = "word/document.xml", "docProps/core.xml"
_MARGINS = ("word/header", "word/footer", "word/footnotes", "word/endnotes")
_CHARTS, _DATA = "word/charts/chart", "word/embeddings/"
_SHEETS, _STRINGS = "xl/worksheets/sheet", "xl/sharedStrings.xml"
_BINARY = Context(prec=12)  # digits that a number keeps in a spreadsheet, whoever writes it
# What Word keeps as it was when a file is saved again; who saved it last, and when, changes.
_KEPT = ("dc:title", "dc:subject", "dc:creator", "dc:description", "cp:keywords", "cp:category")


def beside(package: Package) -> Iterator[Block]:
    """Headers, footers, notes, charts, the workbooks that charts are edited by, properties."""
    for name in sorted(entry.name for entry in package.entries):
        if name.startswith(_MARGINS) and name.endswith(".xml"):
            yield from _margin(root_of(package, name))
        elif name.startswith(_CHARTS) and name.endswith(".xml"):
            yield _chart(root_of(package, name))
        elif name.startswith(_DATA) and name.endswith(".xlsx"):
            yield from _data(package_of(package.content(name), name))
    yield from _described(root_of(package, _MAIN))
    if package.find(_CORE):
        yield from _titled(root_of(package, _CORE))


def _margin(root: Element) -> Iterator[Block]:
    for paragraph in elements(root, "w:p"):
        text = RunningText().of(paragraph)
        if text.strip():
            yield Block(word("place_margin"), (text,))


def _chart(root: Element) -> Block:
    """What a chart shows: its figures and names as kept in it, and the titles of its axes."""
    shown = (each for each in root.walk() if each.name in {"c:v", "a:t"})
    return Block(word("place_chart"), tuple(plain(each) for each in shown))


def _described(root: Element) -> Iterator[Block]:
    """The words that a chart or picture has for who cannot see it (替代文字)."""
    for drawing in elements(root, "wp:docPr"):
        if text := drawing.attributes.get("descr", ""):
            yield Block(word("place_described"), (text,))


def _titled(root: Element) -> Iterator[Block]:
    for element in root.elements():
        if element.name in _KEPT and plain(element):
            yield Block(word("place_properties"), (plain(element),))


# ------------------------------------------------------------------ the workbook of a chart


def _data(workbook: Package) -> Iterator[Block]:
    """The cells of a chart's workbook: one block a sheet, whichever program saved it."""
    strings = _strings(workbook)
    for name in sorted(entry.name for entry in workbook.entries if entry.name.startswith(_SHEETS)):
        cells = list(elements(root_of(workbook, name), "c"))
        texts = {each.attributes.get("r", ""): _cell(each, strings) for each in cells}
        told = {ref: text for ref, text in texts.items() if text}
        yield Block(word("place_chart_data"), tuple(told.values()), tuple(told))


def _strings(workbook: Package) -> tuple[str, ...]:
    if not workbook.find(_STRINGS):
        return ()
    return tuple(_text(each) for each in elements(root_of(workbook, _STRINGS), "si"))


def _cell(cell: Element, strings: tuple[str, ...]) -> str:
    value = cell.find("v")
    if value is None:
        return _text(cell)
    text = plain(value)
    if cell.attributes.get("t") == "s":
        return strings[int(text)] if text.isdecimal() and int(text) < len(strings) else text
    return _number(text)


def _text(element: Element) -> str:
    return "".join(plain(each) for each in elements(element, "t"))


def _number(text: str) -> str:
    """A number as a number: Excel writes 12.5 where we wrote 12.50, or 12.499999999999998."""
    try:
        return f"{Decimal(text).normalize(_BINARY):f}"
    except InvalidOperation:
        return text
