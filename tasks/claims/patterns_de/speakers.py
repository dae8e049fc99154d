"""Who can speak: nouns of people and bodies, names."""

from __future__ import annotations

from functools import cache
from typing import Final

from tasks.claims.document import Document
from tasks.claims.lexicon import read_toml

_ARTICLES: Final = frozenset(("der", "die", "das", "den", "dem", "des", "ein", "eine"))


@cache
def _speakers() -> tuple[frozenset[str], tuple[str, ...]]:
    words = read_toml("voices_de.toml")["words"]
    listed = frozenset(words["titles"] + words["roles"] + words["groups"] + words["anonymous"])
    return (
        listed,
        tuple(word for word in words["roles"] + words["groups"] if len(word) > 4),
    )


def is_speaker(low: str) -> bool:
    """Is a noun, or the last part of a compound, one for a person or body that speaks ("Innenministerin")?"""
    listed, endings = _speakers()
    return low in listed or low.endswith(endings)


def is_name(doc: Document, low: int, end: int) -> bool:
    """Is the phrase a name of two words or more, without an article?"""
    if end - low < 2 or not (doc.upper[low] and doc.upper[low + 1]) or doc.words[low][-1] == ".":
        return False
    if any(doc.lows[k] in _ARTICLES for k in (low, low + 1)):
        return False
    return True
