"""Every number that the compare stage decides by, with the reason beside it. Frozen, no environment."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # their modules need SciPy; who only reads settings should not wait for it
    from tasks.compare.reprints import ReprintSettings
    from tasks.compare.stories import StorySettings


@dataclass(frozen=True, slots=True)
class MatchSettings:
    """When two propositions say the same thing. Figures: `benchmarks/claim_matching.py`."""

    same: float = 0.45  # pair score; precision on the pairs in tests/compare/gold stays above 0.9 here
    undecided: float = 0.26  # nearest sentence above this: too near to be called omitted, too far to match
    group_mean: float = 0.42  # mean score over all cross pairs before two groups join: stops chains
    group_least: float = 0.24  # and no cross pair below this
    shared_name: float = 0.03  # bonuses: small beside the lemma score, so that names alone never match
    shared_number: float = 0.03
    shared_source: float = 0.06
    other_number: float = 0.20  # same unit and noun, intervals apart: two claims, and a row in numbers
    other_name: float = 0.12  # each side names somebody the other does not: who did it differs
    other_date: float = 0.15  # each names a day or year, none the same
    turned_share: float = 0.2  # of the shared weight that must be turned round: less is an aside
    other_mood: float = 0.20  # only one says what ought to be, or asks; three times if opposite
    opposite: float = 0.09  # a contradiction is the graver finding, so it needs more
    other_denied: float = 0.20  # one denies something that the other does not speak of
    no_predicate: float = 0.12  # one of them only names a thing: "gun legislation" says nothing yet
    elsewhere: float = 0.12  # only one of them speaks of another happening ("another bridge", "last year")
    min_lemmas: int = 2  # fewer content words ("He said so.") match anything
    containment_slack: float = 3.0  # weight added to the shorter side: containing two words is chance
    shared_plain: int = 2  # words shared beside names and general prose, fewer only if a side has fewer
    max_postings: float = 0.10  # a lemma in more than this share of a story's propositions proposes no pair
    max_postings_least: int = 25  # but lemmas rarer than this always do, whatever the share
    max_units: int = 6000  # propositions of a story that are paired; later ones stay single, with a reason
    label_chars: int = 160  # labels longer than this are cut at a clause border


@dataclass(frozen=True, slots=True)
class StatusSettings:
    """Cells, and what may be called an omission."""

    prior_carry: float = 0.5  # Jeffreys prior of carrying a claim
    prior_leave: float = 0.5
    exposure_least: float = 0.25  # a text this much shorter than the median is expected to carry little
    full_matrix_outlets: int = 6  # above it, claims of one origin get no omitted cells: n^2 rows of nothing
    absent_outlets: int = 40  # watch lists up to this size also get cells of outlets without the story


@dataclass(frozen=True, slots=True)
class DivergenceSettings:
    """Tests between outlets."""

    permutations: int = 499  # p to 0.002; every pair of a day is shuffled together, so this is cheap
    bootstraps: int = 100  # for a standard error 50 to 200 draws are enough (Efron & Tibshirani 1993)
    min_origins: int = 2  # per outlet; with one there is nothing to resample
    min_stories: int = 3  # shared stories; claims and voices of three have 27 outcomes and more
    min_amounts: int = 5  # shared stories for coverage: with fewer, what is usual for an outlet is a guess
    min_differing: int = 7  # shared stories in which names or terms differ: 64 exchanges (`intervals.py`)
    min_selection: int = 5  # stories per outlet before its choice of stories is tested
    min_story_origins: int = 3  # per outlet inside one story, and four of one: 3 + 3 give 10 relabellings
    max_pairs: int = 2000  # outlet pairs tested per pooled aspect, most shared stories first
    listed_outlets: int = 40  # above it, pairs without enough shared stories are not listed on all levels
    max_terms: int = 200  # terms of a pair that recur in several shared stories, most frequent first


@dataclass(frozen=True, slots=True)
class WordSettings:
    """Marking words of an outlet inside a story."""

    prior_mass: float = 500.0  # alpha_0: as many words of prior as one article has
    prior_share: float = 0.1  # but never more than this share of the words it was counted on
    least_prior: float = 0.01  # a word the background never had
    min_documents: int = 2  # a word of one article marks the article, not the outlet
    tested_terms: int = 30  # rows kept per story and outlet, largest |z| first
    untested_terms: int = 8  # the same where one article allows no test
    bootstraps: int = 200


@dataclass(frozen=True, slots=True)
class NumberSettings:
    """Numbers that measure the same thing."""

    same_context: float = 0.30  # overlap of the words around two numbers with equal unit and noun
    containment_slack: float = 2.0  # "18 people died" has few words around it; one shared is still chance
    conflict_context: float = 0.42  # and to call two of them a conflict: the same said of the same
    conflict_hours: float = 18.0  # tolls grow: figures further apart in time are news, not a conflict
    conflict_times: float = 20.0  # figures further apart than this count different things in like words
    window_tokens: int = 8  # words on each side, cut at sentence ends


@dataclass(frozen=True, slots=True)
class CompareSettings:
    """All of them. `seed` and the day and the texts decide every random draw, nothing else does.

    `reprints` and `stories`: None means their own defaults.
    """

    seed: int = 20240229
    window_days: int = 3  # a story's articles lie within it: two thirds of follow-ups come by then
    match: MatchSettings = field(default_factory=MatchSettings)
    status: StatusSettings = field(default_factory=StatusSettings)
    divergence: DivergenceSettings = field(default_factory=DivergenceSettings)
    words: WordSettings = field(default_factory=WordSettings)
    numbers: NumberSettings = field(default_factory=NumberSettings)
    reprints: ReprintSettings | None = None
    stories: StorySettings | None = None
