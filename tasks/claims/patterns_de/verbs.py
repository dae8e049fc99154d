"""Verbs with a clause: "NP sagte, dass ...", "NP forderte, ... zu ...", "NP sagte: „...“"."""

from __future__ import annotations

from typing import Final

from tasks.claims.pack import Found
from tasks.claims.patterns_de.contents import end_of_said, quote_after
from tasks.claims.patterns_de.nouns import is_relative
from tasks.claims.patterns_de.sentence import Clause, Verb, View, span_of
from tasks.claims.patterns_de.subjects import (
    PLACES,
    finite_word,
    has_finite,
    main_verb,
    subject,
)
from tasks.claims.records import Spans

_PLAIN: Final = frozenset(
    ("sagen", "erklären", "mitteilen", "berichten", "melden", "behaupten", "betonen", "meinen")
)
_STRONG: Final = frozenset(("say", "emphasise", "claim", "stress"))
NO_SOURCE: Final = frozenset(("es", "man"))
_INSISTING: Final = frozenset(("bestehen", "beharren", "pochen", "drängen"))
_SHORT: Final = 4  # words; a shorter clause of "wie" compares
# A clause of one of these may open what is said ("sagte, wenn die Stadt nicht zahle, werde man klagen").
_FIRST: Final = frozenset(
    ("wenn", "da", "falls", "sollte", "obwohl", "solange", "sobald", "sofern", "nachdem", "bevor")
)
_PURPOSE: Final = frozenset(("um", "ohne", "anstatt", "statt"))
_THAT: Final = frozenset(("dass", "daß", "ob"))
_RELATIVES: Final = frozenset(("was", "welche", "welcher", "welches", "wo"))
_HELD: Final = frozenset(("believe", "doubt", "announce", "demand"))  # these govern no question


def place(view: View, k: int, stop: int) -> tuple[int, int]:
    """ "heißt es in dem Bericht": the phrase after the preposition."""
    doc = view.doc
    while k < stop and doc.lows[k] in view.grammar.adverbs:
        k += 1
    if k < stop and doc.lows[k] in PLACES:
        return k + 1, min(stop, view.phrase_end(k + 1))
    return k, k


def _text(view: View, clause: Clause, verb: Verb) -> tuple[int, int]:
    """ "In dem Bericht steht, ...": the text, if the phrase before or after the verb is one."""
    doc = view.doc
    for low, high in (
        (clause.low + 1, view.phrase_end(clause.low + 1) if doc.lows[clause.low] in PLACES else 0),
        place(view, verb.finite + 1, clause.high),
    ):
        if any(view.is_source_noun(k) for k in range(low, high)):
            return low, high
    return 0, 0


def complement(view: View, verb: Verb) -> list[Found]:
    """ "NP sagte, (dass) CLAUSE", "NP teilte mit, ...", "NP forderte, ... zu ...", "NP sagte: „...“"."""
    doc, g = view.doc, view.grammar
    clause = next(
        (one for one in view.clauses if one.low <= verb.finite < one.high), view.clauses[verb.clause]
    )
    after = _next_clause(view, verb)
    if after is None:
        return []
    frames = verb.form.cue.frames
    if itself_reported(view, verb) and doc.words[after.low] != "“":
        return []
    opener = doc.lows[after.low]
    if opener in _PURPOSE:
        return []
    if doc.quote_at[after.low] < 0 and _goes_on(view, after.low):
        return []  # "In der Resolution, die angenommen wurde, heißt es ...": no clause of the verb before
    if verb.form.cue.lemma in _INSISTING and "darauf" not in doc.lows[clause.low : clause.high]:
        return []
    opens = opener in g.content_openers and (opener in _THAT or verb.form.cue.group not in _HELD)
    if opener in _RELATIVES and (verb.passive or doc.upper[after.low - 2]):
        opens = False  # "die Fehlerkette, welche ...", "wurde festgestellt, was darauf hinweist"
    mood = view.reported(after.low, view.high)
    infinitive = view.has_infinitive(after.low, after.high)
    quoted = doc.words[after.low] == "“"
    plain = verb.form.cue.lemma in _PLAIN and not is_relative(view, after)
    strong = verb.form.cue.group in _STRONG and (after.before == ":" or plain)
    strong = strong and view.phrase_end(after.low) < after.high  # not "sagte Ada Quell, Leiterin der Schule"
    mood = mood or (view.weakly_reported(after.low, after.high) and not is_relative(view, after))
    if not (
        ("C" in frames and (opens or mood))
        or ("Z" in frames and infinitive)
        or ("Q" in frames and quoted)
        or strong
    ):
        return []
    if not opens and not mood and not quoted and not strong and not infinitive:
        return []
    if opener in g.subordinators and not opens and not quoted:
        first = opener in _FIRST and view.reported(after.low, view.high)
        adverb = opener in ("damit", "da") and after.low + 1 < after.high and finite_word(view, after.low + 1)
        if not (first and after.high < view.high) and not (adverb and mood):
            return []
    if opener == "wie" and (
        doc.words[after.low + 1 : after.low + 2] == ["“"] or after.high - after.low < _SHORT
    ):
        return []
    source: Spans = ()
    relay: Spans = ()
    if verb.passive and verb.form.cue.lemma == "zitieren":
        low, high = subject(view, verb, clause)
        source, relay = view.spans(low, high), agent(view, verb, clause)
    elif verb.passive:
        source = agent(view, verb, clause)
    elif verb.form.cue.lemma == "bekanntwerden":
        pass
    elif verb.form.cue.lemma == "stehen":
        low, high = _text(view, clause, verb)
        if high == low:
            return []
        source = view.spans(low, high)
    else:
        low, high = subject(view, verb, clause)
        if high > low and doc.lows[low] not in NO_SOURCE:
            source = view.spans(low, high)
        elif high > low and doc.lows[low] == "es" and verb.form.cue.lemma == "heißen":
            if doc.lows[clause.low] in PLACES and verb.finite > clause.low:
                low, high = clause.low + 1, view.phrase_end(clause.low + 1)
            else:
                low, high = place(view, low + 1, clause.high)
            source = view.spans(low, high)
    end = view.high if quoted else end_of_said(view, after.low)
    content = view.spans(after.low, end)
    quote = doc.quote_at[after.low]
    if quoted and quote >= 0 and content:
        content = ((content[0][0], max(content[0][1], doc.quotes[quote][1])),)
    cue = span_of(doc, verb.cue)
    rule = "de-passive" if verb.passive else "de-clause"
    out = [Found(source, cue, content, verb.form.cue, rule, cue[0][0], verb.negated, relay)]
    own_words = quote_after(view, end) if end < view.high and source else ()
    if own_words:
        out.append(Found(source, (), own_words, None, "de-colon", own_words[0][0]))
    return out


def _goes_on(view: View, k: int) -> bool:
    """Is token k the finite verb of the sentence, after a clause that stood before it?"""
    low = view.doc.lows[k]
    forms = view.grammar.forms.get(low, ())
    return low not in view.grammar.reported and any(form.finite for form in forms)


def agent(view: View, verb: Verb, clause: Clause) -> Spans:
    """The agent of a passive: "wurde von NP angegeben", "wurde in einer Erklärung gefordert"."""
    doc = view.doc
    for k in range(clause.low, clause.high):
        if doc.lows[k] in ("von", "vom", "durch", "seitens"):
            end = view.phrase_end(k + 1)
            if end > k + 1:
                return view.spans(k + 1, min(end, clause.high))
    for k in range(clause.low, clause.high):
        if doc.lows[k] in ("in", "im"):
            end = view.phrase_end(k + 1)
            if any(
                doc.upper[i] and (view.is_source_noun(i) or doc.words[i] == "“") for i in range(k + 1, end)
            ):
                return view.spans(k + 1, min(end, clause.high))
    first = view.clauses[0]
    if clause.low > first.low and doc.lows[first.low] in ("in", "im"):
        end = view.phrase_end(first.low + 1)
        if any(view.is_source_noun(i) for i in range(first.low + 1, end)):
            return view.spans(first.low + 1, end)
    return ()


def _next_clause(view: View, verb: Verb) -> Clause | None:
    """The clause after the cue, past an insertion that holds the separated prefix."""
    last = verb.cue[-1]
    for c, clause in enumerate(view.clauses):
        if clause.low <= last < clause.high:
            for later in view.clauses[c + 1 :]:
                if view.doc.lows[later.low] in ("die", "der", "das", "welcher", "welche") and (
                    c + 2 < len(view.clauses) and later is view.clauses[c + 1] and last < verb.at
                ):
                    continue
                return _past_apposition(view, later)
    return None


def _past_apposition(view: View, after: Clause) -> Clause:
    """The clause that is said, when an apposition stands between: "sagte Ada Quell, Leiterin der Bank, dass ..."."""
    doc = view.doc
    rest = [clause for clause in view.clauses if clause.low > after.low]
    if not rest or rest[0].before != "," or doc.quote_at[after.low] >= 0 or after.before != ",":
        return after
    first = doc.lows[after.low]
    plain = first not in view.grammar.content_openers and not view.has_infinitive(after.low, after.high)
    if (
        plain
        and doc.lows[rest[0].low] in _THAT
        and main_verb(view, after) < 0
        and not has_finite(view, after)
    ):
        return rest[0]
    return after


def itself_reported(view: View, verb: Verb) -> bool:
    """Is the saying itself told in the mood of reported speech ("habe bestritten", "sei abgeraten worden")?"""
    if verb.passive:
        clause = view.clauses[verb.clause]
        return view.reported(clause.low, clause.high)
    return not verb.form.finite and view.doc.lows[verb.finite] in ("habe", "hätte", "hätten")
