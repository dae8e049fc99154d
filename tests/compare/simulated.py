"""Days in which nothing, or a planted thing, parts two outlets: what the tests of divergence must withstand."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tasks.compare.amounts import amounts_estimates, house_free, random_amounts, story_weights
from tasks.compare.inside import OriginDistances, random_pairs, two_sided_estimate
from tasks.compare.paired import paired_estimate, shares_apart, variants_apart
from tasks.compare.pooled import pooled_estimates
from tasks.compare.selection import selection_estimates
from tasks.compare.settings import DivergenceSettings
from tasks.compare.statistics import FIGURES, Estimates


@dataclass(frozen=True)
class Runs:
    """One entry per simulated test that gave figures: randomised and published p, excess and interval.

    `untested` is the share of runs that gave NULL for want of a valid interval.
    """

    p_values: np.ndarray
    published: np.ndarray
    excess: np.ndarray
    low: np.ndarray
    high: np.ndarray
    untested: float

    def coverage(self, truth: float = 0.0) -> float:
        """Share of intervals that hold `truth`."""
        return float(((self.low <= truth) & (self.high >= truth)).mean())

    def power(self) -> float:
        """Share found at 5 %; a NULL finds nothing."""
        return float((self.published <= 0.05).mean() * (1 - self.untested)) if len(self.published) else 0.0


def runs_of(estimates: list[Estimates | None]) -> Runs:
    """Collect tests of one value each; None is a test that gave NULL."""
    made = [estimate for estimate in estimates if estimate is not None]
    names = ("p_randomised", "p_value", "excess", "low", "high")
    figures = [np.array([getattr(estimate, name)[0] for estimate in made]) for name in names]
    return Runs(*figures, untested=1 - len(made) / len(estimates))


def tested(estimates: Estimates) -> Estimates | None:
    """One test, None where it has no valid interval."""
    return estimates if np.isfinite(estimates.low[0]) else None


def split_outlet_terms(
    runs: int, stories: int, settings: DivergenceSettings, seed: int, shift: float = 0.0
) -> Runs:
    """One outlet's articles, two a story, split at random: terms over the shared stories.

    `shift` plants a habit: that share of the second half's words moves to the first five terms.
    """
    rng = np.random.default_rng(seed)
    estimates = []
    taste = rng.dirichlet(np.full(60, 0.5))
    for _ in range(runs):
        sides = [np.zeros((stories, 60)), np.zeros((stories, 60))]
        habit = np.zeros(60)
        habit[:5] = 0.2
        for story in range(stories):
            topic = 0.6 * taste + 0.4 * rng.dirichlet(np.full(60, 0.3))
            for side in (0, 1):
                words = (1 - shift * side) * topic + shift * side * habit
                sides[side][story] = rng.multinomial(rng.integers(80, 250), words / words.sum())
        estimates.append(paired_estimate(sides[0], sides[1], shares_apart, settings, rng))
    return runs_of(estimates)


def amounts(
    runs: int,
    stories: int,
    settings: DivergenceSettings,
    seed: int,
    shift: float = 0.0,
    few: bool = False,
    others: int = 8,
) -> Runs:
    """Two of the four to eight outlets of each story, drawn alike: lengths, or with `few` articles.

    Each outlet also covers `others` stories that the two do not share. `shift` plants a leaning: the
    second outlet writes that much more on every other story and as much less on the rest (log scale).
    """
    rng = np.random.default_rng(seed)
    leaning = np.where(np.arange(stories + others) % 2, shift, -shift)
    estimates = []
    for _ in range(runs):
        weight = rng.lognormal(0, 0.6, size=stories + others)
        house = rng.lognormal(6, 0.4, size=(8, 1))
        found = house * weight * rng.lognormal(0, 0.5, size=(8, stories + others))
        if few:
            found = 1.0 + rng.poisson(weight, size=(8, stories + others))
        found[1] *= np.exp(leaning)
        free = house_free(
            [
                {str(outlet): found[outlet, story] for outlet in range(count)}
                for story, count in enumerate(rng.integers(4, 9, size=stories + others))
            ]
        )
        drawn = [random_amounts(list(usual.values()), settings.permutations, rng) for usual in free[:stories]]
        null = np.stack(drawn, axis=1)[:, None]
        one, two = found[:2, None, :stories]
        weights = story_weights(stories, settings.bootstraps, rng)
        estimates.append(tested(amounts_estimates(one, two, (null[0], null[1]), weights, rng.random(1))))
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


def exchangeable_claims(
    runs: int, stories: int, settings: DivergenceSettings, seed: int, claims: int = 0, shift: float = 0.0
) -> Runs:
    """Two of the outlets of each story, all drawn alike: distances of claims or voices.

    With `claims` each origin carries some of as many claims, so that distances take few values.
    `shift` moves the second outlet away from all others in the space the distances are taken in.
    """
    rng = np.random.default_rng(seed)
    estimates = []
    for _ in range(runs):
        values, draws = [], []
        for _ in range(stories):
            origins = int(rng.integers(4, 9))
            found = _few_valued(origins, claims, rng) if claims else _distances(origins, rng, shift, 1)
            values.append(found.between(frozenset("0"), frozenset("1")))
            draws.append(random_pairs(found, 1, 1, settings.permutations, rng))
        null = np.stack(draws)
        given = np.array(values), null.mean(axis=1), np.array([0, stories]), null.mean(axis=0)[:, None]
        estimates.append(tested(pooled_estimates(*given, rng.random(1))))
    return runs_of(estimates)


def split_story(runs: int, origins: int, settings: DivergenceSettings, seed: int, shift: float = 0.0) -> Runs:
    """One outlet's `2 * origins` articles on one story split at random: distances inside the story.

    `shift` moves the second half apart in the space the distances are taken in.
    """
    rng = np.random.default_rng(seed)
    estimates = []
    for _ in range(runs):
        distances = _distances(2 * origins, rng, shift, origins)
        names = distances.origins
        estimate = two_sided_estimate(
            distances, frozenset(names[:origins]), frozenset(names[origins:]), settings.permutations,
            settings.bootstraps, rng,
        )  # fmt: skip
        estimates.append(estimate)
    return runs_of(estimates)


def one_pool(
    runs: int, outlets: int, stories: int, settings: DivergenceSettings, seed: int, leaning: float = 0.0
) -> Runs:
    """Outlets that take each story of one pool by its weight and their own appetite: selection.

    One pair of each day is kept.

    `leaning` makes one outlet of the pair prefer the first half of the stories and the other the second.
    """
    rng = np.random.default_rng(seed)
    taste = np.where(np.arange(stories) < stories / 2, leaning, -leaning)
    estimates: list[Estimates | None] = []
    for _ in range(runs):
        weight = rng.normal(0, 0.8, size=stories)
        appetite = rng.uniform(-1.8, -0.6, size=(outlets, 1))
        lean = np.zeros((outlets, 1))
        lean[:2, 0] = 1, -1
        chance = 1 / (1 + np.exp(-(appetite + weight + lean * taste)))
        covered = rng.random((outlets, stories)) < chance
        chosen = [frozenset(np.nonzero(row)[0].tolist()) for row in covered]
        _, _, found = selection_estimates(chosen, stories, settings.permutations, rng)
        one = Estimates(*(getattr(found, name)[:1] for name in FIGURES))
        estimates.append(tested(one))
    return runs_of(estimates)


def _distances(origins: int, rng: np.random.Generator, shift: float, first: int) -> OriginDistances:
    """Origins as points; those from number `first` on (or, for 1, that one alone) are moved by `shift`."""
    points = rng.normal(size=(origins, 6))
    points[first : first + 1 if first == 1 else None, 0] += shift
    apart = np.linalg.norm(points[:, None] - points[None, :], axis=2)
    return OriginDistances(tuple(map(str, range(origins))), np.round(1 - np.exp(-apart / 3), 12))


def _few_valued(origins: int, claims: int, rng: np.random.Generator) -> OriginDistances:
    """Origins as sets of claims, each carried by about half of them: share of claims not carried by both."""
    carried = (rng.random((origins, claims)) < rng.beta(2, 2, size=claims)).astype(float)
    carried[np.arange(origins), rng.integers(0, claims, origins)] = 1
    both = carried @ carried.T
    lengths = carried.sum(axis=1)
    apart = 1 - both / (lengths[:, None] + lengths[None, :] - both)
    return OriginDistances(tuple(map(str, range(origins))), np.round(apart, 12))
