"""Probabilities of the distributions that health is judged by, from the special functions they are made of.

`scipy.stats` has all of them, and costs 45 MB and half a second of every run that is judged; the tests compare.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.special import betainc, chdtri, gammaln, ndtri, pdtr, stdtr, stdtrit

#: Tables as likely as the one found, up to rounding, count as such.
_ROUNDING = 1e-9


def poisson_at_most(count: int, mean: float) -> float:
    """Probability of so many or fewer by Poisson."""
    return float(pdtr(count, mean)) if count >= 0 else 0.0


def nbinom_at_most(count: int, mean: float, spread: float) -> float:
    """The same by the negative binomial with variance mean + spread x mean squared (Hilbe 2011, ch. 8)."""
    return float(betainc(1 / spread, count + 1, 1 / (1 + spread * mean))) if count >= 0 else 0.0


def fewest(at_most: Callable[[int], float], share: float) -> int:
    """The smallest count whose probability of so many or fewer is at least `share`.

    >>> fewest(lambda count: poisson_at_most(count, 3.0), 0.5)
    3
    """
    high = 1
    while at_most(high) < share:
        high *= 2
    low = -1
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if at_most(middle) >= share else (middle, high)
    return high


def normal_score(chance: float) -> float:
    """The value below which a standard normal lies with this probability."""
    return float(ndtri(chance))


def chi2_below(chance: float, free: int) -> float:
    """The value below which chi squared with so many degrees of freedom lies with this probability."""
    return float(chdtri(free, 1 - chance))


def t_above(value: float, free: int) -> float:
    """Probability that Student's t with so many degrees of freedom lies above a value."""
    return float(stdtr(free, -value))


def t_below(chance: float, free: int) -> float:
    """The value below which Student's t lies with this probability."""
    return float(stdtrit(free, chance))


def fisher(one: tuple[int, int], other: tuple[int, int]) -> float:
    """Fisher's exact test, two-sided: the probability, margins given, of a table no likelier than this one.

    >>> round(fisher((8, 2), (1, 5)), 4)
    0.035
    """
    first, second, column = sum(one), sum(other), one[0] + other[0]
    counts = np.arange(max(0, column - second), min(first, column) + 1)
    logs = _choices(first, counts) + _choices(second, column - counts) - _choices(first + second, column)
    found = logs[one[0] - counts[0]]
    return float(min(1.0, np.exp(logs[logs <= found + _ROUNDING]).sum()))


def _choices(of: int, chosen: np.ndarray | int) -> np.ndarray:
    """Logarithm of the number of ways to choose so many."""
    ways: np.ndarray = (
        gammaln(of + 1) - gammaln(np.asarray(chosen) + 1) - gammaln(of - np.asarray(chosen) + 1)
    )
    return ways
