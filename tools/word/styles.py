"""Every style of the report (样式), in one table: 字体、字号、行距、缩进."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from word.xml import Element, qualified, w

FANG, KAI, HEI, SONG = "仿宋", "楷体", "黑体", "宋体"
LATIN = "Times New Roman"
LANGUAGE = "zh-CN"
TWIPS = 20  # of a point
GREY = "808080"
TEXT_WIDTH = 8845  # of an upright page, in twips

BODY, ITEM, LABEL = "正文段落", "列项", "模板标签"
ONE_PAGE = "摘要段落"  # for what ought to fit on a page
SIGNED_NOTE = "签署表注"  # what is signed stays on the page of the signatures
CAPTION, NOTE, BREAK = "表题", "表注", "分节"
PICTURE, FIGURE_CAPTION = "图", "图题"
HEAD, CELL, SMALL_HEAD, SMALL_CELL = "表头", "表文", "表头小号", "表文小号"
DENSE_HEAD, DENSE_CELL = "表头密排", "表文密排"  # of tables that go on for pages
FRONT, CONTENTS, MORE_CONTENTS = "前置标题", "目次标题", "目次续题"
GRID, RULED, PLAIN = "满格表", "三线表", "无线表"


@dataclass(frozen=True, slots=True)
class Style:
    """A paragraph style (段落样式): sizes and distances in points, indents in characters.

    Attributes:
        line: the exact distance of lines; with ``exact`` a different font breaks no page elsewhere.
        level: of the outline, 0 for chapters; -1 for none.
    """

    name: str
    font: str
    size: float
    line: float  # 0 for as high as what stands in it
    before: float = 0
    after: float = 0
    align: str = "both"
    first: int = 0
    left: int = 0
    right: int = 0
    hanging: int = 0
    level: int = -1
    keep: bool = False
    new_page: bool = False
    colour: str = ""
    rule_below: bool = False
    dotted_tab: int = 0  # twips
    squeeze: int = 0  # twips that characters stand closer together


STYLES = (
    Style("Normal", FANG, 12, 24),
    Style(BODY, FANG, 12, 24, first=2),
    Style(ONE_PAGE, FANG, 12, 21.5, first=2),
    Style(ITEM, FANG, 12, 24, left=4, hanging=2),
    Style("heading 1", HEI, 16, 28, 0, 18, "left", level=0, keep=True, new_page=True),
    Style("heading 2", HEI, 14, 26, 12, 6, "left", level=1, keep=True),
    Style("heading 3", HEI, 12, 24, 6, 3, "left", level=2, keep=True),
    Style(CAPTION, HEI, 10.5, 18, 8, 4, "center", keep=True),
    Style(PICTURE, SONG, 10.5, 0, 6, 0, "center", keep=True),
    Style(FIGURE_CAPTION, HEI, 10.5, 18, 4, 8, "center"),
    Style(HEAD, HEI, 10.5, 16, align="center"),
    Style(CELL, SONG, 10.5, 16, align="left"),
    Style(SMALL_HEAD, HEI, 9, 14, align="center"),
    Style(SMALL_CELL, SONG, 9, 14, align="left"),
    Style(DENSE_HEAD, HEI, 9, 11.5, align="center"),
    Style(DENSE_CELL, SONG, 9, 11.5, align="left"),
    Style(NOTE, SONG, 9, 14, 2, 6, left=2, hanging=2),
    Style(SIGNED_NOTE, SONG, 9, 14, 2, 6, left=2, hanging=2, keep=True),
    Style(FRONT, HEI, 16, 28, 0, 18, "center", keep=True, new_page=True),
    Style(CONTENTS, HEI, 16, 28, 0, 18, "center", keep=True, new_page=True),
    Style(MORE_CONTENTS, HEI, 16, 28, 16, 12, "center", keep=True),
    Style("toc 1", HEI, 12, 20, align="left", dotted_tab=TEXT_WIDTH),
    Style("toc 2", FANG, 12, 17, align="left", left=1, dotted_tab=TEXT_WIDTH),
    Style("header", SONG, 9, 14, align="left", rule_below=True),
    Style("footer", SONG, 10.5, 16, align="center"),
    Style("封面编号", FANG, 14, 24, align="right"),
    Style("封面园区", HEI, 22, 40, 130, 12, "center"),
    Style("封面题名", HEI, 26, 46, 0, 12, "center"),
    Style("封面副题", KAI, 18, 30, 0, 8, "center"),
    Style("封面标签", HEI, 15, 32, align="left"),
    Style("封面项", FANG, 15, 32, align="center"),
    Style("封面落款", FANG, 15, 32, align="center"),
    Style("落款", FANG, 12, 24, 12, 0, "right"),
    Style(BREAK, SONG, 1, 1, align="left"),
    Style(LABEL, SONG, 9, 14, align="left", colour=GREY),
)
# of a shorter report, whose chapters follow one another on the page
RUNNING = tuple(
    replace(style, new_page=False, before=24) if style.name == "heading 1" else style
    for style in STYLES
)
SIZES = {style.name: style.size for style in STYLES}

_OUTER, _MIDDLE, _INNER = 12, 6, 4  # eighths of a point
TABLE_BORDERS = {
    GRID: dict.fromkeys(("top", "left", "bottom", "right"), _OUTER)
    | dict.fromkeys(("insideH", "insideV"), _INNER),
    RULED: {"top": _OUTER, "bottom": _OUTER},
    PLAIN: {},
}
HEAD_RULE = _MIDDLE


def style_id(name: str) -> str:
    """How documents refer to a style (样式标识)."""
    return name.replace(" ", "")


def fonts(east_asian: str) -> Element:
    """The fonts of a style (字体): ``eastAsia`` is what python-docx and others forget."""
    return w("rFonts", ascii=LATIN, hAnsi=LATIN, cs=LATIN, eastAsia=east_asian, hint="eastAsia")


def border(side: str, size: int) -> Element:
    """A border line (框线) of so many eighths of a point."""
    return w(side, val="single", sz=size, space=0, color="auto")


def styles(table: Iterable[Style] = STYLES) -> Element:
    """The part ``word/styles.xml``."""
    paragraphs = tuple(table)
    normal = next(style for style in paragraphs if style.name == "Normal")
    return w("styles", _defaults(normal), *_paragraph_styles(paragraphs), *_table_styles())


def _defaults(normal: Style) -> Element:
    size = round(normal.size * 2)
    language = w("lang", val="en-US", eastAsia=LANGUAGE, bidi="ar-SA")
    run = w("rPr", fonts(FANG), w("sz", val=size), w("szCs", val=size), language)
    return w("docDefaults", w("rPrDefault", run), w("pPrDefault"))


def _paragraph_styles(table: Iterable[Style]) -> Iterator[Element]:
    for style in table:
        normal = style.name == "Normal"
        element = w("style", w("name", val=style.name), w("qFormat"), type="paragraph")
        element.set(qualified("styleId"), style_id(style.name))
        element.set(qualified("default"), str(int(normal)))
        if not normal:
            element.append(w("basedOn", val="Normal"))
        if style.level >= 0:
            element.append(w("next", val=style_id(BODY)))
        element.extend((_paragraph(style), _run(style)))
        yield element


_AS_HIGH_AS_NEEDED: dict[str, str | int] = {"line": 240, "lineRule": "auto"}


def _paragraph(style: Style) -> Element:
    exactly: dict[str, str | int] = {"line": round(style.line * TWIPS), "lineRule": "exact"}
    spacing = w(
        "spacing",
        before=round(style.before * TWIPS),
        after=round(style.after * TWIPS),
        **(exactly if style.line else _AS_HIGH_AS_NEEDED),
    )
    properties = w("pPr", spacing, _indent(style), w("jc", val=style.align))
    marks = {"keepNext": style.keep, "pageBreakBefore": style.new_page}
    properties.extend(w(name) for name, wanted in marks.items() if wanted)
    if style.level >= 0:
        properties.append(w("outlineLvl", val=style.level))
    if style.rule_below:
        properties.append(w("pBdr", w("bottom", val="single", sz=_MIDDLE, space=1, color="auto")))
    if style.dotted_tab:
        tab = w("tab", val="right", leader="dot", pos=style.dotted_tab)
        properties.append(w("tabs", tab))
    properties.append(w("widowControl", val=0))
    return properties


def _indent(style: Style) -> Element:
    """Indents twice: in characters for Word, which then scales them, and in twips for the rest."""
    one = round(style.size * TWIPS)
    hundred = 100
    if style.hanging:
        return w(
            "ind",
            leftChars=style.left * hundred,
            left=style.left * one,
            hangingChars=style.hanging * hundred,
            hanging=style.hanging * one,
        )
    right = {"rightChars": style.right * hundred, "right": style.right * one} if style.right else {}
    return w(
        "ind",
        leftChars=style.left * hundred,
        left=style.left * one,
        **right,
        firstLineChars=style.first * hundred,
        firstLine=style.first * one,
    )


def _run(style: Style) -> Element:
    half_points = round(style.size * 2)
    run = w("rPr", fonts(style.font), w("sz", val=half_points), w("szCs", val=half_points))
    if style.squeeze:
        run.append(w("spacing", val=-style.squeeze))
    if style.colour:
        run.append(w("color", val=style.colour))
    return run


def _table_styles() -> Iterator[Element]:
    margins = w("tblCellMar", *(w(s, w=n, type="dxa") for s, n in _MARGINS.items()))
    yield _table_style("Normal Table", w("tblPr", w("tblInd", w=0, type="dxa"), margins))
    for name, lines in TABLE_BORDERS.items():
        borders = w("tblBorders", *(border(side, size) for side, size in lines.items()))
        yield _table_style(name, w("tblPr", borders) if lines else w("tblPr"))


_MARGINS = {"top": 28, "left": 85, "bottom": 28, "right": 85}


def _table_style(name: str, properties: Element) -> Element:
    normal = name == "Normal Table"
    element = w("style", w("name", val=name), w("rPr", fonts(SONG)), properties, type="table")
    element.set(qualified("styleId"), style_id(name))
    element.set(qualified("default" if normal else "customStyle"), "1")
    if not normal:
        element.append(w("basedOn", val=style_id("Normal Table")))
    return element
