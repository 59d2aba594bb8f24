"""Named values that a Word file carries unprinted (自定义属性): written, added to, read again."""

from collections.abc import Mapping
from xml.parsers.expat import ExpatError
from xml.sax.saxutils import escape, quoteattr

from zeropark.report.engine.package import Package
from zeropark.report.engine.tree import DoctypeError, Element, parse

PART = "docProps/custom.xml"
_TYPES, _RELATIONSHIPS = "[Content_Types].xml", "_rels/.rels"
_KIND = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_FORM = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"  # the one that Word lists as custom properties
_EMPTY = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    f'<Properties xmlns="{_OFFICE}/custom-properties" xmlns:vt="{_OFFICE}/docPropsVTypes">'
    "</Properties>"
)
_FIRST = 2  # numbers 0 and 1 are kept by the format


def properties_of(package: Package) -> Mapping[str, str]:
    """Every custom property that is text, by name; nothing where the part is damaged."""
    content = package.content(PART)
    try:
        root = parse(content) if content else Element("")
    except (ExpatError, DoctypeError):
        return {}
    return {
        element.attributes.get("name", ""): _text(element)
        for element in root.elements()
        if element.name == "property"
    }


def _text(element: Element) -> str:
    texts = (text for child in element.elements() for text in child.children)
    return "".join(text for text in texts if isinstance(text, str))


def with_properties(package: Package, properties: Mapping[str, str]) -> Mapping[str, bytes]:
    """The parts to change or add so that the file carries these besides what it has."""
    old = package.content(PART)
    xml = old.decode() if old else _EMPTY
    first = _FIRST + xml.count("<property ")
    added = "".join(
        f'<property fmtid="{_FORM}" pid="{number}" name={quoteattr(name)}>'
        f'<vt:lpwstr xmlns:vt="{_OFFICE}/docPropsVTypes">{escape(value)}</vt:lpwstr></property>'
        for number, (name, value) in enumerate(properties.items(), start=first)
    )
    changed = {PART: _before("</Properties>", xml, added)}
    return changed if old else {**changed, **_announced(package)}


def _announced(package: Package) -> Mapping[str, bytes]:
    """The file's lists of parts and of relations with the new part in them."""
    types, relations = (package.content(name).decode() for name in (_TYPES, _RELATIONSHIPS))
    part = f'<Override PartName="/{PART}" ContentType="{_KIND}"/>'
    relation = (
        f'<Relationship Id="zeroparkProperties" Type="{_OFFICE}/relationships/custom-properties"'
        f' Target="{PART}"/>'
    )
    return {
        _TYPES: _before("</Types>", types, part),
        _RELATIONSHIPS: _before("</Relationships>", relations, relation),
    }


def _before(end: str, xml: str, added: str) -> bytes:
    head, _, tail = xml.rpartition(end)
    return f"{head}{added}{end}{tail}".encode()
