"""One German sentence as the patterns see it: clauses, noun phrases, what is taken."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from tasks.claims.document import Document
from tasks.claims.patterns_de.forms import Form, Grammar
from tasks.claims.records import Span, Spans

Range = tuple[int, int]  # tokens low .. high-1
_SEPARATORS: Final = frozenset(",:;—")
_INFLECTED: Final = ("e", "en", "er", "es", "em")
_OPENERS: Final = frozenset(
    "und aber doch denn oder sondern wenn als ob dass dann damit dabei dazu hier dort nun".split()
)
# Forms that are no nouns, when they begin a sentence with a capital ("Versuche" may be one).
_SURE: Final = frozenset("sei seien habe werde könne müsse solle dürfe wolle möge".split())
_EMPHATIC: Final = frozenset(("auch", "selbst", "nur", "sogar", "insbesondere", "besonders", "ausgerechnet"))
_PARTICLES: Final = frozenset(
    ("de", "van", "bin", "ibn", "da", "di", "del", "la", "le", "al", "el", "zu", "ohne")
)
_PARTICIPLE: Final = ("ende", "enden", "ender", "endes", "te", "ten", "ter", "ene", "enen", "ener")


class Clause:
    """Tokens `low..high-1` between two separating marks; `before` is the mark before it ("" at the start)."""

    __slots__ = ("before", "high", "low")

    def __init__(
        self,
        low: int,
        high: int,
        before: str,
    ) -> None:
        self.low = low
        self.high = high
        self.before = before


@dataclass(slots=True)
class View:
    """A sentence cut into clauses. `names` are the words, lower case, that end a name somewhere in the text."""

    doc: Document
    grammar: Grammar
    index: int
    low: int
    high: int
    names: frozenset[str] = frozenset()
    clauses: list[Clause] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.clauses = self._cut()

    def _cut(self) -> list[Clause]:
        words, quote_at = self.doc.words, self.doc.quote_at
        out: list[Clause] = []
        start, mark, depth = self.low, "", 0
        for k in range(self.low, self.high):
            word = words[k]
            if word == "(":
                depth += 1
            elif word == ")":
                depth = max(0, depth - 1)
            elif word == ":" and 0 < k < self.high - 1 and words[k - 1].isdigit() and words[k + 1].isdigit():
                continue
            elif word == "”" and k - start > 4 and words[k - 1] in ",.!?" and self._speaks(k + 1):
                out.append(Clause(start, k + 1, mark))
                start, mark = k + 1, ","
            elif word in _SEPARATORS and not depth and quote_at[k] < 0:
                if k > start:
                    out.append(Clause(start, k, mark))
                start, mark = k + 1, word
        end = self.high
        while end > start and words[end - 1] in ".!?…":
            end -= 1
        if end > start:
            out.append(Clause(start, end, mark))
        return out

    def _speaks(self, k: int) -> bool:
        """Whether a cue verb stands right after a closing mark: "...,“ sagte ..."."""
        if k >= self.high or self.doc.quote_at[k] >= 0:
            return False
        return self.doc.lows[k] in self.grammar.forms and self.doc.words[k][0].islower()

    def spans(self, low: int, high: int) -> Spans:
        """Characters of tokens `low..high-1`, without separators at the edges."""
        words = self.doc.words
        while high > low and words[high - 1] in ",:;—.":
            high -= 1
        while high > low and words[low] in ",:;—":
            low += 1
        return (self.doc.span(low, high),) if high > low else ()

    def phrase_end(self, k: int) -> int:
        """Token after the noun phrase that begins at `k`; `k` itself if none begins there."""
        words, lows, g = self.doc.words, self.doc.lows, self.grammar
        i, noun, opened, inner = k, False, True, False
        if i < self.high and lows[i] in g.pronouns and not words[i][0].isupper():
            if not (lows[i] in g.articles and self._noun_follows(i)):
                return i + 1
        if i < self.high and lows[i] in _OPENERS and lows[i] not in g.articles:
            return k
        if i == self.low and i < self.high and self.is_adverb(i):  # its capital makes it no noun
            if lows[i] not in _EMPHATIC:
                return k
            i += 1
        while i < self.high:
            word, low = words[i], lows[i]
            if word == "“":
                close = self._close(i)
                if close < 0 or close - i > 8 or (not opened and noun and not words[i - 1][0].isupper()):
                    break
                i, noun, opened = close + 1, True, False
            elif word == "(":
                close = self._paren(i)
                if close < 0 or not noun:
                    break
                i = close + 1
            elif (_is_noun(word) and low not in g.prepositions) or (word[0].isdigit() and (opened or noun)):
                if low in g.articles and noun and not opened:
                    break
                noun, opened = noun or low not in g.articles, low in g.articles
                i += 1
            elif low in g.articles and (not noun or opened or low in g.genitives):
                if noun and low in g.genitives and not self._noun_follows(i):
                    break
                opened = True
                i += 1
            elif low in g.joins and noun and self._noun_follows(i) and self._joins(i):
                opened = True
                i += 1
            elif opened and not noun and i > k and low in g.prepositions and self._noun_follows(i):
                inner = True  # "die zur Universität gehörende Stiftung"
                i += 1
            elif inner and low.endswith(_PARTICIPLE) and self._noun_follows(i):
                inner, opened = False, True
                i += 1
            elif opened and low.endswith(_INFLECTED) and self._noun_follows(i) and low not in g.forms:
                i += 1
            elif (
                word == "."
                and noun
                and self._noun_follows(i)
                and (len(words[i - 1]) <= 2 or lows[i - 1] == "prof")
            ):
                i += 1  # "George W. Bush", "Prof. Dr. ..."
            elif low in _PARTICLES and noun and self._noun_follows(i):
                i += 1
            elif low in ("&", "/", "'s") and noun:
                i += 1
                opened = True
            elif not noun and low in ("auch", "selbst", "nur", "rund", "etwa", "mehr", "als") and i == k:
                i += 1
            else:
                break
        return i if noun else k

    def is_adverb(self, i: int) -> bool:
        """Is token i a listed adverb, and not a surname of the same letters ("Lange")?"""
        low = self.doc.lows[i]
        return low in self.grammar.adverbs and not (self.doc.upper[i] and low in self.names)

    def is_source_noun(self, i: int) -> bool:
        """Is token i a noun for what was written or said ("Mitteilung", "Studie")?"""
        low, g = self.doc.lows[i], self.grammar
        return low in g.source_nouns or low.endswith(g.source_endings)

    def _joins(self, i: int) -> bool:
        low = self.doc.lows[i]
        return low in ("von", "vom", "für", "aus", "und", "sowie", "&", "beim", "zur", "zum")

    def _noun_follows(self, i: int) -> bool:
        """Whether a word with a capital stands within the next words, before any mark."""
        words = self.doc.words
        for k in range(i + 1, min(i + 5, self.high)):
            if words[k][0].isupper() or words[k] == "“":
                return True
            if not words[k][0].isalpha():
                return False
        return False

    def _close(self, i: int) -> int:
        for k in range(i + 1, min(i + 14, self.high)):
            if self.doc.words[k] == "”":
                return k
        return -1

    def _paren(self, i: int) -> int:
        for k in range(i + 1, min(i + 8, self.high)):
            if self.doc.words[k] == ")":
                return k
        return -1

    def reported(self, low: int, high: int) -> bool:
        """Whether tokens `low..high-1` hold a verb form of reported speech outside quotations."""
        g, quote_at, lows = self.grammar, self.doc.quote_at, self.doc.lows
        words = self.doc.words
        if "ich" in lows[low:high]:
            return False
        return any(
            lows[k] in g.reported
            and quote_at[k] < 0
            and (words[k][0].islower() or (k == self.low and lows[k] in _SURE))
            for k in range(low, high)
        )

    def weakly_reported(self, low: int, high: int) -> bool:
        """Whether a form stands there that reported speech shares with the unreal mood ("hätten")."""
        g, quote_at, lows = self.grammar, self.doc.quote_at, self.doc.lows
        return any(lows[k] in g.reported_weak and quote_at[k] < 0 for k in range(low, high))

    def reported_of_many(self, low: int, high: int) -> bool:
        """Whether a plural stands there that reported speech borrows, having none of its own ("hätten").

        A singular ("hätte") has another form in reported speech: it tells what is not so.
        """
        g, quote_at, lows = self.grammar, self.doc.quote_at, self.doc.lows
        return any(
            lows[k] in g.reported_weak and lows[k].endswith("n") and lows[k] != "wären" and quote_at[k] < 0
            for k in range(low, high)
        )

    def has_infinitive(self, low: int, high: int) -> bool:
        """Whether the clause ends in "zu" and a verb ("zu gehen", "mitzuteilen")."""
        lows = self.doc.lows
        for k in range(max(low, high - 4), high):
            if lows[k] == "zu" and k + 1 < high and lows[k + 1].endswith("n"):
                return True
            if "zu" in lows[k][1:-3] and lows[k].endswith("n") and k >= high - 2 and lows[k].islower():
                return True
        return False


def _is_noun(word: str) -> bool:
    """A capital, also after a hyphen ("al-Dschasira") or inside ("eBay", "ver.di" is not seen)."""
    return word[0].isupper() or ("-" in word and any(part[:1].isupper() for part in word.split("-")))


class Verb:
    """A cue verb in one clause: its form, all cue tokens, the token of the finite verb."""

    __slots__ = ("at", "clause", "cue", "finite", "form", "negated", "passive")

    def __init__(
        self,
        form: Form,
        at: int,
        finite: int,
        cue: tuple[int, ...],
        clause: int,
        negated: bool,
        passive: bool,
    ) -> None:
        self.form = form
        self.at = at
        self.finite = finite
        self.cue = cue
        self.clause = clause
        self.negated = negated
        self.passive = passive


def clause_verbs(view: View) -> list[Verb]:
    """The cue verbs of a sentence, outside quotations, each with prefix or auxiliary in its clause."""
    doc, g = view.doc, view.grammar
    out: list[Verb] = []
    depth = 0
    for c, clause in enumerate(view.clauses):
        for k in range(clause.low, clause.high):
            depth += (doc.words[k] == "(") - (doc.words[k] == ")")
            forms = g.forms.get(doc.lows[k]) if depth <= 0 else None
            if not forms or doc.quote_at[k] >= 0 or (doc.upper[k] and k != view.low):
                continue
            if _attributive(view, clause, k):
                continue
            for form in sorted(forms, key=lambda one: (one.finite, not one.prefix)):
                verb = _verb(view, c, clause, k, form)
                if verb:
                    out.append(verb)
                    break
    return out


def _verb(view: View, c: int, clause: Clause, k: int, form: Form) -> Verb | None:
    doc, g = view.doc, view.grammar
    lows = doc.lows
    negated = any(lows[i] in ("nicht", "nie", "niemals") for i in range(clause.low, clause.high))
    if form.finite:
        if form.prefix and not form.joined:
            last = _prefix_at(view, k, form.prefix, clause)
            if last == k - 1 and lows[k].endswith("n"):  # "will bekannt geben"
                modal = next((i for i in range(clause.low, last) if lows[i] in g.modals), k)
                return Verb(form, k, modal, tuple(sorted({modal, last, k})), c, negated, False)
            return Verb(form, k, k, tuple(sorted((k, last))), c, negated, False) if last else None
        if form.joined and form.prefix and k < clause.high - 2:
            return None  # "mitteilte" closes its clause
        finite = k
        if lows[k].endswith("n") and k == clause.high - 1:  # "will bekannt geben", "ließ verlauten"
            finite = next((i for i in range(clause.low, k) if lows[i] in g.modals), k)
        cue = (k,) if finite == k else (finite, k)
        return Verb(form, k, finite, cue, c, negated, False)
    if not form.joined and form.prefix and lows[k - 1] != form.prefix:
        return None
    passive = next((i for i in range(clause.low, clause.high) if lows[i] in g.become), None)
    if passive is None:
        passive = next((i for i in range(k, clause.high) if lows[i] == "worden"), None)
    if passive is not None:
        return Verb(form, k, passive, tuple(sorted((passive, k))), c, negated, True)
    start = clause.low
    if clause.high - clause.low <= 3:  # "hatte der Investor, Oren Valk, zugesagt, ..."
        start = view.clauses[max(0, c - 2)].low
    helping = _BE if form.cue.lemma in _WITH_BE else g.have
    for i in range(clause.high - 1, start - 1, -1):
        if lows[i] in helping and i != k and doc.quote_at[i] < 0:
            return Verb(form, k, i, tuple(sorted((i, k))), c, negated, False)
    return None


_WITH_BE: Final = frozenset(("ausgehen",))
_BE: Final = frozenset(("ist", "sind", "war", "waren", "sei", "seien"))


def _attributive(view: View, clause: Clause, k: int) -> bool:
    """Is a form the adjective of a noun: "der erhofften Einigung"?"""
    doc, g = view.doc, view.grammar
    if (
        k + 1 >= clause.high
        or not doc.upper[k + 1]
        or k <= clause.low
        or not doc.lows[k].endswith(("te", "ten", "ter", "en", "e"))
    ):
        return False
    before = [doc.lows[i] for i in range(k - 1, max(clause.low, k - 2) - 1, -1)]
    return before[0] in g.articles or (len(before) > 1 and before[1] in g.articles and not doc.upper[k - 1])


def _prefix_at(view: View, k: int, prefix: str, clause: Clause) -> int | None:
    """The token of a separated prefix: the last of its clause, or of a clause soon after an insertion."""
    lows = view.doc.lows
    if k == clause.high - 1 and k > clause.low and lows[k - 1] == prefix:
        return k - 1  # "wie die Bank bekannt gab"
    preposition = prefix in view.grammar.prepositions or prefix in view.grammar.articles
    for i in range(clause.high - 1, k, -1):
        if lows[i] == prefix:
            if preposition and i < clause.high - 1 and view.phrase_end(i + 1) > i + 1:
                continue  # "zu dem Vorfall", "vor Gericht"
            return i
    for later in view.clauses:
        if later.low > clause.high and later.low - clause.high < 24 and lows[later.high - 1] == prefix:
            return later.high - 1
    return None


def span_of(doc: Document, tokens: tuple[int, ...]) -> Spans:
    """Spans of single tokens, neighbours joined."""
    out: list[Span] = []
    for k in tokens:
        if out and out[-1][1] + 1 >= doc.starts[k]:
            out[-1] = (out[-1][0], doc.end(k))
        else:
            out.append((doc.starts[k], doc.end(k)))
    return tuple(out)
