"""The German pack: attributions, numbers and names behind the same interface as the English one."""

from __future__ import annotations

from tasks.claims.kinds import word_kinds
from tasks.claims.lexicon import read_devices, read_toml, read_voice_words
from tasks.claims.names import find_names
from tasks.claims.numbers import find_numbers
from tasks.claims.pack import Pack
from tasks.claims.patterns_de.finder import find_attributions
from tasks.claims.patterns_de.forms import read_grammar


def load() -> Pack:
    """Return the German pack."""
    words, lists = read_toml("de_words.toml"), read_toml("names_de.toml")
    # Every German noun has a capital: what is listed as no name must not become a voice either.
    common = frozenset(words["grammar"]["common"] + lists["not_names"] + lists["times"])
    common |= frozenset(read_toml("de.toml")["sources"]["nouns"])
    grammar = words["grammar"]
    closed = (
        "articles",
        "pronouns",
        "prepositions",
        "adverbs",
        "subordinators",
        "auxiliaries",
        "modals",
        "common",
    )
    stops = frozenset(word for name in closed for word in grammar[name])
    devices = read_devices("de.toml", stops=stops)
    return Pack(
        language="de",
        abbreviations=frozenset(words["sentence"]["abbreviations"]),
        openers=frozenset(words["sentence"]["openers"]),
        cues={form: tuple(f.cue for f in forms) for form, forms in read_grammar().forms.items()},
        voices=read_voice_words("voices_de.toml", common),
        devices=devices,
        kinds=word_kinds("de", devices),
        find_attributions=find_attributions,
        find_numbers=lambda doc: find_numbers(doc.flat, doc.sentences, doc.quotes, "de", doc.tokens),
        find_names=lambda doc: find_names(doc.flat, doc.sentences, doc.quotes, "de", doc.tokens),
    )
