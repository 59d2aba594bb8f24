"""Points, totals and grades: the limits are met exactly, and nothing scores beyond its share."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from parks import VALUES, Case, parks
from small import indicator, patient, step, submission, tiny

from zeropark.compute import attainment, share
from zeropark.formula import Ref, Value, compare, settle
from zeropark.formula import evaluate as recompute
from zeropark.model import Result, Rule, Standard, TargetBy
from zeropark.score import decimal, evaluate, in_force, score

D = Decimal
PROPORTIONAL, THRESHOLD, BOOLEAN = (
    Rule("proportional_capped"),
    Rule("threshold"),
    Rule("boolean"),
)
BANDED = Rule("banded", ((D("0.6"), D("0.3")), (D("0.8"), D("0.7")), (D(1), D(1))))


# ------------------------------------------------------------------ the four rules


@pytest.mark.parametrize(
    ("attained", "expected"),
    [("-0.1", "0"), ("0", "0"), ("0.25", "0.25"), ("0.99875", "0.99875"), ("1", "1"), ("1.5", "1")],
)
def test_a_proportional_rule_gives_what_is_attained_and_no_more(
    attained: str, expected: str
) -> None:
    assert share(PROPORTIONAL, D(attained)) == D(expected)


@pytest.mark.parametrize("rule", [THRESHOLD, BOOLEAN])
@pytest.mark.parametrize(
    ("attained", "expected"), [("0", 0), ("0.9999999", 0), ("1", 1), ("1.0001", 1)]
)
def test_threshold_and_boolean_give_all_at_the_target_and_nothing_below(
    rule: Rule, attained: str, expected: int
) -> None:
    assert share(rule, D(attained)) == expected


@pytest.mark.parametrize(
    ("attained", "expected"),  # steps at 0.6, 0.8 and 1
    [
        ("-1", "0"),
        ("0", "0"),
        ("0.5999999", "0"),
        ("0.6", "0.3"),
        ("0.6000001", "0.3"),
        ("0.7999999", "0.3"),
        ("0.8", "0.7"),
        ("0.9999999", "0.7"),
        ("1", "1"),
        ("9", "1"),
    ],
)
def test_a_banded_rule_gives_the_share_of_the_highest_step_reached(
    attained: str, expected: str
) -> None:
    assert share(BANDED, D(attained)) == D(expected)


def test_steps_may_stand_in_any_order() -> None:
    assert share(Rule("banded", BANDED.bands[::-1]), D("0.9")) == D("0.7")


def test_a_limit_reached_but_for_the_dust_of_a_division_is_reached() -> None:
    third = decimal(Fraction(1, 3))
    assert share(THRESHOLD, third * 3) == 1
    assert share(BANDED, third * D("2.4")) == D("0.7")  # 0.8 but for the dust


@pytest.mark.parametrize(
    ("direction", "value", "expected"),
    [
        ("at_least", "0.2", "0.5"),
        ("at_least", "0.4", "1"),
        ("at_least", "0.6", "1.5"),
        ("at_least", "-0.2", "-0.5"),
        ("at_most", "0.8", "0.5"),
        ("at_most", "0.4", "1"),
        ("at_most", "0.2", "2"),
        ("at_most", "0", "1"),
        ("at_most", "-3", "1"),
    ],
)
def test_a_target_is_a_floor_or_a_ceiling(
    direction: Literal["at_least", "at_most"], value: str, expected: str
) -> None:
    judged_by = replace(indicator("I", "0.4"), direction=direction)
    assert attainment(judged_by, D(value), judged_by.target) == D(expected)


def test_without_a_value_or_a_target_nothing_is_attained_or_missed() -> None:
    assert attainment(indicator("I"), None, D(1)) is None
    assert attainment(indicator("I"), D(1), None) is None


# ------------------------------------------------------------------ grades at their limits


def judged(
    p1: str | None,
    m1: str | None = "1",
    net: str | None = "0",
    *,
    inapplicable: Collection[str] = (),
    na: str = "exclude_and_rescale",
) -> Result:
    """The tiny standard: 50 points for P1, in proportion to 1, and 50 for M1, all or nothing."""
    standard = tiny()
    scheme = replace(standard.schemes["even"], policies={"na_policy": na})
    given_ = {"P1": p1, "M1": m1, "net": net}
    steps = {
        id_: step(id_, value, "not_applicable" if id_ in inapplicable else "missing")
        for id_, value in given_.items()
    }
    return score(standard, standard.variants["park"], scheme, steps)


def grade(result: Result) -> str:
    return result.grade.id if result.grade else ""


@pytest.mark.parametrize(
    ("p1", "total", "net", "expected"),
    [
        ("0.7", "85", "0", "zero"),
        ("0.7", "85", "-0.001", "zero"),
        ("0.7", "85", "0.001", "near_zero"),
        ("0.7", "85", "1000", "near_zero"),
        ("0.69992", "84.996", "0", "near_zero"),
        ("0.69992", "84.996", "-5", "near_zero"),
        ("0.5", "75", "0", "near_zero"),
        ("0.5", "75", "9", "near_zero"),
        ("0.4999", "74.995", "0", ""),
        ("0.4999", "74.995", "9", ""),
        ("0.8", "90", None, "near_zero"),
        ("1", "100", "0", "zero"),
        ("0", "50", "0", ""),
    ],
)
def test_grades_are_reached_on_full_values_and_with_their_condition(
    p1: str, total: str, net: str | None, expected: str
) -> None:
    result = judged(p1, net=net)
    assert result.total.value == D(total)
    assert grade(result) == expected


def test_ninety_without_a_net_figure_is_near_zero_and_not_sufficient() -> None:
    result = judged("0.8", net=None)
    assert result.conditions == {"zero": None, "near_zero": True}
    assert not result.sufficient


def test_dust_above_or_below_zero_is_net_zero() -> None:
    third = decimal(Fraction(1, 3))
    steps = {
        "P1": step("P1", "1"),
        "M1": step("M1", "1"),
        "net": step("net", D(1) - third * 3),
    }
    standard = tiny()
    result = score(standard, standard.variants["park"], standard.schemes["even"], steps)
    assert grade(result) == "zero"


# ------------------------------------------------------------------ missing and not applicable


def test_what_is_missing_scores_nothing_and_at_best_everything() -> None:
    result = judged(None)
    first = next(s for s in result.scores if s.indicator.id == "P1")
    assert first.points.value == 0
    assert first.best == 50
    assert first.standing == "missing"
    assert result.total.value == 50
    assert result.best_total == 100
    assert not result.sufficient


def test_with_everything_there_the_best_total_is_the_total() -> None:
    result = judged("0.6")
    assert result.total.value == result.best_total == 80
    assert result.sufficient


@pytest.mark.parametrize(
    ("policy", "total", "expected"),
    [("exclude_and_rescale", 80, "near_zero"), ("zero", 40, ""), ("full", 90, "zero")],
)
def test_what_does_not_apply_is_left_out_or_scores_nothing_or_all(
    policy: str, total: int, expected: str
) -> None:
    result = judged("0.8", None, inapplicable={"M1"}, na=policy)  # 40 of 50 points
    assert result.total.value == total
    assert result.best_total == total
    assert grade(result) == expected
    assert result.sufficient


def test_only_a_rescaled_total_says_that_it_is() -> None:
    note = "不适用指标已剔除，其余指标折算为百分制。"
    assert judged("0.8", None, inapplicable={"M1"}).total.note == note
    assert judged("0.8", None, inapplicable={"M1"}, na="zero").total.note == ""
    assert judged("0.8").total.note == ""


def test_nothing_applicable_is_no_division_by_zero() -> None:
    result = judged(None, None, inapplicable={"P1", "M1"})
    assert result.total.value == 0
    assert grade(result) == ""


def test_an_aspect_adds_up_what_counts_in_it_and_tells_its_share() -> None:
    result = judged("0.6")  # P1 of the first aspect has 30 of its 50 points, M1 all 50
    made = {
        id_: (each.points.value, each.maximum.value, each.rate.value)
        for id_, each in result.aspects.items()
    }
    assert list(made.values()) == [(D(30), D(50), D("0.6")), (D(50), D(50), D(1))]
    assert result.gathered.value == result.total.value == 80
    assert result.possible.value == 100


@pytest.mark.parametrize(
    ("policy", "counted"), [("exclude_and_rescale", 1), ("zero", 2), ("full", 2)]
)
def test_an_aspect_counts_what_does_not_apply_only_if_the_policy_does(
    policy: str, counted: int
) -> None:
    result = judged("0.8", None, inapplicable={"M1"}, na=policy)
    assert len(result.aspects) == counted
    assert result.possible.value == 50 * counted
    assert result.gathered.value == {"exclude_and_rescale": 40, "zero": 40, "full": 90}[policy]


def test_an_aspect_without_points_has_no_share() -> None:
    standard = tiny()
    points = {"park": {"P1": Fraction(100), "M1": Fraction(0)}}
    scheme = replace(standard.schemes["even"], points=points)
    steps = {"P1": step("P1", "0.4"), "M1": step("M1", "1"), "net": step("net", "0")}
    rates = [
        a.rate for a in score(standard, standard.variants["park"], scheme, steps).aspects.values()
    ]
    assert [(rate.value, rate.state) for rate in rates][-1] == (None, "not_applicable")


def test_missing_and_not_applicable_together_rescale_what_is_judged() -> None:
    result = judged(None, None, inapplicable={"M1"})
    assert result.total.value == 0
    assert result.best_total == 100
    assert not result.sufficient


@pytest.mark.parametrize(
    ("value", "standing"),
    [
        ("1.2", "met"),
        ("1", "met"),
        ("0.9999", "near"),
        ("0.9", "near"),
        ("0.8999", "short"),
        ("0.6", "short"),
        ("0.5999", "far"),
        ("-1", "far"),
    ],
)
def test_a_value_meets_nears_or_misses_its_target(value: str, standing: str) -> None:
    (first,) = (s for s in judged(value).scores if s.indicator.id == "P1")
    assert first.standing == standing


def test_points_can_be_traced_to_value_target_and_full_points() -> None:
    (first,) = (s for s in judged("0.6").scores if s.indicator.id == "P1")
    assert first.points.value == 30
    assert first.lost == 20
    assert dict(zip(first.points.names, first.points.inputs, strict=True)).keys() == {
        "P1",
        "target",
        "maximum",
    }
    assert [source.value for source in first.points.inputs] == [D("0.6"), 1, 50]
    assert first.points.inputs[1].source == "标准目标值（参考某文件）"
    assert first.points.inputs[2].source == "各半"


@patient
@given(parks())
def test_points_and_total_come_out_of_the_formula_they_are_told_by(case: Case) -> None:
    result = score(*case)
    for told in result.steps.values():
        values: dict[Ref, Value] = {
            Ref(name): found.value or D(0)
            for name, found in zip(told.names, told.inputs, strict=True)
        }
        if told.value is not None:
            assert settle(recompute(told.formula, values)) == settle(told.value), told.formula


def test_a_scheme_may_set_a_target_of_its_own() -> None:
    standard = tiny()
    scheme = replace(standard.schemes["even"], targets={"park": {"P1": D("0.5")}})
    steps = {"P1": step("P1", "0.4"), "M1": step("M1", "1"), "net": step("net", "0")}
    result = score(standard, standard.variants["park"], scheme, steps)
    assert result.total.value == 90  # 50 × 0.4/0.5 + 50


# steps by the size of the park: none below 20, 0.2 from 20 on, 0.3 from 100 on
BY_SIZE = TargetBy("size", ((D(20), D("0.2")), (D(100), D("0.3"))))


def by_size(size: str | None, value: str | None) -> Result:
    """An upper limit that depends on a size, for all the points there are."""
    standard = tiny()
    only = replace(indicator("I", "0.2"), direction="at_most", target_by=BY_SIZE)
    variant = replace(standard.variants["park"], indicators=(only,))
    scheme = replace(
        standard.schemes["even"],
        points={"park": {"I": Fraction(100)}},
        rules={"park": {"I": PROPORTIONAL}},
    )
    steps = {"I": step("I", value), "size": step("size", size), "net": step("net", "0")}
    return score(standard, variant, scheme, steps)


@pytest.mark.parametrize(
    ("size", "value", "target", "total"),
    [
        ("20", "0.2", "0.2", 100),
        ("99.9", "0.25", "0.2", 80),  # 0.2 ÷ 0.25
        ("100", "0.25", "0.3", 100),
        ("5000", "0.4", "0.3", 75),  # 0.3 ÷ 0.4
    ],
)
def test_a_target_may_depend_on_a_figure(size: str, value: str, target: str, total: int) -> None:
    result = by_size(size, value)
    assert result.scores[0].target == D(target)
    assert result.total.value == total


def test_below_the_first_step_there_is_no_target_and_the_indicator_does_not_apply() -> None:
    (only,) = by_size("19.9", "0.5").scores
    assert only.standing == "not_applicable"
    assert only.value.note == "标准未对该规模规定目标值，不作要求。"


def test_with_figure_and_value_missing_the_indicator_is_missing() -> None:
    result = by_size(None, None)
    assert result.scores[0].standing == "missing"
    assert not result.sufficient


# ------------------------------------------------------------------ every scheme beside its own


def test_a_park_is_judged_under_its_scheme_and_every_other_with_that_ones_policies() -> None:
    standard = tiny()
    even = standard.schemes["even"]
    fuel = replace(even, id="fuel", policies={"caliber": "fuel"})
    strict = replace(even, id="strict", rules={"park": {"P1": THRESHOLD, "M1": BOOLEAN}})
    standard = replace(standard, schemes={"even": even, "fuel": fuel, "strict": strict})
    answers = {
        "region": "北",
        "base_year": "2021",
        "report_year": "2023",
        "power__base": "100",  # × 0.8 = 80
        "power__report": "50",  # × 0.6 = 30
        "system": "已建立",
    }
    rows = {"fuels": [{"fuel": "煤", "amount__base": "8", "amount__report": "2"}]}  # 20 and 5
    park = submission(standard, answers, rows, {"fuels": "有"})

    evaluation = evaluate(standard, park, even)

    # all: (100 − 35) ÷ 100 = 0.65; fuel only: (20 − 5) ÷ 20 = 0.75
    assert evaluation.result.total.value == D("82.5")
    assert [(r.scheme.id, r.total.value) for r in evaluation.others] == [
        ("fuel", D("87.5")),
        ("strict", D(50)),
    ]
    assert evaluation.policies["caliber"].value == "all"
    assert evaluation.steps["total"].value == D("82.5")
    assert evaluation.steps["points:P1"].value == D("32.5")


def test_a_schemes_choices_are_in_force_and_all_else_stays() -> None:
    standard = tiny()
    scheme = replace(standard.schemes["even"], policies={"caliber": "fuel"})
    policies = in_force(standard, scheme)
    assert policies["caliber"].value == "fuel"
    assert policies["na_policy"] == standard.policies["na_policy"]
    assert standard.policies["caliber"].value == "all"


# ------------------------------------------------------------------ a park at the source values

# what the sources of the standard call a pilot: 工业, 农业, 文旅
PILOT: Mapping[str, tuple[str, str, str]] = {
    "P1": ("0.48", "0.43", "0.43"),
    "E1": ("0.5", "0.5", "0.5"),
    "E2": ("0.8", "0.8", "0.8"),
    "B1": ("0.3", "0.3", "0.3"),
    "S1": ("0.95", "0.85", "0.3"),
    "S2": ("0.6", "0.8", "0.8"),
    "T1": ("0.8", "0.8", "1"),
    "J1": ("0.75", "0.75", "0.75"),
    "J2": ("1", "1", "1"),
    "M1": ("1", "1", "1"),
    "M2": ("1", "1", "1"),
    "M3": ("0.1", "0.1", "0.1"),
    "M4": ("1", "1", "1"),
    "M5": ("1", "1", "1"),
}
VARIANTS = ("industrial", "agricultural", "tourism")

# 工业, one fourteenth each: 0.48 + 1 + 8/9 + 1/2 + 1 + 6/7 + 1 + 3/4 + 1 + 1 + 1 + 1/2 + 1 + 1
# = 11.97603…, × 100/14 = 85.543; with thresholds 8 of 14 are met: 57.143
TOTALS: Mapping[str, tuple[str, str, str]] = {
    "draft-indicator-equal": ("85.543", "84.661", "82.556"),
    "draft-aspect-equal": ("80.400", "79.161", "77.056"),
    "draft-indicator-threshold": ("57.143", "50.000", "50.000"),
    "draft-aspect-threshold": ("47.143", "40.000", "40.000"),
    "pilot-level": ("100.000", "100.000", "100.000"),  # its own level, met throughout
}


@pytest.mark.parametrize("scheme", TOTALS)
@pytest.mark.parametrize("place", range(3), ids=VARIANTS)
def test_a_pilot_scores_what_was_worked_out_apart(
    shanxi: Standard, scheme: str, place: int
) -> None:
    steps = {id_: step(id_, values[place]) for id_, values in PILOT.items()}
    steps["net"] = step("net", "1000", unit="tCO₂e")
    variant = shanxi.variants[VARIANTS[place]]

    result = score(shanxi, variant, shanxi.schemes[scheme], steps)

    assert result.total.value is not None
    assert round(result.total.value, 3) == D(TOTALS[scheme][place])
    assert grade(result) == ("near_zero" if result.total.value > 75 else "")


def test_the_shipped_schemes_are_those_that_are_tested_here(shanxi: Standard) -> None:
    assert set(shanxi.schemes) == set(TOTALS)


def test_a_park_that_meets_every_target_has_exactly_a_hundred(shanxi: Standard) -> None:
    for variant in shanxi.variants.values():
        steps = {i.id: step(i.id, i.target) for i in variant.indicators}
        steps["net"] = step("net", "0")
        for scheme in shanxi.schemes.values():
            result = score(shanxi, variant, scheme, steps)
            assert settle(result.total.value or D(0)) == 100
            assert grade(result) == "zero"


# ------------------------------------------------------------------ properties


def sum_of(numbers: list[Decimal]) -> Fraction:
    return sum((Fraction(number) for number in numbers), Fraction(0))


def close(value: Decimal, expected: Fraction) -> bool:
    return abs(Fraction(value) - expected) < Fraction(1, 10**25)


@patient
@given(parks())
def test_points_lie_between_nothing_and_the_full_points(case: Case) -> None:
    for each in score(*case).scores:
        assert each.points.value is not None
        assert 0 <= each.points.value <= each.maximum
        assert each.points.value <= each.best <= each.maximum


@patient
@given(parks())
def test_the_total_is_the_sum_of_the_points_rescaled_only_for_what_is_left_out(case: Case) -> None:
    result = score(*case)
    points = sum_of([s.points.value or D(0) for s in result.scores])
    maxima = sum_of([s.maximum for s in result.scores if s.standing != "not_applicable"])
    left_out = any(s.standing == "not_applicable" for s in result.scores)
    if left_out and maxima and case[2].policies["na_policy"] == "exclude_and_rescale":
        points = points * 100 / maxima
    assert close(result.total.value or D(0), points)
    assert compare("<=", result.total.value or D(0), result.best_total)
    assert compare("<=", result.best_total, D(100))


@patient
@given(parks(), st.data())
def test_more_of_a_good_thing_never_scores_less(case: Case, data: st.DataObject) -> None:
    standard, variant, scheme, steps = case
    chosen = data.draw(st.sampled_from(variant.indicators))
    values = sorted((data.draw(VALUES), data.draw(VALUES)), reverse=chosen.direction == "at_most")
    worse, better = (
        score(standard, variant, scheme, {**steps, chosen.id: step(chosen.id, value)})
        for value in values
    )
    assert compare("<=", worse.total.value or D(0), better.total.value or D(0))


@patient
@given(parks())
def test_the_order_of_a_scheme_does_not_matter(case: Case) -> None:
    standard, variant, scheme, steps = case
    turned = replace(
        scheme,
        points={"park": dict(list(scheme.points["park"].items())[::-1])},
        rules={"park": dict(list(scheme.rules["park"].items())[::-1])},
    )
    one, other = (score(standard, variant, each, steps) for each in (scheme, turned))
    assert one == replace(other, scheme=scheme)


@patient
@given(parks())
def test_a_grade_is_given_only_for_its_points_and_its_condition(case: Case) -> None:
    result = score(*case)
    total, net = result.total.value or D(0), case[3]["net"].value
    if compare(">=", total, D(85)) and net is not None and net <= 0:
        assert grade(result) == "zero"
    elif compare(">=", total, D(75)):
        assert grade(result) == "near_zero"
    else:
        assert grade(result) == ""


def test_targets_for_orientation_stand_beside_the_schemes_and_not_among_them(
    shanxi: Standard,
) -> None:
    """The pilots' values of the notes: met or not, told apart from the comparison of grades."""
    pilots = shanxi.schemes["pilot-level"]
    park = submission(shanxi, {}, {}, {}, variant="industrial")
    judged = evaluate(shanxi, park, shanxi.schemes[shanxi.default_scheme])
    alone = evaluate(shanxi, park, pilots)

    assert pilots.reference
    assert pilots.status == "draft"
    assert pilots.targets["industrial"]["P1"] == D("0.48")
    assert [r.scheme.id for r in judged.references] == ["pilot-level"]
    assert "pilot-level" not in [r.scheme.id for r in judged.others]
    assert alone.result.scheme is pilots
    assert alone.references == ()
    assert len(alone.others) == len(judged.others) + 1
