"""What the evaluator found about an indicator (核查说明): the park's own figure, and free words."""

from collections.abc import Mapping
from decimal import Decimal

from zeropark.compute import leaves
from zeropark.model import Row, Score
from zeropark.report.context.case import Case, Record
from zeropark.report.figures import figure, given, with_unit


def of_indicator(case: Case, score: Score) -> Record:
    """``declared differs cause comment estimated`` of an indicator; a dash where nothing is told.

    A figure differs where what the park told is not what the table prints.
    """
    row, columns = _rows(case).get(score.indicator.id), case.standard.roles
    declared = row.entries.get(columns["verified_declared"]) if row else None
    value = declared.value if declared else None
    number = value if isinstance(value, Decimal) else None
    told = {
        "cause": columns.get("verified_cause", ""),
        "comment": columns.get("verified_comment", ""),
    }
    return {
        "declared": case.dash if number is None else _told(score, number),
        "differs": number is not None and _differs(case, score, number),
        **{key: (row.text(column) if row else "") or case.dash for key, column in told.items()},
        "estimated": list(_estimated(case, score)),
    }


def _rows(case: Case) -> Mapping[str, Row]:
    """The evaluator's rows by the indicator that they are about; none where none are asked."""
    role, subject = (case.standard.roles.get(r, "") for r in ("verified", "verified_subject"))
    listing = case.submission.listings.get(role)
    rows = listing.rows if listing else ()
    return {row.text(subject).partition(" ")[0]: row for row in rows}


def _told(score: Score, number: Decimal) -> str:
    """The figure as the park told it, unrounded."""
    return with_unit(given(number, score.indicator.unit), score.indicator.unit)


def _differs(case: Case, score: Score, number: Decimal) -> bool:
    printed = figure(number, score.indicator.unit, case.places)
    return score.value.value is None or printed != case.value(score.value)


def _estimated(case: Case, score: Score) -> Mapping[str, None]:
    """The answers behind a figure that are estimates (估算数据), each once."""
    grades = case.standard.data_grades
    cells = (leaf for leaf in leaves(score.value) if leaf.cell)
    found = (leaf for leaf in cells if grades and case.grades.get(leaf.cell) == grades[-1])
    return dict.fromkeys(leaf.name for leaf in found)
