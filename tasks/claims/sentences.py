"""Cut paragraphs into sentences: knows abbreviations, initials and marks after the full stop."""

from __future__ import annotations

import re
from itertools import repeat
from typing import Final

from tasks.claims.records import Sentence, Span, Spans

# Enders, then closing marks: two disjoint classes, always consumed whole, so the scan is linear.
_END: Final = re.compile(r"[.!?…]+[”’\"')\]]*")
_WORD_BEFORE: Final = 24  # no abbreviation is longer
# Longer than any sentence of news prose; what is longer (a table, a lost full stop) is cut at a
# blank, so that work inside one sentence stays bounded.
_LONGEST: Final = 3000


def split_sentences(
    flat: str, paragraphs: Spans, quotes: Spans, abbreviations: frozenset[str], openers: frozenset[str]
) -> tuple[Sentence, ...]:
    """Return the sentences of a flat text in order; their spans leave out outer blanks.

    After an abbreviation a full stop ends the sentence only when a word of `openers` follows (the
    words, lower case, that begin a sentence far more often than they continue one).
    """
    out: list[tuple[Span, int, float]] = []
    q = 0
    for number, (low, high) in enumerate(paragraphs):
        for start, end in _bounded(flat, _cut(flat, low, high, abbreviations, openers)):
            while q < len(quotes) and quotes[q][1] <= start:
                q += 1
            inside, k = 0, q
            while k < len(quotes) and quotes[k][0] < end:
                inside += min(end, quotes[k][1]) - max(start, quotes[k][0])
                k += 1
            out.append(((start, end), number, round(inside / (end - start), 4) if inside else 0.0))
    return tuple(map(tuple.__new__, repeat(Sentence), out))


def _bounded(flat: str, spans: list[Span]) -> list[Span]:
    """The spans, each cut at blanks into pieces no longer than the longest sentence."""
    if all(start < end <= start + _LONGEST for start, end in spans):
        return spans
    out: list[Span] = []
    for start, end in spans:
        while end - start > _LONGEST:
            at = flat.rfind(" ", start + _LONGEST // 2, start + _LONGEST)
            at = at if at > 0 else start + _LONGEST
            out.append((start, len(flat[start:at].rstrip()) + start))
            start = at
            while start < end and flat[start].isspace():
                start += 1
        if end > start:
            out.append((start, end))
    return out


def _cut(
    flat: str, low: int, high: int, abbreviations: frozenset[str], openers: frozenset[str]
) -> list[Span]:
    spans: list[Span] = []
    start = low
    for match in _END.finditer(flat, low, high):
        at, end = match.span()
        if end >= high or at < start:
            continue
        mark = flat[at]
        following = flat[end]
        if not following.isspace():
            if not _glued(flat, at, end, mark):
                continue
            nxt = end
        else:
            nxt = end
            while nxt < high and flat[nxt].isspace():
                nxt += 1
            if nxt >= high:
                break
        first = flat[nxt]
        if first.islower() or first in ",;:—)":
            continue
        if mark == "." and end - at == 1 and _abbreviated(flat, start, at, nxt, high, abbreviations, openers):
            continue
        if mark == "." and flat[at : at + 3] == "..." and first.islower():
            continue
        spans.append((start, end))
        start = nxt
    if start < high:
        spans.append((start, high))
    return spans


def _glued(flat: str, at: int, end: int, mark: str) -> bool:
    """A new sentence set without a blank: "left.The"; not "U.S.A" or "example.Com"."""
    return (
        mark == "."
        and end - at == 1
        and at >= 3
        and flat[end].isupper()
        and flat[at - 3 : at].isalpha()
        and flat[at - 1].islower()
        and flat[at - 2].islower()
        and (end + 1 >= len(flat) or flat[end + 1].isalpha())
    )


def _abbreviated(
    flat: str,
    start: int,
    at: int,
    nxt: int,
    high: int,
    abbreviations: frozenset[str],
    openers: frozenset[str],
) -> bool:
    low = at
    while low > start and at - low < _WORD_BEFORE and not flat[low - 1].isspace():
        low -= 1
    word = flat[low:at].strip("“”‘’\"'([—-").lower()
    if not word:
        return False
    initial = len(word) == 1 and word.isalpha() and flat[at - 1].isupper()
    dotted = "." in word and all(len(part) <= 2 for part in word.split("."))
    if not (initial or dotted or word in abbreviations):
        return False
    stop = nxt
    while stop < high and flat[stop].isalnum():
        stop += 1
    return flat[nxt:stop].lower() not in openers
