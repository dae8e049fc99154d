"""Where a content ends."""

from __future__ import annotations

from typing import Final

from tasks.claims.pack import Cue
from tasks.claims.patterns.reader import Reader
from tasks.claims.patterns.words import (
    ADV,
    AUX,
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
    PREP,
    PRO,
    REL,
    SUB,
    THAT,
    THIRD,
    TIME,
    TO,
)

SAYING_FRAMES: Final = frozenset({"C", "Q", "A"})


def quote_end(r: Reader, k: int) -> int:
    """First token after the quotation token k stands in, within the sentence."""
    number, j = r.quote_at[k], k
    while j < r.b and r.quote_at[j] == number:
        j += 1
    return j


def clause_end(r: Reader, i: int, inner: bool = False) -> int:
    """End of a clause content that begins at i: the sentence, unless another saying follows.

    `inner`: the cue stands in a relative or subordinate clause, which a comma may close.
    """
    j, b, lows, tags = i, r.b, r.lows, r.tags
    while j < b:
        closed = False
        if r.quote_at[j] >= 0:
            j = quote_end(r, j)
            if j < b and lows[j - 2] in ("?", "!", ".") and _goes_on_doing(r, j):
                return j
            if j >= b or lows[j - 2] != "," or r.quote_at[j] >= 0:
                continue
            closed = True
        word = lows[j]
        if (closed or word in (",", ";", "—")) and j + 1 < b:
            n = j if closed else j + 1
            if r.taken[n]:
                return j
            if closed:
                word = ","
            if (
                inner
                and j > i
                and word == ","
                and (r.finite(n) or (tags[n] in (PRO, DET, OPEN) and verb_soon(r, n)))
            ):
                return j
            if word == "," and j > i and lows[n] in ("which", "who") and _says_next(r, n):
                return j  # "to stop the envoy, who denied he would leave": the outlet goes on
            joined = tags[n] == CC
            if joined:
                n += 1
            while n < b and tags[n] == ADV:
                n += 1
            if n >= b:
                break
            if lows[n] == "according" or (lows[n] == "citing"):
                return j
            if lows[n] == "with" and _reporting_with(r, n):
                return j
            if r.place(n) & ING and saying(r, n, ING) and not (joined and r.lows[n] == "being"):
                return j
            if joined and r.reporting(n, SAYING_FRAMES) and r.place(n) & (PAST | THIRD):
                return j
            if joined and clause_says(r, n):
                return j
            if (
                not joined
                and word == ","
                and r.place(n) & PAST
                and r.reporting(n, SAYING_FRAMES)
                and n + 1 < b
                and (tags[n + 1] in (OBJ, DET, THAT) or r.quote_at[n + 1] >= 0)
            ):
                return j  # "said it was late, called her a fool and left"
            if (
                tags[n] == SUB
                and not joined
                and lows[n] in ("as", "while", "when", "though", "although", "after", "before")
                and (clause_says(r, n + 1) or lows[n] == "as" or lows[n + 1 : n + 2] == ["asked"])
            ):
                return j
            if word == ";" and clause_says(r, n):
                return j
        elif tags[j] == CC and j + 1 < b and word in ("and", "but") and j > i:
            n = j + 1
            if r.place(n) & ING and saying(r, n, ING) and _governs(r, n):
                return j  # "admitting that it rained but warning that"
            if (
                r.place(n) & PAST
                and r.reporting(n, SAYING_FRAMES)
                and r.quote_at[n] < 0
                and _governs(r, n)
                and lows[n] != "told"
            ):
                return j  # "said it was late and suggested that"
            while n < b and tags[n] in (ADV, AUX) and n < j + 4:
                n += 1
            if (
                n < b
                and r.reporting(n, SAYING_FRAMES)
                and r.place(n) & PAST
                and r.quote_at[n] < 0
                and tags[j - 1] != OPEN
            ):
                return j
            if (
                n < b
                and r.quote_at[n] < 0
                and (
                    lows[n] in ("said", "told", "added")
                    or (
                        n > j + 1
                        and tags[n - 1] == AUX
                        and r.place(n) & PAST
                        and r.reporting(n, SAYING_FRAMES | {"N"})
                    )
                )
            ):
                return j
            if (
                word == "and"
                and tags[j + 1] in (DET, OPEN, PRO)
                and clause_says(r, j + 1, 5)
                and (j - i > 12 or any(r.quote_at[k] >= 0 or r.finite(k) for k in range(i, j)))
            ):
                return j
        elif (
            word == "as"
            and j + 3 < b
            and j > i
            and any(lows[k] in ("show", "shows", "showed", "suggests", "indicates") for k in (j + 2, j + 3))
        ):
            return j
        elif word == "when" and j + 1 < b and lows[j + 1] == "asked":
            return j
        elif (
            word in ("before", "after", "while")
            and j + 1 < b
            and r.place(j + 1) & ING
            and saying(r, j + 1, ING)
        ):
            return j
        elif word == "according" and j + 1 < b and lows[j + 1] == "to":
            return j
        j += 1
    return trim(r, i, b)


_SAID: Final = frozenset({"say", "claim", "deny", "admit"})


def _says_next(r: Reader, n: int) -> bool:
    """Does a relative clause of saying begin with the pronoun at n?"""
    for k in range(n + 1, min(r.b - 1, n + 4)):
        cue = r.reporting(k)
        if cue is not None and r.place(k) & (PAST | THIRD):
            return cue.group in _SAID and (
                r.tags[k + 1] in (THAT, PRO, OBJ) or r.quote_at[k + 1] >= 0 or cue.group == "deny"
            )
        if r.tags[k] not in (ADV, AUX, MOD, NEG):
            return False
    return False


def _governs(r: Reader, n: int) -> bool:
    """Does a clause with "that", or a quotation, follow the cue at n at once?"""
    return n + 1 < r.b and (r.tags[n + 1] == THAT or r.quote_at[n + 1] >= 0)


def _goes_on_doing(r: Reader, j: int) -> bool:
    """Does the speaker's next deed follow a closed quotation ("chanted “Out!” and marched on")?"""
    n = j + 1 if r.lows[j] == "," else j
    if n + 1 >= r.b or r.lows[n] not in ("and", "before", "then", "but"):
        return False
    return r.past(n + 1) or r.tags[n + 1] in (FINITE, AUX) or r.lows[n + 1].endswith("ing")


def _reporting_with(r: Reader, n: int) -> bool:
    """Does ", with the Herald reporting that" begin at n?"""
    for k in range(n + 2, min(r.b - 1, n + 9)):
        if r.quote_at[k] >= 0 or r.tags[k] == MARK:
            return False
        if r.lows[k] in ("reporting", "saying", "claiming", "telling", "adding", "insisting", "arguing"):
            return True
    return False


def saying(r: Reader, k: int, place: int) -> Cue | None:
    """The clause-taking cue at k in that place of its paradigm, or None."""
    for cue, at in r.forms.get(r.lows[k], ()):
        if cue.kind == "verb" and at & place and (cue.frames & SAYING_FRAMES):
            return cue
    return None


def clause_says(r: Reader, n: int, reach: int = 9) -> bool:
    """Does a short clause with a reporting verb begin at n ("but he added")?"""
    stop = min(r.b, n + reach)
    for k in range(n, stop):
        if r.quote_at[k] >= 0 or (r.tags[k] == MARK and r.lows[k] not in ".'-()"):
            return False
        if k > n and r.reporting(k, SAYING_FRAMES) and r.place(k) & (PAST | THIRD):
            return not (r.tags[k] == OPEN and r.tags[k - 1] in (DET, PREP))
        if k > n and r.tags[k] in (FINITE, MOD):
            return False
    return False


def trim(r: Reader, i: int, j: int) -> int:
    """Leave final stops and blanks outside a content (marks that close a quotation stay)."""
    while j > i and r.tags[j - 1] == MARK and r.lows[j - 1] in ".,;:—":
        if r.lows[j - 1] == "." and j - 2 >= i and len(r.lows[j - 2]) <= 1:
            break
        j -= 1
    return j


def phrase_end(r: Reader, i: int, keep: frozenset[str] = frozenset(), inner: bool = False) -> int:
    """End of a phrase content that begins at i: the clause's end.

    `keep` are words not to stop at; `inner`: in a relative clause the main verb ends it.
    """
    nested = False
    j, b, lows, tags = i, r.b, r.lows, r.tags
    while j < b:
        if r.quote_at[j] >= 0:
            j = quote_end(r, j)
            if j < b and lows[j - 2] == "," and tags[j] not in (CC, OPEN, DET):
                break
            continue
        tag, word = tags[j], lows[j]
        if j > i and r.taken[j]:
            break
        if tag == MARK:
            if word in "'-&/$#@%‘’" or (word == "." and j + 1 < b):
                j += 1
                continue
            if word == "(":
                k = j
                while k < b and k - j < 16 and lows[k] != ")":
                    k += 1
                j = k + 1
                continue
            if word == "," and j + 1 < b and _list_goes_on(r, i, j):
                j += 1
                continue
            if word == "," and j + 1 < b and lows[j + 1] == "including":
                return clause_end(r, i)
            break
        if (
            tag == SUB
            and j > i
            and word not in keep
            and word not in ("how", "why", "what", "where", "whether", "than")
        ):
            if word in ("after", "before", "since", "until") and not verb_soon(r, j):
                j += 1
                continue
            if (word == "as" and lows[j - 1] in ("such", "well", "same", "much")) or word == "so":
                j += 1
                continue
            break
        nested = nested or tag in (REL, THAT, SUB)
        if (
            inner
            and not nested
            and j > i
            and tag in (FINITE, AUX, MOD)
            and tags[j - 1] in (OPEN, OBJ, NUMBER, ADV)
        ):
            break
        if j == i + 1 and tags[i] in (OBJ, PRO) and (tag in (FINITE, AUX, MOD) or r.reporting(j)):
            break
        if tag == CC and j > i and j + 1 < b:
            if word in ("but", "yet") or (r.place(j + 1) & ING and saying(r, j + 1, ING)):
                break
            n = j + 1
            while n < b and tags[n] in (ADV, NEG):
                n += 1
            if n < b and (
                tags[n] in (AUX, MOD, FINITE)
                or (
                    tags[n] == OPEN
                    and not r.capital(n)
                    and (r.past(n) or r.place(n) & (PAST | THIRD))
                    and not _noun_like(r, n)
                )
            ):
                break
            if n < b and (
                tags[n] == PRO
                or (
                    tags[n] in (OPEN, DET)
                    and word == "and"
                    and ((verb_soon(r, n) and tags[j - 1] == MARK) or clause_says(r, n, 4))
                )
            ):
                break
        j += 1
    j = trim(r, i, min(j, b))
    while j - 1 > i and (
        tags[j - 1] == TIME
        or (tags[j - 1] == PREP and lows[j - 1] in ("on", "in"))
        or (tags[j - 1] in (CC, ADV) and lows[j - 1] in ("and", "or", "also", "later", "earlier"))
    ):
        j -= 1
    return j


def _noun_like(r: Reader, n: int) -> bool:
    return n + 1 < r.b and r.tags[n + 1] in (PREP, MARK, CC) and not r.past(n)


def verb_soon(r: Reader, n: int) -> bool:
    """Does a finite verb stand among the next few tokens?"""
    return any(r.finite(k) for k in range(n + 1, min(r.b, n + 5)) if r.tags[k] != MARK)


def _list_goes_on(r: Reader, i: int, j: int) -> bool:
    """Is the comma at j inside a list ("a, b and c", "Cleveland, Ohio,")?"""
    lows, tags, b = r.lows, r.tags, r.b
    n = j + 1
    if tags[n] in (REL, SUB, PRO, TO, MARK, ADV, PREP) or r.place(n) & ING or lows[n] == "saying":
        return False
    if tags[n] == CC:
        if lows[n] not in ("and", "or") or n + 1 >= b:
            return False
        return tags[n + 1] in (OPEN, DET, NUMBER) and not r.finite(n + 1) and not verb_soon(r, n + 1)
    for k in range(n, min(b, n + 9)):
        if r.quote_at[k] >= 0:
            return False
        if tags[k] == CC:
            return (
                lows[k] in ("and", "or")
                and k + 1 < b
                and tags[k + 1] in (OPEN, DET, NUMBER, TO, PREP)
                and not r.finite(k + 1)
            )
        if lows[k] == ",":
            return tags[k - 1] == OPEN and k - n <= 4 and k + 1 < b and tags[k + 1] in (OPEN, DET, CC, NUMBER)
        if r.finite(k) and k > n:
            return False
    return False
