"""Quotations without a verb of saying: "NP: „...“", "NP zeigte sich zufrieden: „...“"."""

from __future__ import annotations

from tasks.claims.pack import Found
from tasks.claims.patterns_de.sentence import View

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
