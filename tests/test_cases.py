"""Cases worked by hand (手算案例): a folder each, numbers derived in comments beside them."""

import json
import tomllib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from conftest import Golden
from dump import docx_text

from zeropark.formula import settle
from zeropark.messages import remedy, what
from zeropark.model import WHOLE, Evaluation, Issue, Item, Standard, Submission, Variant
from zeropark.plan import plan
from zeropark.report import Documents
from zeropark.report.context import context
from zeropark.report.figures import figure
from zeropark.report.trace import tree
from zeropark.review import review
from zeropark.score import evaluate
from zeropark.standard import find, load
from zeropark.validate import validate, weigh
from zeropark.workbook import Filling, read, write

CASES = Path(__file__).parent / "cases"
FOLDERS = sorted(path.parent for path in CASES.glob("*/*/*/case.toml"))


@dataclass(frozen=True)
class Judged:
    """A case carried through: what was read, said and, unless returned, concluded."""

    case: Mapping[str, Any]
    submission: Submission
    issues: tuple[Issue, ...]
    evaluation: Evaluation


@pytest.fixture(scope="session")
def standards() -> Mapping[str, Standard]:
    loaded = {path.name: load(find() / path.name) for path in CASES.iterdir()}
    return {name: replace(each, digest="0" * 64) for name, each in loaded.items()}  # likewise


@pytest.fixture(scope="session")
def documents(standards: Mapping[str, Standard]) -> Mapping[str, Documents]:
    loaded = {name: Documents.load(standard) for name, standard in standards.items()}
    return {
        name: replace(
            each, templates={n: replace(t, digest="0" * 64) for n, t in each.templates.items()}
        )
        for name, each in loaded.items()
    }


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda f: f"{f.parent.name}/{f.name}")
def test_case(
    folder: Path,
    standards: Mapping[str, Standard],
    documents: Mapping[str, Documents],
    tmp_path: Path,
    golden: Golden,
) -> None:
    """The case's workbook gives the numbers, the grade and the issues that its file says."""
    standard = standards[folder.parents[1].name]
    variant = standard.variants[folder.parent.name]
    judged = _judge(folder, standard, variant, tmp_path)

    _check_numbers(judged)
    _check_verdict(judged)
    _check_quality(judged)
    _check_pace(judged)
    golden(folder / "issues.txt", _issue_text(judged))
    if judged.case.get("trace"):
        golden(folder / "trace.txt", _trace_text(judged, standard))
    if judged.case.get("report"):
        case_plan = plan(judged.evaluation)
        facts = context(judged.evaluation, case_plan)
        golden(folder / "context.json", json.dumps(facts, ensure_ascii=False, indent=1))
        for name, data in documents[standard.id].render(judged.evaluation, case_plan).items():
            page = name.endswith(".html")
            written = folder / (name if page else f"{Path(name).stem}.txt")
            golden(written, data.decode() if page else docx_text(data))


def _judge(folder: Path, standard: Standard, variant: Variant, tmp_path: Path) -> Judged:
    case = tomllib.loads((folder / "case.toml").read_text("utf-8"), parse_float=Decimal)
    path = tmp_path / "案例.xlsx"
    write(standard, variant, path, _filling(standard, folder, variant, case))
    submission = read(path.read_bytes(), path.name, {standard.id: standard})
    assert isinstance(submission, Submission)
    submission = replace(submission, sha256="0" * 64)  # moves with every look of the workbook
    issues = (*submission.issues, *validate(standard, submission))
    scheme = standard.schemes[standard.default_scheme]
    evaluation = evaluate(standard, submission, scheme, issues)
    if not any(issue.level == "error" for issue in issues):
        issues = (*issues, *weigh(standard, submission, evaluation.steps))
    return Judged(case, submission, issues, replace(evaluation, issues=issues))


def _filling(
    standard: Standard, folder: Path, variant: Variant, case: Mapping[str, Any]
) -> Filling:
    text = (folder.parents[1] / "base.toml").read_text("utf-8")
    base = tomllib.loads(text, parse_float=Decimal)
    items = variant.items().values()
    grades = {f"{item.id}__grade": "计量" for item in items if item.grade}
    own = case.get("answers", {})
    asked = _Asked(standard, variant, own.get("stage", ""))
    common = {**grades, **base["answers"], **base[variant.id]}
    answers = {**{key: value for key, value in common.items() if asked.item(key)}, **own}
    reasons = {item.id: "示例说明" for item in items if item.explain}
    evidence = {item.id: "ZJ-01" for item in items if item.evidence}
    rows = {
        table: (*asked.rows(table, base["rows"]), *case.get("rows", {}).get(table, ()))
        for table in {*base["rows"], *case.get("rows", {})}
    }
    return Filling(
        answers={key: _number(value) for key, value in answers.items() if value != ""},
        reasons={**reasons, **case.get("reasons", {})},
        evidence={**evidence, **case.get("evidence", {})},
        rows={
            table: tuple(
                {key: _number(value) for key, value in {**_grades(variant, table), **row}.items()}
                for row in lines
            )
            for table, lines in rows.items()
        },
        declared={**base["declared"], **case.get("declared", {})},
    )


class _Asked:
    """What the common answers have that the case's stage asks for; later stages' stay blank."""

    def __init__(self, standard: Standard, variant: Variant, stage: str) -> None:
        self.items, self.tables = variant.items(), variant.tables()
        last = standard.stages[-1] if standard.stages else WHOLE
        self.stage = next((each for each in standard.stages if each.name == stage), last)
        self.periods = {period.id: period.stages for period in standard.periods}

    def item(self, key: str) -> bool:
        id_, _, period = key.partition("__")
        item = self.items.get(id_)
        return item is None or self._of(item, period)

    def rows(self, table: str, rows: Mapping[str, Any]) -> tuple[Mapping[str, Any], ...]:
        if table not in self.tables or not self.stage.asks(self.tables[table].stages):
            return () if table in self.tables else tuple(rows.get(table, ()))
        columns = {column.id: column for column in self.tables[table].columns}
        return tuple(
            {
                key: value
                for key, value in row.items()
                if self._of(columns[key.partition("__")[0]], key.partition("__")[2])
            }
            for row in rows.get(table, ())
        )

    def _of(self, item: Item, period: str) -> bool:
        return self.stage.asks(item.stages) and self.stage.asks(self.periods.get(period, ()))


def _grades(variant: Variant, table: str) -> Mapping[str, str]:
    """Measured, where a row asks how its data came about and the case does not say."""
    columns = variant.tables()[table].columns if table in variant.tables() else ()
    return {f"{column.id}__grade": "计量" for column in columns if column.grade}


def _number(value: Any) -> Decimal | str:
    return value if isinstance(value, str) else Decimal(value)


def _check_numbers(judged: Judged) -> None:
    steps, expected = judged.evaluation.steps, judged.case["expected"]
    for id_, value in expected.get("steps", {}).items():
        found = steps[id_].value
        assert found is not None, id_
        assert settle(found) == Decimal(value), id_
    for id_, state in expected.get("states", {}).items():
        assert steps[id_].state == state, id_
    result = judged.evaluation.result
    for key, found in (("total", result.total.value), ("best_total", result.best_total)):
        if key in expected:
            assert settle(found or Decimal(0)) == settle(Decimal(expected[key])), key


def _check_verdict(judged: Judged) -> None:
    expected, result = judged.case["expected"], judged.evaluation.result
    returned = any(issue.level == "error" for issue in judged.issues)
    codes = Counter(issue.code for issue in judged.issues)

    assert returned == expected.get("returned", False)
    assert not Counter(expected.get("issues", [])) - codes
    assert returned or codes == Counter(expected.get("issues", []))
    assert result.sufficient == expected.get("sufficient", not returned) or returned
    if "grade" in expected:
        assert (result.grade.id if result.grade else "") == expected["grade"]
    _check_plan(judged)
    if "printed" in expected:
        limits = (Decimal(85), Decimal(75))
        places = judged.evaluation.standard.places
        total = result.total
        assert figure(total.value or Decimal(0), total.unit, places, limits) == expected["printed"]


def _check_plan(judged: Judged) -> None:
    """The plan's goals scored as if reached, and the verdict that the rules propose."""
    expected, simulated = judged.case["expected"], judged.evaluation.expected
    if "expected_total" in expected:
        assert simulated is not None
        total = settle(simulated.total.value or Decimal(0))
        assert total == settle(Decimal(expected["expected_total"]))
        assert (simulated.grade.id if simulated.grade else "") == expected["expected_grade"]
    if "verdict" in expected:
        verdict = review(judged.evaluation).verdict
        assert verdict is not None
        assert verdict.name == expected["verdict"]


def _check_pace(judged: Judged) -> None:
    """How indicators and tasks keep pace with the time that has passed, as the report prints it."""
    expected = judged.case["expected"]
    if "signals" in expected:
        told = context(judged.evaluation, plan(judged.evaluation))["progress"]
        signals = {each["id"]: each["signal"] for each in told["indicators"]}

        assert told["elapsed"] == expected["elapsed"]
        assert {id_: signals[id_] for id_ in expected["signals"]} == expected["signals"]
        assert [task["signal"] for task in told["tasks"]] == expected["task_signals"]


def _check_quality(judged: Judged) -> None:
    """The emissions of the year by the grade of their data, as the report prints it."""
    if expected := judged.case["expected"].get("quality"):
        facts = context(judged.evaluation, plan(judged.evaluation))
        assert {row["grade"]: row["share"] for row in facts["quality"]} == expected
        assert facts["estimated_share"] == list(expected.values())[-1]


def _issue_text(judged: Judged) -> str:
    return "".join(
        f"{issue.level} {issue.cell} {issue.code} {what(issue.code, issue.params)}。"
        f"{remedy(issue.code, issue.params)}\n"
        for issue in judged.issues
    )


def _trace_text(judged: Judged, standard: Standard) -> str:
    steps = (judged.evaluation.steps[id_] for id_ in judged.case["trace"])
    return "".join(f"{line}\n" for step in steps for line in tree(step, standard))
