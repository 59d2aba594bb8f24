"""Numbers of tables and figures, anchors of what is referred to (编号), known before writing."""

from dataclasses import dataclass, field

from word.nodes import Chapter, Each, Figure, Heading, Nodes, Table, When

LISTED = 2  # levels of headings in the table of contents
TABLE, FIGURE = "表", "图"
_ROOM = 100  # bookmark numbers kept for what stands in a loop


@dataclass(frozen=True, slots=True)
class Anchor:
    """The bookmark of a heading or caption (书签); in a loop, its name and number hold a tag."""

    name: str
    number: str


@dataclass(slots=True)
class Numbering:
    """The numbers of tables and figures by id, the anchors of headings and captions.

    Attributes:
        numbers: as printed, ``表4-1`` or ``图5-2``.
        anchors: by the text of a heading, or the id of a table or figure.
    """

    numbers: dict[str, str] = field(default_factory=dict)
    anchors: dict[str, Anchor] = field(default_factory=dict)
    _counts: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, nodes: Nodes) -> "Numbering":
        """The numbering of a whole document. Raises ValueError if two tables share an id."""
        numbering = cls()
        numbering._walk(nodes, "", looped=False)
        return numbering

    def _walk(self, nodes: Nodes, mark: str, *, looped: bool) -> None:
        for node in nodes:
            match node:
                case Chapter():
                    self._counts.clear()
                    self._walk(node.body, node.mark, looped=False)
                case When():
                    self._walk((*node.then, *node.otherwise), mark, looped=looped)
                case Each():
                    self._walk(node.body, mark, looped=True)
                case Table() if node.title:
                    self._captioned(node.id, TABLE, mark, node.number)
                case Figure():
                    self._captioned(node.id, FIGURE, mark)
                case Heading() if node.level <= LISTED:
                    self._anchor(node.text, "_Toc", "{{ loop.index }}" if looped else "")
                case _:
                    pass

    def _captioned(self, id_: str, label: str, mark: str, number: str = "") -> None:
        if id_ in self.anchors:
            raise ValueError(id_)
        self._anchor(id_, "_Ref", number)
        if not number:
            self._counts[label] = self._counts.get(label, 0) + 1
            self.numbers[id_] = f"{prefix(label, mark)}{self._counts[label]}"

    def _anchor(self, key: str, kind: str, turn: str) -> None:
        """``turn`` is the tag that prints which turn of a loop it is."""
        place = len(self.anchors) + 1
        name, number = f"{kind}{place:03d}", _ROOM * place
        if turn:
            counted = turn.removeprefix("{{").removesuffix("}}").strip()
            self.anchors[key] = Anchor(f"{name}_{turn}", f"{{{{ {number} + {counted} }}}}")
        else:
            self.anchors[key] = Anchor(name, str(number))


def prefix(label: str, mark: str) -> str:
    """What stands before a number in a chapter or an annex (编号前缀): ``表4-``, ``图A.``."""
    return f"{label}{mark}-" if mark.isdigit() else f"{label}{mark}."
