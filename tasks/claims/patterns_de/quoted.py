"""Quotations without a verb of their own: "NP: „...“", and a quotation that follows its speaker's words."""

from __future__ import annotations

from tasks.claims.pack import Found
from tasks.claims.patterns_de.sentence import View

_MIN_WORDS = 4


def colon_quotes(view: View) -> list[Found]:
    """ "Die Ministerin weiter: „...“", "Ada Quell: „...“"."""
    doc = view.doc
    for c, clause in enumerate(view.clauses[1:], 1):
        if clause.before != ":" or doc.words[clause.low] != "“":
            continue
        front = view.clauses[c - 1]
        end = view.phrase_end(front.low)
        source = view.spans(front.low, end) if end > front.low else ()
        if not source:
            continue
        quote = doc.quote_at[clause.low]
        stop = doc.quotes[quote][1] if quote >= 0 else doc.ends[view.high - 1]
        content = ((doc.starts[clause.low], stop),)
        return [Found(source, (), content, None, "de-colon", content[0][0])]
    return []


def lone_quotes(view: View, last: Found) -> Found | None:
    """A whole sentence in quotation marks after its speaker's words in the same paragraph."""
    doc = view.doc
    if view.high - view.low < _MIN_WORDS:
        return None
    quote = doc.quote_at[view.low]
    if quote < 0 or doc.words[view.low] != "“":
        return None
    start, end = doc.quotes[quote]
    if any(s < end and start < e for s, e in last.content):
        return None
    return Found(last.source, (), ((start, end),), None, "de-run-on", start)
