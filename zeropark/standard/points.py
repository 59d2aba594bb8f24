"""What a scoring scheme must hold beyond its form (分值方案的审查): 100 points, fairly given."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from zeropark.model import Rule, Scheme, Standard, StandardFault, Variant

_WHOLE = Fraction(100)


def lint_scheme(scheme: Scheme, standard: Standard, file: str) -> Iterator[StandardFault]:
    """Whether the scheme gives each indicator of each variant its points, 100 in all."""
    for variant in standard.variants.values():
        yield from _points(scheme, variant, file)
        yield from _rules(scheme, variant, file)
    for where, found in (*_strangers(scheme, standard), *_choices(scheme, standard)):
        yield StandardFault("D203", file, where, {"found": found})
    if not scheme.basis:
        yield StandardFault("D205", file, "basis", {"found": "basis"})


def _points(scheme: Scheme, variant: Variant, file: str) -> Iterator[StandardFault]:
    points, where = scheme.points.get(variant.id, {}), f"points.{variant.id}"
    for id_ in sorted({indicator.id for indicator in variant.indicators} ^ set(points)):
        yield StandardFault("D501", file, where, {"found": id_})
    for id_, number in points.items():
        if number < 0:
            yield StandardFault("D202", file, f"{where}.{id_}", {"found": str(number)})
    whole = sum(points.values(), Fraction(0))
    if whole != _WHOLE:
        yield StandardFault("D502", file, where, {"found": str(whole)})


def _rules(scheme: Scheme, variant: Variant, file: str) -> Iterator[StandardFault]:
    wanted = {indicator.id for indicator in variant.indicators}
    for part, given in (("rule", scheme.rules), ("targets", scheme.targets)):
        for id_ in sorted(set(given.get(variant.id, {})) - wanted):
            yield StandardFault("D501", file, f"{part}.{variant.id}", {"found": id_})
    for id_, target in scheme.targets.get(variant.id, {}).items():
        if target <= 0:
            yield StandardFault("D202", file, f"targets.{variant.id}.{id_}", {"found": str(target)})
    for id_, rule in scheme.rules[variant.id].items():
        if not _fair(rule):
            yield StandardFault("D202", file, f"rule.{variant.id}.{id_}", {"found": "bands"})


def _fair(rule: Rule) -> bool:
    """Whether a rule with steps, and no other, has them, rising with the value up to the whole."""
    shares = [share for _, share in sorted(rule.bands)]
    if rule.kind != "banded":
        return not shares
    return bool(shares) and shares == sorted(shares) and shares[0] >= 0 and shares[-1] == Decimal(1)


def _strangers(scheme: Scheme, standard: Standard) -> Iterator[tuple[str, str]]:
    """Variants that the standard does not have."""
    for part, given in (
        ("points", scheme.points),
        ("rule", scheme.rules),
        ("targets", scheme.targets),
    ):
        yield from ((part, id_) for id_ in sorted(set(given) - set(standard.variants)))


def _choices(scheme: Scheme, standard: Standard) -> Iterator[tuple[str, str]]:
    """Policies, or values of them, that the standard does not have."""
    for id_, value in scheme.policies.items():
        if id_ not in standard.policies or value not in standard.policies[id_].options:
            yield f"policies.{id_}", value
