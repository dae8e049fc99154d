"""Tags: "CONTENT, sagte NP", "Wie NP mitteilte, CONTENT", "Das teilte NP mit" after the content."""

from __future__ import annotations

from tasks.claims.pack import Found
from tasks.claims.patterns_de.contents import quote_after
from tasks.claims.patterns_de.sentence import Clause, Verb, View, span_of
from tasks.claims.patterns_de.sources import content_before
from tasks.claims.patterns_de.subjects import (
    has_finite,
    long_front,
    main_verb,
    subject_after,
)
from tasks.claims.patterns_de.verbs import NO_SOURCE, place
from tasks.claims.records import Spans


def as_front(view: View, verb: Verb) -> list[Found]:
    """ "Wie NP mitteilte, ...": the rest of the sentence is the content."""
    doc, g = view.doc, view.grammar
    first = view.clauses[0]
    if doc.lows[first.low] != "wie" or len(view.clauses) < 2:
        return []
    clause = view.clauses[verb.clause]
    if verb.cue[-1] < clause.high - 1 or verb.clause + 1 >= len(view.clauses) or verb.clause > 2:
        return []
    start = first.low + 1
    while start < verb.at and doc.lows[start] in g.adverbs and doc.lows[start] != "es":
        start += 1
    end = view.phrase_end(start)
    if end == start:
        if doc.lows[start] in g.prepositions or verb.clause:
            return []
        end = verb.cue[0] if verb.cue[0] > start else start  # a name in small letters
    if verb.clause and view.phrase_end(start) >= first.high:
        end = max(end, first.high)
    content = view.spans(view.clauses[verb.clause + 1].low, view.high)
    if not content:
        return []
    cue = span_of(doc, (first.low, *verb.cue))
    source = () if doc.lows[start] in NO_SOURCE else view.spans(start, end)
    return [Found(source, cue, content, verb.form.cue, "de-as", cue[0][0], verb.negated)]


def tag(view: View, verb: Verb, late: bool) -> list[Found]:
    """ "CONTENT, sagte NP ...", "CONTENT, wie NP mitteilte", "CONTENT, hieß es"."""
    doc = view.doc
    clause = view.clauses[verb.clause]
    if not verb.clause or clause.before not in (",", "—"):
        return []
    if verb.passive and verb.form.cue.lemma != "zitieren":
        return []
    if not verb.form.cue.frames & {"C", "Q"}:
        return []
    start = clause.low
    as_clause = doc.lows[start] == "wie"
    if doc.lows[start] in ("so", "das", "dies") and verb.finite == start + 1:
        start += 1  # ", so zeigen Studien", ", das teilte die Bank mit"
    inverted = verb.finite == start
    opened = None if as_clause else _opened_as(view, verb)
    if opened:
        as_clause, inverted, clause, start = True, False, opened, opened.low
    if inverted and late and verb.clause < 2:
        return []
    if not (inverted or as_clause) or doc.quote_at[start] >= 0:
        return []
    content = _told_before(view, clause.low, verb)
    if not content or long_front(view, verb) != (0, 0):
        return []
    if as_clause:
        end = view.phrase_end(start + 1)
        if clause.low != view.clauses[verb.clause].low and end > start + 1:
            end = max(end, view.clauses[verb.clause - 1].high)
        source = view.spans(start + 1, end) if end > start + 1 else ()
        if not source and doc.lows[start + 1] != "es":
            return []
    else:
        low, high = subject_after(view, verb.finite, clause.high)
        if doc.lows[low : low + 1] == ["es"]:
            low, high = place(view, low + 1, clause.high)
        source = view.spans(low, high)
        if not source and doc.lows[verb.finite + 1 : verb.finite + 2] != ["es"]:
            return []
        if source and doc.lows[low] in NO_SOURCE and verb.form.cue.lemma != "zitieren":
            source = ()
    following = view.clauses[verb.clause + 1 :]
    if following and not as_clause and _takes(view, following[0]) and not _spoken_before(view, verb):
        return []
    if following and source and not as_clause:
        opener = following[0]
        quoted = doc.words[opener.low] == "“" or doc.quote_at[opener.low] >= 0
        own = quote_after(view, opener.low - 1) if doc.quote_at[clause.low - 2] < 0 else ()
        if own:
            cue = span_of(doc, verb.cue)
            first = Found(source, cue, content, verb.form.cue, "de-tag", cue[0][0], verb.negated)
            return [first, Found(source, (), own, None, "de-colon", own[0][0])]
        if opener.before == ":" or quoted or (content and view.reported(opener.low, opener.high)):
            content = content + view.spans(opener.low, view.high)
    cue = span_of(doc, verb.cue)
    return [Found(source, cue, content, verb.form.cue, "de-tag", cue[0][0], verb.negated)]


def _opened_as(view: View, verb: Verb) -> Clause | None:
    """The clause of "wie" whose verb comes after an apposition: ", wie Ada Quell, Leiterin der Bank, sagte"."""
    if verb.cue[-1] < view.clauses[verb.clause].high - 1:
        return None
    for c in range(verb.clause - 1, max(0, verb.clause - 3), -1):
        clause = view.clauses[c]
        if view.doc.lows[clause.low] == "wie" and clause.before == ",":
            return clause
        if has_finite(view, clause):
            return None
    return None


def _told_before(view: View, low: int, verb: Verb) -> Spans:
    """What stands before a tag: from a colon with a quotation on, else the sentence if it is a statement."""
    doc = view.doc
    for clause in view.clauses[1 : verb.clause]:
        if clause.before == ":" and doc.words[clause.low] == "“":
            return view.spans(clause.low, low)
    content = content_before(view, low)
    quoted = doc.quote_at[view.low] >= 0 or doc.quote_at[low - 1] >= 0
    if quoted or doc.lows[view.low] in view.grammar.content_openers:
        return content
    return content if any(_states(view, clause) for clause in view.clauses[: verb.clause]) else ()


def _states(view: View, clause: Clause) -> bool:
    """Is a clause a statement, or one of reported speech?"""
    return main_verb(view, clause) >= max(clause.low, view.low + 1) or view.reported(clause.low, clause.high)


def _takes(view: View, after: Clause) -> bool:
    """Whether a clause is plainly a complement: "dass ...", or in the mood of reported speech."""
    opener = view.doc.lows[after.low]
    return opener in ("dass", "daß", "ob") or (
        after.before in (",", ":") and view.reported(after.low, after.high)
    )


def _spoken_before(view: View, verb: Verb) -> bool:
    """Whether what stands before the verb is itself reported or quoted."""
    low, high = view.low, view.clauses[verb.clause].low
    return view.reported(low, high) or view.doc.words[low] == "“" or view.doc.quote_at[low] >= 0


def back(view: View, verb: Verb, before: Spans) -> list[Found]:
    """ "Das berichteten NP.", "Dies geht aus NP hervor": the content is what stands before in the paragraph."""
    doc = view.doc
    opener = doc.lows[view.low]
    if opener not in ("das", "dies", "davon") or verb.finite != view.low + 1 or not before or verb.passive:
        return []
    clause = view.clauses[verb.clause]
    if opener == "davon" and not verb.form.cue.frames & {"P", "C"}:
        return []
    if verb.form.cue.lemma == "hervorgehen":
        low = next((k + 1 for k in range(verb.finite, clause.high) if doc.lows[k] == "aus"), clause.high)
        high = view.phrase_end(low) if low < clause.high else low
    else:
        low, high = subject_after(view, verb.finite, clause.high)
    if high <= low or doc.lows[low] in NO_SOURCE:
        return []
    cue = span_of(doc, verb.cue)
    return [Found(view.spans(low, high), cue, before, verb.form.cue, "de-back", cue[0][0], verb.negated)]
