"""Tables → index.html (结果网页): one page with all parks in it, that needs nothing else.

A park takes about three kilobytes of it; its whole trace stays in ``result.json``, which it links.
"""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from markupsafe import Markup

from zeropark import __version__
from zeropark.messages import some, word
from zeropark.model import Standard
from zeropark.report.page import PageTemplate
from zeropark.summary.brief import Figure
from zeropark.summary.cells import conclusion, reason
from zeropark.summary.tables import Handed, Record, Tables, native, records

TEMPLATE = "index.html.j2"
_HERE = "\x00data\x00"  # where the data go: no name holds such a sign
_PRIVATE = frozenset({"summary.json"})  # for programs; the page says the same
_CELLS = 12  # places named for an indicator; more are told by their number
# What ends a script or begins markup, and what is no line end in JavaScript's eyes alone.
_ESCAPES = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


def page(batches: Sequence[Tables], unread: Sequence[Handed], shared: Path) -> Iterator[bytes]:
    """The page of a batch, piece by piece: standards side by side, never in one average (网页)."""
    template = PageTemplate.load(shared / TEMPLATE, {})
    title = _title([batch.standard for batch in batches])
    frame = template.render(
        {
            "title": title,
            "version": __version__,
            "standards": [_counts(batch) for batch in batches],
            "unread": str(len(unread)),
            "data": embedded(_json(_HERE)),
        }
    )
    before, after = frame.split(_json(_HERE).encode())
    yield before
    yield from (embedded(text).encode() for text in _data(title, batches, unread))
    yield after


def _json(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def embedded(text: str) -> Markup:
    """JSON as it may stand in a script element, whatever is in it (内嵌数据)."""
    safe = text.encode("utf-8", "replace").decode().translate(_ESCAPES)
    return Markup(safe)  # noqa: S704 -- nothing in it can end the element


def _title(standards: Sequence[Standard]) -> str:
    if len(standards) == 1:
        return word("page_title", title=standards[0].title)
    return word("page_title_many")


def _counts(batch: Tables) -> Record:
    states = [row["status"] for row in _read(batch)]
    known = batch.evaluated
    told = {key: str(states.count(key)) for key in ("underway", "returned", "failed")}
    return {
        **told,
        "title": batch.standard.title,
        "count": str(len(states)),
        "done": str(len(known)),
        "scheme": known[0]["scheme_title"] if known else "",
        "draft": bool(known) and known[0]["draft"] and known[0]["scored"],
    }


def _read(batch: Tables) -> Iterator[Record]:
    """The workbooks of that very standard, without those of which none could be read."""
    return (row for row in records(batch.parks) if row["known"])


def _data(title: str, batches: Sequence[Tables], unread: Sequence[Handed]) -> Iterator[str]:
    """All that the page shows, as JSON; each park is text as soon as it is read."""
    heads = {head for batch in batches for head in _amount_head(batch)}
    found = {conclusion(row) for batch in batches for row in _read(batch)}
    found |= {_conclusion(each) for each in unread}
    head = {
        "title": title,
        "standards": [{"title": batch.standard.title} for batch in batches],
        "amount": word("amount_head") if len(heads) > 1 else "".join(heads),
        "units": len(heads) > 1,  # then each has its own beside it
        "conclusions": _conclusions(batches, found),
        "groups": {key: group for batch in batches for key, group in _groups(batch)},
    }
    yield f'{_json(head)[:-1]},"parks":['
    for number, park in enumerate(_parks(batches, unread)):
        yield f"{',' if number else ''}{_json(park)}"
    yield "]}"


def _conclusions(batches: Sequence[Tables], found: set[str]) -> list[str]:
    """The conclusions that occur, best first, those without a verdict last."""
    graded = [grade.name for batch in batches for grade in batch.standard.grades]
    below = [batch.standard.below for batch in batches]
    last = [word(f"{status}_conclusion") for status in ("returned", "failed")]
    first = [*graded, *below, word("insufficient")]
    others = sorted(found - {*first, *last})
    return [name for name in dict.fromkeys([*first, *others, *last]) if name in found]


def _amount_head(batch: Tables) -> Iterator[str]:
    """What the last of a standard's figures is called: the one that the list shows."""
    amounts = list(batch.evaluated[0]["amounts"].values()) if batch.evaluated else []
    for amount in amounts[-1:]:
        yield word("head_unit", name=amount.name, unit=amount.unit)


def _parks(batches: Sequence[Tables], unread: Sequence[Handed]) -> Iterator[Record]:
    for batch in batches:
        for row in _read(batch):
            reached = [_reached(each) for each in batch.indicators.of(row["folder"])]
            yield _park(batch.standard, row, reached)
    yield from map(_unread, sorted(unread, key=lambda handed: native(handed.outcome.book)))


def _groups(batch: Tables) -> Iterator[tuple[str, Record]]:
    """What is the same for all parks of a type: the indicators and how they are worked out."""
    first: dict[str, str] = {}
    for park in batch.evaluated:
        first.setdefault(park["kind"], park["folder"])
    for kind, folder in first.items():
        keys = ("id", "name", "formula")
        indicators = [{key: row[key] for key in keys} for row in batch.indicators.of(folder)]
        yield _group(batch.standard, kind), {"kind": kind, "indicators": indicators}


def _group(standard: Standard, kind: str) -> str:
    return f"{standard.id}/{kind}"


# ------------------------------------------------------------------ one park


def _park(standard: Standard, row: Record, reached: Sequence[Sequence[str]]) -> Record:
    files = [name for name in row["files"] if name not in _PRIVATE]
    told = {key: str(row[key]) for key in ("kind", "region", "city", "level", "agency", "term")}
    known = {
        "name": row["park"],
        "book": row["book"],
        "folder": row["folder"],
        "status": row["status"],
        "standard": standard.title,
        "files": sorted(files, key=lambda name: (name.endswith(".json"), name)),
        **{key: text for key, text in told.items() if text},
    }
    if row["status"] != "evaluated":
        why = reason(row["handed"]) if row["handed"] else ""
        return {**known, "done": False, "conclusion": conclusion(row), "reason": why}
    group = _group(standard, row["kind"])
    return {**known, **_judged(row), "group": group, "indicators": reached}


def _judged(row: Record) -> Record:
    aspects = row["aspects"].values()
    total = [_text(row["total"]), row["total"].shown] if row["scored"] else None
    return {
        "done": True,
        "conclusion": row["conclusion"],
        "good": bool(row["grade"]) and row["sufficient"],
        "draft": row["draft"],
        "total": total,
        "met": row["met"],
        "judged": row["judged"],
        "queries": row["queries"],
        "measures": [row["own_measures"], row["proposed_measures"]],
        "conditions": [[each.name, each.shown] for each in row["conditions"]],
        "amounts": [
            [each.name, each.value.shown, _text(each.value), each.unit]
            for each in row["amounts"].values()
        ],
        "aspects": [
            [a.name, a.points.shown, a.maximum.shown, _share(a.rate), a.met, a.judged]
            for a in aspects
        ],
    }


def _text(figure: Figure) -> str | None:
    return None if figure.exact is None else f"{figure.exact:.12g}"


def _share(rate: str) -> str:
    """A printed percentage as a length of a bar."""
    bare = rate.removesuffix("%").replace(",", "")
    return f"{bare}e-2" if bare[:1].isdigit() else "0"


def _reached(each: Record) -> list[str]:
    """Value, points, standing, target, maximum, numbers put in, places, as the page unpacks it."""
    cells = each["cells"]
    places = some(cells, _CELLS, "cells_more")
    told = (each["value"].shown, each["points"].shown, each["standing"], each["target"])
    return [*told, each["maximum"], each["numbers"], places]


def _unread(handed: Handed) -> Record:
    """A workbook of which not even the standard could be read."""
    outcome = handed.outcome
    return {
        "name": outcome.park or outcome.book,
        "book": outcome.book,
        "folder": handed.folder,
        "status": outcome.status,
        "files": sorted(outcome.files),
        "done": False,
        "conclusion": _conclusion(handed),
        "reason": reason(handed),
    }


def _conclusion(handed: Handed) -> str:
    return word(f"{handed.outcome.status}_conclusion")
