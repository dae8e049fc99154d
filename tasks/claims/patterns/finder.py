"""The order in which the English patterns look at a text."""

from __future__ import annotations

from bisect import bisect_left

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


def find_attributions(doc: Document) -> list[Found]:
    """Return all attributions of an English text, outermost layer, in text order.

    Tags after their content are looked for first, then the sentence is read from left to right;
    what lies inside a content already found is left alone. Quotations nobody has claimed are then
    given to the speaker beside them.
    """
    reader = Reader(doc)
    forms, lows, quote_at, taken = reader.forms, reader.lows, reader.quote_at, reader.taken
    spoken = transcripts(reader)
    all_cues = [k for k, low in enumerate(lows) if low in forms and quote_at[k] < 0]
    all_sources = [
        k
        for k, low in enumerate(lows)
        if low == "according"
        or (low == "in" and k + 3 < len(lows) and not VIEWS.isdisjoint(lows[k + 2 : k + 9]))
    ]
    hearsay = [k for k, low in enumerate(lows) if low == "reportedly"] if "reportedly" in lows else []
    clear = [k for k, low in enumerate(lows) if low == "clear"] if "clear" in lows else []
    told = not POLLS.isdisjoint(lows)
    polled = [k for k, low in enumerate(lows) if low in POLLS and quote_at[k] < 0] if told else []
    settled = {
        doc.sentence_of(k)
        for k in [k for k, low in enumerate(lows[:-1]) if low in SET_CUES]
        if SET_CUES[lows[k]] == lows[k + 1]
    }
    led = {
        doc.sentence_of(k)
        for k, low in enumerate(lows[:-1])
        if low == ":" and quote_at[k] < 0 <= quote_at[k + 1]
    }
    for i in range(len(doc.sentences)):
        if i in spoken:
            continue
        a, b = doc.first[i], doc.first[i + 1]
        if ":" in lows[a:b] and captioned(reader, a, b):
            continue
        cues = all_cues[bisect_left(all_cues, a) : bisect_left(all_cues, b)]
        sources = all_sources[bisect_left(all_sources, a) : bisect_left(all_sources, b)]
        colons = ":" in lows[a : min(b, a + 10)]
        polls = bisect_left(polled, a) < bisect_left(polled, b) or bisect_left(hearsay, a) < bisect_left(
            hearsay, b
        )
        if not (
            cues or sources or colons or polls or i in settled or i in led or (i == 0 and ":" in lows[a:b])
        ):
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
        if not ((colons and colon(reader)) or (i == 0 and ":" in lows[a:b] and colon_tail(reader))):
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
        if i in led:
            colon_quote(reader)
        for k in clear[bisect_left(clear, a) : bisect_left(clear, b)]:
            made_clear(reader, k)
        if cues:
            denied_after(reader, cues)
        for k in hearsay[bisect_left(hearsay, a) : bisect_left(hearsay, b)]:
            reportedly(reader, k)
        for k in polled[bisect_left(polled, a) : bisect_left(polled, b)]:
            for j in range(k - 1, max(a, k - 10) - 1, -1):
                if lows[j] == "in":
                    if not taken[j]:
                        in_poll(reader, j)
                    break
    run_on(reader)
    return reader.found()
