"""The order in which the English patterns look at a text."""

from __future__ import annotations

from collections.abc import Iterable

from tasks.claims.document import Document
from tasks.claims.pack import Found
from tasks.claims.patterns.asides import SET_CUES, as_clause, denied_after, made_clear, set_cues
from tasks.claims.patterns.attitudes import adjectives, nouns
from tasks.claims.patterns.headlines import captioned, colon, colon_quote, colon_tail, transcripts
from tasks.claims.patterns.passives import asked, passives, reportedly
from tasks.claims.patterns.polls import POLLS, in_poll
from tasks.claims.patterns.postposed import said_first, tails
from tasks.claims.patterns.quotations import run_on
from tasks.claims.patterns.reader import Reader
from tasks.claims.patterns.sources import VIEWS, according, in_view
from tasks.claims.patterns.verbs import actives

_COLON, _ACCORDING, _IN = frozenset({":"}), frozenset({"according"}), frozenset({"in"})
_HEARSAY, _CLEAR = frozenset({"reportedly"}), frozenset({"clear"})
_SET_WORDS = frozenset(SET_CUES)


def find_attributions(doc: Document) -> list[Found]:
    """Return all attributions of an English text, outermost layer, in text order.

    Tags after their content are looked for first, then the sentence is read from left to right;
    what lies inside a content already found is left alone. Quotations nobody has claimed are then
    given to the speaker beside them.
    """
    reader = Reader(doc)
    forms, lows, quote_at, taken = reader.forms, reader.lows, reader.quote_at, reader.taken
    spoken = transcripts(reader)
    cues_of = _by_sentence(doc, (k for k in doc.where(forms) if quote_at[k] < 0))
    sources_of = _by_sentence(doc, _source_words(doc))
    hearsay_of = _by_sentence(doc, doc.where(_HEARSAY))
    clear_of = _by_sentence(doc, doc.where(_CLEAR))
    polls_of = _by_sentence(doc, (k for k in doc.where(POLLS) if quote_at[k] < 0))
    colons_of = _by_sentence(doc, doc.where(_COLON))
    settled = _by_sentence(
        doc, (k for k in doc.where(_SET_WORDS) if SET_CUES[lows[k]] in lows[k + 1 : k + 2])
    )
    for i in sorted({*cues_of, *sources_of, *hearsay_of, *polls_of, *colons_of, *settled}):
        if i in spoken:
            continue
        a, b = doc.first[i], doc.first[i + 1]
        colons = colons_of.get(i, [])
        if colons and captioned(reader, a, b):
            continue
        cues, hearsay, polled = cues_of.get(i, []), hearsay_of.get(i, []), polls_of.get(i, [])
        sources = sources_of.get(i, [])
        early = bool(colons) and colons[0] < a + 10
        led = any(quote_at[k] < 0 and k + 1 < len(lows) and quote_at[k + 1] >= 0 for k in colons)
        if not (cues or sources or early or polled or hearsay or i in settled or led or i == 0):
            continue
        reader.enter(i)
        if cues:
            as_clause(reader)
            if not (cues[0] == a and said_first(reader)):
                tails(reader, cues)
        if i in settled:
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


def _source_words(doc: Document) -> list[int]:
    """Where a phrase may begin that names a source without a verb: "according to", "in the words of"."""
    lows = doc.lows
    found = doc.where(_ACCORDING)
    if not doc.present.isdisjoint(VIEWS):
        found += [
            k for k in doc.where(_IN) if k + 3 < len(lows) and not VIEWS.isdisjoint(lows[k + 2 : k + 9])
        ]
        found.sort()
    return found
