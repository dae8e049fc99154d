"""What values a stated figure leaves open, and whether two figures can both be true."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache

from tasks.claims.records import Bound, NumberUse

_ABOUT = 0.10  # "about 60" is said of 54 as of 66
_VAGUE = 0.25  # "dozens", "hundreds": the lexicon's interval is a reader's guess
_LEAST_VAGUE = 12  # "several", "a few": no figure at all
_ROUND_FROM = 100  # "400,000" is rounded even without "about"; "17" is not


def is_figure(use: NumberUse) -> bool:
    """Whether the number says enough to contradict another one."""
    return use.bound != "vague" or (use.low is not None and use.low >= _LEAST_VAGUE)


def figures_meet(one: NumberUse, other: NumberUse) -> bool:
    """Whether some value agrees with both, roundings and words like "about" granted."""
    low, high = value_range(one)
    other_low, other_high = value_range(other)
    return not (
        (high is not None and other_low is not None and high < other_low)
        or (other_high is not None and low is not None and other_high < low)
    )


def value_range(use: NumberUse) -> tuple[float | None, float | None]:
    """The closed interval of values that the wording and the rounding of the figure leave open."""
    return _range(use.low, use.high, use.bound, use.unit)


@lru_cache(maxsize=100_000)
def _range(
    low: float | None, high: float | None, bound: Bound, unit: str | None
) -> tuple[float | None, float | None]:
    return _widened(low, bound, unit, -1), _widened(high, bound, unit, 1)


def _widened(value: float | None, bound: Bound, unit: str | None, side: int) -> float | None:
    if value is None or bound in ("at_least", "more_than", "at_most", "less_than"):
        return value
    share = {"about": _ABOUT, "vague": _VAGUE}.get(bound, 0.0)
    return value + side * max(abs(value) * share, _rounding(value, unit))


def _rounding(value: float, unit: str | None) -> float:
    """Half a unit of the last digit that is not zero; small counts are exact, shares are to the point."""
    digits = Decimal(repr(value)).normalize()
    exponent = digits.as_tuple().exponent
    if not isinstance(exponent, int):
        return 0.0
    if unit in (None, "people") and (abs(value) < _ROUND_FROM or exponent < 2):
        return 0.0
    return float(0.5 * 10.0 ** min(exponent, 0 if unit == "percent" else 9))
