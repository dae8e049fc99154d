"""Quotations without a verb of saying: "NP: „...“", "NP zeigte sich zufrieden: „...“"."""

from __future__ import annotations

from typing import Final

from tasks.claims.pack import Found
from tasks.claims.patterns_de.sentence import View
from tasks.claims.patterns_de.speakers import is_name, is_speaker
from tasks.claims.patterns_de.subjects import main_verb, subject_of
from tasks.claims.records import Spans

_SHORT: Final = 4  # words; a shorter quotation after a colon is a title unless it is a sentence
_NO_SOURCE: Final = frozenset(("es", "man", "das", "dies", "dieses", "hier", "darin"))


def colon_quotes(view: View) -> list[Found]:
    """ "Die Ministerin weiter: „...“", "Ada Quell: „...“", "Der Trainer war zufrieden: „...“"."""
    doc = view.doc
    for c, clause in enumerate(view.clauses[1:], 1):
        if clause.before != ":" or doc.words[clause.low] != "“":
            continue
        quote = doc.quote_at[clause.low]
        stop = doc.quotes[quote][1] if quote >= 0 else doc.end(view.high - 1)
        whole = doc.flat[stop - 2] in ".!?" or clause.high - clause.low > _SHORT + 2
        source = _speaker(view, c - 1) if whole else ()
        if source:
            content = ((doc.starts[clause.low], stop),)
            return [Found(source, (), content, None, "de-colon", content[0][0])]
    return []


def _speaker(view: View, c: int) -> Spans:
    """Who speaks in clause `c`, or in one before it: the subject of its verb, else its first phrase."""
    doc, g = view.doc, view.grammar
    for n in range(c, -1, -1):
        clause = view.clauses[n]
        finite = main_verb(view, clause)
        if finite < 0:
            continue
        low, high = subject_of(view, finite, n)
        if high > low and doc.lows[low] not in _NO_SOURCE:
            return view.spans(low, high)
        return ()
    front = view.clauses[c]
    end = view.phrase_end(front.low)
    if end == front.low:
        return ()
    speaks = any(is_speaker(doc.lows[k]) for k in range(front.low, end)) or is_name(doc, front.low, end)
    if not speaks and (doc.lows[front.low] in g.articles and end < front.high):
        return ()
    return view.spans(front.low, end)
