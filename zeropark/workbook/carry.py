"""Last year's workbook → this year's (结转): what still fits is kept, what does not is listed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from zeropark.formula import references
from zeropark.messages import level, word, words
from zeropark.model import (
    GRADE,
    Cell,
    Entry,
    Issue,
    Item,
    Listing,
    Period,
    Sheet,
    Standard,
    Submission,
    Table,
    Variant,
)
from zeropark.workbook import names
from zeropark.workbook.answers import found
from zeropark.workbook.filling import Filling, Refusal
from zeropark.workbook.layout import slots
from zeropark.workbook.opened import open_workbook
from zeropark.workbook.reading import read

Given = Decimal | str
_ANEW = "asked_anew"  # the role of what is asked every year: ids of sheets, tables and items


@dataclass(frozen=True, slots=True)
class Carried:
    """What is carried over (结转结果): the filling, and what could not be, each with its cell."""

    standard: Standard
    variant: Variant
    park: str
    filling: Filling
    issues: tuple[Issue, ...]


def carry(data: bytes, book: str, standards: Mapping[str, Standard]) -> Carried | Refusal:
    """What last year's workbook gives this year's; a Refusal if it cannot be read.

    The year that was judged becomes one of the years between if the standard has room for it;
    what is asked anew is shown beside the empty cell.
    """
    submission = read(data, book, standards)
    if isinstance(submission, Refusal):
        return submission
    standard = standards[submission.standard]
    variant = standard.variants[submission.variant]
    filling = _Carrying(standard, variant, submission).filling()
    unread = tuple(issue for issue in submission.issues if issue.level != "note")
    return Carried(
        standard,
        variant,
        submission.text(standard.roles["park"]),
        filling,
        (*unread, *_left_over(data, book, standard, variant)),
    )


@dataclass(slots=True)
class _Carrying:
    """Moves the answers of one workbook by a year."""

    standard: Standard
    variant: Variant
    submission: Submission
    years: Mapping[str, str] = field(init=False)  # period → the period it becomes; not all stay
    anew: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        self.years = _years(self.standard, self.submission)
        named = self.standard.roles.get(_ANEW, "").split()
        sheets = {sheet.id: sheet for sheet in self.variant.sheets}
        inside = {one.id for id_ in named if id_ in sheets for one in _asked(sheets[id_])}
        self.anew = frozenset({*named, *inside, *self._judged_years()})

    def _judged_years(self) -> Iterator[str]:
        """Numbers of the year that is judged: asked once, and used by a formula."""
        formulas = [i.formula for i in self.variant.indicators]
        for quantity in self.variant.quantities:
            formulas += [quantity.formula, *quantity.formulas.values()]
        used = {ref.name for text in formulas if text for ref in references(text)}
        years = {period.year for period in self.standard.periods}
        for item in self.variant.items().values():
            if item.id in used - years and not item.periods:
                yield item.id

    def filling(self) -> Filling:
        """All that is carried over, and what is shown beside what is not."""
        answers: dict[str, Given] = {}
        previous: dict[str, str] = {}
        before: dict[str, Decimal] = {}
        reasons: dict[str, str] = {}
        evidence: dict[str, str] = {}
        for item in self.variant.items().values():
            kept = self._kept(item)
            answers |= kept
            previous |= self._previous(item)
            if isinstance(last := self._last(item), Decimal):
                before[item.id] = last
            entry = self._entry(item)
            if kept and entry.reason:
                reasons[item.id] = entry.reason
            if kept and item.evidence and entry.evidence:
                evidence[item.id] = word("list_sign").join(entry.evidence)
        answers |= self._year_items()
        listings = {id_: of for id_, of in self.submission.listings.items() if self._lasts(id_)}
        return Filling(
            answers=answers,
            reasons=reasons,
            evidence=evidence,
            rows={id_: tuple(self._rows(listing)) for id_, listing in listings.items()},
            declared={
                id_: listing.declared.text
                for id_, listing in listings.items()
                if listing.declared and listing.declared.text
            },
            previous=previous,
            before=before,
        )

    def _lasts(self, id_: str) -> bool:
        return id_ not in self.anew

    def _entry(self, item: Item) -> Entry:
        return self.submission.answer(item.id, item.periods[0] if item.periods else "")

    def _kept(self, item: Item) -> dict[str, Given]:
        """The answers of an item that stay, by their new keys."""
        if not self._lasts(item.id) or item.id in {p.year for p in self.standard.periods}:
            return {}
        keys = {period: self.years.get(period, "") for period in item.periods} or {"": ""}
        kept = {
            names.key(item.id, new): _given(self.submission.answer(item.id, old))
            for old, new in keys.items()
            if new or not item.periods
        }
        if item.grade and kept:
            kept[names.key(item.id, GRADE)] = _given(self.submission.entries[f"{item.id}__{GRADE}"])
        return {key: given for key, given in kept.items() if given != ""}

    def _previous(self, item: Item) -> dict[str, str]:
        """Last year's answer to what is asked anew, in words."""
        given = self._last(item)
        if isinstance(given, Decimal):
            share = item.kind == "percent"
            return {item.id: f"{given * 100:f}%" if share else f"{given:f} {item.unit}".strip()}
        return {item.id: given} if given else {}

    def _last(self, item: Item) -> Given:
        """What the judged year's cell of an item that is asked anew held; nothing of others."""
        current = self.standard.current
        if current not in item.periods if item.periods else self._lasts(item.id):
            return ""
        return _given(self.submission.answer(item.id, current if item.periods else ""))

    def _year_items(self) -> dict[str, Given]:
        """The calendar years of the periods that stay."""
        items = {period.id: period.year for period in self.standard.periods}
        found_ = {
            items[new]: _given(self.submission.answer(items[old]))
            for old, new in self.years.items()
        }
        return {key: given for key, given in found_.items() if given != ""}

    def _rows(self, listing: Listing) -> Iterator[Mapping[str, Given]]:
        for row in listing.rows:
            kept: dict[str, Given] = {}
            for key, entry in row.entries.items():
                id_, _, period = key.partition("__")
                new = self.years.get(period, "") if entry.period not in ("", GRADE) else period
                if entry.period in ("", GRADE) or new:
                    kept[names.key(id_, new)] = _given(entry)
            yield {key: given for key, given in kept.items() if given != ""}


def _asked(sheet: Sheet) -> tuple[Item | Table, ...]:
    return (*sheet.items, *sheet.tables)


def _years(standard: Standard, submission: Submission) -> Mapping[str, str]:
    """What each reported year becomes: the judged one the next year between, if one is free."""
    reported = [period.id for period in submission.periods(standard)]
    stay = {id_: id_ for id_ in reported if id_ != standard.current}
    free = _next_free(standard.periods, reported)
    return stay | ({standard.current: free} if free else {})


def _next_free(periods: tuple[Period, ...], reported: list[str]) -> str:
    free = ""
    for period in reversed(periods):
        if period.optional and period.id in reported:
            return free
        if period.optional:
            free = period.id
    return free


def _given(entry: Entry) -> Given:
    """An answer as it is written into a cell; nothing if there is none."""
    if entry.state == "not_applicable":
        return words("codes")["not_applicable"]
    if entry.evidence and entry.item.kind == "evidence":
        return word("list_sign").join(entry.evidence)
    return "" if entry.value is None else entry.value


def _left_over(data: bytes, book: str, standard: Standard, variant: Variant) -> Iterator[Issue]:
    """What stands in named cells that this template no longer has."""
    workbook = open_workbook(data)
    known = {name.casefold() for name in _known(standard, variant)}
    kinds = (names.value(""), names.reason(""), names.evidence(""), names.grade(""))
    for name, area in sorted(workbook.names.items()):
        gone = name.startswith(kinds) and name not in known and area.sheet in workbook.tabs
        stored = workbook.stored(area.sheet, area.first) if gone else None
        if shown := found(stored):
            cell = Cell(book, area.sheet, names.address(*area.first))
            params = {"name": name.partition("_")[2], "found": shown}
            yield Issue("W130", level("W130"), cell, params)
    for table in _tables_gone(workbook.names, known):
        area = workbook.names[table]
        if area.sheet in workbook.tabs:
            cell = Cell(book, area.sheet, names.address(*area.first))
            params = {"name": table.partition("_")[2], "found": ""}
            yield Issue("W130", level("W130"), cell, params)


def _tables_gone(held: Mapping[str, object], known: set[str]) -> list[str]:
    """Tables and columns that were asked for once."""
    kinds = (names.body(""), names.head("", "").removesuffix("__"))
    return sorted(name for name in held if name.startswith(kinds) and name not in known)


def _known(standard: Standard, variant: Variant) -> Iterator[str]:
    for item in variant.items().values():
        for period in item.periods or ("",):
            yield names.value(names.key(item.id, period))
        yield from (names.reason(item.id), names.evidence(item.id), names.grade(item.id))
    for table in variant.tables().values():
        yield names.body(table.id)
        yield from (names.head(table.id, slot.key) for slot in slots(standard, table))
