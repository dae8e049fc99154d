"""Reported speech that runs on without a cue of its own: its source spoke before."""

from __future__ import annotations

from dataclasses import replace

from tasks.claims.document import Document
from tasks.claims.pack import Found
from tasks.claims.patterns_de.forms import Grammar
from tasks.claims.patterns_de.sentence import View
from tasks.claims.patterns_de.speakers import is_name, is_speaker

LONGEST = 400  # tokens; what is longer is a table or a list, and looking at it would take too long
FREE = "de-free-reported"
_MIN_WORDS = 4


def told_of(doc: Document, grammar: Grammar, i: int) -> Found | None:
    """Whom sentence i is about, as the source of what is reported after it: its first noun phrase."""
    low, high = doc.first[i], doc.first[i + 1]
    if (
        not 4 <= high - low <= LONGEST
        or doc.lows[low] in grammar.prepositions
        or doc.lows[low] in grammar.subordinators
    ):
        return None
    view = View(doc, grammar, i, low, high)
    end = view.phrase_end(low)
    if end == low or end >= high:
        return None
    if not any(is_speaker(doc.lows[k]) for k in range(low, end)) and (
        doc.lows[low] in grammar.articles or not is_name(doc, low, end)
    ):
        return None
    source = view.spans(low, end)
    return Found(source, (), source, None, FREE, source[0][0]) if source else None


def free(view: View, last: Found, next_to: bool) -> Found | None:
    """A sentence in the mood of reported speech, without a cue of its own: its source spoke before."""
    weak = next_to and view.weakly_reported(view.low, view.high)
    if not weak and not view.reported(view.low, view.high):
        return None
    content = view.spans(view.low, view.high)
    return Found(last.source, (), content, None, FREE, content[0][0]) if content else None


def joined(first: Found, second: Found) -> Found:
    """Two sentences of one run of reported speech as one attribution with a span for each."""
    return replace(first, content=first.content + second.content)


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
