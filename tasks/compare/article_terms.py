"""Which terms stand for an article when stories are grouped: lemmas, names and pairs of names.

One place decides what a word is for grouping, so that the daily run, the filter and a comparison
by hand weigh the same text alike. The word lists lie in common_words.toml.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections import defaultdict
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import simplemma

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
#: Scripts written without spaces: each run is cut into overlapping pairs of characters.
_UNSPACED = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]+")
#: A space that a tokeniser left before an apostrophe ("can ’ t") would make two words of one.
_LOOSE_APOSTROPHE = re.compile(r"(?<=\w) ?['’] ?(?=(?:s|t|re|ve|ll|d|m)\b)")
_LEMMA_LANGUAGES = frozenset({"en", "de", "fr", "es", "it", "pt", "nl", "ru", "uk", "pl", "sv", "tr", "cs"})


@dataclass(frozen=True, slots=True)
class CommonWords:
    """Words of one language that say little about an event, and the share of articles with each."""

    stop: frozenset[str]
    shares: dict[str, float]
    other: float


@cache
def common_words(language: str) -> CommonWords:
    """The lists of a language; empty lists (weights from the day alone) where none are written."""
    data = tomllib.loads(Path(__file__).with_name("common_words.toml").read_text(encoding="utf-8"))
    lists = data.get(language, {})
    shares = {
        lemma(word, language): data["shares"][tier]
        for tier in ("some", "often")
        for word in lists.get(tier, "").split()
    }
    return CommonWords(frozenset(lists.get("stop", "").split()), shares, data["shares"]["other"])


@lru_cache(maxsize=1 << 19)
def lemma(word: str, language: str) -> str:
    """The lower-case dictionary form of a word; the word itself where the language has no dictionary."""
    if language not in _LEMMA_LANGUAGES or len(word) > 30:
        return word
    return simplemma.lemmatize(word, language).lower()


def article_terms(
    title: str,
    text: str,
    language: str,
    title_weight: float,
    lead_weight: float,
    lead_chars: int,
    max_chars: int,
) -> dict[str, float]:
    """Term -> damped weight of one article; title and lead count more than the rest of the text.

    Terms are lemmas, and pairs of neighbouring capitalised words ("new york") with a space between.
    Only the first `max_chars` characters of the text are read: what an article is about stands first.
    """
    counts: dict[str, float] = defaultdict(float)
    _count(counts, title, language, title_weight, pairs=False)
    lead = text[:lead_chars]
    cut = max(lead.rfind(" "), 0) if len(text) > lead_chars else lead_chars
    _count(counts, text[:cut], language, lead_weight, pairs=True)
    _count(counts, text[cut:max_chars], language, 1.0, pairs=True)
    return {term: 1.0 + math.log(count) for term, count in counts.items()}


def _count(counts: dict[str, float], text: str, language: str, weight: float, pairs: bool) -> None:
    stop = common_words(language).stop
    before: str | None = None
    for word in _WORD.findall(_LOOSE_APOSTROPHE.sub("'", text)):
        plain = word.replace("’", "'").removesuffix("'s")
        low = plain.lower()
        if low in stop or (len(low) < 2 and not _UNSPACED.match(low)):
            before = None
            continue
        if _UNSPACED.match(low):
            for start in range(max(1, len(low) - 1)):
                counts[low[start : start + 2]] += weight
            before = None
            continue
        counts[lemma(low, language)] += weight
        if pairs and plain[0].isupper():
            if before is not None:
                counts[f"{before} {low}"] += weight
            before = low
        else:
            before = None
