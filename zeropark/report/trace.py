"""How a figure came about, for people (计算过程): formula, numbers put in, tree of sources."""

from collections.abc import Callable, Iterator, Mapping

from zeropark.compute import NO_ROWS
from zeropark.formula import Ref, written
from zeropark.messages import word
from zeropark.model import Standard, Step
from zeropark.report.figures import MINUS, PERCENT, value_of, with_unit

_LISTED = 4  # so many rows are written out in a sum; more are told by their number


def in_words(step: Step, standard: Standard) -> str:
    """The formula with the names of what it uses (计算式)."""
    names = {period.id: period.name for period in standard.periods}

    def name(ref: Ref) -> str:
        inputs = _inputs(step, ref)
        if inputs[0].id.endswith(NO_ROWS):  # named after a question, which nobody can add up
            return _quantity(standard, ref.name) or inputs[0].name
        if len(inputs) > _LISTED:
            return word("rows_like", first=inputs[0].name, count=len(inputs))
        period = names.get(inputs[0].period, "") if ref.period else ""
        return " + ".join(f"{period}{source.name}" for source in inputs)

    return _written(step, name)


def _quantity(standard: Standard, id_: str) -> str:
    of_all = (each for variant in standard.variants.values() for each in variant.quantities)
    return next((each.name for each in of_all if each.id == id_), "")


def with_numbers(step: Step, places: Mapping[str, int]) -> str:
    """The formula with the numbers put in (代入)."""

    def number(ref: Ref) -> str:
        values = [_put_in(source, places) for source in _inputs(step, ref)]
        if len(values) > _LISTED:
            return word("rows_of", count=len(values))
        return " + ".join(f"({value})" if value.startswith(MINUS) else value for value in values)

    return _written(step, number)


def _written(step: Step, say: Callable[[Ref], str]) -> str:
    return written(step.formula, say) if step.formula else ""


def _put_in(source: Step, places: Mapping[str, int]) -> str:
    """A figure as it stands in a calculation: a share keeps its sign, or the sum goes wrong."""
    text = value_of(source, places)
    return with_unit(text, PERCENT) if source.unit == PERCENT and source.value is not None else text


def _inputs(step: Step, ref: Ref) -> tuple[Step, ...]:
    wanted = str(ref)
    pairs = zip(step.names, step.inputs, strict=True)
    return tuple([source for name, source in pairs if name == wanted])


def tree(step: Step, standard: Standard, depth: int = 0) -> Iterator[str]:
    """The figure and all it rests on, one line each, indented (追溯树)."""
    seen: set[str] = set()
    yield from _branch(step, standard, depth, seen)


def _branch(step: Step, standard: Standard, depth: int, seen: set[str]) -> Iterator[str]:
    again = step.id in seen and bool(step.inputs)
    yield f"{'  ' * depth}{line(step, standard)}{word('told_above') if again else ''}"
    seen.add(step.id)
    if not again:
        for source in step.inputs:
            yield from _branch(source, standard, depth + 1, seen)


def line(step: Step, standard: Standard) -> str:
    """One step in one line: name, value, how it came about, clause, place, source, note."""
    names = {period.id: period.name for period in standard.periods}
    period = names.get(step.period, "")
    value = with_unit(value_of(step, standard.places), step.unit if step.value is not None else "")
    parts = [
        with_numbers(step, standard.places),
        step.clause,
        f"{step.cell}" if step.cell else "",
        step.source,
        step.note,
    ]
    told = word("aside_sign").join(part for part in parts if part)
    head = f"{period}{step.name} = {value}"
    return word("step_line", head=head, told=told) if told else head
