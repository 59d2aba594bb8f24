"""What a park changed between two submissions, and what it does to its score (提交比较)."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click

from zeropark.batch import Workshop, judge
from zeropark.cli.tell import issue_lines
from zeropark.compare import Change, changes, progress, shifts
from zeropark.messages import word
from zeropark.model import Evaluation, Issue, Score, Standard, Step, Submission
from zeropark.report.figures import figure
from zeropark.score import conclude


@dataclass(frozen=True, slots=True)
class _Side:
    """One of the two workbooks, as far as it could be judged."""

    book: str
    submission: Submission | None
    issues: tuple[Issue, ...]
    evaluation: Evaluation | None


def compare(workshop: Workshop, old: Path, new: Path) -> tuple[list[str], bool]:
    """What is told of two workbooks, and whether both could be judged."""
    before, after = _judged(workshop, old), _judged(workshop, new)
    lines = list(_compared(workshop, before, after))
    return lines, before.evaluation is not None and after.evaluation is not None


def _judged(workshop: Workshop, path: Path) -> _Side:
    submission, issues, evaluation = judge(workshop, path.read_bytes(), path.name)
    return _Side(
        path.name, submission if isinstance(submission, Submission) else None, issues, evaluation
    )


def _compared(workshop: Workshop, old: _Side, new: _Side) -> Iterator[str]:
    for side in (old, new):
        if side.submission is None:
            yield word("diff_unread", book=side.book)
            yield from issue_lines(side.issues)
    if old.submission is None or new.submission is None:
        return
    forms = {(s.standard, s.variant) for s in (old.submission, new.submission)}
    if len(forms) > 1:
        raise click.UsageError(word("diff_other_form"))
    yield from _parks(workshop, old.submission, new.submission)
    found = changes(old.submission, new.submission, old.issues)
    yield word("diff_answers", count=len(found)) if found else word("diff_nothing")
    returned = any(issue.level != "note" for issue in old.issues)
    yield from (_change_line(change, returned) for change in found)
    told = progress(old.issues, new.issues)
    counts = {"mended": len(told.mended), "kept": len(told.kept), "new": len(told.new)}
    yield word("diff_issues", **counts)
    yield from issue_lines(told.new)
    yield from _scores(old, new)


def _parks(workshop: Workshop, old: Submission, new: Submission) -> Iterator[str]:
    role = workshop.standards[new.standard].roles["park"]
    if old.text(role) != new.text(role):
        yield word("diff_other_park", old=old.text(role), new=new.text(role))


def _change_line(change: Change, returned: bool) -> str:
    blank = word("diff_blank")
    before, after = change.before or blank, change.after or blank
    aside = word("diff_unasked") if returned and not change.asked else ""
    told = {"before": before, "after": after, "aside": aside}
    return word("diff_change", cell=change.cell, name=change.name, **told)


def _scores(old: _Side, new: _Side) -> Iterator[str]:
    for side in (old, new):
        if side.evaluation is None:
            errors = sum(issue.level == "error" for issue in side.issues)
            yield word("diff_unjudged", book=side.book, errors=errors)
    if old.evaluation is None or new.evaluation is None:
        return
    standard, was, now = new.evaluation.standard, old.evaluation.result, new.evaluation.result
    moved = list(shifts(was.scores, now.scores))
    yield word("diff_scores", count=len(moved)) if moved else word("diff_no_scores")
    yield from (_score_line(standard, before, after) for before, after in moved)
    yield word(
        "diff_total",
        before=_shown(standard, was.total),
        after=_shown(standard, now.total),
        conclusion_before=conclude(standard, was),
        conclusion_after=conclude(standard, now),
    )


def _score_line(standard: Standard, before: Score, after: Score) -> str:
    return word(
        "diff_score",
        id=after.indicator.id,
        name=after.indicator.name,
        before=_shown(standard, before.value),
        after=_shown(standard, after.value),
        points_before=_shown(standard, before.points),
        points_after=_shown(standard, after.points),
    )


def _shown(standard: Standard, step: Step) -> str:
    if step.value is None:
        return word(f"state_{step.state}")
    unit = step.unit if step.unit == "%" else ""
    return f"{figure(step.value, step.unit, standard.places)}{unit}"
