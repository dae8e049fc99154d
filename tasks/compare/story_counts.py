"""Counts per outlet and story, as sparse rows: articles, words, name variants and own words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from scipy import sparse

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
        self._vocabulary = vocabulary
        self._words = words
        self._terms: dict[tuple[str, str], tuple[np.ndarray, np.ndarray]] = {}
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

    def rows(self, aspect: str, views: Sequence[StoryView], outlet: str) -> sparse.csr_matrix:
        """Stories x categories for one outlet: one category per story for articles and words, else
        name variants or lemmas. Quotations are left out of names and terms."""
        if aspect == "articles":
            return sparse.csr_matrix(np.diag([float(len(view.by_outlet[outlet])) for view in views]))
        if aspect == "words":
            return sparse.csr_matrix(np.diag([float(view.outlet_words[outlet]) for view in views]))
        if aspect == "names":
            return self._name_rows(views, outlet)
        parts = [self.terms(view, outlet) for view in views]
        pointers = np.concatenate([[0], np.cumsum([len(columns) for columns, _ in parts])])
        return sparse.csr_matrix(
            (
                np.concatenate([uses for _, uses in parts]),
                np.concatenate([columns for columns, _ in parts]),
                pointers,
            ),
            shape=(len(views), len(self._vocabulary.lemmas)),
        )

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

    def _name_rows(self, views: Sequence[StoryView], outlet: str) -> sparse.csr_matrix:
        counts = np.zeros((len(views), max(len(self._columns), 1)))
        for row, view in enumerate(views):
            for document in view.by_outlet[outlet]:
                for use in document.claims.names:
                    column = self._columns.get((use.concept or "", use.variant or ""))
                    if column is not None and not use.quoted:
                        counts[row, column] += 1
        return sparse.csr_matrix(counts[:, : len(self._columns)])
