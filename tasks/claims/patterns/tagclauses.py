"""Can what stands around a tag be a clause: tests for tags without quotation marks."""

from __future__ import annotations

from typing import Final

from tasks.claims.patterns.ends import (
    clause_end,
)
from tasks.claims.patterns.reader import Reader
from tasks.claims.patterns.state import FAR, Range
from tasks.claims.patterns.words import (
    AUX,
    CC,
    DET,
    FINITE,
    ING,
    MOD,
    NUMBER,
    OPEN,
    PARTICIPLE,
    PRO,
    REL,
    SUB,
    THAT,
    TIME,
)

_SPANS: Final = frozenset(
    {
        "moment",
        "moments",
        "minutes",
        "hour",
        "hours",
        "day",
        "days",
        "night",
        "week",
        "weeks",
        "month",
        "months",
        "year",
        "years",
        "times",
        "time",
        "morning",
        "afternoon",
        "evening",
    }
)


def time_soon(r: Reader, n: int) -> bool:
    """Is the noun phrase at n a time ("several months after", "the next day", "two weeks ago")?"""
    return any(r.lows[k] in _SPANS for k in range(n + 1, min(r.b, n + 4)))


def parenthesis(r: Reader, n: int) -> bool:
    """Do a few words and a comma close a tag set inside its content ("X claimed without proof,")?"""
    for k in range(n, min(r.b - 1, n + 7)):
        if r.quote_at[k] >= 0 or r.tags[k] in (THAT, PRO, AUX, MOD, FINITE):
            return False
        if r.lows[k] == ",":
            return r.finite(k + 1) or r.tags[k + 1] == PRO
    return False


def is_clause(r: Reader, content: Range) -> bool:
    """Has the text before the tag a finite verb of its own, outside a subordinate opening?"""
    low, high = content
    if r.tags[low] in (SUB,) and r.lows[low] not in ("what", "how", "why"):
        commas = [k for k in range(low, high) if r.lows[k] == ","]
        if not commas:
            return False
        low = commas[-1] + 1
    if (
        r.tags[low] == OPEN
        and r.place(low) & (ING | PARTICIPLE)
        and r.lows[low] in ("asked", "speaking", "writing", "responding", "pressed", "citing", "referring")
    ):
        return False
    if r.quote_at[low] >= 0:
        return True
    return any(r.finite(k) or r.quote_at[k] >= 0 for k in range(low, high))


def opens_clause(r: Reader, content: Range) -> bool:
    """Do words that may be a subject open the content of a closing tag, whose verb nobody knows ("They squeak")?"""
    low, high = content
    if r.tags[low] == SUB and 8 <= high - low <= FAR:
        return (
            sum(r.finite(k) for k in range(low, high)) >= 2
        )  # "After he bought it he had it painted, records show."
    if any(r.tags[k] == TIME for k in range(low, min(low + 3, high))) or r.lows[low] in (
        "last",
        "this",
        "next",
    ):
        return False
    if r.tags[low] == PRO:
        return high - low >= 2
    return high - low >= 3 and (
        r.tags[low] in (DET, NUMBER) or (r.tags[low] == OPEN and not r.place(low) & ING)
    )


def clause_follows(r: Reader, k: int) -> bool:
    """Does a clause with a finite verb follow the comma at k?"""
    if k + 1 >= r.b or r.lows[k] != ",":
        return False
    return any(r.finite(j) for j in range(k + 1, min(r.b, k + 16)))


def resumed(r: Reader, k: int, content: Range) -> Range | None:
    """The clause resumed after a parenthetic tag: "Instead, he said, the ships turned back"."""
    n = k + 1
    if n >= r.b or r.quote_at[n] >= 0:
        return None
    if r.tags[n] == CC or r.place(n) & ING or r.tags[n] == REL or r.tags[n] in (SUB,):
        if r.tags[n] == SUB and r.lows[n] in ("because", "if", "since", "unless", "so"):
            return (n, clause_end(r, n))
        if r.tags[n] == CC and not r.reporting(n + 1 if n + 1 < r.b else n):
            return (n, clause_end(r, n))
        return None
    if r.lows[n] == "according":
        return None
    return (n, clause_end(r, n))
