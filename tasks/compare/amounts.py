"""How much two outlets give to each story they share: articles or words, against what others give to it.

Two outlets usually write one article each on a story, so exchanging them shows nothing: the distance of
their shares stays nearly as it is. The null takes the labels off all outlets of a story instead: do these
two spread their attention more differently than two others would? Outlets differ in how much they write at
all, which the shares over stories leave out, so the null must leave it out too: see `house_free`.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np

from tasks.compare.pooled import FEW_RELABELLINGS, NO_THIRD
from tasks.compare.settings import CompareSettings
from tasks.compare.statistics import Estimates, generator, jensen_shannon, summarise
from tasks.compare.story_view import StoryView


def amounts_estimate(
    first: np.ndarray,
    second: np.ndarray,
    null: tuple[np.ndarray, np.ndarray],
    bootstraps: int,
    rng: np.random.Generator,
) -> Estimates | None:
    """Test the Jensen-Shannon divergence of two outlets' shares over stories (`first`, `second`: one amount
    per story) against draws of as many others (`null`: two arrays draws x stories).

    The bootstrap draws stories again. None where the draws take too few values for an interval.
    """
    value = jensen_shannon(first[None, :], second[None, :])
    shuffled = jensen_shannon(*null)
    weights = rng.multinomial(len(first), np.full(len(first), 1 / len(first)), size=bootstraps)
    spread = float(np.nanvar(jensen_shannon(weights * first, weights * second)))
    estimates = summarise(value, shuffled[:, None], np.array([spread]), rng.random(1))
    return estimates if np.isfinite(estimates.low[0]) else None


def random_amounts(amounts: Sequence[float], draws: int, rng: np.random.Generator) -> np.ndarray:
    """Amounts of two different outlets of a story, drawn at random: 2 x draws."""
    one = rng.integers(0, len(amounts), draws)
    other = rng.integers(0, len(amounts) - 1, draws)
    return np.array(amounts)[np.stack([one, other + (other >= one)])]


def house_free(amounts: Sequence[Mapping[str, float]]) -> list[dict[str, float]]:
    """Amounts (one mapping outlet -> amount > 0 per story) without what is the outlet's usual amount.

    On the log scale each outlet's mean over its stories is taken off. That mean takes part of every
    amount's own deviation with it, a share 1/n of its variance over n stories, which is given back
    around the story's mean. Outlets of one story only are left out.
    """
    logs: dict[str, list[float]] = defaultdict(list)
    for by_outlet in amounts:
        for outlet, amount in by_outlet.items():
            logs[outlet].append(math.log(amount))
    usual = {outlet: math.fsum(found) / len(found) for outlet, found in logs.items() if len(found) > 1}
    free = []
    for by_outlet in amounts:
        apart = {o: math.log(amount) - usual[o] for o, amount in by_outlet.items() if o in usual}
        centre = math.fsum(apart.values()) / max(len(apart), 1)
        given_back = {o: math.sqrt(len(logs[o]) / (len(logs[o]) - 1)) for o in apart}
        free.append({o: math.exp(centre + (apart[o] - centre) * given_back[o]) for o in apart})
    return free


class PooledAmounts:
    """One aspect (articles, words) of the stories of a day, with null draws made once a story."""

    def __init__(self, aspect: str, views: Sequence[StoryView], day: date, settings: CompareSettings) -> None:
        self._aspect = aspect
        self._views = views
        self._day = day
        self._settings = settings
        self._amounts = [self._given(view) for view in views]
        self._free = house_free(self._amounts)
        self._null: dict[int, np.ndarray] = {}

    def _given(self, view: StoryView) -> dict[str, float]:
        """Articles, or words where all the outlet's texts are whole, of each outlet."""
        if self._aspect == "articles":
            return {outlet: float(len(documents)) for outlet, documents in view.by_outlet.items()}
        return {
            outlet: float(view.outlet_words[outlet])
            for outlet, documents in view.by_outlet.items()
            if view.outlet_words[outlet] and all(document.full_text for document in documents)
        }

    def estimate(
        self, first: str, second: str, stories: Sequence[int]
    ) -> tuple[Estimates | None, str | None]:
        """The test of two outlets over `stories` (indices of views), or None with the reason."""
        stories = [
            number
            for number in stories
            if len(self._free[number]) >= 3 and {first, second} <= self._free[number].keys()
        ]
        if len(stories) < self._settings.divergence.min_amounts:
            return None, NO_THIRD
        sides = [
            np.array([self._amounts[number][outlet] for number in stories]) for outlet in (first, second)
        ]
        draws = np.stack([self._draws(number) for number in stories], axis=2)
        texts = [
            document.version_id
            for number in stories
            for outlet in (first, second)
            for document in self._views[number].by_outlet[outlet]
        ]
        rng = generator(self._settings.seed, self._day.isoformat(), self._aspect, texts)
        bootstraps = self._settings.divergence.bootstraps
        estimate = amounts_estimate(sides[0], sides[1], (draws[0], draws[1]), bootstraps, rng)
        return estimate, None if estimate is not None else FEW_RELABELLINGS

    def _draws(self, number: int) -> np.ndarray:
        """See `random_amounts`; the same for every pair of outlets."""
        if number not in self._null:
            view = self._views[number]
            count = self._settings.divergence.permutations
            outlets = sorted(
                self._free[number],
                key=lambda outlet: sorted(document.version_id for document in view.by_outlet[outlet]),
            )
            amounts = [self._free[number][outlet] for outlet in outlets]
            rng = generator(
                self._settings.seed, self._day.isoformat(), self._aspect,
                [document.version_id for document in view.documents],
            )  # fmt: skip
            self._null[number] = random_amounts(amounts, count, rng)
        return self._null[number]
