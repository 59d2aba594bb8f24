"""``Submission`` → issues (校核): blanks, ranges, evidence and the standard's own checks.

Where reading already found fault with a cell, nothing more is said of it: one cause, one message.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from zeropark.formula import Ref, holds, references, total
from zeropark.messages import level, word, words
from zeropark.model import (
    CALENDAR_YEAR,
    GRADE,
    Cell,
    Check,
    Entry,
    Gathered,
    Issue,
    Item,
    Listing,
    Reply,
    Standard,
    Step,
    Submission,
    Variant,
)


def validate(standard: Standard, submission: Submission) -> tuple[Issue, ...]:
    """Every issue of the answers, in the order of the workbook; those of reading not repeated."""
    return tuple(_Validation(standard, submission).issues())


def weigh(
    standard: Standard, submission: Submission, steps: Mapping[str, Step]
) -> tuple[Issue, ...]:
    """Issues of the standard's checks between computed figures (合理性校核)."""
    validation = _Validation(standard, submission)
    checks = standard.variants[submission.variant].checks
    broken = (
        validation.broken(check, period)
        for check in checks
        if check.computed and validation.stage.asks(check.stages)
        for period in check.periods or ("",)
        if period in validation.years and not _plausible(check, period, submission, steps)
    )
    return (*_without_factor(submission, steps), *broken)


def _without_factor(submission: Submission, steps: Mapping[str, Step]) -> Iterator[Issue]:
    """What was answered that the factor tables do not know, each cell once (没有对应的因子)."""
    lost = {
        source.cell: source
        for step in steps.values()
        for source in step.inputs
        if source.id.startswith("factor:") and source.value is None and source.cell
    }
    for cell, source in lost.items():
        entry = next(entry for entry in _entries_of(submission) if entry.cell == cell)
        params = {"name": entry.name, "found": entry.text, "unit": "", "factor": source.name}
        yield Issue("V217", level("V217"), cell, params)


def _entries_of(submission: Submission) -> Iterator[Entry]:
    yield from submission.entries.values()
    for listing in submission.listings.values():
        for row in listing.rows:
            yield from row.entries.values()


def _plausible(
    check: Check, period: str, submission: Submission, steps: Mapping[str, Step]
) -> bool:
    """Whether the comparison holds; what could not be worked out breaks none."""
    known: dict[Ref, Decimal] = {}
    refs = references(check.require)
    for ref in refs:
        ids = (f"{ref.name}[{ref.period or period}]", ref.name)
        step = next((steps[id_] for id_ in ids if id_ in steps), None)
        number = step.value if step else submission.answer(ref.name, ref.period or period).number
        if number is not None:
            known[ref] = number
    return len(known) < len(refs) or holds(check.require, known)


class _Validation:
    def __init__(self, standard: Standard, submission: Submission) -> None:
        self.standard, self.submission = standard, submission
        self.variant: Variant = standard.variants[submission.variant]
        self.told = {issue.cell for issue in submission.issues}
        self.numbers = self._evidence_numbers()
        self.calendar = {period.id: period.year for period in standard.periods}
        self.years = {"", *(period.id for period in submission.periods(standard))}
        self.stage = submission.stage(standard)
        proofs = self.variant.tables().get(standard.roles.get("evidence", ""))
        self.proved = proofs is None or self.stage.asks(proofs.stages)  # with numbers, by now
        self.due = {"", *(p.id for p in standard.periods if self.stage.asks(p.stages))}

    def issues(self) -> Iterator[Issue]:
        for sheet in self.variant.sheets:
            for item in sheet.items:
                for entry in self._entries(item):
                    yield from self._answer(entry)
                yield from self._grade(item, self.submission.entries)
            for table in sheet.tables:
                yield from self._listing(self.submission.listings[table.id])
        for check in self.variant.checks:
            if not check.computed and self.stage.asks(check.stages):
                yield from self._check(check)
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
            yield from self._range(entry)
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

    def _range(self, entry: Entry) -> Iterator[Issue]:
        value, item = entry.value, entry.item
        if isinstance(value, Decimal):
            if item.minimum is not None and value < item.minimum:
                yield self._beyond("V206", entry, value, item.minimum)
            if item.maximum is not None and value > item.maximum:
                yield self._beyond("V207", entry, value, item.maximum)

    def _beyond(self, code: str, entry: Entry, value: Decimal, limit: Decimal) -> Issue:
        """A share is told as the park reads it: 120% above 100%, not 1.2 above 1."""
        if entry.item.kind != "percent":
            return self._issue(code, entry, limit=str(limit))
        found, most = (f"{(number * 100).normalize():f}%" for number in (value, limit))
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
        keys = [f"{item.id}__{period}" for period in item.periods] or [item.id]
        given = [entries[key] for key in keys if key in entries and entries[key].state == "value"]
        grade = entries.get(f"{item.id}__{GRADE}")
        if not item.grade or not given or (grade and grade.state == "value"):
            return
        if grade is None or grade.cell not in self.told:
            name = word("answer_beside", name=given[0].name, head=words("heads")["grade"])
            choices = word("list_sign").join(self.standard.data_grades)
            at = grade or replace(given[0], name=name)
            yield self._issue("V215", at, found="", choices=choices)

    def _listing(self, listing: Listing) -> Iterator[Issue]:
        yield from self._declared(listing)
        table = listing.table
        if self.stage.asks(table.stages) and len(listing.rows) < table.at_least:
            yield self._about(listing, "V213", listing.cell, least=str(table.at_least))
        for row in listing.rows:
            for entry in row.entries.values():
                yield from self._answer(entry)
            for column in table.columns:
                yield from self._grade(column, row.entries)

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
            answers = _Answers(self.submission, row, period, self.calendar.get(period, ""))
            applies = all(answers.text(name) in allowed for name, allowed in check.when.items())
            applies = applies and all(answers.text(name) for name in check.given)
            entry = answers.entry(check.at)
            told = entry.state != "value" and entry.cell in self.told
            if applies and not told and not _kept(check, answers):
                yield self._broken(check, entry)

    def broken(self, check: Check, period: str) -> Issue:
        """The issue of a check that does not hold in that period; a table's at its head."""
        if check.table:
            listing = self.submission.listings[check.table]
            head = Item(check.at, listing.table.name, "text")
            return self._broken(check, Entry(head, listing.cell, "missing", name=head.name))
        return self._broken(check, self.submission.answer(check.at, period))

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


def registered(standard: Standard, submission: Submission) -> Iterator[Entry]:
    """The answers that hold numbers of a register (登记编号): each stands once in all parks."""
    for place in standard.roles.get("registered", "").split():
        table, column = place.split(".")
        listing = submission.listings.get(table)
        for row in listing.rows if listing else ():
            entry = row.entries[column]
            if entry.text:
                yield entry


def answered(issues: Iterable[Issue], replies: Iterable[Reply]) -> tuple[Issue, ...]:
    """The issues, those that want a word and got one (需说明) now only noted, with that word.

    An answer holds for what stood there when it was given: of another content it is asked anew.
    """
    said = {(r.code, r.sheet, r.name, r.found): r.text for r in replies}
    return tuple(_with_reply(issue, said.get(_asked(issue), "")) for issue in issues)


def _asked(issue: Issue) -> tuple[str, str, str, str]:
    given = issue.params.get
    sheet = issue.cell.sheet if issue.cell else given("sheet", "")
    return issue.code, sheet, given("name", "").strip(), given("found", "").strip()


def _with_reply(issue: Issue, reply: str) -> Issue:
    if not reply or issue.level != "query":
        return issue
    return replace(issue, level="note", params={**issue.params, "reply": reply})


class _Answers:
    """What a check's names stand for: the row first, then the single answers."""

    def __init__(
        self,
        submission: Submission,
        row: Mapping[str, Entry],
        period: str,
        calendar_year: str = "",
    ) -> None:
        self.maps, self.period = (row, submission.entries), period
        self.listings = submission.listings
        self.calendar_year = calendar_year  # id of the item that holds the period's year

    def entry(self, name: str, period: str = "") -> Entry:
        name = self.calendar_year if name == CALENDAR_YEAR else name
        return next(
            answers[key]
            for answers in self.maps
            for key in (name, f"{name}__{period or self.period}")
            if key in answers
        )

    def text(self, name: str) -> str:
        return self.entry(name).text

    def gathered(self, source: Gathered) -> Decimal | None:
        """The sum of what the rows of the same name say; unknown as soon as one of them is."""
        key = _key(self.listings[source.table].table.column(source.column), self.period)
        rows = self.listings[source.table].rows
        like = [row for row in rows if row.text(source.by) == self.text(source.by)]
        known = [number for row in like if (number := _number(row.entries[key])) is not None]
        return total(known) if len(known) == len(like) else None

    def number(self, ref: Ref, check: Check) -> Decimal | None:
        source = check.sums.get(ref.name)
        return self.gathered(source) if source else _number(self.entry(ref.name, ref.period))


def _key(item: Item, period: str) -> str:
    return f"{item.id}__{period}" if item.periods else item.id


def _kept(check: Check, answers: _Answers) -> bool:
    """Whether the rule holds; what is missing breaks no comparison, it has its own message."""
    if check.filled:
        return all(answers.text(name) for name in check.filled)
    if check.distinct:
        given = [text for text in map(answers.text, check.distinct) if text]
        return len(set(given)) == len(given)
    refs = references(check.require)
    numbers = {ref: answers.number(ref, check) for ref in refs}
    known = {ref: number for ref, number in numbers.items() if number is not None}
    return len(known) < len(numbers) or holds(check.require, known)


def _number(entry: Entry) -> Decimal | None:
    """What a check compares: numbers as they are, dates by their digits (2025-12-31 → 20251231)."""
    if entry.item.kind == "date":
        return Decimal(entry.text.replace("-", "")) if entry.text else None
    return entry.number
