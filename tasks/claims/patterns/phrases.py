"""Where a noun phrase begins and ends: closed-class words, punctuation and frequent verbs decide."""

from __future__ import annotations

from tasks.claims.patterns.state import FAR, INNER_MARKS, State
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
    PAST,
    POSS,
    PREP,
    PRO,
    REL,
    SUB,
    THAT,
    TIME,
    TO,
)


class Phrases(State):
    """Walks over noun phrases; each is bound to its sentence and to a fixed number of tokens."""

    __slots__ = ()

    def np_left(self, q: int) -> int:
        """First token of the noun phrase that ends at token q (inclusive)."""
        said = self.left_at.get(q)
        if said is None:
            said = self.left_at[q] = self._np_left(q)
        return said

    def _np_left(self, q: int) -> int:
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
                if word in INNER_MARKS:
                    k -= 1
                    continue
                if word in ")]":
                    low = k
                    while low > stop and k - low < 14 and lows[low] not in "([":
                        low -= 1
                    if lows[low] in "([":
                        k = low - 1
                        continue
                if (
                    word == ","
                    and listed
                    and k > stop
                    and tags[k - 1] in (OPEN, NUMBER)
                    and not self.finite(k - 1)
                ):
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
                if k == q or k == stop or tags[k - 1] in (MARK, PREP):
                    break
                if tag == THAT and (verb_open < 0 or self.verbal(k - 1) or tags[k - 1] not in (OPEN, POSS)):
                    break
                verb_open = -1
                k -= 1
                continue
            if tag in (AUX, MOD, FINITE) or (
                tag == OPEN
                and self.finite(k)
                and (
                    (k < q and not self.adjectival(k))
                    or (k == q and self.past(k) and self._relative_before(k, stop))
                )
            ):
                if self._relative_before(k, stop):
                    verb_open = k
                    k -= 1
                    continue
                break
            if tag == DET:
                if k == stop:
                    return k
                before = tags[k - 1]
                if (
                    before in (PREP, DET, CC)
                    or lows[k - 1] in ("all", "both", "half", "of")
                    or (before == TO and k - 2 >= stop and tags[k - 2] == OPEN and not self.finite(k - 2))
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
                if (
                    before in (OPEN, NUMBER, OBJ, POSS)
                    or (before == DET and lows[k - 1] not in ("the", "a", "an", "his", "its"))
                    or (before == MARK and lows[k - 1] in ".)")
                ):
                    if self.finite(k - 1) and not self.adjectival(k - 1) and before == OPEN and verb_open < 0:
                        if not self._relative_before(k - 1, stop):
                            return self._after_phrase(k, q)
                    k -= 1
                    continue
                if word == "by" and before == FINITE and k - 2 >= stop and tags[k - 2] == OPEN:
                    k -= 2  # "observers sent by the council"
                    continue
                if before in (FINITE, AUX, ADV) and self._relative_before(k, stop):
                    k -= 1
                    verb_open = k + 1
                    continue
                return self._after_phrase(k, q)
            if tag == CC:
                if (
                    word in ("and", "or", "&")
                    and k > stop
                    and (
                        tags[k - 1] in (OPEN, NUMBER, OBJ, DET, POSS)
                        or lows[k - 1] in ("he", "she")
                        or (lows[k - 1] == "," and listed)
                    )
                    and k < q
                ):
                    if (
                        self.finite(k - 1)
                        and not self.capital(k - 1)
                        and tags[k - 1] == OPEN
                        and verb_open < 0
                        and self.past(k - 1)
                    ):
                        break
                    listed = True
                    k -= 1
                    continue
                if (
                    word in ("and", "or")
                    and k > stop
                    and lows[k - 1] == ","
                    and k < q
                    and tags[max(stop, k - 2)] == OPEN
                    and self._listed(k, stop)
                ):
                    listed = True
                    k -= 1
                    continue
                break
            if tag == ADV:
                if (k > stop and tags[k - 1] in (DET, PREP)) or verb_open >= 0:
                    k -= 1
                    continue
                break
            if tag in (SUB, TO, NEG):
                if verb_open >= 0 or (
                    tag == TO
                    and k > stop
                    and tags[k - 1] == OPEN
                    and not self.finite(k - 1)
                    and tags[k + 1] in (DET, OPEN, OBJ)
                    and not self.place(k + 1) & BASE
                    and self._noun_after_to(k + 1)
                ):
                    k -= 1
                    continue
                if tag == TO and k > stop and tags[k - 1] == OPEN and self.lows[k + 1] in ("be", "have"):
                    k -= 1  # "figures to be published today"
                    continue
                if tag == TO and self._relative_before(k, stop):
                    verb_open = k
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

    def adjectival(self, k: int) -> bool:
        """A past form that qualifies a noun: "the proposed ban", "leaders gathered in"."""
        before = self.tags[k - 1] if k > self.a else MARK
        if before in (DET, POSS, NUMBER, PREP):
            return True
        after = self.tags[k + 1] if k + 1 < self.b else MARK
        if after == OPEN and before in (MARK, CC) and self.lows[k] in self.epithets:
            return True
        return (
            self.past(k)
            and after == PREP
            and before == OPEN
            and self.lows[k + 1] in ("by", "with", "in", "to", "from", "on", "at")
        )

    def _relative_before(self, k: int, stop: int) -> bool:
        """Does a relative pronoun without a comma open the clause that holds the verb k?"""
        for j in range(k - 1, max(stop, k - 10), -1):
            tag = self.tags[j]
            if tag == REL or (
                tag == THAT and j > stop and self.tags[j - 1] == OPEN and not self.verbal(j - 1)
            ):
                return j > stop and self.tags[j - 1] in (OPEN, NUMBER, DET) and self.lows[j - 1] != ","
            if tag == MARK and self.lows[j] not in INNER_MARKS and self.lows[j] != ".":
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

    def np_right(self, k: int) -> int:
        """End (exclusive) of the noun phrase, with its appositions, that begins at token k."""
        said = self.right_at.get(k)
        if said is None:
            said = self.right_at[k] = self._np_right(k)
        return said

    def _np_right(self, k: int) -> int:
        tags, lows, b = self.tags, self.lows, min(self.b, k + FAR)
        if k >= b:
            return k
        if tags[k] in (PRO, OBJ) and lows[k] not in ("each",):
            return k + 1
        i, inside, relative = k, False, False
        occasions = self.occasions
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
                if word in INNER_MARKS:
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
                    if (
                        nxt in (DET, REL, NUMBER)
                        or (nxt == OPEN and not self.place(i + 1) & ING)
                        or lows[i + 1] in ("of", "from")
                    ):
                        if (
                            nxt == DET
                            and lows[i + 1] in ("this", "these", "those", "some", "all", "both")
                            and not inside
                        ):
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
                if word in (
                    "in",
                    "on",
                    "at",
                    "during",
                    "via",
                    "after",
                    "to",
                    "over",
                    "by",
                    "following",
                    "amid",
                    "through",
                ):
                    if (
                        not inside
                        or occasions.intersection(window)
                        or any(tags[j] == TIME for j in range(i + 1, min(b, i + 4)))
                    ):
                        break
            if tag in (AUX, MOD, FINITE) and not relative:
                break
            if tag in (ADV, TO) and not inside and not relative and i > k:
                break
            if tag == REL:
                relative = True
            if (
                tag == CC
                and i > k
                and i + 1 < b
                and (self.place(i + 1) & PAST and not self.capital(i + 1))
                and not relative
            ):
                break
            if tag == CC and word in ("but", "yet", "nor") and not relative:
                break
            i += 1
        while i > k and lows[i - 1] in ",—":
            i -= 1
        return i
