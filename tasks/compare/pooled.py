"""Claims or voices of all stories two outlets share, all pairs at once: a story's labels are shuffled once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from scipy import sparse

from tasks.compare.facts import StoryFacts
from tasks.compare.inside import OriginDistances, comparable_origins, random_pairs
from tasks.compare.settings import CompareSettings
from tasks.compare.shared import SharedStories
from tasks.compare.statistics import Estimates, generator, placed, summarise

NO_THIRD = "too few shared stories with a third independent text"
FEW_RELABELLINGS = "no valid interval: too few different outcomes when labels are shuffled"
_BLOCK = 512  # pairs summarised at once: 2 MB a table of 499 draws


@dataclass(frozen=True, slots=True)
class Tested:
    """Tests of all pairs of some stories: `estimates` are NaN where `reasons` has a reason, else it has None."""

    estimates: Estimates
    reasons: list[str | None]

    @classmethod
    def none(cls, count: int, reason: str) -> Tested:
        """No test made, for one reason."""
        return cls(placed([], (), count), [reason] * count)

    def spread(self, places: np.ndarray, reasons: Sequence[str | None]) -> Tested:
        """These tests at `places` among more pairs, of which the others have their `reasons`."""
        every = list(reasons)
        for place, reason in zip(places.tolist(), self.reasons, strict=True):
            every[place] = reason
        return Tested(placed([self.estimates], places, len(every)), every)


def pooled_estimates(
    values: np.ndarray,
    own_null: np.ndarray,
    starts: np.ndarray,
    null: np.ndarray,
    ties: np.ndarray | None = None,
) -> Estimates:
    """Test the mean of each pair's `values`, one per story, against draws of as many other origins.

    The values of pair p are `values[starts[p]:starts[p + 1]]`, `own_null` the mean of each one's story's
    draws, `null[:, p]` the draws' means over the pair's stories. The stories are the clusters: their spread
    around their own null means widens the interval. `ties`: see `summarise`.
    """
    counts = np.diff(starts)
    apart = values - own_null
    middle = np.add.reduceat(apart, starts[:-1]) / counts
    spread = np.add.reduceat((apart - np.repeat(middle, counts)) ** 2, starts[:-1]) / counts**2
    return summarise(np.add.reduceat(values, starts[:-1]) / counts, null, spread, ties)


def pooled_distances(
    aspect: str,
    stories: Sequence[StoryFacts],
    shared: SharedStories,
    wanted: np.ndarray,
    day: date,
    settings: CompareSettings,
) -> Tested:
    """Mean distance of the two outlets of each pair that is `wanted` against that of as many other origins."""
    values, sizes = _observed(aspect, stories, shared, np.repeat(wanted, shared.counts))
    usable = np.isfinite(values)
    found = np.bincount(shared.pair[usable], minlength=len(wanted))
    tested = wanted & (found >= settings.divergence.min_stories)
    usable &= np.repeat(tested, shared.counts)
    keys, places = np.unique(np.column_stack([shared.story, sizes])[usable], axis=0, return_inverse=True)
    draws = np.array(
        [_draws(aspect, stories[story], low, high, day, settings) for story, low, high in keys.tolist()]
    )
    means = draws.mean(axis=1) if len(draws) else draws
    starts = np.concatenate([[0], np.cumsum(found[tested])])
    parts = []
    for begin in range(0, len(starts) - 1, _BLOCK):
        ends = starts[begin : begin + _BLOCK + 1]
        inside = slice(ends[0], ends[-1])
        which = places.ravel()[inside]
        rows = sparse.csr_matrix(
            (np.ones(len(which)), which, ends - ends[0]), shape=(len(ends) - 1, len(keys))
        )
        null = (rows @ draws) / np.diff(ends)[:, None]
        given = values[usable][inside], means[which]
        parts.append(pooled_estimates(*given, ends - ends[0], null.T))
    return results(placed(parts, np.nonzero(tested)[0], len(wanted)), tested, NO_THIRD)


def results(estimates: Estimates, tested: np.ndarray, reason: str) -> Tested:
    """Tests of all pairs with the reasons of those without figures: `reason` where none was tried."""
    reasons = [
        None if valid else FEW_RELABELLINGS if tried else reason
        for tried, valid in zip(tested.tolist(), np.isfinite(estimates.low).tolist(), strict=True)
    ]
    return Tested(estimates, reasons)


def _observed(
    aspect: str, stories: Sequence[StoryFacts], shared: SharedStories, wanted: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Distance at each meeting, NaN where it is not wanted or has no null; and both outlets' numbers of
    origins there, the smaller first."""
    values = np.full(len(wanted), np.nan)
    sizes = np.zeros((len(wanted), 2), dtype=np.int64)
    chosen = np.nonzero(wanted)[0]
    chosen = chosen[np.argsort(shared.story[chosen], kind="stable")]
    borders = np.nonzero(np.diff(shared.story[chosen]))[0] + 1
    for here in np.split(chosen, borders) if len(chosen) else ():
        story = stories[shared.story[here[0]]]
        distances = story.distances[aspect]
        counts = np.array([len(origins) for origins in story.origins])
        both = np.stack([counts[shared.one[here]], counts[shared.other[here]]], axis=1)
        sizes[here] = np.sort(both, axis=1)
        most = len(comparable_origins(distances))
        given = _between(distances, story, shared.one[here], shared.other[here], both)
        values[here] = np.where((most >= 3) & (both.sum(axis=1) <= most), given, np.nan)
    return values, sizes


def _between(
    distances: OriginDistances, story: StoryFacts, one: np.ndarray, other: np.ndarray, sizes: np.ndarray
) -> np.ndarray:
    """Distances of pairs of a story's outlets: looked up where both carry one origin."""
    place = {origin: number for number, origin in enumerate(distances.origins)}
    first = np.array([place[min(origins)] for origins in story.origins])
    values = distances.matrix[first[one], first[other]]
    for number in np.nonzero(sizes.max(axis=1) > 1)[0].tolist():
        values[number] = distances.between(story.origins[one[number]], story.origins[other[number]])
    return np.asarray(values)


def _draws(
    aspect: str, story: StoryFacts, smaller: int, larger: int, day: date, settings: CompareSettings
) -> np.ndarray:
    """Distances of random origins of a story; the same for every pair of outlets with as many origins."""
    rng = generator(
        settings.seed, day.isoformat(), aspect, str((smaller, larger)),
        [version for side in story.versions for version in side],
    )  # fmt: skip
    draws = settings.divergence.permutations
    return random_pairs(story.distances[aspect], smaller, larger, draws, rng)
