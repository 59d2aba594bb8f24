"""How sure the data behind the emissions are (数据质量): by grade, and what is estimated."""

from decimal import Decimal

from zeropark.formula import total
from zeropark.report.context.case import Case, Record


def facts(case: Case) -> Record:
    """``quality estimated_share``; without grades or emissions there is nothing to tell apart."""
    graded, known = case.evaluation.quality, case.standard.data_grades
    every = total(step.value or Decimal(0) for step in graded.values())
    rows = [
        {
            "id": step.id,
            "grade": grade,
            "estimated": grade == known[-1],
            "some": bool(step.inputs),
            "emissions": case.listed(dict.fromkeys(each.name for each in step.inputs)),
            "value": case.value(step),
            "unit": step.unit,
            "share": case.ratio(step.value or Decimal(0), every),
        }
        for grade, step in graded.items()
    ]
    return {"quality": rows, "estimated_share": rows[-1]["share"] if rows else case.dash}
