"""Verbs of saying, judging, demanding: tag after the content, clause after the verb, object of the verb."""

from __future__ import annotations

from tasks.claims.pack import Cue, Found
from tasks.claims.patterns_de.forms import Form
from tasks.claims.patterns_de.sentence import Clause, Verb, View, span_of
from tasks.claims.patterns_de.sources import content_before
from tasks.claims.records import Spans

_PLAIN = frozenset(
    ("sagen", "erklären", "mitteilen", "berichten", "melden", "behaupten", "betonen", "meinen")
)
_STRONG = frozenset(("say", "emphasise", "claim", "stress"))
_HOLDS = frozenset(
    "ist sind war waren vertritt vertrat vertreten vertraten hat hatte äußerte äußerten hegt hegte erhob"
    " erhoben stellte stellten kam kamen sei seien".split()
)
_NO_FORM = Form(Cue("", "noun", "say", frozenset(), "acknowledged", "affirms", "unstated"), "", True, False)
_COORDINATE = frozenset(("und", "oder", "aber", "sondern", "denn", "doch"))
_NO_SOURCE = frozenset(("es", "man"))
_RELATIVE = frozenset(("der", "die", "das", "welcher", "welche", "welches"))
_ACCUSATIVE = frozenset(("den", "einen", "seinen", "ihren", "diesen", "keinen", "dem", "einem"))
_ADVERBIAL = ("weise", "falls", "seits", "maßen", "lich", "dings", "wärts", "end", "lang", "her")
# A clause of one of these may open what is said ("sagte, wenn die Stadt nicht zahle, werde man klagen").
_FIRST = frozenset(
    ("wenn", "da", "falls", "sollte", "obwohl", "solange", "sobald", "sofern", "nachdem", "bevor")
)
_PURPOSE = frozenset(("um", "ohne", "anstatt", "statt"))
_THAT = frozenset(("dass", "daß", "ob"))
_HELD = frozenset(("believe", "doubt", "announce", "demand"))  # these govern no question
_PLACES = frozenset(("in", "im", "auf", "bei", "beim", "aus", "von", "vom", "seitens", "laut"))


def subject_after(view: View, k: int, stop: int) -> tuple[int, int]:
    """Tokens of the first noun phrase after a finite verb at `k`, adverbs skipped; empty if none."""
    doc, g = view.doc, view.grammar
    i = k + 1
    while i < stop:
        if doc.lows[i] in g.pronouns and not (doc.lows[i] in ("sie", "es") and doc.lows[i - 1] == "sich"):
            article = doc.lows[i] in g.articles and view.phrase_end(i) > i + 1
            if not article:
                return i, i + 1
        if doc.lows[i] in g.adverbs:
            i += 1
            continue
        if doc.lows[i] in g.prepositions:
            end = view.phrase_end(i + 1)
            if end == i + 1:
                return i, i
            i = end
            continue
        end = view.phrase_end(i)
        if end > i:
            return i, min(end, stop)
        return i, i
    return i, i


def _subject(view: View, verb: Verb, clause: Clause) -> tuple[int, int]:
    """Tokens of the subject: the phrase before the finite verb, else the one after it."""
    doc, g = view.doc, view.grammar
    low, k = clause.low, verb.finite
    first = doc.lows[low]
    if first in _RELATIVE and verb.clause and clause.before == "," and k >= clause.high - 2:
        return (low, low + 1)
    if k >= clause.high - 2 or verb.at == clause.high - 1:
        if first in g.subordinators:
            start = low + 1
            while start < k and doc.lows[start] in g.adverbs:
                start += 1
            end = view.phrase_end(start)
            return (start, end) if end > start else (low, low)
    if k > low and doc.lows[k - 1] in _COORDINATE and not (k - 1 == low and verb.clause == 0):
        return _first_subject(view)
    after = subject_after(view, k, clause.high)
    if _fronted_object(view, low, k, after):
        return after
    if k > low and first not in g.prepositions and first not in g.subordinators:
        start = low + 1 if first in ("auch", "selbst", "und", "doch", "aber") else low
        if doc.lows[start] in g.pronouns and k == start + 1:
            return (start, k)
        if k == start + 2 and doc.lows[start] in g.articles and doc.words[start + 1].isalpha():
            return (start, k)  # "Die taz vermutet": a name in small letters
        if not _is_adverb(view, start, k) and not (after[1] > after[0] and _fronted(view, start, k)):
            end = view.phrase_end(start)
            if end >= k:
                return (start, k)
            if end > start and all(_adverbial(view, i) for i in range(end, k)):
                return (start, end)
            if end > start and not any(_finite_word(view, i) for i in range(end, k)):
                return (start, k)
    if k == low and verb.clause and clause.before == ",":
        start, end = _long_front(view, verb)
        if end > start:
            return start, end
    if after[1] <= after[0] and k == low and verb.clause and clause.before == ",":
        return _first_subject(view)
    return after


# Nouns of time: a phrase of them before the verb tells when, not who.
_TIMES = frozenset(
    "minuten stunde stunden tag tage tagen woche wochen monat monate monaten jahr jahre jahren abend morgen"
    " nachmittag vormittag nacht"
    " montag dienstag mittwoch donnerstag freitag samstag sonntag anfang ende mitte wochenende zeit zeitpunkt".split()
)


def _fronted(view: View, start: int, k: int) -> bool:
    """Does what stands before the verb tell when or how: "Wenige Stunden danach", "Zusammen mit ...", "Besorgt"?"""
    doc, g = view.doc, view.grammar
    first = doc.lows[start]
    if first in (
        "zusammen",
        "gemeinsam",
        "ähnlich",
        "kurz",
        "sofort",
        "unmittelbar",
        "gleich",
        "erst",
        "nur",
        "bereits",
        "neben",
        "anders",
    ):
        return True
    if k == start + 1:
        return (
            first not in g.articles
            and first.endswith(("t", "end", "ig", "lich", "äß", "sch", "isch"))
            and doc.words[k - 1] not in g.forms
            and (first in _MANNERS or first.endswith(("end", "gemäß", "lich")))
        )
    nouns = [i for i in range(start, k) if (doc.upper[i] and i > start) or (i == start and first in _TIMES)]
    return bool(nouns) and doc.lows[nouns[0]] in _TIMES and first not in ("der", "die", "das", "des")


_MANNERS = frozenset(
    "besorgt enttäuscht empört erfreut erleichtert begeistert verärgert überrascht entsetzt zuversichtlich"
    " optimistisch skeptisch kritisch".split()
)


def _adverbial(view: View, k: int) -> bool:
    low = view.doc.lows[k]
    return low in view.grammar.adverbs or low.endswith(_ADVERBIAL)


def _finite_word(view: View, k: int) -> bool:
    low = view.doc.lows[k]
    g = view.grammar
    return low in g.auxiliaries or low in g.reported or low in g.reported_weak


def _first_subject(view: View) -> tuple[int, int]:
    """The noun phrase that opens the sentence, or follows its first verb: subject of "... und sagte"."""
    end = view.phrase_end(view.low)
    if end > view.low and view.doc.lows[view.low] not in view.grammar.prepositions:
        return view.low, end
    if view.doc.lows[view.low] in view.grammar.pronouns:
        return view.low, view.low + 1
    return view.low, view.low


def _fronted_object(view: View, low: int, k: int, after: tuple[int, int]) -> bool:
    """Whether the phrase before the verb is its object: "Die Tat bezeichnete er ...", "Den Bericht ..."."""
    doc, g = view.doc, view.grammar
    if k <= low or after[1] <= after[0]:
        return False
    pronoun = after[1] == after[0] + 1 and doc.lows[after[0]] in g.pronouns and doc.lows[after[0]] != "es"
    return (pronoun and doc.lows[low] not in g.pronouns) or doc.lows[low] in _ACCUSATIVE


def _is_adverb(view: View, low: int, k: int) -> bool:
    """Whether a lone word before the verb is an adverb written large because it begins the sentence."""
    if low + 1 != k:
        return view.doc.lows[low] in view.grammar.adverbs
    word = view.doc.lows[low]
    return word in view.grammar.adverbs or word.endswith(_ADVERBIAL)


def _long_front(view: View, verb: Verb) -> tuple[int, int]:
    """ "NP (CDU), Vorsitzende der ..., sagte ...": the phrase and its appositions before the verb."""
    first = view.clauses[0]
    if verb.clause < 2 or view.doc.lows[first.low] in view.grammar.prepositions | view.grammar.subordinators:
        return 0, 0
    if view.phrase_end(first.low) == first.low:
        return 0, 0
    for c, clause in enumerate(view.clauses[: verb.clause]):
        if c and view.doc.lows[clause.low] in _RELATIVE | _PLACES and c < verb.clause:
            continue
        if has_finite(view, clause):
            return 0, 0
    return first.low, view.clauses[verb.clause - 1].high


def has_finite(view: View, clause: Clause) -> bool:
    """Whether a clause seems to have a finite verb: an auxiliary, a cue, or a small word in -t or -te."""
    doc, g = view.doc, view.grammar
    for k in range(clause.low, clause.high):
        low = doc.lows[k]
        if doc.quote_at[k] >= 0 or doc.words[k][0].isupper():
            continue
        if low in g.auxiliaries or low in g.forms or low in g.reported:
            return True
        verbal = low.endswith(("t", "te", "ten")) and len(low) > 3 and low not in g.adverbs
        if (
            verbal
            and not (k + 1 < clause.high and doc.words[k + 1][0].isupper())
            and low not in g.prepositions
        ):
            return True
    return False


def _place(view: View, k: int, stop: int) -> tuple[int, int]:
    """ "heißt es in dem Bericht": the phrase after the preposition."""
    doc = view.doc
    while k < stop and doc.lows[k] in view.grammar.adverbs:
        k += 1
    if k < stop and doc.lows[k] in _PLACES:
        return k + 1, min(stop, view.phrase_end(k + 1))
    return k, k


def as_front(view: View, verb: Verb) -> list[Found]:
    """ "Wie NP mitteilte, ...": the rest of the sentence is the content."""
    doc = view.doc
    first = view.clauses[0]
    if doc.lows[first.low] != "wie" or len(view.clauses) < 2:
        return []
    clause = view.clauses[verb.clause]
    if verb.cue[-1] < clause.high - 1 or verb.clause + 1 >= len(view.clauses) or verb.clause > 2:
        return []
    end = view.phrase_end(first.low + 1)
    if end == first.low + 1:
        return []
    if verb.clause and view.phrase_end(first.low + 1) >= first.high:
        end = max(end, first.high)
    content = view.spans(view.clauses[verb.clause + 1].low, view.high)
    if not content:
        return []
    cue = span_of(doc, (first.low, *verb.cue))
    return [
        Found(view.spans(first.low + 1, end), cue, content, verb.form.cue, "de-as", cue[0][0], verb.negated)
    ]


def tag(view: View, verb: Verb, late: bool) -> list[Found]:
    """ "CONTENT, sagte NP ...", "CONTENT, wie NP mitteilte", "CONTENT, hieß es"."""
    doc = view.doc
    clause = view.clauses[verb.clause]
    if not verb.clause or clause.before not in (",", "—"):
        return []
    if verb.passive and verb.form.cue.lemma != "zitieren":
        return []
    start = clause.low
    as_clause = doc.lows[start] == "wie"
    if doc.lows[start] == "so" and verb.finite == start + 1:
        start += 1  # ", so zeigen Studien"
    inverted = verb.finite == start
    if inverted and late and verb.clause < 2:
        return []
    if not (inverted or as_clause) or doc.quote_at[start] >= 0:
        return []
    content = content_before(view, start)
    if not content or _long_front(view, verb) != (0, 0):
        return []
    if as_clause:
        end = view.phrase_end(start + 1)
        source = view.spans(start + 1, end) if end > start + 1 else ()
        if not source and doc.lows[start + 1] != "es":
            return []
    else:
        low, high = subject_after(view, verb.finite, clause.high)
        if doc.lows[low : low + 1] == ["es"]:
            low, high = _place(view, low + 1, clause.high)
        source = view.spans(low, high)
    following = view.clauses[verb.clause + 1 :]
    if following and not as_clause and _takes(view, following[0]) and not _spoken_before(view, verb):
        return []
    if following and source and not as_clause:
        opener = following[0]
        quoted = doc.words[opener.low] == "“" or doc.quote_at[opener.low] >= 0
        if opener.before == ":" or quoted or (content and view.reported(opener.low, opener.high)):
            content = content + view.spans(opener.low, view.high)
    cue = span_of(doc, verb.cue)
    return [Found(source, cue, content, verb.form.cue, "de-tag", cue[0][0], verb.negated)]


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
    clause = view.clauses[verb.clause]
    after = _next_clause(view, verb)
    if after is None:
        return []
    frames = verb.form.cue.frames
    if _itself_reported(view, verb) and doc.words[after.low] != "“":
        return []
    opener = doc.lows[after.low]
    if opener in _PURPOSE:
        return []
    opens = opener in g.content_openers and (opener in _THAT or verb.form.cue.group not in _HELD)
    mood = view.reported(after.low, view.high)
    infinitive = view.has_infinitive(after.low, after.high)
    quoted = doc.words[after.low] == "“"
    strong = verb.form.cue.group in _STRONG and (
        after.before == ":" or (verb.form.cue.lemma in _PLAIN and not _relative(view, after))
    )
    mood = mood or (view.weakly_reported(after.low, after.high) and not _relative(view, after))
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
        adverb = (
            opener in ("damit", "da") and after.low + 1 < after.high and _finite_word(view, after.low + 1)
        )
        if not (first and after.high < view.high) and not (adverb and mood):
            return []
    source: Spans = ()
    if verb.passive:
        source = _agent(view, verb, clause)
    elif verb.form.cue.lemma == "bekanntwerden":
        pass
    else:
        low, high = _subject(view, verb, clause)
        if high > low and doc.lows[low] not in _NO_SOURCE:
            source = view.spans(low, high)
        elif high > low and doc.lows[low] == "es" and verb.form.cue.lemma == "heißen":
            if doc.lows[clause.low] in _PLACES and verb.finite > clause.low:
                low, high = clause.low + 1, view.phrase_end(clause.low + 1)
            else:
                low, high = _place(view, low + 1, clause.high)
            source = view.spans(low, high)
    content = view.spans(after.low, view.high)
    quote = doc.quote_at[after.low]
    if quoted and quote >= 0 and content:
        content = ((content[0][0], max(content[0][1], doc.quotes[quote][1])),)
    cue = span_of(doc, verb.cue)
    rule = "de-passive" if verb.passive else "de-clause"
    return [Found(source, cue, content, verb.form.cue, rule, cue[0][0], verb.negated)]


def noun_cue(view: View) -> list[Found]:
    """ "NP ist der Ansicht, dass ...", "die Forderung der Opposition, ... zu ..."."""
    doc, g = view.doc, view.grammar
    for c, clause in enumerate(view.clauses[:-1]):
        after = view.clauses[c + 1]
        opens = doc.lows[after.low] in ("dass", "daß", "ob")
        mood = view.reported(after.low, after.high) or view.weakly_reported(after.low, after.high)
        if not opens and not mood:
            continue
        for k in range(clause.low, clause.high):
            if doc.lows[k] not in g.content_nouns or doc.quote_at[k] >= 0:
                continue
            finite = next((i for i in range(clause.low, k) if doc.lows[i] in _HOLDS), -1)
            low = high = k
            if finite >= 0:
                verb = Verb(_NO_FORM, finite, finite, (finite,), c, False, False)
                low, high = _subject(view, verb, clause)
            if high <= low:
                low, high = k + 1, view.phrase_end(k + 1)
                if doc.lows[k + 1] not in g.genitives and doc.lows[k + 1] not in ("von", "vom"):
                    low = high
            if (high > low and opens) or (finite >= 0 and high > low):
                cue = span_of(doc, (k,) if finite < 0 else (finite, k))
                content = view.spans(after.low, view.high)
                source = view.spans(low, high)
                return [Found(source, cue, content, None, "de-noun", cue[0][0])] if content else []
    return []


def _relative(view: View, clause: Clause) -> bool:
    """Whether a clause is no main clause of its own: relative, coordinated or subordinate."""
    first = view.doc.lows[clause.low]
    if first in ("der", "die", "das"):
        end = view.phrase_end(clause.low)
        if clause.low + 1 < end < clause.high - 1 and _finite_word(view, end):
            return False  # "die Fraktionen müssten einbezogen werden": the verb stands second
    return first in _RELATIVE or first in view.grammar.subordinators or first in _COORDINATE


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
            if any(doc.upper[i] and view.is_source_noun(i) for i in range(k + 1, end)):
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
                return later
    return None


def back(view: View, verb: Verb, before: Spans) -> list[Found]:
    """ "Das berichteten NP.": the content is the sentence before."""
    doc = view.doc
    if doc.lows[view.low] not in ("das", "dies") or verb.finite != view.low + 1 or not before or verb.passive:
        return []
    low, high = subject_after(view, verb.finite, view.clauses[verb.clause].high)
    if high <= low:
        return []
    cue = span_of(doc, verb.cue)
    return [Found(view.spans(low, high), cue, before, verb.form.cue, "de-back", cue[0][0], verb.negated)]


def _itself_reported(view: View, verb: Verb) -> bool:
    """Is the saying itself told in the mood of reported speech ("habe die Polizei bestritten")?"""
    return not verb.form.finite and view.doc.lows[verb.finite] in ("habe", "hätte", "hätten")


def _passive_object(view: View, verb: Verb) -> list[Found]:
    """ "Das Urteil wurde vom Verband als falsch kritisiert": the agent judges, the rest is the content."""
    clause = view.clauses[verb.clause]
    if "N" not in verb.form.cue.frames or verb.form.cue.group not in ("judge", "demand", "deny"):
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


def object_of(view: View, verb: Verb) -> list[Found]:
    """ "NP kritisierte NP", "NP sprach von NP", "NP forderte NP": what follows the verb is the content."""
    doc = view.doc
    frames = verb.form.cue.frames
    if verb.passive:
        return _passive_object(view, verb)
    if not frames & {"N", "P"} or _itself_reported(view, verb):
        return []
    clause = view.clauses[verb.clause]
    if verb.form.cue.lemma == "sprechen" and not {"von", "vom"} & set(doc.lows[clause.low : clause.high]):
        return []
    low, high = _subject(view, verb, clause)
    if high <= low or doc.lows[low] in _NO_SOURCE:
        return []
    source = view.spans(low, high)
    start = max(high, verb.finite + 1) if low > verb.finite else verb.finite + 1
    closes = clause.high == view.clauses[-1].high and verb.cue[-1] == clause.high - 1
    stop = verb.cue[-1] if closes and verb.cue[-1] >= start else view.high
    if low > verb.finite:
        head = view.spans(clause.low, verb.finite)
        rest = view.spans(start, stop)
        content = head + rest if head and (not rest or verb.finite - clause.low > 1) else rest or head
    else:
        content = view.spans(start, stop)
    if not content or not any(character.isalnum() for s, e in content for character in doc.flat[s:e]):
        return []
    quoted = tuple(
        quote for quote in doc.quotes if any(start <= quote[0] and quote[1] <= end for start, end in content)
    )
    cue = span_of(doc, verb.cue)
    rule = "de-object"
    if quoted:
        content, rule = quoted, "de-quoted-object"
    return [Found(source, cue, content, verb.form.cue, rule, cue[0][0], verb.negated)]
