"""What a cell says about itself (单元格标签): ``colspan``, ``cellbg``, ``vm`` and ``hm``."""

from collections.abc import Iterator
from dataclasses import replace

from zeropark.report.engine.tags import STATEMENT, Tag
from zeropark.report.engine.tree import Element, Node

WORDS = frozenset({"colspan", "cellbg", "vm", "hm"})
_ORDER = (
    *("w:cnfStyle", "w:tcW", "w:gridSpan", "w:hMerge", "w:vMerge", "w:tcBorders", "w:shd"),
    *("w:noWrap", "w:tcMar", "w:textDirection", "w:tcFitText", "w:vAlign", "w:hideMark"),
)


def _taken_tags(element: Element) -> Iterator[Tag]:
    """Takes the tags about a cell out of it, leaving those of a table inside to that table."""
    kept: list[Node] = []
    for child in element.children:
        if isinstance(child, Tag) and child.kind == STATEMENT and child.word in WORDS:
            yield child
            continue
        if isinstance(child, Element) and child.name != "w:tc":
            yield from _taken_tags(child)
        kept.append(child)
    element.children = kept


def _set_property(cell: Element, name: str, attributes: dict[str, str]) -> None:
    properties = cell.find("w:tcPr")
    if properties is None:
        properties = Element("w:tcPr")
        cell.children.insert(0, properties)
    others = [child for child in properties.elements() if child.name != name]
    behind = _ORDER[_ORDER.index(name) + 1 :]
    at = next((i for i, child in enumerate(others) if child.name in behind), len(others))
    properties.children = [*others[:at], Element(name, attributes), *others[at:]]


def _statement(body: str, origin: Tag) -> Tag:
    return replace(origin, kind=STATEMENT, body=body, left="", right="")


def _merge_down(cell: Element, tag: Tag) -> None:
    """The first turn of the loop shows the cell's content, the later ones hang below it."""
    value = "{{ 'restart' if loop.first else 'continue' }}"
    _set_property(cell, "w:vMerge", {"w:val": value})
    properties, *content = cell.children
    cell.children = [
        *(properties, _statement("if loop.first", tag), *content),
        *(_statement("else", tag), Element("w:p"), _statement("endif", tag)),
    ]


def _argument(tag: Tag) -> str:
    return f"{{{{ {tag.body.removeprefix(tag.word)} }}}}"


def settle_cell(cell: Element) -> list[Node]:
    """The cell as its tags want it (处理单元格标签), with what has to stand around it."""
    around: list[Node] = [cell]
    for tag in list(_taken_tags(cell)):
        match tag.word:
            case "colspan":
                _set_property(cell, "w:gridSpan", {"w:val": _argument(tag)})
            case "cellbg":
                shade = {"w:val": "clear", "w:color": "auto", "w:fill": _argument(tag)}
                _set_property(cell, "w:shd", shade)
            case "vm":
                _merge_down(cell, tag)
            case _:
                _set_property(cell, "w:gridSpan", {"w:val": "{{ loop.length }}"})
                around = [_statement("if loop.first", tag), cell, _statement("endif", tag)]
    return around
