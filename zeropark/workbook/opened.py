"""A submitted workbook as opened (打开的工作簿): its sheets, its names, its cells on demand."""

import posixpath
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from zeropark.workbook import limits
from zeropark.workbook.formats import Formats
from zeropark.workbook.gate import UnreadableError, other_kind, part_name
from zeropark.workbook.glance import Glance, NamesGlance, StringsGlance
from zeropark.workbook.grid import Grid, GridListener, Stored, position
from zeropark.workbook.parts import Elements, Ends, Package, Starts
from zeropark.workbook.strings import Strings

_SPOT = r"(\$?[A-Z]{1,3}\$?[0-9]{1,7})"
_REFERENCE = re.compile(rf"\$?(?:'((?:[^']|'')+)'|([^'!]+))!{_SPOT}(?::{_SPOT})?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Area:
    """An area of a sheet (区域) that a name points at."""

    sheet: str
    first: tuple[int, int]
    last: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Tab:
    """A sheet of the workbook (工作表): its title, its part, whether it is hidden."""

    title: str
    part: str
    hidden: bool


@dataclass(slots=True)
class Opened:
    """A workbook of which sheets are read as they are asked for."""

    package: Package
    tabs: Mapping[str, Tab]
    names: Mapping[str, Area]
    copies: Mapping[str, str]  # sheet → the sheet it was copied from
    date1904: bool
    strings: list[str]
    formats: Formats
    grids: dict[str, Grid] = field(default_factory=dict)

    @property
    def macros(self) -> bool:
        """Whether macros came with it; they are never run."""
        return any(name.endswith("vbaproject.bin") for name in self.package.entries)

    def grid(self, sheet: str) -> Grid:
        """The cells of a sheet; raises UnreadableError if its part is damaged."""
        if sheet not in self.grids:
            listener = GridListener(self.strings, self.formats.shapes, self.formats.struck)
            self.package.scan(self.tabs[sheet].part, listener, Glance(listener))
            self.grids[sheet] = listener.grid
        return self.grids[sheet]

    def stored(self, sheet: str, at: tuple[int, int]) -> Stored | None:
        """What is stored in a cell; ``None`` if nothing is."""
        return self.grid(sheet).cells.get(at)


@dataclass(slots=True)
class _Index:
    """Listens to the workbook's own part: sheets, names, calendar."""

    sheets: list[tuple[str, str, bool]] = field(default_factory=list)
    names: list[tuple[str, str, str]] = field(default_factory=list)
    date1904: bool = False
    current: tuple[str, str] | None = None
    pieces: list[str] = field(default_factory=list)

    @property
    def starts(self) -> Starts:
        """A sheet or a name opens."""
        return {
            "sheet": self._sheet,
            "definedName": self._open_name,
            "workbookPr": self._properties,
        }

    @property
    def ends(self) -> Ends:
        """A name is complete."""
        return {"definedName": self._close_name}

    def _sheet(self, attributes: Mapping[str, str]) -> None:
        link = next((v for k, v in attributes.items() if k.endswith("relationships id")), "")
        hidden = attributes.get("state", "visible") != "visible"
        self.sheets.append((attributes.get("name", ""), link, hidden))

    def _open_name(self, attributes: Mapping[str, str]) -> None:
        self.current = attributes.get("name", ""), attributes.get("localSheetId", "")
        self.pieces = []

    def _properties(self, attributes: Mapping[str, str]) -> None:
        self.date1904 = attributes.get("date1904") in ("1", "true")

    def _close_name(self) -> None:
        if self.current:
            self.keep([(*self.current, "".join(self.pieces))])
            self.current = None

    def keep(self, names: Iterable[tuple[str, str, str]]) -> None:
        """Keep names, each with the number of the sheet it is for and what it points at."""
        self.names.extend(names)
        if len(self.names) > limits.NAMES:
            raise UnreadableError("W106")

    def text(self, text: str) -> None:
        """What a name points at."""
        if self.current:
            self.pieces.append(text)


def open_workbook(data: bytes) -> Opened:
    """The workbook in these bytes.

    Raises:
        UnreadableError: it is no workbook that can be read.
    """
    package = Package.of(data)
    index = _Index()
    main = main_part(package)
    package.scan(main, index, NamesGlance(index.keep))
    links = _links(package, main)
    tabs = {
        title: Tab(title, links[link][1], hidden)
        for title, link, hidden in index.sheets
        if links.get(link, ("",))[0] == "worksheet"
    }
    strings, formats = Strings(), Formats()
    for kind, part in links.values():
        if kind == "sharedStrings":
            package.scan(part, strings, StringsGlance(strings.keep))
        elif kind == "styles" and part_name(part) in package.entries:
            package.scan(part, formats)
    names, copies = _names(index)
    return Opened(package, tabs, names, copies, index.date1904, strings.found, formats)


@lru_cache(maxsize=16_384)  # names point at the same places in every workbook
def area(reference: str) -> Area | None:
    """The area that a reference names; ``None`` if it is gone (``#REF!``) or of another kind."""
    found = _REFERENCE.fullmatch(reference.strip())
    if not found:
        return None
    sheet = found[1].replace("''", "'") if found[1] else found[2]
    first = position(found[3].replace("$", ""))
    return Area(sheet, first, position(found[4].replace("$", "")) if found[4] else first)


def main_part(package: Package) -> str:
    """The part that all others hang on; raises UnreadableError if it is no workbook's."""
    if "_rels/.rels" not in package.entries:
        raise other_kind("ods" if "mimetype" in package.entries else "other")
    main = [part for kind, part in _links(package, "").values() if kind == "officeDocument"]
    if not main:
        raise other_kind("other")
    folder = part_name(main[0]).partition("/")[0]
    if folder in ("word", "ppt"):
        raise other_kind(folder)
    if not main[0].endswith(".xml"):
        raise other_kind("xlsb")
    return main[0]


def _links(package: Package, part: str) -> dict[str, tuple[str, str]]:
    """The relations of a part: id → kind and target."""
    folder, name = posixpath.split(part)
    found: dict[str, tuple[str, str]] = {}

    def keep(attributes: Mapping[str, str]) -> None:
        kind = attributes.get("Type", "").rpartition("/")[2]
        target = posixpath.join("/", folder, attributes.get("Target", "").replace("\\", "/"))
        if attributes.get("TargetMode") != "External":
            found[attributes.get("Id", "")] = kind, posixpath.normpath(target).lstrip("/")

    package.scan(posixpath.join(folder, "_rels", f"{name}.rels"), Elements({"Relationship": keep}))
    return found


def _names(index: _Index) -> tuple[dict[str, Area], dict[str, str]]:
    """The names of the workbook, and the sheets that a copied sheet's own names betray."""
    everywhere: dict[str, Area] = {}
    local: list[tuple[str, Area]] = []
    for name, scope, reference in index.names:
        if place := area(reference):
            if scope:
                local.append((name.casefold(), place))
            else:
                everywhere[name.casefold()] = place
    copies: dict[str, str] = {}
    for name, place in local:
        original = everywhere.setdefault(name, place)
        if original.sheet != place.sheet and not name.startswith("_xlnm"):
            copies[place.sheet] = original.sheet
    return everywhere, copies
