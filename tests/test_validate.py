"""Every kind of mistake in an answer has its own message, at its cell, and is told once."""

from collections.abc import Mapping

import pytest
from small import Change, Rows, submission, tiny

from zeropark.messages import remedy, what
from zeropark.model import Cell, Issue
from zeropark.validate import validate

S, C, P = "standard.toml", "common.toml", "park.toml"

ANSWERS = {
    "park_name": "示例园区",
    "region": "北",
    "base_year": "2021",
    "report_year": "2023",
    "legal": "符合",
    "power__base": "100",
    "power__report": "50",
    "system": "已建立",
}
COAL = {"fuel": "煤", "amount__base": "10", "amount__report": "4"}
GAS = {"fuel": "气", "amount__base": "1", "amount__report": "0.5"}
PROOF = {"number": "Z1"}
ROWS = {"fuels": (COAL, GAS), "proofs": (PROOF,)}

Told = tuple[str, str]  # code, cell


def issues(
    answers: Mapping[str, str] | None = None,
    *changes: Change,
    rows: Rows | None = None,
    declared: str = "有",
    reasons: Mapping[str, str] | None = None,
    cited: Mapping[str, tuple[str, ...]] | None = None,
    read: tuple[Issue, ...] = (),
) -> list[Issue]:
    """The issues of a park without a mistake, with some answers given otherwise."""
    standard = tiny(*changes)
    park = submission(
        standard,
        {**ANSWERS, **(answers or {})},
        {**ROWS, **(rows or {})},
        {"fuels": declared},
        reasons=reasons,
        cited=cited or {"system": ("Z1",)},
        issues=read,
    )
    return list(validate(standard, park))


def told(found: list[Issue]) -> list[Told]:
    """Code and cell of each issue; every one of them can be put into words."""
    assert all(what(i.code, i.params) and remedy(i.code, i.params) for i in found)
    return [(issue.code, str(issue.cell)) for issue in found]


def test_a_park_without_a_mistake_has_no_issue() -> None:
    assert issues() == []


# ------------------------------------------------------------------ single answers


def test_a_text_left_blank_is_told() -> None:
    (issue,) = issues({"park_name": ""})
    assert told([issue]) == [("V201", "基本信息!D5")]
    assert what(issue.code, issue.params) == "“park_name”未填写"


def test_a_number_left_blank_is_not_zero() -> None:
    (issue,) = issues({"power__report": ""})
    assert told([issue]) == [("V202", "能源!D6")]
    assert what(issue.code, issue.params) == "“power__report”未填写；空白不等于0，不能参与计算"
    assert "MWh" in remedy(issue.code, issue.params)


def test_a_note_about_a_required_cell_does_not_hide_that_nothing_stands_in_it() -> None:
    cell = issues({"power__report": ""})[0].cell
    noted = issues({"power__report": ""}, read=(Issue("V123", "note", cell),))
    assert told(noted) == [("V202", "能源!D6")]
    assert issues({"power__report": ""}, read=(Issue("V101", "error", cell),)) == []


def test_zero_is_an_answer() -> None:
    assert issues({"power__report": "0"}) == []


def test_what_is_optional_may_stay_blank() -> None:
    assert issues({"loss": ""}) == []


def test_an_answer_that_wants_a_data_grade_and_has_none_is_told_once() -> None:
    graded = (C, "may_be_na = true\n", "may_be_na = true\ngrade = true\n")
    grades = (S, 'below = "', 'data_grades = ["计量", "估算"]\nbelow = "')
    (issue,) = issues({}, graded, grades)
    assert told([issue]) == [("V215", "能源!D5")]
    assert "计量、估算" in remedy(issue.code, issue.params)
    blank = {"power__base": "未统计", "power__report": "未统计"}
    assert "V215" not in dict(told(issues(blank, graded, grades)))


def test_not_applicable_wants_a_reason() -> None:
    answers = {"power__base": "不适用"}
    assert told(issues(answers)) == [("V203", "能源!D5")]
    assert issues(answers, reasons={"power__base": "没有外购电力"}) == []


def test_not_recorded_wants_a_reason_where_there_is_room_for_one() -> None:
    answers = {"power__base": "未统计"}
    (issue,) = issues(answers)
    assert told([issue]) == [("V204", "能源!D5")]
    assert issue.level == "query"
    assert issues(answers, reasons={"power__base": "仪表损坏"}) == []
    assert issues({"region": "未统计"}) == []  # no column for reasons there


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"power__base": "-0.001"}, [("V206", "能源!D5")]),
        ({"loss": "-0.01"}, [("V206", "能源!D7")]),
        ({"loss": "1.01"}, [("V207", "能源!D7")]),
        ({"loss": "0"}, []),
        ({"loss": "1"}, []),
    ],
)
def test_a_number_out_of_its_range_is_told(
    answers: Mapping[str, str], expected: list[Told]
) -> None:
    assert told(issues(answers)) == expected


def test_limits_stand_in_the_message() -> None:
    (issue,) = issues({"loss": "1.01"})
    assert what(issue.code, issue.params) == "“loss”填为101%，大于允许的最大值100%"


@pytest.mark.parametrize(
    ("given", "found", "meant"),
    [("98", "9800%", "98%"), ("2", "200%", "2%"), ("100", "10000%", "100%")],
)
def test_a_share_without_its_percent_sign_is_told_as_such(
    given: str, found: str, meant: str
) -> None:
    (issue,) = issues({"loss": given})
    assert told([issue]) == [("V221", "能源!D7")]
    assert (
        what(issue.code, issue.params) == f"“loss”填为{found}，大于允许的最大值100%；是不是{meant}"
    )
    assert f"键入“{meant}”" in remedy(issue.code, issue.params)


def test_a_share_that_makes_no_sense_either_way_is_beyond_its_limit() -> None:
    assert told(issues({"loss": "101"})) == [("V207", "能源!D7")]


def test_evidence_that_is_not_in_the_list_is_told_by_its_number() -> None:
    (issue,) = issues(cited={"system": ("Z1", "Z9")})
    assert told([issue]) == [("V208", "管理!D5")]
    assert issue.params["number"] == "Z9"


def test_an_answer_that_wants_evidence_and_has_none_is_told() -> None:
    (issue,) = issues(cited={"region": ("Z1",)})
    assert told([issue]) == [("V209", "管理!D5")]
    assert issue.level == "query"


def test_what_does_not_apply_wants_no_evidence() -> None:
    found = issues({"system": "不适用"}, cited={"x": ()}, reasons={"system": "委托管理"})
    assert found == []


# ------------------------------------------------------------------ tables


def test_a_question_left_open_is_told() -> None:
    (issue,) = issues(declared="")
    assert told([issue]) == [("V210", "燃料!A2")]
    assert "有无燃料？" in what(issue.code, issue.params)


def test_some_without_rows_and_none_with_rows_are_told() -> None:
    assert told(issues(rows={"fuels": ()})) == [("V211", "燃料!A2")]
    (issue,) = issues(declared="无")
    assert told([issue]) == [("V212", "燃料!A2")]
    assert issue.params["count"] == "2"
    assert issues(rows={"fuels": ()}, declared="无") == []


def test_a_table_may_want_so_many_rows() -> None:
    (issue,) = issues(rows={"proofs": ()})
    assert told([issue]) == [("V213", "佐证!A1")]
    assert what(issue.code, issue.params) == "“佐证”的明细不足1行"


def test_a_table_whose_sheet_is_gone_is_not_told_to_be_short_as_well() -> None:
    gone = (Issue("W120", "error", Cell("b.xlsx", "佐证", "A1"), {}),)
    assert issues(rows={"proofs": ()}, read=gone) == []


def test_a_row_that_says_all_that_another_says_is_asked_about() -> None:
    (issue,) = issues(rows={"fuels": (COAL, GAS, COAL)})
    assert (issue.level, told([issue])) == ("query", [("V220", "燃料!A3")])
    assert what(issue.code, issue.params) == "“燃料”第3行与第1行所填完全相同"
    assert issues(rows={"fuels": (COAL, GAS, {**COAL, "amount__report": "5"})}) == []
    assert issues(rows={"fuels": (COAL, GAS, {**COAL, "meter": "7"})}) == []


def test_rows_of_few_words_may_be_alike_and_numbers_that_stand_once_are_told_by_their_check() -> (
    None
):
    assert issues(rows={"proofs": (PROOF, PROOF)}) == []
    check = 'at = "fuel"\ntable = "fuels"\nunique = "fuel"'
    twice = {"fuels": (COAL, COAL)}
    assert checked(check, rows=twice) == [("C1", "燃料!A1"), ("C1", "燃料!A2")]


def test_a_blank_in_a_row_is_told_at_its_cell() -> None:
    rows = {"fuels": (COAL, {**GAS, "amount__report": ""})}
    assert told(issues(rows=rows)) == [("V201", "燃料!C2")]
    rows = {"fuels": (COAL, {**GAS, "meter": ""})}  # optional
    assert issues(rows=rows) == []


def test_a_year_that_a_park_need_not_report_is_not_asked_for() -> None:
    optional = ("standard.toml", 'year = "base_year"', 'year = "base_year"\noptional = true')
    lenient = (P, 'formula = "(net[base] - net[report]) / net[base]"\nvalid = "net[base] > 0"',
               'formula = "net"')  # fmt: skip
    blank = {"base_year": "", "power__base": ""}
    changes = (optional, lenient, (C, 'name = "基准年"\nkind = "year"',
               'name = "基准年"\nkind = "year"\nrequired = false'))  # fmt: skip
    rows = {"fuels": ({**COAL, "amount__base": ""},)}
    assert issues(blank, *changes, rows=rows) == []
    found = issues({"power__base": ""}, *changes, rows=rows)
    assert told(found) == [("V202", "能源!D5"), ("V201", "燃料!B1")]


def test_ranges_hold_in_rows_too() -> None:
    rows = {"fuels": ({**COAL, "amount__base": "-1"}, GAS)}
    assert told(issues(rows=rows)) == [("V206", "燃料!B1")]


# ------------------------------------------------------------------ checks of the standard

REQUIRE = 'at = "base_year"\nrequire = "base_year < report_year"'


def checked(check: str, answers: Mapping[str, str] | None = None, **more: Rows) -> list[Told]:
    """What a park is told under one check in the place of the standard's own."""
    return told(issues(answers, (C, REQUIRE, check), rows=more.get("rows")))


def test_a_comparison_that_fails_is_told_in_the_standards_words() -> None:
    (issue,) = issues({"base_year": "2023"})
    assert (issue.code, issue.level, str(issue.cell)) == ("C1", "error", "基本信息!D7")
    assert what(issue.code, issue.params) == "“base_year”：基准年不早于评价年"
    assert remedy(issue.code, issue.params) == "请核对。"


def test_a_check_may_be_a_query() -> None:
    (issue,) = issues({"base_year": "2024"}, (C, 'level = "error"', 'level = "query"'))
    assert issue.level == "query"


@pytest.mark.parametrize("missing", ["base_year", "report_year"])
def test_a_missing_operand_breaks_no_comparison(missing: str) -> None:
    assert [code for code, _ in told(issues({missing: ""}))] == ["V201"]
    assert issues({missing: "未统计"}) == []


def test_a_comparison_of_two_years_names_the_years() -> None:
    check = 'at = "power"\nperiods = ["report"]\nrequire = "power[report] <= power[base]"'
    assert checked(check) == []
    assert checked(check, {"power__report": "101"}) == [("C1", "能源!D6")]


def test_a_check_may_hold_year_by_year() -> None:
    check = 'at = "power"\nperiods = ["base", "report"]\nrequire = "power <= 60"'
    assert checked(check) == [("C1", "能源!D5")]
    answers = {"power__base": "61", "power__report": "62"}
    assert checked(check, answers) == [("C1", "能源!D5"), ("C1", "能源!D6")]


def test_a_check_may_hold_row_by_row_and_year_by_year() -> None:
    check = (
        'at = "amount"\ntable = "fuels"\nperiods = ["base", "report"]\nrequire = "amount <= power"'
    )
    assert checked(check) == []
    rows = {"fuels": (COAL, {**GAS, "amount__base": "101", "amount__report": "51"})}
    assert checked(check, rows=rows) == [("C1", "燃料!B2"), ("C1", "燃料!C2")]


def test_a_check_may_hold_only_where_an_answer_is_so() -> None:
    check = (
        'at = "amount"\ntable = "fuels"\nperiods = ["base"]\nwhen = { fuel = ["气"] }\n'
        'require = "amount <= 0.5"'
    )
    assert checked(check) == [("C1", "燃料!B2")]  # 煤 is above the limit too


def test_answers_that_must_differ_are_told_where_they_agree() -> None:
    check = 'at = "region"\ndistinct = ["park_name", "region", "legal"]'
    assert checked(check) == []
    assert checked(check, {"park_name": "北"}) == [("C1", "基本信息!D6")]


def test_blanks_do_not_agree_with_each_other() -> None:
    check = 'at = "region"\ndistinct = ["park_name", "region"]'
    found = checked(check, {"park_name": "", "region": ""})
    assert [code for code, _ in found] == ["V201", "V201"]


def test_a_number_given_twice_is_told_at_both_rows() -> None:
    check = 'at = "number"\ntable = "proofs"\nunique = "number"'
    rows = {"proofs": (PROOF, {"number": "Z2"}, PROOF)}
    assert checked(check, rows=rows) == [("C1", "佐证!A1"), ("C1", "佐证!A3")]


def test_two_blank_numbers_are_not_the_same_number() -> None:
    check = 'at = "meter"\ntable = "fuels"\nunique = "meter"'
    assert checked(check) == []


def test_answers_that_must_be_given_together_are_told() -> None:
    check = 'at = "meter"\ntable = "fuels"\nwhen = { fuel = ["气"] }\nfilled = ["meter"]'
    assert checked(check) == [("C1", "燃料!D2")]
    assert checked(check, rows={"fuels": (COAL, {**GAS, "meter": "7"})}) == []


def test_dates_are_compared_by_their_days() -> None:
    date = 'id = "legal"\nname = "合规"\nkind = "date"'
    changes = (
        (C, 'id = "legal"\nname = "合规"\nkind = "choice"\nchoices = ["符合", "不符合"]', date),
        (C, REQUIRE, 'at = "legal"\nrequire = "legal <= 20251231"'),
    )
    assert issues({"legal": "2025-12-31"}, *changes) == []
    assert told(issues({"legal": "2026-01-01"}, *changes)) == [("C1", "基本信息!D9")]
    assert [i.code for i in issues({"legal": ""}, *changes)] == ["V201"]


# ------------------------------------------------------------------ one cause, one message


def unread(sheet: str, ref: str) -> tuple[Issue, ...]:
    """What reading has already said of a cell."""
    return (Issue("V105", "error", Cell("b.xlsx", sheet, ref), {}),)


def test_a_cell_that_could_not_be_read_is_not_told_to_be_blank() -> None:
    assert issues({"power__base": ""}, read=unread("能源", "D5")) == []
    assert issues(declared="", read=unread("燃料", "A2")) == []
    rows = {"fuels": ({**COAL, "amount__base": ""}, GAS)}
    assert issues(rows=rows, read=unread("燃料", "B1")) == []


def test_a_cell_that_could_not_be_read_breaks_no_check() -> None:
    check = 'at = "meter"\ntable = "fuels"\nfilled = ["meter"]'
    found = issues(None, (C, REQUIRE, check), read=unread("燃料", "D1"))
    assert told(found) == [("C1", "燃料!D2")]


def test_a_remark_of_reading_hides_no_mistake_in_a_value() -> None:
    found = issues({"power__base": "-1"}, read=unread("能源", "D5"))
    assert told(found) == [("V206", "能源!D5")]


def test_issues_come_in_the_order_of_the_workbook() -> None:
    found = issues(
        {"park_name": "", "base_year": "2024", "system": "", "loss": "1.5"},
        rows={"fuels": (), "proofs": ()},
    )
    assert told(found) == [
        ("V201", "基本信息!D5"),
        ("V201", "管理!D5"),
        ("V213", "佐证!A1"),
        ("V207", "能源!D7"),
        ("V211", "燃料!A2"),
        ("C1", "基本信息!D7"),
    ]


SECOND = """
[[check]]
id = "C2"
level = "query"
at = "report_year"
require = "report_year >= 2023"
text = "评价年过早"
remedy = "请核对。"
clause = "4"
"""
LATER = (C, 'remedy = "请核对。"\nclause = "4"\n', f'remedy = "请核对。"\nclause = "4"\n{SECOND}')


def test_a_number_that_contradicts_another_is_held_against_no_further_check() -> None:
    """Which of the two is wrong shows when they are mended: then the other checks speak."""
    assert told(issues({"report_year": "2022"}, LATER)) == [("C2", "基本信息!D8")]
    both = {"base_year": "2024", "report_year": "2022"}
    assert told(issues(both, LATER)) == [("C1", "基本信息!D7")]
    doubted = (C, 'level = "error"', 'level = "query"')  # what may be so hides nothing
    assert [code for code, _ in told(issues(both, LATER, doubted))] == ["C1", "C2"]


def test_a_number_beyond_what_it_may_be_is_held_against_no_check() -> None:
    check = 'at = "power"\nperiods = ["report"]\nrequire = "power[report] <= power[base]"'
    assert checked(check, {"power__base": "-1"}) == [("V206", "能源!D5")]
    assert checked(check, {"power__base": "1"}) == [("C1", "能源!D6")]


def test_a_row_is_not_held_to_a_number_that_is_wrong_in_itself_whatever_the_order() -> None:
    first = """at = "amount"
table = "fuels"
periods = ["base"]
require = "amount <= power"
text = "甲"
remedy = "请核对。"
clause = "4"

[[check]]
id = "C2"
level = "error"
at = "power"
periods = ["base"]
require = "power >= 5"
"""
    rows = {"fuels": (COAL, GAS)}
    assert checked(first, {"power__base": "5"}, rows=rows) == [("C1", "燃料!B1")]
    assert checked(first, {"power__base": "4"}, rows=rows) == [("C2", "能源!D5")]
