"""How the work stands at a self-inspection, as printed (自查)."""

from decimal import Decimal

from zeropark.formula import EXACT
from zeropark.messages import word
from zeropark.model import Pace, Score, TaskPace
from zeropark.report.context.case import Case, Record
from zeropark.report.context.judgement import shown
from zeropark.report.figures import PERCENT, given, with_unit
from zeropark.review import progress


def facts(case: Case) -> Record:
    """``progress``."""
    found = progress(case.evaluation)
    indicators = [_indicator(case, pace) for pace in found.indicators]
    tasks = [_task(case, n, pace) for n, pace in enumerate(found.tasks, start=1)]
    signals = [signal.name for signal in case.standard.signals]
    return {
        "progress": {
            "known": found.elapsed is not None,
            "elapsed": case.dash if found.elapsed is None else case.percent(found.elapsed),
            "signals": [
                {
                    "name": name,
                    "indicators": sum(each["signal"] == name for each in indicators),
                    "tasks": sum(each["signal"] == name for each in tasks),
                }
                for name in signals
            ],
            "indicators": indicators,
            "tasks": tasks,
            "behind": [each for each in indicators if each["signal"] in signals[1:]],
            "behind_tasks": [each for each in tasks if each["signal"] in signals[1:]],
            "unknown": [each["name"] for each in indicators if not each["known"]],
            "overdue": sum(each["overdue"] for each in tasks),
            "rules": [
                {
                    "name": each.name,
                    "least": with_unit(given(each.least, PERCENT), PERCENT),
                    "pending": each.pending,
                }
                for each in case.standard.signals
            ],
        }
    }


def _indicator(case: Case, pace: Pace) -> Record:
    indicator = pace.score.indicator
    done = pace.completion
    return {
        "id": indicator.id,
        "aspect": case.standard.aspects[indicator.aspect],
        "name": indicator.name,
        "quantitative": indicator.kind == "quantitative",
        "was": _answer(case, "was", pace.score),
        "before": _answer(case, "before", pace.score),
        "now": shown(case, pace.score),
        "goal": _answer(case, "goal", pace.score),
        "completion": case.dash if done is None else case.percent(done),
        "signal": pace.signal.name if pace.signal else case.dash,
        "known": pace.score.standing not in {"missing", "not_applicable"},
        "points": case.value(pace.score.points),
        "maximum": case.score(pace.score.maximum),
        "pick": case.pick("progress", indicator.id),
    }


def _answer(case: Case, role: str, score: Score) -> str:
    prefix = case.standard.roles.get(role, "")
    entry = case.submission.entries.get(f"{prefix}_{score.indicator.id}")
    if entry is None or entry.state == "missing":
        return case.dash
    if isinstance(entry.value, Decimal):
        return with_unit(given(entry.value, score.indicator.unit), score.indicator.unit)
    return case.entry(entry)


def _task(case: Case, place: int, pace: TaskPace) -> Record:
    gap = pace.deviation
    side = "unknown"
    if gap is not None:
        side = "ahead" if gap > 0 else "behind" if gap < 0 else "level"
    apart = given(EXACT.abs(gap or Decimal(0)), PERCENT)
    return {
        **case.row(pace.row),
        "n": place,
        "side": side,
        "apart": word("points_apart", value=apart),
        "overdue": pace.overdue,
        "signal": pace.signal.name if pace.signal else case.dash,
    }
