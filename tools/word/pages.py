"""Pages (页面): sizes, margins, page numbers, and what stands above and below."""

from dataclasses import dataclass

from word.pieces import field, paragraph, runs
from word.xml import Element, w

END = "_RptEnd"  # a bookmark on the last page: its page number is the number of pages
_SHORT, _LONG = 11906, 16838  # A4 in twips


def _twips(millimetres: float) -> int:
    return round(millimetres / 25.4 * 1440)


@dataclass(frozen=True, slots=True)
class Layout:
    """How the pages of a section look (版式); margins in millimetres: top, bottom, left, right."""

    margins: tuple[int, int, int, int]
    wide: bool = False
    header: str = "header1"
    footer: str = "footer2"
    numbers: str = ""
    restarts: bool = False

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in twips."""
        return (_LONG, _SHORT) if self.wide else (_SHORT, _LONG)

    @property
    def text_width(self) -> int:
        """The width between the margins in twips."""
        return self.size[0] - sum(_twips(margin) for margin in self.margins[2:])


_UPRIGHT, _ACROSS = (30, 25, 28, 26), (28, 26, 30, 25)
LAYOUTS = {
    "cover": Layout(_UPRIGHT, header="", footer=""),
    "front": Layout(_UPRIGHT, footer="footer1", numbers="upperRoman", restarts=True),
    "body": Layout(_UPRIGHT, numbers="decimal", restarts=True),
    "portrait": Layout(_UPRIGHT),
    "landscape": Layout(_ACROSS, wide=True, header="header2"),
}
_EDGE = 15  # millimetres from the page's edge to header and footer


def section(layout: Layout) -> Element:
    """The properties of a section (节属性)."""
    width, height = layout.size
    top, bottom, left, right = (_twips(margin) for margin in layout.margins)
    size = w("pgSz", w=width, h=height)
    if layout.wide:
        size = w("pgSz", w=width, h=height, orient="landscape")
    edge = _twips(_EDGE)
    margins = w(
        "pgMar",
        top=top,
        right=right,
        bottom=bottom,
        left=left,
        header=edge,
        footer=edge,
        gutter=0,
    )
    made = [w("type", val="nextPage"), size, margins, w("cols", space=720)]
    made.append(w("docGrid", linePitch=312))
    if layout.numbers:
        start = {"start": 1} if layout.restarts else {}
        made.append(w("pgNumType", fmt=layout.numbers, **start))
    for kind, part in (("header", layout.header), ("footer", layout.footer)):
        if part:
            made.append(w(f"{kind}Reference", type="default", r_id=part))
    return w("sectPr", *made)


def headers(left: str, right: str) -> dict[str, Element]:
    """Header and footer parts by name (页眉页脚); ``left`` and ``right`` are texts with tags."""
    widths = {"header1": LAYOUTS["body"], "header2": LAYOUTS["landscape"]}
    return {
        **{name: _header(left, right, layout.text_width) for name, layout in widths.items()},
        "footer1": w("ftr", paragraph("footer", field("PAGE", "I"))),
        "footer2": w("ftr", paragraph("footer", _pages())),
    }


def _header(left: str, right: str, width: int) -> Element:
    element = paragraph("header", runs(f"{left}\t{right}"))
    element[0].append(w("tabs", w("tab", val="right", pos=width)))
    return w("hdr", element)


def _pages() -> list[Element]:
    return [
        *runs("第 "),
        *field("PAGE", "1"),
        *runs(" 页　共 "),
        *field(f"PAGEREF {END}", "1"),
        *runs(" 页"),
    ]
