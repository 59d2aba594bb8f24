"""The case at hand and how its values are printed (评价案例), for all parts of the context."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from functools import cached_property
from typing import Any

from zeropark.compute import grades
from zeropark.formula import EXACT
from zeropark.messages import word
from zeropark.model import Cell, Entry, Evaluation, Item, Plan, Result, Row, Standard, Step
from zeropark.report.figures import PERCENT, figure, given, value_of, with_unit

Record = dict[str, Any]

ONE, _NONE = Decimal(1), Decimal(0)


class Case:
    """An evaluation with its plan, and every way a fact of it is printed."""

    def __init__(self, evaluation: Evaluation, plan: Plan) -> None:
        self.evaluation, self.plan = evaluation, plan
        self.standard: Standard = evaluation.standard
        self.submission = evaluation.submission
        self.texts: Mapping[str, Any] = self.standard.texts
        self.places: Mapping[str, int] = self.standard.places
        self.periods = {p.id: p.name for p in self.submission.periods(self.standard)}
        self.park = self.submission.text(self.standard.roles["park"])
        self.points = evaluation.result.total.unit
        self.dash = word("dash")

    def pick(self, *of: str) -> int:
        """A stable number to choose a wording by: the same for the same park and place."""
        key = "/".join((self.park, *of)).encode()
        return int.from_bytes(hashlib.sha256(key).digest()[:4])

    # ------------------------------------------------------------ figures

    def value(self, step: Step) -> str:
        """A step's figure without unit; never rounded to a limit that the step misses."""
        limits, ceilings = self._bounds.get(step.id, ((), ()))
        return value_of(step, self.places, limits, ceilings)

    @cached_property
    def _bounds(self) -> Mapping[str, tuple[tuple[Decimal, ...], tuple[Decimal, ...]]]:
        """What a judged figure is held against (界限): by step, least values and most values."""
        evaluation = self.evaluation
        bounds: dict[str, tuple[tuple[Decimal, ...], tuple[Decimal, ...]]] = {}
        for score in evaluation.result.scores:
            at_most, target = score.indicator.direction == "at_most", (score.target,)
            bounds[score.indicator.id] = ((), target) if at_most else (target, ())
        expected = (evaluation.expected,) if evaluation.expected else ()
        for result in (evaluation.result, *evaluation.others, *expected):
            bounds |= {id_: (least, ()) for id_, least in self._least(result)}
        return bounds

    def _least(self, result: Result) -> Iterator[tuple[str, tuple[Decimal, ...]]]:
        """What points and shares are never rounded up to (界限): grades, full points, the whole."""
        yield result.total.id, tuple(grade.minimum for grade in self.standard.grades)
        yield result.gathered.id, (result.possible.value or _NONE,)
        for score in result.scores:
            yield score.points.id, (score.maximum,)
        for each in result.aspects.values():
            yield each.points.id, (each.maximum.value or _NONE,)
            yield each.rate.id, (ONE,)

    def score(self, points: Decimal, limits: Iterable[Decimal] = ()) -> str:
        """Points as printed."""
        return figure(points, self.points, self.places, tuple(limits))

    def ratio(self, part: Decimal, whole: Decimal) -> str:
        """A part of a whole in per cent; a dash if there is no whole."""
        return self.percent(EXACT.divide(part, whole)) if whole else self.dash

    def percent(self, share: Decimal) -> str:
        """A share in per cent, never rounded up to the whole."""
        return with_unit(figure(share, PERCENT, self.places, (ONE,)), PERCENT)

    # ------------------------------------------------------------ answers

    def entry(self, entry: Entry) -> str:
        """An answer as printed; a blank is a dash, never nothing."""
        if entry.state == "not_applicable" or (entry.state == "missing" and entry.value):
            return word(f"state_{entry.state}")
        if isinstance(entry.value, Decimal):
            return _number(entry.value, entry.item)
        return (
            _date(entry.text)
            if entry.item.kind == "date" and entry.text
            else entry.text or self.dash
        )

    def row(self, row: Row) -> Record:
        """A row's answers by column."""
        return self.answers(row.entries)

    def answers(self, entries: Mapping[str, Entry]) -> Record:
        """Answers as printed; what is asked per period also by period under the item's id."""
        printed: Record = {key: self.entry(entry) for key, entry in entries.items()}
        for key, entry in entries.items():
            if entry.period and entry.item.id not in entries:
                printed.setdefault(entry.item.id, {})[entry.period] = printed[key]
        return printed

    def listed(self, texts: Iterable[str]) -> str:
        """Texts in a list; a dash if there are none."""
        return word("list_sign").join(texts) or self.dash

    @cached_property
    def by_cell(self) -> Mapping[Cell, Entry]:
        """Every answer by the cell it stands in."""
        rows = (row for listing in self.submission.listings.values() for row in listing.rows)
        entries = [*self.submission.entries.values()]
        entries += [entry for row in rows for entry in row.entries.values()]
        return {entry.cell: entry for entry in entries}

    @cached_property
    def grades(self) -> Mapping[Cell, str]:
        """The grade of each answer that is asked for one (数据等级), by its cell."""
        return grades(self.submission)

    @cached_property
    def proofs(self) -> Mapping[Cell, tuple[str, ...]]:
        """The evidence numbers beside each answer."""
        return self.submission.evidence()


def _number(value: Decimal, item: Item) -> str:
    if item.kind == "year":
        return f"{value:f}"
    text = given(value, item.unit)
    return with_unit(text, item.unit) if item.unit == PERCENT else text


def _date(text: str) -> str:
    year, month, day = text.split("-")
    return word("date", year=year, month=int(month), day=int(day))
