"""Verbs with an object: "NP forderte NP", "NP nannte NP „...“", "NP wurde von NP als ... bezeichnet"."""

from __future__ import annotations

from bisect import bisect_left
from typing import Final

from tasks.claims.document import Document
from tasks.claims.pack import Found
from tasks.claims.patterns_de.forms import Grammar
from tasks.claims.patterns_de.sentence import Verb, View, span_of
from tasks.claims.patterns_de.subjects import (
    RELATIVE,
    subject,
)
from tasks.claims.patterns_de.verbs import NO_SOURCE, agent, itself_reported
from tasks.claims.records import Spans

_DEFINITE: Final = frozenset(("der", "die", "das", "den", "dem", "des", "im", "zum", "zur", "beim", "vom"))
_FEWEST: Final = 2  # words of its own that an object needs to tell something
_TITLE: Final = 4  # words; a quotation up to this long after a noun or article may be a title or a name


def _passive_object(view: View, verb: Verb) -> list[Found]:
    """ "Das Urteil wurde vom Verband als falsch kritisiert": the agent judges, the rest is the content."""
    clause = view.clauses[verb.clause]
    if not verb.form.cue.frames & {"N", "A"} or verb.form.cue.group not in ("judge", "demand", "deny"):
        return []
    judged = next((k for k in range(clause.low, clause.high) if view.doc.lows[k] == "als"), -1)
    quoted = _own_words(view, verb, view.spans(judged + 1, clause.high)) if judged >= 0 else ()
    by = agent(view, verb, clause) if quoted else ()
    if by:
        cue = span_of(view.doc, verb.cue)
        return [Found(by, cue, quoted, verb.form.cue, "de-quoted-object", cue[0][0], verb.negated)]
    if "N" not in verb.form.cue.frames:
        return []
    for k in range(clause.low, clause.high):
        if view.doc.lows[k] in ("von", "vom", "seitens"):
            end = min(view.phrase_end(k + 1), clause.high)
            content = view.spans(clause.low, verb.finite) or view.spans(verb.finite + 1, k)
            if end > k + 1 and content:
                cue = span_of(view.doc, verb.cue)
                source = view.spans(k + 1, end)
                rest = view.spans(end, verb.at) if verb.at > end else ()
                return [
                    Found(
                        source,
                        cue,
                        content + rest,
                        verb.form.cue,
                        "de-passive-object",
                        cue[0][0],
                        verb.negated,
                    )
                ]
    return []


def _tells(g: Grammar, low: str) -> bool:
    return (
        low not in g.articles and low not in g.pronouns and low not in g.adverbs and low not in g.prepositions
    )


def _victims(view: View, verb: Verb) -> bool:
    """ "Die Flut forderte zwölf Menschenleben": what took lives demands nothing."""
    lows = view.doc.lows[view.low : view.high]
    return verb.form.cue.lemma == "fordern" and any(
        low.endswith(("opfer", "leben", "tote", "verletzte")) for low in lows
    )


def _own_words(view: View, verb: Verb, content: Spans) -> Spans:
    """The quotations in an object, if they are its source's words and the most of it; no titles and names."""
    doc = view.doc
    out = []
    for low in range(view.low, view.high):
        if doc.words[low] != "“" or doc.quote_at[low] < 0:
            continue
        quote = doc.quotes[doc.quote_at[low]]
        if not any(start <= quote[0] and quote[1] <= end for start, end in content):
            continue
        words = _words(doc, (quote,))
        before = doc.lows[low - 1] if low > view.low else ""
        named = doc.upper[low - 1] or before in _DEFINITE
        if len(words) > _TITLE or not named or doc.words[low + 1][0].islower():
            out.append(quote)
    inside = sum(len(_words(doc, (quote,))) for quote in out)
    if verb.form.cue.group != "judge" and inside * 2 < len(_words(doc, content)):
        return ()
    return tuple(out)


def _words(doc: Document, spans: Spans) -> list[str]:
    """The words of spans, lower case, without marks."""
    at = [(bisect_left(doc.starts, start), bisect_left(doc.starts, end)) for start, end in spans]
    return [word for low, high in at for word in doc.lows[low:high] if word[0].isalnum()]


def object_of(view: View, verb: Verb) -> list[Found]:
    """ "NP kritisierte NP", "NP sprach von NP", "NP forderte NP": what follows the verb is the content."""
    doc, g = view.doc, view.grammar
    frames = verb.form.cue.frames
    if verb.passive:
        return _passive_object(view, verb)
    if not frames & {"N", "P", "A"} or itself_reported(view, verb):
        return []
    clause = view.clauses[verb.clause]
    if verb.form.cue.lemma == "sprechen" and not {"von", "vom"} & set(doc.lows[clause.low : clause.high]):
        return []
    low, high = subject(view, verb, clause)
    if high <= low or doc.lows[low] in NO_SOURCE:
        return []
    source = view.spans(low, high)
    start = max(high, verb.finite + 1) if low > verb.finite else verb.finite + 1
    last = clause.high == view.clauses[-1].high
    closes = verb.cue[-1] == clause.high - 1 and (last or verb.finite == clause.high - 1)
    if closes and not last and doc.lows[low] in RELATIVE:
        return []  # what follows a relative clause is not what it says
    stop = verb.cue[-1] if closes and last and verb.cue[-1] >= start else view.high
    if doc.words[view.high - 1] == "?" or (verb.negated and verb.form.cue.group in ("say", "stress")):
        return []
    if low > verb.finite:
        head = view.spans(clause.low, verb.finite)
        rest = view.spans(start, stop)
        content = head + rest if head and (not rest or verb.finite - clause.low > 1) else rest or head
    else:
        content = view.spans(start, stop)
    if not content or not any(character.isalnum() for s, e in content for character in doc.flat[s:e]):
        return []
    quoted = _own_words(view, verb, content)
    cue = span_of(doc, verb.cue)
    rule = "de-object"
    judged = frames & {"N", "P"} or "als" in doc.lows[verb.finite : view.high]
    if quoted and judged:
        content, rule = quoted, "de-quoted-object"
    elif _victims(view, verb) or (
        verb.form.cue.lemma == "äußern" and "sich" in doc.lows[clause.low : clause.high]
    ):
        return []
    elif not judged:
        return []
    elif verb.form.cue.group != "deny" and sum(_tells(g, low) for low in _words(doc, content)) < _FEWEST:
        return []  # "forderte Reformen" names a topic
    elif all(low in g.articles or low in g.pronouns or low in g.adverbs for low in _words(doc, content)):
        return []  # "bestätigte dies"
    return [Found(source, cue, content, verb.form.cue, rule, cue[0][0], verb.negated)]
