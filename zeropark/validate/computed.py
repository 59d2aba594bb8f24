"""Checks between figures worked out (合理性校核): the standard's own, and what is near zero."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from zeropark.compute import attainment, leaves
from zeropark.formula import Ref, holds, references
from zeropark.messages import level, percent, some
from zeropark.model import Check, Entry, Indicator, Issue, NearZero, Standard, Step, Submission
from zeropark.validate.trend import odd_years
from zeropark.validate.validation import Validation

_SHOWN = 6  # answers behind a figure that are named


def weigh(
    standard: Standard, submission: Submission, steps: Mapping[str, Step]
) -> tuple[Issue, ...]:
    """Issues of the standard's checks between computed figures (合理性校核)."""
    validation = Validation(standard, submission)
    checks = standard.variants[submission.variant].checks
    broken = (
        validation.broken(check, period)
        for check in checks
        if check.computed and validation.stage.asks(check.stages)
        for period in check.periods or ("",)
        if period in validation.years and not _plausible(check, period, submission, steps)
    )
    faint = _near_zero(standard, submission, steps)
    return (*_without_factor(submission, steps), *broken, *faint)


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


def _near_zero(
    standard: Standard, submission: Submission, steps: Mapping[str, Step]
) -> Iterator[Issue]:
    """Indicators that are next to nothing (指标值接近于零): more often a unit than the truth."""
    if not (limit := standard.near_zero):
        return
    variant, trend = standard.variants[submission.variant], standard.trend
    odd = {entry.cell for entry, *_ in odd_years(trend, variant, submission)} if trend else set()
    for indicator in variant.indicators:
        step = steps.get(indicator.id)
        attained = attainment(indicator, step.value if step else None, indicator.target)
        quantitative = indicator.kind == "quantitative" and indicator.target_by is None
        faint = quantitative and attained is not None and 0 < attained < limit.share
        # a number that is odd among its years is asked about as such (V218)
        if step and faint and not any(source.cell in odd for source in leaves(step)):
            yield _faint(indicator, limit, step)


def _faint(indicator: Indicator, limit: NearZero, step: Step) -> Issue:
    answered = [source for source in leaves(step) if source.cell]
    every = tuple(dict.fromkeys(source.name for source in answered))
    params = {
        "name": indicator.name,
        "unit": "",
        "found": str(step.value),  # what an answer in words is held against
        "limit": percent(limit.share),
        "answers": some(every, _SHOWN, "names_more"),
    }
    return Issue("V219", level("V219"), answered[0].cell if answered else None, params)
