"""Forms of German cue verbs: separable prefixes, participles, plural and infinitive forms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from tasks.claims.lexicon import read_toml
from tasks.claims.pack import Cue


@dataclass(frozen=True, slots=True)
class Form:
    """One written form. `prefix` must stand apart in the clause ("teilte ... mit"); "" if not separable.

    `finite` forms carry the clause themselves; the others need an auxiliary.
    """

    cue: Cue
    prefix: str
    finite: bool
    joined: bool


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Grammar:
    """The closed classes of German that the patterns ask for, and all cue forms by their lower case."""

    forms: Mapping[str, tuple[Form, ...]]
    articles: frozenset[str]
    genitives: frozenset[str]
    joins: frozenset[str]
    pronouns: frozenset[str]
    prepositions: frozenset[str]
    adverbs: frozenset[str]
    subordinators: frozenset[str]
    content_openers: frozenset[str]
    auxiliaries: frozenset[str]
    modals: frozenset[str]
    have: frozenset[str]
    become: frozenset[str]
    reported: frozenset[str]
    reported_weak: frozenset[str]
    source_before: frozenset[str]
    source_after: frozenset[str]
    source_nouns: frozenset[str]
    source_endings: tuple[str, ...]
    thus: frozenset[str]
    content_nouns: frozenset[str]
    holds: frozenset[str]
    states: frozenset[str]
    state_words: frozenset[str]


def _plurals(present: str, past: str, infinitive: str) -> tuple[str, ...]:
    """Plural of present and past: "sagt" -> "sagen", "sagte" -> "sagten", "schrieb" -> "schrieben"."""
    return infinitive, past + "n" if past.endswith("e") else past + "en"


def cue_forms(data: Mapping[str, Any]) -> dict[str, tuple[Form, ...]]:
    """Every lower-case form of every cue verb of a German lexicon."""
    out: dict[str, list[Form]] = {}

    def put(written: str, form: Form) -> None:
        known = out.setdefault(written, [])
        if form not in known:
            known.append(form)

    for group, table in data["verbs"].items():
        for lemma, line in table["cues"].items():
            written, frames = line.split(";")
            prefix, _, rest = written.rpartition("|")
            prefix = prefix.strip()
            present, past, participle = rest.split()
            cue = Cue(
                lemma=lemma,
                kind="verb",
                group=group,
                frames=frozenset(frames.split()),
                engagement=table.get("engagement", "acknowledged"),
                polarity=table.get("polarity", "affirms"),
                certainty=table.get("certainty", "unstated"),
            )
            stem = lemma[len(prefix) :]
            for finite in (present, past, *_plurals(present, past, stem)):
                put(finite, Form(cue, prefix, True, False))
                if prefix:
                    put(prefix + finite, Form(cue, prefix, True, True))
            put(prefix + participle, Form(cue, prefix, False, True))
            if prefix:  # "bekannt gegeben"
                put(participle, Form(cue, prefix, False, False))
    return {written: tuple(forms) for written, forms in out.items()}


@cache
def read_grammar() -> Grammar:
    """The grammar words and cue forms of the German data files; read once per process."""
    cues, words = read_toml("de.toml"), read_toml("de_words.toml")["grammar"]
    sources = cues["sources"]
    return Grammar(
        forms=cue_forms(cues),
        articles=frozenset(words["articles"]),
        genitives=frozenset(words["genitives"]),
        joins=frozenset(words["joins"]),
        pronouns=frozenset(words["pronouns"]),
        prepositions=frozenset(words["prepositions"]),
        adverbs=frozenset(words["adverbs"]),
        subordinators=frozenset(words["subordinators"]),
        content_openers=frozenset(words["content_openers"]),
        auxiliaries=frozenset(words["auxiliaries"]),
        modals=frozenset(words["modals"]),
        have=frozenset(words["have"]),
        become=frozenset(words["become"]),
        reported=frozenset(words["reported"]),
        reported_weak=frozenset(words["reported_weak"]),
        source_before=frozenset(sources["before"]),
        source_after=frozenset(sources["after"]),
        source_nouns=frozenset(sources["nouns"]),
        source_endings=tuple(sources["endings"]),
        thus=frozenset(sources["thus"]),
        content_nouns=frozenset(cues["nouns"]["content"]),
        holds=frozenset(cues["nouns"]["holds"]),
        states=frozenset(cues["states"]["verbs"]),
        state_words=frozenset(cues["states"]["words"]),
    )
