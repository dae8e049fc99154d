"""Counts per outlet and story: name variants and own words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from tasks.compare.lemmas import TextWords, Vocabulary
from tasks.compare.own_voice import outlet_names, own_words
from tasks.compare.story_view import StoryView


class StoryCounts:
    """Counts made once per (story, outlet) and used by every pair. Read-only after construction.

    `concepts[k]` is the number of the concept that name-variant category k belongs to.
    """

    def __init__(
        self,
        views: Sequence[StoryView],
        words: Mapping[str, TextWords],
        vocabulary: Vocabulary,
    ) -> None:
        self._words = words
        self._terms: dict[tuple[str, str], tuple[np.ndarray, np.ndarray]] = {}
        self._names: dict[tuple[str, str], np.ndarray] = {}
        variants = sorted(
            {
                (use.concept, use.variant)
                for view in views
                for document in view.documents
                for use in document.claims.names
                if use.concept is not None and use.variant is not None and not use.quoted
            }
        )
        numbers = {concept: number for number, concept in enumerate(sorted({c for c, _ in variants}))}
        self._columns = {variant: column for column, variant in enumerate(variants)}
        self.concepts = np.array([numbers[concept] for concept, _ in variants], dtype=int)

    def terms_of_both(
        self, views: Sequence[StoryView], first: str, second: str, most: int
    ) -> tuple[np.ndarray, np.ndarray]:
        """Uses of the `most` frequent terms in the two outlets' own words: two tables stories x terms.

        A term of one story only is untouched by shuffling inside stories and left out.
        """
        parts = [self.terms(view, outlet) for outlet in (first, second) for view in views]
        terms = np.concatenate([columns for columns, _ in parts])
        uses = np.concatenate([counts for _, counts in parts])
        rows = np.repeat(np.arange(len(parts)), [len(columns) for columns, _ in parts])
        kinds, places = np.unique(terms, return_inverse=True)
        totals = np.bincount(places, weights=uses, minlength=len(kinds))
        pairs = np.unique(places.astype(np.int64) * len(views) + rows % len(views))
        recurring = np.nonzero(np.bincount(pairs // len(views), minlength=len(kinds)) > 1)[0]
        kept = np.sort(recurring[np.lexsort((recurring, -totals[recurring]))][:most])
        column = np.full(len(kinds), -1)
        column[kept] = np.arange(len(kept))
        chosen = column[places] >= 0
        table = np.zeros((len(parts), len(kept)))
        table[rows[chosen], column[places[chosen]]] = uses[chosen]
        return table[: len(views)], table[len(views) :]

    def terms(self, view: StoryView, outlet: str) -> tuple[np.ndarray, np.ndarray]:
        """Lemma numbers and uses in the outlet's own words on the story."""
        key = (view.story_id, outlet)
        if key not in self._terms:
            names = outlet_names(view.documents)
            numbers = [
                own_words(document, self._words[document.version_id], names)
                for document in view.by_outlet[outlet]
            ]
            columns, uses = np.unique(np.concatenate(numbers), return_counts=True)
            self._terms[key] = (columns, uses.astype(float))
        return self._terms[key]

    def names(self, views: Sequence[StoryView], outlet: str) -> np.ndarray:
        """Uses of each name variant outside quotations: stories x variants."""
        return np.stack([self._variants(view, outlet) for view in views])

    def _variants(self, view: StoryView, outlet: str) -> np.ndarray:
        key = (view.story_id, outlet)
        if key not in self._names:
            counts = np.zeros(len(self._columns))
            for document in view.by_outlet[outlet]:
                for use in document.claims.names:
                    column = self._columns.get((use.concept or "", use.variant or ""))
                    if column is not None and not use.quoted:
                        counts[column] += 1
            self._names[key] = counts
        return self._names[key]
