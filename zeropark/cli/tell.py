"""What a terminal is told (终端输出): issues, outcomes, faults, one line each."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from zeropark.messages import fault, ordered, remedy, what, word, words
from zeropark.model import Issue, Outcome, StandardError, StandardFault

if TYPE_CHECKING:  # the batch room is imported by those commands only that need it
    from zeropark.batch import HeldError

_BOOKS = (".xlsx", ".xlsm")
_REMARKS = frozenset({"F110"})  # told of an evaluated park too: not all of it is final
_MOST = 30  # issues of a workbook on the terminal; the list file has them all


def fault_lines(error: Exception) -> Iterator[str]:
    """Every fault of a standard or template with its file and place."""
    faults = error.exceptions if isinstance(error, StandardError) else ()
    for each in faults:
        if isinstance(each, StandardFault):
            text = fault(each.code, each.params)
            yield word("fault_line", file=each.file, where=each.where, code=each.code, text=text)


def outcome_lines(outcome: Outcome) -> Iterator[str]:
    """What became of a workbook, and what must be mended if it was returned."""
    yield word(f"outcome_{_kind(outcome)}", **_shown(outcome))
    if outcome.status == "returned":
        yield from issue_lines(outcome.issues)
    else:
        yield from issue_lines(tuple(i for i in outcome.issues if i.code in _REMARKS))
    yield from _marked(outcome)


def _marked(outcome: Outcome) -> Iterator[str]:
    """Where the issues are marked in the workbook itself, or that they could not be."""
    listed = word("issue_list_file")
    copies = [name for name in outcome.files if name.endswith(_BOOKS) and name != listed]
    if copies:
        yield word("marked_told", path=copies[0])
    elif outcome.status == "returned":
        yield word("unmarked_told", path=listed)


def _kind(outcome: Outcome) -> str:
    """How an outcome is told: without points where there are none, goals as no more than goals."""
    if outcome.status == "evaluated" and outcome.summary.get("total") == "":
        return "judged"
    if (of := outcome.summary.get("of", "")) in {"goals", "interim"}:
        return of
    if outcome.status == "failed" and _stop(outcome):
        return "stopped"
    return outcome.status


def _stop(outcome: Outcome) -> str:
    """Of what its process ended, in words; empty if it was a fault of ours."""
    kind, _, detail = outcome.trouble.partition(":")
    causes = words("causes")
    return causes.get(detail, causes.get(kind, "")).format(detail=detail)


def _shown(outcome: Outcome) -> dict[str, str]:
    queries = sum(issue.level == "query" for issue in outcome.issues)
    errors = sum(issue.level == "error" for issue in outcome.issues)
    return {
        "book": outcome.book,
        "park": outcome.park or outcome.book,
        "total": outcome.summary.get("total", ""),
        "met": outcome.summary.get("met", ""),
        "judged": outcome.summary.get("judged", ""),
        "conclusion": outcome.summary.get("conclusion", ""),
        "stage": outcome.summary.get("stage", ""),
        "queries": word("queries", count=queries) if queries else "",
        "errors": str(errors),
        "trouble": outcome.trouble,
        "cause": _stop(outcome),
    }


def held_line(error: "HeldError") -> str:
    """Who is at work in the output folder, and what to do."""
    holder = error.holder
    told = {"folder": error.folder, "path": error.path, "pid": holder.pid, "host": holder.host}
    return word("held" if holder.here else "held_elsewhere", since=holder.since, **told)


def issue_lines(issues: tuple[Issue, ...]) -> Iterator[str]:
    """Issues with place, what is wrong and what to do; errors first."""
    told = ordered(issues)
    for issue in told[:_MOST]:
        yield word(
            "issue_line",
            level=words("levels")[issue.level],
            cell=f"{issue.cell} " if issue.cell else "",
            code=issue.code,
            what=what(issue.code, issue.params),
            remedy=remedy(issue.code, issue.params),
        )
    if len(told) > _MOST:
        yield word("more_issues", count=len(told) - _MOST)
