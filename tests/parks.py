"""Any park under any scheme (任意园区), for properties that must hold of all of them."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from hypothesis import strategies as st
from small import indicator, step, tiny

from zeropark.model import Rule, Scheme, Standard, Step, Variant

SHARES = st.integers(0, 100).map(lambda n: Decimal(n) / 100)
VALUES = st.integers(-50, 250).map(lambda n: Decimal(n) / 100)


@st.composite
def banded(draw: st.DrawFn) -> Rule:
    """Steps that rise with the value up to the whole."""
    limits = sorted(draw(st.lists(SHARES, min_size=1, max_size=4, unique=True)))
    shares = sorted(draw(st.lists(SHARES, min_size=len(limits) - 1, max_size=len(limits) - 1)))
    return Rule("banded", tuple(zip(limits, [*shares, Decimal(1)], strict=True)))


RULES = st.one_of(
    st.sampled_from([Rule("proportional_capped"), Rule("threshold"), Rule("boolean")]), banded()
)
DIRECTIONS: tuple[Literal["at_least", "at_most"], ...] = ("at_least", "at_most")
Case = tuple[Standard, Variant, Scheme, dict[str, Step]]


@st.composite
def parks(draw: st.DrawFn) -> Case:
    """A few indicators under any scheme, each with a value, missing or not applicable."""
    count = draw(st.integers(1, 6))
    ids = [f"I{n}" for n in range(count)]
    weights = draw(st.lists(st.integers(1, 9), min_size=count, max_size=count))
    targets = draw(st.lists(st.integers(1, 100), min_size=count, max_size=count))
    rules = draw(st.lists(RULES, min_size=count, max_size=count))
    directions = draw(st.lists(st.sampled_from(DIRECTIONS), min_size=count, max_size=count))
    indicators = tuple(
        replace(indicator(id_, f"{target}e-2"), direction=direction)
        for id_, target, direction in zip(ids, targets, directions, strict=True)
    )
    standard = tiny()
    variant = replace(standard.variants["park"], indicators=indicators)
    scheme = replace(
        standard.schemes["even"],
        points={
            "park": {i: Fraction(100 * w, sum(weights)) for i, w in zip(ids, weights, strict=True)}
        },
        rules={"park": dict(zip(ids, rules, strict=True))},
        policies={"na_policy": draw(st.sampled_from(["exclude_and_rescale", "zero", "full"]))},
    )
    answers = st.one_of(VALUES, st.sampled_from(["missing", "not_applicable"]))
    steps = {}
    for id_ in ids:
        answer = draw(answers)
        state = answer if isinstance(answer, str) else "value"
        value = None if isinstance(answer, str) else answer
        steps[id_] = Step(id_, id_, "%", value, state)  # type: ignore[arg-type]
    steps["net"] = step("net", draw(st.sampled_from(["-1", "0", "1"])))
    return standard, variant, scheme, steps
