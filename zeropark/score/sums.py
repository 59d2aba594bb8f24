"""What points add up to (得分合计): by aspect, over all, and the total out of a hundred."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from zeropark.formula import EXACT, total
from zeropark.messages import word
from zeropark.model import Scheme, Score, Standard, Step, Sum

HUNDRED = Decimal(100)
_PERCENT = "%"


def by_aspect(standard: Standard, scores: Sequence[Score], mark: str) -> Mapping[str, Sum]:
    """The points of each aspect (方面得分); an aspect of which nothing counts has none.

    ``mark`` ends the ids, to tell the sums of one scheme from those of another.
    """
    found = {id_: [s for s in scores if s.indicator.aspect == id_] for id_ in standard.aspects}
    return {id_: _sum(id_, standard.aspects[id_], own, mark) for id_, own in found.items() if own}


def _sum(id_: str, aspect: str, scores: Sequence[Score], mark: str) -> Sum:
    names = tuple(score.indicator.id for score in scores)
    maxima = (
        replace(score.full, name=word("maximum_of", name=score.indicator.name)) for score in scores
    )
    points = _added(
        f"points@{id_}{mark}",
        word("points_of", name=word("aspect_of", name=aspect)),
        names,
        (score.points for score in scores),
    )
    maximum = _added(
        f"maximum@{id_}{mark}",
        word("maximum_of", name=word("aspect_of", name=aspect)),
        names,
        maxima,
    )
    return Sum(points, maximum, _rate(f"rate@{id_}{mark}", aspect, points, maximum))


def _rate(id_: str, aspect: str, points: Step, maximum: Step) -> Step:
    """The share of the full points (得分率); none of an aspect that the scheme gives no points."""
    whole = _number(maximum)
    return Step(
        id=id_,
        name=word("rate_of", name=word("aspect_of", name=aspect)),
        unit=_PERCENT,
        value=EXACT.divide(_number(points), whole) if whole else None,
        state="value" if whole else "not_applicable",
        formula="points / maximum",
        inputs=(points, maximum),
        names=("points", "maximum"),
    )


def over_all(aspects: Mapping[str, Sum], mark: str) -> tuple[Step, Step]:
    """What all indicators that count make, and could make (合计得分与分值)."""
    names = _names(aspects)
    return (
        _added(f"gathered{mark}", word("gathered"), names, (s.points for s in aspects.values())),
        _added(f"possible{mark}", word("possible"), names, (s.maximum for s in aspects.values())),
    )


def total_of(
    aspects: Mapping[str, Sum], possible: Step, scheme: Scheme, scale: Decimal, mark: str
) -> Step:
    """The total (综合得分): the sum over the aspects, made a hundred where not all count."""
    parts, names = tuple(each.points for each in aspects.values()), _names(aspects)
    step = _added(f"total{mark}", word("total"), names, parts)
    if scale == 1:
        return replace(step, source=scheme.title)
    return replace(
        step,
        value=EXACT.multiply(_number(step), scale),
        formula=f"({step.formula}) / possible * {HUNDRED}",
        inputs=(*parts, possible),
        names=(*names, "possible"),
        note=word("rescaled_note"),
        source=scheme.title,
    )


def _names(aspects: Iterable[str]) -> tuple[str, ...]:
    """The aspects' ids as names of a formula."""
    return tuple(id_.replace("-", "_") for id_ in aspects)


def _added(id_: str, name: str, names: tuple[str, ...], parts: Iterable[Step]) -> Step:
    """A sum with each of its parts written out, to be added up again by hand."""
    inputs = tuple(parts)
    return Step(
        id=id_,
        name=name,
        unit=word("point_unit"),
        value=total(_number(step) for step in inputs),
        formula=" + ".join(names) or "0",
        inputs=inputs,
        names=names,
    )


def _number(step: Step) -> Decimal:
    return step.value or Decimal(0)
