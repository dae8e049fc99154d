"""Who the subject of a verb is: appositions, relative clauses, coordination."""

from __future__ import annotations

from tasks.claims.patterns.phrases import Phrases
from tasks.claims.patterns.state import FAR, Subject
from tasks.claims.patterns.words import (
    ADV,
    AUX,
    CC,
    DET,
    FINITE,
    ING,
    MARK,
    MOD,
    NUMBER,
    OBJ,
    OPEN,
    POSS,
    PREP,
    PRO,
    REL,
    SUB,
    THAT,
    TIME,
    TO,
)


class Reader(Phrases):
    """A text as the patterns read it, sentence by sentence."""

    __slots__ = ()

    def subject(self, p: int) -> Subject | None:
        """The subject of the verb group that begins at token p, or None."""
        if p in self.subject_at:
            return self.subject_at[p]
        said = self.subject_at[p] = self._subject(p)
        return said

    def _subject(self, p: int) -> Subject | None:
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
        if tag == REL or (
            tag == THAT and q > self.a and self.tags[q - 1] in (OPEN, TIME, NUMBER) and not self.verbal(q - 1)
        ):
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
            if tag == DET and self.lows[q] in (
                "the",
                "a",
                "an",
                "his",
                "its",
                "my",
                "our",
                "your",
                "their",
                "no",
                "every",
            ):
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
        if (end >= self.a and self.tags[end] in (OPEN, NUMBER, OBJ, PRO, TIME)) or (
            end >= self.a and self.lows[end] in ").'"
        ):
            low = self.np_left(end)
            for k in range(low, end):
                if self.lows[k] == "according" and self.lows[k + 1] == "to":
                    low = k + 2
            if low < end and low > self.a and self.tags[low - 1] == TO and self.tags[low] == OPEN:
                low += 1  # "to stop Kyiv, which ...": the infinitive is no part of the name
            if low <= end:
                antecedent = (low, end + 1)
                outer = (
                    self._across(end + 1)
                    if low > self.a and self.lows[low - 1] == "," and self.lows[end + 1] == ","
                    else None
                )
                if outer and outer.low < low and "according" not in self.lows[outer.low : low]:
                    antecedent = (outer.low, end + 1)
        return Subject(q, q + 1, antecedent)

    def _with_appositions(self, q: int) -> Subject | None:
        """Everything from the head noun to the comma at q, when all between is apposition.

        "Ann Lee, minister for trade, industry and ports, said", "Lee, meanwhile, who sits there, said".
        """
        low = max(self.a, q - FAR)
        for k in range(q - 1, low - 1, -1):
            if self.quote_at[k] >= 0 and self._nickname(k):
                continue
            if self.lows[k] in ";:—“”" or self.quote_at[k] >= 0:
                low = k + 1
                break
        commas = [k for k in range(low, q) if self.lows[k] == ","]
        begin = low
        while begin < q and (self.tags[begin] in (CC, ADV) or self.lows[begin] in (",", "as")):
            begin += 1
        if not commas and begin < q and self.lows[q - 1] == ")" and self.np_left(q - 1) == begin:
            return Subject(begin, q)  # "Rep. Ada Brint (R-Tarn), said"
        if (
            not commas
            and q + 1 < self.b
            and self.tags[q + 1] == AUX
            and begin < q
            and self.np_left(q - 1) == begin
        ):
            if self.tags[q - 1] == OPEN and self.tags[begin] in (OPEN, DET):
                return Subject(begin, q)  # "The firm Example, has said": a stray comma
        for number, comma in enumerate(commas):
            if comma <= begin:
                continue
            if comma - begin == 1 and self.tags[begin] in (REL,):
                return self._relative(begin)
            if comma - 1 < begin or (
                self.tags[comma - 1] not in (OPEN, NUMBER, OBJ) and self.lows[comma - 1] not in ").'"
            ):
                begin = comma + 1
                continue
            head = self.np_left(comma - 1)
            if head == begin and (
                self.capital(begin) or self.tags[begin] in (DET, NUMBER) or self.tags[begin] == OPEN
            ):
                rest = commas[number:]
                if self._all_apposition(rest, q):
                    return self._trimmed(begin, q)
                return None
            begin = comma + 1
            while begin < q and self.tags[begin] in (CC, ADV):
                begin += 1
        return None

    def _nickname(self, k: int) -> bool:
        """Does token k stand in a quotation of a word or two between the parts of a name?"""
        number, low, high = self.quote_at[k], k, k
        while low > self.a and high - low < 5 and self.quote_at[low - 1] == number:
            low -= 1
        while high < self.b and high - low < 6 and self.quote_at[high] == number:
            high += 1
        return high - low <= 4 and low > self.a and high < self.b and self.upper[low - 1] and self.upper[high]

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
            elif (
                not relative
                and tag == OPEN
                and self.finite(k)
                and not self.adjectival(k)
                and self.lows[k - 1] != ","
            ):
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
            if (
                before == ","
                and mark == ","
                and (head in (DET, NUMBER) or (head == OPEN and not self.capital(low)))
                and low - 1 > stop
            ):
                # still inside a chain of appositions: "Smith, 54, a teacher from Ohio, said"
                outer_end = low - 2
                if self.tags[outer_end] == OPEN and self.capital(outer_end) and not self.finite(outer_end):
                    close = low - 1
                    outer_low = self.np_left(outer_end)
                    if outer_low <= outer_end and (self.capital(outer_low) or self.tags[outer_low] == DET):
                        if outer_low == self.a or self.lows[outer_low - 1] != ",":
                            return self._trimmed(outer_low, q)
                        continue
            if before == "," and mark == "—":
                whole = self._with_appositions(k)
                if whole is not None:
                    low = whole.low
            return self._trimmed(low, q)
        return None

    def _trimmed(self, low: int, q: int) -> Subject:
        """Leave a trailing parenthesis of time or manner out of the source."""
        k = q - 1
        while k > low and self.lows[k] != self.lows[q]:
            k -= 1
        if k > low and (
            self.tags[k + 1] in (ADV, TIME, SUB)
            or (self.tags[k + 1] == PREP and self.lows[k + 1] not in ("of", "from"))
            or (self.place(k + 1) & ING and self.tags[k + 1] == OPEN)
        ):
            return Subject(low, k)
        return Subject(low, q)

    def main_subject(self, k: int) -> Subject | None:
        """Subject of the last independent clause that begins before token k in this sentence."""
        if k in self.main_at:
            return self.main_at[k]
        said = self.main_at[k] = self._main_subject(k)
        return said

    def _main_subject(self, k: int) -> Subject | None:
        best: Subject | None = None
        tried = 0
        j = max(self.a, k - 2 * FAR)
        while j < k and tried < 8:
            if (
                self.quote_at[j] < 0
                and self.tags[j] not in (MARK, DET)
                and self.lows[j] not in ("being", "having")
                and self.finite(j)
            ):
                group = self.group(j)
                subject = self.subject(group.low)
                if subject and self.tags[subject.low] != REL and self.tags[subject.low] != THAT:
                    before = subject.low - 1
                    if (
                        before < self.a
                        or self.lows[before] in (",", ";", "—", "”", ":", "“")
                        or (
                            self.tags[before] == CC
                            and (before == self.a or self.lows[before - 1] in (",", ";", "”"))
                        )
                        or self.tags[before] == ADV
                    ):
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
            if self.finite(j) and not self.adjectival(j) and not self._held(j):
                subject = self.subject(self.group(j).low)
                if subject and not self._asked_who(subject.low):
                    return subject
        return None

    def _asked_who(self, k: int) -> bool:
        """Is the "who" at k a question inside a phrase ("in no doubt about who made them")?"""
        return self.tags[k] == REL and k > self.a and self.tags[k - 1] == PREP

    def _held(self, j: int) -> bool:
        """Does a content found before hold token j?"""
        return any(low <= j < high for d in self.drafts[-4:] for low, high in d.content)

    def _subordinate(self, low: int) -> bool:
        return low > self.a and self.tags[low - 1] in (SUB, THAT)
