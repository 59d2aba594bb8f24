"""Comments at marked cells (批注): the submitter's own stay, ours are known by their first sign."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import ceil

from zeropark.messages import word
from zeropark.workbook.grid import position
from zeropark.workbook.marked.copy import Copy, text, text_part
from zeropark.workbook.marked.markup import Edited, Element, elements, first, named
from zeropark.workbook.text import lines

_NOTE_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_DRAWING_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_V, _O, _X = (
    f"urn:schemas-microsoft-com:{name}" for name in ("vml", "office:office", "office:excel")
)
_SPACES = f'xmlns:v="{_V}" xmlns:o="{_O}" xmlns:x="{_X}"'
_SHAPE = re.compile(rb"<(?:\w+:)?shape\b.*?</(?:\w+:)?shape>", re.DOTALL)
_SPOT = re.compile(rb"<(?:\w+:)?(Row|Column)>\s*(\d+)\s*</")
_NUMBER = re.compile(rb'_x0000_s(\d+)"')
_SHEET_OF_SHAPES = 1025  # number of the first shape of a sheet
_WIDE = 4  # columns that an open note covers
_SIGNS = 56  # characters that stand beside each other in them, where columns are narrow
_LINES_A_ROW = 1.7  # lines of a note in the height of a row
_MERGED = re.compile(rb'mergeCell\s+ref="([A-Z]+[0-9]+):([A-Z]+[0-9]+)"')


@dataclass(frozen=True, slots=True)
class Notes:
    """The comments of a sheet: their part, and the drawing that shows them."""

    comments: bytes
    drawing: bytes


@dataclass(frozen=True, slots=True)
class Box:
    """A note's box (批注框): the cell it belongs to, where that ends if merged, lines of words."""

    ref: str
    end: str
    lines: int


def annotate(copy: Copy, sheet: str, namespace: str, said: Mapping[str, str]) -> str:
    """Put comments into a sheet, those of an earlier marking taken out.

    Gives the id of the drawing's relation if the sheet has to name it, else nothing.
    """
    kinds = {link.kind: link.part for link in copy.links(sheet)}
    known = kinds.get("comments")
    if known is None and not said:
        return ""
    comments = copy.content(known) if known else _empty_comments(namespace)
    comments, gone = _without(comments)
    drawing = kinds.get("vmlDrawing")
    if drawing:
        copy.put(drawing, _without_shapes(copy.content(drawing), gone))
    if "threadedComment" in kinds:  # a conversation hides the words of a plain comment
        own = _refs(comments)
        said = {ref: words for ref, words in said.items() if ref not in own}
    known_refs, ends = _refs(comments), _ends(copy.content(sheet))
    new = [
        Box(ref, ends.get(ref, ref), lines(words, _SIGNS))
        for ref, words in said.items()
        if ref not in known_refs
    ]
    if known is None:
        known = copy.free("xl/comments{}.xml")
        copy.declare(known, _NOTE_TYPE)
        copy.link(sheet, "comments", known)
    copy.put(known, _with(comments, said))
    return _show(copy, sheet, drawing, new)


def _ends(sheet: bytes) -> Mapping[str, str]:
    """The last cell of every merged area, by its first."""
    return {first_.decode(): last.decode() for first_, last in _MERGED.findall(sheet)}


def _show(copy: Copy, sheet: str, drawing: str | None, new: Iterable[Box]) -> str:
    if drawing:
        copy.put(drawing, _with_shapes(copy.content(drawing), new))
        return ""
    drawing = copy.free("xl/drawings/vmlDrawing{}.vml")
    copy.declare_extension("vml", _DRAWING_TYPE)
    copy.put(drawing, _with_shapes(f"<xml {_SPACES}></xml>".encode(), new))
    return copy.link(sheet, "vmlDrawing", drawing)


# ------------------------------------------------------------------ the words


def _empty_comments(namespace: str) -> bytes:
    return text_part("comments", {"xmlns": namespace}, "<authors/><commentList/>").encode()


def _refs(comments: bytes) -> set[str]:
    return {e.attributes.get("ref", "") for e in elements(comments, named("comment"))}


def _without(comments: bytes) -> tuple[bytes, set[str]]:
    """The part without our words, and the cells that have no comment any more."""
    found = elements(comments, named("comment", "text", "r", "t"))
    edited, gone = Edited(comments), set()
    for comment in (element for element in found if element.name == "comment"):
        inner = [e for e in found if comment.start < e.start < comment.end]
        pieces = [e for e in inner if e.name == "t"]
        spoken = "".join(_words(comments, e) for e in pieces).strip()
        if spoken.startswith(word("mark_sign")):
            edited.drop(comment)
            gone.add(comment.attributes.get("ref", ""))
        elif word("mark_sign") in spoken:
            _cut(edited, inner)
    return edited.done(), gone


def _words(part: bytes, piece: Element) -> str:
    return part[piece.inside : piece.close].decode()


def _cut(edited: Edited, inner: list[Element]) -> None:
    """Take our words off the end of a comment of the submitter's."""
    sign = word("mark_sign").encode()
    ours = next(e for e in inner if e.name == "t" and sign in edited.part[e.inside : e.close])
    at = edited.part.index(sign, ours.inside, ours.close)
    kept = edited.part[ours.inside : at].rstrip()
    run = next((e for e in inner if e.name == "r" and e.start < ours.start < e.end), None)
    whole = first(inner, "text")
    if whole is None:
        return
    if run and not kept:
        edited.replace(run.start, whole.close, b"")
        return
    edited.replace(ours.inside, ours.close, kept)
    edited.replace(run.end if run else ours.end, whole.close, b"")


def _with(comments: bytes, said: Mapping[str, str]) -> bytes:
    found = elements(comments, named("authors", "author", "commentList", "comment", "text"))
    by_ref = {e.attributes.get("ref", ""): e for e in found if e.name == "comment"}
    edited = Edited(comments)
    authors, listed = first(found, "authors"), first(found, "commentList")
    if authors is None or listed is None:
        return comments
    p = listed.prefix.decode()
    names = [_words(comments, e) for e in found if e.name == "author"]
    author = text(word("mark_author"))
    if author not in names:
        edited.append(authors, f"<{p}author>{author}</{p}author>")
        names.append(author)
    new = []
    for ref, words in said.items():
        if own := by_ref.get(ref):
            whole = next(e for e in found if e.name == "text" and own.start < e.start < own.end)
            edited.append(whole, _run(p, f"\n{words}"))
        else:
            head = f'<{p}comment ref="{ref}" authorId="{names.index(author)}">'
            new.append(f"{head}<{p}text>{_run(p, words)}</{p}text></{p}comment>")
    edited.append(listed, "".join(new))
    return edited.done()


def _run(p: str, words: str) -> str:
    look = f'<{p}rPr><{p}sz val="9"/></{p}rPr>'
    return f'<{p}r>{look}<{p}t xml:space="preserve">{text(words)}</{p}t></{p}r>'


# ------------------------------------------------------------------ the shapes


def _without_shapes(drawing: bytes, gone: set[str]) -> bytes:
    spots = {(row - 1, column - 1) for row, column in map(position, gone)}

    def keep(found: re.Match[bytes]) -> bytes:
        shape = found[0]
        spot = {name: int(number) for name, number in _SPOT.findall(shape)}
        ours = b'"Note"' in shape and (spot.get(b"Row"), spot.get(b"Column")) in spots
        return b"" if ours else shape

    return _SHAPE.sub(keep, drawing)


def _with_shapes(drawing: bytes, boxes: Iterable[Box]) -> bytes:
    number = max([_SHEET_OF_SHAPES - 1, *map(int, _NUMBER.findall(drawing))])
    shapes = "".join(_shapes(drawing, boxes, number + 1))
    at = drawing.rindex(b"</")
    return drawing[:at] + shapes.encode() + drawing[at:]


def _shapes(drawing: bytes, boxes: Iterable[Box], number: int) -> Iterator[str]:
    if b'"_x0000_t202"' not in drawing:
        path = '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/>'
        kind = (
            'id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe"'
        )
        yield f"<v:shapetype {_SPACES} {kind}>{path}</v:shapetype>"
    for place, box in enumerate(boxes):
        yield _shape(number + place, box)


def _shape(number: int, box: Box) -> str:
    """The shape of a note: beside its cell, as high as its words need."""
    row, column = (at - 1 for at in position(box.ref))
    left = position(box.end)[1]  # counted from 0: the column after the cell
    below = row + max(3, ceil(box.lines / _LINES_A_ROW))
    style = "position:absolute;margin-left:80pt;margin-top:5pt;width:260pt;height:120pt"
    anchor = f"{left}, 15, {max(row - 1, 0)}, 4, {left + _WIDE}, 15, {below}, 4"
    data = (
        f"<x:MoveWithCells/><x:SizeWithCells/><x:Anchor>{anchor}</x:Anchor>"
        f"<x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{column}</x:Column>"
    )
    return (
        f'<v:shape {_SPACES} id="_x0000_s{number}" type="#_x0000_t202" '
        f'style="{style};z-index:{number};visibility:hidden" fillcolor="#ffffe1" '
        'o:insetmode="auto"><v:fill color2="#ffffe1"/><v:shadow on="t" color="black" '
        'obscured="t"/><v:path o:connecttype="none"/><v:textbox style="mso-direction-alt:auto">'
        '<div style="text-align:left"></div></v:textbox>'
        f'<x:ClientData ObjectType="Note">{data}</x:ClientData></v:shape>'
    )
