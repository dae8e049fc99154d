"""Where outlets part, on three levels that are never added up: selection, coverage, statement.

Every value is a distance (0 = the same), beside the mean it has when labels are shuffled. Each level
has the shuffling under which its question makes sense: whole days for selection (`selection.py`), all
outlets of a story for coverage (`amounts.py`), the two outlets inside each shared story for names and terms
(`paired.py`), all origins of a story for its claims and voices (`pooled.py`, and `inside.py` within one
story). Levels after D'Alessio & Allen (2000).

The tests of one aspect are a piece of work of its own (`pieces.py`), those of names and terms several.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import combinations
from typing import Any

import numpy as np

from tasks.compare.divergence_pieces import InsidePiece, PairedPiece, PooledPiece, SelectionPiece
from tasks.compare.divergence_rows import (
    AMOUNTS,
    INSIDE,
    PAIRED,
    TestedPairs,
    divergence_columns,
    pairs_inside,
    untested_rows,
)
from tasks.compare.facts import StoryFacts
from tasks.compare.pair_counts import TermCounts
from tasks.compare.paired import FEW_DIFFERENT
from tasks.compare.pieces import Piece
from tasks.compare.pooled import Tested
from tasks.compare.records import DivergenceRow, OutletDay
from tasks.compare.settings import CompareSettings
from tasks.compare.shared import SharedStories, shared_stories
from tasks.compare.statistics import placed

ONE_STORY = "one story: too few independent articles of each outlet for a null"
FEW_STORIES = "too few shared stories"
FEW_CHOICES = "too few stories covered by one of them, or fewer than three outlets"
FEW_ORIGINS = "too few independent articles"
OVER_BUDGET = "beyond the day's number of tested pairs: they share fewer stories than the others"
UNOBSERVED = "an outlet was not observed: "

#: Pairs whose names or terms are tested as one piece of work: some seconds.
PAIRS_AT_ONCE = 500


class DivergencePlan:
    """All tests of a day over its stories (window included): `pieces` of work, and rows from their outcomes.

    Selection has a row for every two outlets of one language, the other levels for every two that
    share a story; a test that cannot be made, or is beyond the day's budget, is a row with NULLs and
    the reason. Where more than `listed_outlets` outlets are watched, pairs with fewer shared stories
    than a test needs have their selection row only. q-values go over all tests of the day.
    """

    def __init__(
        self,
        day: date,
        stories: Sequence[StoryFacts],
        outlet_days: Mapping[str, OutletDay],
        settings: CompareSettings,
    ) -> None:
        self._day = day
        languages = sorted({story.language for story in stories})
        self._plans = [
            _LanguagePlan(day, [s for s in stories if s.language == language], outlet_days, settings)
            for language in languages
        ]
        pieces = [piece for plan in self._plans for piece in plan.pieces()]
        #: Which of them stands where in `pieces`: the choice of stories first, for it takes longest by far on a usual day.
        self._order = sorted(range(len(pieces)), key=lambda number: _lightness(pieces[number]))
        self.pieces: list[Piece] = [pieces[number] for number in self._order]

    def rows(self, outcomes: Iterator[Any]) -> Sequence[DivergenceRow]:
        """All rows, sorted; `outcomes` are those of the pieces, in their order."""
        found = dict(zip(self._order, outcomes, strict=False))
        ordered = (found.pop(number) for number in range(len(self._order)))
        return divergence_columns(self._day, [t for plan in self._plans for t in plan.tables(ordered)])


def _lightness(piece: Piece) -> int:
    """Less for pieces that take longer."""
    return -len(piece.covered) if isinstance(piece, SelectionPiece) else 0


def single_story_rows(day: date, story: StoryFacts) -> tuple[DivergenceRow, ...]:
    """Rows of a one-off comparison: one article each allows no null, so every value is NULL."""
    return untested_rows(day, story, ONE_STORY)


class _LanguagePlan:
    """The stories of one language of a day, and the tests made on them."""

    def __init__(
        self,
        day: date,
        stories: Sequence[StoryFacts],
        outlet_days: Mapping[str, OutletDay],
        settings: CompareSettings,
    ) -> None:
        self._day = day
        self._stories = tuple(stories)
        self._settings = settings
        self._unobserved = {
            outlet: _unobserved(outlet_days.get(outlet))
            for outlet in sorted({outlet for story in stories for outlet in story.outlets})
        }
        limits = settings.divergence
        self._shared = shared_stories(self._stories)
        if len(self._unobserved) > limits.listed_outlets:
            self._shared = self._shared.chosen(self._shared.counts >= limits.min_stories)
        self._sizes = pair_sizes(self._shared, self._stories)
        self._reasons = self._reasons_before()
        self._wanted = np.array([reason is None for reason in self._reasons], dtype=bool)
        self._tested, self._chooses = self._choosing()
        self._inside = self._several_origins()
        self._blocks = self._paired_blocks()

    def pieces(self) -> Iterator[Piece]:
        """The work; `tables` takes its outcomes in this order."""
        if len(self._tested) >= 3:
            yield SelectionPiece(
                tuple(tuple(self._chooses[outlet]) for outlet in self._tested),
                tuple(
                    tuple(
                        version for number in self._chooses[outlet] for version in self._texts(number, outlet)
                    )
                    for outlet in self._tested
                ),
                len(self._stories),
                self._day,
                self._settings,
            )
        for _, aspect in (*AMOUNTS, *INSIDE):
            stories = tuple(story.only(aspect) for story in self._stories)
            yield PooledPiece(aspect, stories, self._shared, self._wanted, self._day, self._settings)
        for _, aspect in PAIRED if self._blocks else ():
            stories = tuple(story.only(aspect) for story in self._stories)
            terms = TermCounts(stories) if aspect == "terms" else None
            stories = stories if terms is None else tuple(story.only() for story in stories)
            for block in self._blocks:
                chosen = np.zeros(len(self._wanted), dtype=bool)
                chosen[block] = True
                shared = self._shared.chosen(chosen)
                yield PairedPiece(stories, shared, terms, self._day, self._settings)
        if self._inside:
            stories = tuple(story.only("claims", "voices") for story, _ in self._inside)
            yield InsidePiece(stories, tuple(sides for _, sides in self._inside), self._day, self._settings)

    def tables(self, outcomes: Iterator[Any]) -> Iterator[TestedPairs]:
        """Tests of all pairs from the outcomes of `pieces`."""
        yield self._selection(next(outcomes) if len(self._tested) >= 3 else None)
        for level, aspect in (*AMOUNTS, *INSIDE):
            found: Tested = next(outcomes)
            rows = [why or reason for why, reason in zip(self._reasons, found.reasons, strict=True)]
            yield self._table(level, aspect, Tested(found.estimates, rows))
        for level, aspect in PAIRED:
            made = [next(outcomes) for _ in self._blocks]
            yield self._table(level, aspect, self._paired(made))
        if self._inside:
            inside = iter(next(outcomes))
            for story, sides in self._inside:
                for level, aspect in INSIDE:
                    yield pairs_inside(story, sides, level, aspect, next(inside))

    def _selection(self, found: Tested | None) -> TestedPairs:
        """Every two outlets of the language, whether they share a story or not."""
        outlets = list(self._unobserved)
        sizes = {outlet: self._outlet_sizes(outlet) for outlet in outlets}
        pairs = list(combinations(outlets, 2))
        place = {pair: number for number, pair in enumerate(pairs)}
        reasons: list[str | None] = [self._pair_reason(*pair) or FEW_CHOICES for pair in pairs]
        tested = Tested.none(len(pairs), FEW_CHOICES) if found is None else found
        order = [place[min(pair), max(pair)] for pair in combinations(self._tested, 2)] if found else []
        columns = np.array([(*sizes[a], *sizes[b]) for a, b in pairs]).reshape(-1, 4).T[[0, 2, 1, 3]]
        every = (
            tested.spread(np.array(order, dtype=int), reasons) if found else Tested(tested.estimates, reasons)
        )
        return TestedPairs(
            "selection", "stories", None, [a for a, _ in pairs], [b for _, b in pairs], columns, every
        )

    def _paired(self, made: Sequence[Tested]) -> Tested:
        limits = self._settings.divergence
        reasons = [
            reason or (FEW_DIFFERENT if count < limits.min_differing else OVER_BUDGET)
            for reason, count in zip(self._reasons, self._shared.counts.tolist(), strict=True)
        ]
        if not made:
            return Tested(placed([], (), len(reasons)), list(reasons))
        tried = [reason for one in made for reason in one.reasons]
        estimates = placed([one.estimates for one in made], np.arange(len(tried)), len(tried))
        found = Tested(estimates, tried)
        return found.spread(np.concatenate(self._blocks), reasons)

    def _table(self, level: str, aspect: str, tested: Tested) -> TestedPairs:
        outlets = self._shared.outlets
        first = [outlets[place] for place in self._shared.first.tolist()]
        second = [outlets[place] for place in self._shared.second.tolist()]
        return TestedPairs(level, aspect, None, first, second, self._sizes, tested)

    def _reasons_before(self) -> list[str | None]:
        """Why a pair is not tested over the stories it shares, whatever the aspect: known from counts."""
        limits = self._settings.divergence
        reasons: list[str | None] = []
        fewest = self._sizes[2:].min(axis=0).tolist()
        for pair, (count, origins) in enumerate(zip(self._shared.counts.tolist(), fewest, strict=True)):
            reason = self._pair_reason(*self._shared.names(pair))
            if reason is None and count < limits.min_stories:
                reason = FEW_STORIES
            if reason is None and origins < limits.min_origins:
                reason = FEW_ORIGINS
            reasons.append(reason)
        return reasons

    def _paired_blocks(self) -> list[np.ndarray]:
        """The pairs whose names and terms are tested: of those with enough shared stories the
        `max_pairs` with the most; ties go by their texts, not by names."""
        limits = self._settings.divergence
        counts = self._shared.counts
        able = np.nonzero(self._wanted & (counts >= limits.min_differing))[0]
        if len(able) > limits.max_pairs:
            least = np.sort(counts[able])[-limits.max_pairs]
            last = sorted(able[counts[able] == least].tolist(), key=self._texts_of_pair)
            sure = able[counts[able] > least]
            able = np.sort(np.concatenate([sure, last[: limits.max_pairs - len(sure)]]))
        return [able[begin : begin + PAIRS_AT_ONCE] for begin in range(0, len(able), PAIRS_AT_ONCE)]

    def _texts_of_pair(self, pair: int) -> list[str]:
        meetings = zip(*(part.tolist() for part in self._shared.meetings(pair)), strict=True)
        return sorted(
            version
            for story, one, other in meetings
            for place in (one, other)
            for version in self._stories[story].versions[place]
        )

    def _choosing(self) -> tuple[list[str], dict[str, list[int]]]:
        """Outlets whose choice of stories is tested, in an order that does not follow names; the stories of all."""
        chooses: dict[str, list[int]] = {outlet: [] for outlet in self._unobserved}
        for number, story in enumerate(self._stories):
            for outlet in story.outlets:
                chooses[outlet].append(number)
        texts = {
            outlet: sorted(version for number in found for version in self._texts(number, outlet))
            for outlet, found in chooses.items()
        }
        least = self._settings.divergence.min_selection
        tested = [o for o, found in chooses.items() if self._unobserved[o] is None and len(found) >= least]
        return sorted(tested, key=texts.__getitem__), chooses

    def _several_origins(self) -> list[tuple[StoryFacts, tuple[tuple[int, int], ...]]]:
        """Stories in which two observed outlets have enough origins of their own, and their places there."""
        least = self._settings.divergence.min_story_origins
        found = []
        for story in self._stories:
            places = [
                place
                for place, outlet in enumerate(story.outlets)
                if len(story.origins[place]) >= least and self._unobserved[outlet] is None
            ]
            if len(places) > 1:
                found.append((story, tuple(combinations(places, 2))))
        return found

    def _texts(self, story: int, outlet: str) -> tuple[str, ...]:
        return self._stories[story].versions[self._stories[story].outlets.index(outlet)]

    def _outlet_sizes(self, outlet: str) -> tuple[int, int]:
        """Articles and origins of an outlet over all its stories."""
        numbers = self._chooses[outlet]
        places = [self._stories[number].outlets.index(outlet) for number in numbers]
        origins = (self._stories[n].origins[p] for n, p in zip(numbers, places, strict=True))
        articles = sum(len(self._texts(number, outlet)) for number in numbers)
        return articles, len(frozenset().union(*origins))

    def _pair_reason(self, first: str, second: str) -> str | None:
        reasons = sorted(filter(None, (self._unobserved[first], self._unobserved[second])))
        return reasons[0] if reasons else None


def pair_sizes(shared: SharedStories, stories: Sequence[StoryFacts]) -> np.ndarray:
    """Articles of each pair's outlets over the stories they share, and origins: four rows of counts.

    An origin told in two stories counts once.
    """
    articles = shared.totals([[len(side) for side in story.versions] for story in stories])
    origins = shared.totals([[len(side) for side in story.origins] for story in stories])
    sizes = np.array([*articles, *origins]).reshape(4, -1)
    told = Counter(
        (outlet, origin)
        for story in stories
        for outlet, side in zip(story.outlets, story.origins, strict=True)
        for origin in side
    )
    repeating = {outlet for (outlet, _), count in told.items() if count > 1}
    for row, outlets, places in ((2, shared.first, shared.one), (3, shared.second, shared.other)):
        for pair in np.nonzero([shared.outlets[outlet] in repeating for outlet in outlets.tolist()])[
            0
        ].tolist():
            part = slice(shared.starts[pair], shared.starts[pair + 1])
            met = zip(shared.story[part].tolist(), places[part].tolist(), strict=True)
            sizes[row, pair] = len(frozenset().union(*(stories[n].origins[p] for n, p in met)))
    return sizes


def _unobserved(known: OutletDay | None) -> str | None:
    if known is not None and known.polled and known.healthy and not known.suspect:
        return None
    return UNOBSERVED + ((known.reason if known else None) or "not healthy")
