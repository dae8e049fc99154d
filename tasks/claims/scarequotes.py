"""Scare quotes: a word or short phrase in quotation marks in the outlet's own voice, by which it keeps off.

What else stands in short quotation marks is told apart: speech and parts of speech, titles of works and
names, nicknames, words shown as words. Each test looks at the quotation's own words and at the few words
beside it, never at who is meant.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Set
from typing import Final

from tasks.claims.document import Document
from tasks.claims.pack import DeviceWords
from tasks.claims.records import Marking
from tasks.claims.wordsets import QuoteWords

_WORDS: Final = 4
_CHARACTERS: Final = 60


def scare_quotes(doc: Document, owner: list[int], called: Set[int], words: DeviceWords) -> list[Marking]:
    """Markings of the scare quotes of a text.

    `owner[k]`: the attribution whose content holds token k, -1 for none; what a source says is its own
    choice of words. `called` are offsets of quotations the outlet says are somebody's name for a
    thing ("what it calls “safe corridors”"): they stand off whoever owns the sentence.
    """
    out: list[Marking] = []
    for number, (start, end) in enumerate(doc.quotes):
        if end - start > _CHARACTERS:
            continue
        low = bisect_left(doc.starts, start)
        high = low
        while high < len(doc.words) and doc.quote_at[high] == number:
            high += 1
        inner = [k for k in range(low, high) if doc.words[k][0].isalnum()]
        if not inner or len(inner) > _WORDS or doc.lows[high - 1] != "”":
            continue
        by_name = bool(called) and (doc.starts[inner[0]] in called or start in called)
        if not by_name and (owner[inner[0]] >= 0 or not _doubts(doc, low, high, inner, words)):
            continue
        target = (doc.starts[inner[0]], doc.end(inner[-1]))
        held = owner[inner[0]] if owner[inner[0]] >= 0 else None
        out.append(Marking((start, end), target, "distanced", "scare_quote", doc.sentence_of(low), held))
    return out


def _doubts(doc: Document, low: int, high: int, inner: list[int], words: DeviceWords) -> bool:
    """Is the quotation at tokens `low..high-1` no speech, no name and no word shown as a word?"""
    sentence = doc.sentence_of(low)
    first, stop = doc.first[sentence], doc.first[sentence + 1]
    return not (
        _is_speech(doc, low, high, inner, first, stop, words.quotes)
        or _is_name(doc, low, high, inner, first, stop, words)
        or _is_shown(doc, low, high, inner, first, words)
    )


def _is_speech(
    doc: Document, low: int, high: int, inner: list[int], first: int, stop: int, words: QuoteWords
) -> bool:
    last = doc.words[inner[-1] + 1] if inner[-1] + 1 < high else ""
    if last in ("!", "?", "…") or (last in (".", ",") and len(inner) > 3):
        return True
    if low == first and high >= stop - 1:
        return True
    before = doc.lows[low - 1] if low > first else ""
    if before == ":" or before in words.holding or (before == "," and last in (",", ".")):
        return True
    said = [doc.lows[k] for k in inner]
    if not words.spoken.isdisjoint(doc.lows[low:high]):
        return True
    if len(said) > 1 and (said[0] in words.clausal or (said[0].endswith("ly") and before in words.being)):
        return True
    if len(said) == 1 and said[0] in words.answers:
        return True
    # "sorry", "shocked and saddened" after a form of "be" and a person
    return before in words.being and len(said) > 2


def _is_name(
    doc: Document, low: int, high: int, inner: list[int], first: int, stop: int, words: DeviceWords
) -> bool:
    before = doc.lows[low - 1] if low > first else ""
    capital_before = low > first and doc.upper[low - 1] and (low - 1 > first or before not in words.stops)
    capital_after = high < stop and doc.upper[high] and doc.lows[high] not in words.stops
    if capital_before and (capital_after or doc.lows[inner[0]] in words.quotes.nicknames):
        return True  # a nickname inside or behind a name
    if len(inner) == 1 and (len(doc.words[inner[0]]) == 1 or doc.words[inner[0]][0].isdigit()):
        return True
    cased = [k for k in inner if doc.upper[k]]
    small = [
        k for k in inner if not doc.upper[k] and not (len(doc.words[k]) <= 4 and doc.lows[k] in words.stops)
    ]
    if not cased or small:
        return False
    if any(doc.lows[k] in words.quotes.unrecognised for k in range(max(first, low - 2), low)):
        return False
    if len(cased) > 1 or len(inner) > 1:
        return True
    return low > first


def _is_shown(doc: Document, low: int, high: int, inner: list[int], first: int, words: DeviceWords) -> bool:
    """Does a word before the quotation say that it shows or names something ("the word", "chants of")?"""
    shown = words.quotes
    behind = high < len(doc.lows) and doc.lows[high]
    if behind in shown.explaining:
        return True
    k = low - 1
    if (
        k > first
        and doc.lows[k] in shown.called
        and (doc.lows[k - 1] in shown.being or doc.lows[k - 1] == ",")
    ):
        return True
    if k >= first and doc.lows[k] in shown.told:
        return True
    for _ in range(3):
        if k < first:
            return False
        word = doc.lows[k]
        if word in words.quoting or word in shown.named:
            return True
        if word in words.naming and doc.upper[inner[0]]:
            return True
        if word in shown.glossing and k > first and doc.upper[k - 1] and k - 1 > first:
            return True  # "Latin for “foot”"
        if word not in shown.leading:
            return False
        k -= 1
    return False
