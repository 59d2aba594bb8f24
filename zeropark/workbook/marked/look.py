"""What marked cells and the list look like (标注样式): added behind a workbook's own styles."""

from dataclasses import dataclass, field

from zeropark.messages import word
from zeropark.model import Level
from zeropark.workbook.gate import UnreadableError
from zeropark.workbook.marked.markup import Edited, Element, elements, quoteattr

_FILLS: dict[Level, str] = {"error": "FFFFC7CE", "query": "FFFFE0A3", "note": "FFDDEBF7"}
_LINES: dict[Level, str] = {"error": "FFC00000", "query": "FFBF7A00", "note": "FF2F75B5"}
_SIDES = ("left", "right", "top", "bottom")
_GREEN, _WHITE, _INK, _BLUE, _GREY = "FF1E6B57", "FFFFFFFF", "FF1F2D3D", "FF1F5FA8", "FFB8C4CE"
_REPLY = "FFFFF8DC"
# what may stand behind the differential formats in a part of styles
_AFTER = ("tableStyles", "colors", "extLst")


@dataclass(frozen=True, slots=True)
class Looks:
    """The numbers of the styles that were added (样式编号)."""

    marks: dict[Level, int]  # differential formats, for marked cells
    title: int
    guide: int
    head: int
    body: int
    middle: int
    link: int
    reply: int
    levels: dict[Level, int]


@dataclass(slots=True)
class Styles:
    """A part of styles to which formats are added; one that is there is taken again."""

    part: bytes
    found: list[Element] = field(init=False)
    added: dict[str, list[str]] = field(default_factory=dict)
    members: dict[str, list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        lists = ("fonts", "fills", "borders", "cellXfs", "dxfs")
        self.found = elements(
            self.part,
            lambda name, _, depth: depth in {1, 2} or (depth == 3 and bool(name)),  # noqa: PLR2004
        )
        missing = set(lists[:4]) - {each.name for each in self.found}
        if missing:
            raise UnreadableError("W105")

    @property
    def prefix(self) -> str:
        """What stands before every name of the part."""
        return self.found[0].prefix.decode()

    def add(self, into: str, inside: str) -> int:
        """The number of a format among its kind, added unless there is the same."""
        text = inside.replace("<", f"<{self.prefix}").replace(
            f"<{self.prefix}/", f"</{self.prefix}"
        )
        if into not in self.members:
            self.members[into] = self._members(into)
        known = [*self.members[into], *self.added.get(into, [])]
        if text in known:
            return known.index(text)
        self.added.setdefault(into, []).append(text)
        return len(known)

    def done(self) -> bytes:
        """The part with what was added."""
        edited = Edited(self.part)
        for into, texts in self.added.items():
            count = str(len(self.members[into]) + len(texts))
            whole = self._list(into)
            if whole is None:
                tag = f"{self.prefix}{into}"
                made = f'<{tag} count="{count}">{"".join(texts)}</{tag}>'
                edited.put(self._before(), made)
            elif whole.empty:
                tag = f"{self.prefix}{into}"
                made = f'<{tag} count="{count}">{"".join(texts)}</{tag}>'
                edited.replace(whole.start, whole.end, made.encode())
            else:
                edited.set(whole, count=count)
                edited.append(whole, "".join(texts))
        return edited.done()

    def _list(self, name: str) -> Element | None:
        return next((e for e in self.found if e.name == name and e.depth == 2), None)  # noqa: PLR2004

    def _members(self, name: str) -> list[str]:
        whole = self._list(name)
        if whole is None:
            return []
        inside = (e for e in self.found if e.depth == 3 and whole.start < e.start < whole.end)  # noqa: PLR2004
        return [self.part[each.start : each.end].decode() for each in inside]

    def _before(self) -> int:
        later = [e.start for e in self.found if e.depth == 2 and e.name in _AFTER]  # noqa: PLR2004
        return min(later, default=self.found[0].close)


def add_looks(styles: Styles) -> Looks:
    """Everything that a marked copy needs."""
    line = styles.add("borders", _border(dict.fromkeys(_SIDES, _GREY)))
    plain = styles.add("borders", _border({}))
    body = styles.add("fonts", _font(10, _INK))
    bold = styles.add("fonts", _font(10, _INK, "<b/>"))
    fills = {level: styles.add("fills", _fill(colour)) for level, colour in _FILLS.items()}
    none = styles.add("fills", '<fill><patternFill patternType="none"/></fill>')

    def format_(font: int, fill: int, border: int, across: str) -> int:
        return styles.add("cellXfs", _format(font, fill, border, across))

    return Looks(
        marks={level: styles.add("dxfs", _mark(level)) for level in _FILLS},
        title=format_(styles.add("fonts", _font(16, _GREEN, "<b/>")), none, plain, "left"),
        guide=format_(body, none, plain, "left"),
        head=format_(
            styles.add("fonts", _font(10, _WHITE, "<b/>")),
            styles.add("fills", _fill(_GREEN)),
            line,
            "center",
        ),
        body=format_(body, none, line, "left"),
        middle=format_(body, none, line, "center"),
        link=format_(styles.add("fonts", _font(10, _BLUE, "<u/>")), none, line, "center"),
        reply=format_(body, styles.add("fills", _fill(_REPLY)), line, "left"),
        levels={level: format_(bold, fills[level], line, "center") for level in _FILLS},
    )


def _mark(level: Level) -> str:
    """How a cell is marked; the cell's own style stays as it is below it."""
    fill = f'<fill><patternFill patternType="solid"><fgColor rgb="{_FILLS[level]}"/>'
    fill += f'<bgColor rgb="{_FILLS[level]}"/></patternFill></fill>'
    return f"<dxf>{fill}{_border(dict.fromkeys(_SIDES, _LINES[level]), '')}</dxf>"


def _border(colours: dict[str, str], diagonal: str = "<diagonal/>") -> str:
    sides = "".join(
        f'<{side} style="thin"><color rgb="{colours[side]}"/></{side}>'
        if side in colours
        else f"<{side}/>"
        for side in _SIDES
    )
    return f"<border>{sides}{diagonal}</border>"


def _font(size: int, colour: str, extra: str = "") -> str:
    bold, line = (extra, "") if extra == "<b/>" else ("", extra)
    name = quoteattr(word("sheet_font"))
    return f'<font>{bold}{line}<sz val="{size}"/><color rgb="{colour}"/><name val={name}/></font>'


def _fill(colour: str) -> str:
    solid = f'<patternFill patternType="solid"><fgColor rgb="{colour}"/></patternFill>'
    return f"<fill>{solid}</fill>"


def _format(font: int, fill: int, border: int, across: str) -> str:
    numbers = f'numFmtId="0" fontId="{font}" fillId="{fill}" borderId="{border}" xfId="0"'
    applied = 'applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1"'
    from_edge = ' indent="1"' if across == "left" else ""
    place = f'<alignment horizontal="{across}" vertical="center" wrapText="1"{from_edge}/>'
    return f"<xf {numbers} {applied}>{place}</xf>"
