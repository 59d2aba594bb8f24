"""Gaps by what they cost, measures where there are none, and the shortest way up."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import assume, given
from parks import Case, parks
from small import patient, step, submission, tiny

from zeropark.formula import compare, settle
from zeropark.model import Grade, Plan, Result, Score
from zeropark.plan import climb, plan
from zeropark.score import evaluate, score

D = Decimal
NEAR = Grade("near_zero", "近零", D(75))


def total(result: Result) -> Decimal:
    assert result.total.value is not None
    return result.total.value


# ------------------------------------------------------------------ the shortest way up


def fewest(result: Result, minimum: int) -> int | None:
    """The size of the smallest set of indicators that, at full points, lifts the total so far.

    Every set is tried, in fractions; ``None`` if even all of them do not.
    """
    judged = [s for s in result.scores if s.standing != "not_applicable"]
    points = {s.indicator.id: Fraction(s.points.value or 0) for s in result.scores}
    whole = sum((Fraction(s.maximum) for s in judged), Fraction(0))
    rescaled = result.scheme.policies["na_policy"] == "exclude_and_rescale"
    left_out = len(judged) < len(result.scores) and whole > 0
    scale = 100 / whole if rescaled and left_out else Fraction(1)
    for size in range(len(judged) + 1):
        for raised in combinations(judged, size):
            lifted = points | {s.indicator.id: Fraction(s.maximum) for s in raised}
            reached = sum(lifted.values()) * scale
            if reached >= minimum - Fraction(1, 10**20):
                return size
    return None


@patient
@given(parks())
def test_no_smaller_set_of_indicators_does_it(case: Case) -> None:
    result = score(*case)
    assume(compare("<", total(result), NEAR.minimum))
    way = climb(result, NEAR)
    smallest = fewest(result, 75)
    assert way.possible == (smallest is not None)
    if smallest is not None:
        assert len(way.steps) == smallest


@patient
@given(parks())
def test_with_the_values_that_it_names_the_park_reaches_what_it_says(case: Case) -> None:
    standard, variant, scheme, steps = case
    result = score(*case)
    assume(compare("<", total(result), NEAR.minimum))
    way = climb(result, NEAR)
    raised = {each.indicator.id: step(each.indicator.id, value) for each, value in way.steps}
    after = score(standard, variant, scheme, {**steps, **raised})
    assert settle(total(after)) == settle(way.reached)
    assert compare(">=", total(after), NEAR.minimum) == way.possible


@patient
@given(parks())
def test_where_the_last_step_is_in_proportion_the_grade_is_reached_exactly(case: Case) -> None:
    result = score(*case)
    assume(compare("<", total(result), NEAR.minimum))
    way = climb(result, NEAR)
    if way.possible and way.steps[-1][0].rule.kind == "proportional_capped":
        assert settle(way.reached) == 75


# ------------------------------------------------------------------ a park by hand

# all: base 100 × 0.8 + 20 = 100; report 50 × 0.6 + 5 = 35; P1 = 0.65, 32.5 of 50 points
ANSWERS = {
    "region": "北",
    "base_year": "2021",
    "report_year": "2023",
    "legal": "符合",
    "power__base": "100",
    "power__report": "50",
    "system": "未建立",
}
COAL = {"fuel": "煤", "amount__base": "8", "amount__report": "2"}


def planned(
    answers: Mapping[str, str] | None = None, own: Sequence[Mapping[str, str]] = ()
) -> Plan:
    """The plan of that park with some answers given otherwise and measures of its own."""
    standard = tiny()
    park = submission(
        standard, {**ANSWERS, **(answers or {})}, {"fuels": [COAL], "plan": own}, {"fuels": "有"}
    )
    return plan(evaluate(standard, park, standard.schemes["even"]))


def test_gaps_are_told_by_what_they_cost() -> None:
    gaps = planned().gaps
    # M1 lost 50, P1 17.5, together 67.5
    assert [(gap.score.indicator.id, gap.lost) for gap in gaps] == [
        ("M1", D(50)),
        ("P1", D("17.5")),
    ]
    assert [round(gap.share, 4) for gap in gaps] == [D("0.7407"), D("0.2593")]


def test_an_indicator_with_full_points_or_not_applicable_is_no_gap() -> None:
    assert [gap.score.indicator.id for gap in planned({"system": "已建立"}).gaps] == ["P1"]
    assert [gap.score.indicator.id for gap in planned({"system": "不适用"}).gaps] == ["P1"]


def test_the_way_to_each_grade_not_reached_is_told_lowest_first() -> None:
    near, zero = planned().climbs
    assert near.grade.id == "near_zero"
    assert [(s.indicator.id, value) for s, value in near.steps] == [("M1", D(1))]
    assert near.reached == D("82.5")
    # to 85: M1 gives 50, P1 must give 2.5 more: 35 of 50 points are 70 %
    assert zero.grade.id == "zero"
    assert [(s.indicator.id, settle(value)) for s, value in zero.steps] == [
        ("M1", 1),
        ("P1", D("0.7")),
    ]
    assert settle(zero.reached) == 85
    assert near.possible
    assert zero.possible


def test_there_is_no_way_to_a_grade_whose_points_are_reached() -> None:
    (only,) = planned({"system": "已建立"}).climbs  # 82.5
    assert only.grade.id == "zero"
    assert [(s.indicator.id, settle(value)) for s, value in only.steps] == [("P1", D("0.7"))]


def test_a_grade_out_of_reach_is_said_to_be() -> None:
    standard = tiny()
    scheme = replace(standard.schemes["even"], policies={"na_policy": "zero"})
    steps = {"P1": step("P1", "0.5"), "M1": step("M1", None, "not_applicable")}
    steps["net"] = step("net", "0")
    result = score(standard, standard.variants["park"], scheme, steps)
    way = climb(result, NEAR)
    assert not way.possible
    assert way.reached == 50


def test_a_rescaled_point_is_worth_more_even_where_none_is_scored() -> None:
    standard = tiny()
    steps = {"P1": step("P1", "0"), "M1": step("M1", None, "not_applicable")}
    steps["net"] = step("net", "0")
    result = score(standard, standard.variants["park"], standard.schemes["even"], steps)
    way = climb(result, NEAR)
    # P1 alone makes the hundred: 75 % of its target make 75 points
    assert [(s.indicator.id, value) for s, value in way.steps] == [("P1", D("0.75"))]
    assert way.possible


# ------------------------------------------------------------------ measures


def told(plan_: Plan) -> list[tuple[str, bool, str]]:
    return [(action.id, action.own, action.fields["measure"]) for action in plan_.actions]


def test_two_measures_of_the_library_are_proposed_where_the_park_has_none() -> None:
    assert told(planned()) == [
        ("GJ-P1-01", False, "节能"),
        ("GJ-P1-02", False, "绿电"),
        ("GJ-M1-01", False, "建制度"),
    ]


def test_nothing_is_proposed_where_the_park_has_a_measure_of_its_own() -> None:
    own = [{"subject": "P1 下降率", "measure": "换锅炉"}]
    assert told(planned(own=own)) == [
        ("GJ-P1-01", True, "换锅炉"),
        ("GJ-M1-01", False, "建制度"),
    ]


def test_measures_stand_in_the_order_of_the_indicators_then_of_the_subjects() -> None:
    own = [
        {"subject": "总体要求", "measure": "补手续"},
        {"subject": "净零排放", "measure": "买抵消量"},
        {"subject": "M1 体系", "measure": "建制度"},
        {"subject": "P1 下降率", "measure": "换锅炉"},
        {"subject": "P1 下降率", "measure": "装光伏"},
        {"subject": "数据质量", "measure": "装表"},
    ]
    assert told(planned(own=own)) == [
        ("GJ-P1-01", True, "换锅炉"),
        ("GJ-P1-02", True, "装光伏"),
        ("GJ-M1-01", True, "建制度"),
        ("GJ-N0-01", True, "买抵消量"),
        ("GJ-D0-01", True, "装表"),
        ("GJ-G0-01", True, "补手续"),
    ]


def test_nothing_is_proposed_for_what_is_met_or_not_applicable() -> None:
    assert {a.target for a in planned({"system": "已建立"}).actions} == {"P1"}
    assert {a.target for a in planned({"system": "不适用"}).actions} == {"P1"}


SUBJECTS = """
[[measure]]
id = "N0-01"
indicator = "net_zero"
variants = ["park"]
text = "抵消"
owner = "办公室"
term = "long"
estimate = "—"
proof = "凭证"

[[measure]]
id = "D0-01"
indicator = "data"
variants = ["park"]
text = "补数据"
owner = "办公室"
term = "short"
estimate = "—"
proof = "台账"

[[measure]]
id = "G0-01"
indicator = "requirement"
variants = ["park"]
text = "补手续"
owner = "办公室"
term = "short"
estimate = "—"
proof = "批文"
"""


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({}, ["GJ-N0-01"]),  # net 35 > 0
        ({"legal": "不符合"}, ["GJ-N0-01", "GJ-G0-01"]),
        ({"power__report": "未统计"}, ["GJ-D0-01"]),  # net unknown, data wanting
    ],
)
def test_gates_data_and_requirements_want_measures_too(
    answers: Mapping[str, str], expected: list[str]
) -> None:
    m1 = '[[measure]]\nid = "M1-01"'
    standard = tiny(("measures.toml", m1, f"{SUBJECTS}\n{m1}"))
    park = submission(standard, {**ANSWERS, **answers}, {"fuels": [COAL]}, {"fuels": "有"})
    actions = plan(evaluate(standard, park, standard.schemes["even"])).actions
    subjects = [action for action in actions if action.target not in {"P1", "M1"}]
    assert [action.id for action in subjects] == expected
    assert {action.priority for action in subjects} == {"高"}


def test_a_measure_on_the_shortest_way_or_for_a_gate_has_high_priority() -> None:
    own = [{"subject": "净零排放", "measure": "买抵消量"}]
    assert {a.target: a.priority for a in planned(own=own).actions} == {
        "P1": "中",  # not on the way to 75, a third of its points lost
        "M1": "高",
        "net_zero": "高",
    }


def test_a_small_loss_off_the_way_has_low_priority() -> None:
    # base 100, report 30 × 0.6 = 18 + 5 = 23: P1 = 0.77 loses 11.5 of 50, a notable part
    assert {a.priority for a in planned({"power__report": "30"}).actions} == {"中", "高"}
    # report 20 × 0.6 = 12 + 5 = 17: P1 = 0.83 loses 8.5 of 50, less than a fifth
    assert {a.priority for a in planned({"power__report": "20"}).actions} == {"低", "高"}


def test_a_park_at_its_goal_has_no_gap_no_way_to_go_and_no_measure() -> None:
    standard = tiny()
    answers = {**ANSWERS, "power__report": "0", "system": "已建立"}
    rows = {"fuels": [{**COAL, "amount__report": "0"}]}
    park = submission(standard, answers, rows, {"fuels": "有"})
    assert plan(evaluate(standard, park, standard.schemes["even"])) == Plan((), (), ())


def test_a_gap_holds_the_measures_against_it() -> None:
    gaps: Mapping[str, Score] = {g.score.indicator.id: g.score for g in planned().gaps}
    assert set(gaps) == {"P1", "M1"}
    by_id = {g.score.indicator.id: [a.id for a in g.actions] for g in planned().gaps}
    assert by_id == {"M1": ["GJ-M1-01"], "P1": ["GJ-P1-01", "GJ-P1-02"]}
