"""Aspects whose categories recur from story to story, compared over the stories two outlets share.

The null exchanges the two outlets inside each story at random: whatever a story brings with it stays,
only the outlet's hand is shuffled. The bootstrap draws whole stories.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from tasks.compare.settings import DivergenceSettings
from tasks.compare.statistics import VARIANCE_NOISE, Estimates, jensen_shannon, redrawn, summarise, swapped

Statistic = Callable[[np.ndarray, np.ndarray], np.ndarray]
_NULL_BOOTSTRAPS = 5  # shuffled data sets on which the bootstrap is repeated


def paired_estimate(
    first: np.ndarray,
    second: np.ndarray,
    statistic: Statistic,
    settings: DivergenceSettings,
    rng: np.random.Generator,
) -> Estimates:
    """Test two outlets' counts (stories x categories, same rows) with `statistic` on their sums.

    `statistic` takes two arrays draws x categories and gives one value per draw; exchanging them
    must not change it. Arrays of length one come back.
    """
    total = first.sum(axis=0)[None, :], second.sum(axis=0)[None, :]
    if np.array_equal(first, second):  # no shuffling changes anything
        nothing = statistic(*total)
        none = np.zeros(1)
        return Estimates(nothing, nothing, none, none, none, np.ones(1), rng.random(1))
    draws = [total, swapped(first, second, settings.permutations, rng)]
    draws.append(redrawn(first, second, settings.bootstraps, rng))
    for _ in range(_NULL_BOOTSTRAPS):
        draws.append(redrawn(*_relabelled(first, second, rng), settings.bootstraps // 2, rng))
    values = statistic(*(np.concatenate(sides) for sides in zip(*draws, strict=True)))
    value, null, boot, *null_boots = np.split(values, np.cumsum([len(draw[0]) for draw in draws])[:-1])
    return summarise(
        value,
        null[:, None],
        np.array([boot.var()]),
        np.array([VARIANCE_NOISE * max(null_boot.var() for null_boot in null_boots)]),
        rng.random(1),
    )


def _relabelled(
    first: np.ndarray, second: np.ndarray, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    mask = rng.integers(0, 2, size=(len(first), 1)).astype(bool)
    return np.where(mask, second, first), np.where(mask, first, second)


def shares_apart(per_observation: float = 1.0) -> Statistic:
    """Jensen-Shannon divergence of two count vectors; N of the correction = counts / `per_observation`."""

    def statistic(first: np.ndarray, second: np.ndarray) -> np.ndarray:
        return np.nan_to_num(
            jensen_shannon(
                first, second, first.sum(axis=-1) / per_observation, second.sum(axis=-1) / per_observation
            )
        )

    return statistic


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
