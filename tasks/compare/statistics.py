"""Estimates with a null and an interval, as matrices: no loops over draws, no state, one generator each.

A test has three parts: the value observed, its values when labels are shuffled (the null), and its
values when the independent units are drawn again (the bootstrap). `summarise` joins them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from tasks.compare.intervals import SLACK, excess_interval, kept_range

FIGURES = ("value", "null_mean", "excess", "low", "high", "p_value", "p_randomised")
LN2 = float(np.log(2.0))


@dataclass(frozen=True, slots=True)
class Estimates:
    """Tests as equally long arrays. `excess` = value - null_mean with the 95 % interval low..high.

    `p_value` is one-sided: the chance under shuffled labels of a value at least as large, so never
    smaller than the data allow. `p_randomised` breaks ties at random: uniform under the null also for a
    statistic of few values, good for checking the test and for nothing else.
    """

    value: np.ndarray
    null_mean: np.ndarray
    excess: np.ndarray
    low: np.ndarray
    high: np.ndarray
    p_value: np.ndarray
    p_randomised: np.ndarray


def joined(parts: Sequence[Estimates]) -> Estimates:
    """Several runs of tests as one."""
    return Estimates(*(np.concatenate([getattr(part, name) for part in parts]) for name in FIGURES))


def placed(parts: Sequence[Estimates], places: Sequence[int] | np.ndarray, count: int) -> Estimates:
    """Several runs of tests as one of `count` tests: theirs at `places`, NaN elsewhere."""
    figures = []
    for name in FIGURES:
        figure = np.full(count, np.nan)
        if parts:
            figure[places] = np.concatenate([getattr(part, name) for part in parts])
        figures.append(figure)
    return Estimates(*figures)


def generator(seed: int, *parts: str | Iterable[str]) -> np.random.Generator:
    """A generator fixed by the seed and what is compared; iterables count as sets, so order never matters."""
    text = "\x1e".join(part if isinstance(part, str) else "\x1f".join(sorted(part)) for part in parts)
    digest = hashlib.sha256(f"{seed}\x1e{text}".encode()).digest()
    return np.random.default_rng(int.from_bytes(digest[:16], "big"))


def entropies(counts: np.ndarray, sizes: np.ndarray | None = None) -> np.ndarray:
    """Entropy in bits of each row of non-negative counts; with `sizes` (independent observations per row)
    the Miller-Madow term (K-1)/(2N ln 2) is added. Rows that sum to 0 give 0."""
    totals = counts.sum(axis=-1)
    positive = counts > 0
    logs = np.log2(np.where(positive, counts, 1.0))
    whole = np.where(totals > 0, totals, 1.0)
    bits = np.log2(whole) - (counts * logs).sum(axis=-1) / whole
    if sizes is not None:
        kinds = positive.sum(axis=-1)
        bits = bits + np.where(sizes > 0, (kinds - 1) / (2 * np.maximum(sizes, 1) * LN2), 0.0)
    return bits


def jensen_shannon(
    first: np.ndarray,
    second: np.ndarray,
    first_size: np.ndarray | None = None,
    second_size: np.ndarray | None = None,
) -> np.ndarray:
    """Jensen-Shannon divergence in bits (0-1) of paired rows of counts, Miller-Madow corrected with sizes.

    Equal to the bit when the two sides are exchanged. Clipped to 0..1. Rows with an empty side are NaN.
    """
    total_first, total_second = first.sum(axis=-1), second.sum(axis=-1)
    empty = (total_first <= 0) | (total_second <= 0)
    shares_first = first / np.where(total_first > 0, total_first, 1)[..., None]
    shares_second = second / np.where(total_second > 0, total_second, 1)[..., None]
    both = None if first_size is None or second_size is None else first_size + second_size
    middle = entropies((shares_first + shares_second) / 2, both)
    ends = entropies(first, first_size) + entropies(second, second_size)
    return np.where(empty, np.nan, np.clip(middle - ends / 2, 0.0, 1.0))


def summarise(
    value: np.ndarray,
    null: np.ndarray,
    boot_var: np.ndarray,
    ties: np.ndarray | None,
    complete: bool = False,
) -> Estimates:
    """Join values (tests), null draws (draws x tests) and bootstrap variances into estimates.

    `complete`: the null holds every relabelling once, the observed one too; else the observed value is set
    beside the draws. p counts relabellings at least as large, the randomised p equal ones in the
    proportion `ties` (uniform 0-1 per test; NaN without them). The interval is that of `intervals.py`, away from 0 as
    wide as the variance `boot_var` of the cluster bootstrap makes it. Where no valid interval exists, `low`
    and `high` are NaN.
    """
    everything = null if complete else np.concatenate([null, value[None, :]])
    mean = everything.mean(axis=0)
    above = (everything > value + SLACK).sum(axis=0)
    equal = (np.abs(everything - value) <= SLACK).sum(axis=0)
    variance = everything.var(axis=0)
    lowest, highest = kept_range(everything)
    extra = np.maximum(boot_var - variance, 0.0) / np.where(variance > SLACK**2, variance, np.inf)
    low, high = excess_interval(
        value - mean, np.minimum(lowest - mean, 0.0), np.maximum(highest - mean, 0.0), extra
    )
    return Estimates(
        value=value,
        null_mean=mean,
        excess=value - mean,
        low=low,
        high=high,
        p_value=(above + equal) / len(everything),
        p_randomised=(above + (np.nan if ties is None else ties) * equal) / len(everything),
    )


def benjamini_hochberg(p_values: np.ndarray) -> np.ndarray:
    """q-values: the smallest false discovery rate at which each test would be listed."""
    count = len(p_values)
    if count == 0:
        return np.zeros(0)
    order = np.argsort(p_values, kind="stable")
    scaled = p_values[order] * count / np.arange(1, count + 1)
    smallest = np.minimum.accumulate(scaled[::-1])[::-1]
    q_values = np.empty(count)
    q_values[order] = np.minimum(smallest, 1.0)
    return q_values


def exchanges(units: int, draws: int, rng: np.random.Generator) -> tuple[np.ndarray, bool]:
    """Which units' sides are exchanged, relabellings x units (0 or 1), and whether these are all there are.

    A statistic that does not mind its two sides being exchanged has 2^(units-1) relabellings: up to
    `draws` of them are all listed, beyond that as many are drawn.
    """
    if units < 1 or 2 ** (units - 1) > draws:
        return rng.integers(0, 2, size=(draws, units)).astype(float), False
    numbers = np.arange(2 ** (units - 1))
    return ((numbers[:, None] >> np.arange(units)) & 1).astype(float), True


def swapped(first: np.ndarray, second: np.ndarray, masks: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Sums over units after the sides of the units in each row of `masks` were exchanged.

    `first`, `second`: units x categories. Returns two arrays draws x categories.
    """
    gain = masks @ (second - first)
    return first.sum(axis=0) + gain, second.sum(axis=0) - gain


def redrawn(
    first: np.ndarray, second: np.ndarray, draws: int, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Sums over units drawn again with replacement, both sides of a unit together."""
    count = len(first)
    weights = rng.multinomial(count, np.full(count, 1 / count), size=draws).astype(float)
    return weights @ first, weights @ second
