"""Numbers of tables and anchors of headings (编号), known before the document is written."""

from dataclasses import dataclass, field

from word.nodes import Chapter, Each, Heading, Nodes, Table, When

LISTED = 2  # levels of headings in the table of contents
_ROOM = 100  # bookmark numbers kept for a heading in a loop


@dataclass(frozen=True, slots=True)
class Anchor:
    """The bookmark of a heading (标题书签); in a loop, its name and number hold a tag."""

    name: str
    number: str


@dataclass(slots=True)
class Numbering:
    """The numbers of all tables by id, and the anchors of listed headings by their text."""

    tables: dict[str, str] = field(default_factory=dict)
    anchors: dict[str, Anchor] = field(default_factory=dict)
    _count: int = 0

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
                    self._count = 0
                    self._walk(node.body, node.mark, looped=False)
                case When():
                    self._walk((*node.then, *node.otherwise), mark, looped=looped)
                case Each():
                    self._walk(node.body, mark, looped=True)
                case Table() if node.title and not node.number:
                    self._table(node, mark)
                case Heading() if node.level <= LISTED:
                    self._heading(node, looped=looped)
                case _:
                    pass

    def _table(self, table: Table, mark: str) -> None:
        if table.id in self.tables:
            raise ValueError(table.id)
        self._count += 1
        self.tables[table.id] = f"{prefix(mark)}{self._count}"

    def _heading(self, heading: Heading, *, looped: bool) -> None:
        place = len(self.anchors) + 1
        name, number = f"_Toc{place:03d}", _ROOM * place
        if looped:
            turn = Anchor(f"{name}_{{{{ loop.index }}}}", f"{{{{ {number} + loop.index }}}}")
            self.anchors[heading.text] = turn
        else:
            self.anchors[heading.text] = Anchor(name, str(number))


def prefix(mark: str) -> str:
    """How the tables of a chapter or an annex are numbered (表号前缀): ``表4-``, ``表A.``.

    Without a mark they are numbered through: ``表1``.
    """
    if not mark:
        return "表"
    return f"表{mark}-" if mark.isdigit() else f"表{mark}."
