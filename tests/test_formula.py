"""The formula language is small and closed; its values are exact and its written form is true."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small import patient

from zeropark.formula import (
    FormulaError,
    Ref,
    Value,
    compare,
    evaluate,
    gathered,
    holds,
    is_condition,
    is_sum,
    parse,
    references,
    settle,
    total,
    written,
)

# ------------------------------------------------------------------ what may be said

ACCEPTED = [
    "1",
    "44 / 12",
    ".5",
    "0.1229",
    "a",
    "a + b - c * d / 2",
    "a[base] - a[report]",
    "sum(a)",
    "min(a, b, 3)",
    "max(a * 2, b)",
    "(a + b) * (c + d)",
    "a <= b + 1",
    "a[base] > 0",
    "a == b",
    "a != b",
    "  a\t",
]

REFUSED = [
    "",
    "   ",
    "a +",
    "a b",
    "a; b",
    "a = 1",
    "(a := 1)",
    "a ** 2",
    "a // 2",
    "a % 2",
    "a @ b",
    "a & b",
    "a << 1",
    "-1",
    "+a",
    "~a",
    "not a",
    "a and b",
    "1e3",
    "1_000",
    "0x10",
    "0b1",
    "1j",
    "True",
    "None",
    "...",
    "'text'",
    "f'{a}'",
    "a.b",
    "a.__class__",
    "__import__('os')",
    "a[0]",
    "a['base']",
    "a[base].b",
    "a[base][report]",
    "a[base:report]",
    "a[base, report]",
    "(a)(b)",
    "abs(a)",
    "eval(a)",
    "sum()",
    "sum(*a)",
    "min(a, key=b)",
    "sum(x for x in a)",
    "lambda: a",
    "lambda a: a",
    "[a]",
    "(a, b)",
    "{a}",
    "[x for x in a]",
    "a if b else c",
    "await a",
    "a < b < c",
    "a is b",
    "a in b",
    "(a < b) + 1",
    "min(a < b, c)",
    "sum(a, b > c)",
    "a[b < c]",
    "a\n+ b",
    "a\0",
    "１",
    "a × b",
    "a，b",
]


@pytest.mark.parametrize("text", ACCEPTED)
def test_arithmetic_sums_periods_and_one_comparison_are_the_language(text: str) -> None:
    parse(text)


@pytest.mark.parametrize("text", REFUSED)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(FormulaError) as refusal:
        parse(text)
    assert refusal.value.code in {"D301", "D302"}
    assert refusal.value.text == text


def test_nesting_without_end_is_refused_and_does_no_harm() -> None:
    for text in ("(" * 5000 + "a" + ")" * 5000, "1 + " * 2000 + "1", "1 + " * 50_000 + "1"):
        with pytest.raises(FormulaError):
            parse(text)


def test_a_comparison_is_a_condition_and_arithmetic_is_none() -> None:
    assert is_condition("a >= 0")
    assert not is_condition("a - 0")
    assert not is_condition("min(a, b)")


def test_names_are_told_once_in_reading_order_with_their_periods() -> None:
    assert references("b * a[base] + b - sum(c, a)") == (
        Ref("b"),
        Ref("a", "base"),
        Ref("c"),
        Ref("a"),
    )
    assert references("a < b") == (Ref("a"), Ref("b"))
    assert [str(ref) for ref in references("a[base] / b")] == ["a[base]", "b"]


def test_only_what_stands_directly_in_a_sum_may_be_rows() -> None:
    assert gathered("sum(a) + b") == {Ref("a")}
    assert gathered("min(a, b)") == {Ref("a"), Ref("b")}
    assert gathered("sum(a * b)") == frozenset()
    assert gathered("sum(a) / a") == frozenset()
    assert gathered("max(sum(a), b[base])") == {Ref("a"), Ref("b", "base")}


# ------------------------------------------------------------------ what it is worth

A, B, ROWS, NONE = Ref("a"), Ref("b"), Ref("rows"), Ref("none")
VALUES: dict[Ref, Value] = {
    A: Decimal(6),
    B: Decimal("1.5"),
    Ref("a", "base"): Decimal(10),
    ROWS: (Decimal(1), Decimal("2.5"), Decimal(4)),
    NONE: (),
}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a + b * 2", "9"),  # 6 + 3
        ("(a + b) * 2", "15"),
        ("a - b - 1", "3.5"),  # (6 − 1.5) − 1
        ("a - (b - 1)", "5.5"),
        ("a / b / 2", "2"),  # (6 ÷ 1.5) ÷ 2
        ("a / (b * 2)", "2"),
        ("(a[base] - a) / a[base]", "0.4"),
        ("sum(rows)", "7.5"),  # 1 + 2.5 + 4
        ("sum(rows, a)", "13.5"),
        ("sum(none)", "0"),
        ("max(rows)", "4"),
        ("min(rows, b)", "1"),
        ("min(none, b)", "1.5"),
        ("2 * sum(rows) - max(a, 1)", "9"),  # 15 − 6
    ],
)
def test_a_formula_is_worked_out_as_by_hand(text: str, value: str) -> None:
    assert evaluate(text, VALUES) == Decimal(value)


def test_fuel_electricity_and_steam_come_out_as_published() -> None:
    # 2 × 0.015 × 0.98 × 44/12 = 0.1078; 10 × 0.02 × 1 × 44/12 = 0.7333…
    assert settle(evaluate("2 * 0.015 * 0.98 * 44 / 12", {})) == Decimal("0.1078")
    assert round(evaluate("10 * 0.02 * 1 * 44 / 12", {}), 6) == Decimal("0.733333")
    assert evaluate("100 * 0.5", {}) == 50
    assert evaluate("1000 * 2800 * 0.11 / 1000000", {}) == Decimal("0.308")


@pytest.mark.parametrize("text", ["a / 0", "0 / 0", "1 / (a - 6)", "min(none)", "max(none)"])
def test_dividing_by_zero_and_the_least_of_nothing_are_arithmetic_errors(text: str) -> None:
    with pytest.raises(ArithmeticError):
        evaluate(text, VALUES)


@pytest.mark.parametrize("text", ["rows", "rows + 1", "a * rows"])
def test_rows_outside_a_sum_have_no_value(text: str) -> None:
    with pytest.raises(FormulaError) as refusal:
        evaluate(text, VALUES)
    assert refusal.value.code == "D303"


def test_a_condition_holds_or_does_not() -> None:
    assert holds("a > b", VALUES)
    assert holds("a == 4 * b", VALUES)
    assert holds("a - 6 <= 0", VALUES)
    assert not holds("a < b", VALUES)
    assert not holds("a != 6", VALUES)


@pytest.mark.parametrize("text", ["a", "3", "sum(rows)"])
def test_what_does_not_compare_is_no_condition(text: str) -> None:
    with pytest.raises(FormulaError) as refusal:
        holds(text, VALUES)
    assert refusal.value.code == "D304"


# ------------------------------------------------------------------ exactness


def test_a_third_three_times_is_one() -> None:
    third = evaluate("1 / 3", {})
    assert evaluate("t * 3", {Ref("t"): third}) != 1
    assert settle(evaluate("t * 3", {Ref("t"): third})) == 1
    assert compare("==", total([third, third, third]), Decimal(1))


def test_eighty_five_added_up_from_sevenths_is_not_below_eighty_five() -> None:
    # 85 = Σ of seventeen times 100/20, and of 7 × (100/7) − 15
    seventh = evaluate("100 / 7", {})
    points = total([seventh] * 7) - 15
    assert compare(">=", points, Decimal(85))
    assert not compare("<", points, Decimal(85))
    assert compare("==", points, Decimal(85))


def test_a_limit_missed_in_the_nineteenth_place_is_missed() -> None:
    assert compare("<", Decimal("84.9999999999999999999"), Decimal(85))
    assert compare("<", Decimal("84.996"), Decimal(85))
    assert compare(">", Decimal("0.0000000000000000001"), Decimal(0))


def test_tenths_add_up_as_in_the_decimal_system() -> None:
    assert evaluate("0.1 + 0.2", {}) == Decimal("0.3")
    assert total([Decimal("0.1")] * 10) == 1


def test_a_very_large_number_is_compared_as_it_is() -> None:
    huge = Decimal(10000000000000000000000000000000000000000)
    assert compare("<", huge, Decimal(10000000000000000000000000000000000000001))
    assert settle(huge) == huge


# ------------------------------------------------------------------ properties

Tree = tuple[str, Fraction]  # a formula and what it is worth


def _joined(pair: tuple[tuple[str, Fraction], str, tuple[str, Fraction]]) -> Tree:
    (left, x), sign, (right, y) = pair
    worth = {"+": x + y, "-": x - y, "*": x * y}[sign]
    return f"({left} {sign} {right})", worth


def _divided(pair: tuple[tuple[str, Fraction], int]) -> Tree:
    (left, x), divisor = pair
    return f"({left} / {divisor})", x / divisor


def _chosen(pair: tuple[str, list[tuple[str, Fraction]]]) -> Tree:
    name, parts = pair
    worths = [worth for _, worth in parts]
    worth = {"sum": sum(worths, Fraction(0)), "min": min(worths), "max": max(worths)}[name]
    return f"{name}({', '.join(text for text, _ in parts)})", worth


NUMBERS = st.integers(0, 9999).map(lambda n: Decimal(n).scaleb(-2))
LEAVES = NUMBERS.map(lambda n: (f"{n:f}", Fraction(n)))
TREES = st.recursive(
    LEAVES,
    lambda trees: st.one_of(
        st.tuples(trees, st.sampled_from("+-*"), trees).map(_joined),
        st.tuples(trees, st.integers(1, 99)).map(_divided),
        st.tuples(st.sampled_from(["sum", "min", "max"]), st.lists(trees, min_size=1, max_size=3))
        .map(_chosen),
    ),
    max_leaves=8,
)  # fmt: skip


def _near(value: Decimal, worth: Fraction) -> bool:
    # eight leaves of at most 99.99: no value beyond 10¹⁶, so 50 digits leave 30 places
    return abs(Fraction(value) - worth) < Fraction(1, 10**30)


@patient
@given(TREES)
def test_any_formula_is_worth_what_fractions_say(tree: Tree) -> None:
    text, worth = tree
    assert _near(evaluate(text, {}), worth)


@patient
@given(TREES)
def test_the_printed_formula_put_back_into_signs_is_worth_the_same(tree: Tree) -> None:
    text, worth = tree
    printed = written(text, str)
    back = printed.replace("×", "*").replace("÷", "/").replace("−", "-")
    assert _near(evaluate(back, {}), worth)


@patient
@given(TREES, TREES, st.sampled_from(["<", "<=", ">", ">=", "==", "!="]))
def test_a_comparison_agrees_with_fractions(left: Tree, right: Tree, sign: str) -> None:
    (a, x), (b, y) = left, right
    expected = {"<": x < y, "<=": x <= y, ">": x > y, ">=": x >= y, "==": x == y, "!=": x != y}
    assert holds(f"{a} {sign} {b}", {}) == expected[sign]


# ------------------------------------------------------------------ in print


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("a * b / 2", "a × b ÷ 2"),
        ("a - (b - c)", "a − (b − c)"),
        ("(a - b) - c", "a − b − c"),
        ("a + (b - c)", "a + b − c"),
        ("a / (b * c)", "a ÷ (b × c)"),
        ("a / (b / c)", "a ÷ (b ÷ c)"),
        ("(a + b) * c", "(a + b) × c"),
        ("a + b * c", "a + b × c"),
        ("sum(a)", "a"),
        ("sum(a + b) * c", "(a + b) × c"),
        ("sum(a, b) * c", "sum(a, b) × c"),
        ("min(a + b, c)", "min(a + b, c)"),
        ("a[base] >= 0", "a[base] ≥ 0"),
        ("a <= b", "a ≤ b"),
        ("a == b", "a = b"),
        ("a != b", "a ≠ b"),
    ],
)
def test_a_formula_is_printed_with_the_brackets_it_needs_and_no_others(
    text: str, printed: str
) -> None:
    assert written(text, str) == printed


def test_names_are_replaced_by_words_or_by_numbers() -> None:
    words = {"a": "用电量", "b": "因子"}
    assert written("a * b", lambda ref: words[ref.name]) == "用电量 × 因子"
    assert written("a[base] * 2", lambda ref: f"{ref.period}年") == "base年 × 2"


def test_rows_written_out_inside_a_larger_formula_keep_together() -> None:
    rows = {"rows": "1 + 2", "a": "3"}
    assert written("sum(rows)", lambda ref: rows[ref.name]) == "1 + 2"
    assert written("sum(rows) * a", lambda ref: rows[ref.name]) == "(1 + 2) × 3"
    assert written("a - sum(rows)", lambda ref: rows[ref.name]) == "3 − (1 + 2)"


# ------------------------------------------------------------------ sums


@pytest.mark.parametrize("text", ["a", "a + b - sum(c)", "a - (b[base] + c)", "sum(a, b)"])
def test_a_sum_does_nothing_but_add_and_subtract_names(text: str) -> None:
    assert is_sum(text)


@pytest.mark.parametrize("text", ["a * b", "a + b / c", "a + 1", "sum(a, b * c)", "min(a, b)"])
def test_what_weighs_or_chooses_is_no_sum(text: str) -> None:
    assert not is_sum(text)
