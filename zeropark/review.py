"""Evaluation → what its plan holds and how its work stands (方案评价与自查), by rules of data.

Nothing is judged here that a person must judge: verdicts and signals are proposed by rules that
the standard states as data, and the evaluator confirms them.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from zeropark.compute import attainment
from zeropark.formula import EXACT, Ref, compare, holds
from zeropark.model import (
    Entry,
    Evaluation,
    Indicator,
    Pace,
    PartFound,
    PlanPart,
    Progress,
    Review,
    Row,
    Score,
    Signal,
    Submission,
    TaskPace,
    Verdict,
)

COUNTS = (
    "absent",  # parts of the plan of which nothing is there
    "incomplete",  # parts of which something is lacking
    "adverse",  # general requirements not met
    "uncovered",  # aspects without a task
    "below",  # goals that miss the standard's target
    "unset",  # indicators without a goal
    "late",
    "unfunded",
    "unowned",
    "graded",  # 1 if the goals together reach a grade
)
_ONE, _ZERO = Decimal(1), Decimal(0)


def review(evaluation: Evaluation) -> Review:
    """What the plan of the work holds and lacks, and the verdict that the rules propose."""
    parts = tuple(_found(evaluation, part) for part in evaluation.standard.plan_parts)
    tasks = _Tasks(evaluation)
    scores = evaluation.expected.scores if evaluation.expected else ()
    judged = [score for score in scores if score.standing != "not_applicable"]
    below = tuple(s for s in judged if s.standing not in {"met", "missing"})
    adverse = tuple(_adverse(evaluation))
    uncovered = tuple(tasks.uncovered())
    found: dict[str, Sequence[object]] = {
        "absent": [part for part in parts if part.state == "absent"],
        "incomplete": [part for part in parts if part.state == "partial"],
        "adverse": adverse,
        "uncovered": uncovered,
        "below": below,
        "unset": [score for score in judged if score.standing == "missing"],
        "late": tasks.late(),
        "unfunded": tasks.without("tasks_planned"),
        "unowned": tasks.without("tasks_lead"),
        "graded": [each for each in [evaluation.expected] if each and each.grade],
    }
    counts = {name: Decimal(len(of)) for name, of in found.items()}
    verdicts = [v for v in evaluation.standard.verdicts if _speaks(v, counts)]
    proposed = verdicts[0] if verdicts else None
    return Review(
        parts=parts,
        uncovered=uncovered,
        below=below,
        late=tasks.late(),
        unfunded=tasks.without("tasks_planned"),
        unowned=tasks.without("tasks_lead"),
        counts=counts,
        verdict=proposed,
        reasons=tuple(v for v in verdicts if proposed and v.name == proposed.name),
    )


def _speaks(verdict: Verdict, counts: Mapping[str, Decimal]) -> bool:
    return not verdict.when or holds(verdict.when, {Ref(name): n for name, n in counts.items()})


def _adverse(evaluation: Evaluation) -> Iterator[str]:
    """The general requirements that are not answered by their first choice (总体要求)."""
    items = evaluation.variant.items()
    asked: Sequence[str] = evaluation.standard.texts.get("requirement_items", ())
    return (id_ for id_ in asked if evaluation.submission.text(id_) != items[id_].choices[0])


def _found(evaluation: Evaluation, part: PlanPart) -> PartFound:
    needs = [need for id_ in part.needs for need in _needs(evaluation, id_)]
    lacking = tuple(name for name, there in needs if not there)
    if not lacking:
        return PartFound(part, "whole", ())
    return PartFound(part, "absent" if len(lacking) == len(needs) else "partial", lacking)


def _needs(evaluation: Evaluation, id_: str) -> Iterator[tuple[str, bool]]:
    """What an id stands for, by name, and whether it is there."""
    submission = evaluation.submission
    if id_ in submission.entries:
        entry = submission.entries[id_]
        yield entry.name or entry.item.name, entry.state != "missing"
    elif id_ in submission.listings:
        listing = submission.listings[id_]
        yield listing.table.name, bool(listing.rows)
    elif id_ in evaluation.steps:
        step = evaluation.steps[id_]
        yield step.name, step.value is not None
    else:
        for indicator in evaluation.variant.indicators:
            entry = submission.entries[f"{id_}_{indicator.id}"]
            yield entry.item.name, entry.state != "missing"


class _Tasks:
    """The tasks of the work (创建任务), by what the standard's roles name."""

    def __init__(self, evaluation: Evaluation) -> None:
        self.evaluation, self.roles = evaluation, evaluation.standard.roles
        listings = evaluation.submission.listings
        self.rows = listings[self.roles["tasks"]].rows if "tasks" in self.roles else ()

    def uncovered(self) -> Iterator[str]:
        named = {row.text(self.roles["tasks_aspect"]) for row in self.rows}
        return (name for name in self.evaluation.standard.aspects.values() if name not in named)

    def late(self) -> tuple[Row, ...]:
        """Tasks planned to end after the work does."""
        end = self.evaluation.submission.text(self.roles.get("end", ""))
        if not end:
            return ()
        return tuple(row for row in self.rows if row.text(self.roles["tasks_deadline"]) > end)

    def without(self, role: str) -> tuple[Row, ...]:
        """Tasks that leave that column blank."""
        if role not in self.roles:
            return ()
        return tuple(row for row in self.rows if _blank(row.entries[self.roles[role]]))


def _blank(entry: Entry) -> bool:
    return entry.state == "missing"


# ------------------------------------------------------------------ self-inspection


def progress(evaluation: Evaluation) -> Progress:
    """How indicators and tasks keep pace with the time that has passed (自查)."""
    standard, submission = evaluation.standard, evaluation.submission
    begin, end, day = (_day(submission, standard.roles.get(r, "")) for r in ("start", "end", "day"))
    elapsed = _elapsed(begin, end, day) if begin and end and day else None
    scores = evaluation.result.scores
    return Progress(
        day=day,
        elapsed=elapsed,
        indicators=tuple(_pace(evaluation, score, elapsed) for score in scores),
        tasks=tuple(_task(evaluation, row, day) for row in _Tasks(evaluation).rows),
    )


def _day(submission: Submission, item: str) -> date | None:
    text = submission.text(item)
    return date.fromisoformat(text) if text else None


def _elapsed(begin: date, end: date, day: date) -> Decimal | None:
    """The share of the time that has passed, the last day whole; never more than all of it."""
    whole = Decimal((end - begin).days + 1)
    passed = Decimal((day - begin).days + 1)
    return min(max(EXACT.divide(passed, whole), _ZERO), _ONE) if whole > 0 else None


def _pace(evaluation: Evaluation, score: Score, elapsed: Decimal | None) -> Pace:
    was, before, aim = (
        _answer(evaluation, role, score.indicator) for role in ("was", "before", "goal")
    )
    completion = _completion(score, was, aim)
    signal = _signal(evaluation.standard.signals, score, completion, elapsed)
    return Pace(score, was, before, aim, completion, signal)


def _answer(evaluation: Evaluation, role: str, indicator: Indicator) -> Decimal | None:
    prefix = evaluation.standard.roles.get(role, "")
    entry = evaluation.submission.entries.get(f"{prefix}_{indicator.id}")
    return entry.number if entry else None


def _completion(score: Score, was: Decimal | None, aim: Decimal | None) -> Decimal | None:
    """How much of the way to the goal is behind; without a start, the share of the goal."""
    now = score.value.value
    if now is None or aim is None:
        return None
    if was is None or compare("==", was, aim):
        reached = attainment(score.indicator, now, aim) if aim > 0 else None
        return min(reached, _ONE) if reached is not None else None
    return EXACT.divide(EXACT.subtract(now, was), EXACT.subtract(aim, was))


def _signal(
    signals: Sequence[Signal], score: Score, completion: Decimal | None, elapsed: Decimal | None
) -> Signal | None:
    """The signal of an indicator: its completion held against the time that has passed."""
    if completion is None or elapsed is None or not signals:
        return None
    if score.indicator.kind == "qualitative" and completion < 1 and elapsed < 1:
        return next((signal for signal in signals if signal.pending), signals[-1])
    return _by_share(signals, EXACT.divide(completion, elapsed) if elapsed else _ONE)


def _by_share(signals: Sequence[Signal], share: Decimal) -> Signal:
    """The best signal that a share of what is due reaches; the last is for all that is less."""
    return next((each for each in signals if compare(">=", share, each.least)), signals[-1])


def _task(evaluation: Evaluation, row: Row, day: date | None) -> TaskPace:
    roles, signals = evaluation.standard.roles, evaluation.standard.signals
    done, due = (
        row.entries[roles[role]].number if role in roles else None
        for role in ("tasks_progress", "tasks_due")
    )
    deadline = row.text(roles.get("tasks_deadline", ""))
    overdue = bool(day and deadline and deadline < day.isoformat() and (done or _ZERO) < 1)
    deviation = EXACT.subtract(done, due) if done is not None and due is not None else None
    share = _task_share(done, due, overdue=overdue)
    signal = _by_share(signals, share) if signals and share is not None else None
    return TaskPace(row, deviation, overdue, signal)


def _task_share(done: Decimal | None, due: Decimal | None, *, overdue: bool) -> Decimal | None:
    """How much of what was due is done; ``None`` if it cannot be told."""
    if overdue:
        return _ZERO
    if done is None or done >= 1:
        return done
    if due is None:
        return None
    return EXACT.divide(done, due) if due else _ONE
