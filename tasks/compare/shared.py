"""Which outlets meet in which stories, as arrays: every test between two outlets is made on slices of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from tasks.compare.facts import StoryFacts


@dataclass(frozen=True)
class SharedStories:
    """Pairs of outlets that share stories, sorted by name; `first[p]` and `second[p]` are places in `outlets`.

    A meeting is one story of one pair; those of pair p are `starts[p]..starts[p + 1]`, in the order of
    the stories. `story[m]` is the story of meeting m, `one[m]` and `other[m]` the places of its two
    outlets inside the story.
    """

    outlets: tuple[str, ...]
    first: np.ndarray
    second: np.ndarray
    starts: np.ndarray
    story: np.ndarray
    one: np.ndarray
    other: np.ndarray

    @cached_property
    def counts(self) -> np.ndarray:
        """Stories that each pair shares."""
        return np.diff(self.starts)

    @cached_property
    def pair(self) -> np.ndarray:
        """The pair of each meeting."""
        return np.repeat(np.arange(len(self.first)), self.counts)

    def names(self, pair: int) -> tuple[str, str]:
        """The two outlets of a pair."""
        return self.outlets[self.first[pair]], self.outlets[self.second[pair]]

    def meetings(self, pair: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Stories of a pair, and the places of its two outlets inside each."""
        part = slice(self.starts[pair], self.starts[pair + 1])
        return self.story[part], self.one[part], self.other[part]

    def chosen(self, pairs: np.ndarray) -> SharedStories:
        """The pairs where `pairs` (booleans) is true."""
        kept = np.repeat(pairs, self.counts)
        starts = np.concatenate([[0], np.cumsum(self.counts[pairs])])
        return SharedStories(
            self.outlets, self.first[pairs], self.second[pairs], starts,
            self.story[kept], self.one[kept], self.other[kept],
        )  # fmt: skip

    def totals(self, per_story: Sequence[Sequence[int]]) -> tuple[np.ndarray, np.ndarray]:
        """Sums over a pair's stories of what each of its outlets has there (`per_story[s][place]`)."""
        begins = np.concatenate([[0], np.cumsum([len(found) for found in per_story])])[:-1].astype(np.int64)
        flat = np.array([count for found in per_story for count in found], dtype=np.int64)
        if not len(self.story):
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
        sides = (flat[begins[self.story] + place] for place in (self.one, self.other))
        one, other = (np.add.reduceat(side, self.starts[:-1]) for side in sides)
        return one, other


def shared_stories(stories: Sequence[StoryFacts]) -> SharedStories:
    """All pairs of outlets that meet in at least one of the stories."""
    outlets = tuple(sorted({outlet for story in stories for outlet in story.outlets}))
    number = {outlet: place for place, outlet in enumerate(outlets)}
    codes, story, one, other = [], [], [], []
    for place, facts in enumerate(stories):
        here = np.array([number[outlet] for outlet in facts.outlets], dtype=np.int64)
        left, right = np.triu_indices(len(here), 1)
        codes.append(here[left] * len(outlets) + here[right])
        story.append(np.full(len(left), place, dtype=np.int32))
        one.append(left.astype(np.int32))
        other.append(right.astype(np.int32))
    if not codes:
        nothing = np.zeros(0, dtype=np.int64)
        return SharedStories(outlets, nothing, nothing, np.zeros(1, dtype=np.int64), *3 * (nothing,))
    code = np.concatenate(codes)
    order = np.argsort(code, kind="stable")  # stories stay in their order
    pairs, starts = np.unique(code[order], return_index=True)
    return SharedStories(
        outlets,
        pairs // max(len(outlets), 1),
        pairs % max(len(outlets), 1),
        np.append(starts, len(code)),
        *(np.concatenate(part)[order] for part in (story, one, other)),
    )
