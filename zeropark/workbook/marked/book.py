"""The workbook's own part with the list as its first sheet (工作簿目录)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from zeropark.workbook import names
from zeropark.workbook.gate import UnreadableError
from zeropark.workbook.marked.markup import (
    Edited,
    Element,
    elements,
    escape_markup,
    first,
    named,
    quoteattr,
    relations_of,
)

_NAMED = named("workbook", "sheets", "sheet", "definedNames", "workbookView")
_SCOPE = "localSheetId"


@dataclass(frozen=True, slots=True)
class NewSheet:
    """A sheet to be put first: its title and the id of its relation."""

    title: str
    link: str
    head: int  # row that is printed on every page


def with_first_sheet(book: bytes, new: NewSheet) -> bytes:
    """The workbook's part with a sheet before all others, and that sheet in view."""
    found = elements(book, _wanted)
    whole, sheets = found[0], first(found, "sheets")
    if sheets is None:
        raise UnreadableError("W105")
    edited = Edited(book)
    _open_at(edited, found, 0)
    for name in (e for e in found if e.name == "definedName"):
        if (scope := name.attributes.get(_SCOPE, "")).isdigit():
            edited.set(name, **{_SCOPE: str(int(scope) + 1)})
    own = [e.attributes.get("sheetId", "") for e in found if e.name == "sheet"]
    id_ = max((int(id_) for id_ in own if id_.isdigit()), default=0) + 1
    space = relations_of(whole.space)
    tag = f"{sheets.prefix.decode()}sheet"
    given = f'name={quoteattr(new.title)} sheetId="{id_}" xmlns:r="{space}" r:id="{new.link}"'
    edited.put(sheets.inside, f"<{tag} {given}/>")
    _print_head(edited, first(found, "definedNames"), new)
    return edited.done()


def _wanted(name: str, given: Mapping[str, str], depth: int) -> bool:
    """Of a thousand names those alone that say which sheet they are for."""
    return _SCOPE in given if name == "definedName" else _NAMED(name, given, depth)


def opened_at(book: bytes, title: str) -> bytes:
    """The workbook's part with that sheet in view."""
    found = elements(book, _wanted)
    titles = [e.attributes.get("name") for e in found if e.name == "sheet"]
    edited = Edited(book)
    _open_at(edited, found, titles.index(title))
    return edited.done()


def _print_head(edited: Edited, names_: Element | None, new: NewSheet) -> None:
    """Print the head of the new sheet on all of its pages, where the workbook has names at all."""
    if names_ is None or names_.empty:
        return
    tag = f"{names_.prefix.decode()}definedName"
    rows = f"{names.sheet(new.title)}!${new.head}:${new.head}"
    given = 'name="_xlnm.Print_Titles" localSheetId="0"'
    edited.put(names_.inside, f"<{tag} {given}>{escape_markup(rows)}</{tag}>")


def _open_at(edited: Edited, found: Sequence[Element], place: int) -> None:
    for view in (element for element in found if element.name == "workbookView"):
        edited.set(view, activeTab=str(place), firstSheet="0")
