"""Figures are printed as GB/T 8170 rounds them, and never as a limit that they do not reach."""

from decimal import Decimal

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st
from small import patient, step, submission, tiny

from zeropark.compute import compute
from zeropark.model import Cell, Step
from zeropark.report.figures import figure, given, grouped, rounded, value_of, with_unit
from zeropark.report.trace import in_words, line, tree, with_numbers

D = Decimal
PLACES = {"分": 2, "%": 2, "tCO₂e": 2, "1": 0}
GRADES = (D(85), D(75))


@pytest.mark.parametrize(
    ("value", "places", "printed"),
    [
        # examples that GB/T 8170—2008 itself is taught with
        ("12.1498", 0, "12"),
        ("12.1498", 1, "12.1"),
        ("1268", -2, "1300"),
        ("10.5002", 0, "11"),
        ("1.050", 1, "1.0"),
        ("0.35", 1, "0.4"),
        ("2500", -3, "2000"),
        ("3500", -3, "4000"),
        ("-0.0365", 3, "-0.036"),
        ("8.53459", 2, "8.53"),  # not 8.54, as rounding twice would give
        # ties to even
        ("0.5", 0, "0"),
        ("1.5", 0, "2"),
        ("2.5", 0, "2"),
        ("2.50000001", 0, "3"),
        ("-2.5", 0, "-2"),
    ],
)
def test_a_number_is_rounded_once_and_half_to_even(value: str, places: int, printed: str) -> None:
    assert f"{rounded(D(value), places):f}" == printed


@pytest.mark.parametrize(
    ("value", "unit", "printed"),
    [
        ("85.543", "分", "85.54"),
        ("85.545", "分", "85.54"),
        ("85.5450001", "分", "85.55"),
        ("100", "分", "100.00"),
        ("0.48", "%", "48.00"),
        ("1", "%", "100.00"),
        ("0.123456", "%", "12.35"),
        ("-0.05", "%", "−5.00"),
        ("1", "1", "1"),
        ("29157.2126362", "tCO₂e", "29,157.21"),
        ("1234567.895", "tCO₂e", "1,234,567.90"),
        ("-1200", "tCO₂e", "−1,200.00"),
        ("999.995", "tCO₂e", "1,000.00"),
        ("0.30049", "tce/MWh", "0.3005"),  # four places where the standard names none
    ],
)
def test_a_computed_figure_has_the_places_of_its_unit(value: str, unit: str, printed: str) -> None:
    assert figure(D(value), unit, PLACES) == printed


@pytest.mark.parametrize("value", ["0", "-0", "-0.0", "-0.001", "0.004", "-0.005"])
def test_minus_zero_is_zero(value: str) -> None:
    assert figure(D(value), "tCO₂e", PLACES) == "0.00"


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        ("84.996", "84.996"),
        ("84.9999", "84.9999"),
        ("84.99499", "84.99"),
        ("84.95", "84.95"),
        ("85", "85.00"),
        ("85.004", "85.00"),
        ("74.995", "74.995"),  # half to even would make it 75.00
        ("74.985", "74.98"),
        ("75.0001", "75.00"),
        ("84.9999999999999999999", "84.9999999999999999999"),
    ],
)
def test_a_total_that_misses_a_limit_is_not_printed_as_the_limit(value: str, printed: str) -> None:
    assert figure(D(value), "分", PLACES, GRADES) == printed


def test_a_share_that_misses_its_target_is_not_printed_as_the_target() -> None:
    assert figure(D("0.49999"), "%", PLACES, (D("0.5"),)) == "49.999"
    assert figure(D("0.5"), "%", PLACES, (D("0.5"),)) == "50.00"


def test_a_value_above_its_ceiling_is_not_printed_as_the_ceiling() -> None:
    assert figure(D("0.004"), "tCO₂e", PLACES, ceilings=(D(0),)) == "0.004"
    assert figure(D(0), "tCO₂e", PLACES, ceilings=(D(0),)) == "0.00"
    assert figure(D("-0.004"), "tCO₂e", PLACES, ceilings=(D(0),)) == "0.00"


def test_the_dust_of_a_division_is_not_printed() -> None:
    seventh = D(100) / D(7)
    assert figure(seventh * 7 * D("0.85"), "分", PLACES, GRADES) == "85.00"


@patient
@drawn(st.decimals(D(0), D(100), places=6))
def test_whatever_is_below_a_limit_is_printed_below_it(value: Decimal) -> None:
    printed = D(figure(value, "分", PLACES, GRADES))
    for limit in GRADES:
        assert (value < limit) == (printed < limit)
    assert abs(printed - value) <= D("0.005")


@pytest.mark.parametrize(
    ("value", "unit", "printed"),
    [
        ("1200.50", "t", "1,200.5"),
        ("1200.00", "t", "1,200"),
        ("1E+3", "t", "1,000"),
        ("0.3005", "tce/MWh", "0.3005"),
        ("0.0261", "tC/GJ", "0.0261"),
        ("0.0000001", "t", "0.0000001"),
        ("0.98", "%", "98"),
        ("0.9855", "%", "98.55"),
        ("0", "t", "0"),
        ("-0", "t", "0"),
        ("-0.0", "t", "0"),
        ("-12.5", "t", "−12.5"),
        ("123456789012345", "t", "123,456,789,012,345"),
    ],
)
def test_what_was_filled_in_is_printed_as_it_was(value: str, unit: str, printed: str) -> None:
    assert given(D(value), unit) == printed


def test_thousands_are_set_apart() -> None:
    assert grouped(D(999)) == "999"
    assert grouped(D("1000.10")) == "1,000.10"


def test_answers_are_printed_as_they_were_and_figures_with_their_places() -> None:
    answer = Step("cell:x", "x", "tCO₂e", D("1200.5"), cell=Cell("b", "s", "r"))
    worked = Step("x", "x", "tCO₂e", D("1200.5"), formula="y", inputs=(answer,), names=("y",))
    assert value_of(answer, PLACES) == "1,200.5"
    assert value_of(worked, PLACES) == "1,200.50"


def test_what_has_no_value_is_printed_as_a_word() -> None:
    assert value_of(step("x", None), PLACES) == "缺失"
    assert value_of(step("x", None, "not_applicable"), PLACES) == "不适用"


@pytest.mark.parametrize(
    ("unit", "printed"), [("t", "5 t"), ("%", "5%"), ("1", "5"), ("", "5"), ("GJ/t", "5 GJ/t")]
)
def test_a_unit_stands_after_its_number(unit: str, printed: str) -> None:
    assert with_unit("5", unit) == printed


# ------------------------------------------------------------------ how a figure came about

STANDARD = tiny()
STEPS = compute(
    STANDARD,
    submission(
        STANDARD,
        {
            "region": "北",
            "base_year": "2021",
            "report_year": "2023",
            "power__base": "100",
            "power__report": "50",
        },
        {
            "fuels": [
                {"fuel": "煤", "amount__base": "10", "amount__report": "4"},
                {"fuel": "气", "amount__base": "1", "amount__report": "0.5"},
            ]
        },
        {"fuels": "有"},
    ),
    STANDARD.policies,
)


def test_a_formula_is_told_in_names_and_in_numbers() -> None:
    power = STEPS["grid_power[base]"]
    assert in_words(power, STANDARD) == "外购电量 × 北电网"
    assert with_numbers(power, STANDARD.places) == "100 × 0.8"
    p1 = STEPS["P1"]
    assert in_words(p1, STANDARD) == "(基准年净排放 − 评价年净排放) ÷ 基准年净排放"
    assert with_numbers(p1, STANDARD.places) == "(125.0000 − 50.0000) ÷ 125.0000"


def test_a_few_rows_are_written_out_and_more_are_counted() -> None:
    fuel = STEPS["fuel[base]"]
    assert in_words(fuel, STANDARD) == "燃烧（煤） + 燃烧（气）"
    assert with_numbers(fuel, STANDARD.places) == "25.0000 + 20.0000"
    many = Step(
        "fuel", "燃料", "t", D(5), formula="sum(b)", inputs=(step("b", "1"),) * 5, names=("b",) * 5
    )
    assert in_words(many, STANDARD) == "Σ（b等5项）"
    assert with_numbers(many, STANDARD.places) == "Σ（5项）"


def test_a_share_put_in_keeps_its_sign() -> None:
    """2 t of 90 % purity: 2 × 90%, which a calculator makes 1.8, not 180."""
    names, inputs = ("mass", "purity"), (step("mass", "2", unit="t"), step("purity", "0.9"))
    pure = Step("x", "x", "t", D("1.8"), formula="mass * purity", inputs=inputs, names=names)

    assert with_numbers(pure, STANDARD.places) == "2 × 90%"


def test_a_negative_number_is_put_in_brackets() -> None:
    worked = Step("x", "x", "t", D(3), formula="a - b", inputs=(step("a", "1", unit="t"),
                  step("b", "-2", unit="t")), names=("a", "b"))  # fmt: skip
    assert with_numbers(worked, STANDARD.places) == "1 − (−2)"


def test_a_line_tells_value_numbers_clause_place_source_and_note() -> None:
    assert line(STEPS["grid_power[base]"], STANDARD) == (
        "基准年电力排放 = 80.0000 tCO₂〔100 × 0.8；5.2〕"
    )
    amount, factor = STEPS["grid_power[base]"].inputs
    assert line(amount, STANDARD) == "基准年外购电量 = 100 MWh〔能源!D5〕"
    assert line(factor, STANDARD) == "基准年北电网 = 0.8 tCO₂/MWh〔公告甲〔V〕〕"


def test_the_tree_goes_down_to_cells_and_factors_and_tells_nothing_twice() -> None:
    lines = list(tree(STEPS["P1"], STANDARD))
    assert lines[0].startswith("下降率 = 60.00%")
    assert lines[1].startswith("  基准年净排放 = 125.0000 tCO₂")
    assert sum("（见上）" in each for each in lines) == 0
    both = Step("s", "s", "t", D(1), formula="a + b", inputs=(STEPS["net"], STEPS["net"]),
                names=("a", "b"))  # fmt: skip
    again = list(tree(both, STANDARD))
    assert [each.strip()[:3] for each in again if "（见上）" in each] == ["评价年"]
    assert len(again) == 2 + len(list(tree(STEPS["net"], STANDARD)))
