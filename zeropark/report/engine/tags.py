"""Jinja tags in running text (模板标签): where they stand, what they are and what they lift."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

# A quoted text may hold the characters that close a tag. Word likes to turn quotation marks.
_QUOTED = "\"[^\"]*\"|'[^']*'|\u201c[^\u201d\"]*[\u201d\"]|\u2018[^\u2019']*[\u2019']"
_TAG = re.compile(
    rf"\{{#.*?#\}}"
    rf"|\{{%(?:{_QUOTED}|(?!%\}}).)*+%\}}"
    rf"|\{{\{{(?:{_QUOTED}|(?!\}}\}}).)*+\}}\}}",
    re.DOTALL,
)
_ANATOMY = re.compile(
    r"\{([{%#])([-+]?)(?:(p|tr|tc|r)(?=\s+[^\s}%#]))?([-+]?)\s*(.*?)\s*([-+]?)[}%#]\}", re.DOTALL
)
_QUOTE_OR_BLANK = re.compile(rf"{_QUOTED}|[\s\u00a0]+|[\u2018\u2019\u201c\u201d]")
_STRAIGHT = {"\u201c": '"', "\u201d": '"', "\u2018": "'", "\u2019": "'"}
_LONE = re.compile(r"\{[{%#]|[}%#]\}")

PRINT, STATEMENT, REMARK = "{", "%", "#"
CLOSING = {PRINT: "}", STATEMENT: "%", REMARK: "#"}


@dataclass(frozen=True, slots=True)
class Tag:
    """One tag of the dialect (模板标签).

    Attributes:
        kind: ``PRINT`` ``{{ }}``, ``STATEMENT`` ``{% %}`` or ``REMARK`` ``{# #}``.
        level: the element that gives way to the tag: ``p``, ``tr``, ``tc``, ``r``, or none.
        body: what stands between the marks, with straight quotes and single blanks.
        left: ``-`` or ``+`` behind the opening mark, or nothing.
        right: the same before the closing mark.
        typed: the tag as its author typed it.
        paragraph: the text of the paragraph around it.
    """

    kind: str
    level: str
    body: str
    left: str
    right: str
    typed: str
    paragraph: str

    @property
    def word(self) -> str:
        """The first word of a statement (语句), such as ``for`` or ``endif``."""
        return self.body.split(maxsplit=1)[0] if self.kind == STATEMENT and self.body else ""

    def source(self) -> str:
        """The tag for Jinja (模板源码), with a line break inside that does not print.

        Every tag thus begins a line of its own, and a line number of Jinja counts tags.
        """
        return f"{{{self.kind}{self.left}\n{self.body} {self.right}{CLOSING[self.kind]}}}"


def _straightened(match: re.Match[str]) -> str:
    text = match[0]
    if text[0] in "\"'":
        return text
    if text[0] in _STRAIGHT:
        return _STRAIGHT[text[0]] + text[1:-1] + _STRAIGHT[text[0]] * (len(text) > 1)
    return " "


def _tag(typed: str, paragraph: str) -> Tag:
    anatomy = _ANATOMY.fullmatch(typed)
    if anatomy is None:
        raise AssertionError(typed)  # what `_TAG` finds has this anatomy
    kind, before, level, behind, body, right = anatomy.groups(default="")
    straight = _QUOTE_OR_BLANK.sub(_straightened, body)
    return Tag(kind, level, straight, before or behind, right, typed, paragraph)


def tags_in(text: str, paragraph: str) -> Iterator[tuple[int, int, Tag]]:
    """Every tag of a text (查找标签) with where it begins and ends."""
    for match in _TAG.finditer(text):
        yield match.start(), match.end(), _tag(match[0], paragraph)


def segments(text: str, paragraph: str) -> list[str | Tag]:
    """A text cut into plain text and tags (切分), in order; remarks stay in."""
    pieces: list[str | Tag] = []
    done = 0
    for start, end, tag in tags_in(text, paragraph):
        pieces += [text[done:start], tag]
        done = end
    return [piece for piece in (*pieces, text[done:]) if piece != ""]


def half_tag(text: str) -> str:
    """The first mark of a tag without its partner (未配对的标记) in plain text, or nothing."""
    lone = _LONE.search(text)
    return lone[0] if lone else ""
