"""Values and static text on their way into a document (文字): characters Word writes as elements.

A line break, a tab, a subscript and a superscript are no characters in a Word file but elements,
and the elements depend on the run around them. So text first gets *marks*: control characters,
which no XML file and no cleaned value can hold. When a part is complete, the marks become
elements. A part without marks costs one search.
"""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache

from markupsafe import Markup, escape

BREAK, TABULATOR, LOWERED, RAISED, LEVEL_END, MAY_BE_EMPTY, TAG_HERE = map(chr, range(1, 8))
REPLACEMENT = "\ufffd"

_LOW = {chr(0x2080 + digit): str(digit) for digit in range(10)} | {
    "\u208a": "+",
    "\u208b": "\u2212",
    "\u208c": "=",
    "\u208d": "(",
    "\u208e": ")",
    "\u2093": "x",
}
_HIGH = {chr(0x2070 + digit): str(digit) for digit in (0, *range(4, 10))} | {
    "\u00b9": "1",
    "\u00b2": "2",
    "\u00b3": "3",
    "\u207a": "+",
    "\u207b": "\u2212",
    "\u207c": "=",
    "\u207d": "(",
    "\u207e": ")",
}
_LEVELLED = str.maketrans(_LOW | _HIGH)
_LOWER, _HIGHER = "".join(_LOW), "".join(_HIGH)
_FORBIDDEN = "\x7f-\x9f\ud800-\udfff\ufffe\uffff"

# One class of characters is searched several times faster than the alternatives below.
_RARE = re.compile(rf"[{_LOWER}{_HIGHER}\x00-\x1f{_FORBIDDEN}]")
_SPECIAL = re.compile(
    rf"(?P<low>[{_LOWER}]+)|(?P<high>[{_HIGHER}]+)|(?P<line>\r\n?|\n)|(?P<tab>\t)"
    rf"|[\x00-\x1f{_FORBIDDEN}]"
)
_RARE_OR_MARKUP = re.compile(rf"[{_LOWER}{_HIGHER}\x00-\x1f{_FORBIDDEN}&<>\"']")
# Text of a macro was marked when the macro printed it: marks pass.
_RARE_IN_MACRO = re.compile(rf"[{_LOWER}{_HIGHER}\x00\x08-\x1f{_FORBIDDEN}]")
_SPECIAL_IN_MACRO = re.compile(
    rf"(?P<done>[{LOWERED}{RAISED}][{_LOWER}{_HIGHER}]+{LEVEL_END})"
    rf"|(?P<low>[{_LOWER}]+)|(?P<high>[{_HIGHER}]+)|(?P<tab>\t)|[\x00\x08-\x1f{_FORBIDDEN}]"
)


def _mark(match: re.Match[str]) -> str:
    found = match[0]
    match match.lastgroup:
        case "done":
            return found
        case "low":
            return f"{LOWERED}{found}{LEVEL_END}"
        case "high":
            return f"{RAISED}{found}{LEVEL_END}"
        case "line":
            return BREAK
        case "tab":
            return TABULATOR
        case _:
            return REPLACEMENT


def _unfolded(text: str) -> str:
    """A macro's text without the line breaks and indents that lay out the macro file.

    Chinese needs no blank where the file breaks a line; two Latin words do.
    """
    first, *lines = text.split("\n")
    made = first.rstrip()
    for line in lines[:-1]:
        made = _joined(made, line.strip())
    return _joined(made, lines[-1].lstrip())


def _joined(before: str, after: str) -> str:
    between = " " if before and after and (before[-1] + after[0]).isascii() else ""
    return f"{before}{between}{after}"


def marked(text: str) -> str:
    """A value or static text (正文) with marks; what XML forbids becomes U+FFFD."""
    return _SPECIAL.sub(_mark, text) if _RARE.search(text) else text


def characters(text: str) -> str:
    """A value as characters of a part (部件中的文字): with marks, signs of markup escaped."""
    return escape(marked(text)) if _RARE_OR_MARKUP.search(text) else text


def marked_macro(text: Markup) -> Markup:
    """What a macro made (宏的结果) with marks; line breaks of the macro file's layout go."""
    plain_text = str.__str__(text)  # methods of markup are slow
    made = _unfolded(plain_text) if "\n" in plain_text else plain_text
    if _RARE_IN_MACRO.search(made):
        made = _SPECIAL_IN_MACRO.sub(_mark, made)
    return Markup(made)  # noqa: S704 -- was markup before


def plain(text: str) -> str:
    """A text for places that hold no elements (纯文字), such as a chart: signs in one line."""
    return _SPECIAL.sub(_flat, text) if _RARE.search(text) else text


def _flat(match: re.Match[str]) -> str:
    match match.lastgroup:
        case "low" | "high":
            return match[0].translate(_LEVELLED)
        case "line" | "tab":
            return " "
        case _:
            return REPLACEMENT


# ------------------------------------------------------------------ marks become elements

_OPEN = '<w:t xml:space="preserve">'
_MARKS = (BREAK, TABULATOR, LOWERED, RAISED, LEVEL_END)
_MARK = re.compile(
    f"(?P<mark>[{BREAK}-{LEVEL_END}])"
    f"(?:(?<=[{LOWERED}{RAISED}])(?P<text>[^<{BREAK}-{LEVEL_END}]*){LEVEL_END}"
    "(?P<last>(?:</w:t></w:r>)?))?"
)
_BEHIND_LEVEL = re.compile(r"<w:(?:rtl|cs|em|lang|eastAsianLayout|specVanish|oMath)\b|</w:rPr>")
_PRESENT_LEVEL = re.compile(r"<w:vertAlign\b[^>]*>")


@lru_cache(maxsize=256)
def _at_level(properties: str, level: str) -> str:
    """Run properties (字体属性) with the vertical alignment in its place of the schema."""
    base = _PRESENT_LEVEL.sub("", properties) or "<w:rPr></w:rPr>"
    where = _BEHIND_LEVEL.search(base)
    at = where.start() if where else len(base)
    return f'{base[:at]}<w:vertAlign w:val="{level}"/>{base[at:]}'


def _properties(xml: str, text_start: int) -> str:
    run = xml.rfind("<w:r>", 0, text_start)
    start = run + len("<w:r>")
    if run < 0 or not xml.startswith("<w:rPr>", start):
        return ""
    return xml[start : xml.find("</w:rPr>", start) + len("</w:rPr>")]


def _text_start(xml: str, at: int) -> int:
    """Where the ``w:t`` around a place begins (所在文字), or -1 outside of running text."""
    start = xml.rfind("<", 0, at)
    inside = xml.startswith(("<w:t>", "<w:t "), start) and xml.find(">", start, at) >= 0
    return start if inside else -1


def _element(match: re.Match[str]) -> str:
    mark, text = match["mark"], match["text"]
    start = _text_start(match.string, match.start())
    if start < 0:  # an attribute, a property of the file, a chart: no elements there
        return " " if text is None else text.translate(_LEVELLED) + match["last"]
    if mark == BREAK:
        return f"</w:t><w:br/>{_OPEN}"
    if mark == TABULATOR:
        return f"</w:t><w:tab/>{_OPEN}"
    if text is None:
        return REPLACEMENT
    properties = _properties(match.string, start)
    level = _at_level(properties, "subscript" if mark == LOWERED else "superscript")
    shifted = f"</w:t></w:r><w:r>{level}<w:t>{text.translate(_LEVELLED)}</w:t></w:r>"
    return shifted if match["last"] else f"{shifted}<w:r>{properties}{_OPEN}"


def expanded(xml: str) -> str:
    """A part with its marks made into elements (展开标记)."""
    # to look for one sign after the other is five times faster than for all of them at once
    marks = sorted(at for mark in _MARKS for at in _places(xml, mark))
    pieces, done = list[str](), 0
    for at in marks:
        if at >= done and (found := _MARK.match(xml, at)):  # else it ends the one before
            pieces += (xml[done:at], _element(found))
            done = found.end()
    return "".join((*pieces, xml[done:])) if pieces else xml


def _places(xml: str, mark: str) -> Iterator[int]:
    at = xml.find(mark)
    while at >= 0:
        yield at
        at = xml.find(mark, at + 1)


# ------------------------------------------------------------------ what came out empty


def _started(piece: str, name: str) -> int:
    return max(piece.rfind(f"<{name}>"), piece.rfind(f"<{name} "))


def _without_empty(container: str, content: str) -> Callable[[str, str], tuple[str, str]]:
    def settle(before: str, after: str) -> tuple[str, str]:
        start = _started(before, container)
        if start < 0 or _started(before[start:], content) >= 0:
            return before, after
        return "", before[:start] + after.removeprefix(f"</{container}>")

    return settle


def _with_paragraph(before: str, after: str) -> tuple[str, str]:
    full = before.endswith("</w:p>") or not after.startswith("</w:")
    return before + ("" if full else "<w:p></w:p>"), after


_SETTLE = {
    "</w:tr>": _without_empty("w:tr", "w:tc"),
    "</w:tbl>": _without_empty("w:tbl", "w:tr"),
}


def settled(xml: str) -> str:
    """A part in which no row is without cell, no table without row, no cell without paragraph.

    Word calls such a file damaged (空单元格、空行、空表). Doubtful places were marked when the
    template was compiled.
    """
    pieces = xml.split(MAY_BE_EMPTY)
    for index in range(1, len(pieces)):
        before, after = pieces[index - 1], pieces[index]
        closing = after[: after.find(">") + 1]
        settle = _SETTLE.get(closing, _with_paragraph)
        pieces[index - 1], pieces[index] = settle(before, after)
    return "".join(pieces)
