"""Selection: which stories two outlets cover, against days in which all outlets chose from one pool."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from random import Random

import numpy as np
from scipy import sparse

from tasks.compare.statistics import Estimates, joined, summarise

_DENSE = 2_000_000  # products of a table that are sooner made than a sparse matrix is set up
_BLOCK = 2048  # pairs of outlets summarised at once: 8 MB a table of 499 draws


def selection_estimates(
    covered: Sequence[frozenset[int]], stories: int, draws: int, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray, Estimates]:
    """Jaccard distance of the stories covered, for all pairs of outlets at once.

    `covered[i]` are the story numbers (0..stories-1) of outlet i, in an order that does not follow
    names. The null keeps how many stories an outlet covers and how many outlets a story has, and
    shuffles the rest (curveball trades, Strona et al. 2014), so that big stories explain themselves.
    The variance over stories comes from the share covered by both. Returns pair indices and estimates.
    """
    count = len(covered)
    first, second = np.triu_indices(count, 1)
    sizes = np.array([len(chosen) for chosen in covered], dtype=float)
    together = sizes[first] + sizes[second]
    observed = _shared(covered, stories)[first, second]
    shuffled = np.empty((draws, len(first)), dtype=np.int16)
    chosen = [set(stories_of) for stories_of in covered]
    trader = Random(int(rng.integers(2**63)))
    _trade(chosen, 10 * count, trader)
    for draw in range(draws):
        _trade(chosen, count, trader)
        shuffled[draw] = _shared(chosen, stories)[first, second]
    ties = rng.random(len(first))
    parts = [
        _estimates(observed[part], shuffled[:, part], together[part], ties[part])
        for part in (slice(start, start + _BLOCK) for start in range(0, len(first), _BLOCK))
    ]
    return first, second, joined(parts)


def _estimates(
    observed: np.ndarray, shuffled: np.ndarray, together: np.ndarray, ties: np.ndarray
) -> Estimates:
    """Estimates from stories shared, observed and shuffled; variance of a share of stories."""
    value, null = _distance(observed, together), _distance(shuffled.astype(float), together)
    variance = value * (1 - value) / np.maximum(together - observed, 1)
    return summarise(value, null, variance, ties)


def _shared(covered: Sequence[frozenset[int]] | Sequence[set[int]], stories: int) -> np.ndarray:
    lengths = [len(chosen) for chosen in covered]
    columns = np.fromiter(chain.from_iterable(covered), dtype=np.int32, count=sum(lengths))
    if len(covered) ** 2 * stories < _DENSE:
        table = np.zeros((len(covered), stories), dtype=np.float32)
        table[np.repeat(np.arange(len(covered)), lengths), columns] = 1
        return np.asarray(table @ table.T, dtype=float)
    pointers = np.concatenate([[0], np.cumsum(lengths)])
    matrix = sparse.csr_matrix(
        (np.ones(len(columns), dtype=np.float32), columns, pointers), shape=(len(covered), stories)
    )
    return np.asarray((matrix @ matrix.T).toarray(), dtype=float)


def _distance(shared: np.ndarray, together: np.ndarray) -> np.ndarray:
    union = together - shared
    return 1 - np.divide(shared, union, out=np.zeros_like(union), where=union > 0)


def _trade(chosen: list[set[int]], trades: int, draw: Random) -> None:
    """Exchange at random what two outlets do not share, `trades` times, in place."""
    count = len(chosen)
    for _ in range(trades):
        one = int(draw.random() * count)
        other = int(draw.random() * (count - 1))
        other += other >= one
        left, right = chosen[one], chosen[other]
        ours, theirs = left - right, right - left
        if not ours or not theirs:
            continue
        apart = [*ours, *theirs]
        _shuffle(apart, draw)
        common = left & right
        chosen[one] = common.union(apart[: len(ours)])
        chosen[other] = common.union(apart[len(ours) :])


def _shuffle(things: list[int], draw: Random) -> None:
    """As `draw.shuffle(things)`, which calls two functions for each of them."""
    bits = draw.getrandbits
    for size in range(len(things), 1, -1):
        width = size.bit_length()
        place = bits(width)
        while place >= size:
            place = bits(width)
        last = things[size - 1]
        things[size - 1] = things[place]
        things[place] = last
