"""What the workbook itself worked out (预览的结果), held against the engine's figures."""

from collections.abc import Iterator, Mapping
from decimal import Decimal, localcontext

from zeropark.formula import EXACT
from zeropark.messages import level, word
from zeropark.model import Cell, Evaluation, Issue, Standard, Step
from zeropark.score import conclude
from zeropark.workbook import names
from zeropark.workbook.numerals import as_decimal
from zeropark.workbook.opened import Opened
from zeropark.workbook.places import places_of

_HALF = Decimal("0.500001")  # of the last printed place: a half may fall to either side
_SIGNS = 10  # significant digits of a figure in a message
Preview = Mapping[str, tuple[Cell, str]]


def previewed(workbook: Opened, book: str) -> Preview:
    """What the cells of the preview held when the workbook was saved, by their names."""
    found: dict[str, tuple[Cell, str]] = {}
    previews = names.preview("")
    for name, area in workbook.names.items():
        if name.startswith(previews) and area.sheet in workbook.tabs:
            stored = workbook.stored(area.sheet, area.first)
            if stored is not None and stored.text and stored.nature in ("number", "text"):
                cell = Cell(book, area.sheet, names.address(*area.first))
                found[name] = cell, stored.text
    return found


def disagreements(evaluation: Evaluation) -> tuple[Issue, ...]:
    """One warning if the preview that was submitted shows other figures than the report.

    It works under the standard's default scheme, on answers that are plain numbers and choices as
    they stand in their lists; where only the program can read one, there is nothing to compare.
    """
    standard, submission = evaluation.standard, evaluation.submission
    by_default = evaluation.result.scheme.id == standard.default_scheme
    if not by_default or any(issue.level != "note" for issue in submission.issues):
        return ()
    differing = list(_differing(evaluation))
    if not differing:
        return ()
    cell, name, shown, own = differing[0]
    params = {"name": name, "found": shown, "own": own, "count": str(len(differing))}
    return (Issue("S101", level("S101"), cell, params),)


def _differing(evaluation: Evaluation) -> Iterator[tuple[Cell, str, str, str]]:
    standard, preview = evaluation.standard, evaluation.submission.preview
    for name, step in _figures(evaluation):
        cell, shown = preview.get(names.preview(name).casefold(), (None, ""))
        if cell is not None and not _agrees(shown, step, standard):
            own = word(f"state_{step.state}") if step.value is None else _short(step.value)
            number = as_decimal(shown)
            yield cell, step.name, shown if number is None else _short(number), own
    cell, shown = preview.get(names.preview("conclusion"), (None, ""))
    own = conclude(standard, evaluation.result)
    if cell is not None and shown not in {own, word("preview_unknown")}:
        yield cell, word("conclusion"), shown, own


def _short(number: Decimal) -> str:
    """A figure with so many digits as tell two of them apart."""
    with localcontext(prec=_SIGNS):
        return f"{+number:f}"


def _figures(evaluation: Evaluation) -> Iterator[tuple[str, Step]]:
    """Every figure that a preview shows, by the key of its name."""
    yield "total", evaluation.result.total
    for score in evaluation.result.scores:
        yield score.indicator.id, score.value
        yield names.key("points", score.indicator.id), score.points
    for step in evaluation.steps.values():
        if step.period and step.id == f"{step.id.partition('[')[0]}[{step.period}]":
            yield names.key(step.id.partition("[")[0], step.period), step


def _agrees(shown: str, step: Step, standard: Standard) -> bool:
    """Whether what is shown is the figure to its last printed place."""
    if shown == word("preview_unknown"):
        return True
    number = as_decimal(shown)
    if number is None or step.value is None:
        return number is None and step.value is None and shown == word(f"state_{step.state}")
    most = _HALF.scaleb(-places_of(step.unit, standard.places))
    return EXACT.abs(EXACT.subtract(number, step.value)) <= most
