"""Set phrases and asides: "as S put it, C", "As S reported on Monday, C"."""

from __future__ import annotations

from typing import Final

from tasks.claims.patterns.complements import after_adjunct
from tasks.claims.patterns.ends import (
    clause_end,
)
from tasks.claims.patterns.postposed import before_tag, continuation, quote_before, widen
from tasks.claims.patterns.reader import Reader
from tasks.claims.patterns.state import Draft, Range, Subject
from tasks.claims.patterns.verbs import NO_TAG
from tasks.claims.patterns.words import (
    AUX,
    DET,
    FINITE,
    MOD,
    OPEN,
    PREP,
    PRO,
    THAT,
    TIME,
    TO,
)

SET_CUES: Final = {
    "put": "it",
    "puts": "it",
    "went": "on",
    "goes": "on",
    "chimed": "in",
    "chimes": "in",
    "weighed": "in",
}


def set_cues(r: Reader) -> None:
    """ "As S put it, “...”"; "“...,” she went on": set phrases with a quotation beside them."""
    for v in range(r.a + 1, r.b - 1):
        if SET_CUES.get(r.lows[v]) != r.lows[v + 1] or r.quote_at[v] >= 0 or r.taken[v]:
            continue
        subject = r.subject(r.group(v).low)
        if subject is None or r.taken[subject.low]:
            continue
        n = v + 2
        content: Range | None = None
        if n + 1 < r.b and r.lows[n] in (",", ":") and r.quote_at[n + 1] >= 0:
            content = (n + 1, clause_end(r, n + 1))
        elif quote_before(r, subject.low) or (
            subject.low - 1 >= r.a and r.lows[subject.low - 1] == "as" and quote_before(r, subject.low - 1)
        ):
            content = before_tag(r, subject.low if quote_before(r, subject.low) else subject.low - 1)
        elif n + 1 < r.b and r.lows[n] == "," and subject.low > r.a and r.lows[subject.low - 1] == "as":
            content = (n + 1, clause_end(r, n + 1))
        else:
            k = after_adjunct(r, frozenset({"Q"}), n) if n < r.b and r.tags[n] in (PREP, TIME) else None
            if k is not None and r.quote_at[k] >= 0:
                content = (k, clause_end(r, k))
        if content:
            contents = [widen(r, content)]
            after = continuation(r, n) if content[1] <= subject.low else None
            r.add(
                Draft(
                    [(subject.low, subject.high)],
                    [(v, n)],
                    contents + ([after] if after else []),
                    None,
                    "set phrase",
                    direct=True,
                )
            )


def made_clear(r: Reader, k: int) -> bool:
    """ "S made (it) clear (that) C", one "clear" at token k."""
    v = k - 1
    if v > r.a and r.lows[v] in ("it", "very", "quite", "perfectly"):
        v -= 1
    if v <= r.a or r.lows[v] not in ("made", "makes", "make", "making") or r.quote_at[k] >= 0 or r.taken[v]:
        return False
    n = k + 1
    if n + 1 >= r.b or r.taken[n] or (r.tags[n] not in (THAT, DET, PRO, OPEN) and r.quote_at[n] < 0):
        return False
    if r.tags[n] != THAT and not any(r.finite(j) for j in range(n + 1, min(r.b, n + 9))):
        return False
    group = r.group(v)
    subject = r.subject(group.low)
    if subject is None or r.taken[subject.low]:
        return False
    r.add(Draft([(subject.low, subject.high)], [(group.low, n)], [(n, clause_end(r, n))], None, "made clear"))
    return True


def denied_after(r: Reader, cues: list[int]) -> None:
    """ "C, which S has denied", "C, a claim S rejects": the clause before is what S denies."""
    for v in cues:
        cue = r.reporting(v, frozenset({"N"}))
        if cue is None or cue.group != "deny" or r.quote_at[v] >= 0 or v + 1 > r.b:
            continue
        if v + 1 < r.b and r.lows[v + 1] not in (".", ",", ";") and r.tags[v + 1] not in (TIME, PREP):
            continue
        group = r.group(v)
        subject = r.subject(group.low)
        if subject is not None:
            subject = _without_head(r, subject)
        if subject is None or group.negated or group.be or subject.low - 2 < r.a:
            continue
        opens = subject.low - 1
        if r.lows[opens] == "that":
            opens -= 1
        if r.lows[opens] != "which":
            while opens > r.a and r.tags[opens] == OPEN and subject.low - opens < 5:
                opens -= 1
            if r.tags[opens] != DET or subject.low - opens < 2:
                continue
        comma = opens - 1
        if comma <= r.a or r.lows[comma] != ",":
            continue
        before = [d for d in r.drafts[:-5:-1] if d.sentence == r.sentence and d.content]
        content = next(
            (list(d.content) for d in before if any(low <= comma <= high for low, high in d.content)), None
        )
        if content is None:
            if not any(r.finite(k) for k in range(r.a, comma)):
                continue
            content = [(r.a, comma)]
        content = [(low, min(high, comma)) for low, high in content if low < comma]
        for d in before:  # what the outlet adds is no part of what was said
            d.content = [(low, min(high, comma) if low < comma else high) for low, high in d.content]
        draft = Draft([(subject.low, subject.high)], [(group.low, v + 1)], content, cue, "denied after")
        draft.sentence = r.sentence
        r.drafts.append(draft)


def _without_head(r: Reader, subject: Subject) -> Subject:
    """ "..., an accusation Oren Valk rejected": the name alone, when a noun phrase was read on into it."""
    if r.lows[subject.low - 1] == "," and r.tags[subject.low] == DET:
        for k in range(subject.low + 2, subject.high):
            if r.capital(k) and not r.capital(k - 1):
                return Subject(k, subject.high, subject.antecedent)
    return subject


def as_clause(r: Reader) -> bool:
    """ "As S reported on Monday, C": the clause after the comma is the content."""
    if "as" not in r.lows[r.a : r.a + 6]:
        return False
    start = r.a
    while start < min(r.b, r.a + 5) and r.lows[start] != "as":
        start += 1
    if (
        start >= r.b
        or r.lows[start] != "as"
        or r.quote_at[start] >= 0
        or (start > r.a and r.lows[start - 1] != ",")
    ):
        return False
    for v in range(start + 2, min(r.b, start + 18)):
        if r.quote_at[v] >= 0 or r.lows[v] == "that":
            return False
        cue = r.reporting(v, frozenset({"C", "Q", "A"}))
        if cue is None:
            if r.tags[v] in (FINITE, MOD):
                return False
            continue
        if cue.lemma in NO_TAG or (v + 1 < r.b and r.tags[v + 1] == TO):
            return False
        group = r.group(v)
        subject = r.subject(group.low)
        if subject is None or subject.low != start + 1:
            return False
        k = v + 1
        while k < min(r.b, v + 14) and r.lows[k] != ",":
            if (
                r.tags[k] in (PRO, AUX, MOD, FINITE, THAT)
                or r.quote_at[k] >= 0
                or (r.tags[k] in (OPEN, DET) and k == v + 1 and "A" not in cue.frames)
            ):
                return False
            k += 1
        if k + 2 >= r.b or r.lows[k] != ",":
            return False
        r.add(
            Draft(
                [(subject.low, subject.high)],
                [(group.low, v + 1)],
                [(k + 1, clause_end(r, k + 1))],
                cue,
                "as-clause",
            )
        )
        return True
    return False
