"""WordprocessingML elements (Word 元素): made shortly, put in the order of the schema, written."""

from lxml import etree

Element = etree._Element  # noqa: SLF001 -- lxml has no public name for its element

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
XML = "http://www.w3.org/XML/1998/namespace"
PREFIXES = {"w": W, "r": R, "xml": XML}

# The order that the schema asks for, for the properties that we write. Word may call a file with
# any other order damaged.
ORDER = {
    "pPr": (
        *("pStyle", "keepNext", "keepLines", "pageBreakBefore", "widowControl", "pBdr", "shd"),
        *("tabs", "snapToGrid", "spacing", "ind", "jc", "outlineLvl", "rPr", "sectPr"),
    ),
    "rPr": (
        *("rStyle", "rFonts", "b", "bCs", "i", "color", "spacing", "kern", "sz", "szCs"),
        *("highlight", "u", "shd", "vertAlign", "lang"),
    ),
    "tblPr": (
        *("tblStyle", "tblW", "jc", "tblInd", "tblBorders", "shd", "tblLayout", "tblCellMar"),
        "tblLook",
    ),
    "trPr": ("cantSplit", "trHeight", "tblHeader", "jc"),
    "tcPr": ("tcW", "gridSpan", "vMerge", "tcBorders", "shd", "noWrap", "tcMar", "vAlign"),
    "sectPr": (
        *("headerReference", "footerReference", "type", "pgSz", "pgMar", "pgBorders"),
        *("pgNumType", "cols", "titlePg", "docGrid"),
    ),
    "style": (
        *("name", "basedOn", "next", "link", "uiPriority", "semiHidden", "unhideWhenUsed"),
        *("qFormat", "pPr", "rPr", "tblPr", "trPr", "tcPr", "tblStylePr"),
    ),
}


def qualified(name: str, prefix: str = "w") -> str:
    """A name with its namespace (限定名): ``p`` and ``w:p`` alike."""
    before, _, local = name.rpartition(":")
    return f"{{{PREFIXES[before or prefix]}}}{local}"


def local(element: Element) -> str:
    """An element's name without its namespace (元素名)."""
    return etree.QName(element).localname


def w(tag: str, /, *children: Element, **attributes: str | int) -> Element:
    """An element (元素); ``r_id`` stands for the attribute ``r:id``."""
    element = etree.Element(qualified(tag), nsmap={"w": W, "r": R})
    for key, value in attributes.items():
        element.set(qualified(key.replace("_", ":")), str(value))
    element.extend(children)
    return element


def ordered(root: Element) -> Element:
    """The tree with all properties in the order of the schema (按规范排序).

    Raises:
        ValueError: a property that has no place in the order.
    """
    for element in root.iter():
        order = ORDER.get(local(element), ()) if isinstance(element.tag, str) else ()
        if order:
            element[:] = sorted(element, key=lambda child: order.index(local(child)))
    return root


def written(root: Element) -> bytes:
    """The tree as the bytes of a part (部件字节)."""
    ordered(root)
    etree.cleanup_namespaces(root, top_nsmap={"w": W, "r": R})
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True)
