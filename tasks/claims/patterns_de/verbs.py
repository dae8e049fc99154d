"""Verbs of saying, judging, demanding: tag after the content, clause after the verb, object of the verb."""

from __future__ import annotations

from bisect import bisect_left

from tasks.claims.document import Document
from tasks.claims.pack import Found
from tasks.claims.patterns_de.contents import end_of_said, quote_after
from tasks.claims.patterns_de.forms import Grammar
from tasks.claims.patterns_de.nouns import is_relative
from tasks.claims.patterns_de.sentence import Clause, Verb, View, span_of
from tasks.claims.patterns_de.sources import content_before
from tasks.claims.patterns_de.subjects import (
    PLACES,
    RELATIVE,
    finite_word,
    has_finite,
    long_front,
    main_verb,
    subject,
    subject_after,
)
from tasks.claims.records import Spans

_PLAIN = frozenset(
    ("sagen", "erklären", "mitteilen", "berichten", "melden", "behaupten", "betonen", "meinen")
)
_STRONG = frozenset(("say", "emphasise", "claim", "stress"))
_NO_SOURCE = frozenset(("es", "man"))
# A clause of one of these may open what is said ("sagte, wenn die Stadt nicht zahle, werde man klagen").
_DEFINITE = frozenset(("der", "die", "das", "den", "dem", "des", "im", "zum", "zur", "beim", "vom"))
_INSISTING = frozenset(("bestehen", "beharren", "pochen", "drängen"))
_FEWEST = 2  # words of its own that an object needs to tell something
_SHORT = 4  # words; a shorter clause of "wie" compares
_TITLE = 4  # words; a quotation up to this long after a noun or article may be a title or a name
_FIRST = frozenset(
    ("wenn", "da", "falls", "sollte", "obwohl", "solange", "sobald", "sofern", "nachdem", "bevor")
)
_PURPOSE = frozenset(("um", "ohne", "anstatt", "statt"))
_THAT = frozenset(("dass", "daß", "ob"))
_RELATIVES = frozenset(("was", "welche", "welcher", "welches", "wo"))
_HELD = frozenset(("believe", "doubt", "announce", "demand"))  # these govern no question


def _place(view: View, k: int, stop: int) -> tuple[int, int]:
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
        _place(view, verb.finite + 1, clause.high),
    ):
        if any(view.is_source_noun(k) for k in range(low, high)):
            return low, high
    return 0, 0


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
    source = () if doc.lows[start] in _NO_SOURCE else view.spans(start, end)
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
    if inverted and late and verb.clause < 2:
        return []
    if not inverted and not as_clause:
        opened = _opened_as(view, verb)
        as_clause = opened is not None
        clause, start = (opened, opened.low) if opened else (clause, start)
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
            low, high = _place(view, low + 1, clause.high)
        source = view.spans(low, high)
        if not source and doc.lows[verb.finite + 1 : verb.finite + 2] != ["es"]:
            return []
        if source and doc.lows[low] in _NO_SOURCE and verb.form.cue.lemma != "zitieren":
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


def complement(view: View, verb: Verb) -> list[Found]:
    """ "NP sagte, (dass) CLAUSE", "NP teilte mit, ...", "NP forderte, ... zu ...", "NP sagte: „...“"."""
    doc, g = view.doc, view.grammar
    clause = next((one for one in view.clauses if one.low <= verb.finite < one.high), view.clauses[verb.clause])
    after = _next_clause(view, verb)
    if after is None:
        return []
    frames = verb.form.cue.frames
    if _itself_reported(view, verb) and doc.words[after.low] != "“":
        return []
    opener = doc.lows[after.low]
    if opener in _PURPOSE:
        return []
    if verb.form.cue.lemma in _INSISTING and "darauf" not in doc.lows[clause.low : clause.high]:
        return []
    opens = opener in g.content_openers and (opener in _THAT or verb.form.cue.group not in _HELD)
    if opener in _RELATIVES and (verb.passive or doc.upper[after.low - 2]):
        opens = False  # "die Fehlerkette, welche ...", "wurde festgestellt, was darauf hinweist"
    mood = view.reported(after.low, view.high)
    infinitive = view.has_infinitive(after.low, after.high)
    quoted = doc.words[after.low] == "“"
    strong = verb.form.cue.group in _STRONG and (
        after.before == ":" or (verb.form.cue.lemma in _PLAIN and not is_relative(view, after))
    ) and (main_verb(view, after) >= 0 or has_finite(view, after) or "“" in doc.words[after.low : after.high])
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
    if opener == "wie" and (doc.words[after.low + 1 : after.low + 2] == ["“"] or after.high - after.low < _SHORT):
        return []
    source: Spans = ()
    relay: Spans = ()
    if verb.passive and verb.form.cue.lemma == "zitieren":
        low, high = subject(view, verb, clause)
        source, relay = view.spans(low, high), _agent(view, verb, clause)
    elif verb.passive:
        source = _agent(view, verb, clause)
    elif verb.form.cue.lemma == "bekanntwerden":
        pass
    elif verb.form.cue.lemma == "stehen":
        low, high = _text(view, clause, verb)
        if high == low:
            return []
        source = view.spans(low, high)
    else:
        low, high = subject(view, verb, clause)
        if high > low and doc.lows[low] not in _NO_SOURCE:
            source = view.spans(low, high)
        elif high > low and doc.lows[low] == "es" and verb.form.cue.lemma == "heißen":
            if doc.lows[clause.low] in PLACES and verb.finite > clause.low:
                low, high = clause.low + 1, view.phrase_end(clause.low + 1)
            else:
                low, high = _place(view, low + 1, clause.high)
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


def _agent(view: View, verb: Verb, clause: Clause) -> Spans:
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
            if any(doc.upper[i] and (view.is_source_noun(i) or doc.words[i] == "“") for i in range(k + 1, end)):
                return view.spans(k + 1, min(end, clause.high))
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
    if plain and doc.lows[rest[0].low] in _THAT and main_verb(view, after) < 0 and not has_finite(view, after):
        return rest[0]
    return after


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
    if high <= low or doc.lows[low] in _NO_SOURCE:
        return []
    cue = span_of(doc, verb.cue)
    return [Found(view.spans(low, high), cue, before, verb.form.cue, "de-back", cue[0][0], verb.negated)]


def _itself_reported(view: View, verb: Verb) -> bool:
    """Is the saying itself told in the mood of reported speech ("habe die Polizei bestritten")?"""
    return not verb.form.finite and view.doc.lows[verb.finite] in ("habe", "hätte", "hätten")


def _passive_object(view: View, verb: Verb) -> list[Found]:
    """ "Das Urteil wurde vom Verband als falsch kritisiert": the agent judges, the rest is the content."""
    clause = view.clauses[verb.clause]
    if not verb.form.cue.frames & {"N", "A"} or verb.form.cue.group not in ("judge", "demand", "deny"):
        return []
    judged = next((k for k in range(clause.low, clause.high) if view.doc.lows[k] == "als"), -1)
    quoted = _own_words(view, verb, view.spans(judged + 1, clause.high)) if judged >= 0 else ()
    agent = _agent(view, verb, clause) if quoted else ()
    if agent:
        cue = span_of(view.doc, verb.cue)
        return [Found(agent, cue, quoted, verb.form.cue, "de-quoted-object", cue[0][0], verb.negated)]
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
    return low not in g.articles and low not in g.pronouns and low not in g.adverbs and low not in g.prepositions


def _victims(view: View, verb: Verb) -> bool:
    """ "Die Flut forderte zwölf Menschenleben": what took lives demands nothing."""
    lows = view.doc.lows[view.low : view.high]
    return verb.form.cue.lemma == "fordern" and any(low.endswith(("opfer", "leben", "tote", "verletzte")) for low in lows)


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
    if not frames & {"N", "P", "A"} or _itself_reported(view, verb):
        return []
    clause = view.clauses[verb.clause]
    if verb.form.cue.lemma == "sprechen" and not {"von", "vom"} & set(doc.lows[clause.low : clause.high]):
        return []
    low, high = subject(view, verb, clause)
    if high <= low or doc.lows[low] in _NO_SOURCE:
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
    elif _victims(view, verb) or (verb.form.cue.lemma == "äußern" and "sich" in doc.lows[clause.low : clause.high]):
        return []
    elif not judged:
        return []
    elif verb.form.cue.group != "deny" and sum(_tells(g, low) for low in _words(doc, content)) < _FEWEST:
        return []  # "forderte Reformen" names a topic
    elif all(low in g.articles or low in g.pronouns or low in g.adverbs for low in _words(doc, content)):
        return []  # "bestätigte dies"
    return [Found(source, cue, content, verb.form.cue, rule, cue[0][0], verb.negated)]
