"""The subject of a German verb: before it, after it, behind fronted words."""

from __future__ import annotations

from typing import Final

from tasks.claims.pack import Cue
from tasks.claims.patterns_de.forms import Form
from tasks.claims.patterns_de.sentence import Clause, Verb, View
from tasks.claims.patterns_de.speakers import is_speaker

# A verb that is no cue: asked only for its subject.
NO_FORM: Final = Form(
    Cue("", "verb", "say", frozenset(), "acknowledged", "affirms", "unstated"), "", True, False
)
COORDINATE: Final = frozenset(("und", "oder", "aber", "sondern", "denn", "doch"))


RELATIVE: Final = frozenset(("der", "die", "das", "welcher", "welche", "welches"))


# First words of phrases that are no subject ("Des Weiteren", "Dem Land").
_NO_NOMINATIVE: Final = frozenset(
    ("des", "eines", "dem", "einem", "seinem", "ihrem", "diesem", "den", "einen")
)
_ABSTRACT: Final = ("ung", "ungen", "keit", "heit", "ion", "ionen", "ität", "ismus")
_ACCUSATIVE: Final = frozenset(("den", "einen", "seinen", "ihren", "diesen", "keinen", "dem", "einem"))


_ADVERBIAL: Final = ("weise", "falls", "seits", "maßen", "lich", "dings", "wärts", "end", "lang")


PLACES: Final = frozenset(("in", "im", "auf", "bei", "beim", "aus", "von", "vom", "seitens", "laut"))


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
        return _first_subject(view, k)
    after = subject_after(view, k, clause.high)
    if _fronted_object(view, low, k, after, verb):
        return after
    if (
        k > low
        and first not in g.prepositions
        and first not in g.subordinators
        and first not in _NO_NOMINATIVE
    ):
        start = low + 1 if first in ("auch", "selbst", "und", "doch", "aber", "insbesondere") else low
        if start == k:
            return after
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
        return _first_subject(view, k)
    if after[1] <= after[0] and first == "von" and low + 1 < k <= low + 4 and doc.upper[k - 1]:
        return low, k  # "Von der Leyen sagte"
    if after[1] <= after[0] and max(verb.cue) >= clause.high - 1 and k > low:
        return _inner_subject(view, low, min(verb.cue))
    return after


def _inner_subject(view: View, low: int, stop: int) -> tuple[int, int]:
    """The first phrase without a preposition in a clause that its verb closes: "und das Gericht versprach"."""
    doc, g = view.doc, view.grammar
    i = low
    while i < stop:
        if doc.lows[i] in g.prepositions:
            i = max(i + 1, view.phrase_end(i + 1))
            continue
        end = view.phrase_end(i)
        if end > i and doc.lows[i] not in _NO_NOMINATIVE and not (i == low and doc.lows[i] in RELATIVE):
            return i, min(end, stop)
        i = max(end, i + 1)
    return low, low


# Nouns of time: a phrase of them before the verb tells when, not who.
_TIMES: Final = frozenset(
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
            and first not in view.names
            and (first in _MANNERS or first.endswith(("end", "gemäß", "lich")))
        )
    nouns = [i for i in range(start, k) if (doc.upper[i] and i > start) or (i == start and first in _TIMES)]
    return bool(nouns) and doc.lows[nouns[0]] in _TIMES and first not in ("der", "die", "das", "des")


_MANNERS: Final = frozenset(
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


def _first_subject(view: View, before: int) -> tuple[int, int]:
    """The subject of the sentence's first verb, if one stands before a token: that of "... und sagte", too."""
    clause = view.clauses[0]
    k = main_verb(view, clause)
    if clause.low < k < before - 1:
        low, high = subject_of(view, k, 0)
        if high > low:
            return low, min(high, clause.high)
    end = view.phrase_end(view.low)
    if end > view.low and view.doc.lows[view.low] not in view.grammar.prepositions:
        return view.low, end
    if view.doc.lows[view.low] in view.grammar.pronouns:
        return view.low, view.low + 1
    return view.low, view.low


def _fronted_object(view: View, low: int, k: int, after: tuple[int, int], verb: Verb) -> bool:
    """Whether the phrase before the verb is its object: "Die Tat bezeichnete er ...", "Den Bericht ..."."""
    doc, g = view.doc, view.grammar
    if k <= low or after[1] <= after[0]:
        return False
    pronoun = after[1] == after[0] + 1 and doc.lows[after[0]] in g.pronouns and doc.lows[after[0]] != "es"
    if (pronoun and doc.lows[low] not in g.pronouns) or doc.lows[low] in _ACCUSATIVE:
        return True
    if doc.lows[after[0]] == "es" and after[0] == k + 1 and verb.form.cue.lemma == "heißen":
        return True
    judged = verb.form.cue.group == "judge" and "C" not in verb.form.cue.frames
    return _unspeaking(view, low, k, judged) and _speaking(view, *after) and verb.finite == k


def _unspeaking(view: View, low: int, k: int, judged: bool) -> bool:
    """Is the phrase before the verb one with an article whose noun cannot speak ("Die Forderung ...")?"""
    doc = view.doc
    if doc.lows[low] not in view.grammar.articles:
        return False
    head = next((i for i in range(low + 1, k) if doc.upper[i]), -1)
    if head < 0 or is_speaker(doc.lows[head]) or view.is_source_noun(head):
        return False
    return judged or doc.lows[head] in view.grammar.content_nouns or doc.lows[head].endswith(_ABSTRACT)


def _speaking(view: View, low: int, high: int) -> bool:
    """Is a phrase a name, or does its first noun name somebody who speaks?"""
    doc = view.doc
    head = next((i for i in range(low, high) if doc.upper[i]), -1)
    return head >= 0 and (doc.lows[low] not in view.grammar.articles or is_speaker(doc.lows[head]))


def _is_adverb(view: View, low: int, k: int) -> bool:
    """Whether a lone word before the verb is an adverb written large because it begins the sentence."""
    if low + 1 != k:
        return view.is_adverb(low)
    word = view.doc.lows[low]
    return view.is_adverb(low) or (word.endswith(_ADVERBIAL) and word not in view.names)


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
        if doc.quote_at[k] >= 0 or doc.upper[k]:
            continue
        if low in g.auxiliaries or low in g.forms or low in g.reported:
            return True
        verbal = low.endswith(("t", "te", "ten")) and len(low) > 3 and low not in g.adverbs
        if verbal and not (k + 1 < clause.high and doc.upper[k + 1]) and low not in g.prepositions:
            return True
    return False


def subject_of(view: View, k: int, c: int) -> tuple[int, int]:
    """Tokens of the subject of the finite verb at `k`, whatever verb it is, in clause number `c`."""
    clause = view.clauses[c]
    verb = Verb(NO_FORM, k, k, (k,), c, False, False)
    return subject(view, verb, Clause(clause.low, max(clause.high, k + 3), clause.before))


def main_verb(view: View, clause: Clause) -> int:
    """Token of the finite verb that stands second (or first) in a main clause; -1 if none is seen.

    What may stand before it is skipped: adverbs, phrases with a preposition, one noun phrase. The first
    small word after these that looks like a verb is taken.
    """
    doc, g = view.doc, view.grammar
    first = doc.lows[clause.low]
    if first in g.subordinators or (first in RELATIVE and clause.before == "," and clause.low > view.low):
        return -1
    i, odd = clause.low, 0
    while i < clause.high:
        low = doc.lows[i]
        if doc.quote_at[i] < 0 and doc.words[i][0].islower() and _verbal(view, i, clause):
            return i
        if low in g.prepositions:
            i = max(i + 1, view.phrase_end(i + 1))
        elif view.is_adverb(i) or (doc.upper[i] and i == clause.low and _is_adverb(view, i, i + 1)):
            i += 1
        else:
            end = view.phrase_end(i)
            if end == i and i > clause.low:
                odd += 1
            if odd > _ODD:
                return -1
            i = max(end, i + 1)
    return -1


def _verbal(view: View, k: int, clause: Clause) -> bool:
    """Does token k look like a finite verb: an auxiliary, a cue, or a small word in -t, -te, -ten, -en, -ie?"""
    doc, g = view.doc, view.grammar
    low = doc.lows[k]
    if finite_word(view, k) or low in g.modals:
        return True
    if low in g.adverbs or low in g.prepositions or low in g.articles or low in g.pronouns or low in g.joins:
        return False
    if low in g.forms:
        return any(form.finite for form in g.forms[low])
    if k + 1 < clause.high and doc.upper[k + 1] and low.endswith(_ATTRIBUTE) and not low.endswith("ten"):
        return False  # "neue Filialen"
    return len(low) > 2 and low.endswith(
        ("t", "te", "ten", "en", "b", "g", "m", "f", "h", "d", "ß", "s", "n")
    )


_ODD: Final = 2  # words that fit nowhere before the verb; with more of them the clause is not understood
_ATTRIBUTE: Final = ("e", "er", "es", "em", "en")
