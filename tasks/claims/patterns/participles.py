"""Whom a participle hangs on: "polls showing", "those backing it", "Asked by X, he said"."""

from __future__ import annotations

from typing import Final

from tasks.claims.pack import Cue
from tasks.claims.patterns.reader import Reader
from tasks.claims.patterns.state import Subject
from tasks.claims.patterns.words import (
    ADV,
    AUX,
    DET,
    MARK,
    MOD,
    NUMBER,
    OBJ,
    OPEN,
    PREP,
    PRO,
    word_list,
)

_SIDES: Final = frozenset({"support", "back", "oppose", "favor", "favour", "endorse"})


def supporters(r: Reader, v: int, cue: Cue) -> Subject | None:
    """The people or body a participle of taking sides hangs on: "those backing the bill", "a group opposing it"."""
    k = v - 1
    if cue.lemma not in _SIDES or k <= r.a or v + 1 >= r.b or r.quote_at[k] >= 0:
        return None
    if r.tags[v + 1] not in (DET, OBJ) and not r.upper[v + 1]:
        return None
    if r.lows[k] in ("those", "anyone", "people", "others"):
        return Subject(k, v)
    if r.tags[k] != OPEN or r.finite(k) or r.taken[k]:
        return None
    low = r.np_left(k)
    return Subject(low, v) if low <= k else None


def noun_subject(r: Reader, v: int) -> Subject | None:
    """The noun phrase a participle hangs on without a comma: "polls showing", "staff suggesting"."""
    k = v - 1
    if k <= r.a or r.tags[k] != OPEN or r.quote_at[k] >= 0:
        return None
    for j in range(k - 1, max(r.a, k - 7), -1):
        if r.lows[j] == "with" and r.lows[j - 1] == ",":
            return Subject(j + 1, v)  # ", with the Herald reporting that"
        if r.tags[j] == MARK or r.tags[j] == PREP:
            break
    if r.capital(k) and v + 1 < r.b and (r.quote_at[v + 1] >= 0 or r.lows[v + 1] in (",", "that")):
        low = r.np_left(k)  # "footage of Ada Brint saying “...”"
        while (low < k and r.tags[low] != OPEN) or (low < k and not r.upper[low]):
            low += 1
        named = k
        while named > low and r.tags[named - 1] == OPEN and r.upper[named - 1]:
            named -= 1
        return Subject(named, v) if named > r.a and r.tags[named - 1] == PREP else None
    if r.finite(k) or r.capital(k):
        return None
    if not r.lows[k].endswith("s") and r.lows[k] not in word_list("nouns", "occasions"):
        return None
    if any(cue.kind == "noun" for cue, _ in r.forms.get(r.lows[k], ())) and r.lows[k] not in (
        "message",
        "report",
        "letter",
    ):
        return None
    low = r.np_left(k)
    return Subject(low, v) if low <= k and not r.taken[low] else None


def following_subject(r: Reader, v: int) -> Subject | None:
    """A participle opens the sentence: its subject is that of the clause after the comma."""
    for k in range(v + 1, min(r.b, v + 45)):
        if (
            r.lows[k] == ","
            and r.quote_at[k] < 0
            and k + 1 < r.b
            and r.tags[k + 1] in (OPEN, DET, PRO, NUMBER)
        ):
            end = r.np_right(k + 1)
            if end > k + 1 and end < r.b and (r.finite(end) or r.tags[end] in (ADV, MOD, AUX)):
                return Subject(k + 1, end)
    return None
