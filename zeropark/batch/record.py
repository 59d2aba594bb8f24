"""An evaluation as JSON (结果记录): every number as text with its step, none lost in a float.

The form is written down in ``docs/结果文件.md``.
"""

import json
from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from zeropark import __version__
from zeropark.messages import ordered, remedy, what
from zeropark.model import WHOLE, Evaluation, Issue, Outcome, Result, Score, Step
from zeropark.report.figures import figure
from zeropark.score import conclude

FORM = 1  # version of the form of result.json


def record(evaluation: Evaluation) -> bytes:
    """The whole evaluation: result, scores, every step with its inputs by id, issues."""
    data = {
        "form": FORM,
        "version": __version__,
        "standard": {
            "id": evaluation.standard.id,
            "digest": evaluation.standard.digest,
            "variant": evaluation.variant.id,
        },
        "workbook": {"name": evaluation.submission.book, "sha256": evaluation.submission.sha256},
        "policies": {id_: policy.value for id_, policy in evaluation.policies.items()},
        "stage": evaluation.stage.id,
        "result": _result(evaluation.result),
        "expected": _result(evaluation.expected) if evaluation.expected else None,
        "others": [_result(result) for result in evaluation.others],
        "steps": _steps(evaluation),
        "issues": [issue_record(issue) for issue in evaluation.issues],
    }
    return as_json(data)


def issues_record(outcome: Outcome) -> bytes:
    """The issues of a workbook (问题记录), in the order of every other list of them."""
    data = {
        "form": FORM,
        "version": __version__,
        "workbook": {"name": outcome.book, "sha256": outcome.sha256},
        "park": outcome.park,
        "standard": outcome.standard,
        "status": outcome.status,
        "counts": dict(Counter(issue.level for issue in outcome.issues)),
        "issues": [issue_record(issue) for issue in ordered(outcome.issues)],
    }
    return as_json(data)


def as_json(data: Mapping[str, Any]) -> bytes:
    """JSON as bytes: Chinese as it is, keys in their order, each of the first level on a line.

    Indents throughout would have the library's slow encoder at work: 5 ms a park instead of 2.
    """
    lines = (f"{_json(str(key))}: {_json(value)}" for key, value in data.items())
    return "{{\n{}\n}}\n".format(",\n".join(lines)).encode()


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def issue_record(issue: Issue) -> Mapping[str, str]:
    """An issue with its sentences."""
    return {
        "code": issue.code,
        "level": issue.level,
        "sheet": issue.cell.sheet if issue.cell else "",
        "cell": issue.cell.ref if issue.cell else "",
        "name": issue.params.get("name", ""),
        "found": issue.params.get("found", ""),
        "what": what(issue.code, issue.params),
        "remedy": remedy(issue.code, issue.params),
        "reply": issue.params.get("reply", ""),
    }


def printed(evaluation: Evaluation) -> Mapping[str, str]:
    """The few figures that lists of parks show, as printed; no total where nothing is scored."""
    result, places = evaluation.judged, evaluation.standard.places
    limits = tuple(grade.minimum for grade in evaluation.standard.grades)
    total = figure(result.total.value or Decimal(0), result.total.unit, places, limits)
    judged = [score for score in result.scores if score.standing != "not_applicable"]
    return {
        "variant": evaluation.variant.name,
        "scheme": result.scheme.id,
        "total": total if result.scheme.scored else "",
        "met": str(sum(score.standing == "met" for score in judged)),
        "judged": str(len(judged)),
        "conclusion": conclude(evaluation.standard, result),
        "stage": evaluation.stage.name,
        "of": _of_what(evaluation),
    }


def _of_what(evaluation: Evaluation) -> str:
    """What the figures are of: the plan's ``goals``, ``interim`` results or the ``results``."""
    if evaluation.judged is not evaluation.result:
        return "goals"
    concluded = evaluation.stage in (evaluation.standard.stages or (WHOLE,))[-1:]
    return "results" if concluded else "interim"


def _number(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:f}"


def _result(result: Result) -> Mapping[str, Any]:
    return {
        "scheme": result.scheme.id,
        "scheme_digest": result.scheme.digest,
        "status": result.scheme.status,
        "total": _number(result.total.value),
        "best_total": _number(result.best_total),
        "grade": result.grade.id if result.grade else None,
        "conditions": dict(result.conditions),
        "sufficient": result.sufficient,
        "scores": [_score(score) for score in result.scores],
    }


def _score(score: Score) -> Mapping[str, Any]:
    return {
        "indicator": score.indicator.id,
        "value": _number(score.value.value),
        "target": _number(score.target),
        "maximum": _number(score.maximum),
        "points": _number(score.points.value),
        "rule": score.rule.kind,
        "standing": score.standing,
    }


def _steps(evaluation: Evaluation) -> Mapping[str, Any]:
    """Every step by id, down to cells and factors; inputs by their ids."""
    flat: dict[str, Any] = {}
    waiting = list(evaluation.steps.values())[::-1]
    while waiting:
        step = waiting.pop()
        if step.id not in flat:
            flat[step.id] = _step(step)
            waiting.extend(reversed(step.inputs))
    return flat


def _step(step: Step) -> Mapping[str, Any]:
    told = {
        "name": step.name,
        "unit": step.unit,
        "value": _number(step.value),
        "state": step.state,
        "formula": step.formula,
        "clause": step.clause,
        "inputs": [source.id for source in step.inputs],
        "sheet": step.cell.sheet if step.cell else "",
        "cell": step.cell.ref if step.cell else "",
        "source": step.source,
        "note": step.note,
        "period": step.period,
    }
    return {key: value for key, value in told.items() if value or value is None}
