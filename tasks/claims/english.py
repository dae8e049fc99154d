"""The English pack: complete, and the model for others."""

from __future__ import annotations

from tasks.claims.kinds import word_kinds
from tasks.claims.lexicon import read_cues, read_devices, read_toml, read_voice_words
from tasks.claims.names import find_names
from tasks.claims.numbers import find_numbers
from tasks.claims.pack import Pack
from tasks.claims.patterns.beginnings import beginnings
from tasks.claims.patterns.finder import find_attributions
from tasks.claims.patterns.words import tag


def load() -> Pack:
    """Return the English pack."""
    words = read_toml("en_words.toml")
    tags, finite = words["tags"], frozenset(words["verbs"]["finite"])
    common = frozenset(word for listed in tags.values() for word in listed) | {"that", "to"}
    voices = read_voice_words("voices.toml", common)
    devices = read_devices(
        "en.toml",
        stops=common | finite,
        agents=voices.roles | voices.anonymous,
        finite=finite.union(tags["aux"], tags["mod"]),
    )
    return Pack(
        language="en",
        abbreviations=frozenset(words["sentence"]["abbreviations"]),
        openers=frozenset(words["sentence"]["openers"]),
        cues=read_cues("en.toml"),
        voices=voices,
        devices=devices,
        kinds=word_kinds("en", devices, beginnings(), tag),
        find_attributions=find_attributions,
        find_numbers=lambda doc: find_numbers(doc.flat, doc.sentences, doc.quotes, "en", doc.tokens),
        find_names=lambda doc: find_names(doc.flat, doc.sentences, doc.quotes, "en", doc.tokens),
    )
