"""Whole reports as text (报告文本), made once: every type, at levels that say different things."""

from functools import cache
from pathlib import Path

from books import VARIANTS, sample
from dump import docx_text

from zeropark.batch import Order, Workshop, judge
from zeropark.plan import plan
from zeropark.standard import find

CASES = Path(__file__).parent / "cases"
LEVELS = ("excellent", "mediocre", "gaps")
DRAWN = [(variant, level) for variant in VARIANTS for level in LEVELS]


@cache
def _workshop() -> Workshop:
    return Workshop.open(Order(find()))


@cache
def report_of(variant: str, level: str) -> str:
    """The evaluation report of a drawn park."""
    _, issues, evaluation = judge(_workshop(), sample(variant, level), "park.xlsx")
    assert evaluation is not None, issues
    documents = _workshop().documents[evaluation.standard.id]
    return docx_text(documents.render(evaluation, plan(evaluation))["创建评价报告.docx"])


def golden_reports() -> list[Path]:
    """The reports of the cases worked by hand, of every standard and kind of document."""
    return sorted(
        path for path in CASES.glob("*/*/*/*.txt") if path.stem not in {"issues", "trace"}
    )
