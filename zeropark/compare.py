"""Two submissions of a park → what was changed (两次提交的比较), and whether it was asked for."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from zeropark.messages import percent, word, words
from zeropark.model import Cell, Entry, Issue, Listing, Score, Submission


@dataclass(frozen=True, slots=True)
class Change:
    """An answer that is another one now (改动), as people read it; the cell is that of today."""

    name: str
    before: str
    after: str
    cell: Cell
    asked: bool  # whether something had been said of it


@dataclass(frozen=True, slots=True)
class Progress:
    """What became of the issues (问题的变化): mended, still there, new."""

    mended: tuple[Issue, ...]
    kept: tuple[Issue, ...]
    new: tuple[Issue, ...]


def changes(old: Submission, new: Submission, told: Sequence[Issue]) -> tuple[Change, ...]:
    """Every answer that differs, in the order of the workbook; ``told`` was said of the old one.

    Rows of a table are the same if their labels are: a row that moved is no change.
    """
    asked = {issue.cell for issue in told if issue.level != "note"}
    before, after = _answers(old), _answers(new)
    unread = {issue.cell: issue.params.get("found", "") for issue in (*old.issues, *new.issues)}
    keys = [*after, *(key for key in before if key not in after)]
    return tuple(
        change
        for key in keys
        for change in _changed(before.get(key), after.get(key), asked, unread)
    )


def progress(old: Sequence[Issue], new: Sequence[Issue]) -> Progress:
    """The issues told apart; one is the same if it is said of the same answer again."""
    before, after = Counter(map(_subject, old)), Counter(map(_subject, new))
    gone, come = before - after, after - before
    mended = tuple(issue for issue in old if _taken(gone, issue))
    fresh = tuple(issue for issue in new if _taken(come, issue))
    return Progress(mended, tuple(issue for issue in new if issue not in fresh), fresh)


def shifts(old: Sequence[Score], new: Sequence[Score]) -> Iterator[tuple[Score, Score]]:
    """The indicators whose value or points are others now."""
    before = {score.indicator.id: score for score in old}
    for score in new:
        was = before.get(score.indicator.id)
        if was and (was.value.value, was.points.value) != (score.value.value, score.points.value):
            yield was, score


def _subject(issue: Issue) -> tuple[str, str]:
    return issue.code, issue.params.get("name", "")


def _taken(counts: Counter[tuple[str, str]], issue: Issue) -> bool:
    counts[_subject(issue)] -= 1
    return counts[_subject(issue)] >= 0


def _answers(submission: Submission) -> Mapping[tuple[str, ...], Entry]:
    found: dict[tuple[str, ...], Entry] = {
        ("", key): entry for key, entry in submission.entries.items()
    }
    for listing in submission.listings.values():
        found |= _listed(listing)
    return found


def _listed(listing: Listing) -> Mapping[tuple[str, ...], Entry]:
    """A table's answers by the label of their row, and which of that label it is."""
    id_, seen = listing.table.id, Counter[str]()
    found: dict[tuple[str, ...], Entry] = {}
    if listing.declared:
        found[id_, ""] = listing.declared
    for row in listing.rows:
        label = row.text(listing.table.label)
        seen[label] += 1
        for key, entry in row.entries.items():
            found[id_, label, str(seen[label]), key] = entry
    return found


def _changed(
    old: Entry | None,
    new: Entry | None,
    asked: Collection[Cell | None],
    unread: Mapping[Cell | None, str],
) -> Iterator[Change]:
    """The answer, the words and the evidence beside it, as far as they differ."""
    entry = new or old
    if entry is None:
        return
    was, now = _told(old, unread), _told(new, unread)
    heads = (entry.name, _beside(entry, entry.item.explain), _beside(entry, word("sheet_evidence")))
    said = old is not None and old.cell in asked
    for name, before, after in zip(heads, was, now, strict=True):
        if before != after:
            yield Change(name, before, after, entry.cell, said)


def _beside(entry: Entry, head: str) -> str:
    return word("answer_beside", name=entry.item.name, head=head)


def _told(entry: Entry | None, unread: Mapping[Cell | None, str]) -> tuple[str, str, str]:
    if entry is None:
        return "", "", ""
    beside = entry.evidence if entry.item.kind != "evidence" else ()
    return _text(entry) or unread.get(entry.cell, ""), entry.reason, word("list_sign").join(beside)


def _text(entry: Entry) -> str:
    """An answer as it is filled in; a blank is an empty text."""
    if entry.state == "not_applicable":
        return words("codes")["not_applicable"]
    if not isinstance(entry.value, Decimal):
        return entry.value or ""
    if entry.item.kind == "percent":
        return percent(entry.value)
    return f"{entry.value:f}"
