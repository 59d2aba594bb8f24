"""Gaps by what they cost, measures where there are none, and the shortest way up."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from parks import VALUES, Case, parks
from small import patient, step, submission, tiny

from zeropark.formula import compare, settle
from zeropark.model import Climb, Grade, Plan, Result, Rule, Score
from zeropark.plan import cheapest, climb, plan
from zeropark.plan.outlook import Planned
from zeropark.score import evaluate, score

D = Decimal
NEAR = Grade("near_zero", "近零", D(75))


def steps(way: Climb) -> list[tuple[Score, Decimal]]:
    return [(rise.score, rise.value) for rise in way.steps]


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
    standard, variant, scheme, given_steps = case
    result = score(*case)
    assume(compare("<", total(result), NEAR.minimum))
    way = climb(result, NEAR)
    raised = {each.indicator.id: step(each.indicator.id, value) for each, value in steps(way)}
    after = score(standard, variant, scheme, {**given_steps, **raised})
    assert settle(total(after)) == settle(way.reached)
    assert compare(">=", total(after), NEAR.minimum) == way.possible


@patient
@given(parks())
def test_where_the_last_step_is_in_proportion_the_grade_is_reached_exactly(case: Case) -> None:
    result = score(*case)
    assume(compare("<", total(result), NEAR.minimum))
    way = climb(result, NEAR)
    if way.possible and way.steps[-1].score.rule.kind == "proportional_capped":
        assert settle(way.reached) == 75


@patient
@given(parks())
def test_of_a_last_step_in_bands_no_lower_band_would_do(case: Case) -> None:
    standard, variant, scheme, given_steps = case
    result = score(*case)
    assume(compare("<", total(result), NEAR.minimum))
    way = climb(result, NEAR)
    assume(way.possible and way.steps[-1].score.rule.kind == "banded")
    last = way.steps[-1].score
    at_most = last.indicator.direction == "at_most"
    bands = [limit for limit, _ in last.rule.bands]
    assume(all(bands))  # at a band from zero on, any value will do
    raised = {each.indicator.id: value for each, value in steps(way)}
    named = raised[last.indicator.id]
    part = settle(last.target / named if at_most else named / last.target)
    for limit in (limit for limit in bands if compare("<", limit, part)):
        lower = {
            **raised,
            last.indicator.id: last.target / limit if at_most else last.target * limit,
        }
        lifted = {id_: step(id_, value) for id_, value in lower.items()}
        after = total(score(standard, variant, scheme, {**given_steps, **lifted}))
        assert compare("<", after, NEAR.minimum)


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
    assert [(s.indicator.id, value) for s, value in steps(near)] == [("M1", D(1))]
    assert near.reached == D("82.5")
    # to 85: M1 gives 50, P1 must give 2.5 more: 35 of 50 points are 70 %
    assert zero.grade.id == "zero"
    assert [(s.indicator.id, settle(value)) for s, value in steps(zero)] == [
        ("M1", 1),
        ("P1", D("0.7")),
    ]
    assert settle(zero.reached) == 85
    assert near.possible
    assert zero.possible


def test_there_is_no_way_to_a_grade_whose_points_are_reached() -> None:
    (only,) = planned({"system": "已建立"}).climbs  # 82.5
    assert only.grade.id == "zero"
    assert [(s.indicator.id, settle(value)) for s, value in steps(only)] == [("P1", D("0.7"))]


def test_a_grade_out_of_reach_is_said_to_be() -> None:
    standard = tiny()
    scheme = replace(standard.schemes["even"], policies={"na_policy": "zero"})
    now = {"P1": step("P1", "0.5"), "M1": step("M1", None, "not_applicable")}
    now["net"] = step("net", "0")
    result = score(standard, standard.variants["park"], scheme, now)
    way = climb(result, NEAR)
    assert not way.possible
    assert way.reached == 50


def test_in_bands_the_value_named_is_where_the_band_begins() -> None:
    standard = tiny()
    bands = Rule("banded", ((D("0.5"), D("0.4")), (D("0.8"), D("0.7")), (D(1), D(1))))
    even = standard.schemes["even"]
    scheme = replace(even, rules={"park": {**even.rules["park"], "P1": bands}})
    now = {"P1": step("P1", "0.6"), "M1": step("M1", "1"), "net": step("net", "0")}
    result = score(standard, standard.variants["park"], scheme, now)
    way = climb(result, NEAR)
    # 50 + 0.4 × 50 = 70; the next band, from 0.8 on, gives 0.7 × 50: 85
    assert total(result) == 70
    assert [(s.indicator.id, value) for s, value in steps(way)] == [("P1", D("0.8"))]
    assert way.reached == 85


def test_a_rescaled_point_is_worth_more_even_where_none_is_scored() -> None:
    standard = tiny()
    now = {"P1": step("P1", "0"), "M1": step("M1", None, "not_applicable")}
    now["net"] = step("net", "0")
    result = score(standard, standard.variants["park"], standard.schemes["even"], now)
    way = climb(result, NEAR)
    # P1 alone makes the hundred: 75 % of its target make 75 points
    assert [(s.indicator.id, value) for s, value in steps(way)] == [("P1", D("0.75"))]
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


# ------------------------------------------------------------------ what the plan costs

COSTS = st.one_of(st.none(), st.integers(0, 9).map(D))
AIMS = st.one_of(st.none(), VALUES)


class Told(Planned):
    """A plan whose costs and expected values are given by indicator."""

    def __init__(
        self, costs: Mapping[str, Decimal | None], aims: Mapping[str, Decimal | None]
    ) -> None:
        super().__init__(None)
        self.costs, self.aims = costs, aims

    def price(self, score: Score) -> tuple[Decimal | None, Decimal | None]:
        """As given; tonnes are not told."""
        return self.costs.get(score.indicator.id), None

    def aim(self, score: Score) -> Decimal | None:
        """As given."""
        return self.aims.get(score.indicator.id)


@st.composite
def plans(draw: st.DrawFn) -> tuple[Case, Told]:
    case = draw(parks())
    ids = [indicator.id for indicator in case[1].indicators]
    costs = {id_: draw(COSTS) for id_ in ids}
    return case, Told(costs, {id_: draw(AIMS) for id_ in ids})


def least_cost(case: Case, told: Told) -> Decimal | None:
    """The least that any set of the plan's measures costs that lifts the park to 75 points.

    Every set is tried, and the park scored anew with its values.
    """
    standard, variant, scheme, now = case
    offered = [
        s.indicator.id
        for s in score(*case).scores
        if s.standing != "not_applicable"
        and told.costs[s.indicator.id] is not None
        and told.aims[s.indicator.id] is not None
    ]
    enough = []
    for size in range(len(offered) + 1):
        for chosen in combinations(offered, size):
            then = {id_: step(id_, told.aims[id_]) for id_ in chosen}
            reached = total(score(standard, variant, scheme, {**now, **then}))
            if compare(">=", reached, NEAR.minimum):
                enough.append(sum((told.costs[id_] or D(0) for id_ in chosen), D(0)))
    return min(enough, default=None)


@patient
@given(plans())
def test_no_other_set_of_the_plans_measures_is_cheaper(drawn: tuple[Case, Told]) -> None:
    case, told = drawn
    result = score(*case)
    assume(compare("<", total(result), NEAR.minimum))
    way = cheapest(result, NEAR, told)
    expected = least_cost(case, told)
    if expected is None:
        assert way is None
    else:
        assert way is not None
        assert way.possible
        assert way.cost == expected


PLANNED = 'plan_target = "subject"'
MEASURE = 'id = "measure"\nname = "措施"\nkind = "text"'
COLUMN = '\n\n[[sheet.table.column]]\nid = "{}"\nname = "{}"\nkind = "{}"\nunit = "{}"'
ROLES = """
plan_investment = "cost"
plan_reduction = "tonnes"
plan_expected = "expected"
plan_priority = "rank"
plan_lead = "measure"
plan_acceptance = "rank"
"""
PRICED = (
    (
        "standard.toml",
        PLANNED,
        f"{PLANNED}\n{ROLES}",
    ),
    (
        "park.toml",
        MEASURE,
        MEASURE
        + COLUMN.format("cost", "投资", "number", "万元")
        + COLUMN.format("tonnes", "减排", "number", "t")
        + COLUMN.format("expected", "预期", "percent", "%")
        + COLUMN.format("rank", "优先级", "text", ""),
    ),
)


def priced(power: str = "50", **rows: tuple[str, str, str]) -> Plan:
    """The plan of the park by hand with measures: indicator → cost, tonnes, expected value."""
    own = [
        {"subject": f"{id_} 指标", "measure": "措施", "cost": c, "tonnes": t, "expected": e}
        for id_, (c, t, e) in rows.items()
    ]
    standard = tiny(*PRICED)
    rows_: Mapping[str, Sequence[Mapping[str, str]]] = {"fuels": [COAL], "plan": own}
    answers = {**ANSWERS, "power__report": power}
    park = submission(standard, answers, rows_, {"fuels": "有"})
    return plan(evaluate(standard, park, standard.schemes["even"]))


def test_the_way_up_is_priced_by_the_plans_own_rows() -> None:
    near = priced(M1=("30", "5", "")).climbs[0]
    assert [(r.score.indicator.id, r.cost, r.tonnes) for r in near.steps] == [("M1", D(30), D(5))]
    assert (near.cost, near.tonnes) == (D(30), D(5))


def test_a_way_of_which_one_cost_is_not_told_has_no_cost() -> None:
    _, zero = priced(M1=("30", "", "")).climbs
    assert [r.cost for r in zero.steps] == [D(30), None]
    assert (zero.cost, zero.tonnes) == (None, None)


def test_the_cheapest_way_may_have_more_steps_than_the_shortest() -> None:
    # now 32.5; M1 gives 50 → 82.5 ≥ 75, P1 alone at 100 % gives 17.5 → 50: M1 is needed
    near, zero = priced(M1=("30", "1", ""), P1=("5", "2", "1")).cheapest
    assert [r.score.indicator.id for r in near.steps] == ["M1"]
    assert (near.cost, near.reached) == (D(30), D("82.5"))
    assert [r.score.indicator.id for r in zero.steps] == ["P1", "M1"]
    assert (zero.cost, zero.tonnes, zero.reached) == (D(35), D(3), D(100))


def test_measures_without_a_cost_are_no_way() -> None:
    assert priced(M1=("", "", ""), P1=("5", "", "1")).cheapest == ()


def test_the_outlook_is_the_score_at_the_values_that_the_plan_expects() -> None:
    outlook = priced(M1=("", "", ""), P1=("5", "2", "0.8")).outlook
    assert outlook is not None
    # P1 = 0.8 → 40 of 50; M1, once there, 50
    assert [(p.score.indicator.id, p.value, p.points) for p in outlook.promises] == [
        ("P1", D("0.8"), D(40)),
        ("M1", D(1), D(50)),
    ]
    assert outlook.total == 90
    assert outlook.by_points is not None
    assert outlook.by_points.id == "zero"
    assert outlook.silent == ()


def test_what_the_plan_expects_no_value_of_stays_as_it_is_and_is_named() -> None:
    outlook = priced(P1=("5", "2", "0.8")).outlook
    assert outlook is not None
    assert outlook.total == 40
    assert outlook.by_points is None
    assert [score.indicator.id for score in outlook.silent] == ["M1"]


def test_a_priority_that_the_plan_states_comes_before_the_one_worked_out() -> None:
    own = [
        {"subject": "P1 指标", "measure": "措施", "rank": "低"},
        {"subject": "M1 指标", "measure": ""},
    ]
    park = submission(tiny(*PRICED), ANSWERS, {"fuels": [COAL], "plan": own}, {"fuels": "有"})
    standard = tiny(*PRICED)
    actions = plan(evaluate(standard, park, standard.schemes["even"])).actions

    assert [(a.id, a.priority, a.lacking) for a in actions if a.own] == [
        ("GJ-P1-01", "低", ()),
        ("GJ-M1-01", "高", ("措施", "优先级")),
    ]


def test_a_reduction_in_the_first_third_of_the_plans_has_medium_priority() -> None:
    # P1 at 0.83 is off the way and loses less than a fifth: low, but for the reduction
    answers = {**ANSWERS, "power__report": "20"}
    standard = tiny(*PRICED)
    cuts = ("30", "20", "10")
    own = [{"subject": "P1 指标", "measure": "措施", "tonnes": cut} for cut in cuts]
    park = submission(standard, answers, {"fuels": [COAL], "plan": own}, {"fuels": "有"})
    actions = plan(evaluate(standard, park, standard.schemes["even"])).actions

    assert [a.priority for a in actions if a.own] == ["中", "低", "低"]


def test_a_plan_without_expectations_has_no_outlook() -> None:
    assert planned().outlook is None
    assert priced(P1=("5", "2", "")).outlook is None


def test_a_rise_of_less_than_a_point_may_be_all_that_is_needed() -> None:
    # report 42.5 × 0.6 + 5 = 30.5; P1 = 0.695 of the target: 34.75 points, M1 50: 84.75
    _, zero = priced("42.5", M1=("30", "1", ""), P1=("5", "2", "0.7")).cheapest
    assert [r.score.indicator.id for r in zero.steps] == ["P1", "M1"]
    assert zero.reached == 85
