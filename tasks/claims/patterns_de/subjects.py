"""The subject of a German verb: before it, after it, behind fronted words."""

from __future__ import annotations

from tasks.claims.patterns_de.sentence import Clause, Verb, View

COORDINATE = frozenset(("und", "oder", "aber", "sondern", "denn", "doch"))


RELATIVE = frozenset(("der", "die", "das", "welcher", "welche", "welches"))


_ACCUSATIVE = frozenset(("den", "einen", "seinen", "ihren", "diesen", "keinen", "dem", "einem"))


_ADVERBIAL = ("weise", "falls", "seits", "maßen", "lich", "dings", "wärts", "end", "lang", "her")


PLACES = frozenset(("in", "im", "auf", "bei", "beim", "aus", "von", "vom", "seitens", "laut"))


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


def subject(view: View, verb: Verb, clause: Clause) -> tuple[int, int]:
    """Tokens of the subject: the phrase before the finite verb, else the one after it."""
    doc, g = view.doc, view.grammar
    low, k = clause.low, verb.finite
    first = doc.lows[low]
    if first in RELATIVE and verb.clause and clause.before == "," and k >= clause.high - 2:
        return (low, low + 1)
    if k >= clause.high - 2 or verb.at == clause.high - 1:
        if first in g.subordinators:
            start = low + 1
            while start < k and doc.lows[start] in g.adverbs:
                start += 1
            end = view.phrase_end(start)
            return (start, end) if end > start else (low, low)
    if k > low and doc.lows[k - 1] in COORDINATE and not (k - 1 == low and verb.clause == 0):
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
            if end > start and not any(finite_word(view, i) for i in range(end, k)):
                return (start, k)
    if k == low and verb.clause and clause.before == ",":
        start, end = long_front(view, verb)
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


def finite_word(view: View, k: int) -> bool:
    """Is token k an auxiliary, or a form of reported speech?"""
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


def long_front(view: View, verb: Verb) -> tuple[int, int]:
    """ "NP (CDU), Vorsitzende der ..., sagte ...": the phrase and its appositions before the verb."""
    first = view.clauses[0]
    if verb.clause < 2 or view.doc.lows[first.low] in view.grammar.prepositions | view.grammar.subordinators:
        return 0, 0
    if view.phrase_end(first.low) == first.low:
        return 0, 0
    for c, clause in enumerate(view.clauses[: verb.clause]):
        if c and view.doc.lows[clause.low] in RELATIVE | PLACES and c < verb.clause:
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
