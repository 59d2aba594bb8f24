"""A submitter's own workbook with what is wrong marked in it (标注副本).

Made at the level of the package: a part that is not named here is carried over as it lies, and of
those that are, every byte between the changes stays. Cells are marked by a rule over them, so that
no value, formula, format or validation of the submitter's is touched.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from zeropark.messages import ordered, rank, remedy, what, word, words
from zeropark.model import NOTHING, Cell, Issue, Level
from zeropark.workbook import limits
from zeropark.workbook.gate import UnreadableError, part_name
from zeropark.workbook.marked.book import NewSheet, opened_at, with_first_sheet
from zeropark.workbook.marked.cells import Marks, mark_cells, unselect
from zeropark.workbook.marked.copy import Copy
from zeropark.workbook.marked.listing import HEAD, list_part
from zeropark.workbook.marked.look import Looks, Styles, add_looks
from zeropark.workbook.marked.markup import namespace, relations_of, utf8
from zeropark.workbook.marked.notes import annotate
from zeropark.workbook.marked.replies import own_list
from zeropark.workbook.opened import Opened, main_part, open_workbook

_SHEETS = ("worksheet", "chartsheet", "dialogsheet", "macrosheet")
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_LEVELS: tuple[Level, ...] = ("error", "query", "note")


@dataclass(frozen=True, slots=True)
class MarkedCopy:
    """A marked workbook: its bytes, and the ending that its kind must have."""

    data: bytes
    ending: str


def mark(data: bytes, issues: Sequence[Issue]) -> MarkedCopy | None:
    """The workbook with these issues marked; ``None`` if it is no package that can be changed."""
    try:
        return _Marking(data, tuple(ordered(issues))).done()
    except UnreadableError:
        return None


@dataclass(slots=True)
class _Marking:
    data: bytes
    issues: tuple[Issue, ...]
    book: Opened = field(init=False)
    copy: Copy = field(init=False)
    main: str = field(init=False)
    space: str = field(init=False)
    looks: Looks = field(init=False)

    def __post_init__(self) -> None:
        self.book = open_workbook(self.data)
        package = self.book.package
        self.main = main_part(package)
        self.space = namespace(utf8(package.content(self.main)))
        self.copy = Copy(self.data, package, relations_of(self.space))

    def done(self) -> MarkedCopy:
        self.looks = self._add_looks()
        own = own_list(self.book)
        others = [link.part for link in self.copy.links(self.main) if link.kind in _SHEETS]
        listed = self._show_list(own)
        parts = {title: tab.part for title, tab in self.book.tabs.items() if title != own}
        for part in others:
            if part not in parts.values() and part_name(part) != part_name(listed):
                self._change(part, unselect)
        by_sheet = self._by_sheet()
        for title, part in parts.items():
            self._mark_sheet(part, by_sheet.get(title, NOTHING))
        macro = "macroEnabled" in self.copy.type_of(self.main)
        return MarkedCopy(self.copy.packed(), "xlsm" if macro else "xlsx")

    def _add_looks(self) -> Looks:
        part = next((x.part for x in self.copy.links(self.main) if x.kind == "styles"), "")
        styles = Styles(self.copy.content(part))
        looks = add_looks(styles)
        self.copy.put(part, styles.done())
        return looks

    def _show_list(self, own: str) -> str:
        """Put the list in front of the other sheets, or in the place of the last one: its part."""
        content = list_part(self.space, self.issues, self.looks)
        part = self.book.tabs[own].part if own else self.copy.free("xl/worksheets/sheet{}.xml")
        book = self.copy.content(self.main)
        if own:
            self.copy.put(self.main, opened_at(book, own))
        else:
            self.copy.declare(part, _SHEET_TYPE)
            id_ = self.copy.link(self.main, "worksheet", part)
            self.copy.put(self.main, with_first_sheet(book, NewSheet(self._title(), id_, HEAD)))
        self.copy.put(part, content)
        return part

    def _title(self) -> str:
        taken = {title.casefold() for title in self.book.tabs}
        title, number = word("mark_list"), 1
        while title.casefold() in taken:
            number += 1
            title = f"{word('mark_list')}{number}"
        return title

    def _by_sheet(self) -> Mapping[str, Mapping[str, list[Issue]]]:
        """Issues by sheet and cell, as many cells as are marked."""
        found: dict[str, dict[str, list[Issue]]] = defaultdict(dict)
        cells: set[Cell] = set()
        for issue in self.issues:
            if issue.cell and (issue.cell in cells or len(cells) < limits.MARKS):
                cells.add(issue.cell)
                found[issue.cell.sheet].setdefault(issue.cell.ref, []).append(issue)
        return found

    def _mark_sheet(self, part: str, issues: Mapping[str, list[Issue]]) -> None:
        said = {ref: _comment(told) for ref, told in issues.items()}
        drawing = annotate(self.copy, part, self.space, said)
        worst = {ref: min((i.level for i in told), key=rank) for ref, told in issues.items()}
        cells = {level: [ref for ref in worst if worst[ref] == level] for level in _LEVELS}
        marks = Marks(cells, self.looks.marks, drawing)
        self._change(part, lambda before: mark_cells(unselect(before), marks))

    def _change(self, part: str, change: Callable[[bytes], bytes]) -> None:
        """Change a part; one that the change leaves as it was is not packed anew."""
        before = self.copy.content(part)
        after = change(before)
        if after != before:
            self.copy.put(part, after)


def _comment(issues: Sequence[Issue]) -> str:
    """What stands at a marked cell: level, what is wrong, what to do."""
    told = "\n".join(
        word(
            "mark_note",
            level=words("levels")[issue.level],
            what=what(issue.code, issue.params),
            remedy=remedy(issue.code, issue.params),
        )
        for issue in issues
    )
    return word("mark_sign") + told
