"""Cues that are no verbs of saying: nouns, states of mind, and the mood of a clause alone."""

from __future__ import annotations

from typing import Final

from tasks.claims.pack import Found
from tasks.claims.patterns_de.sentence import Clause, View, span_of
from tasks.claims.patterns_de.speakers import is_speaker
from tasks.claims.patterns_de.subjects import COORDINATE, RELATIVE, finite_word, main_verb, subject_of
from tasks.claims.records import Spans

_THAT: Final = frozenset(("dass", "daß", "ob", "wonach"))
# A clause of one of these tells a condition or a likeness, not what was said.
_UNREAL: Final = frozenset(("wenn", "falls", "sofern", "als", "damit", "um", "sodass", "solange", "bis"))
_PURPOSE: Final = frozenset(("um", "ohne", "anstatt", "statt"))
_HEARSAY: Final = frozenset(("soll", "sollen"))
_NO_SOURCE: Final = frozenset(("es", "man", "das", "dies", "dieses", "was", "wer"))


def _source(view: View, k: int, c: int) -> Spans:
    """The subject of the finite verb at `k`, if it can speak."""
    low, high = subject_of(view, k, c)
    if high <= low or (view.doc.lows[low] in _NO_SOURCE and high == low + 1):
        return ()
    return view.spans(low, high)


def _told(view: View, k: int, c: int) -> Spans:
    """The subject of any verb, if it is somebody or a text: "Der Bericht endet mit der Hoffnung, dass ..."."""
    low, high = subject_of(view, k, c)
    known = any(is_speaker(view.doc.lows[i]) or view.is_source_noun(i) for i in range(low, high))
    denies = any(form.cue.polarity == "denies" for form in view.grammar.forms.get(view.doc.lows[k], ()))
    return view.spans(low, high) if known and not denies else ()


def noun_cue(view: View) -> list[Found]:
    """ "NP ist der Ansicht, dass ...", "die Forderung der Opposition, ... zu ...", "Gerüchte, wonach ..."."""
    doc, g = view.doc, view.grammar
    for c, clause in enumerate(view.clauses[:-1]):
        after = view.clauses[c + 1]
        opens = doc.lows[after.low] in _THAT
        mood = view.reported(after.low, after.high) or view.weakly_reported(after.low, after.high)
        infinitive = view.has_infinitive(after.low, after.high) and doc.lows[after.low] not in _PURPOSE
        if not opens and not mood and not infinitive:
            continue
        if view.reported(clause.low, clause.high):
            return []  # somebody else says it of the source
        for k in range(clause.high - 1, clause.low - 1, -1):
            if doc.lows[k] not in g.content_nouns or doc.quote_at[k] >= 0 or not doc.upper[k]:
                continue
            finite = main_verb(view, clause)
            holds = 0 <= finite and doc.lows[finite] in g.holds
            source: Spans = ()
            low, high = k + 1, view.phrase_end(k + 1)
            if high > low and (doc.lows[low] in g.genitives or doc.lows[low] in ("von", "vom")):
                source = view.spans(low, min(high, clause.high))
            elif holds:
                source = _source(view, finite, c)
            elif (opens or mood) and finite >= 0 and k > finite:
                source = _told(view, finite, c)
            if source and (opens or holds or infinitive or mood):
                cue = span_of(doc, (k,) if not holds or finite > k else (finite, k))
                content = view.spans(after.low, view.high)
                return [Found(source, cue, content, None, "de-noun", cue[0][0])] if content else []
    return []


def state_cue(view: View) -> list[Found]:
    """ "NP ist überzeugt, dass ...", "NP zeigte sich besorgt, dass ...", "NP hält es für möglich, dass ..."."""
    doc, g = view.doc, view.grammar
    for c, clause in enumerate(view.clauses[:-1]):
        after = view.clauses[c + 1]
        if doc.lows[after.low] not in ("dass", "daß", "ob"):
            continue
        finite = main_verb(view, clause)
        if finite < 0 or doc.lows[finite] not in g.states:
            continue
        last = next((k for k in range(clause.high - 1, finite, -1) if doc.lows[k] in g.state_words), -1)
        source = _source(view, finite, c) if last >= 0 else ()
        content = view.spans(after.low, view.high)
        if source and content:
            cue = span_of(doc, (finite, last))
            return [Found(source, cue, content, None, "de-state", cue[0][0])]
    return []


def mood_cue(view: View) -> list[Found]:
    """A statement with a clause in the mood of reported speech: its subject is who speaks, whatever the verb."""
    doc = view.doc
    for c, clause in enumerate(view.clauses[:-1]):
        if view.reported(clause.low, clause.high) or view.weakly_reported(clause.low, clause.high):
            return []
        after = view.clauses[c + 1]
        if doc.quote_at[after.low] >= 0 or doc.lows[after.low] in _UNREAL:
            continue
        if after.before not in (",", ":") or not view.reported(after.low, after.high):
            continue
        finite = main_verb(view, clause)
        event = finite >= 0 and (doc.lows[finite] in view.grammar.become or doc.lows[finite] in _HEARSAY)
        source = _source(view, finite, c) if finite >= 0 and not event else ()
        content = view.spans(after.low, view.high)
        if source and content:
            cue = span_of(doc, (finite,))
            return [Found(source, cue, content, None, "de-mood", cue[0][0])]
    return []


def is_relative(view: View, clause: Clause) -> bool:
    """Whether a clause is no main clause of its own: relative, coordinated or subordinate."""
    first = view.doc.lows[clause.low]
    if first in ("der", "die", "das"):
        end = view.phrase_end(clause.low)
        after = end + 1 if end < clause.high and view.doc.words[end] == "“" else end
        if clause.low + 1 < end and after < clause.high - 1 and finite_word(view, after):
            return False  # "die Fraktionen müssten einbezogen werden": the verb stands second
    return first in RELATIVE or first in view.grammar.subordinators or first in COORDINATE
