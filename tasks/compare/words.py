"""Marking words: what an outlet writes more than the others of the story do (Monroe et al. 2008).

Log-odds with an informative Dirichlet prior. The paper's variance takes words for independent draws;
words of one text are not, so the variance comes from drawing whole origins again, and is never
smaller than the paper's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import erfc, sqrt

import numpy as np

from tasks.compare.lemmas import TextWords, Vocabulary
from tasks.compare.own_voice import outlet_names, own_words
from tasks.compare.records import Document, WordRow
from tasks.compare.same_texts import first_of_each
from tasks.compare.settings import WordSettings
from tasks.compare.statistics import benjamini_hochberg, generator
from tasks.compare.story_view import StoryView
from tasks.compare.surfaces import surface_forms
from tasks.compare.word_rules import word_of

ONE_ARTICLE = "too few independent articles of this outlet"
NO_OTHERS = "too few independent articles of the others"


def usual_uses(stories: Iterable[StoryTerms]) -> Counter[str]:
    """Uses of every term in the outlets' own words over all the day's stories."""
    counts: Counter[str] = Counter()
    for story in stories:
        for term, uses in zip(story.used, story.uses.tolist(), strict=True):
            counts[term] += uses
    return counts


def usual_terms(forms: Mapping[str, int]) -> Counter[str]:
    """The same from uses of word forms in the months before."""
    counts: Counter[str] = Counter()
    for form, uses in forms.items():
        counts[word_of(form, "en").term] += uses
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


@dataclass(frozen=True, slots=True)
class StoryTerms:
    """The own words of a story's texts, quotations left out, as counts.

    `outlets`, `origins`, `sizes` (own words) and the rows of `counts` go by `versions`, which are sorted;
    the columns by `terms`, which are those that can mark an outlet, shown in their most frequent `forms`.
    `used` and `uses` are all terms and their counts.
    """

    story_id: str
    versions: tuple[str, ...]
    outlets: tuple[str, ...]
    origins: tuple[str, ...]
    sizes: np.ndarray
    terms: tuple[str, ...]
    forms: tuple[str, ...]
    counts: np.ndarray
    used: tuple[str, ...]
    uses: np.ndarray


def own_texts(
    documents: Sequence[Document], words: Mapping[str, TextWords]
) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    """Term numbers of each text's own words, by version: without the names of the story's outlets, and with."""
    names = outlet_names(documents)
    found: list[tuple[np.ndarray, np.ndarray]] = []
    for place, first in enumerate(first_of_each(documents)):
        document = documents[place]
        again = first < place
        found.append(found[first] if again else own_words(document, words[document.version_id], names))
    ids = [document.version_id for document in documents]
    return (
        {version: plain for version, (plain, _) in zip(ids, found, strict=True)},
        {version: every for version, (_, every) in zip(ids, found, strict=True)},
    )


def story_terms(
    view: StoryView,
    texts: Mapping[str, np.ndarray],
    every: Mapping[str, np.ndarray],
    words: Mapping[str, TextWords],
    vocabulary: Vocabulary,
    settings: WordSettings,
) -> StoryTerms:
    """Counts of the words that stand in at least `min_documents` articles of the story (see `own_texts`)."""
    documents = sorted(view.documents, key=lambda document: document.version_id)
    versions = [document.version_id for document in documents]
    terms, documents_with = np.unique(
        np.concatenate([np.unique(texts[version]) for version in versions]), return_counts=True
    )
    terms = terms[documents_with >= settings.min_documents]
    forms = surface_forms(documents, words)
    kept = np.array(
        [_is_word(vocabulary.lemmas[term]) and term in forms for term in terms.tolist()], dtype=bool
    )
    terms = terms[kept]
    used, uses = np.unique(np.concatenate(list(every.values())), return_counts=True)
    return StoryTerms(
        story_id=view.story_id,
        versions=tuple(versions),
        outlets=tuple(document.outlet_id for document in documents),
        origins=tuple(view.origins[version] for version in versions),
        sizes=np.array([len(texts[version]) for version in versions]),
        terms=tuple(vocabulary.lemmas[term] for term in terms.tolist()),
        forms=tuple(forms[term] for term in terms.tolist()),
        counts=np.array([_counts(texts[version], terms) for version in versions], dtype=np.int32),
        used=tuple(vocabulary.lemmas[term] for term in used.tolist()),
        uses=uses,
    )


def story_words(
    day: date, story: StoryTerms, usual: Mapping[str, int], total: int, settings: WordSettings, seed: int
) -> tuple[WordRow, ...]:
    """Marking words of each outlet of a story with at least two outlets; quotations do not count.

    `usual` are uses of terms (of a month, or of the day), `total` their sum. z, p and q (over the
    story's tested words) are None with a reason where the outlet or the others have fewer than two origins.
    """
    if len(set(story.outlets)) < 2 or not story.terms:
        return ()
    total = max(total, 1)
    mass = min(settings.prior_mass, settings.prior_share * total)
    background = np.array([usual.get(term, 0) for term in story.terms], dtype=float)
    prior = np.maximum(background * (mass / total), settings.least_prior)
    found: list[tuple[float, WordRow]] = []
    for outlet in sorted(set(story.outlets)):
        found.extend(_outlet_words(day, story, outlet, prior, mass, settings, seed))
    rows = [row for _, row in found]
    tested = [place for place, row in enumerate(rows) if row.p_value is not None]
    p_values = np.array([rows[place].p_value for place in tested], dtype=float)
    return _kept(
        found,
        dict(zip(tested, benjamini_hochberg(p_values).tolist(), strict=True)),
        settings,
    )


def _by_origin(story: StoryTerms, places: Sequence[int]) -> list[int]:
    """Of the texts at `places` one for each origin, the longest."""
    longest: dict[str, int] = {}
    for place in places:
        known = longest.get(story.origins[place])
        if known is None or story.sizes[place] > story.sizes[known]:
            longest[story.origins[place]] = place
    return sorted(longest.values())


def _is_word(term: str) -> bool:
    return len(term) > 1 and term[0].isalpha()


def _counts(text: np.ndarray, terms: np.ndarray) -> np.ndarray:
    """Uses of each of the sorted `terms` in a text of lemma numbers."""
    if not len(terms):
        return np.zeros(0)
    places = np.minimum(np.searchsorted(terms, text), len(terms) - 1)
    return np.bincount(places[terms[places] == text], minlength=len(terms)).astype(float)


def _outlet_words(
    day: date,
    story: StoryTerms,
    outlet: str,
    prior: np.ndarray,
    mass: float,
    settings: WordSettings,
    seed: int,
) -> list[tuple[float, WordRow]]:
    """Rows of one outlet, each with the size of its z or what stands in for it."""
    places = range(len(story.versions))
    own = [place for place in places if story.outlets[place] == outlet]
    sides = [_by_origin(story, side) for side in (own, [p for p in places if story.outlets[p] != outlet])]
    one, other = (story.counts[side].sum(axis=0).astype(float) for side in sides)
    sizes = [story.sizes[side].astype(float) for side in sides]
    odds = log_odds(one, other, prior, (sizes[0].sum(), sizes[1].sum()), mass)
    paper = 1 / (one + prior) + 1 / (other + prior)
    reason = ONE_ARTICLE if len(sides[0]) < 2 else NO_OTHERS if len(sides[1]) < 2 else None
    spread = np.sqrt(paper)
    if reason is None:
        texts = [story.versions[place] for place in own]
        rng = generator(seed, day.isoformat(), "terms", texts, story.versions)
        weights = [_weights(len(side), settings.bootstraps, rng) for side in sides]
        drawn = [
            weight @ story.counts[side].astype(float) for weight, side in zip(weights, sides, strict=True)
        ]
        long = weights[0] @ sizes[0], weights[1] @ sizes[1]
        spread = np.sqrt(np.maximum(paper, log_odds(drawn[0], drawn[1], prior, long, mass).var(axis=0)))
    z = odds / spread
    articles = (story.counts[own] > 0).sum(axis=0)
    origins = (story.counts[sides[0]] > 0).sum(axis=0)
    shown: Sequence[int] = range(len(story.terms))
    if reason is not None:
        used = np.nonzero(one)[0]
        shown = used[np.argsort(-np.abs(z[used]), kind="stable")][: 2 * settings.untested_terms].tolist()
    rows = []
    for place in shown:
        tested = reason is None
        rows.append(
            (
                float(abs(z[place])),
                WordRow(
                    day=day,
                    story_id=story.story_id,
                    outlet_id=outlet,
                    term=story.forms[place],
                    uses=int(one[place]),
                    articles=int(articles[place]),
                    origins=int(origins[place]),
                    log_odds=round(float(odds[place]), 6),
                    z=round(float(z[place]), 6) if tested else None,
                    p_value=float(f"{_two_sided(float(z[place])):.6g}") if tested else None,
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
            row = row._replace(q_value=float(f"{q_values[place]:.6g}"))
        by_outlet.setdefault(row.outlet_id, []).append((-size, row.term, row))
    kept: list[WordRow] = []
    for rows in by_outlet.values():
        limit = settings.tested_terms if rows[0][2].reason is None else settings.untested_terms
        kept.extend(row for _, _, row in sorted(rows, key=lambda entry: entry[:2])[:limit])
    return tuple(sorted(kept, key=lambda row: (row.outlet_id, row.term)))


def _weights(size: int, draws: int, rng: np.random.Generator) -> np.ndarray:
    """How often each of `size` origins is drawn again, one row per draw."""
    return rng.multinomial(size, np.full(size, 1 / size), size=draws)


def _two_sided(z: float) -> float:
    return erfc(abs(z) / sqrt(2))
