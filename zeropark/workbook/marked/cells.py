"""A sheet with marked cells (标注单元格): rules over the cells, not one cell itself is touched."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from zeropark.model import Level
from zeropark.workbook.marked.markup import (
    Edited,
    Element,
    around_cells,
    elements,
    escape_markup,
    relations_of,
)

# The condition that always holds by which our rules are known again.
_ALWAYS = '"zeropark"<>""'
_KNOWN = b"zeropark"
_MARKED = re.compile(rb"zeropark(?:\"|&quot;|&#34;)")  # a name of our own sheets goes on otherwise
_RULES = "conditionalFormatting"
# The order of what a sheet holds, as the schema wants it, up to the rules and up to the drawing.
_BEFORE_RULES = re.compile(
    "sheetPr|dimension|sheetViews|sheetFormatPr|cols|sheetData|sheetCalcPr|sheetProtection|"
    "protectedRanges|scenarios|autoFilter|sortState|dataConsolidate|customSheetViews|mergeCells|"
    "phoneticPr"
)
_AFTER_DRAWING = re.compile(
    "legacyDrawingHF|drawingHF|picture|oleObjects|controls|webPublishItems|tableParts|extLst|"
    "AlternateContent"
)
_CHILD = 2


@dataclass(frozen=True, slots=True)
class Marks:
    """What is marked on a sheet (标注): cells by level, and the numbers of the looks."""

    cells: Mapping[Level, Sequence[str]]
    looks: Mapping[Level, int]
    drawing: str = ""  # id of the relation to the drawing of its comments


def mark_cells(sheet: bytes, marks: Marks) -> bytes:
    """The sheet's part with these cells marked, earlier marks taken off."""
    if not any(marks.cells.values()) and not _MARKED.search(sheet):
        return sheet
    wanted = {ref for refs in marks.cells.values() for ref in refs}
    found = around_cells(sheet, lambda name, given, depth: _is_wanted(wanted, name, given, depth))
    edited = Edited(sheet)
    _unmark(edited, found)
    p = found[0].prefix.decode()
    children = [element for element in found if element.depth == _CHILD]
    edited.put(_rules_at(children), "".join(_rules(p, marks, _merged(found))))
    if marks.drawing:
        namespace = relations_of(found[0].space)
        tag = f'<{p}legacyDrawing xmlns:r="{namespace}" r:id="{marks.drawing}"/>'
        edited.put(_drawing_at(found[0], children), tag)
    return edited.done()


def unselect(sheet: bytes) -> bytes:
    """The sheet's part as one that is not the first to be seen."""
    if b"tabSelected" not in sheet:
        return sheet
    views = elements(sheet, lambda name, _, __: name == "sheetView")
    edited = Edited(sheet)
    for view in views:
        if view.attributes.get("tabSelected") in ("1", "true"):
            edited.set(view, tabSelected="0")
    return edited.done()


def _is_wanted(wanted: set[str], name: str, given: Mapping[str, str], depth: int) -> bool:
    if name == "mergeCell":
        return given.get("ref", "").partition(":")[0] in wanted
    return depth <= _CHILD or name in ("cfRule", "formula")


def _unmark(edited: Edited, found: Sequence[Element]) -> None:
    """Take the rules of an earlier marking out."""
    rules = [element for element in found if element.name == "cfRule"]
    ours = {
        rule.start
        for rule in rules
        for formula in found
        if formula.name == "formula"
        and rule.start < formula.start < rule.end
        and _KNOWN in edited.part[formula.inside : formula.close]
    }
    for group in (element for element in found if element.name == _RULES):
        inner = [rule for rule in rules if group.start < rule.start < group.end]
        mine = [rule for rule in inner if rule.start in ours]
        for element in [group] if mine and len(mine) == len(inner) else mine:
            edited.drop(element)


def _merged(found: Sequence[Element]) -> Mapping[str, str]:
    """Merged areas by their first cell."""
    areas = (e.attributes["ref"] for e in found if e.name == "mergeCell")
    return {area.partition(":")[0]: area for area in areas}


def _rules(p: str, marks: Marks, merged: Mapping[str, str]) -> list[str]:
    formula = escape_markup(_ALWAYS)
    return [
        f'<{p}conditionalFormatting sqref="{" ".join(merged.get(ref, ref) for ref in refs)}">'
        f'<{p}cfRule type="expression" dxfId="{marks.looks[level]}" priority="1">'
        f"<{p}formula>{formula}</{p}formula></{p}cfRule></{p}conditionalFormatting>"
        for level, refs in marks.cells.items()
        if refs
    ]


def _rules_at(children: Sequence[Element]) -> int:
    return max(child.end for child in children if _BEFORE_RULES.fullmatch(child.name))


def _drawing_at(sheet: Element, children: Sequence[Element]) -> int:
    later = [child.start for child in children if _AFTER_DRAWING.fullmatch(child.name)]
    return min(later, default=sheet.close)
