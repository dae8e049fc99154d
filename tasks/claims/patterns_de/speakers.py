"""Who can speak: nouns of people and bodies, names."""

from __future__ import annotations

from functools import cache

from tasks.claims.document import Document
from tasks.claims.lexicon import read_toml

# Endings of adjectives: a first word of these is no first name of somebody ("Besondere Probleme").
_ARTICLES = frozenset(("der", "die", "das", "den", "dem", "des", "ein", "eine"))
_INFLECTED = ("e", "en", "er", "es", "em")


@cache
def _speakers() -> tuple[frozenset[str], tuple[str, ...], frozenset[str]]:
    voices = read_toml("voices_de.toml")
    words = voices["words"]
    listed = frozenset(words["titles"] + words["roles"] + words["groups"] + words["anonymous"])
    return (
        listed,
        tuple(word for word in words["roles"] + words["groups"] if len(word) > 4),
        frozenset(voices["gender"]["feminine"] + voices["gender"]["masculine"]),
    )


def is_speaker(low: str) -> bool:
    """Is a noun, or the last part of a compound, one for a person or body that speaks ("Innenministerin")?"""
    listed, endings, _ = _speakers()
    return low in listed or low.endswith(endings)


def is_name(doc: Document, low: int, end: int) -> bool:
    """Is the phrase a name of two words or more, without an article and no adjective with its noun?"""
    if end - low < 2 or not (doc.upper[low] and doc.upper[low + 1]) or doc.words[low][-1] == ".":
        return False
    if any(doc.lows[k] in _ARTICLES for k in (low, low + 1)):
        return False
    return not doc.lows[low].endswith(_INFLECTED) or doc.lows[low] in _speakers()[2]
