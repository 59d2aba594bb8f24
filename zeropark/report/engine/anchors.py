"""Links that lead nowhere (空链接): no bookmark came out, or a dash where a figure would be.

Their text stays. Searched by hand: a part of a megabyte has hundreds of links.
"""

from zeropark.messages import word

_LINK, _END, _NOWHERE = "<w:hyperlink ", "</w:hyperlink>", ' w:anchor=""'
_TEXT_END = "</w:t></w:r>"


def unlinked(xml: str) -> str:
    """A part without the links that lead nowhere (去掉空链接)."""
    pieces, done = [], 0
    dash = f">{word('dash')}{_TEXT_END}"
    start = xml.find(_LINK)
    while start >= 0:
        opened = xml.find(">", start) + 1
        end = xml.find(_END, opened)
        single = xml.find(_TEXT_END, opened) + len(_TEXT_END) == end
        if xml.find(_NOWHERE, start, opened) >= 0 or (single and xml.endswith(dash, opened, end)):
            pieces += [xml[done:start], xml[opened:end]]
            done = end + len(_END)
        start = xml.find(_LINK, end)
    return "".join((*pieces, xml[done:])) if pieces else xml
