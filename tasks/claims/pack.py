"""A language pack: all that the claims stage knows about one language, behind one record.

The engine (extract.py) cuts a text into a Document, lets the pack find attributions in it, and does
the rest itself from the pack's word lists. A new language is a module with a `load() -> Pack`
function, two data files and its patterns; it is made known by one line in `PACKS`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from typing import NamedTuple

from tasks.claims.document import Document
from tasks.claims.records import (
    Certainty,
    Engagement,
    NameUse,
    NumberUse,
    Polarity,
    Span,
    Spans,
)
from tasks.claims.tokens import Memory
from tasks.claims.wordsets import CallingWords, ClauseWords, QuoteWords, ReferenceWords


@dataclass(frozen=True, slots=True)
class Cue:
    """One lemma of the cue lexicon: what it can govern and what it says about the outlet.

    `kind` is the word class (verb, noun, adjective, phrase). `frames` names the complements it
    takes, in the words of the language's own patterns. `engagement`, `polarity` and `certainty`
    are those of a plain use; a negated cue or a modal in the content may change them later.
    """

    lemma: str
    kind: str
    group: str
    frames: frozenset[str]
    engagement: Engagement
    polarity: Polarity
    certainty: Certainty


class Found(NamedTuple):
    """One attribution as a pattern saw it, before voices and distance are settled.

    `anchor` is the offset of the cue (or of the content if there is none); `negated`: the cue
    itself stands under a negation ("did not say"); `relay`: the source of an outer layer through
    which the words came ("was quoted by NBC as saying"); `antecedent`: the noun phrase a relative
    pronoun or a silent subject stands for, when the pattern saw it.
    """

    source: Spans
    cue: Spans
    content: Spans
    entry: Cue | None
    rule: str
    anchor: int
    negated: bool = False
    relay: Spans = ()
    antecedent: Span | None = None


@dataclass(frozen=True, slots=True)
class VoiceWords:
    """Word lists by which sources are recognised and resolved; all lower case.

    `pronouns` maps a pronoun to "he", "she", "it", "they", "i", "we" or "who". `titles` precede a
    person's name, `roles` are nouns of offices and jobs, `groups` nouns of bodies, `documents`
    nouns of texts and data, `anonymous` plural nouns of unnamed people. `metonyms` maps a capital,
    palace or government to its state's key. `aliases` maps a written name to its canonical name.
    `nations` maps a country, and its adjective, to its state's key. `particles` join the parts of a
    name, `given` are given names, `common` the closed-class words that never are a name;
    `feminine` and `masculine` are titles, nouns and given names by the pronoun that takes them up;
    `references` are the lists by which an earlier voice is found.
    """

    pronouns: Mapping[str, str]
    titles: frozenset[str]
    roles: frozenset[str]
    groups: frozenset[str]
    documents: frozenset[str]
    anonymous: frozenset[str]
    metonyms: Mapping[str, str]
    aliases: Mapping[str, str]
    nations: Mapping[str, str]
    articles: frozenset[str] = frozenset()
    particles: frozenset[str] = frozenset()
    given: frozenset[str] = frozenset()
    common: frozenset[str] = frozenset()
    feminine: frozenset[str] = frozenset()
    masculine: frozenset[str] = frozenset()
    references: ReferenceWords = field(default_factory=ReferenceWords)


@dataclass(frozen=True, slots=True)
class DeviceWords:
    """Words by which an outlet shows distance from, or commitment to, what stands beside them.

    `adjectives` and `adverbs` map a word to the engagement it shows, `of_sayings` those adjectives
    that show it only beside a noun of `deverbal` ("absurd claim", not "absurd hat"); `phrases`
    likewise for runs of words ("without evidence"). `possible`, `probable` and `certain` grade
    certainty; `negations` turn a cue; `naming` are words after
    which a quotation names rather than doubts ("titled"); `stops` are words no noun run goes over;
    `open_verbs` are verbs before which a modal of ability marks possibility (none: before all);
    `agents` are words for those who may be able or allowed to do something; `graded` are, by
    first word, the runs of words that mark certainty ("no doubt"), `softening` words that take a sure one down ("almost
    certainly"); `predicative` words grade only after one of `linking`, verbs of being ("is certain",
    not "certain goods"); `finite` are frequent verb forms that show that a clause has its verb.
    `quoting` are words after which a quotation shows a word as a word ("the word", "marked").
    `heads` are the phrases by their first word, `marked` all adjectives and adverbs that show an engagement.
    `quotes`, `clauses` and `calling` are the lists of `wordsets` for scare quotes, for the grade of a
    clause and for names left to somebody. `remarks` are verbs that with one of `missing` and one of `missed`
    say that a source gave no proof.
    """

    adjectives: Mapping[str, Engagement]
    adverbs: Mapping[str, Engagement]
    of_sayings: Mapping[str, Engagement]
    phrases: Mapping[tuple[str, ...], Engagement]
    possible: frozenset[str] = frozenset()
    probable: frozenset[str] = frozenset()
    certain: frozenset[str] = frozenset()
    negations: frozenset[str] = frozenset()
    deverbal: frozenset[str] = frozenset()
    naming: frozenset[str] = frozenset()
    stops: frozenset[str] = frozenset()
    open_verbs: frozenset[str] = frozenset()
    quoting: frozenset[str] = frozenset()
    remarks: frozenset[str] = frozenset()
    missing: frozenset[str] = frozenset()
    missed: frozenset[str] = frozenset()
    agents: frozenset[str] = frozenset()
    graded: Mapping[str, tuple[tuple[tuple[str, ...], Certainty], ...]] = field(default_factory=dict)
    softening: frozenset[str] = frozenset()
    predicative: frozenset[str] = frozenset()
    linking: frozenset[str] = frozenset()
    finite: frozenset[str] = frozenset()
    heads: Mapping[str, tuple[tuple[str, ...], ...]] = field(default_factory=dict)
    marked: frozenset[str] = frozenset()
    quotes: QuoteWords = field(default_factory=QuoteWords)
    clauses: ClauseWords = field(default_factory=ClauseWords)
    calling: CallingWords = field(default_factory=CallingWords)


@dataclass(frozen=True, slots=True)
class Pack:
    """One language: lexicons, word lists and the functions that need to know its grammar.

    `find_attributions` gets the cut text and returns what it found in text order, without
    duplicates; nested ones may be there, the engine keeps the outermost layer. `find_numbers` and
    `find_names` look at the flat text, its sentences, quotations and tokens. `abbreviations` are the
    words, lower case and without the point, after which a point does not end a sentence unless a
    word of `openers` follows. `kinds` tells what a word may begin.
    """

    language: str
    abbreviations: frozenset[str]
    openers: frozenset[str]
    cues: Mapping[str, tuple[Cue, ...]]
    voices: VoiceWords
    devices: DeviceWords
    kinds: Memory[int]
    find_attributions: Callable[[Document], list[Found]]
    find_numbers: Callable[[Document], tuple[NumberUse, ...]]
    find_names: Callable[[Document], tuple[NameUse, ...]]


# Language code -> module with `load() -> Pack`. A language that is not here is not observed.
PACKS: Mapping[str, str] = {"en": "tasks.claims.english", "de": "tasks.claims.german"}


@cache
def load_pack(language: str) -> Pack | None:
    """Return the pack of a language code ("en", "en-GB"), or None when there is none."""
    module = PACKS.get(language.replace("_", "-").split("-")[0].lower())
    return import_module(module).load() if module else None


__all__ = ["Cue", "DeviceWords", "Document", "Found", "Pack", "VoiceWords", "load_pack"]
