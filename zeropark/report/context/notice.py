"""What may be made public of a result (公示): no telephone of staff, no enterprise's name."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from zeropark.messages import word
from zeropark.model import Action
from zeropark.report.context.case import Case, Record

_PHONE = re.compile(r"(?<!\d)(?:1[3-9]\d{9}|0\d{2,3}[-\s]?\d{7,8}|\d{3,4}-\d{7,8})(?!\d)")
_WORKING = 5  # days of a week
_MOST = 6  # measures that a notice names


def facts(case: Case) -> Record:
    """``notice``."""
    own = [action for action in case.plan.actions if action.own]
    end, worked_out = _end(case)
    return {
        "notice": {
            "start": _day(case, _given(case, "notice_start")),
            "end": _day(case, end),
            "worked_out": worked_out,
            "measures": [_measure(case, action) for action in own[:_MOST]],
            "more": max(len(own) - _MOST, 0),
        }
    }


def _given(case: Case, role: str) -> str:
    return case.submission.text(case.standard.roles.get(role, ""))


def _day(case: Case, text: str) -> str:
    if not text:
        return case.dash
    day = date.fromisoformat(text)
    return word("date", year=day.year, month=day.month, day=day.day)


def _end(case: Case) -> tuple[str, bool]:
    """The last day, or the one so many Mondays to Fridays on, the first day counted."""
    start, end, days = (_given(case, f"notice_{key}") for key in ("start", "end", "days"))
    if end or not start or not days:
        return end, False
    day, left = date.fromisoformat(start), int(days)
    while True:
        left -= day.weekday() < _WORKING
        if left <= 0:
            return day.isoformat(), True
        day += timedelta(days=1)


def _measure(case: Case, action: Action) -> Record:
    """A measure with its deadline; one that names whom it must not is told by its subject."""
    row = case.row(action.row) if action.row else {}
    text = action.fields.get("measure", "")
    return {
        "subject": _subject(case, action.target),
        "text": "" if _private(case, text) else text,
        "deadline": row.get("deadline", case.dash),
    }


def _subject(case: Case, target: str) -> str:
    names = {s.indicator.id: s.indicator.name for s in case.evaluation.result.scores}
    return names.get(target) or case.standard.roles[f"subject_{target}"]


def _private(case: Case, text: str) -> bool:
    """Whether a text holds a telephone number or names an enterprise."""
    words: tuple[str, ...] = tuple(case.texts.get("withheld", ()))
    return bool(_PHONE.search(text)) or any(name in text for name in (*words, *_named(case)))


def _named(case: Case) -> Iterator[str]:
    """The enterprises that the workbook names, other than those the notice is about."""
    public = {case.submission.text(id_) for id_ in case.texts.get("public_names", ())}
    for place in case.standard.roles.get("private", "").split():
        table, column = place.split(".")
        listing = case.submission.listings.get(table)
        for row in listing.rows if listing else ():
            if (name := row.text(column)) and name not in public:
                yield name
