"""Days in which nothing, or a planted thing, parts two outlets: what the tests of divergence must withstand."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tasks.compare.inside import OriginDistances, random_pairs, two_sided_estimate
from tasks.compare.paired import paired_estimate, shares_apart, variants_apart
from tasks.compare.selection import selection_estimates
from tasks.compare.settings import DivergenceSettings
from tasks.compare.statistics import Estimates, summarise


@dataclass(frozen=True)
class Runs:
    """One entry per simulated test: randomised and published p, and whether the interval holds 0."""

    p_values: np.ndarray
    published: np.ndarray
    covered: np.ndarray

    @property
    def coverage(self) -> float:
        """Share of intervals that hold 0."""
        return float(self.covered.mean())


def runs_of(estimates: list[Estimates]) -> Runs:
    """Collect tests of length one or more."""
    p_values = np.concatenate([estimate.p_randomised for estimate in estimates])
    published = np.concatenate([estimate.p_value for estimate in estimates])
    low = np.concatenate([estimate.low for estimate in estimates])
    high = np.concatenate([estimate.high for estimate in estimates])
    return Runs(p_values, published, (low <= 0) & (high >= 0))


def split_outlet_terms(
    runs: int, stories: int, settings: DivergenceSettings, seed: int, shift: float = 0.0
) -> Runs:
    """One outlet's articles, two a story, split at random: terms over the shared stories.

    `shift` plants a habit: that share of the second half's words moves to the first five terms.
    """
    rng = np.random.default_rng(seed)
    estimates = []
    for _ in range(runs):
        taste = rng.dirichlet(np.full(60, 0.5))
        sides = [np.zeros((stories, 60)), np.zeros((stories, 60))]
        habit = np.zeros(60)
        habit[:5] = 0.2
        for story in range(stories):
            topic = 0.6 * taste + 0.4 * rng.dirichlet(np.full(60, 0.3))
            for side in (0, 1):
                words = (1 - shift * side) * topic + shift * side * habit
                sides[side][story] = rng.multinomial(rng.integers(80, 250), words / words.sum())
        estimates.append(paired_estimate(sides[0], sides[1], shares_apart(), settings, rng))
    return runs_of(estimates)


def split_outlet_words(runs: int, stories: int, settings: DivergenceSettings, seed: int) -> Runs:
    """The same outlet's lengths per story: coverage in words."""
    rng = np.random.default_rng(seed)
    estimates = []
    for _ in range(runs):
        weight = rng.lognormal(0, 0.6, size=(stories, 1))
        lengths = np.round(weight * rng.lognormal(6, 0.5, size=(stories, 2)))
        first, second = np.diag(lengths[:, 0]), np.diag(lengths[:, 1])
        estimates.append(paired_estimate(first, second, shares_apart(), settings, rng))
    return runs_of(estimates)


def split_outlet_names(runs: int, stories: int, settings: DivergenceSettings, seed: int) -> Runs:
    """The same outlet's variants of three concepts."""
    rng = np.random.default_rng(seed)
    blocks = np.array([0, 0, 1, 1, 1, 2, 2])
    estimates = []
    for _ in range(runs):
        habit = rng.dirichlet(np.full(7, 1.0))
        first, second = (rng.poisson(rng.gamma(2, 3, size=(stories, 1)) * habit).astype(float) for _ in "ab")
        estimates.append(paired_estimate(first, second, variants_apart(blocks), settings, rng))
    return runs_of(estimates)


def exchangeable_claims(runs: int, stories: int, settings: DivergenceSettings, seed: int) -> Runs:
    """Two of the outlets of each story, all drawn alike: distances of claims or voices."""
    rng = np.random.default_rng(seed)
    estimates = []
    for _ in range(runs):
        values, draws = [], []
        for _ in range(stories):
            distances = _distances(int(rng.integers(4, 9)), rng)
            values.append(distances.between(frozenset("0"), frozenset("1")))
            draws.append(random_pairs(distances, 1, 1, settings.permutations, rng))
        null = np.stack(draws)
        centres = null.mean(axis=1)
        apart, null_apart = np.array(values) - centres, null - centres[:, None]
        estimates.append(
            summarise(
                np.array([np.mean(values)]),
                null.mean(axis=0)[:, None],
                np.array([apart.var() / stories]),
                np.array([(null_apart.var(axis=0) / stories).mean()]),
                rng.random(1),
            )
        )
    return runs_of(estimates)


def split_story(runs: int, origins: int, settings: DivergenceSettings, seed: int, shift: float = 0.0) -> Runs:
    """One outlet's `2 * origins` articles on one story split at random: distances inside the story.

    `shift` moves the second half apart in the space the distances are taken in.
    """
    rng = np.random.default_rng(seed)
    estimates = []
    for _ in range(runs):
        distances = _distances(2 * origins, rng, shift)
        names = distances.origins
        estimate = two_sided_estimate(
            distances, frozenset(names[:origins]), frozenset(names[origins:]), settings.permutations,
            settings.bootstraps, rng,
        )  # fmt: skip
        assert estimate is not None
        estimates.append(estimate)
    return runs_of(estimates)


def one_pool(runs: int, outlets: int, stories: int, settings: DivergenceSettings, seed: int) -> Runs:
    """Outlets that draw their stories from one pool by size: selection. One pair of each day is kept."""
    rng = np.random.default_rng(seed)
    p_values, published, covered = [], [], []
    for _ in range(runs):
        size = rng.lognormal(0, 0.8, size=stories)
        chosen = [
            frozenset(
                rng.choice(
                    stories, size=int(rng.integers(8, 25)), replace=False, p=size / size.sum()
                ).tolist()
            )
            for _ in range(outlets)
        ]
        _, _, estimates = selection_estimates(chosen, stories, settings.permutations, rng)
        p_values.append(estimates.p_randomised[0])
        published.append(estimates.p_value[0])
        covered.append(estimates.low[0] <= 0 <= estimates.high[0])
    return Runs(np.array(p_values), np.array(published), np.array(covered))


def _distances(origins: int, rng: np.random.Generator, shift: float = 0.0) -> OriginDistances:
    points = rng.normal(size=(origins, 6))
    points[origins // 2 :, 0] += shift
    apart = np.linalg.norm(points[:, None] - points[None, :], axis=2)
    return OriginDistances(tuple(map(str, range(origins))), np.round(1 - np.exp(-apart / 3), 12))
