"""One workbook for three stages (阶段): what each asks, and what follows from it."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from small import Change, tiny, written
from staged_park import EVALUATION, IMPLEMENTING, PLANNING, filling, handed_in, judged

from zeropark.model import Standard, StandardError, StandardFault
from zeropark.plan import plan
from zeropark.report.context import context
from zeropark.review import COUNTS, progress, review
from zeropark.sample import draw
from zeropark.standard import find, load
from zeropark.validate import validate
from zeropark.workbook import read, write

VARIANTS = ("industrial", "agricultural", "tourism")
STAGES: tuple[Change, ...] = (
    (
        "standard.toml",
        "[texts]\n",
        """
[[stage]]
id = "early"
name = "早"
judged = "goals"

[[stage]]
id = "late"
name = "晚"

[texts]
""",
    ),
    ("standard.toml", "[roles]\n", '[roles]\nstage = "stage"\ngoal = "goal"\n'),
    (
        "common.toml",
        '[[sheet]]\nid = "energy"\n',
        """[[sheet.item]]
id = "stage"
name = "阶段"
kind = "choice"
choices_from = "stages"
required = false

[[sheet.item]]
id = "goal"
each = "indicators"
name = "{indicator}目标"
kind = "number"
stages = ["early"]

[[sheet]]
id = "energy"
""",
    ),
)


def _faults(folder: Path, *changes: Change) -> set[tuple[str, str, str]]:
    with pytest.raises(StandardError) as refusal:
        load(written(folder, *changes))
    faults = [each for each in refusal.value.exceptions if isinstance(each, StandardFault)]
    return {(each.code, each.where, str(each.params["found"])) for each in faults}


def _errors(
    standard: Standard, folder: Path, variant: str, stage: str, **more: Decimal | str
) -> set[str]:
    submission = handed_in(standard, variant, filling(standard, variant, stage, more), folder)
    issues = (*submission.issues, *validate(standard, submission))
    return {issue.params["name"] for issue in issues if issue.level == "error"}


# ------------------------------------------------------------------ what a stage asks


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("stage", [PLANNING, IMPLEMENTING, EVALUATION])
def test_what_later_stages_ask_is_not_missed_at_an_earlier_one(
    variant: str, stage: str, shanxi: Standard, tmp_path: Path
) -> None:
    assert _errors(shanxi, tmp_path, variant, stage) == set()


def test_a_plan_wants_its_base_year_its_goals_and_its_tasks(
    shanxi: Standard, tmp_path: Path
) -> None:
    given = filling(shanxi, "industrial", PLANNING)
    lacking = {"el_in__base", "goal_E1", "organisation", "boundary"}
    answers = {key: value for key, value in given.answers.items() if key not in lacking}
    blank = replace(given, answers=answers, rows={**given.rows, "tasks": ()})
    submission = handed_in(shanxi, "industrial", blank, tmp_path)
    issues = validate(shanxi, submission)

    assert {issue.params["name"] for issue in issues if issue.level == "error"} == {
        "外购电量（受入）（基准年）",
        "可再生能源占能源消费比重：方案目标值",
        "创建工作组织情况",
        "四至范围",
        "创建任务台账",
    }


def test_a_workbook_of_a_plan_lacks_much_at_the_last_stage(
    shanxi: Standard, tmp_path: Path
) -> None:
    given = filling(shanxi, "industrial", PLANNING)
    given = replace(given, answers={**given.answers, "stage": EVALUATION})
    submission = handed_in(shanxi, "industrial", given, tmp_path)
    names = {issue.params["name"] for issue in validate(shanxi, submission)}

    assert {"评价年", "外购电量（受入）（评价年）", "总建筑面积"} <= names


def test_a_blank_workbook_says_at_which_stages_an_item_must_be_filled_in(
    shanxi: Standard, tmp_path: Path
) -> None:
    path = tmp_path / "空白.xlsx"
    write(shanxi, shanxi.variants["tourism"], path)
    book = openpyxl.load_workbook(path)
    guides = {
        sheet.title: "\n".join(str(cell.value) for row in sheet.iter_rows() for cell in row)
        for sheet in book
    }

    assert "创建实施、评价改进阶段必填" in guides["指标数据"]
    assert "创建策划、创建实施阶段必填" in guides["实施方案"]
    assert "阶段必填" not in guides["总体要求"]


def test_a_workbook_that_names_no_stage_is_at_the_last(shanxi: Standard, tmp_path: Path) -> None:
    given = filling(shanxi, "industrial", EVALUATION)
    answers = {key: value for key, value in given.answers.items() if key != "stage"}
    submission = handed_in(shanxi, "industrial", replace(given, answers=answers), tmp_path)

    assert submission.stage(shanxi).id == "evaluation"


@pytest.mark.parametrize("stage", ["planning", "implementing", "evaluation"])
@pytest.mark.parametrize("variant", ["industrial", "agricultural", "tourism"])
def test_a_sample_of_a_stage_holds_what_the_stage_asks_and_nothing_is_asked_back(
    shanxi: Standard, variant: str, stage: str, tmp_path: Path
) -> None:
    drawn = draw(shanxi, shanxi.variants[variant], 1, "excellent", 1, stage)
    submission = handed_in(shanxi, variant, drawn.filling, tmp_path)

    assert submission.stage(shanxi).id == stage
    assert [*submission.issues, *validate(shanxi, submission)] == []


def test_a_standard_without_stages_asks_everything() -> None:
    standard = tiny()
    stage = standard.variants["park"].sheets[0].stages

    assert not standard.stages
    assert stage == ()


def test_a_workbook_of_an_older_template_is_not_missed_what_it_never_asked(
    shanxi: Standard, tmp_path: Path
) -> None:
    """Today's standard reads a workbook made before stages, goals and the notice were asked."""
    variant = shanxi.variants["industrial"]
    new = {"scheme", "self_check", "plan_review", "publicity"}
    sheets = tuple(sheet for sheet in variant.sheets if sheet.id not in new)
    sheets = tuple(
        replace(
            sheet,
            items=tuple(item for item in sheet.items if item.id != "stage"),
            tables=tuple(
                replace(
                    table,
                    columns=tuple(
                        c
                        for c in table.columns
                        if (table.id, c.id) not in {("tasks", "lead"), ("tasks", "due")}
                    ),
                )
                for table in sheet.tables
            ),
        )
        for sheet in sheets
    )
    old = replace(
        shanxi,
        template_version="1.0",
        variants={"industrial": replace(variant, sheets=sheets, checks=())},
    )
    path = tmp_path / "旧表.xlsx"
    write(old, old.variants["industrial"], path, filling(shanxi, "industrial", EVALUATION))
    submission = read(path.read_bytes(), path.name, {shanxi.id: shanxi})
    issues = (*submission.issues, *validate(shanxi, submission))  # type: ignore[arg-type]

    assert {issue.code for issue in issues if issue.level == "error"} == set()
    assert [issue.code for issue in submission.issues] == ["W115"]
    assert not submission.listings["tasks"].rows[0].text("lead")  # type: ignore[union-attr]


# ------------------------------------------------------------------ what a standard may say


def test_an_item_asked_of_each_indicator_takes_its_unit_or_its_choices() -> None:
    items = tiny(*STAGES).variants["park"].items()

    assert (items["goal_P1"].kind, items["goal_P1"].unit) == ("percent", "%")
    assert (items["goal_M1"].kind, items["goal_M1"].choices) == ("choice", ("已建立", "未建立"))
    assert items["goal_P1"].name == "下降率目标"
    assert items["goal_P1"].stages == ("early",)


def test_a_stage_document_or_verdict_that_names_what_is_not_there_is_a_fault(
    tmp_path: Path,
) -> None:
    more = """
[[document]]
id = "paper"
title = "文"
file = "文.docx"
stages = ["never"]

[[plan_part]]
name = "内容"
needs = ["nothing", "goal", "net[base]", "plan"]
clause = "1"

[[verdict]]
name = "甲"
reason = "理由"
when = "strangers > 0"

[[verdict]]
name = "乙"
reason = "理由"
when = "absent +"

[[verdict]]
name = "丙"
reason = "理由"
when = "absent + late"

[[verdict]]
name = "丁"
reason = "理由"
when = "late > 0"

[texts]
"""
    # STAGES[0] puts the stages before [texts]; what follows puts the rest there
    first = (STAGES[0][0], STAGES[0][1], STAGES[0][2].replace("\n[texts]\n", more))
    changes = (
        first,
        STAGES[1],
        (STAGES[2][0], STAGES[2][1], STAGES[2][2].replace("early", "soon")),
    )

    found = _faults(tmp_path, *changes)

    assert {(code, where) for code, where, _ in found} == {
        ("D203", "document.paper"),
        ("D203", "plan_part.内容"),
        ("D203", "verdict.甲"),
        ("D301", "verdict.乙"),
        ("D304", "verdict.丙"),
        ("D202", "verdict.丁"),
        ("D203", "goal_P1"),
        ("D203", "goal_M1"),
    }


def test_stages_need_the_item_that_tells_which(tmp_path: Path) -> None:
    assert ("D204", "roles", "stage") in _faults(tmp_path / "a", STAGES[0])
    assert ("D203", "roles.stage", "stage") in _faults(tmp_path / "b", *STAGES[:2])


# ------------------------------------------------------------------ goals scored, plans reviewed


def test_goals_are_scored_in_place_of_results(shanxi: Standard, tmp_path: Path) -> None:
    """B1 stands alone in its aspect with 100/7 points: half the target is half of them."""
    given = filling(shanxi, "industrial", PLANNING, {"goal_B1": Decimal("0.3")})
    evaluation = judged(shanxi, handed_in(shanxi, "industrial", given, tmp_path))
    expected = evaluation.expected

    assert expected is not None
    assert round(expected.total.value or Decimal(0), 6) == Decimal("92.857143")  # 100 − 50/7
    assert evaluation.judged is expected
    assert expected.grade is not None
    assert expected.grade.id == "zero"
    assert {score.indicator.id for score in review(evaluation).below} == {"B1"}


def test_a_goal_above_zero_emissions_keeps_the_highest_grade_away(
    shanxi: Standard, tmp_path: Path
) -> None:
    given = filling(shanxi, "industrial", PLANNING, {"goal_net": Decimal(1)})
    expected = judged(shanxi, handed_in(shanxi, "industrial", given, tmp_path)).expected

    assert expected is not None
    assert expected.grade is not None
    assert expected.grade.id == "near_zero"


def test_results_are_judged_where_there_are_any_and_goals_beside_them(
    shanxi: Standard, tmp_path: Path
) -> None:
    given = filling(shanxi, "industrial", EVALUATION)
    evaluation = judged(shanxi, handed_in(shanxi, "industrial", given, tmp_path))

    assert evaluation.judged is evaluation.result
    assert evaluation.expected is not None


PROPOSED: list[tuple[dict[str, Decimal | str], str]] = [
    ({}, "通过"),
    ({"foundation": ""}, "修改后通过"),
    ({"r_planning": "不符合"}, "不通过"),
    ({"foundation": "", "difficulties": "", "safeguards": "", "expected_effect": ""}, "不通过"),
    ({"goal_B1": Decimal(0), "goal_T1": Decimal(0)}, "修改后通过"),  # 100 − 200/7 = 71.4 < 75
]


@pytest.mark.parametrize(("answers", "verdict"), PROPOSED)
def test_the_verdict_that_is_proposed_follows_the_rules_of_the_data(
    answers: dict[str, Decimal | str],
    verdict: str,
    shanxi: Standard,
    tmp_path: Path,
) -> None:
    texts = dict.fromkeys(("foundation", "expected_effect", "difficulties", "safeguards"), "示例")
    changed = {key: value for key, value in {**texts, **answers}.items() if value != ""}
    given = filling(shanxi, "industrial", PLANNING, changed)
    aspects = shanxi.aspects.values()
    first = {**given.rows["tasks"][0], "deadline": "2025-06-30"}
    tasks = tuple({**first, "aspect": aspect, "task": f"{aspect}任务"} for aspect in aspects)
    given = replace(given, rows={**given.rows, "tasks": tasks})
    found = review(judged(shanxi, handed_in(shanxi, "industrial", given, tmp_path)))

    assert found.verdict is not None
    assert found.verdict.name == verdict
    assert set(found.counts) == set(COUNTS)


def test_what_a_plan_lacks_is_named(shanxi: Standard, tmp_path: Path) -> None:
    given = filling(shanxi, "industrial", PLANNING, {"safeguards": "示例"})
    task = {**given.rows["tasks"][0], "aspect": "能源", "deadline": "2099-01-01"}
    bare = {key: value for key, value in task.items() if key not in {"lead", "planned"}}
    given = replace(given, rows={**given.rows, "tasks": (bare,)})
    found = review(judged(shanxi, handed_in(shanxi, "industrial", given, tmp_path)))
    states = {part.part.name: (part.state, part.lacking) for part in found.parts}

    assert found.uncovered == ("生产", "建筑", "生态环境", "交通", "基础设施", "排放管理")
    assert len(found.late) == len(found.unfunded) == len(found.unowned) == 1
    assert states["创建工作基础"] == ("absent", ("创建工作基础",))
    assert states["预期成效"] == ("partial", ("预期成效",))
    assert states["任务与保障"] == ("whole", ())


# ------------------------------------------------------------------ keeping pace


@pytest.mark.parametrize(
    ("day", "elapsed"),
    [("2023-01-01", "1/1096"), ("2025-12-31", "1"), ("2030-01-01", "1"), ("2020-01-01", "0")],
)
def test_the_time_that_has_passed_is_a_share_of_the_whole(
    day: str, elapsed: str, shanxi: Standard, tmp_path: Path
) -> None:
    """2023-01-01 to 2025-12-31 are 365 + 366 + 365 = 1096 days, first and last counted."""
    dates = {"start_date": "2023-01-01", "end_date": "2025-12-31", "check_end": day}
    given = filling(shanxi, "industrial", IMPLEMENTING, dates)
    found = progress(judged(shanxi, handed_in(shanxi, "industrial", given, tmp_path)))
    part, _, whole = elapsed.partition("/")

    assert found.elapsed is not None
    assert round(found.elapsed * Decimal(whole or 1), 20) == Decimal(part)


def test_an_overdue_task_lags_whatever_its_progress(shanxi: Standard, tmp_path: Path) -> None:
    given = filling(shanxi, "industrial", IMPLEMENTING)
    first = {**given.rows["tasks"][0], "progress": Decimal("0.99"), "status": "正在实施"}
    tasks = (
        {**first, "deadline": "2024-12-30"},
        {**first, "deadline": "2024-12-31"},
        {**first, "deadline": "2024-12-30", "progress": Decimal(1), "status": "已完成"},
        {key: value for key, value in first.items() if key not in {"due", "deadline"}},
    )
    given = replace(given, rows={**given.rows, "tasks": tasks})
    evaluation = judged(shanxi, handed_in(shanxi, "industrial", given, tmp_path))
    told = [task.signal.name if task.signal else "" for task in progress(evaluation).tasks]

    assert told == ["滞后", "正常", "正常", ""]
    assert [task.overdue for task in progress(evaluation).tasks] == [True, False, False, False]


def test_without_dates_goals_or_figures_no_pace_is_told(shanxi: Standard, tmp_path: Path) -> None:
    given = filling(shanxi, "industrial", EVALUATION)
    lacking = {"goal_E1", "check_end"}
    answers = {key: value for key, value in given.answers.items() if key not in lacking}
    submission = handed_in(shanxi, "industrial", replace(given, answers=answers), tmp_path)
    evaluation = judged(shanxi, submission)
    told = context(evaluation, plan(evaluation))["progress"]

    assert not told["known"]
    assert {each["signal"] for each in told["indicators"]} == {"—"}
    assert next(each for each in told["indicators"] if each["id"] == "E1")["completion"] == "—"


def test_the_shipped_standard_has_every_document_it_names() -> None:
    for path in find().glob("*/standard.toml"):
        standard = load(path.parent)
        assert all((path.parent / document.file).is_file() for document in standard.documents)
