"""Bookmarks and drawings that a loop repeats (书签与图形编号): each gets an id of its own.

Word calls a file damaged, or drops a bookmark, where two share an id or a name.
"""

import re
from collections import Counter
from itertools import count

REPEATED = frozenset({"w:bookmarkStart", "w:bookmarkEnd", "wp:docPr"})

_TAG = re.compile(r"<(w:bookmarkStart|w:bookmarkEnd|wp:docPr) [^>]*>")
_ID = re.compile(r' (?:w:)?id="([^"]*)"')
_NAME = re.compile(r' w:name="([^"]*)"')


def told_apart(xml: str) -> str:
    """A part whose bookmarks and drawings are numbered through (重新编号).

    A second bookmark of a name gets a number behind it, so that references go to the first.
    """
    bookmarks, drawings = count(1), count(1)
    opened: dict[str, str] = {}
    names: Counter[str] = Counter()

    def numbered(match: re.Match[str]) -> str:
        tag = match[0]
        own = _ID.search(tag)
        if own is None:
            return tag
        if match[1] == "w:bookmarkEnd":
            return _put(tag, own, opened.get(own[1], own[1]))
        if match[1] == "wp:docPr":
            return _put(tag, own, str(next(drawings)))
        opened[own[1]] = str(next(bookmarks))
        return _renamed(_put(tag, own, opened[own[1]]), names)

    return _TAG.sub(numbered, xml)


def _put(tag: str, place: re.Match[str], value: str) -> str:
    return f"{tag[: place.start(1)]}{value}{tag[place.end(1) :]}"


def _renamed(tag: str, names: Counter[str]) -> str:
    name = _NAME.search(tag)
    if name is None:
        return tag
    names[name[1]] += 1
    turn = names[name[1]]
    return tag if turn == 1 else _put(tag, name, f"{name[1]}_{turn}")
