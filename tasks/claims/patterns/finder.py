"""The order in which the English patterns look at a text."""

from __future__ import annotations

from tasks.claims.document import Document
from tasks.claims.pack import Found
from tasks.claims.patterns.headlines import colon, transcripts
from tasks.claims.patterns.others import according, adjectives, asked, nouns, passives, reduced
from tasks.claims.patterns.quotations import run_on
from tasks.claims.patterns.reader import Reader
from tasks.claims.patterns.verbs import actives, as_clause, set_cues, tails


def find_attributions(doc: Document) -> list[Found]:
    """Return all attributions of an English text, outermost layer, in text order.

    Tags after their content are looked for first, then the sentence is read from left to right;
    what lies inside a content already found is left alone. Quotations nobody has claimed are then
    given to the speaker beside them.
    """
    reader = Reader(doc)
    forms, lows, quote_at, taken = reader.forms, reader.lows, reader.quote_at, reader.taken
    spoken = transcripts(reader)
    for i in range(len(doc.sentences)):
        if i in spoken:
            continue
        a, b = doc.first[i], doc.first[i + 1]
        reader.enter(i)
        cues = [k for k in range(a, b) if lows[k] in forms and quote_at[k] < 0]
        sources = [k for k in range(a, b) if lows[k] == "according" or (lows[k] == "in" and k + 3 < b and lows[k + 2] in ("words", "view", "eyes"))]
        if cues:
            as_clause(reader)
            tails(reader)
            set_cues(reader)
        for k in sources:
            if quote_at[k] < 0 and not taken[k]:
                according(reader, k)
        if not colon(reader):
            for k in cues:
                if taken[k]:
                    continue
                entry = forms[lows[k]]
                if not (
                    asked(reader, k)
                    or passives(reader, k, entry)
                    or reduced(reader, k, entry)
                    or actives(reader, k, entry)
                    or adjectives(reader, k, entry)
                ):
                    nouns(reader, k, entry)
    run_on(reader)
    return reader.found()
