"""Where outlets part, on three levels that are never added up: selection, coverage, statement.

Every value is a distance (0 = the same), beside the mean it has when labels are shuffled. Each level
has the shuffling under which its question makes sense: whole days for selection (`selection.py`), all
outlets of a story for coverage (`amounts.py`), the two outlets inside each shared story for names and terms
(`paired.py`), all origins of a story for its claims and voices (`pooled.py`, and `inside.py` within one
story). Levels after D'Alessio & Allen (2000).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations

import numpy as np

from tasks.compare.amounts import PooledAmounts
from tasks.compare.inside import DISTANCES, comparable, two_sided_estimate
from tasks.compare.paired import (
    Statistic,
    paired_estimate,
    shares_apart,
    variants_apart,
)
from tasks.compare.pooled import FEW_RELABELLINGS, PooledDistances
from tasks.compare.records import DivergenceRow, OutletDay
from tasks.compare.selection import selection_estimates
from tasks.compare.settings import CompareSettings
from tasks.compare.statistics import (
    FIGURES,
    Estimates,
    benjamini_hochberg,
    generator,
)
from tasks.compare.story_counts import StoryCounts
from tasks.compare.story_view import StoryView

ONE_STORY = "one story: too few independent articles of each outlet for a null"
FEW_STORIES = "too few shared stories"
FEW_CHOICES = "too few stories covered by one of them, or fewer than three outlets"
FEW_ORIGINS = "too few independent articles"
FEW_DIFFERENT = "no valid interval: they differ in fewer than seven shared stories"
NOTHING = "nothing to compare: one of them uses none"
OVER_BUDGET = "beyond the day's number of tested pairs: they share fewer stories than the others"
UNOBSERVED = "an outlet was not observed: "

AMOUNTS = (("coverage", "articles"), ("coverage", "words"))
PAIRED = (("statement", "names"), ("statement", "terms"))
INSIDE = (("statement", "claims"), ("statement", "voices"))


@dataclass(frozen=True, slots=True)
class _Pair:
    first: str
    second: str
    stories: tuple[int, ...]


def divergences(
    day: date,
    views: Sequence[StoryView],
    outlet_days: Mapping[str, OutletDay],
    counts: StoryCounts,
    settings: CompareSettings,
) -> tuple[DivergenceRow, ...]:
    """All tests of a day over its stories (`views`, window included), sorted.

    Selection has a row for every two outlets of one language, the other levels for every two that
    share a story; a test that cannot be made, or is beyond the day's budget, is a row with NULLs and
    the reason. Where more than `listed_outlets` outlets are watched, pairs with fewer shared stories
    than a test needs have their selection row only. q-values go over all tests of the day.
    """
    rows: list[DivergenceRow] = []
    for language in sorted({view.language for view in views}):
        here = [view for view in views if view.language == language]
        tester = _Tester(day, here, outlet_days, counts, settings)
        rows.extend(tester.selection())
        rows.extend(tester.shared())
        rows.extend(tester.single_stories())
    return _with_q(rows)


def single_story_rows(day: date, view: StoryView) -> tuple[DivergenceRow, ...]:
    """Rows of a one-off comparison: one article each allows no null, so every value is NULL."""
    return tuple(
        _row(day, view.story_id, level, aspect, (view,), pair, None, ONE_STORY)
        for pair in combinations(sorted(view.by_outlet), 2)
        for level, aspect in (*AMOUNTS, *PAIRED, *INSIDE)
    )


@dataclass(slots=True)
class _Tester:
    """The stories of one language of a day, and the tests made on them."""

    day: date
    views: Sequence[StoryView]
    outlet_days: Mapping[str, OutletDay]
    counts: StoryCounts
    settings: CompareSettings

    def selection(self) -> list[DivergenceRow]:
        limits = self.settings.divergence
        stories_of: dict[str, set[int]] = defaultdict(set)
        texts_of: dict[str, list[str]] = defaultdict(list)
        for number, view in enumerate(self.views):
            for outlet, documents in view.by_outlet.items():
                stories_of[outlet].add(number)
                texts_of[outlet].extend(document.version_id for document in documents)
        tested = [
            outlet
            for outlet in sorted(stories_of, key=lambda outlet: sorted(texts_of[outlet]))
            if self._unobserved(outlet) is None and len(stories_of[outlet]) >= limits.min_selection
        ]
        found: dict[tuple[str, str], Estimates | None] = {}
        if len(tested) >= 3:
            rng = generator(
                self.settings.seed,
                self.day.isoformat(),
                "selection",
                *(texts_of[outlet] for outlet in tested),
            )
            first, second, estimates = selection_estimates(
                [frozenset(stories_of[outlet]) for outlet in tested],
                len(self.views),
                limits.permutations,
                rng,
            )
            for place, (one, other) in enumerate(zip(first, second, strict=True)):
                pair = (
                    min(tested[one], tested[other]),
                    max(tested[one], tested[other]),
                )
                found[pair] = _one(estimates, place)
        totals = {outlet: self._sizes(outlet, sorted(stories)) for outlet, stories in stories_of.items()}
        return [
            _sized(
                self.day, None, "selection", "stories", pair, totals[pair[0]], totals[pair[1]],
                found.get(pair),
                self._pair_reason(pair) or (FEW_RELABELLINGS if pair in found else FEW_CHOICES),
            )
            for pair in combinations(sorted(stories_of), 2)
        ]  # fmt: skip

    def shared(self) -> list[DivergenceRow]:
        limits = self.settings.divergence
        pairs = self._pairs()
        if len({outlet for view in self.views for outlet in view.by_outlet}) > limits.listed_outlets:
            pairs = [pair for pair in pairs if len(pair.stories) >= limits.min_stories]
        budget = {
            (pair.first, pair.second)
            for pair in sorted(
                pairs,
                key=lambda pair: (-len(pair.stories), self._texts(pair, pair.stories)),
            )[: self.settings.divergence.max_pairs]
        }
        rows = []
        made = self.views, self.day, self.settings
        pooled: dict[str, PooledDistances | PooledAmounts] = {
            **{aspect: PooledAmounts(aspect, *made) for _, aspect in AMOUNTS},
            **{aspect: PooledDistances(aspect, *made) for _, aspect in INSIDE},
        }
        for pair in pairs:
            names = (pair.first, pair.second)
            sizes = [self._sizes(outlet, pair.stories) for outlet in names]
            reason = self._pair_reason(names)
            if reason is None and len(pair.stories) < limits.min_stories:
                reason = FEW_STORIES
            if reason is None and min(size[1] for size in sizes) < limits.min_origins:
                reason = FEW_ORIGINS
            for level, aspect in (*AMOUNTS, *PAIRED, *INSIDE):
                estimate, why = None, reason
                if why is None and aspect in pooled:
                    estimate, why = pooled[aspect].estimate(*names, pair.stories)
                elif why is None and names not in budget:
                    why = OVER_BUDGET
                elif why is None:
                    estimate, why = self._paired(pair, aspect)
                rows.append(
                    _sized(
                        self.day,
                        None,
                        level,
                        aspect,
                        names,
                        sizes[0],
                        sizes[1],
                        estimate,
                        why,
                    )
                )
        return rows

    def single_stories(self) -> list[DivergenceRow]:
        limits = self.settings.divergence
        rows = []
        for view in self.views:
            outlets = sorted(
                outlet
                for outlet, origins in view.outlet_origins.items()
                if len(origins) >= limits.min_story_origins and self._unobserved(outlet) is None
            )
            if len(outlets) < 2:
                continue
            for level, aspect in INSIDE:
                distances = DISTANCES[aspect](view)
                for pair in combinations(outlets, 2):
                    sides = view.outlet_origins[pair[0]], view.outlet_origins[pair[1]]
                    rng = generator(
                        self.settings.seed,
                        self.day.isoformat(),
                        aspect,
                        sides[0] | sides[1],
                    )
                    estimate = two_sided_estimate(
                        distances, *sides, limits.permutations, limits.bootstraps, rng
                    )
                    reason = FEW_RELABELLINGS if comparable(distances, *sides) else NOTHING
                    rows.append(
                        _row(
                            self.day,
                            view.story_id,
                            level,
                            aspect,
                            (view,),
                            pair,
                            estimate,
                            reason,
                        )
                    )
        return rows

    def _pairs(self) -> list[_Pair]:
        shared: dict[tuple[str, str], list[int]] = defaultdict(list)
        for number, view in enumerate(self.views):
            for pair in combinations(sorted(view.by_outlet), 2):
                shared[pair].append(number)
        return [_Pair(*names, tuple(stories)) for names, stories in sorted(shared.items())]

    def _paired(self, pair: _Pair, aspect: str) -> tuple[Estimates | None, str | None]:
        limits = self.settings.divergence
        if len(pair.stories) < limits.min_differing:
            return None, FEW_DIFFERENT
        views = [self.views[number] for number in pair.stories]
        if aspect == "names":
            first, second = (self.counts.names(views, outlet) for outlet in (pair.first, pair.second))
        else:
            first, second = self.counts.terms_of_both(views, pair.first, pair.second, limits.max_terms)
        blocks = self.counts.concepts if aspect == "names" else None
        if blocks is not None:
            named = [np.unique(blocks[side.sum(axis=0) > 0]) for side in (first, second)]
            if not set(named[0]) & set(named[1]):
                return None, NOTHING
        if not first.sum() or not second.sum():
            return None, NOTHING
        statistic: Statistic = shares_apart if blocks is None else variants_apart(blocks)
        rng = generator(
            self.settings.seed,
            self.day.isoformat(),
            aspect,
            self._texts(pair, pair.stories),
        )
        estimate = paired_estimate(first, second, statistic, limits, rng)
        if estimate is None:
            differing = int((first != second).any(axis=1).sum())
            return None, FEW_DIFFERENT if differing < limits.min_differing else FEW_RELABELLINGS
        return estimate, None

    def _texts(self, pair: _Pair, stories: Sequence[int]) -> list[str]:
        """Version ids of both outlets in the stories: what a test is about, whatever the names."""
        return sorted(
            document.version_id
            for number in stories
            for outlet in (pair.first, pair.second)
            for document in self.views[number].by_outlet[outlet]
        )

    def _sizes(self, outlet: str, stories: Sequence[int]) -> tuple[int, int]:
        articles = sum(len(self.views[number].by_outlet[outlet]) for number in stories)
        return articles, len(set().union(*(self.views[number].outlet_origins[outlet] for number in stories)))

    def _unobserved(self, outlet: str) -> str | None:
        known = self.outlet_days.get(outlet)
        if known is not None and known.polled and known.healthy and not known.suspect:
            return None
        return UNOBSERVED + ((known.reason if known else None) or "not healthy")

    def _pair_reason(self, names: tuple[str, str]) -> str | None:
        reasons = sorted(filter(None, map(self._unobserved, names)))
        return reasons[0] if reasons else None


def _one(estimates: Estimates, place: int) -> Estimates | None:
    """The test at `place`, None when it has no interval."""
    one = Estimates(*(getattr(estimates, name)[place : place + 1] for name in FIGURES))
    return one if np.isfinite(one.low[0]) else None


def _row(
    day: date,
    story_id: str | None,
    level: str,
    aspect: str,
    views: Sequence[StoryView],
    pair: tuple[str, str],
    estimate: Estimates | None,
    reason: str,
) -> DivergenceRow:
    sizes = [
        (
            sum(len(view.by_outlet[outlet]) for view in views),
            len(set().union(*(view.outlet_origins[outlet] for view in views))),
        )
        for outlet in pair
    ]
    return _sized(day, story_id, level, aspect, pair, sizes[0], sizes[1], estimate, reason)


def _sized(
    day: date,
    story_id: str | None,
    level: str,
    aspect: str,
    pair: tuple[str, str],
    first: tuple[int, int],
    second: tuple[int, int],
    estimate: Estimates | None,
    reason: str | None,
) -> DivergenceRow:
    def rounded(name: str) -> float | None:
        return None if estimate is None else round(float(getattr(estimate, name)[0]), 6)

    return DivergenceRow(
        day=day, story_id=story_id, level=level, aspect=aspect, outlet_a=pair[0], outlet_b=pair[1],
        value=rounded("value"), null_mean=rounded("null_mean"), excess=rounded("excess"),
        low=rounded("low"), high=rounded("high"), p_value=rounded("p_value"), q_value=None,
        articles_a=first[0], articles_b=second[0], origins_a=first[1], origins_b=second[1],
        reason=reason if estimate is None else None,
    )  # fmt: skip


def _with_q(rows: list[DivergenceRow]) -> tuple[DivergenceRow, ...]:
    """Rows with q-values over one family: all tests of the day, whatever level, aspect or story.

    A reader looks through the whole day for the pairs that part, so the whole day counts.
    """
    places = [place for place, row in enumerate(rows) if row.p_value is not None]
    p_values = np.array([rows[place].p_value for place in places], dtype=float)
    for place, q_value in zip(places, benjamini_hochberg(p_values), strict=True):
        rows[place] = replace(rows[place], q_value=round(float(q_value), 6))
    return tuple(
        sorted(
            rows,
            key=lambda row: (
                row.level,
                row.aspect,
                row.story_id or "",
                row.outlet_a,
                row.outlet_b,
            ),
        )
    )
