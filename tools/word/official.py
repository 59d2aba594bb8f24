"""The styles of an official document (公文样式): 22 lines of 28 characters.

Source: GB/T 9704—2012; a line of 579 twips and characters 5 twips closer give that page.
"""

from word.styles import (
    BODY,
    BREAK,
    CAPTION,
    CELL,
    FANG,
    FIGURE_CAPTION,
    GREY,
    HEAD,
    HEI,
    ITEM,
    KAI,
    LABEL,
    NOTE,
    PICTURE,
    SMALL_CELL,
    SMALL_HEAD,
    SONG,
    Style,
)

BIAO = "方正小标宋简体"
LAST = "结尾段落"  # a signature never stands alone on a page
TITLE, ANNEX, SIGNED, DATED = "公文标题", "附件说明", "落款署名", "落款日期"
_LINE, _CLOSER = 28.95, 5

OFFICIAL = (
    Style("Normal", FANG, 16, _LINE, squeeze=_CLOSER),
    Style(BODY, FANG, 16, _LINE, first=2, squeeze=_CLOSER),
    Style(ITEM, FANG, 16, _LINE, first=2, squeeze=_CLOSER),
    Style(LAST, FANG, 16, _LINE, first=2, keep=True, squeeze=_CLOSER),
    Style(TITLE, BIAO, 22, 33, align="center", keep=True),
    Style("heading 1", HEI, 16, _LINE, first=2, level=0, keep=True, squeeze=_CLOSER),
    Style("heading 2", KAI, 16, _LINE, first=2, level=1, keep=True, squeeze=_CLOSER),
    Style("heading 3", FANG, 16, _LINE, first=2, level=2, keep=True, squeeze=_CLOSER),
    Style(ANNEX, FANG, 16, _LINE, first=2, keep=True, squeeze=_CLOSER),
    Style("附件标识", HEI, 16, _LINE, align="left", new_page=True),
    Style("附件标题", BIAO, 22, 33, 6, 12, "center", keep=True),
    Style(SIGNED, FANG, 16, _LINE, _LINE * 2, 0, "right", right=2, keep=True, squeeze=_CLOSER),
    Style(DATED, FANG, 16, _LINE, align="right", right=4, squeeze=_CLOSER),
    Style(CAPTION, HEI, 14, 24, 6, 4, "center", keep=True),
    Style(PICTURE, SONG, 10.5, 0, 6, 0, "center", keep=True),
    Style(FIGURE_CAPTION, HEI, 14, 24, 4, 8, "center"),
    Style(HEAD, HEI, 12, 18, align="center"),
    Style(CELL, SONG, 12, 18, align="left"),
    Style(SMALL_HEAD, HEI, 10.5, 16, align="center"),
    Style(SMALL_CELL, SONG, 10.5, 16, align="left"),
    Style(NOTE, SONG, 10.5, 16, 2, 6, left=2, hanging=2),
    Style("header", SONG, 9, 14, align="left"),
    Style("footer", SONG, 14, 20, align="left", left=1, right=1),
    Style(BREAK, SONG, 1, 1, align="left"),
    Style(LABEL, SONG, 9, 14, align="left", colour=GREY),
)
