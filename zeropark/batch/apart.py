"""What only the whole batch shows (批内核对): two workbooks of a park, one certificate in two."""

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from zeropark.messages import level, some
from zeropark.model import Issue, Outcome

_ABOUT = ("variant", "region", "city", "level")  # what stays known of a park that is returned
_NAMED = 5  # names of workbooks that one issue lists: enough to find them by

Park = tuple[str, str]
Book = tuple[str, str]  # name and SHA-256
Claims = Mapping[str, Mapping[Park, Sequence[Book]]]  # what is claimed → by whom, in which books


def told_apart(outcomes: Iterable[Outcome]) -> Iterator[Outcome]:
    """The outcomes, those returned that claim what another one claims as well.

    Nobody but the parks knows which one is right, so none of them is chosen; of the same file
    twice the first is. They are gone through three times and not held.
    """
    parks = _claims(outcomes, lambda outcome: [outcome.park] if outcome.park else [])
    numbers = _claims(outcomes, lambda outcome: outcome.registered)
    reports = _claims(outcomes, lambda o: [o.report_number] if o.report_number else [])
    first: dict[str, str] = {}  # content → the first book that has it
    return (
        _with(o, (*_twins(o, parks, first), *_shared(o, numbers), *_numbered_twice(o, reports)))
        for o in outcomes
    )


def _claims(outcomes: Iterable[Outcome], of: Callable[[Outcome], Iterable[str]]) -> Claims:
    claims: dict[str, dict[Park, list[Book]]] = defaultdict(lambda: defaultdict(list))
    for outcome in outcomes:
        for thing in of(outcome):
            claims[_same(thing)][_park(outcome)].append((outcome.book, outcome.sha256))
    return claims


def _same(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _park(outcome: Outcome) -> Park:
    """A park under a standard: judged under two, it hands in two workbooks."""
    return outcome.standard, _same(outcome.park)


def _twins(outcome: Outcome, parks: Claims, first: dict[str, str]) -> Iterator[Issue]:
    claims = parks[_same(outcome.park)][_park(outcome)] if outcome.park else ()
    if len(claims) == 1 or not claims:
        return
    if len({sha for _, sha in claims}) > 1:
        books = _named(book for book, _ in claims)
        params = {"name": outcome.park, "books": books, "found": ""}
        yield Issue("W191", level("W191"), None, params)
    elif outcome.sha256 in first:
        params = {"name": outcome.park, "book": first[outcome.sha256], "found": ""}
        yield Issue("W193", level("W193"), None, params)
    else:
        first[outcome.sha256] = outcome.book


def _shared(outcome: Outcome, numbers: Claims) -> Iterator[Issue]:
    """Numbers that several parks use; two workbooks of one park are told of as such."""
    for number, cell in outcome.registered.items():
        claims = numbers[_same(number)]
        if len({park for _, park in claims}) > 1:
            told = _named(book for books in claims.values() for book, _ in books)
            params = {"name": number, "number": number, "books": told, "found": number}
            yield Issue("W192", level("W192"), cell, params)


def _numbered_twice(outcome: Outcome, reports: Claims) -> Iterator[Issue]:
    """A number of a final report that is used for another workbook too."""
    claims = reports[_same(outcome.report_number)] if outcome.report_number else {}
    told = [book for books in claims.values() for book, _ in books]
    if len(told) > 1:
        books = _named(told)
        number = outcome.report_number
        params = {"name": number, "number": number, "books": books, "found": number}
        yield Issue("F108", level("F108"), None, params)


def _named(books: Iterable[str]) -> str:
    return some([*books], _NAMED, "books_more")


def _with(outcome: Outcome, issues: tuple[Issue, ...]) -> Outcome:
    if not issues:
        return outcome
    about = {key: outcome.summary[key] for key in _ABOUT if key in outcome.summary}
    issues = (*issues, *outcome.issues)
    return replace(outcome, status="returned", issues=issues, summary=about, account=None)
