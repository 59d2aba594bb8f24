"""The greenhouse-gas inventory and the calculation sheet as printed (核算与计算书)."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from decimal import Decimal

from zeropark.compute import NO_ROWS
from zeropark.formula import EXACT, compare
from zeropark.messages import word
from zeropark.model import Step
from zeropark.report.context.case import Case, Record
from zeropark.report.figures import PERCENT, figure, with_unit
from zeropark.report.trace import in_words, with_numbers


def facts(case: Case) -> Record:
    """``values inventory balance methods energy intensity trend path activity …``."""
    return {
        "values": {id_: _value(case, step) for id_, step in case.evaluation.steps.items()},
        "inventory": _lines(case, "inventory"),
        "balance": _lines(case, "balance"),
        "methods": _lines(case, "methods"),
        "energy": _lines(case, "energy_lines"),
        "intensity": _lines(case, "intensity_lines"),
        "trend": {id_: _movement(case, id_) for id_ in case.texts.get("inventory", ())},
        "path": list(_path(case)),
        "series": _series(case),
        "falling": [_fall(case, id_) for id_ in case.texts.get("falling", ())],
        "activity": list(_activity(case)),
        "factors": list(_factors(case)),
        "calculation": list(_calculation(case)),
        "sources": list(_sources(case)),
    }


def _value(case: Case, step: Step) -> Record:
    shown, value = case.value(step), step.value
    return {
        "text": shown if value is None else with_unit(shown, step.unit),
        "value": shown,
        "unit": step.unit,
        "known": value is not None,
        "negative": value is not None and value < 0,
        "zero": value is not None and not value,
        "positive": value is not None and value > 0,
    }


def _lines(case: Case, key: str) -> list[Record]:
    """The lines of a table of figures: a column per period, and the change between them.

    A year that the park does not report has a dash.
    """
    ids: Iterable[str] = case.texts.get(key, ())
    return [_line(case, id_) for id_ in ids]


def _by_period(case: Case, id_: str) -> Mapping[str, Step]:
    return {period: case.evaluation.steps[f"{id_}[{period}]"] for period in case.periods}


def _line(case: Case, id_: str) -> Record:
    steps = _by_period(case, id_)
    now = steps[case.standard.current]
    return {
        "id": id_,
        "name": now.name,
        "unit": now.unit,
        "clause": now.clause,
        "change": _change(case, *_ends(case, steps)),
        "share": _share(case, now.value),
        **{period.id: case.dash for period in case.standard.periods},
        **{period: case.value(step) for period, step in steps.items()},
    }


def _ends(case: Case, steps: Mapping[str, Step]) -> tuple[Decimal | None, Decimal | None]:
    return next(iter(steps.values())).value, steps[case.standard.current].value


def _change(case: Case, first: Decimal | None, last: Decimal | None) -> str:
    if first is None or last is None or first <= 0:
        return case.dash
    change = EXACT.divide(EXACT.subtract(last, first), first)
    return with_unit(figure(change, PERCENT, case.places), PERCENT)


def _share(case: Case, part: Decimal | None) -> str:
    """The part of this period's gross emissions."""
    role = case.standard.roles.get("whole", "")
    whole = case.evaluation.steps[role].value if role else None
    return case.ratio(part, whole) if part is not None and whole and whole > 0 else case.dash


def _movement(case: Case, id_: str) -> str:
    """How a line moved, for words to choose by: ``fell rose steady unknown``."""
    first, last = _ends(case, _by_period(case, id_))
    if first is None or last is None:
        return "unknown"
    if compare("==", first, last):
        return "steady"
    return "fell" if last < first else "rose"


def _path(case: Case) -> Iterator[Record]:
    """From the first year's emissions to the net figure (减排路径): own cuts, sinks, offsets.

    ``share`` is of the first stage.
    """
    steps = [case.evaluation.steps[id_] for id_ in case.texts.get("path", ())]
    for id_, step in zip(case.texts.get("path", ()), steps, strict=True):
        whole, part = steps[0].value, step.value
        yield {
            "id": id_,
            "name": f"{case.periods.get(step.period, '')}{step.name}",
            "value": case.value(step),
            "unit": step.unit,
            "share": case.ratio(part, whole) if part is not None and whole else case.dash,
            "note": step.note or case.dash,
        }


def _series(case: Case) -> list[Record]:
    """Year by year: each line's figure, and the change of the last one from the year before."""
    ids: Iterable[str] = case.texts.get("series", ())
    return [
        {
            "name": name,
            "year": case.submission.text(_year_item(case, period)),
            "period": period,
            "figures": [case.value(case.evaluation.steps[f"{id_}[{period}]"]) for id_ in ids],
            "changes": [_change(case, *_before(case, id_, period)) for id_ in ids],
        }
        for period, name in case.periods.items()
    ]


def _year_item(case: Case, period: str) -> str:
    return next(each.year for each in case.standard.periods if each.id == period)


def _before(case: Case, id_: str, period: str) -> tuple[Decimal | None, Decimal | None]:
    """The figure of the year before, if there is one, and of this year."""
    steps = _by_period(case, id_)
    earlier = list(steps)[: list(steps).index(period)]
    return steps[earlier[-1]].value if earlier else None, steps[period].value


def _fall(case: Case, id_: str) -> Record:
    """Whether a line fell every year (持续下降), and in which years it did not."""
    pairs = {p: _before(case, id_, p) for p in list(case.periods)[1:]}
    risen = [
        case.submission.text(_year_item(case, period))
        for period, (earlier, now) in pairs.items()
        if earlier is not None and now is not None and compare(">=", now, earlier)
    ]
    known = all(earlier is not None and now is not None for earlier, now in pairs.values())
    name = case.evaluation.steps[id_].name
    return {"id": id_, "name": name, "falls": known and not risen, "risen": risen, "known": known}


def _activity(case: Case) -> Iterator[Record]:
    """Row by row, what the inventory was worked out from: activity × factors = emission."""
    for step in case.evaluation.steps.values():
        if "#" in step.id:
            yield {
                "id": step.id.partition("[")[0],
                "step": step.id,
                "name": step.name,
                "period": case.periods.get(step.period, ""),
                "numbers": with_numbers(step, case.places),
                "value": case.value(step),
                "unit": step.unit,
                "cell": case.listed(str(source.cell) for source in step.inputs if source.cell),
            }


def _factors(case: Case) -> Iterator[Record]:
    """Each factor used, once: value, unit, source, and the rules that chose it, year by year."""
    inputs = (source for step in case.evaluation.steps.values() for source in step.inputs)
    used: dict[tuple[str, Decimal | None], list[Step]] = {}
    for source in inputs:
        if source.id.startswith("factor:"):
            used.setdefault((source.name, source.value), []).append(source)
    for step, *others in used.values():
        notes = dict.fromkeys(each.note for each in (step, *others) if each.note)
        yield {
            "name": step.name,
            "value": case.value(step),
            "unit": step.unit,
            "source": step.source,
            "note": word("aside_sign").join(notes) or case.dash,
        }


def _calculation(case: Case) -> Iterator[Record]:
    """Every step in the order worked out: formula, numbers put in, result, basis."""
    result = case.evaluation.result
    left = {} if result.scheme.scored else result.steps
    steps = (step for step in case.evaluation.steps.values() if step.id not in left)
    worked = {step.id: step for step in steps if step.formula}
    for n, step in enumerate(worked.values(), start=1):
        yield {
            "n": n,
            "id": step.id,
            "name": f"{case.periods.get(step.period, '')}{step.name}",
            "in_words": in_words(step, case.standard) or case.dash,
            "numbers": with_numbers(step, case.places) or case.dash,
            "value": case.value(step),
            "unit": step.unit,
            "clause": step.clause or case.dash,
            "note": step.note or case.dash,
        }


def _sources(case: Case) -> Iterator[Record]:
    """Every answer that a figure rests on, with its cell."""
    inputs = (source for step in case.evaluation.steps.values() for source in step.inputs)
    cells = {source.id: source for source in inputs if source.cell}
    nothing = _nothing(case)
    for n, step in enumerate(cells.values(), start=1):
        told = source(case, step)
        if names := nothing.get(step.id):
            told["note"] = word(
                "nothing_of", note=told["note"], names=word("list_sign").join(names)
            )
        yield {**told, "n": n, "id": step.id}


def _nothing(case: Case) -> Mapping[str, Collection[str]]:
    """Of each table that gives no rows to a figure, the names under which it is put in as zero."""
    names = {quantity.id: quantity.name for quantity in case.evaluation.variant.quantities}
    found: dict[str, dict[str, None]] = {}
    for step in case.evaluation.steps.values():
        for ref, each in zip(step.names, step.inputs, strict=False):
            name = names.get(ref.partition("[")[0])
            if name and each.id.endswith(NO_ROWS) and each.value is not None:
                found.setdefault(each.id, {})[name] = None
    return found


def source(case: Case, step: Step) -> Record:
    """An answer as a source of figures: name, period, value, unit, cell, the words beside it."""
    return {
        "name": step.name,
        "period": case.periods.get(step.period, ""),
        "value": case.value(step),
        "unit": step.unit or case.dash,
        "cell": str(step.cell),
        "note": step.note or case.dash,
    }
