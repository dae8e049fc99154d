"""Reported speech that runs on without a cue of its own: its source spoke before."""

from __future__ import annotations

from typing import Final

from tasks.claims.document import Document
from tasks.claims.pack import Found
from tasks.claims.patterns_de.forms import Grammar
from tasks.claims.patterns_de.sentence import Clause, View
from tasks.claims.patterns_de.speakers import is_name, is_speaker
from tasks.claims.patterns_de.subjects import main_verb, subject_of
from tasks.claims.records import Spans

LONGEST: Final = 400  # tokens; what is longer is a table or a list, and looking at it would take too long
FREE: Final = "de-free-reported"
HEARSAY: Final = "de-free-hearsay"
_RUNS: Final = frozenset((FREE, HEARSAY))
_LONGEST_RUN: Final = 20  # sentences; longer runs are cut, so that joining stays linear
_MIN_WORDS: Final = 4
_NO_SOURCE: Final = frozenset(("es", "man", "das", "dies", "dieses"))
_PEOPLE: Final = frozenset(("er", "sie"))
_HEARSAY: Final = frozenset(("soll", "sollen"))  # what such a sentence tells was itself said by somebody else


def told_of(doc: Document, grammar: Grammar, i: int, names: frozenset[str]) -> Found | None:
    """Whom sentence i is about, as the source of what is reported after it: its subject, if it can speak.

    `names` are the words that ended a name somewhere in the text: alone they are names, too.
    """
    low, high = doc.first[i], doc.first[i + 1]
    if not 4 <= high - low <= LONGEST or doc.lows[low] in grammar.subordinators:
        return None
    view = View(doc, grammar, i, low, high, names)
    if view.reported(low, high):
        return None
    for c, clause in enumerate(view.clauses[:3]):
        finite = main_verb(view, clause)
        if finite < 0:
            continue
        if doc.lows[finite] in _HEARSAY:
            return None
        start, end = subject_of(view, finite, c)
        passive = doc.lows[finite] in grammar.become
        place = _document(view, clause, passive)
        alone = end == start + 1 and doc.upper[start] and doc.lows[start] in names
        if place:
            source = place
        elif passive or not (alone or _speaks(view, start, end)):
            return None
        else:
            source = view.spans(start, end)
        return Found(source, (), source, None, FREE, source[0][0]) if source else None
    return None


def _document(view: View, clause: Clause, passive: bool) -> Spans:
    """ "In dem Bericht werden ...", "... werden im Bericht ...": the text that something stands in."""
    doc = view.doc
    for low in range(clause.low, clause.high if passive else clause.low + 1):
        if doc.lows[low] in ("in", "im") and doc.quote_at[low] < 0:
            end = view.phrase_end(low + 1)
            head = next((k for k in range(low + 1, end) if doc.upper[k]), -1)
            if head >= 0 and view.is_source_noun(head):
                return view.spans(low + 1, end)
    return ()


def name_ends(doc: Document, grammar: Grammar) -> frozenset[str]:
    """The words, lower case, that end a run of two capitals somewhere: "Quell" in "Ministerin Quell"."""
    plain = grammar.articles | grammar.prepositions | grammar.adverbs
    return frozenset(
        doc.lows[k]
        for k in range(1, len(doc.words))
        if doc.upper[k] and doc.upper[k - 1] and doc.lows[k - 1] not in plain and doc.words[k].isalpha()
    )


def _speaks(view: View, low: int, high: int) -> bool:
    """Can the subject of tokens `low..high-1` speak?"""
    doc = view.doc
    if high <= low or doc.lows[low] in _NO_SOURCE or doc.words[low][0].isdigit():
        return False
    if doc.lows[low] in _PEOPLE or is_name(doc, low, high):
        return True
    return any(is_speaker(doc.lows[k]) or view.is_source_noun(k) for k in range(low, high))


def free(view: View, last: Found, next_to: bool) -> Found | None:
    """A sentence in the mood of reported speech, without a cue of its own: its source spoke before.

    So is one with "soll" right after what somebody said: "Die Brücke soll 2030 öffnen."
    """
    weak = next_to and view.reported_of_many(view.low, view.high)
    rule = FREE
    if not weak and not view.reported(view.low, view.high):
        finite = main_verb(view, view.clauses[0]) if next_to and view.clauses else -1
        if finite < 0 or view.doc.lows[finite] not in _HEARSAY:
            return None
        rule = HEARSAY
    content = view.spans(view.low, view.high)
    return Found(last.source, (), content, None, rule, content[0][0]) if content else None


def runs_on(first: Found, second: Found) -> bool:
    """Is a sentence the next of a run of reported speech, and the run not too long already?"""
    return second.rule in _RUNS and first.rule == second.rule and len(first.content) < _LONGEST_RUN


def joined(first: Found, second: Found) -> Found:
    """Two sentences of one run of reported speech as one attribution with a span for each."""
    content = first.content + second.content
    return Found(first.source, first.cue, content, first.entry, first.rule, first.anchor)


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
    if end + 1 < doc.sentences[doc.sentence_at(end - 1)].span[1]:
        return None  # its own tag follows where it closes
    return Found(last.source, (), ((start, end),), None, "de-run-on", start)
