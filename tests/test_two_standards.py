"""Two standards side by side: one run, each with its own workbook, caliber and report."""

import re
import subprocess
import sys
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner
from dump import docx_text

from zeropark.batch import Means, Order, Run, run
from zeropark.batch.workshop import schemes_for
from zeropark.cli import commands
from zeropark.cli.tell import outcome_lines
from zeropark.model import Evaluation, Outcome, Standard, StandardError, StandardFault, Submission
from zeropark.plan import climb, plan
from zeropark.report import Documents
from zeropark.report.context import context
from zeropark.sample import draw, profiles
from zeropark.score import evaluate
from zeropark.standard import find, load_all
from zeropark.validate import validate
from zeropark.workbook import Filling, read, write

D = Decimal
ROOT = Path(__file__).parents[1]
NATIONAL, SHANXI = "cn-zero-carbon-park-2025", "sx-zero-carbon-park-2024"
REPORTS = {NATIONAL: "国家级零碳园区评价报告", SHANXI: "创建评价报告"}
OTHERS = {NATIONAL: [], SHANXI: ["评价结果公示"]}

# words of one caliber that have no place in the other's report
FOREIGN = {
    NATIONAL: ("净零", "碳汇", "抵消", "tCO₂e", "零碳（近零碳）", "山西省环境科学学会", "综合得分"),
    SHANXI: ("国家级零碳园区建设指标", "单位能耗碳排放", "8325", "核心指标", "引导指标"),
}


@pytest.fixture(scope="module")
def standards() -> Mapping[str, Standard]:
    return load_all(find())


@pytest.fixture(scope="module")
def national(standards: Mapping[str, Standard]) -> Standard:
    return standards[NATIONAL]


def _handed_in(standard: Standard, profile: str, path: Path, **changes: str) -> Filling:
    """A sample workbook of that level at that path; answers may be changed."""
    variant = next(iter(standard.variants.values()))
    filling = draw(standard, variant, 1, profile, 7).filling
    answers = {**filling.answers, **changes}
    changed = Filling(answers, filling.reasons, filling.evidence, filling.rows, filling.declared)
    write(standard, variant, path, changed)
    return changed


def _judged(standard: Standard, path: Path) -> Evaluation:
    submission = read(path.read_bytes(), path.name, {standard.id: standard})
    assert isinstance(submission, Submission)
    issues = (*submission.issues, *validate(standard, submission))
    scheme = standard.schemes[standard.default_scheme]
    return evaluate(standard, submission, scheme, issues)


# ------------------------------------------------------------------ one run


@pytest.fixture(scope="module")
def done(
    standards: Mapping[str, Standard], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Run, Path]:
    """A folder with the workbooks of one park under both standards, and of another park."""
    folder = tmp_path_factory.mktemp("both")
    for id_, standard in standards.items():
        _handed_in(standard, "good", folder / f"{id_}.xlsx", park_name="同一示例园区")
    _handed_in(standards[NATIONAL], "excellent", folder / "z.xlsx", park_name="另一示例园区")
    books = sorted(folder.glob("*.xlsx"))
    output = folder / "output"
    return run(books, output, Order(find()), Means(), lambda _: None), output


def test_both_standards_are_installed(standards: Mapping[str, Standard]) -> None:
    told = CliRunner().invoke(commands, ["standards"]).output

    assert list(standards) == [NATIONAL, SHANXI]
    assert all(f"《{standard.title}》" in told for standard in standards.values())


def test_one_run_takes_the_workbooks_of_both(done: tuple[Run, Path]) -> None:
    outcomes = done[0].outcomes

    assert [outcome.status for outcome in outcomes] == ["evaluated"] * 3
    assert [outcome.standard for outcome in outcomes] == [NATIONAL, SHANXI, NATIONAL]


def test_a_park_judged_under_two_standards_is_not_taken_for_one_handed_in_twice(
    done: tuple[Run, Path],
) -> None:
    outcomes, folders = done[0].outcomes, done[0].folders

    assert outcomes[0].park == outcomes[1].park
    assert len(set(folders)) == 3


def test_each_gets_the_report_of_its_own_standard_and_no_other(done: tuple[Run, Path]) -> None:
    for outcome, folder in zip(done[0].outcomes, done[0].folders, strict=True):
        made = sorted(path.stem for path in folder.glob("*.docx"))
        assert made == [REPORTS[outcome.standard], *OTHERS[outcome.standard]]


def test_no_report_speaks_the_words_of_the_other_caliber(
    done: tuple[Run, Path], standards: Mapping[str, Standard]
) -> None:
    titles = {id_: standard.title for id_, standard in standards.items()}
    for outcome, folder in zip(done[0].outcomes, done[0].folders, strict=True):
        text = "".join(docx_text(path.read_bytes()) for path in folder.glob("*.docx"))
        other = SHANXI if outcome.standard == NATIONAL else NATIONAL

        assert titles[outcome.standard] in text
        assert titles[other] not in text
        assert [word for word in FOREIGN[outcome.standard] if word in text] == []


def test_the_national_report_says_that_its_caliber_is_not_to_be_mixed(
    done: tuple[Run, Path],
) -> None:
    (path,) = done[0].folders[0].glob("*.docx")
    text = docx_text(path.read_bytes())

    assert "只计二氧化碳" in text
    assert "0.8325 tCO2/MWh" in text
    assert "更不可混用" in text
    assert "不得与其他口径的结果比较或混用" in text


def test_what_is_not_scored_is_told_without_a_total(done: tuple[Run, Path]) -> None:
    first, second, _ = done[0].outcomes

    assert first.summary["total"] == ""
    assert "项达标" in _line(first)
    assert "得分" not in _line(first)
    assert "得分" in _line(second)


def _line(outcome: Outcome) -> str:
    return next(iter(outcome_lines(outcome)))


# ------------------------------------------------------------------ schemes


def test_a_scheme_of_one_standard_leaves_the_other_its_own(
    standards: Mapping[str, Standard],
) -> None:
    chosen = schemes_for(standards, "draft-indicator-equal")

    assert chosen[SHANXI].id == "draft-indicator-equal"
    assert chosen[NATIONAL].id == "pass-fail"


def test_a_scheme_file_goes_to_the_standard_that_it_fits(
    standards: Mapping[str, Standard], national: Standard
) -> None:
    chosen = schemes_for(standards, str(national.folder / "schemes" / "pass-fail.toml"))

    assert chosen[NATIONAL].status == "user"
    assert chosen[SHANXI].id == standards[SHANXI].default_scheme


def test_a_faulty_scheme_file_is_told_as_the_standard_it_is_nearest_to_sees_it(
    standards: Mapping[str, Standard], national: Standard, tmp_path: Path
) -> None:
    text = (national.folder / "schemes" / "pass-fail.toml").read_text("utf-8")
    path = tmp_path / "own.toml"
    path.write_text(text.replace('K1 = "100/6"', 'K1 = "90/6"'), "utf-8")
    with pytest.raises(StandardError) as error:
        schemes_for(standards, str(path))

    (fault,) = error.value.exceptions
    assert isinstance(fault, StandardFault)
    # 90/6 + 5 × 100/6 = 590/6
    assert (fault.code, fault.params["found"]) == ("D502", "295/3")


def test_a_scheme_that_nobody_has_is_looked_for_in_vain(
    standards: Mapping[str, Standard],
) -> None:
    with pytest.raises(LookupError):
        schemes_for(standards, "no-such-scheme")


# ------------------------------------------------------------------ the published example


def _published(standard: Standard, path: Path, **changes: str) -> Evaluation:
    """500,000 tce and 40,000 + 70,000 t: the numbers of the case of that name."""
    numbers = {
        "el_in": "79224",
        "el_green": "0",
        "el_direct": "1851755.99264",
        "el_out": "0",
        "coal_rate": "0.25",
        "heat_in": "36782",
        "heat_out": "0",
        "heat_clean": "0",
    } | changes
    variant = standard.variants["park"]
    drawn = draw(standard, variant, 1, "excellent", 7).filling
    own: dict[str, Decimal | str] = {
        "fuel": "煤",
        "use": "燃料燃烧",
        "fuel_unit": "t",
        "amount": D(16000),
        "ncv": D("29.3076"),
        "factor": D("2.5"),
        "factor_source": "示例实测",
    }
    filling = Filling(
        {**drawn.answers, **{key: D(value) for key, value in numbers.items()}},
        drawn.reasons,
        drawn.evidence,
        {**drawn.rows, "fuels": (), "own_fuels": (own,), "processes": ()},
        {**drawn.declared, "fuels": "无", "own_fuels": "有", "processes": "无"},
    )
    write(standard, variant, path, filling)
    return _judged(standard, path)


def test_the_published_park_must_emit_10000_t_less(national: Standard, tmp_path: Path) -> None:
    evaluation = _published(national, tmp_path / "p.xlsx")
    made = plan(evaluation)
    (gap,) = made.gaps

    assert evaluation.steps["K1"].value == D("0.22")
    # 110000 − 0.2 × 500000
    assert (gap.score.indicator.id, gap.amount, gap.unit) == ("K1", D(10000), "tCO₂")
    assert context(evaluation, made)["gaps"][0]["amount"] == "10,000.00 tCO₂"


def test_the_way_up_of_an_upper_limit_ends_at_the_limit(national: Standard, tmp_path: Path) -> None:
    evaluation = _published(national, tmp_path / "p.xlsx")
    way = climb(evaluation.result, national.grades[0])

    assert [(rise.score.indicator.id, rise.value) for rise in way.steps] == [("K1", D("0.2"))]
    assert way.possible


def test_below_the_first_size_class_the_core_indicator_is_not_judged(
    national: Standard, tmp_path: Path
) -> None:
    # direct supply 391755.99264 MWh makes 16000 + 19806 + 97938.99816 + 1255.00184 = 135000 tce
    evaluation = _published(national, tmp_path / "p.xlsx", el_direct="391755.99264")
    core = evaluation.result.scores[0]

    assert evaluation.steps["energy_total"].value == D(135000)
    assert core.standing == "not_applicable"
    assert core.value.state == "not_applicable"
    assert context(evaluation, plan(evaluation))["indicators"][0]["reasons"]


# ------------------------------------------------------------------ the national report

UNREADY = re.compile(
    r"\{\{|\}\}|\{%|%\}|None|。。|，。|、。|；。|：。|，，|、、|：，|（）|“”|\[\[|\]\]"
)


@pytest.mark.parametrize("profile", ["excellent", "good", "mediocre", "gaps"])
def test_a_sample_of_every_level_has_a_report_without_a_gap(
    profile: str, national: Standard, tmp_path: Path
) -> None:
    path = tmp_path / "sample.xlsx"
    _handed_in(national, profile, path)
    evaluation = _judged(national, path)
    documents = Documents.load(national)
    (data,) = documents.render(evaluation, plan(evaluation)).values()
    lines = docx_text(data).splitlines()

    assert profile in profiles(national)
    assert not any(issue.level == "error" for issue in evaluation.issues)
    assert [line for line in lines if UNREADY.search(line)] == []


def test_the_national_template_uses_documented_names_only(national: Standard) -> None:
    text = (ROOT / "docs" / "报告模板.md").read_text("utf-8")
    table = text[text.index("## 可用的名称") :]
    documented = set(re.findall(r"^\| `(\w+)", table, re.MULTILINE))
    (template,) = Documents.load(national).templates.values()

    assert template.names <= documented


def test_the_committed_template_is_what_the_builder_makes(
    national: Standard, tmp_path: Path
) -> None:
    builder = ROOT / "tools" / "build_templates.py"
    subprocess.run([sys.executable, builder, tmp_path], check=True, capture_output=True)
    for kind in ("docx", "txt"):
        name = f"{REPORTS[NATIONAL]}.{kind}"
        assert (tmp_path / name).read_bytes() == (national.folder / name).read_bytes()


# ------------------------------------------------------------------ data, not code


def test_no_line_of_code_names_a_standard(standards: Mapping[str, Standard]) -> None:
    for path in (ROOT / "zeropark").rglob("*.py"):
        text = path.read_text("utf-8")
        assert [id_ for id_ in standards if id_ in text] == [], path
