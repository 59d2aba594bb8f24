"""Figures are worked out as by hand, and what is missing is never taken for zero."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small import Change, Rows, patient, submission, tiny

from zeropark.compute import compute, leaves
from zeropark.model import Step
from zeropark.score import in_force

C, P = "common.toml", "park.toml"

# region 北: 0.8 tCO₂/MWh in 2021, 0.6 in 2023; 煤 2.5 tCO₂/t, 气 20 tCO₂ per unit
ANSWERS = {
    "region": "北",
    "base_year": "2021",
    "report_year": "2023",
    "power__base": "100",  # × 0.8 = 80
    "power__report": "50",  # × 0.6 = 30
    "system": "已建立",
}
COAL = {"fuel": "煤", "amount__base": "10", "amount__report": "4"}  # × 2.5 = 25 and 10
GAS = {"fuel": "气", "amount__base": "1", "amount__report": "0.5"}  # × 20 = 20 and 10
FUELS = {"fuels": (COAL, GAS)}


def worked(
    answers: Mapping[str, str] | None = None,
    rows: Rows = FUELS,
    declared: str = "有",
    *,
    changes: tuple[Change, ...] = (),
    policies: Mapping[str, str] | None = None,
) -> Mapping[str, Step]:
    """The figures of that park under the standard's policies, some chosen otherwise."""
    standard = tiny(*changes)
    scheme = replace(standard.schemes["even"], policies=policies or {})
    in_effect = in_force(standard, scheme)
    park = submission(standard, {**ANSWERS, **(answers or {})}, rows, {"fuels": declared})
    return compute(standard, park, in_effect)


# ------------------------------------------------------------------ by hand


def test_a_park_is_worked_out_as_by_hand() -> None:
    steps = worked()
    expected = {
        "burnt[base]#1": "25",
        "burnt[base]#2": "20",
        "fuel[base]": "45",
        "grid_power[base]": "80",
        "net[base]": "125",
        "burnt[report]#1": "10",
        "burnt[report]#2": "10",
        "fuel[report]": "20",
        "grid_power[report]": "30",
        "net[report]": "50",
        "P1": "0.6",  # (125 − 50) ÷ 125
        "M1": "1",
    }
    assert {id_: steps[id_].value for id_ in expected} == {
        id_: Decimal(value) for id_, value in expected.items()
    }


def test_the_period_that_is_judged_stands_under_the_bare_name_too() -> None:
    steps = worked()
    assert steps["net"] is steps["net[report]"]
    assert steps["fuel"] is steps["fuel[report]"]
    assert "burnt" not in steps


def test_a_figure_carries_its_clause_unit_formula_and_period() -> None:
    step = worked()["grid_power[base]"]
    assert (step.unit, step.clause, step.formula, step.period) == (
        "tCO₂",
        "5.2",
        "power * grid",
        "base",
    )
    assert step.names == ("power", "grid")
    assert [source.value for source in step.inputs] == [Decimal(100), Decimal("0.8")]


def test_a_figure_of_a_row_is_named_after_the_row() -> None:
    steps = worked()
    assert [steps[f"burnt[base]#{n}"].name for n in (1, 2)] == ["燃烧（煤）", "燃烧（气）"]
    assert steps["burnt[base]#2"].inputs[0].name == "用量（气）"


def test_an_amount_has_the_unit_that_its_row_says() -> None:
    change = (C, 'unit = "t"\n', 'unit = "t"\nunit_from = "factor.fuels.unit"\n')
    steps = worked(changes=(change,))
    assert steps["burnt[base]#1"].inputs[0].unit == "t"
    assert steps["burnt[base]#2"].inputs[0].unit == "10⁴Nm³"
    assert steps["burnt[base]#2"].inputs[1].unit == "tCO₂/10⁴Nm³"


@pytest.mark.parametrize(("answer", "value"), [("已建立", 1), ("未建立", 0)])
def test_a_choice_counts_what_the_standard_says_it_is_worth(answer: str, value: int) -> None:
    assert worked({"system": answer})["M1"].value == value


# ------------------------------------------------------------------ three states


@pytest.mark.parametrize("answer", ["", "未统计"])
def test_what_is_missing_makes_all_that_needs_it_missing(answer: str) -> None:
    steps = worked({"power__report": answer})
    for id_ in ("grid_power[report]", "net[report]", "net", "P1"):
        assert (steps[id_].value, steps[id_].state) == (None, "missing")
    for id_ in ("fuel[report]", "net[base]", "M1"):
        assert steps[id_].state == "value"


def test_zero_is_a_value() -> None:
    steps = worked({"power__report": "0"})
    assert steps["grid_power[report]"].value == 0
    assert steps["net[report]"].value == 20
    assert steps["P1"].value == Decimal("0.84")  # (125 − 20) ÷ 125


def test_what_does_not_apply_makes_all_that_needs_it_not_apply() -> None:
    steps = worked({"power__base": "不适用", "power__report": "不适用"})
    for id_ in ("grid_power", "net", "P1"):
        assert (steps[id_].value, steps[id_].state) == (None, "not_applicable")
    assert worked({"system": "不适用"})["M1"].state == "not_applicable"


def test_missing_outweighs_not_applicable() -> None:
    steps = worked({"power__base": "不适用", "power__report": "未统计"})
    assert steps["net[base]"].state == "not_applicable"
    assert steps["P1"].state == "missing"


def test_one_missing_row_makes_the_sum_missing() -> None:
    rows = {"fuels": (COAL, {"fuel": "气", "amount__base": "1"})}
    steps = worked(rows=rows)
    assert steps["burnt[report]#1"].value == 10
    assert steps["burnt[report]#2"].state == "missing"
    assert steps["fuel[report]"].state == "missing"
    assert steps["fuel[base]"].value == 45


def test_a_factor_that_is_not_in_the_table_is_missing() -> None:
    rows = {"fuels": ({**COAL, "fuel": "柴"},)}
    (amount, factor) = worked(rows=rows)["burnt[base]#1"].inputs
    assert amount.value == 10
    assert (factor.value, factor.state) == (None, "missing")


def test_a_year_that_a_park_does_not_report_is_not_worked_out() -> None:
    optional = ("standard.toml", 'year = "base_year"', 'year = "base_year"\noptional = true')
    formula = 'formula = "(net[base] - net[report]) / net[base]"\nvalid = "net[base] > 0"'
    changes = (optional, (P, formula, 'formula = "net"'))
    steps = worked({"base_year": ""}, changes=changes)
    assert not [id_ for id_ in steps if "[base]" in id_]
    assert steps["P1"].value == 50
    assert worked(changes=changes)["net[base]"].value == 125


# ------------------------------------------------------------------ tables without rows


def test_none_is_zero_and_its_cell_is_the_source() -> None:
    steps = worked(rows={}, declared="无")
    (source,) = steps["fuel[report]"].inputs
    assert steps["fuel[report]"].value == 0
    assert source.value == 0
    assert source.name == "有无燃料？"
    assert str(source.cell) == "燃料!A2"
    assert source.note == "填报为“无”，按零计"
    assert steps["net[base]"].value == 80


@pytest.mark.parametrize("declared", ["有", ""])
def test_some_without_rows_and_an_open_question_are_missing(declared: str) -> None:
    steps = worked(rows={}, declared=declared)
    assert steps["fuel[report]"].state == "missing"
    assert steps["P1"].state == "missing"
    (source,) = steps["fuel[report]"].inputs
    assert (source.value, source.note) == (None, "")


def test_a_table_without_a_question_may_simply_be_empty() -> None:
    steps = worked(rows={}, changes=((C, 'question = "有无燃料？"\n', ""),))
    (source,) = steps["fuel[base]"].inputs
    assert steps["fuel[base]"].value == 0
    assert str(source.cell) == "燃料!A1"


def test_only_rows_of_the_chosen_kind_count() -> None:
    steps = worked(changes=((C, 'each = "fuels"', 'each = "fuels"\nwhere = { fuel = ["气"] }'),))
    assert "burnt[base]#1" not in steps
    assert steps["fuel[base]"].value == 20


def test_no_row_of_the_chosen_kind_is_zero_and_says_so() -> None:
    change = (C, 'each = "fuels"', 'each = "fuels"\nwhere = { fuel = ["气"] }')
    steps = worked(rows={"fuels": (COAL,)}, changes=(change,))
    (source,) = steps["fuel[base]"].inputs
    assert steps["fuel[base]"].value == 0
    assert source.note == "明细中没有此类，按零计"


def test_only_rows_with_what_must_be_filled_count() -> None:
    change = (C, 'each = "fuels"', 'each = "fuels"\nfilled = ["meter"]')
    rows = {"fuels": (COAL, {**GAS, "meter": "7"}, {**GAS, "meter": "未统计"})}
    steps = worked(rows=rows, changes=(change,))
    assert [source.id for source in steps["fuel[base]"].inputs] == ["burnt[base]#2"]
    assert steps["fuel[base]"].value == 20


# ------------------------------------------------------------------ factors by year


def factor(region: str, base_year: str) -> Step:
    """The grid factor that a park of that region and base year is worked out with."""
    return worked({"region": region, "base_year": base_year})["grid_power[base]"].inputs[1]


def test_a_factor_of_the_year_itself_needs_no_note() -> None:
    step = factor("北", "2021")
    assert (step.value, step.note) == (Decimal("0.8"), "")
    assert step.source == "公告甲〔V〕"


def test_a_year_without_a_factor_takes_the_latest_before_it_and_says_so() -> None:
    step = factor("北", "2022")
    assert step.value == Decimal("0.8")
    assert step.note == "2022年因子未见公布，取此前最近公布的2021年因子"
    assert factor("北", "2030").value == Decimal("0.6")


def test_a_year_before_all_factors_takes_the_earliest_and_says_so() -> None:
    step = factor("南", "2021")
    assert step.value == Decimal("0.4")
    assert step.note == "2021年因子未见公布，取最早公布的2023年因子"


@pytest.mark.parametrize(("region", "year"), [("北", ""), ("", "2021")])
def test_without_year_or_region_there_is_no_factor(region: str, year: str) -> None:
    assert factor(region, year).state == "missing"


# ------------------------------------------------------------------ policies and conditions


def test_a_policy_chooses_the_formula_and_the_figure_says_so() -> None:
    steps = worked(policies={"caliber": "fuel"})
    assert steps["net[base]"].value == 45
    assert steps["net[base]"].formula == "fuel"
    assert steps["net[base]"].note == "口径：只计燃料。"
    assert worked()["net[base]"].note == "口径：全部。"


def test_what_the_chosen_formula_does_not_use_may_be_missing() -> None:
    steps = worked({"power__base": ""}, policies={"caliber": "fuel"})
    assert steps["net[base]"].value == 45
    assert steps["grid_power[base]"].state == "missing"


def test_where_the_condition_fails_the_figure_is_missing_and_says_why() -> None:
    step = worked({"power__base": "0"}, rows={}, declared="无")["P1"]
    assert (step.value, step.state) == (None, "missing")
    assert step.note == "不满足计算条件（net[base] > 0），无法计算。"
    assert [source.value for source in step.inputs] == [0, 30]


def test_a_division_by_zero_is_missing_and_says_why() -> None:
    change = (P, 'valid = "net[base] > 0"\n', "")
    step = worked({"power__base": "0"}, rows={}, declared="无", changes=(change,))["P1"]
    assert (step.value, step.state) == (None, "missing")
    assert step.note == "除数为零，无法计算。"


def test_a_condition_on_something_missing_fails() -> None:
    change = (P, 'valid = "net[base] > 0"', 'valid = "loss >= 0"')
    assert worked(changes=(change,))["P1"].state == "missing"
    assert worked({"loss": "0.1"}, changes=(change,))["P1"].value == Decimal("0.6")


def test_an_indicators_convention_is_its_note() -> None:
    change = (P, 'clause = "6.1"', 'clause = "6.1"\nconvention = "取净排放。"')
    assert worked(changes=(change,))["P1"].note == "取净排放。"


# ------------------------------------------------------------------ where it all comes from


def test_a_figure_rests_on_cells_and_factors_only_each_once() -> None:
    found = list(leaves(worked()["P1"]))
    assert [leaf.id for leaf in found] == [
        "cell:amount#1[base]@燃料!B1",
        "factor:fuels:煤/:ef",
        "cell:amount#2[base]@燃料!B2",
        "factor:fuels:气/:ef",
        "cell:power[base]@能源!D5",
        "factor:grid:北/2021:factor",
        "cell:amount#1[report]@燃料!C1",
        "cell:amount#2[report]@燃料!C2",
        "cell:power[report]@能源!D6",
        "factor:grid:北/2023:factor",
    ]
    assert all(leaf.cell or leaf.source for leaf in found)


def test_what_is_missing_can_be_traced_to_its_cell() -> None:
    found = leaves(worked({"power__report": ""})["P1"])
    assert [str(leaf.cell) for leaf in found if leaf.state == "missing"] == ["能源!D6"]


AMOUNTS = st.lists(
    st.tuples(st.sampled_from(["煤", "气"]), st.integers(0, 10**6)), min_size=1, max_size=6
)


@patient
@given(AMOUNTS)
def test_the_sum_of_a_table_is_the_sum_of_its_rows_in_any_order(
    amounts: list[tuple[str, int]],
) -> None:
    def total(listed: list[tuple[str, int]]) -> Decimal | None:
        rows = [{"fuel": fuel, "amount__base": str(tonnes)} for fuel, tonnes in listed]
        return worked(rows={"fuels": rows})["fuel[base]"].value

    expected = sum(tonnes * (5 if fuel == "煤" else 40) for fuel, tonnes in amounts)
    assert total(amounts) == Decimal(expected) / 2
    assert total(amounts[::-1]) == total(amounts)


@patient
@given(AMOUNTS, st.data())
def test_whichever_row_is_missing_so_is_the_sum(
    amounts: list[tuple[str, int]], data: st.DataObject
) -> None:
    gap = data.draw(st.integers(0, len(amounts) - 1))
    rows = [
        {"fuel": fuel, "amount__base": "" if place == gap else str(tonnes)}
        for place, (fuel, tonnes) in enumerate(amounts)
    ]
    assert worked(rows={"fuels": rows})["fuel[base]"].state == "missing"
