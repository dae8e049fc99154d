"""The tests of a day between outlets as pieces of work that need nothing of each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from tasks.compare.amounts import pooled_amounts
from tasks.compare.divergence_rows import INSIDE
from tasks.compare.facts import StoryFacts
from tasks.compare.inside import comparable, two_sided_estimate
from tasks.compare.pair_counts import TermCounts
from tasks.compare.paired import NOTHING, paired_tests
from tasks.compare.pooled import FEW_RELABELLINGS, Tested, pooled_distances
from tasks.compare.selection import selection_estimates
from tasks.compare.settings import CompareSettings
from tasks.compare.shared import SharedStories
from tasks.compare.statistics import Estimates, generator, placed


@dataclass(frozen=True, slots=True)
class PooledPiece:
    """Articles, words, claims or voices of the pairs that are `wanted`, over the stories they share."""

    aspect: str
    stories: tuple[StoryFacts, ...]
    shared: SharedStories
    wanted: np.ndarray
    day: date
    settings: CompareSettings

    def worked(self) -> Tested:
        """The tests of all pairs."""
        test = pooled_amounts if self.aspect in ("articles", "words") else pooled_distances
        return test(self.aspect, self.stories, self.shared, self.wanted, self.day, self.settings)


@dataclass(frozen=True, slots=True)
class PairedPiece:
    """Names, or with `terms` terms, of some pairs."""

    stories: tuple[StoryFacts, ...]
    shared: SharedStories
    terms: TermCounts | None
    day: date
    settings: CompareSettings

    def worked(self) -> Tested:
        """The tests of all pairs."""
        return paired_tests(self.stories, self.shared, self.terms, self.day, self.settings)


@dataclass(frozen=True, slots=True)
class SelectionPiece:
    """The choice of stories of the outlets of one language; `covered[i]` are those of outlet i, rising.

    Sets are made of them where the piece is worked: one that has been sent is gone through in another order than the
    one it was made of, and what the shuffles draw goes by that order.
    """

    covered: tuple[tuple[int, ...], ...]
    texts: tuple[tuple[str, ...], ...]
    stories: int
    day: date
    settings: CompareSettings

    def worked(self) -> Tested:
        """The tests of all pairs i < j, row by row."""
        rng = generator(self.settings.seed, self.day.isoformat(), "selection", *self.texts)
        draws = self.settings.divergence.permutations
        covered = [frozenset(stories) for stories in self.covered]
        _, _, estimates = selection_estimates(covered, self.stories, draws, rng)
        valid = np.isfinite(estimates.low).tolist()
        return Tested(estimates, [None if one else FEW_RELABELLINGS for one in valid])


@dataclass(frozen=True, slots=True)
class InsidePiece:
    """Claims and voices of two outlets inside single stories; `sides[i]` are pairs of places in story i."""

    stories: tuple[StoryFacts, ...]
    sides: tuple[tuple[tuple[int, int], ...], ...]
    day: date
    settings: CompareSettings

    def worked(self) -> list[Tested]:
        """For each story its claims, then its voices."""
        return [
            self._tested(aspect, story, sides)
            for story, sides in zip(self.stories, self.sides, strict=True)
            for _, aspect in INSIDE
        ]

    def _tested(self, aspect: str, story: StoryFacts, sides: Sequence[tuple[int, int]]) -> Tested:
        limits = self.settings.divergence
        distances = story.distances[aspect]
        found: list[Estimates] = []
        reasons: list[str | None] = []
        for one, other in sides:
            both = story.origins[one], story.origins[other]
            rng = generator(self.settings.seed, self.day.isoformat(), aspect, both[0] | both[1])
            estimate = two_sided_estimate(distances, *both, limits.permutations, limits.bootstraps, rng)
            if estimate is not None:
                found.append(estimate)
                reasons.append(None)
            else:
                reasons.append(FEW_RELABELLINGS if comparable(distances, *both) else NOTHING)
        places = [place for place, reason in enumerate(reasons) if reason is None]
        return Tested(placed(found, places, len(reasons)), reasons)
