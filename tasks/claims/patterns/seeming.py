"""Appearance: "it seems that C", "talks seem close to an end"."""

from __future__ import annotations

from tasks.claims.pack import Cue
from tasks.claims.patterns.ends import (
    clause_end,
    phrase_end,
)
from tasks.claims.patterns.reader import Reader
from tasks.claims.patterns.state import Draft, Subject
from tasks.claims.patterns.words import (
    AUX,
    BASE,
    DET,
    FINITE,
    MOD,
    NUMBER,
    OPEN,
    PREP,
    PRO,
    REL,
    THAT,
    TO,
)


def appearance(r: Reader, v: int, cue: Cue, low: int, subject: Subject | None) -> bool:
    """ "It appears that C", "talks seem close to an end": no source of its own."""
    n = v + 1
    if subject is None or n + 1 >= r.b:
        return False
    if r.lows[subject.high - 1] == "it":
        start = n
        if r.lows[n] == "," and r.lows[n + 1] in ("though", "however", "then") and n + 4 < r.b:
            start = n + 3
        if r.lows[start] == "as" and r.lows[start + 1] in ("if", "though"):
            start += 2
        elif r.lows[start] == "as":
            start += 1
        elif r.tags[start] != THAT and not _plain_clause(r, start):
            return False
        if start >= r.b:
            return False
        r.add(Draft([], [(low, v + 1)], [(start, clause_end(r, start))], cue, "appearance"))
        return True
    if r.tags[n] == TO and r.place(n + 1) & BASE:
        return False
    if r.tags[subject.low] in (REL, THAT, PRO) and r.tags[n] != TO:
        return False
    if r.tags[n] == TO or (r.lows[n] == "as" and r.lows[n + 1] in ("if", "though")) or _predicate(r, n):
        r.add(
            Draft([], [(low, v + 1)], [(subject.low, subject.high), (n, phrase_end(r, n))], cue, "appearance")
        )
        return True
    return False


def _plain_clause(r: Reader, n: int) -> bool:
    """Do a subject and its verb stand at n ("it seems the campaign will go on")?"""
    if r.tags[n] not in (DET, PRO, OPEN, NUMBER) or r.quote_at[n] >= 0:
        return False
    return any(r.tags[k] in (AUX, MOD, FINITE) or r.past(k) for k in range(n + 1, min(r.b, n + 10)))


def _predicate(r: Reader, n: int) -> bool:
    """Does an adjective or participle follow "seem" at n ("seemed certain to leave", "appears aimed at")?"""
    return (
        r.tags[n] == OPEN
        and not r.upper[n]
        and n + 1 < r.b
        and r.tags[n + 1] in (TO, PREP, THAT)
        and r.lows[n + 1] not in ("in", "on", "at", "during", "before")
    )
