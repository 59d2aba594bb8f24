"""A sample park at each stage of its work (各阶段的示例园区): one workbook, filled in further."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from zeropark.model import Evaluation, Issue, Standard, Submission
from zeropark.sample import draw
from zeropark.score import evaluate
from zeropark.validate import validate
from zeropark.workbook import Filling, read, write

Given = Decimal | str
PLANNING, IMPLEMENTING, EVALUATION = "创建策划", "创建实施", "评价改进"


def filling(
    standard: Standard,
    variant: str,
    stage: str,
    answers: Mapping[str, Given] | None = None,
    rows: Mapping[str, tuple[Mapping[str, Given], ...]] | None = None,
) -> Filling:
    """What the park has filled in: all that a later stage asks is blank, and all goals are met."""
    asked = standard.variants[variant]
    drawn = draw(standard, asked, 2, "good", 7).filling
    at = next(each for each in standard.stages if each.name == stage)
    items = asked.items()
    late = {p.id for p in standard.periods if not at.asks(p.stages)}
    kept = {
        key: value
        for key, value in drawn.answers.items()
        if (item := items.get(key.partition("__")[0])) is None
        or (at.asks(item.stages) and key.partition("__")[2] not in late)
    }
    for key in (
        *("foundation", "expected_effect", "difficulties", "safeguards"),
        *("notice_start", "notice_end", "notice_days"),
    ):
        kept.pop(key, None)  # what a test is about, it fills in itself
    goals: dict[str, Given] = {"stage": stage, "goal_net": Decimal(0)}
    for indicator in asked.indicators:
        choices = items[f"goal_{indicator.id}"].choices
        goals[f"goal_{indicator.id}"] = choices[0] if choices else indicator.target
    columns = {column.id: column for column in asked.tables()["tasks"].columns}
    tasks = [
        {key: value for key, value in row.items() if at.asks(columns[key].stages)}
        | {"lead": "示例部门", "due": Decimal("0.5"), "planned": Decimal(10)}
        for row in drawn.rows["tasks"]
    ]
    more = {
        "check_start": "2024-01-01",
        "check_end": "2024-12-31",
        "check_date": "2025-01-20",
        "check_organisation": "示例自查组织",
    }
    return replace(
        drawn,
        answers={**kept, **goals, **more, **(answers or {})},
        rows={**drawn.rows, "tasks": tuple(tasks), **(rows or {})},
    )


def handed_in(standard: Standard, variant: str, given: Filling, folder: Path) -> Submission:
    """The workbook written and read again."""
    path = folder / "填报表.xlsx"
    write(standard, standard.variants[variant], path, given)
    submission = read(path.read_bytes(), path.name, {standard.id: standard})
    assert isinstance(submission, Submission)
    return submission


def judged(standard: Standard, submission: Submission) -> Evaluation:
    """The park evaluated, with every issue."""
    issues: tuple[Issue, ...] = (*submission.issues, *validate(standard, submission))
    scheme = standard.schemes[standard.default_scheme]
    return evaluate(standard, submission, scheme, issues)
