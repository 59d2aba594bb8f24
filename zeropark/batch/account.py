"""What is kept of an evaluation over the years (登记内容), and what a new one shows against it."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from zeropark.messages import level
from zeropark.model import Account, Amount, Evaluation, Issue, Mark, Outcome, Score, Standard, Watch
from zeropark.report.figures import PERCENT, figure, with_unit

Amounts = Mapping[tuple[str, str], Decimal | None]  # by quantity and calendar year


def account(evaluation: Evaluation) -> Account:
    """The few figures by which a park is followed from year to year."""
    standard, submission, result = evaluation.standard, evaluation.submission, evaluation.result
    years = {period.id: period.year for period in standard.periods}
    return Account(
        variant=evaluation.variant.id,
        year=submission.text(years[standard.current]),
        scheme=result.scheme.id,
        scheme_digest=result.scheme.digest,
        total=result.total.value if result.scheme.scored else None,
        grade=result.grade.id if result.grade else "",
        marks=tuple(map(_mark, result.scores)),
        amounts=tuple(_watched(evaluation)),
    )


def _mark(score: Score) -> Mark:
    indicator = score.indicator
    return Mark(
        indicator=indicator.id,
        name=indicator.name,
        unit=indicator.unit,
        value=score.value.value,
        target=score.target,
        points=score.points.value,
        maximum=score.maximum,
        standing=score.standing,
    )


def _watched(evaluation: Evaluation) -> Iterator[Amount]:
    submission = evaluation.submission
    for watch in evaluation.standard.watches:
        for period in submission.periods(evaluation.standard):
            step = evaluation.steps.get(f"{watch.quantity}[{period.id}]")
            if step is not None:
                year = submission.text(period.year)
                yield Amount(watch.quantity, step.name, step.unit, year, step.value)


def compared(
    outcome: Outcome, standard: Standard, book: str, year: str, before: Amounts
) -> Iterator[Issue]:
    """What a submission shows against the one accepted before it (与上次提交核对).

    ``book``, ``year`` and ``before`` are that one's file, judged year and figures.
    """
    now = outcome.account
    for place, watch in enumerate(standard.watches if now else ()):
        amounts = [a for a in now.amounts if a.quantity == watch.quantity] if now else []
        for amount in amounts:
            old = before.get((watch.quantity, amount.year))
            found = _Change(amount, old, standard, {"book": book, "before": amount.year})
            if found.over(watch.restated):
                yield found.issue("W195")
        judged = next((a for a in amounts if now and a.year == now.year != year), None)
        if judged is not None:
            old = before.get((watch.quantity, year))
            found = _Change(judged, old, standard, {"book": book, "before": year})
            yield from _moved(found, watch, told=place == 0)


def _moved(found: "_Change", watch: Watch, *, told: bool) -> Iterator[Issue]:
    if found.over(watch.jump):
        yield found.issue("W194")
    elif told and found.known:
        yield found.issue("W196")


class _Change:
    """A figure and what an earlier submission said of it."""

    def __init__(
        self, amount: Amount, old: Decimal | None, standard: Standard, about: Mapping[str, str]
    ) -> None:
        self._amount, self._places, self._about = amount, standard.places, about
        new = amount.value
        # of nothing or less there is no share
        self._both = (new, old) if new is not None and old is not None and old > 0 else None

    @property
    def known(self) -> bool:
        """Whether it can be said by what share it has changed."""
        return self._both is not None

    def over(self, limit: Decimal) -> bool:
        """Whether it has changed by more than that share."""
        new, old = self._both or (Decimal(0), Decimal(0))
        return self.known and abs(new - old) > limit * old

    def issue(self, code: str) -> Issue:
        """What is told of it."""
        new, old = self._both or (Decimal(0), Decimal(1))
        change = figure((new - old) / old, PERCENT, self._places)
        params = {
            **self._about,
            "name": self._amount.name,
            "found": self._shown(new),
            "year": self._amount.year,
            "old": self._shown(old),
            "change": f"{'+' if new > old else ''}{change}{PERCENT}",
        }
        return Issue(code, level(code), None, params)

    def _shown(self, value: Decimal) -> str:
        return with_unit(figure(value, self._amount.unit, self._places), self._amount.unit)
