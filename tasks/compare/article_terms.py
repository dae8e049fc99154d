"""Which terms stand for an article when stories are grouped: lemmas, names and pairs of names.

One place decides what a word is for grouping, so that the daily run, the filter and a comparison
by hand weigh the same text alike. The word lists lie in common_words.toml.
"""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from tasks.compare.dictionary_forms import dictionary_form

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
#: Scripts written without spaces: each run is cut into overlapping pairs of characters.
_UNSPACED = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]+")
#: A space that a tokeniser left before an apostrophe ("can ’ t") would make two words of one.
#: What stands before is looked at behind the apostrophe, so that a search goes from one of these three to the next.
_LOOSE_APOSTROPHE = re.compile(
    r"(?: (?:'(?<=\w ')|’(?<=\w ’))|'(?<=\w')|’(?<=\w’)) ?(?=(?:s|t|re|ve|ll|d|m)\b)"
)
#: Dictionaries are loaded for these alone: thirteen of them take a gigabyte and half a minute.
_LEMMA_LANGUAGES = frozenset({"en", "uk"})
#: Elsewhere rules cut the endings, which serves grouping as well and costs nothing to load.
_STEMMERS = {
    "ar": "arabic", "ca": "catalan", "cs": "czech", "da": "danish", "de": "german", "el": "greek",
    "es": "spanish", "et": "estonian", "fi": "finnish", "fr": "french", "hu": "hungarian",
    "id": "indonesian", "it": "italian", "lt": "lithuanian", "nl": "dutch", "no": "norwegian",
    "pl": "polish", "pt": "portuguese", "ro": "romanian", "ru": "russian", "sr": "serbian",
    "sv": "swedish", "tr": "turkish",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class CommonWords:
    """Words of one language that say little about an event, and the share of articles with each."""

    stop: frozenset[str]
    shares: dict[str, float]
    other: float


@cache
def common_words(language: str) -> CommonWords:
    """The lists of a language; empty lists (weights from the day alone) where none are written."""
    data = _written()
    lists = data.get(language, {})
    shares = {
        lemma(word, language): data["shares"][tier]
        for tier in ("usual", "some", "often")
        for word in lists.get(tier, "").split()
    }
    return CommonWords(frozenset(lists.get("stop", "").split()), shares, data["shares"]["other"])


@cache
def _written() -> dict[str, Any]:
    return tomllib.loads(files("tasks.compare").joinpath("common_words.toml").read_text("utf-8"))


def lemma(word: str, language: str) -> str:
    """The lower-case dictionary form or stem of a word; the word itself where neither is known."""
    if len(word) > 30:
        return word
    if language in _LEMMA_LANGUAGES:
        return dictionary_form(word, language).lower()
    stemmer = _stemmer(language)
    return word if stemmer is None else str(stemmer.stemWord(word))


@cache
def _stemmer(language: str) -> Any:
    name = _STEMMERS.get(language)
    if name is None:
        return None
    import snowballstemmer  # here, since a day in English never needs it

    return snowballstemmer.stemmer(name)


def article_terms(
    title: str,
    text: str,
    language: str,
    title_weight: float,
    lead_weight: float,
    lead_chars: int,
    max_chars: int,
) -> dict[str, float]:
    """Term -> weighted count in one article; title and lead count more than the rest of the text.

    Terms are lemmas, and pairs of neighbouring capitalised words ("new york") with a space between.
    Only the first `max_chars` characters of the text are read: what an article is about stands first.
    """
    counts: dict[str, float] = defaultdict(float)
    _count(counts, title, language, title_weight, pairs=False)
    lead = text[:lead_chars]
    cut = max(lead.rfind(" "), 0) if len(text) > lead_chars else lead_chars
    _count(counts, text[:cut], language, lead_weight, pairs=True)
    _count(counts, text[cut:max_chars], language, 1.0, pairs=True)
    return counts


def _count(counts: dict[str, float], text: str, language: str, weight: float, pairs: bool) -> None:
    table = _tables(language)
    before: str | None = None
    for word in _WORD.findall(_LOOSE_APOSTROPHE.sub("'", text)):
        entry = table.get(word)
        if entry is None:
            entry = table[word] = _entry(word, language)
        terms, name = entry
        for term in terms:
            counts[term] += weight
        if pairs:
            if before is not None and name is not None:
                counts[f"{before} {name}"] += weight
            before = name


@cache
def _tables(language: str) -> dict[str, tuple[tuple[str, ...], str | None]]:
    """What each word seen so far counts as; grows with the vocabulary, not with the articles."""
    return {}


def forget_terms() -> None:
    """Lets go of the words seen so far."""
    _tables.cache_clear()


def _entry(word: str, language: str) -> tuple[tuple[str, ...], str | None]:
    """The terms a word as printed counts for, and its part in a pair of names if it is capitalised."""
    plain = word.replace("’", "'").removesuffix("'s")
    low = plain.lower()
    if _UNSPACED.match(low):
        return tuple(low[start : start + 2] for start in range(max(1, len(low) - 1))), None
    if low in common_words(language).stop or len(low) < 2:
        return (), None
    base = lemma(low, language)
    if not plain[0].isupper():
        return (base,), None
    # A name is not an inflected word: "Pence" is no plural of "penny". Regular endings are still cut,
    # since the words of a headline are often all capitalised.
    regular = low[: len(base) - 1] == base[:-1]
    return (base if regular else low,), low
