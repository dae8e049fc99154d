"""Counts of two outlets over the stories they share: name variants, and terms of their own words."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tasks.compare.facts import StoryFacts


class TermCounts:
    """Own terms of all stories under one numbering: that of the alphabet, which no story can change."""

    def __init__(self, stories: Sequence[StoryFacts]) -> None:
        known = sorted({term for story in stories if story.terms for term in story.terms.terms})
        number = {term: place for place, term in enumerate(known)}
        self._uses: list[list[tuple[np.ndarray, np.ndarray]]] = []
        for story in stories:
            own = np.array(
                [number[term] for term in story.terms.terms] if story.terms else [], dtype=np.int32
            )
            self._uses.append(
                [(own[places], uses) for places, uses in story.terms.uses] if story.terms else []
            )

    def of_both(
        self, stories: np.ndarray, one: np.ndarray, other: np.ndarray, most: int
    ) -> tuple[np.ndarray, np.ndarray]:
        """Uses of the `most` frequent terms in the two outlets' own words: two tables stories x terms.

        `one[i]` and `other[i]` are the outlets' places in `stories[i]`. A term of one story only is
        untouched by shuffling inside stories and left out.
        """
        count = len(stories)
        sides = [
            *zip(stories.tolist(), one.tolist(), strict=True),
            *zip(stories.tolist(), other.tolist(), strict=True),
        ]
        parts = [self._uses[story][place] for story, place in sides]
        terms = np.concatenate([columns for columns, _ in parts])
        uses = np.concatenate([counts for _, counts in parts])
        rows = np.repeat(np.arange(len(parts)), [len(columns) for columns, _ in parts])
        kinds, places = np.unique(terms, return_inverse=True)
        totals = np.bincount(places, weights=uses, minlength=len(kinds))
        pairs = np.unique(places.astype(np.int64) * count + rows % count)
        recurring = np.nonzero(np.bincount(pairs // count, minlength=len(kinds)) > 1)[0]
        kept = np.sort(recurring[np.lexsort((recurring, -totals[recurring]))][:most])
        column = np.full(len(kinds), -1)
        column[kept] = np.arange(len(kept))
        chosen = column[places] >= 0
        table = np.zeros((len(parts), len(kept)))
        table[rows[chosen], column[places[chosen]]] = uses[chosen]
        return table[:count], table[count:]


def name_counts(
    stories: Sequence[StoryFacts], one: np.ndarray, other: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Uses of each name variant by two outlets, two tables stories x variants, and each variant's concept."""
    sides = [
        [story.names[place] for story, place in zip(stories, which.tolist(), strict=True)]
        for which in (one, other)
    ]
    variants = sorted({variant for side in sides for uses in side for variant in uses})
    numbers = {concept: number for number, concept in enumerate(sorted({c for c, _ in variants}))}
    tables = [
        np.array([[float(uses.get(variant, 0)) for variant in variants] for uses in side]) for side in sides
    ]
    return tables[0], tables[1], np.array([numbers[concept] for concept, _ in variants], dtype=int)
