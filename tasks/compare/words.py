"""Marking words: what an outlet writes more than the others of the story do (Monroe et al. 2008).

Log-odds with an informative Dirichlet prior. The paper's variance takes words for independent draws;
words of one text are not, so the variance comes from drawing whole origins again, and is never
smaller than the paper's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from tasks.compare.lemmas import TextWords, Vocabulary
from tasks.compare.own_voice import outlet_names, own_words
from tasks.compare.records import WordRow
from tasks.compare.settings import WordSettings
from tasks.compare.statistics import benjamini_hochberg, generator
from tasks.compare.story_view import StoryView
from tasks.compare.surfaces import surface_forms

ONE_ARTICLE = "too few independent articles of this outlet"
NO_OTHERS = "too few independent articles of the others"


def background_counts(
    views: Sequence[StoryView], words: Mapping[str, TextWords], vocabulary: Vocabulary
) -> np.ndarray:
    """Uses of every lemma in the outlets' own words over all the day's stories, by lemma number."""
    counts = np.zeros(len(vocabulary.lemmas))
    for view in views:
        for document in view.documents:
            np.add.at(counts, own_words(document, words[document.version_id]), 1.0)
    return counts


def log_odds(
    one: np.ndarray,
    other: np.ndarray,
    prior: np.ndarray,
    sizes: tuple[np.ndarray, np.ndarray],
    mass: float,
) -> np.ndarray:
    """Log-odds ratio of words between two sides (last axis: words) under a Dirichlet prior.

    `sizes` are all words of each side, `mass` that of the whole prior (alpha_0), of which `prior` holds
    the share of the words given.
    """
    total_one = sizes[0][..., None] + mass
    total_other = sizes[1][..., None] + mass
    one, other = one + prior, other + prior
    return np.log(one / (total_one - one)) - np.log(other / (total_other - other))


def story_words(
    day: date,
    view: StoryView,
    words: Mapping[str, TextWords],
    vocabulary: Vocabulary,
    background: np.ndarray,
    settings: WordSettings,
    seed: int,
) -> tuple[WordRow, ...]:
    """Marking words of each outlet of a story with at least two outlets; quotations do not count.

    `background` are uses by lemma number (of a month, or of the day). Words stand in at least
    `min_documents` articles of the story and are shown in their
    most frequent form. z, p and q (over the story's tested words) are None with a
    reason where the outlet or the others have fewer than two origins.
    """
    if len(view.by_outlet) < 2:
        return ()
    names = outlet_names(view.documents)
    texts = {
        document.version_id: own_words(document, words[document.version_id], names)
        for document in view.documents
    }
    terms, documents_with = np.unique(
        np.concatenate([np.unique(text) for text in texts.values()]), return_counts=True
    )
    spelled = np.array([_is_word(vocabulary.lemmas[term]) for term in terms], dtype=bool)
    forms = surface_forms(view.documents, words)
    written = np.array([term in forms for term in terms.tolist()], dtype=bool)
    terms = terms[(documents_with >= settings.min_documents) & spelled & written]
    if not len(terms):
        return ()
    counts = {version_id: _counts(text, terms) for version_id, text in texts.items()}
    story = _StoryTerms(view, texts, counts, terms, [forms[term] for term in terms.tolist()])
    total = max(float(background.sum()), 1.0)
    mass = min(settings.prior_mass, settings.prior_share * total)
    prior = np.maximum(background[terms] * (mass / total), settings.least_prior)
    found: list[tuple[float, WordRow]] = []
    for outlet in sorted(view.by_outlet):
        found.extend(_outlet_words(day, story, outlet, prior, mass, settings, seed))
    rows = [row for _, row in found]
    tested = [place for place, row in enumerate(rows) if row.p_value is not None]
    p_values = np.array([rows[place].p_value for place in tested], dtype=float)
    return _kept(
        found,
        dict(zip(tested, benjamini_hochberg(p_values).tolist(), strict=True)),
        settings,
    )


@dataclass(frozen=True, slots=True)
class _StoryTerms:
    """A story's own words: per version all lemma numbers and the counts of the tested terms, and their forms."""

    view: StoryView
    texts: Mapping[str, np.ndarray]
    counts: Mapping[str, np.ndarray]
    terms: np.ndarray
    forms: list[str]

    def by_origin(self, versions: Iterable[str]) -> tuple[np.ndarray, np.ndarray]:
        """Origins x terms and words per origin; several texts of one origin count once, the longest."""
        longest: dict[str, str] = {}
        for version_id in sorted(versions):
            origin = self.view.origins[version_id]
            if origin not in longest or len(self.texts[version_id]) > len(self.texts[longest[origin]]):
                longest[origin] = version_id
        kept = sorted(longest.values())
        rows = np.array([self.counts[version_id] for version_id in kept]).reshape(-1, len(self.terms))
        return rows, np.array([float(len(self.texts[version_id])) for version_id in kept])


def _is_word(term: str) -> bool:
    return len(term) > 1 and term[0].isalpha()


def _counts(text: np.ndarray, terms: np.ndarray) -> np.ndarray:
    """Uses of each of the sorted `terms` in a text of lemma numbers."""
    places = np.minimum(np.searchsorted(terms, text), len(terms) - 1)
    return np.bincount(places[terms[places] == text], minlength=len(terms)).astype(float)


def _outlet_words(
    day: date,
    story: _StoryTerms,
    outlet: str,
    prior: np.ndarray,
    mass: float,
    settings: WordSettings,
    seed: int,
) -> list[tuple[float, WordRow]]:
    """Rows of one outlet, each with the size of its z or what stands in for it."""
    view, terms = story.view, story.terms
    own = {document.version_id for document in view.by_outlet[outlet]}
    mine, my_sizes = story.by_origin(own)
    others, other_sizes = story.by_origin(set(story.texts) - own)
    one, other = mine.sum(axis=0), others.sum(axis=0)
    odds = log_odds(one, other, prior, (my_sizes.sum(), other_sizes.sum()), mass)
    paper = 1 / (one + prior) + 1 / (other + prior)
    reason = ONE_ARTICLE if len(mine) < 2 else NO_OTHERS if len(others) < 2 else None
    spread = np.sqrt(paper)
    if reason is None:
        rng = generator(seed, day.isoformat(), "terms", sorted(own), sorted(story.texts))
        weights = [_weights(len(side), settings.bootstraps, rng) for side in (mine, others)]
        draws = log_odds(
            weights[0] @ mine,
            weights[1] @ others,
            prior,
            (weights[0] @ my_sizes, weights[1] @ other_sizes),
            mass,
        )
        spread = np.sqrt(np.maximum(paper, draws.var(axis=0)))
    z = odds / spread
    articles = np.sum([story.counts[version_id] > 0 for version_id in sorted(own)], axis=0)
    p_values = _two_sided(z)
    places = range(len(terms))
    if reason is not None:
        used = np.nonzero(one)[0]
        places = used[np.argsort(-np.abs(z[used]), kind="stable")][: 2 * settings.untested_terms].tolist()
    rows = []
    for place in places:
        tested = reason is None
        rows.append(
            (
                float(abs(z[place])),
                WordRow(
                    day=day,
                    story_id=view.story_id,
                    outlet_id=outlet,
                    term=story.forms[place],
                    uses=int(one[place]),
                    articles=int(articles[place]),
                    origins=int((mine[:, place] > 0).sum()),
                    log_odds=round(float(odds[place]), 6),
                    z=round(float(z[place]), 6) if tested else None,
                    p_value=float(f"{p_values[place]:.6g}") if tested else None,
                    q_value=None,
                    reason=reason,
                ),
            )
        )
    return rows


def _kept(
    found: list[tuple[float, WordRow]],
    q_values: Mapping[int, float],
    settings: WordSettings,
) -> tuple[WordRow, ...]:
    by_outlet: dict[str, list[tuple[float, str, WordRow]]] = {}
    for place, (size, row) in enumerate(found):
        if place in q_values:
            row = replace(row, q_value=float(f"{q_values[place]:.6g}"))
        by_outlet.setdefault(row.outlet_id, []).append((-size, row.term, row))
    kept: list[WordRow] = []
    for rows in by_outlet.values():
        limit = settings.tested_terms if rows[0][2].reason is None else settings.untested_terms
        kept.extend(row for _, _, row in sorted(rows, key=lambda entry: entry[:2])[:limit])
    return tuple(sorted(kept, key=lambda row: (row.outlet_id, row.term)))


def _weights(size: int, draws: int, rng: np.random.Generator) -> np.ndarray:
    """How often each of `size` origins is drawn again, one row per draw."""
    return rng.multinomial(size, np.full(size, 1 / size), size=draws)


def _two_sided(z: np.ndarray) -> np.ndarray:
    from scipy.special import erfc

    return np.asarray(erfc(np.abs(z) / np.sqrt(2)))
