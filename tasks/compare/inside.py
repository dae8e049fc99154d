"""Aspects that belong to one story (its claims, its voices), as distances between its origins.

Two outlets usually write one article each, so there is nothing to shuffle between them alone. The
null takes the labels off all origins of the story: do these two part more than two others would?
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations
from math import comb

import numpy as np

from tasks.compare.intervals import MIN_RELABELLINGS
from tasks.compare.statistics import Estimates, entropies, summarise
from tasks.compare.status import STRENGTH, strongest
from tasks.compare.story_view import StoryView


@dataclass(frozen=True, slots=True)
class OriginDistances:
    """Distances (0-1) between the origins of one story; NaN where one has nothing to compare."""

    origins: tuple[str, ...]
    matrix: np.ndarray

    def between(self, first: frozenset[str], second: frozenset[str]) -> float:
        """Mean distance of two outlets' origins; the same origin on both sides counts 0."""
        one = [place for place, origin in enumerate(self.origins) if origin in first]
        other = [place for place, origin in enumerate(self.origins) if origin in second]
        if not one or not other:
            return float("nan")
        return float(np.sort(self.matrix[np.ix_(one, other)], axis=None).mean())


def claim_distances(view: StoryView) -> OriginDistances:
    """Share of claims on which two origins have different statuses.

    Counted over claims that at least two origins carry and at least one of the two does; a claim that
    one of them does not carry is a difference. Origins without any such claim are NaN.
    """
    origins = view.origin_list
    place = {origin: number for number, origin in enumerate(origins)}
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for member in view.claims.members if view.claims else ():
        found[member.claim_id][member.origin_id].append(member.status)
    shared = [by_origin for _, by_origin in sorted(found.items()) if len(by_origin) > 1]
    codes = np.zeros((len(origins), len(shared)), dtype=np.int8)
    for column, by_origin in enumerate(shared):
        for origin, statuses in by_origin.items():
            codes[place[origin], column] = STRENGTH.index(strongest(statuses)) + 1
    carried = (codes > 0).astype(float)
    same = sum(
        (codes == code).astype(float) @ (codes == code).astype(float).T
        for code in range(1, len(STRENGTH) + 1)
    )
    lengths = carried.sum(axis=1)
    either = lengths[:, None] + lengths[None, :] - carried @ carried.T
    full = np.array([_full(view, origin) for origin in origins])
    matrix = np.where(either > 0, 1 - np.asarray(same) / np.where(either > 0, either, 1), np.nan)
    return OriginDistances(origins, _diagonal(matrix, full & (lengths > 0)))


def voice_distances(view: StoryView) -> OriginDistances:
    """Jensen-Shannon divergence of the words given to each voice, Miller-Madow corrected by quotes."""
    origins = view.origin_list
    place = {origin: number for number, origin in enumerate(origins)}
    columns: dict[str, int] = {}
    uses: list[tuple[int, int, int]] = []
    for document, voices in zip(view.documents, view.voices, strict=True):
        for attribution in document.claims.attributions:
            voice = voices.get(attribution.voice)
            if voice is None:
                continue
            words = sum(len(document.text[start:end].split()) for start, end in attribution.content)
            row = place[view.origins[document.version_id]]
            uses.append((row, columns.setdefault(voice, len(columns)), words))
    words_of = np.zeros((len(origins), max(len(columns), 1)))
    quotes = np.zeros(len(origins))
    for row, column, words in uses:
        words_of[row, column] += words
        quotes[row] += 1
    totals = words_of.sum(axis=1)
    shares = words_of / np.where(totals > 0, totals, 1)[:, None]
    ends = entropies(words_of, quotes)
    middle = np.stack(
        [entropies((shares[row] + shares) / 2, quotes[row] + quotes) for row in range(len(origins))]
    )
    matrix = np.clip(middle - (ends[:, None] + ends[None, :]) / 2, 0.0, 1.0)
    return OriginDistances(origins, _diagonal(matrix, totals > 0))


DISTANCES = {"claims": claim_distances, "voices": voice_distances}


def _full(view: StoryView, origin: str) -> bool:
    return any(
        document.full_text and document.claims.observed
        for document in view.documents
        if view.origins[document.version_id] == origin
    )


def _diagonal(matrix: np.ndarray, usable: np.ndarray) -> np.ndarray:
    """Symmetric to the bit, 0 on the diagonal, NaN for origins that cannot be compared."""
    matrix = np.round((matrix + matrix.T) / 2, 12)
    np.fill_diagonal(matrix, 0.0)
    matrix[~usable, :] = np.nan
    matrix[:, ~usable] = np.nan
    return matrix


def comparable_origins(distances: OriginDistances) -> np.ndarray:
    """Places of the origins that have anything to compare."""
    return np.nonzero(np.isfinite(np.diag(distances.matrix)))[0]


def random_pairs(
    distances: OriginDistances, first: int, second: int, draws: int, rng: np.random.Generator
) -> np.ndarray:
    """Mean distances of two disjoint random sets of `first` and `second` origins, one per draw.

    Empty when the story has fewer than three comparable origins or too few for the sizes.
    """
    usable = comparable_origins(distances)
    if len(usable) < 3 or first + second > len(usable):
        return np.zeros(0)
    matrix = distances.matrix[np.ix_(usable, usable)]
    if first == second == 1:
        one = rng.integers(0, len(usable), draws)
        other = rng.integers(0, len(usable) - 1, draws)
        return np.asarray(matrix[one, other + (other >= one)])
    order = rng.random((draws, len(usable))).argsort(axis=1)
    left, right = order[:, :first], order[:, first : first + second]
    return np.asarray(matrix[left[:, :, None], right[:, None, :]].mean(axis=(1, 2)))


def two_sided_estimate(
    distances: OriginDistances,
    first: frozenset[str],
    second: frozenset[str],
    permutations: int,
    bootstraps: int,
    rng: np.random.Generator,
) -> Estimates | None:
    """Test two outlets inside one story by their mean distance, shuffling the origins' labels.

    Origins that both carry are left out. None when a side has fewer than two comparable origins, or when
    there are too few relabellings for an interval (3 + 3 origins have ten, 3 + 4 are enough).
    """
    one, other = _sides(distances, first, second)
    if len(one) < 2 or len(other) < 2 or comb(len(one) + len(other), len(one)) < MIN_RELABELLINGS:
        return None
    pool = np.array(sorted(one + other))
    matrix = distances.matrix[np.ix_(pool, pool)]
    labels = np.isin(pool, one)
    relabelled, complete = _relabellings(labels, permutations, rng)
    null = _cross_means(matrix, relabelled.astype(float), 1.0 - relabelled)
    value = _cross_means(matrix, labels[None, :].astype(float), 1.0 - labels[None, :])
    boot = _cross_means(matrix, *_resampled(labels, bootstraps, rng)).var()
    estimates = summarise(value, null[:, None], np.array([boot]), rng.random(1), complete)
    return estimates if np.isfinite(estimates.low[0]) else None


def comparable(distances: OriginDistances, first: frozenset[str], second: frozenset[str]) -> bool:
    """Whether each side has two origins of its own with anything to compare."""
    return min(map(len, _sides(distances, first, second))) >= 2


def _sides(
    distances: OriginDistances, first: frozenset[str], second: frozenset[str]
) -> tuple[list[int], list[int]]:
    places = {
        origin: place
        for place, origin in enumerate(distances.origins)
        if np.isfinite(distances.matrix[place, place])
    }
    one = sorted(places[origin] for origin in first - second if origin in places)
    other = sorted(places[origin] for origin in second - first if origin in places)
    return one, other


def _relabellings(labels: np.ndarray, draws: int, rng: np.random.Generator) -> tuple[np.ndarray, bool]:
    """Rows of labels with as many of each side as `labels`: all of them when there are at most `draws`."""
    size = min(int(labels.sum()), int((~labels).sum()))
    if comb(len(labels), size) > draws:
        return np.stack([rng.permutation(labels) for _ in range(draws)]), False
    chosen = np.array(list(combinations(range(len(labels)), size)))
    rows = np.zeros((len(chosen), len(labels)), dtype=bool)
    rows[np.arange(len(chosen))[:, None], chosen] = True
    return rows, True


def _cross_means(matrix: np.ndarray, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Mean of `matrix` between weighted sets, one per row of weights; exact when sides are exchanged."""
    sums = np.einsum("ri,ij,rj->r", left, matrix, right) + np.einsum("ri,ij,rj->r", right, matrix, left)
    return np.round(sums / 2 / (left.sum(axis=1) * right.sum(axis=1)), 12)


def _resampled(labels: np.ndarray, draws: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Weights of a bootstrap in each side; the smaller first place goes first, so names do not matter."""
    sides = [np.nonzero(labels)[0], np.nonzero(~labels)[0]]
    weights = [np.zeros((draws, len(labels))), np.zeros((draws, len(labels)))]
    for side in sorted((0, 1), key=lambda side: sides[side][0]):
        size = len(sides[side])
        weights[side][:, sides[side]] = rng.multinomial(size, np.full(size, 1 / size), size=draws)
    return weights[0], weights[1]
