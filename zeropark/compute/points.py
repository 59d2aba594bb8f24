"""How a value becomes a share of the points (评分规则), and the other way about."""

from decimal import Decimal

from zeropark.formula import EXACT, compare
from zeropark.model import Indicator, Rule

_ALL, _NONE = Decimal(1), Decimal(0)


def attainment(
    indicator: Indicator, value: Decimal | None, target: Decimal | None
) -> Decimal | None:
    """How much of the target is attained (完成程度): value ÷ target, or the other way about.

    From 1 on the target is met. ``None`` if there is no value or no target.
    """
    if value is None or target is None:
        return None
    if indicator.direction == "at_least":
        return EXACT.divide(value, target)
    return EXACT.divide(target, value) if value > 0 else _ALL


def share(rule: Rule, attained: Decimal) -> Decimal:
    """The share of the points that an attainment earns (得分率), between 0 and 1."""
    if rule.kind == "banded":
        steps = sorted(rule.bands, reverse=True)
        return next((part for least, part in steps if compare(">=", attained, least)), _NONE)
    if compare(">=", attained, _ALL):
        return _ALL
    return max(attained, _NONE) if rule.kind == "proportional_capped" else _NONE


def least(rule: Rule, wanted: Decimal) -> tuple[Decimal, Decimal]:
    """The least attainment that earns that share of the points, and the share it earns (反算)."""
    if rule.kind == "proportional_capped":
        return wanted, wanted
    if rule.kind == "banded":
        enough = [(limit, part) for limit, part in rule.bands if compare(">=", part, wanted)]
        return min(enough, default=(_ALL, _ALL))
    return _ALL, _ALL
