"""Aspects whose categories recur from story to story, compared over the stories two outlets share.

The null exchanges the two outlets inside each story at random: whatever a story brings with it stays,
only the outlet's hand is shuffled. The bootstrap draws whole stories.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from tasks.compare.intervals import MIN_RELABELLINGS
from tasks.compare.settings import DivergenceSettings
from tasks.compare.statistics import Estimates, exchanges, jensen_shannon, redrawn, summarise, swapped

Statistic = Callable[[np.ndarray, np.ndarray], np.ndarray]


def paired_estimate(
    first: np.ndarray,
    second: np.ndarray,
    statistic: Statistic,
    settings: DivergenceSettings,
    rng: np.random.Generator,
) -> Estimates | None:
    """Test two outlets' counts (stories x categories, same rows) with `statistic` on their sums.

    `statistic` takes two arrays draws x categories and gives one value per draw; exchanging them
    must not change it. Arrays of length one come back; None where too few relabellings exist for an
    interval (see `intervals.py`): only stories in which the two differ make any.
    """
    differing = np.nonzero((first != second).any(axis=1))[0]
    if not len(differing) or 2 ** (len(differing) - 1) < MIN_RELABELLINGS:
        return None
    chosen, complete = exchanges(len(differing), settings.permutations, rng)
    masks = np.zeros((len(chosen), len(first)))
    masks[:, differing] = chosen
    draws = [(first.sum(axis=0)[None, :], second.sum(axis=0)[None, :]), swapped(first, second, masks)]
    draws.append(redrawn(first, second, settings.bootstraps, rng))
    values = statistic(*(np.concatenate(sides) for sides in zip(*draws, strict=True)))
    value, null, boot = np.split(values, np.cumsum([len(draw[0]) for draw in draws])[:-1])
    estimates = summarise(
        value,
        null[:, None],
        np.array([boot.var()]),
        rng.random(1),
        complete,
    )
    return estimates if np.isfinite(estimates.low[0]) else None


def shares_apart(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Jensen-Shannon divergence of two count vectors, Miller-Madow corrected by the counts."""
    return np.nan_to_num(jensen_shannon(first, second, first.sum(axis=-1), second.sum(axis=-1)))


def variants_apart(blocks: np.ndarray) -> Statistic:
    """Mean Jensen-Shannon divergence over concepts, weighted by the smaller number of uses.

    `blocks[k]` is the concept of category k; concepts that one side never names have no weight.
    """
    concepts = [np.nonzero(blocks == block)[0] for block in np.unique(blocks)]

    def statistic(first: np.ndarray, second: np.ndarray) -> np.ndarray:
        total = np.zeros(len(first))
        weight = np.zeros(len(first))
        for columns in concepts:
            one, other = first[:, columns], second[:, columns]
            uses = np.minimum(one.sum(axis=1), other.sum(axis=1))
            total += uses * np.nan_to_num(jensen_shannon(one, other))
            weight += uses
        return np.divide(total, weight, out=np.zeros_like(total), where=weight > 0)

    return statistic
