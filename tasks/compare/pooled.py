"""Claims or voices of all stories two outlets share: distances and null draws made once, used by every pair."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np

from tasks.compare.inside import DISTANCES, OriginDistances, random_pairs
from tasks.compare.settings import CompareSettings
from tasks.compare.statistics import Estimates, generator, summarise
from tasks.compare.story_view import StoryView

NO_THIRD = "too few shared stories with a third independent text"
FEW_RELABELLINGS = "no valid interval: too few different outcomes when labels are shuffled"


def pooled_estimate(values: np.ndarray, null: np.ndarray, ties: np.ndarray) -> Estimates | None:
    """Test the mean of `values`, one per story, against the draws of each story (`null`: stories x draws).

    The stories are the clusters: their spread around their own null means widens the interval. `ties`:
    one uniform number. None where the draws take too few values for an interval.
    """
    count = len(values)
    apart = values - null.mean(axis=1)
    estimates = summarise(
        np.array([np.mean(values)]),
        null.mean(axis=0)[:, None],
        np.array([apart.var() / count]),
        ties,
    )
    return estimates if np.isfinite(estimates.low[0]) else None


class PooledDistances:
    """One aspect (claims, voices) of the stories of a day, as distances between their origins."""

    def __init__(self, aspect: str, views: Sequence[StoryView], day: date, settings: CompareSettings) -> None:
        self._aspect = aspect
        self._views = views
        self._day = day
        self._settings = settings
        self._distances: dict[int, OriginDistances] = {}
        self._null: dict[tuple[int, int, int], np.ndarray] = {}

    def estimate(
        self, first: str, second: str, stories: Sequence[int]
    ) -> tuple[Estimates | None, str | None]:
        """Mean distance of two outlets over `stories` (indices of views) against that of as many other
        origins; None with the reason where it cannot be tested."""
        values, draws, texts = [], [], []
        for number in stories:
            view = self._views[number]
            texts += [d.version_id for outlet in (first, second) for d in view.by_outlet[outlet]]
            sides = view.outlet_origins[first], view.outlet_origins[second]
            value = self._distance(number).between(*sides)
            null = self._draws(number, *sorted(map(len, sides)))
            if np.isfinite(value) and len(null):
                values.append(value)
                draws.append(null)
        if len(values) < self._settings.divergence.min_stories:
            return None, NO_THIRD
        ties = generator(self._settings.seed, self._day.isoformat(), self._aspect, texts).random(1)
        estimate = pooled_estimate(np.array(values), np.stack(draws), ties)
        return estimate, None if estimate is not None else FEW_RELABELLINGS

    def _distance(self, number: int) -> OriginDistances:
        if number not in self._distances:
            self._distances[number] = DISTANCES[self._aspect](self._views[number])
        return self._distances[number]

    def _draws(self, number: int, smaller: int, larger: int) -> np.ndarray:
        key = (number, smaller, larger)
        if key not in self._null:
            view = self._views[number]
            rng = generator(
                self._settings.seed, self._day.isoformat(), self._aspect, str((smaller, larger)),
                [document.version_id for document in view.documents],
            )  # fmt: skip
            draws = self._settings.divergence.permutations
            self._null[key] = random_pairs(self._distance(number), smaller, larger, draws, rng)
        return self._null[key]
