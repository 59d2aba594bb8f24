"""A cell of the tables (单元格): figures as numbers with the places that reports print."""

from decimal import Decimal

from zeropark.messages import what, word
from zeropark.report.figures import PERCENT
from zeropark.summary.brief import Figure
from zeropark.summary.tables import Handed
from zeropark.workbook.tabular import Number, Value

_SIGNS = str.maketrans("\N{MINUS SIGN}", "-", ",")


def printed(value: Figure | None, unit: str = "") -> Value:
    """A figure as a number with the places it is printed with, or the word in its place."""
    if value is None:
        return word("dash")
    return value.shown if value.exact is None else again(value.shown, unit)


def again(text: str, unit: str = "") -> Number:
    """A printed number (印出的数), with its unit or without, as a number again."""
    bare = text.partition(" ")[0].removesuffix(PERCENT)
    value = Decimal(bare.translate(_SIGNS))
    return Number(value.scaleb(-2), percent=True) if unit == PERCENT else Number(value)


def reason(handed: Handed) -> str:
    """Why a workbook was not evaluated (退回原因): its first error, and how many there are."""
    outcome = handed.outcome
    if outcome.status == "failed":
        return word("internal_fault", trouble=outcome.trouble)
    errors = [issue for issue in outcome.issues if issue.level == "error"]
    if not errors:
        return ""
    told = what(errors[0].code, errors[0].params)
    left = len(errors) - 1
    return word("reason_more", reason=told, count=left) if left else told
