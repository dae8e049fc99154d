"""Aspects whose categories recur from story to story, compared over the stories two outlets share.

The null exchanges the two outlets inside each story at random: whatever a story brings with it stays,
only the outlet's hand is shuffled. The bootstrap draws whole stories.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

import numpy as np

from tasks.compare.facts import StoryFacts
from tasks.compare.intervals import MIN_RELABELLINGS
from tasks.compare.pair_counts import TermCounts, name_counts
from tasks.compare.pooled import FEW_RELABELLINGS, Tested
from tasks.compare.settings import CompareSettings, DivergenceSettings
from tasks.compare.shared import SharedStories
from tasks.compare.statistics import (
    LN2,
    Estimates,
    exchanges,
    generator,
    jensen_shannon,
    placed,
    redrawn,
    summarise,
    swapped,
)

_LEAST = 1e-300  # where a share is 0 its logarithm counts for nothing

Statistic = Callable[[np.ndarray, np.ndarray], np.ndarray]

FEW_DIFFERENT = "no valid interval: they differ in fewer than seven shared stories"
NOTHING = "nothing to compare: one of them uses none"


def paired_tests(
    stories: Sequence[StoryFacts],
    shared: SharedStories,
    terms: TermCounts | None,
    day: date,
    settings: CompareSettings,
) -> Tested:
    """The test of names, with `terms` of terms, for every pair of `shared`; NULL with the reason where
    there is none."""
    aspect = "names" if terms is None else "terms"
    found: list[Estimates] = []
    reasons: list[str | None] = []
    for pair in range(len(shared.first)):
        numbers, one, other = shared.meetings(pair)
        here = [stories[number] for number in numbers.tolist()]
        concepts = None
        if terms is None:
            first, second, concepts = name_counts(here, one, other)
        else:
            first, second = terms.of_both(numbers, one, other, settings.divergence.max_terms)
        texts = _texts(here, one, other)
        rng = generator(settings.seed, day.isoformat(), aspect, texts)
        estimate, reason = _tested(first, second, concepts, settings.divergence, rng)
        reasons.append(reason)
        if estimate is not None:
            found.append(estimate)
    places = [place for place, reason in enumerate(reasons) if reason is None]
    return Tested(placed(found, places, len(reasons)), reasons)


def _tested(
    first: np.ndarray,
    second: np.ndarray,
    concepts: np.ndarray | None,
    settings: DivergenceSettings,
    rng: np.random.Generator,
) -> tuple[Estimates | None, str | None]:
    if not first.sum() or not second.sum():
        return None, NOTHING
    if concepts is not None:
        named = [set(concepts[side.sum(axis=0) > 0].tolist()) for side in (first, second)]
        if not named[0] & named[1]:
            return None, NOTHING
    statistic = shares_apart if concepts is None else variants_apart(concepts)
    estimate = paired_estimate(first, second, statistic, settings, rng)
    if estimate is None:
        differing = int((first != second).any(axis=1).sum())
        return None, FEW_DIFFERENT if differing < settings.min_differing else FEW_RELABELLINGS
    return estimate, None


def _texts(stories: Sequence[StoryFacts], one: np.ndarray, other: np.ndarray) -> list[str]:
    """Version ids of both outlets in the stories: what a test is about, whatever the names."""
    return [
        version
        for story, first, second in zip(stories, one.tolist(), other.tolist(), strict=True)
        for version in (*story.versions[first], *story.versions[second])
    ]


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
    """Jensen-Shannon divergence of two vectors of whole counts, Miller-Madow corrected by the counts.

    `statistics.jensen_shannon` with a table in the place of most logarithms; 0 where a side is empty.
    """
    totals = [np.maximum(side.sum(axis=-1), 1.0) for side in (first, second)]
    table = np.arange(max(first.max(initial=0), second.max(initial=0)) + 1.0)
    table *= np.log2(np.maximum(table, 1.0))
    bits, kinds = [], []
    for side, total in zip((first, second), totals, strict=True):
        bits.append(np.log2(total) - table[side.astype(np.intp)].sum(axis=-1) / total)
        kinds.append(np.count_nonzero(side, axis=-1))
    both = first / totals[0][..., None] + second / totals[1][..., None]
    middle = 1 - np.einsum("...i,...i->...", both, np.log2(np.maximum(both, _LEAST))) / 2
    corrections = [(kind - 1) / (2 * total * LN2) for kind, total in zip(kinds, totals, strict=True)]
    middle += (np.count_nonzero(both, axis=-1) - 1) / (2 * (totals[0] + totals[1]) * LN2)
    apart = middle - (bits[0] + bits[1] + (corrections[0] + corrections[1])) / 2
    return np.where((kinds[0] > 0) & (kinds[1] > 0), np.clip(apart, 0.0, 1.0), 0.0)


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
