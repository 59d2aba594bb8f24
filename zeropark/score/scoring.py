"""Steps → points → total → grade (评分与定级), under one scheme and beside it every other."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from zeropark.compute import attainment, by_grade, compute, share
from zeropark.formula import EXACT, Ref, compare, holds, references, total
from zeropark.messages import word, words
from zeropark.model import (
    NOTHING,
    Entry,
    Evaluation,
    Grade,
    Indicator,
    Issue,
    Policy,
    Result,
    Rule,
    Scheme,
    Score,
    Standard,
    Standing,
    Step,
    Submission,
    Variant,
)
from zeropark.score.sums import HUNDRED, by_aspect, over_all, total_of

GOALS = "/goals"  # ends the ids of what is worked out from the plan's goals


def evaluate(
    standard: Standard, submission: Submission, scheme: Scheme, issues: tuple[Issue, ...] = ()
) -> Evaluation:
    """The park judged under ``scheme``, and beside it under every other shipped scheme."""
    policies = in_force(standard, scheme)
    variant = standard.variants[submission.variant]
    steps = compute(standard, submission, policies)
    others = [
        _under(standard, submission, other, policies, steps)
        for other in standard.schemes.values()
        if other.id != scheme.id
    ]
    result = score(standard, variant, scheme, steps)
    quality = by_grade(standard, submission, steps)
    goals = _goals(standard, submission, steps)
    expected = score(standard, variant, scheme, {**steps, **goals}, GOALS) if goals else None
    stage = submission.stage(standard)
    aims = expected.steps if expected and stage.judged == "goals" else NOTHING
    return Evaluation(
        standard=standard,
        variant=variant,
        submission=submission,
        policies=policies,
        steps={**steps, **{each.id: each for each in quality.values()}, **result.steps, **aims},
        quality=quality,
        result=result,
        others=tuple(other for other in others if not other.scheme.reference),
        references=tuple(other for other in others if other.scheme.reference),
        issues=issues,
        stage=stage,
        expected=expected,
    )


def goal(standard: Standard, submission: Submission, id_: str) -> Entry | None:
    """What the plan of the work aims at in that figure (方案目标值); ``None`` if none is asked."""
    return submission.entries.get(f"{standard.roles.get('goal', '')}_{id_}")


def _goals(
    standard: Standard, submission: Submission, steps: Mapping[str, Step]
) -> Mapping[str, Step]:
    """The plan's goals in place of the judged figures; none if the plan sets none at all."""
    judged = [indicator.id for indicator in standard.variants[submission.variant].indicators]
    judged += [
        str(ref) for each in standard.grades if each.condition for ref in references(each.condition)
    ]
    asked = {id_: goal(standard, submission, id_) for id_ in judged}
    goals = {id_: _goal(steps[id_], entry) for id_, entry in asked.items() if entry}
    return goals if any(step.state != "missing" for step in goals.values()) else {}


def _goal(step: Step, entry: Entry) -> Step:
    return Step(
        id=f"{step.id}{GOALS}",
        name=step.name,
        unit=step.unit,
        value=entry.number,
        state=entry.state,
        clause=step.clause,
        cell=entry.cell,
        note=entry.reason,
        source=entry.name,
    )


def in_force(standard: Standard, scheme: Scheme) -> Mapping[str, Policy]:
    """The standard's policies with the scheme's own choices put in (执行口径)."""
    return {
        id_: Policy(
            policy.id,
            policy.name,
            scheme.policies.get(id_, policy.value),
            policy.options,
            policy.reason,
            policy.clause,
        )
        for id_, policy in standard.policies.items()
    }


def _steps_under(
    standard: Standard,
    submission: Submission,
    other: Scheme,
    policies: Mapping[str, Policy],
    steps: Mapping[str, Step],
) -> Mapping[str, Step]:
    own = in_force(standard, other)
    return steps if own == policies else compute(standard, submission, own)


def _under(
    standard: Standard,
    submission: Submission,
    other: Scheme,
    policies: Mapping[str, Policy],
    steps: Mapping[str, Step],
) -> Result:
    """The result under another scheme, its steps told apart from those of the chosen one."""
    own = _steps_under(standard, submission, other, policies, steps)
    variant = standard.variants[submission.variant]
    return score(standard, variant, other, own, f"/{other.id}")


def score(
    standard: Standard,
    variant: Variant,
    scheme: Scheme,
    steps: Mapping[str, Step],
    mark: str = "",
) -> Result:
    """Points, total and grade; ``mark`` ends the ids of the steps.

    Source: 编制说明 五、7(3)(4): 单项打分、求和, 85/75 分及净零排放.
    """
    policy = in_force(standard, scheme).get("na_policy")
    rescale = policy is None or policy.value == "exclude_and_rescale"
    scores = tuple(
        _score(standard, indicator, steps, scheme, variant.id, policy, mark)
        for indicator in variant.indicators
    )
    scale = _scale(scores) if rescale else Decimal(1)
    counted = [each for each in scores if _applies(each) or not rescale]
    aspects = by_aspect(standard, counted, mark)
    gathered, possible = over_all(aspects, mark)
    overall = total_of(aspects, possible, scheme, scale, mark)
    conditions = {grade.id: _condition(grade, steps) for grade in standard.grades}
    missing = any(s.standing == "missing" for s in scores) or None in conditions.values()
    return Result(
        scheme=scheme,
        scores=scores,
        aspects=aspects,
        gathered=gathered,
        possible=possible,
        total=overall,
        best_total=EXACT.multiply(total(s.best for s in scores), scale),
        grade=_grade(standard.grades, overall.value or Decimal(0), conditions),
        conditions=conditions,
        sufficient=not missing,
        scale=scale,
    )


def conclude(standard: Standard, result: Result) -> str:
    """The conclusion in words (评价结论): the grade, none, or that the data do not suffice."""
    if not result.sufficient:
        return word("insufficient")
    return result.grade.name if result.grade else standard.below


def _grade(
    grades: Sequence[Grade], points: Decimal, conditions: Mapping[str, bool | None]
) -> Grade | None:
    """The highest grade whose points and condition are reached, on unrounded values."""
    reached = (
        grade
        for grade in grades
        if compare(">=", points, grade.minimum) and conditions[grade.id] is True
    )
    return next(reached, None)


def _condition(grade: Grade, steps: Mapping[str, Step]) -> bool | None:
    """Whether the grade's condition holds; ``None`` if what it needs is missing."""
    if not grade.condition:
        return True
    values = {ref: steps[str(ref)].value for ref in references(grade.condition)}
    known: dict[Ref, Decimal] = {ref: v for ref, v in values.items() if v is not None}
    return holds(grade.condition, known) if len(known) == len(values) else None


def _score(
    standard: Standard,
    indicator: Indicator,
    steps: Mapping[str, Step],
    scheme: Scheme,
    variant: str,
    na_policy: Policy | None,
    mark: str,
) -> Score:
    rule = scheme.rules[variant][indicator.id]
    target = _target(indicator, scheme.targets.get(variant, {}), steps)
    value = _judged(indicator, target, steps)
    attained = attainment(indicator, value.value, target)
    standing = _standing(value, attained, standard.bands)
    earned = _earned(rule, attained, standing, na_policy)
    givens = _givens(indicator, target or indicator.target, scheme, variant, mark)
    maximum = decimal(scheme.points[variant][indicator.id])
    points = EXACT.multiply(maximum, earned)
    return Score(
        indicator=indicator,
        value=value,
        target=target or indicator.target,
        rule=rule,
        maximum=maximum,
        points=Step(
            id=f"points:{indicator.id}{mark}",
            name=word("points_of", name=indicator.name),
            unit=word("point_unit"),
            value=points,
            formula=_formula(indicator, value, rule, earned),
            clause=indicator.clause,
            inputs=(value, *givens),
            names=(indicator.id, "target", "maximum"),
            note=_points_note(rule, standing, na_policy),
        ),
        best=maximum if standing == "missing" else points,
        standing=standing,
    )


def _earned(
    rule: Rule, attained: Decimal | None, standing: Standing, na_policy: Policy | None
) -> Decimal:
    """The share of the full points that is earned (得分率), between 0 and 1."""
    if standing == "not_applicable":
        return Decimal(int(na_policy is not None and na_policy.value == "full"))
    return Decimal(0) if attained is None else share(rule, attained)


def _formula(indicator: Indicator, value: Step, rule: Rule, earned: Decimal) -> str:
    """How the points come about, to be worked out again by hand (得分计算式)."""
    if rule.kind != "proportional_capped" or value.value is None or value.value <= 0:
        return f"{earned:f} * maximum"
    at_least = indicator.direction == "at_least"
    attained = f"{indicator.id} / target" if at_least else f"target / {indicator.id}"
    return f"min({attained}, 1) * maximum"


def _points_note(rule: Rule, standing: Standing, na_policy: Policy | None) -> str:
    """The rule that the points follow, or why there is nothing to apply it to."""
    if standing == "missing":
        return word("missing_points_note")
    if standing == "not_applicable" and na_policy is not None:
        return word("policy_note", name=na_policy.name, value=na_policy.options[na_policy.value])
    return word("rule_note", rule=words("rules")[rule.kind])


def _givens(
    indicator: Indicator, target: Decimal, scheme: Scheme, variant: str, mark: str
) -> tuple[Step, Step]:
    """The target and the full points as leaves, each with where it stands."""
    maximum = scheme.points[variant][indicator.id]
    return (
        Step(
            id=f"target:{indicator.id}{mark}",
            name=word("target"),
            unit=indicator.unit,
            value=target,
            source=word("target_source", document=indicator.source_document),
            clause=indicator.clause,
        ),
        Step(
            id=f"maximum:{indicator.id}{mark}",
            name=word("maximum"),
            unit=word("point_unit"),
            value=decimal(maximum),
            formula=str(maximum),
            source=scheme.title,
        ),
    )


def decimal(fraction: Fraction) -> Decimal:
    """A share of points as a Decimal, exact to fifty digits."""
    return EXACT.divide(Decimal(fraction.numerator), Decimal(fraction.denominator))


def _target(
    indicator: Indicator, own: Mapping[str, Decimal], steps: Mapping[str, Step]
) -> Decimal | None:
    """The scheme's target, the standard's, or the step's; ``None`` below the first step."""
    by = indicator.target_by
    if indicator.id in own or by is None:
        return own.get(indicator.id, indicator.target)
    size = steps[by.of].value
    reached = [
        target for least, target in by.steps if size is not None and compare(">=", size, least)
    ]
    if size is None:
        return by.steps[0][1]  # never judged by: see below
    return reached[-1] if reached else None


def _judged(indicator: Indicator, target: Decimal | None, steps: Mapping[str, Step]) -> Step:
    """The indicator's step as it is judged: missing where the figure that sets its target is."""
    value, by = steps[indicator.id], indicator.target_by
    if by is not None and steps[by.of].value is None:
        return replace(value, value=None, state="missing")
    return value if target is not None else _aside(value)


def _aside(value: Step) -> Step:
    """The step of an indicator that the standard sets no target for."""
    return replace(value, value=None, state="not_applicable", note=word("no_target_note"))


def _standing(value: Step, attained: Decimal | None, bands: Mapping[str, Decimal]) -> Standing:
    if attained is None:
        return "not_applicable" if value.state == "not_applicable" else "missing"
    if compare(">=", attained, Decimal(1)):
        return "met"
    if compare(">=", attained, bands["near"]):
        return "near"
    return "short" if compare(">=", attained, bands["short"]) else "far"


def _applies(score: Score) -> bool:
    return score.standing != "not_applicable"


def _scale(scores: Sequence[Score]) -> Decimal:
    """What a point is worth so that the applicable indicators make a hundred (不适用折算系数)."""
    judged = [s.maximum for s in scores if _applies(s)]
    possible = total(judged)
    if len(judged) == len(scores) or not possible:
        return Decimal(1)
    return EXACT.divide(HUNDRED, possible)
