"""The work done and the plan for improvement as printed (创建工作与改进计划)."""

from collections.abc import Sequence
from decimal import Decimal

from zeropark.formula import total
from zeropark.messages import word
from zeropark.model import Action, Row
from zeropark.report.context.case import Case, Record
from zeropark.report.figures import given


def facts(case: Case) -> Record:
    """``work`` and ``actions``."""
    names = case.standard.aspects.values()
    return {
        "work": {
            "all": _tally(case, _tasks(case)),
            "aspects": [of_aspect(case, name) for name in names],
        },
        "actions": [_action(case, n, a) for n, a in enumerate(case.plan.actions, start=1)],
    }


def of_aspect(case: Case, name: str) -> Record:
    """The tasks of an aspect counted."""
    return {"name": name, **_tally(case, _tasks(case, name))}


def tasks_of(case: Case, name: str) -> list[Record]:
    """The tasks of an aspect as printed, ``n`` the number of each among all tasks."""
    rows = enumerate(_tasks(case), start=1)
    aspect = case.standard.roles["tasks_aspect"]
    return [case.row(row) | {"n": n} for n, row in rows if row.text(aspect) == name]


def _tasks(case: Case, aspect: str = "") -> Sequence[Row]:
    roles = case.standard.roles
    rows = case.submission.listings[roles["tasks"]].rows
    return [row for row in rows if not aspect or row.text(roles["tasks_aspect"]) == aspect]


def _tally(case: Case, rows: Sequence[Row]) -> Record:
    """How many tasks there are, how many in each state, and the money planned and spent."""
    roles = case.standard.roles
    states = case.evaluation.variant.tables()[roles["tasks"]].column(roles["tasks_status"]).choices
    told = [row.text(roles["tasks_status"]) for row in rows]
    done = told.count(states[0])
    planned, invested = (_sum(rows, roles[key]) for key in ("tasks_planned", "tasks_invested"))
    reduction = _reduction(case, rows)
    return {
        "count": len(rows),
        "done": done,
        "open": len(rows) - done,
        "states": [{"name": state, "count": told.count(state)} for state in states],
        "rate": case.ratio(Decimal(done), Decimal(len(rows))),
        "planned": given(planned, ""),
        "invested": given(invested, ""),
        "invested_rate": case.ratio(invested, planned),
        "reduction": given(reduction, "") if reduction else case.dash,
    }


def reduction_of(case: Case) -> Decimal:
    """What all tasks together are told to cut a year (年减排量); zero where none tells it."""
    return _reduction(case, _tasks(case))


def _reduction(case: Case, rows: Sequence[Row]) -> Decimal:
    column = case.standard.roles.get("tasks_reduction")
    return _sum(rows, column) if column else Decimal(0)


def _sum(rows: Sequence[Row], column: str) -> Decimal:
    return total(row.entries[column].number or Decimal(0) for row in rows)


def _action(case: Case, place: int, action: Action) -> Record:
    """A measure by the plan's columns, a proposed one with what the library says of it."""
    columns = case.evaluation.variant.tables()[case.standard.roles["plan"]].columns
    return {
        **{column.id: case.dash for column in columns},
        **{key: text or case.dash for key, text in action.fields.items()},
        **(case.row(action.row) if action.row else {}),
        "n": place,
        "id": action.id,
        "subject": subject(case, action.target),
        "target": action.target,
        "own": action.own,
        "proposed": "" if action.own else word("proposed"),
        "priority": action.priority,
        "lacking": case.listed(action.lacking),
        "term": action.fields.get("term", ""),
    }


def subject(case: Case, target: str) -> str:
    """What a measure is for (对应指标或事项): an indicator by id and name, or another subject."""
    for score in case.evaluation.result.scores:
        if score.indicator.id == target:
            return f"{target} {score.indicator.name}"
    return case.standard.roles[f"subject_{target}"]
