"""The order in which the English patterns look at a text."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from tasks.claims.document import Document
from tasks.claims.pack import Found
from tasks.claims.patterns.asides import SET_CUES, as_clause, denied_after, made_clear, set_cues
from tasks.claims.patterns.attitudes import adjectives, nouns
from tasks.claims.patterns.beginnings import (
    ACCORDING,
    BEGINS,
    CLEAR,
    COLON,
    CUE,
    HEARSAY,
    POLL,
    SET,
    VIEW,
    VIEWED,
)
from tasks.claims.patterns.embedded import signed_posts
from tasks.claims.patterns.headlines import captioned, colon, colon_quote, colon_tail, transcripts
from tasks.claims.patterns.passives import asked, passives, reportedly
from tasks.claims.patterns.polls import in_poll
from tasks.claims.patterns.postposed import said_first, tails
from tasks.claims.patterns.quotations import run_on
from tasks.claims.patterns.reader import Reader
from tasks.claims.patterns.sources import according, in_view
from tasks.claims.patterns.verbs import actives

_NONE: Final[list[int]] = []


class Hits:
    """The tokens of one sentence, in order, at which a pattern may begin."""

    __slots__ = ("colons", "cues", "hearsay", "polls", "settled", "sources")

    def __init__(self) -> None:
        self.cues = _NONE
        self.sources = _NONE  # a source without a verb: "according to", "in the words of"
        self.hearsay = _NONE
        self.polls = _NONE
        self.colons = _NONE
        self.settled = False  # does a set phrase ("put it", "went on") stand here?


def find_attributions(doc: Document) -> list[Found]:
    """Return all attributions of an English text, outermost layer, in text order.

    Tags after their content are looked for first, then the sentence is read from left to right;
    what lies inside a content already found is left alone. Quotations nobody has claimed are then
    given to the speaker beside them.
    """
    reader = Reader(doc)
    forms, lows, quote_at, taken = reader.forms, reader.lows, reader.quote_at, reader.taken
    signed_posts(reader)
    spoken = transcripts(reader)
    clear_of = _by_sentence(doc, doc.where(CLEAR))
    for i, hits in _hits(doc).items():
        if i in spoken:
            continue
        a, b = doc.first[i], doc.first[i + 1]
        colons = hits.colons
        if colons and captioned(reader, a, b):
            continue
        cues, hearsay, polled, sources = hits.cues, hits.hearsay, hits.polls, hits.sources
        early = bool(colons) and colons[0] < a + 10
        led = any(quote_at[k] < 0 and k + 1 < len(lows) and quote_at[k + 1] >= 0 for k in colons)
        if not (cues or sources or early or polled or hearsay or hits.settled or led or i == 0):
            continue
        reader.enter(i)
        if cues:
            as_clause(reader)
            if not (cues[0] == a and said_first(reader)):
                tails(reader, cues)
        if hits.settled:
            set_cues(reader)
        for k in sources:
            if quote_at[k] < 0 and not taken[k]:
                if not according(reader, k):
                    in_view(reader, k)
        if not ((early and colon(reader)) or (i == 0 and colons and colon_tail(reader))):
            for k in cues:
                if taken[k]:
                    continue
                entry = forms[lows[k]]
                if not (
                    asked(reader, k)
                    or adjectives(reader, k, entry)
                    or passives(reader, k, entry)
                    or actives(reader, k, entry)
                ):
                    nouns(reader, k, entry)
        if led:
            colon_quote(reader)
        for k in clear_of.get(i, ()):
            made_clear(reader, k)
        if cues:
            denied_after(reader, cues)
        for k in hearsay:
            reportedly(reader, k)
        for k in polled:
            for j in range(k - 1, max(a, k - 10) - 1, -1):
                if lows[j] == "in":
                    if not taken[j]:
                        in_poll(reader, j)
                    break
    run_on(reader)
    return reader.found()


def _by_sentence(doc: Document, tokens: Iterable[int]) -> dict[int, list[int]]:
    """Tokens, in order, by the sentence that holds them."""
    out: dict[int, list[int]] = {}
    for k in tokens:
        out.setdefault(doc.sentence_of(k), []).append(k)
    return out


def _hits(doc: Document) -> dict[int, Hits]:
    """Sentence -> where patterns may begin in it, in text order; one pass over the words that begin any."""
    lows, kinds, first, quote_at = doc.lows, doc.kinds, doc.first, doc.quote_at
    out: dict[int, Hits] = {}
    hits, i, end = Hits(), 0, -1
    for k in doc.tokens.marked:
        kind = kinds[k] & BEGINS
        if not kind:
            continue
        if kind & VIEW and not (k + 3 < len(lows) and any(each & VIEWED for each in kinds[k + 2 : k + 9])):
            kind ^= VIEW
        if kind & SET and SET_CUES[lows[k]] not in lows[k + 1 : k + 2]:
            kind ^= SET
        if quote_at[k] >= 0:
            kind &= ~(CUE | POLL)
        if not kind:
            continue
        if k >= end:
            i = doc.sentence_of(k)
            end = first[i + 1]
            hits = out.setdefault(i, Hits())
        if kind & CUE:
            hits.cues = [*hits.cues, k]
        if kind & (ACCORDING | VIEW):
            hits.sources = [*hits.sources, k]
        if kind & HEARSAY:
            hits.hearsay = [*hits.hearsay, k]
        if kind & POLL:
            hits.polls = [*hits.polls, k]
        if kind & COLON:
            hits.colons = [*hits.colons, k]
        if kind & SET:
            hits.settled = True
    return out
