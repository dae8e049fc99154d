"""Does a clause begin here? Looks ahead for its subject and verb, within a few words."""

from __future__ import annotations

from tasks.claims.patterns.ends import (
    quote_end,
)
from tasks.claims.patterns.reader import Reader
from tasks.claims.patterns.words import (
    ADV,
    AUX,
    CC,
    DET,
    FINITE,
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
    TO,
)


def possessive(r: Reader, n: int) -> bool:
    """Does a word of time own the subject of a clause ("said Thursday's speeches had moved her")?"""
    return n + 1 < r.b and r.tags[n + 1] == POSS and clause_at(r, n + 2)


def title(r: Reader, k: int) -> bool:
    """Is the quotation at k the title of a work (short, every long word with a capital)?"""
    if r.quote_at[k] < 0:
        return False
    inner = [j for j in range(k, quote_end(r, k)) if r.words[j][0].isalnum()]
    return len(inner) <= 8 and all(r.words[j][0].isupper() or len(r.words[j]) <= 3 for j in inner)


def clause_at(r: Reader, k: int) -> bool:
    """Does a clause with a finite verb begin at k?"""
    if r.tags[k] == PRO:
        return True
    for j in range(k + 1, min(r.b, k + 16)):
        if r.quote_at[j] >= 0:
            return True
        if r.tags[j] in (AUX, MOD, FINITE) or r.finite(j):
            return True
        if r.tags[j] == MARK and r.lows[j] in ";:":
            return False
    return False


def boundary(r: Reader, n: int, limit: int) -> int:
    """Where the first mark, auxiliary or "that" from token n stands, at most at `limit`."""
    for k in range(n, limit):
        if r.quote_at[k] >= 0:
            continue
        if r.tags[k] == MARK and r.lows[k] in ",;:—":
            return k
        if r.tags[k] in (AUX, MOD) or r.tags[k] == THAT:
            return k
    return limit


def bare_clause(r: Reader, n: int) -> bool:
    """A clause without "that": a subject, then soon a finite verb, no boundary between."""
    if r.tags[n] == PRO:
        behind = n + 1 + (r.lows[n + 1 : n + 2] == ["all"])  # "denies it all and says"
        return behind < r.b and r.tags[behind] not in (MARK, CC, PREP)
    for k in range(n + 1, min(r.b, n + 14)):
        if r.quote_at[k] >= 0:
            return False
        tag = r.tags[k]
        if tag in (REL, SUB, THAT) or (tag == MARK and r.lows[k] not in ".'-"):
            return False
        if tag == CC and k + 1 < r.b and r.finite(k + 1):
            return False  # "denies any wrongdoing and spoke of": the cue's own subject goes on
        if tag in (MOD, AUX, FINITE) and r.tags[k - 1] not in (PREP, DET, TO):
            return True
        if r.finite(k) and r.tags[k - 1] in (OPEN, POSS) and k > n + 1 and r.past(k) is False:
            return True
    return False


def verb_behind(r: Reader, n: int) -> bool:
    """Does a noun phrase and then a verb follow at n ("found losses of wheat exceeded a tenth")?"""
    for k in range(n + 1, min(r.b, n + 18)):
        if r.quote_at[k] >= 0:
            return False
        tag = r.tags[k]
        if tag in (REL, SUB, THAT) or (tag == MARK and r.lows[k] not in ".'-"):
            return False
        if tag in (AUX, MOD, FINITE) and r.tags[k - 1] not in (PREP, DET, TO):
            return True
        if (
            r.past(k)
            and k > n
            and r.tags[k - 1] in (OPEN, NUMBER)
            and k + 1 < r.b
            and r.tags[k + 1] in (DET, NUMBER, OPEN, ADV, PRO, OBJ)
        ):
            return True
        if r.finite(k) and not r.past(k) and r.tags[k - 1] == OPEN and k > n + 1:
            return True
    return False
