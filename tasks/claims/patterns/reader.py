"""Walk a cut English text clause by clause: where a noun phrase begins, who the subject is.

No parser: closed-class words, punctuation and a list of frequent verbs decide. Every walk is bound
to its sentence and to a fixed number of tokens, so the whole stays linear in the text.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from tasks.claims.document import Document
from tasks.claims.pack import Cue, Found
from tasks.claims.patterns.words import (
    ADV,
    AUX,
    BASE,
    CC,
    DET,
    FINITE,
    ING,
    MARK,
    MOD,
    NEG,
    NUMBER,
    OBJ,
    OPEN,
    PARTICIPLE,
    PAST,
    POSS,
    PREP,
    PRO,
    REL,
    SUB,
    THAT,
    THIRD,
    TIME,
    TO,
    cue_forms,
    tag_words,
    word_list,
)
from tasks.claims.records import Span, Spans

FAR = 60  # no walk looks further than this many tokens
_INNER_MARKS = frozenset("'-&/$#@%’‘")

_SET_PHRASES = frozenset(
    {"for the first time", "in particular", "of course", "for example", "for instance", "for one", "at first", "in turn", "in fact", "in part"}
    | {f"{which} {span}" for which in ("last", "this") for span in ("week", "month", "year", "night", "summer", "spring", "fall", "winter", "morning", "afternoon", "evening")}
)

Range = tuple[int, int]


@dataclass(slots=True)
class Draft:
    """A found attribution in tokens, still open to growth (a quotation that runs on)."""

    source: list[Range]
    cue: list[Range]
    content: list[Range]
    entry: Cue | None
    rule: str
    negated: bool = False
    relay: list[Range] = field(default_factory=list)
    antecedent: Range | None = None
    direct: bool = False
    sentence: int = 0


@dataclass(frozen=True, slots=True)
class Subject:
    """Token range of a clause's subject; `antecedent` is what a relative pronoun stands for."""

    low: int
    high: int
    antecedent: Range | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """The verb group that ends in a cue: its first token and what stands in it."""

    low: int
    be: bool
    have: bool
    modal: bool
    infinitive: bool
    negated: bool


class Reader:
    """One document while its attributions are being found. `a` and `b` bound the sentence at hand."""

    __slots__ = (
        "_long", "_named", "_restored", "_shouts", "a", "b", "cased", "doc", "drafts", "forms", "lows", "quote_at", "sentence",
        "tags", "taken", "upper", "words",
    )

    def __init__(self, doc: Document) -> None:
        self.doc = doc
        self.words, self.lows, self.quote_at = doc.words, doc.lows, doc.quote_at
        self.tags = tag_words(doc.lows)
        self.cased = False
        self.upper = [word[0].isupper() for word in doc.words]
        self._long = [len(word) > 3 for word in doc.words]
        self._shouts = [long and upper for long, upper in zip(self._long, self.upper, strict=True)]
        # Closed-class words with a capital inside a sentence are names ("Will", "May").
        tags, upper = self.tags, self.upper
        starts = set(doc.first)
        self._named = [
            k for k, tag in enumerate(tags)
            if upper[k] and tag in (FINITE, MOD) and k not in starts and doc.lows[k - 1] not in ("“", ":", "—")
        ]
        self._restored = {k: tags[k] for k in self._named}
        for k in self._named:
            tags[k] = OPEN
        self.forms = cue_forms()
        self.taken = bytearray(len(doc.words))
        self.drafts: list[Draft] = []
        self.a = self.b = self.sentence = 0

    def enter(self, i: int) -> None:
        """Turn to sentence i: its bounds, and whether its capitals say nothing (a headline)."""
        self.a, self.b, self.sentence = self.doc.first[i], self.doc.first[i + 1], i
        a, b = self.a, self.b
        long = sum(self._long[a:b])
        self.cased = long >= 3 and sum(self._shouts[a:b]) >= 0.7 * long
        if self.cased:
            for k in range(a, b):
                if k in self._restored:
                    self.tags[k] = self._restored[k]

    # -- adding ------------------------------------------------------------------------------

    def add(self, draft: Draft) -> Draft:
        """Keep a draft and close its content and cue to later patterns."""
        draft.sentence = self.sentence
        self.drafts.append(draft)
        for low, high in (*draft.content, *draft.cue):
            for k in range(low, high):
                self.taken[k] = 1
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
        return (self.doc.starts[tokens[0]], self.doc.ends[tokens[1] - 1])

    def spans(self, ranges: list[Range]) -> Spans:
        """Characters of token ranges, in order; empty ranges are dropped."""
        return tuple(self.span(r) for r in sorted(ranges) if r[1] > r[0])

    # -- single tokens -----------------------------------------------------------------------

    def capital(self, k: int) -> bool:
        """Does token k begin with a capital?"""
        return not self.cased and self.upper[k]

    def place(self, k: int) -> int:
        """All places token k may have in the paradigm of any verb cue; 0 if it is none."""
        out = 0
        for cue, place in self.forms.get(self.lows[k], ()):
            if cue.kind == "verb":
                out |= place
        return out

    def past(self, k: int) -> bool:
        """Is token k an open-class word that looks like a past form?"""
        word = self.lows[k]
        return (
            self.tags[k] == OPEN and word.endswith("ed") and len(word) > 3
            and word not in word_list("verbs", "not_past") and not self.capital(k)
        )

    def finite(self, k: int) -> bool:
        """May a clause's finite verb stand at token k?"""
        tag = self.tags[k]
        if tag in (FINITE, AUX, MOD):
            return True
        if tag == POSS:
            return k > 0 and (self.tags[k - 1] in (PRO, REL, THAT) or self.lows[k - 1] in ("that", "there", "it", "what"))
        if tag != OPEN or self.capital(k):
            return False
        if self.past(k):
            return True
        place = self.place(k)
        if not place & (BASE | THIRD | PAST):
            return False
        before = self.tags[k - 1] if k > self.a else MARK
        if place & PAST and not place & (BASE | THIRD):
            return True
        if before == OPEN and not place & (THIRD | PAST) and not self.lows[k - 1].endswith("s"):
            return False
        if place == BASE and before == OPEN and k + 1 < self.b and self.tags[k + 1] == OPEN and self.place(k + 1) == 0 and self.capital(k - 1):
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

    # -- verb groups -------------------------------------------------------------------------

    def group(self, v: int) -> Group:
        """The verb group that ends at v: auxiliaries, adverbs, "went on to" before the verb."""
        passing, be_words, have_words = word_list("verbs", "passing"), word_list("verbs", "be"), word_list("verbs", "have")
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

    # -- noun phrases ------------------------------------------------------------------------

    def np_left(self, q: int) -> int:
        """First token of the noun phrase that ends at token q (inclusive)."""
        tags, lows = self.tags, self.lows
        stop = max(self.a, q - FAR)
        k, listed = q, False
        while k > stop and lows[k] == ".":
            k -= 1
        verb_open = -1  # a finite verb seen, waiting for its relative pronoun
        while k >= stop:
            tag, word = tags[k], lows[k]
            if self.quote_at[k] >= 0:
                number = self.quote_at[k]
                low = k
                while low > stop and self.quote_at[low - 1] == number:
                    low -= 1
                if k - low > 9 or lows[k - 1] in ",.!?" or low - 1 < stop:
                    break
                k = low - 1
                continue
            if tag == MARK:
                if word == "." and k < q and k > stop and tags[k - 1] == OPEN:
                    k -= 1
                    continue
                if word in _INNER_MARKS:
                    k -= 1
                    continue
                if word in ")]":
                    low = k
                    while low > stop and k - low < 14 and lows[low] not in "([":
                        low -= 1
                    if lows[low] in "([":
                        k = low - 1
                        continue
                if word == "," and listed and k > stop and tags[k - 1] in (OPEN, NUMBER) and not self.finite(k - 1):
                    # "A, B and C": the members look alike
                    if self.capital(k - 1) == self.capital(min(k + 1, q)) or tags[k + 1] == CC:
                        k -= 1
                        continue
                break
            if tag == PRO:
                if k == q:
                    return k
                if verb_open >= 0:
                    k -= 1
                    verb_open = -1
                    continue
                break
            if tag in (REL, THAT):
                if k == q or k == stop or tags[k - 1] == MARK:
                    break
                if tag == THAT and (verb_open < 0 or self.place(k - 1) or tags[k - 1] not in (OPEN, POSS)):
                    break
                verb_open = -1
                k -= 1
                continue
            if tag in (AUX, MOD, FINITE) or (tag == OPEN and k < q and self.finite(k) and not self._adjectival(k)):
                if self._relative_before(k, stop):
                    verb_open = k
                    k -= 1
                    continue
                break
            if tag == DET:
                if k == stop:
                    return k
                before = tags[k - 1]
                if before in (PREP, DET, CC) or lows[k - 1] in ("all", "both", "half", "of") or (
                    before == TO and k - 2 >= stop and tags[k - 2] == OPEN and not self.finite(k - 2)
                ):
                    k -= 1
                    continue
                if verb_open >= 0:
                    k -= 1
                    continue
                return k
            if tag == PREP:
                if k == stop:
                    return self._after_phrase(k, q)
                before = tags[k - 1]
                if before in (OPEN, NUMBER, OBJ, POSS) or (before == DET and lows[k - 1] not in ("the", "a", "an", "his", "its")) or (
                    before == MARK and lows[k - 1] in ".)"
                ):
                    if self.finite(k - 1) and not self._adjectival(k - 1) and before == OPEN and verb_open < 0:
                        if not self._relative_before(k - 1, stop):
                            return self._after_phrase(k, q)
                    k -= 1
                    continue
                if before in (FINITE, AUX, ADV) and self._relative_before(k, stop):
                    k -= 1
                    verb_open = k + 1
                    continue
                return self._after_phrase(k, q)
            if tag == CC:
                if word in ("and", "or", "&") and k > stop and (
                    tags[k - 1] in (OPEN, NUMBER, OBJ, DET, POSS) or lows[k - 1] in ("he", "she") or (lows[k - 1] == "," and listed)
                ) and k < q:
                    if self.finite(k - 1) and not self.capital(k - 1) and tags[k - 1] == OPEN and verb_open < 0 and self.past(k - 1):
                        break
                    listed = True
                    k -= 1
                    continue
                if word in ("and", "or") and k > stop and lows[k - 1] == "," and k < q and tags[max(stop, k - 2)] == OPEN and self._listed(k, stop):
                    listed = True
                    k -= 1
                    continue
                break
            if tag == ADV:
                if k > stop and tags[k - 1] in (DET, PREP) or verb_open >= 0:
                    k -= 1
                    continue
                break
            if tag in (SUB, TO, NEG):
                if verb_open >= 0 or (tag == TO and k > stop and tags[k - 1] == OPEN and not self.finite(k - 1) and tags[k + 1] in (DET, OPEN, OBJ) and not self.place(k + 1) & BASE and self._noun_after_to(k + 1)):
                    k -= 1
                    continue
                break
            k -= 1  # OPEN, NUMBER, POSS, OBJ, TIME
        return min(k + 1, q)

    def _listed(self, k: int, stop: int) -> bool:
        """Is the comma before the conjunction k the last of a list's commas?"""
        for j in range(k - 2, max(stop, k - 14), -1):
            if self.lows[j] == ",":
                return self.tags[j - 1] == OPEN
            if self.finite(j):
                return False
        return False

    def _noun_after_to(self, k: int) -> bool:
        """A noun phrase, no infinitive, after "to" ("aides to the mayor", "envoy to China")."""
        return self.tags[k] == DET or self.capital(k)

    def _adjectival(self, k: int) -> bool:
        """A past form that qualifies a noun: "the proposed ban", "leaders gathered in"."""
        before = self.tags[k - 1] if k > self.a else MARK
        if before in (DET, POSS, NUMBER, PREP):
            return True
        after = self.tags[k + 1] if k + 1 < self.b else MARK
        return self.past(k) and after == PREP and before == OPEN and self.lows[k + 1] in ("by", "with", "in", "to", "from", "on", "at")

    def _relative_before(self, k: int, stop: int) -> bool:
        """Does a relative pronoun without a comma open the clause that holds the verb k?"""
        for j in range(k - 1, max(stop, k - 10), -1):
            tag = self.tags[j]
            if tag == REL or (tag == THAT and j > stop and self.tags[j - 1] == OPEN and not self.place(j - 1)):
                return j > stop and self.tags[j - 1] in (OPEN, NUMBER, DET) and self.lows[j - 1] != ","
            if tag == MARK and self.lows[j] not in _INNER_MARKS and self.lows[j] != ".":
                return False
        return False

    def _after_phrase(self, k: int, q: int) -> int:
        """The clause opens with a preposition at k: where the subject begins after that phrase."""
        for j in range(k + 2, q + 1):
            before = self.tags[j - 1]
            if self.tags[j] == PRO:
                return j
            if self.tags[j] == DET and before in (OPEN, TIME, NUMBER):
                return j
            if self.capital(j) and before in (OPEN, TIME, NUMBER) and not self.capital(j - 1):
                return j
            if before == TIME and self.tags[j] == OPEN:
                return j
        return k + 1 if k + 1 <= q else q

    # -- subjects ----------------------------------------------------------------------------

    def subject(self, p: int) -> Subject | None:
        """The subject of the verb group that begins at token p, or None."""
        q = p - 1
        if q < self.a or self.quote_at[q] >= 0:
            return None
        tag, word = self.tags[q], self.lows[q]
        if tag == PRO:
            return Subject(q, p) if word != "there" else None
        if word == ",":
            whole = self._with_appositions(q)
            if whole:
                return whole
        if tag == REL or (tag == THAT and q > self.a and self.tags[q - 1] in (OPEN, TIME, NUMBER) and not self.place(q - 1)):
            return self._relative(q)
        if word == "," or word == "—":
            return self._across(q)
        if tag == MARK and word in ")]":
            low = self.np_left(q)
            return Subject(low, p) if low < q else None
        while q > self.a and (self.tags[q] == TIME or (self.tags[q] == PREP and self.tags[q + 1] == TIME)):
            q -= 1
        tag = self.tags[q]
        if tag in (OPEN, NUMBER, OBJ, DET, POSS) or (tag == MARK and self.lows[q] in "'.)") or tag == PRO:
            if tag == PRO:
                return Subject(q, q + 1)
            if tag == DET and self.lows[q] in ("the", "a", "an", "his", "its", "my", "our", "your", "their", "no", "every"):
                return None
            low = self.np_left(q)
            if low > q:
                return None
            if low > self.a and self.tags[low - 1] == POSS:
                return None
            return Subject(low, q + 1)
        return None

    def _relative(self, q: int) -> Subject:
        """Subject "who" at q, with the noun phrase it stands for."""
        end = q - 1
        if end >= self.a and self.lows[end] in (",", "—", "("):
            end -= 1
        antecedent = None
        if end >= self.a and self.tags[end] in (OPEN, NUMBER, OBJ, PRO, TIME) or (end >= self.a and self.lows[end] in ").'"):
            low = self.np_left(end)
            if low <= end:
                antecedent = (low, end + 1)
                outer = self._across(end + 1) if low > self.a and self.lows[low - 1] == "," and self.lows[end + 1] == "," else None
                if outer and outer.low < low:
                    antecedent = (outer.low, end + 1)
        return Subject(q, q + 1, antecedent)

    def _with_appositions(self, q: int) -> Subject | None:
        """Everything from the head noun to the comma at q, when all between is apposition.

        "Ann Lee, minister for trade, industry and ports, said", "Lee, meanwhile, who sits there, said".
        """
        low = max(self.a, q - FAR)
        for k in range(q - 1, low - 1, -1):
            if self.lows[k] in ";:—“”" or self.quote_at[k] >= 0:
                low = k + 1
                break
        commas = [k for k in range(low, q) if self.lows[k] == ","]
        begin = low
        while begin < q and (self.tags[begin] in (CC, ADV) or self.lows[begin] == ","):
            begin += 1
        if not commas and q + 1 < self.b and self.tags[q + 1] == AUX and begin < q and self.np_left(q - 1) == begin:
            if self.tags[q - 1] == OPEN and self.tags[begin] in (OPEN, DET):
                return Subject(begin, q)  # "The firm Example, has said": a stray comma
        for number, comma in enumerate(commas):
            if comma <= begin:
                continue
            if comma - begin == 1 and self.tags[begin] in (REL,):
                return self._relative(begin)
            if comma - 1 < begin or self.tags[comma - 1] not in (OPEN, NUMBER, OBJ) and self.lows[comma - 1] not in ").'":
                begin = comma + 1
                continue
            head = self.np_left(comma - 1)
            if head == begin and (self.capital(begin) or self.tags[begin] in (DET, NUMBER) or self.tags[begin] == OPEN):
                rest = commas[number:]
                if self._all_apposition(rest, q):
                    return self._trimmed(begin, q)
                return None
            begin = comma + 1
            while begin < q and self.tags[begin] in (CC, ADV):
                begin += 1
        return None

    def _all_apposition(self, commas: list[int], q: int) -> bool:
        """No finite verb outside a relative clause between the first of the commas and q."""
        relative = False
        for k in range(commas[0] + 1, q):
            tag = self.tags[k]
            if tag == REL or self.lows[k] in ("whose", "where"):
                relative = True
            elif tag == THAT and self.tags[k - 1] == OPEN:
                relative = True
            elif tag in (PRO,) and not relative:
                return False
            elif not relative and tag in (AUX, MOD, FINITE):
                return False
            elif not relative and tag == OPEN and self.finite(k) and not self._adjectival(k) and self.lows[k - 1] != ",":
                return False
            elif tag == SUB and self.lows[k] in ("because", "if", "but", "although"):
                return False
        first = commas[0] + 1
        return self.tags[first] != CC

    def _across(self, q: int) -> Subject | None:
        """The subject left of an apposition or parenthesis that ends with the mark at q."""
        mark = self.lows[q]
        stop = max(self.a, q - FAR)
        close = q
        for _ in range(4):
            k = close - 1
            while k >= stop and not (self.lows[k] == mark and self.quote_at[k] < 0):
                if self.lows[k] in ";:" or (self.lows[k] in "“”" and mark == ","):
                    return None
                k -= 1
            if k <= stop or k == close - 1:
                return None
            first = k + 1
            if self.tags[first] == CC and mark == ",":
                return None
            end = k - 1
            if self.tags[end] not in (OPEN, NUMBER, OBJ, PRO, TIME) and self.lows[end] not in ").'":
                return None
            if self.tags[end] == TIME and end > self.a:
                return None
            low = self.np_left(end)
            if low > end:
                return None
            if self.finite(end) and not self.capital(end) and self.past(end):
                return None
            before = self.lows[low - 1] if low > self.a else ""
            head = self.tags[low]
            if before == "," and mark == "," and (head in (DET, NUMBER) or (head == OPEN and not self.capital(low))) and low - 1 > stop:
                # still inside a chain of appositions: "Smith, 54, a teacher from Ohio, said"
                outer_end = low - 2
                if self.tags[outer_end] == OPEN and self.capital(outer_end) and not self.finite(outer_end):
                    close = low - 1
                    outer_low = self.np_left(outer_end)
                    if outer_low <= outer_end and (self.capital(outer_low) or self.tags[outer_low] == DET):
                        if outer_low == self.a or self.lows[outer_low - 1] != ",":
                            return self._trimmed(outer_low, q)
                        continue
            return self._trimmed(low, q)
        return None

    def _trimmed(self, low: int, q: int) -> Subject:
        """Leave a trailing parenthesis of time or manner out of the source."""
        k = q - 1
        while k > low and self.lows[k] != self.lows[q]:
            k -= 1
        if k > low and (
            self.tags[k + 1] in (ADV, TIME, SUB) or (self.tags[k + 1] == PREP and self.lows[k + 1] not in ("of", "from"))
            or (self.place(k + 1) & ING and self.tags[k + 1] == OPEN)
        ):
            return Subject(low, k)
        return Subject(low, q)

    def main_subject(self, k: int) -> Subject | None:
        """Subject of the last independent clause that begins before token k in this sentence."""
        best: Subject | None = None
        tried = 0
        j = max(self.a, k - 2 * FAR)
        while j < k and tried < 8:
            if self.quote_at[j] < 0 and self.tags[j] not in (MARK, DET) and self.finite(j):
                group = self.group(j)
                subject = self.subject(group.low)
                if subject and self.tags[subject.low] != REL and self.tags[subject.low] != THAT:
                    before = subject.low - 1
                    if before < self.a or self.lows[before] in (",", ";", "—", "”", ":", "“") or (
                        self.tags[before] == CC and (before == self.a or self.lows[before - 1] in (",", ";", "”"))
                    ) or self.tags[before] == ADV:
                        if not self._subordinate(subject.low):
                            best = subject
                            tried += 1
                        else:
                            best = best or subject
            j += 1
        return best

    def nearest_subject(self, k: int) -> Subject | None:
        """Subject of the last finite verb before token k that no content holds; `who` counts."""
        for j in range(k - 1, max(self.a, k - FAR) - 1, -1):
            if self.taken[j] and not self.finite(j):
                continue
            if self.quote_at[j] >= 0 or self.tags[j] in (MARK, DET) or self.lows[j] == ";":
                continue
            if self.finite(j) and not self._adjectival(j) and not self._held(j):
                subject = self.subject(self.group(j).low)
                if subject:
                    return subject
        return None

    def _held(self, j: int) -> bool:
        """Does a content found before hold token j?"""
        return any(low <= j < high for d in self.drafts[-4:] for low, high in d.content)

    def _subordinate(self, low: int) -> bool:
        return low > self.a and self.tags[low - 1] in (SUB, THAT)

    def np_right(self, k: int) -> int:
        """End (exclusive) of the noun phrase, with its appositions, that begins at token k."""
        tags, lows, b = self.tags, self.lows, min(self.b, k + FAR)
        if k >= b:
            return k
        if tags[k] in (PRO, OBJ) and lows[k] not in ("each",):
            return k + 1
        i, inside, relative = k, False, False
        occasions = word_list("nouns", "occasions")
        while i < b:
            tag, word = tags[i], lows[i]
            if self.quote_at[i] >= 0:
                number = self.quote_at[i]
                j = i
                while j < b and self.quote_at[j] == number:
                    j += 1
                if j - i > 10 or i == k or lows[i - 1] in ",:":
                    break
                i = j
                continue
            if tag == MARK:
                if word == ".":
                    if i + 1 >= b:
                        break
                    i += 1
                    continue
                if word in _INNER_MARKS:
                    i += 1
                    continue
                if word == "(":
                    j = i
                    while j < b and j - i < 14 and lows[j] != ")":
                        j += 1
                    if j < b and lows[j] == ")":
                        i = j + 1
                        continue
                    break
                if word == "," and i + 1 < b:
                    nxt = tags[i + 1]
                    if self.quote_at[i + 1] >= 0:
                        break
                    if nxt in (DET, REL, NUMBER) or (nxt == OPEN and not self.place(i + 1) & ING) or lows[i + 1] in ("of", "from"):
                        if nxt == DET and lows[i + 1] in ("this", "these", "those", "some", "all", "both") and not inside:
                            break
                        inside, relative = True, nxt == REL
                        i += 1
                        continue
                break
            if tag == TIME and (i + 1 >= b or tags[i + 1] != POSS) and not relative:
                break
            if tag in (SUB, THAT) and not relative:
                break
            if tag == PREP and not relative:
                window = lows[i + 1 : i + 5]
                if word in ("in", "on", "at", "during", "via", "after", "to", "over", "by", "following", "amid", "through"):
                    if not inside or occasions.intersection(window) or any(tags[j] == TIME for j in range(i + 1, min(b, i + 4))):
                        break
            if tag in (AUX, MOD, FINITE) and not relative:
                break
            if tag in (ADV, TO) and not inside and not relative and i > k:
                break
            if tag == REL:
                relative = True
            if tag == CC and i > k and i + 1 < b and (self.place(i + 1) & PAST and not self.capital(i + 1)) and not relative:
                break
            if tag == CC and word in ("but", "yet", "nor") and not relative:
                break
            i += 1
        while i > k and lows[i - 1] in ",—":
            i -= 1
        return i


__all__ = ["BASE", "ING", "PARTICIPLE", "PAST", "THIRD", "Draft", "Group", "Range", "Reader", "Subject"]
