"""The state of one text while its attributions are found: its words, and what is taken already."""

from __future__ import annotations

from typing import Final

from tasks.claims.document import Document
from tasks.claims.kinds import TAG
from tasks.claims.pack import Cue, Found
from tasks.claims.patterns.words import (
    ADV,
    AUX,
    BASE,
    FINITE,
    MARK,
    MOD,
    NEG,
    OPEN,
    PAST,
    POSS,
    PRO,
    REL,
    THAT,
    THIRD,
    TIME,
    TO,
    cue_forms,
    verb_places,
    word_list,
)
from tasks.claims.records import Span, Spans

FAR: Final = 60  # no walk looks further than this many tokens
_FEW_CAPITALS: Final = 2  # a headline has more
_SHORT: Final = 3  # letters; in a headline longer words have capitals
INNER_MARKS: Final = frozenset("'-&/$#@%’‘")
_SET_PHRASES: Final = frozenset(
    {
        "for the first time",
        "in particular",
        "of course",
        "for example",
        "for instance",
        "for one",
        "at first",
        "in turn",
        "in fact",
        "in part",
    }
    | {
        f"{which} {span}"
        for which in ("last", "this")
        for span in (
            "week",
            "month",
            "year",
            "night",
            "summer",
            "spring",
            "fall",
            "winter",
            "morning",
            "afternoon",
            "evening",
        )
    }
)
Range = tuple[int, int]


class Draft:
    """A found attribution in tokens, still open to growth (a quotation that runs on)."""

    __slots__ = (
        "antecedent",
        "content",
        "cue",
        "direct",
        "entry",
        "negated",
        "relay",
        "rule",
        "sentence",
        "source",
    )

    def __init__(
        self,
        source: list[Range],
        cue: list[Range],
        content: list[Range],
        entry: Cue | None,
        rule: str,
        negated: bool = False,
        relay: list[Range] | None = None,
        antecedent: Range | None = None,
        direct: bool = False,
        sentence: int = 0,
    ) -> None:
        self.source = source
        self.cue = cue
        self.content = content
        self.entry: Cue | None = entry
        self.rule = rule
        self.negated = negated
        self.relay: list[Range] = [] if relay is None else relay
        self.antecedent: Range | None = antecedent
        self.direct = direct
        self.sentence = sentence


class Subject:
    """Token range of a clause's subject; `antecedent` is what a relative pronoun stands for."""

    __slots__ = ("antecedent", "high", "low")

    def __init__(
        self,
        low: int,
        high: int,
        antecedent: Range | None = None,
    ) -> None:
        self.low = low
        self.high = high
        self.antecedent: Range | None = antecedent


class Group:
    """The verb group that ends in a cue: its first token and what stands in it."""

    __slots__ = ("be", "have", "infinitive", "low", "modal", "negated")

    def __init__(
        self,
        low: int,
        be: bool,
        have: bool,
        modal: bool,
        infinitive: bool,
        negated: bool,
    ) -> None:
        self.low = low
        self.be = be
        self.have = have
        self.modal = modal
        self.infinitive = infinitive
        self.negated = negated


class State:
    """One document while its attributions are being found. `a` and `b` bound the sentence at hand.

    What walks say of a token is remembered while the sentence is the same, in `finite_at` and the like; they
    do not look at what is taken.
    """

    __slots__ = (
        "_restored",
        "a",
        "b",
        "be_words",
        "cased",
        "doc",
        "drafts",
        "epithets",
        "finite_at",
        "forms",
        "group_at",
        "have_words",
        "left_at",
        "lows",
        "main_at",
        "not_past",
        "nouns_too",
        "occasions",
        "passing",
        "places",
        "quote_at",
        "right_at",
        "sentence",
        "subject_at",
        "tags",
        "taken",
        "upper",
        "words",
    )

    def __init__(self, doc: Document) -> None:
        self.doc = doc
        self.words, self.lows, self.quote_at = doc.words, doc.lows, doc.quote_at
        self.tags = [kind & TAG for kind in doc.kinds]
        self.cased = False
        self.upper = doc.upper
        # Closed-class words with a capital inside a sentence are names ("Will", "May").
        tags, lows = self.tags, self.lows
        starts = set(doc.first)
        self._restored = {
            k: tags[k]
            for k in doc.capitals
            if (tags[k] in (FINITE, MOD) or (tags[k] == TIME and lows[k] == "today"))
            and k not in starts
            and lows[k - 1] not in ("“", ":", "—")
        }
        for k in self._restored:
            tags[k] = OPEN
        self.places = verb_places()
        self.nouns_too = word_list("verbs", "nouns_too")
        self.not_past = word_list("verbs", "not_past")
        self.epithets = word_list("verbs", "epithets")
        self.passing = word_list("verbs", "passing")
        self.be_words = word_list("verbs", "be")
        self.have_words = word_list("verbs", "have")
        self.occasions = word_list("nouns", "occasions")
        self.finite_at: dict[int, bool] = {}
        self.group_at: dict[int, Group] = {}
        self.left_at: dict[int, int] = {}
        self.right_at: dict[int, int] = {}
        self.subject_at: dict[int, Subject | None] = {}
        self.main_at: dict[int, Subject | None] = {}
        self.forms = cue_forms()
        self.taken = bytearray(len(doc.words))
        self.drafts: list[Draft] = []
        self.a = self.b = self.sentence = 0

    def enter(self, i: int) -> None:
        """Turn to sentence i: its bounds, and whether its capitals say nothing (a headline)."""
        self.a, self.b, self.sentence = self.doc.first[i], self.doc.first[i + 1], i
        a, b = self.a, self.b
        self.finite_at.clear()
        self.group_at.clear()
        self.left_at.clear()
        self.right_at.clear()
        self.subject_at.clear()
        self.main_at.clear()
        self.cased = False
        capitals = self.upper[a:b].count(True)
        if capitals > _FEW_CAPITALS:
            words, upper = self.words, self.upper
            long = shouts = 0
            for k in range(a, b):
                if len(words[k]) > _SHORT:
                    long += 1
                    shouts += upper[k]
            self.cased = shouts > _FEW_CAPITALS and shouts >= 0.7 * long
        if self.cased:
            for k in range(a, b):
                if k in self._restored:
                    self.tags[k] = self._restored[k]

    def add(self, draft: Draft) -> Draft:
        """Keep a draft and close its content and cue to later patterns."""
        draft.sentence = self.sentence
        self.drafts.append(draft)
        for low, high in (*draft.content, *draft.cue):
            if high > low:
                self.taken[low:high] = b"\x01" * (high - low)
        return draft

    def found(self) -> list[Found]:
        """All drafts as spans of characters, in text order."""
        out = []
        for d in self.drafts:
            content = self.spans(d.content)
            cue = self.spans(d.cue)
            anchor = cue[0][0] if cue else content[0][0] if content else 0
            out.append(
                Found(
                    source=self.spans(d.source),
                    cue=cue,
                    content=content,
                    entry=d.entry,
                    rule=d.rule,
                    anchor=anchor,
                    negated=d.negated,
                    relay=self.spans(d.relay),
                    antecedent=self.span(d.antecedent) if d.antecedent else None,
                )
            )
        out.sort(key=lambda found: (min((*found.content, *found.cue, *found.source)), found.anchor))
        return out

    def span(self, tokens: Range) -> Span:
        """Characters of a token range."""
        return (self.doc.starts[tokens[0]], self.doc.end(tokens[1] - 1))

    def spans(self, ranges: list[Range]) -> Spans:
        """Characters of token ranges, in order; empty ranges are dropped."""
        doc, starts = self.doc, self.doc.starts
        if len(ranges) > 1:
            ranges = sorted(ranges)
        return tuple([(starts[low], doc.end(high - 1)) for low, high in ranges if high > low])

    def capital(self, k: int) -> bool:
        """Does token k begin with a capital?"""
        return not self.cased and self.upper[k]

    def place(self, k: int) -> int:
        """All places token k may have in the paradigm of any verb cue; 0 if it is none."""
        return self.places.get(self.lows[k], 0)

    def verbal(self, k: int) -> bool:
        """May token k be a verb cue, and is it not one of those that are as often nouns?"""
        return bool(self.place(k)) and self.lows[k] not in self.nouns_too

    def past(self, k: int) -> bool:
        """Is token k an open-class word that looks like a past form?"""
        word = self.lows[k]
        return (
            word.endswith("ed")
            and self.tags[k] == OPEN
            and len(word) > 3
            and word not in self.not_past
            and not self.capital(k)
        )

    def finite(self, k: int) -> bool:
        """May a clause's finite verb stand at token k?"""
        said = self.finite_at.get(k)
        if said is None:
            said = self.finite_at[k] = self._finite(k)
        return said

    def _finite(self, k: int) -> bool:
        tag = self.tags[k]
        if tag == FINITE or tag == AUX or tag == MOD:
            return True
        if tag == POSS:
            return k > 0 and (
                self.tags[k - 1] in (PRO, REL, THAT) or self.lows[k - 1] in ("that", "there", "it", "what")
            )
        if tag != OPEN or self.capital(k):
            return False
        if self.past(k):
            return True
        place = self.places.get(self.lows[k], 0)
        if not place & (BASE | THIRD | PAST):
            return False
        before = self.tags[k - 1] if k > self.a else MARK
        if place & PAST and not place & (BASE | THIRD):
            return True
        if before == OPEN and not place & (THIRD | PAST) and not self.lows[k - 1].endswith("s"):
            return False
        if (
            place == BASE
            and before == OPEN
            and k + 1 < self.b
            and self.tags[k + 1] == OPEN
            and self.place(k + 1) == 0
            and self.capital(k - 1)
        ):
            return False
        if before in (PRO, REL):
            return True
        # "backs", "plans": a verb when something that ends a clause's subject stands before it.
        return before == ADV or (before == OPEN and (self.capital(k - 1) or self.lows[k - 1].endswith("s")))

    def reporting(self, k: int, need: frozenset[str] = frozenset({"C", "Q", "A", "T"})) -> Cue | None:
        """The cue of a finite clause-taking verb at k, or None."""
        for cue, place in self.forms.get(self.lows[k], ()):
            if cue.kind == "verb" and place & (BASE | THIRD | PAST) and cue.frames & need:
                return cue
        return None

    def group(self, v: int) -> Group:
        """The verb group that ends at v: auxiliaries, adverbs, "went on to" before the verb."""
        said = self.group_at.get(v)
        if said is None:
            said = self.group_at[v] = self._group(v)
        return said

    def _group(self, v: int) -> Group:
        passing, be_words, have_words = self.passing, self.be_words, self.have_words
        be = have = modal = infinitive = negated = False
        p, stop = v, max(self.a, v - 12)
        while p > stop:
            tag, word = self.tags[p - 1], self.lows[p - 1]
            if self.quote_at[p - 1] >= 0:
                break
            if tag in (ADV, NEG):
                negated |= tag == NEG
                p -= 1
            elif tag == MOD:
                modal, negated = True, negated or word.endswith(("n't", "not"))
                p -= 1
            elif tag == AUX or (tag == POSS and p - 2 >= self.a and self.tags[p - 2] in (PRO, REL)):
                be |= word in be_words
                have |= word in have_words
                negated |= word.endswith("n't")
                p -= 1
            elif tag == TO and not infinitive:
                infinitive = True
                p -= 1
                while p > stop and self.lows[p - 1] in passing and self.tags[p - 1] != AUX:
                    infinitive = False
                    p -= 1
                if infinitive and self.tags[p - 1] == AUX:  # "had to say", "is to announce"
                    infinitive = False
                if infinitive:
                    break
            elif tag in (OPEN, REL) and p - 2 > stop and self._set_phrase(p - 1):
                p -= self._set_phrase(p - 1)
            else:
                break
        while p < v and self.tags[p] == ADV:  # an adverb before the auxiliaries belongs to the clause
            if p + 1 < v:
                p += 1
            else:
                break
        return Group(p, be, have, modal, infinitive, negated)

    def _set_phrase(self, k: int) -> int:
        """Length of the set adverbial phrase that ends at token k, 0 if none does."""
        for size in (4, 2):
            if k - size + 1 > self.a and " ".join(self.lows[k - size + 1 : k + 1]) in _SET_PHRASES:
                return size
        return 0
