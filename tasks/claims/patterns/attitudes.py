"""Adjective cues ("is convinced that") and noun cues ("his claim that", "expressed concern about")."""

from __future__ import annotations

from typing import Final

from tasks.claims.pack import Cue
from tasks.claims.patterns.complements import complement
from tasks.claims.patterns.ends import (
    clause_end,
    phrase_end,
)
from tasks.claims.patterns.reader import Reader
from tasks.claims.patterns.state import Draft, Range, Subject
from tasks.claims.patterns.words import (
    ADV,
    AUX,
    CC,
    DET,
    FINITE,
    MARK,
    MOD,
    NEG,
    NUMBER,
    OPEN,
    POSS,
    PREP,
    REL,
    THAT,
    TIME,
    TO,
    word_list,
)

_POSSESSIVES: Final = frozenset({"his", "her", "their", "its", "my", "our", "your", "whose"})


def adjectives(r: Reader, k: int, entry: tuple[tuple[Cue, int], ...]) -> bool:
    """ "S is convinced that C", "S are worried about C"."""
    copula = word_list("verbs", "copula")
    for cue, _ in entry:
        if cue.kind != "adjective":
            continue
        p = k
        while (p > r.a and r.tags[p - 1] in (ADV, NEG)) or (
            p > r.a and r.lows[p - 1] in ("more", "less", "so", "too", "most", "not", "as", "never", "n't")
        ):
            p -= 1
        if p == r.a or r.lows[p - 1] not in copula:
            continue
        group = r.group(p)
        low = group.low if group.low < p else p - 1
        if r.tags[p - 1] not in (AUX, POSS):
            low = r.group(p - 1).low
        subject = r.subject(low)
        if subject is None or r.lows[subject.high - 1] in ("it",):
            continue
        found = complement(r, cue, k)
        if found is None or found.frame in ("N", "X", "A") or found.content[1] <= found.content[0]:
            continue
        if r.taken[subject.low] or r.taken[found.content[0]]:
            continue
        r.add(
            Draft(
                [(subject.low, subject.high)],
                [(low, found.cue_end)],
                [found.content],
                cue,
                f"adjective {found.frame}",
                negated=group.negated,
                antecedent=subject.antecedent,
            )
        )
        return True
    return False


def _owner(r: Reader, k: int) -> int:
    """First token of the possessor that ends at k: one name or one plain noun with its article."""
    low = k
    while low > r.a and r.quote_at[low - 1] < 0:
        tag = r.tags[low - 1]
        if (
            tag == OPEN and not r.finite(low - 1) and r.words[low - 1][0].isupper() == r.words[k][0].isupper()
        ) or r.lows[low - 1] == ".":
            low -= 1
        elif tag == DET:
            return low - 1
        else:
            break
    return low


def _light_verb(r: Reader, low: int) -> tuple[int, Subject] | None:
    """ "S expressed concern that", "S made the claim that": the verb before a noun cue and its subject."""
    k = low - 1
    while (
        k > r.a
        and (
            r.tags[k] in (DET, NUMBER, ADV)
            or (r.tags[k] == OPEN and low - k <= 3 and r.lows[k] not in word_list("verbs", "light"))
        )
        and low - k <= 4
    ):
        k -= 1
    if k <= r.a or r.lows[k] not in word_list("verbs", "light") or r.quote_at[k] >= 0:
        return None
    group = r.group(k)
    subject = r.subject(group.low)
    return (group.low, subject) if subject else None


def _that_after(r: Reader, n: int) -> int | None:
    """The "that" behind a short noun phrase that follows the preposition at n."""
    for k in range(n + 2, min(r.b - 1, n + 8)):
        if r.tags[k] == THAT:
            return k
        if r.quote_at[k] >= 0 or r.tags[k] in (MARK, AUX, MOD, FINITE, REL) or r.finite(k):
            return None
    return None


def nouns(r: Reader, k: int, entry: tuple[tuple[Cue, int], ...]) -> bool:
    """ "S's claim that C", "his call for C", "the view of S that C"."""
    for cue, _ in entry:
        if cue.kind != "noun":
            continue
        n = k + 1
        if n >= r.b or (r.tags[k - 1] == TO if k > r.a else False):
            continue
        source: list[Range] = []
        low = k
        while (
            low > r.a
            and r.tags[low - 1] in (OPEN, ADV)
            and r.quote_at[low - 1] < 0
            and k - low < 3
            and not r.finite(low - 1)
        ):
            low -= 1
        p = low - 1
        owner: Range | None = None
        for back in range(k - 1, max(r.a, k - 4) - 1, -1):
            if r.tags[back] == POSS or (
                r.lows[back] == "'" and back > r.a and r.lows[back - 1].endswith("s")
            ):
                end = back + 1
                if back > r.a and r.tags[back - 1] in (OPEN, TIME) and not r.taken[back - 1]:
                    owner = (_owner(r, back - 1), end)
                    low = back + 1
                break
            if r.lows[back] in _POSSESSIVES:
                owner, low = (back, back + 1), back + 1
                break
            if r.tags[back] not in (OPEN, ADV):
                break
        if owner and r.taken[owner[0]]:
            continue
        if owner:
            source = [owner]
        lead = None if owner else _light_verb(r, low)
        if lead is None and not owner and low > r.a and r.lows[low - 1] in ("a", "an"):
            nearest = r.nearest_subject(low)
            if nearest and not r.taken[nearest.low]:
                source = [(nearest.low, nearest.high)]
        if lead is not None:
            if r.taken[lead[1].low]:
                continue
            source, low = [(lead[1].low, lead[1].high)], lead[0]
            owner = (lead[1].low, lead[1].high)
        found = None
        if (
            r.tags[n] == THAT
            and "C" in cue.frames
            and n + 1 < r.b
            and r.tags[n + 1] not in (AUX, MOD, FINITE)
        ):
            found = (n, clause_end(r, n))
            cue_end = n
        elif "C" in cue.frames and r.lows[n] == "from" and (that := _that_after(r, n)) is not None:
            source = source or [(n + 1, that)]  # "evidence from its staff that"
            found = (that, clause_end(r, that))
            cue_end = n
        elif owner and r.lows[n] in cue.frames and r.tags[n] == PREP and n + 1 < r.b:
            found = (n + 1, phrase_end(r, n + 1))
            cue_end = n + 1
        elif owner and r.tags[n] == TO and ("I" in cue.frames or "to" in cue.frames):
            found = (n, phrase_end(r, n)) if "I" in cue.frames else (n + 1, phrase_end(r, n + 1))
            cue_end = n
        if found is None or found[1] <= found[0] or r.taken[found[0]]:
            continue
        if not owner and p >= r.a and r.tags[p] not in (DET, PREP, AUX, MARK, CC, OPEN, FINITE):
            pass
        r.add(Draft(source, [(low, cue_end)], [found], cue, "noun"))
        return True
    return False
