"""What all readers of distance share: the distance of one attribution, and what a device is aimed at."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import Final

from tasks.claims.document import Document
from tasks.claims.pack import DeviceWords
from tasks.claims.records import Engagement, Span, Spans

_TARGET: Final = 6


_CLAUSE: Final = 24


class Distance:
    """Engagement of one attribution, the spans that show it, and its markings' devices."""

    __slots__ = ("engagement", "spans")

    def __init__(
        self,
        engagement: Engagement = "acknowledged",
        spans: list[Span] | None = None,
    ) -> None:
        self.engagement: Engagement = engagement
        self.spans: list[Span] = [] if spans is None else spans


def first_token(starts: list[int], offset: int) -> int:
    """Index of the first token that begins at or after a character."""
    return bisect_left(starts, offset)


def clause(doc: Document, k: int) -> Span | None:
    """Characters of the rest of the clause that begins at token k."""
    stop = min(doc.first[doc.sentence_of(k) + 1] if k < len(doc.lows) else k, k + _CLAUSE)
    end = k
    while end < stop and doc.lows[end] not in (".", ",", ";", ":"):
        end += 1
    return doc.span(k, end) if end > k else None


def aimed(cue_of: dict[int, int], tokens: range) -> int | None:
    """The attribution whose cue holds one of these tokens, or None."""
    return next((cue_of[k] for k in tokens if k in cue_of), None)


def noun_target(doc: Document, k: int, words: DeviceWords) -> tuple[int, int] | None:
    """Token range of the noun run that begins at k: "killings", "war crimes"."""
    end, size = k, len(doc.lows)
    sentence_end = doc.first[doc.sentence_of(k - 1) + 1]
    while end < min(size, sentence_end) and end - k < _TARGET:
        word = doc.lows[end]
        if word in words.stops or not (word[0].isalnum() or word in ("“", "”")):
            break
        if doc.quote_at[end] < 0 and end > k and (word.endswith("ed") or word in ("said", "say", "says")):
            break
        end += 1
        if word in words.deverbal:
            break
    while end > k and doc.lows[end - 1] in ("“", "”"):
        end -= 1
    while end > k + 1 and doc.lows[end - 1].endswith("ly"):
        end -= 1
    return (k, end) if end > k and any(doc.lows[j][0].isalnum() for j in range(k, end)) else None


def spans_of(spans: Sequence[Span]) -> Spans:
    """Distinct spans in text order."""
    return tuple(sorted(set(spans)))
