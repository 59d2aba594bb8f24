"""The documents of the stages (各阶段的文件): which a workbook yields, and what they say."""

import io
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from dump import docx_text
from staged_park import EVALUATION, IMPLEMENTING, PLANNING, filling, handed_in, judged

from zeropark.batch import Order, Workshop
from zeropark.batch.record import printed
from zeropark.cli.tell import outcome_lines
from zeropark.messages import fault
from zeropark.model import Evaluation, Outcome, Standard, StandardError, StandardFault
from zeropark.plan import plan
from zeropark.report import Documents
from zeropark.report.context import context
from zeropark.standard import find

ROOT = Path(__file__).parents[1]
FOLDER = find() / "sx-zero-carbon-park-2024"
VARIANTS = ("industrial", "agricultural", "tourism")
YIELDS = {
    PLANNING: ["创建实施方案评价意见.docx"],
    IMPLEMENTING: ["自查报告.docx"],
    EVALUATION: ["创建评价报告.docx", "评价结果公示.docx", "评价结果公示.html"],
}
UNREADY = re.compile(
    r"\{\{|\}\}|\{%|%\}|None|\bnan\b|。。|，。|、。|；。|：。|，，|、、|：，|（）|“”|—%|\[\[|\]\]|《《|《【"
)
PHONE = re.compile(r"1[3-9]\d{9}|0\d{2,3}[-\s]?\d{7,8}")


@pytest.fixture(scope="session")
def documents(shanxi: Standard) -> Documents:
    return Documents.load(shanxi)


def _evaluation(
    standard: Standard,
    folder: Path,
    stage: str,
    more: Mapping[str, Decimal | str] | None = None,
    variant: str = "industrial",
) -> Evaluation:
    key = (stage, variant, tuple((more or {}).items()))
    if key not in _EVALUATED:
        given = filling(standard, variant, stage, more)
        _EVALUATED[key] = judged(standard, handed_in(standard, variant, given, folder))
    return _EVALUATED[key]


_EVALUATED: dict[object, Evaluation] = {}  # evaluations change in no test


def _made(documents: Documents, evaluation: Evaluation) -> Mapping[str, str]:
    made = documents.render(evaluation, plan(evaluation))
    return {
        name: data.decode() if name.endswith(".html") else docx_text(data)
        for name, data in made.items()
    }


# ------------------------------------------------------------------ which, and whole


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("stage", list(YIELDS))
def test_a_workbook_yields_the_documents_of_its_stage_without_a_gap_in_a_sentence(
    stage: str, variant: str, shanxi: Standard, documents: Documents, tmp_path: Path
) -> None:
    evaluation = _evaluation(shanxi, tmp_path, stage, variant=variant)
    made = _made(documents, evaluation)

    assert sorted(made) == YIELDS[stage]
    for text in made.values():
        assert [line for line in text.splitlines() if UNREADY.search(line)] == []
    assert _made(documents, evaluation) == made


@pytest.mark.parametrize("name", ["创建实施方案评价意见", "自查报告", "评价结果公示"])
def test_the_committed_templates_are_what_the_builder_makes(name: str, built: Path) -> None:
    for kind in ("docx", "txt"):
        assert (built / f"{name}.{kind}").read_bytes() == (FOLDER / f"{name}.{kind}").read_bytes()


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("built")
    builder = ROOT / "tools" / "build_templates.py"
    subprocess.run([sys.executable, builder, folder], check=True, capture_output=True)
    return folder


def test_templates_use_documented_names_only(documents: Documents) -> None:
    text = (ROOT / "docs" / "报告模板.md").read_text("utf-8")
    table = text[text.index("## 可用的名称") :]
    documented = set(re.findall(r"^\| `(\w+)", table, re.MULTILINE))

    for template in documents.templates.values():
        assert template.names <= documented


# ------------------------------------------------------------------ the opinion on the plan


def test_nobody_is_given_an_opinion_that_he_did_not_give(
    shanxi: Standard, documents: Documents, tmp_path: Path
) -> None:
    text = _made(documents, _evaluation(shanxi, tmp_path, PLANNING))["创建实施方案评价意见.docx"]

    assert text.count("评价组意见：【待补：") == 4
    assert "□通过　□修改后通过　□不通过" in text
    assert "■" not in text
    assert "没有填报评审专家" in text


def test_what_the_evaluators_say_stands_in_their_place(
    shanxi: Standard, documents: Documents, tmp_path: Path
) -> None:
    evaluation = _evaluation(shanxi, tmp_path, PLANNING, {"f_technical": "技术路线成熟。"})
    text = _made(documents, evaluation)["创建实施方案评价意见.docx"]

    assert "评价组意见：技术路线成熟。\n" in text


# ------------------------------------------------------------------ the park's own voice


def test_a_self_inspection_speaks_of_our_park_and_never_as_the_evaluator(
    shanxi: Standard, documents: Documents, tmp_path: Path
) -> None:
    text = _made(documents, _evaluation(shanxi, tmp_path, IMPLEMENTING))["自查报告.docx"]

    assert text.count("我区") >= 5
    assert not re.search("评价组|评价机构|经核查|本机构", text)


# ------------------------------------------------------------------ what is made public

FIRM = "示例秘密钢铁"  # an enterprise that the list of evidence names
STAFF = "13800000000"


@pytest.fixture
def public(shanxi: Standard, documents: Documents, tmp_path: Path) -> Mapping[str, str]:
    """The notices of a park whose measures name an enterprise and somebody's telephone."""
    given = filling(shanxi, "industrial", EVALUATION, {"organisation": f"联系人{STAFF}"})
    first, *rest = given.rows["plan"]
    named = (
        {**first, "measure": f"督促{FIRM}完成改造"},
        {**first, "measure": f"联系0351-1234567落实，手机{STAFF}"},
        {**first, "measure": "帮助示例焦化有限责任公司改造"},
        {**first, "measure": "建设光伏"},
    )
    evidence = ({**given.rows["evidence"][0], "provider": FIRM}, *given.rows["evidence"][1:])
    given = replace(given, rows={**given.rows, "plan": (*named, *rest), "evidence": evidence})
    evaluation = judged(shanxi, handed_in(shanxi, "industrial", given, tmp_path))
    return {name: text for name, text in _made(documents, evaluation).items() if "公示" in name}


def test_a_notice_has_no_telephone_and_no_enterprise(public: Mapping[str, str]) -> None:
    assert len(public) == 2
    for text in public.values():
        assert not PHONE.search(text)
        assert FIRM not in text
        assert "焦化" not in text
        assert "建设光伏" in text


def test_a_measure_that_must_not_be_quoted_is_told_by_its_subject(
    public: Mapping[str, str],
) -> None:
    for text in public.values():
        assert text.count("采取改进措施") == 3


DAYS = [
    ({}, "【待补：公示开始日期】至【待补：公示结束日期】"),
    ({"notice_start": "2026-03-02"}, "2026年3月2日至【待补：公示结束日期】"),
    ({"notice_start": "2026-03-02", "notice_end": "2026-03-09"}, "2026年3月2日至2026年3月9日"),
    # 2026-03-02 is a Monday: ten days end on Friday of the week after
    ({"notice_start": "2026-03-02", "notice_days": Decimal(10)}, "2026年3月2日至2026年3月13日"),
    # from a Saturday the first day counted is Monday, 2026-03-09
    ({"notice_start": "2026-03-07", "notice_days": Decimal(5)}, "2026年3月7日至2026年3月13日"),
]


@pytest.mark.parametrize(("answers", "told"), DAYS)
def test_the_days_of_a_notice_are_given_or_worked_out_or_wanting(
    answers: Mapping[str, Decimal | str],
    told: str,
    shanxi: Standard,
    documents: Documents,
    tmp_path: Path,
) -> None:
    evaluation = _evaluation(shanxi, tmp_path, EVALUATION, answers)
    for name, text in _made(documents, evaluation).items():
        if "公示" in name:
            assert f"公示期为{told}。" in text
    warned = "C183" in {issue.code for issue in evaluation.issues}
    assert warned == ("notice_days" in answers)


def test_a_page_escapes_what_a_park_calls_itself(
    shanxi: Standard, documents: Documents, tmp_path: Path
) -> None:
    name = "<script>alert(1)</script>&园区"
    evaluation = _evaluation(shanxi, tmp_path, EVALUATION, {"park_name": name})
    page = _made(documents, evaluation)["评价结果公示.html"]

    assert "<script" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;&amp;园区" in page
    assert not re.search(r"(?:src|href)=|@import|url\(", page)


# ------------------------------------------------------------------ templates of an agency


def test_a_template_of_an_agency_takes_the_place_of_the_shipped_one(
    shanxi: Standard, tmp_path: Path
) -> None:
    own = tmp_path / "own"
    own.mkdir()
    changed = _replaced(FOLDER / "自查报告.docx", "下一阶段安排：", "今后安排：")
    (own / "自查报告.docx").write_bytes(changed)
    documents = Documents.load(shanxi, own)
    text = _made(documents, _evaluation(shanxi, tmp_path, IMPLEMENTING))["自查报告.docx"]

    assert "今后安排：" in text
    assert sorted(documents.templates) == sorted(Documents.load(shanxi).templates)


def _replaced(path: Path, old: str, new: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(buffer, "w") as target:
        for name in source.namelist():
            text = source.read(name)
            if name == "word/document.xml":
                assert old.encode() in text
                text = text.replace(old.encode(), new.encode())
            target.writestr(name, text)
    return buffer.getvalue()


def _refused(own: Path) -> list[str]:
    with pytest.raises(StandardError) as refusal:
        Workshop.open(Order(find(), own=own))
    faults = [each for each in refusal.value.exceptions if isinstance(each, StandardFault)]
    assert all(fault(each.code, each.params) for each in faults)
    return [each.code for each in faults]


def test_a_template_of_no_known_name_or_with_a_wrong_tag_is_told(tmp_path: Path) -> None:
    assert _refused(tmp_path) == ["T131"]
    shutil.copy(FOLDER / "自查报告.docx", tmp_path / "自查.docx")
    assert _refused(tmp_path) == ["T130"]
    (tmp_path / "自查.docx").unlink()
    wrong = _replaced(FOLDER / "自查报告.docx", "{{ tell.opening() }}", "{{ tell.opening( }}")
    (tmp_path / "自查报告.docx").write_bytes(wrong)
    assert _refused(tmp_path) == ["T110"]


PAGES = [
    ("{% if %}", "T110"),
    ("{{ park|safe }}", "T111"),
    ("{{ park.__class__ }}", "T112"),
    ('{% import "none.j2" as n %}', "T113"),
]


@pytest.mark.parametrize(("text", "code"), PAGES)
def test_a_page_is_checked_before_any_workbook_is_touched(
    text: str, code: str, tmp_path: Path
) -> None:
    (tmp_path / "评价结果公示.html.j2").write_text(text, encoding="utf-8")

    assert set(_refused(tmp_path)) == {code}


WRONG = [("{{ nobody }}", "T121"), ("{{ result.draft }}", "T122"), ("{{ 1 / 0 }}", "T124")]


@pytest.mark.parametrize(("text", "code"), WRONG)
def test_a_page_never_comes_out_with_a_gap(
    text: str, code: str, shanxi: Standard, tmp_path: Path
) -> None:
    (tmp_path / "评价结果公示.html.j2").write_text(text, encoding="utf-8")
    documents = Documents.load(shanxi, tmp_path)
    evaluation = _evaluation(shanxi, tmp_path, EVALUATION)

    with pytest.raises(StandardError) as refusal:
        documents.render(evaluation, plan(evaluation))
    (found,) = refusal.value.exceptions
    assert isinstance(found, StandardFault)
    assert found.code == code


def test_a_document_that_the_standard_names_must_be_there(shanxi: Standard, tmp_path: Path) -> None:
    shutil.copytree(FOLDER, tmp_path / "standard")
    (tmp_path / "standard" / "自查报告.docx").unlink()

    with pytest.raises(StandardError) as refusal:
        Documents.load(replace(shanxi, folder=tmp_path / "standard"))
    assert [each.args[0] for each in refusal.value.exceptions] == ["D101"]


TOLD = [
    (PLANNING, "一.xlsx：示例，按方案目标值模拟得分100.00分，模拟结论为零碳产业园区"),
    (IMPLEMENTING, "一.xlsx：示例，创建实施阶段，试算得分"),
    (EVALUATION, "一.xlsx：示例，综合得分"),
]


@pytest.mark.parametrize(("stage", "line"), TOLD)
def test_a_terminal_is_told_what_the_points_are_of(
    stage: str, line: str, shanxi: Standard, tmp_path: Path
) -> None:
    summary = printed(_evaluation(shanxi, tmp_path, stage))
    outcome = Outcome("一.xlsx", "示例", "", "evaluated", (), summary=summary)

    assert next(outcome_lines(outcome)).startswith(line)


def test_every_stage_gives_every_name(shanxi: Standard, tmp_path: Path) -> None:
    names = set()
    for stage in YIELDS:
        evaluation = _evaluation(shanxi, tmp_path, stage)
        names.add(frozenset(context(evaluation, plan(evaluation))))

    assert len(names) == 1
