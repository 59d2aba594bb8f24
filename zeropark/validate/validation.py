"""``Submission`` → issues (校核): blanks, ranges, evidence and the standard's own checks.

Where reading already found fault with a cell, nothing more is said of it; where a number is beyond
what it may be or contradicts another, no further check is held against it: one cause, one message.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from zeropark.messages import level, percent, word, words
from zeropark.model import (
    GRADE,
    Cell,
    Check,
    Entry,
    Issue,
    Item,
    Listing,
    Standard,
    Submission,
    Variant,
)
from zeropark.validate.answers import Answers, compared, kept
from zeropark.validate.trend import odd_years

_HUNDREDFOLD = 2  # from 200% on, a share is more likely to lack its percent sign
_MUCH = 3  # answers of a row that another row may not have as well by chance


def validate(standard: Standard, submission: Submission) -> tuple[Issue, ...]:
    """Every issue of the answers, in the order of the workbook; those of reading not repeated."""
    return tuple(Validation(standard, submission).issues())


class Validation:
    """The checks of one submission's answers, one cause one message."""

    def __init__(self, standard: Standard, submission: Submission) -> None:
        self.standard, self.submission = standard, submission
        self.variant: Variant = standard.variants[submission.variant]
        self.told = {issue.cell for issue in submission.issues if issue.level != "note"}
        self.refuted: set[Cell] = set()  # cells of numbers that an error is told of here
        self.numbers = self._evidence_numbers()
        self.calendar = {period.id: period.year for period in standard.periods}
        self.years = {"", *(period.id for period in submission.periods(standard))}
        self.stage = submission.stage(standard)
        proofs = self.variant.tables().get(standard.roles.get("evidence", ""))
        self.proved = proofs is None or self.stage.asks(proofs.stages)  # with numbers, by now
        self.due = {"", *(p.id for p in standard.periods if self.stage.asks(p.stages))}

    def issues(self) -> Iterator[Issue]:
        """Every issue, in the order of the workbook; then those of the checks."""
        for sheet in self.variant.sheets:
            for item in sheet.items:
                for entry in self._entries(item):
                    yield from self._answer(entry)
                yield from self._grade(item, self.submission.entries)
            for table in sheet.tables:
                yield from self._listing(self.submission.listings[table.id])
        yield from self._checks()
        yield from self._years()
        yield from self._registered()

    def _entries(self, item: Item) -> tuple[Entry, ...]:
        keys = [f"{item.id}__{period}" for period in item.periods] or [item.id]
        return tuple(self.submission.entries[key] for key in keys)

    def _evidence_numbers(self) -> frozenset[str]:
        roles = self.standard.roles
        listing = self.submission.listings.get(roles.get("evidence", ""))
        rows = listing.rows if listing else ()
        return frozenset(row.text(roles["evidence_number"]) for row in rows)

    def _issue(self, code: str, entry: Entry, **more: str) -> Issue:
        params = {
            "name": entry.name,
            "found": entry.text,
            "unit": entry.item.unit,
            **more,
        }
        return Issue(code, level(code), entry.cell, params)

    def _answer(self, entry: Entry) -> Iterator[Issue]:
        if entry.state == "value":
            if isinstance(entry.value, Decimal):
                yield from self._range(entry, entry.value)
            if entry.evidence or entry.item.evidence:
                yield from self._evidence(entry)
        elif entry.cell not in self.told and entry.period in self.years:
            yield from self._absent(entry)

    def _absent(self, entry: Entry) -> Iterator[Issue]:
        """不适用 and 未统计 want a reason; a blank is neither of them, nor zero."""
        item, coded = entry.item, entry.value is not None
        if entry.state == "not_applicable":
            if not entry.reason:
                yield self._issue("V203", entry)
        elif coded:
            if item.explain and not entry.reason:
                yield self._issue("V204", entry)
        elif item.required and self.stage.asks(item.stages) and entry.period in self.due:
            number = item.kind in {"number", "percent", "integer"}
            yield self._issue("V202" if number and item.explain else "V201", entry)

    def _range(self, entry: Entry, value: Decimal) -> Iterator[Issue]:
        item = entry.item
        if item.minimum is not None and value < item.minimum:
            yield self._beyond("V206", entry, value, item.minimum)
        if item.maximum is not None and value > item.maximum:
            yield self._beyond("V207", entry, value, item.maximum)

    def _beyond(self, code: str, entry: Entry, value: Decimal, limit: Decimal) -> Issue:
        """A share is told as the park reads it: 120% above 100%, not 1.2 above 1."""
        self.refuted.add(entry.cell)
        if entry.item.kind != "percent":
            return self._issue(code, entry, limit=str(limit))
        found, most, meant = map(percent, (value, limit, value / 100))
        if value >= _HUNDREDFOLD and value / 100 <= limit:  # 98 for 98%
            return self._issue("V221", entry, limit=most, found=found, meant=meant)
        return self._issue(code, entry, limit=most, found=found)

    def _evidence(self, entry: Entry) -> Iterator[Issue]:
        cited = entry.evidence
        if self.numbers:
            for number in cited:
                if number not in self.numbers:
                    yield self._issue("V208", entry, number=number)
        if entry.item.evidence and not cited and self.proved:
            yield self._issue("V209", entry)

    def _grade(self, item: Item, entries: Mapping[str, Entry]) -> Iterator[Issue]:
        """How data came about is asked of those that are there (数据等级)."""
        if not item.grade:
            return
        keys = [f"{item.id}__{period}" for period in item.periods] or [item.id]
        given = [entries[key] for key in keys if key in entries and entries[key].state == "value"]
        grade = entries.get(f"{item.id}__{GRADE}")
        if not given or (grade and grade.state == "value"):
            return
        if grade is None or grade.cell not in self.told:
            name = word("answer_beside", name=given[0].name, head=words("heads")["grade"])
            choices = word("list_sign").join(self.standard.data_grades)
            at = grade or replace(given[0], name=name)
            yield self._issue("V215", at, found="", choices=choices)

    def _listing(self, listing: Listing) -> Iterator[Issue]:
        yield from self._declared(listing)
        table = listing.table
        few = self.stage.asks(table.stages) and len(listing.rows) < table.at_least
        if few and listing.cell not in self.told:
            yield self._about(listing, "V213", listing.cell, least=str(table.at_least))
        yield from self._repeated(listing)
        for row in listing.rows:
            for entry in row.entries.values():
                yield from self._answer(entry)
            for column in table.columns:
                yield from self._grade(column, row.entries)

    def _repeated(self, listing: Listing) -> Iterator[Issue]:
        """A row that says all that another says (重复的行), where no number must stand once."""
        table, seen = listing.table, dict[tuple[tuple[str, str], ...], int]()
        numbered = {place.split(".")[0] for place in _registers(self.standard)}
        if table.id in numbered or any(
            c.unique and c.table == table.id for c in self.variant.checks
        ):
            return
        for row in listing.rows:
            given = [(key, entry) for key, entry in row.entries.items() if entry.text]
            said = tuple((key, entry.text) for key, entry in given)
            if len(said) >= _MUCH and said in seen:
                cell, params = given[0][1].cell, {"row": str(row.number), "first": str(seen[said])}
                yield self._about(listing, "V220", cell, **params)
            seen.setdefault(said, row.number)

    def _declared(self, listing: Listing) -> Iterator[Issue]:
        declared = listing.declared
        if declared is None or declared.cell in self.told:
            return
        if declared.state != "value":
            if not self.stage.asks(listing.table.stages):
                return
            yield self._about(listing, "V210", declared.cell)
        elif declared.text == word("yes") and not listing.rows:
            yield self._about(listing, "V211", declared.cell)
        elif declared.text == word("no") and listing.rows:
            yield self._about(listing, "V212", declared.cell, count=str(len(listing.rows)))

    def _about(self, listing: Listing, code: str, cell: Cell, **more: str) -> Issue:
        found = listing.declared.text if listing.declared else ""
        params = {
            "name": listing.table.name,
            "found": found,
            "question": listing.table.question,
            **more,
        }
        return Issue(code, level(code), cell, params)

    # ------------------------------------------------------------ the standard's own checks

    def _checks(self) -> Iterator[Issue]:
        """What breaks each check; those of single answers first, whose numbers rows are held to."""
        asked = [c for c in self.variant.checks if not c.computed and self.stage.asks(c.stages)]
        turns = sorted(range(len(asked)), key=lambda place: bool(asked[place].table))
        found = {place: tuple(self._check(asked[place])) for place in turns}
        for place in range(len(asked)):
            yield from found[place]

    def _check(self, check: Check) -> Iterator[Issue]:
        if check.unique:
            yield from self._unique(check)
        elif check.table:
            listing = self.submission.listings[check.table]
            for row in listing.rows:
                yield from self._relation(check, row.entries)
        else:
            yield from self._relation(check, {})

    def _relation(self, check: Check, row: Mapping[str, Entry]) -> Iterator[Issue]:
        for period in check.periods or ("",):
            answers = Answers(self.submission, row, period, self.calendar.get(period, ""))
            applies = all(answers.text(name) in allowed for name, allowed in check.when.items())
            applies = applies and all(answers.text(name) for name in check.given)
            entry = answers.entry(check.at)
            told = entry.state != "value" and entry.cell in self.told
            cells = {each.cell for each in compared(check, answers)}
            if applies and not told and not cells & self.refuted and not kept(check, answers):
                if check.level == "error" and not check.table:
                    self.refuted |= cells
                yield self._broken(check, entry)

    def broken(self, check: Check, period: str) -> Issue:
        """The issue of a check that does not hold in that period; a table's at its head."""
        if check.table:
            listing = self.submission.listings[check.table]
            head = Item(check.at, listing.table.name, "text")
            return self._broken(check, Entry(head, listing.cell, "missing", name=head.name))
        return self._broken(check, self.submission.answer(check.at, period))

    def _years(self) -> Iterator[Issue]:
        if not (trend := self.standard.trend):
            return
        for entry, beside, limit in odd_years(trend, self.variant, self.submission):
            if entry.cell not in self.told | self.refuted:
                others = word("list_sign").join(f"{year:f}" for year in beside)
                yield self._issue("V218", entry, others=others, ratio=f"{limit:f}")

    def _registered(self) -> Iterator[Issue]:
        """No number of a register stands for two things, such as green power and an offset."""
        seen: set[str] = set()
        for entry in registered(self.standard, self.submission):
            if entry.text in seen:
                yield self._issue("V216", entry)
            seen.add(entry.text)

    def _unique(self, check: Check) -> Iterator[Issue]:
        listing = self.submission.listings[check.table]
        counts = Counter(row.text(check.unique) for row in listing.rows)
        for row in listing.rows:
            if row.text(check.unique) and counts[row.text(check.unique)] > 1:
                yield self._broken(check, row.entries[check.at])

    def _broken(self, check: Check, entry: Entry) -> Issue:
        params = {
            "name": entry.name,
            "found": entry.text,
            "text": check.text,
            "remedy": check.remedy,
            "clause": check.clause,
        }
        return Issue(check.id, check.level, entry.cell, params)


def _registers(standard: Standard) -> list[str]:
    return standard.roles.get("registered", "").split()


def registered(standard: Standard, submission: Submission) -> Iterator[Entry]:
    """The answers that hold numbers of a register (登记编号): each stands once in all parks."""
    for place in _registers(standard):
        table, column = place.split(".")
        listing = submission.listings.get(table)
        for row in listing.rows if listing else ():
            entry = row.entries[column]
            if entry.text:
                yield entry
