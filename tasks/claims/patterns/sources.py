""" "According to S, C", "in the words of S"."""

from __future__ import annotations

from typing import Final

from tasks.claims.pack import Cue
from tasks.claims.patterns.complements import complement
from tasks.claims.patterns.ends import (
    clause_end,
    trim,
)
from tasks.claims.patterns.reader import Reader
from tasks.claims.patterns.state import Draft, Range
from tasks.claims.patterns.words import (
    ADV,
    AUX,
    CC,
    DET,
    FINITE,
    MARK,
    MOD,
    NUMBER,
    OPEN,
    POSS,
    PREP,
    PRO,
    REL,
    SUB,
    THAT,
    word_list,
)

_SPEAKING: Final = frozenset({"say", "claim", "deny", "admit", "think"})

_SOURCE_PHRASES: Final = (
    ("according", "to"),
    ("in", "the", "words", "of"),
    ("in", "the", "view", "of"),
    ("in", "the", "eyes", "of"),
)


def according(r: Reader, k: int) -> bool:
    """ "according to S, C" and "C, according to S"."""
    size = 2 if r.lows[k] == "according" else 4
    if tuple(r.lows[k : k + size]) not in _SOURCE_PHRASES or k + size >= r.b:
        return False
    start = k + size
    end = _source_end(r, start)
    if end <= start:
        return False
    if k > r.a and r.tags[k - 1] == THAT:
        learned = k - 2 > r.a and r.lows[k - 2] in ("learned", "learnt") and end + 1 < r.b
        if not learned or r.lows[end] != "," or r.quote_at[end] >= 0:
            return False
        inner = (end + 1, clause_end(r, end + 1))  # "The Herald has learned that, according to X, C"
        r.add(Draft([(start, end)], [(k, k + size)], [inner], None, "according to"))
        return True
    before = k
    while before > r.a and r.lows[before - 1] in (",", "(", "—") and r.quote_at[before - 1] < 0:
        before -= 1
    content: list[Range] = []
    if before - r.a > 1 or (before - r.a == 1 and r.tags[r.a] not in (CC, ADV)):
        low = before
        while low > r.a and not r.taken[low - 1]:
            low -= 1
        while low < before and (
            (r.tags[low] == MARK and r.quote_at[low] < 0) or (r.tags[low] == CC and low == r.a)
        ):
            low += 1
        if before > low:
            content.append((low, before))
            if r.quote_at[low] >= 0:
                number = r.quote_at[low]
                while low > 0 and r.quote_at[low - 1] == number and not r.taken[low - 1]:
                    low -= 1
                content[0] = (low, before)
    if end < r.b and not content and r.lows[end] not in (",", ":", ".", ";"):
        content.append((end, clause_end(r, end)))
    elif end < r.b and r.lows[end] in (",", ":") and end + 1 < r.b:
        n = end + 1
        if not content or (
            not any(r.finite(j) for j in range(*content[0])) and r.quote_at[content[0][0]] < 0
        ):
            content.append((n, clause_end(r, n)))
        elif before - 1 >= r.a and r.tags[before - 1] == REL:
            content = [(before - 1, before), (n, clause_end(r, n))]
        elif r.tags[n] in (PRO, SUB, CC) and r.lows[n] not in (
            "but",
            "while",
            "when",
            "as",
            "though",
            "although",
        ):
            content.append((n, clause_end(r, n)))
    content = [c for c in content if trim(r, *c) > c[0]]
    if not content:
        return False
    relayed = _relayed(r, content) if size == 2 and k == r.a else None
    if relayed:
        subject, (low, high), inner, entry = relayed
        cues = [(k, k + size), (low, high)]
        r.add(Draft([subject], cues, [inner], entry, "according to, relayed", relay=[(start, end)]))
        return True
    if len(content) == 2 and size == 2 and content[1][0] == end + 1 and content[0][1] - content[0][0] <= 12:
        said = r.reporting(content[1][0], frozenset({"C"}))
        speaker = content[0]
        if said is not None and said.group in _SPEAKING and not any(r.finite(j) for j in range(*speaker)):
            found = complement(r, said, content[1][0])
            if found is not None and found.frame == "C":  # "The ministry, according to R, said C"
                cues = [(k, k + size), (content[1][0], found.cue_end)]
                relay = [(start, end)]
                r.add(Draft([speaker], cues, [found.content], said, "according to, relayed", relay=relay))
                return True
    direct = r.quote_at[content[-1][0]] >= 0
    r.add(Draft([(start, end)], [(k, k + size)], content, None, "according to", direct=direct))
    return True


VIEWS: Final = frozenset(
    {
        "view",
        "opinion",
        "words",
        "eyes",
        "telling",
        "account",
        "judgment",
        "judgement",
        "estimation",
        "assessment",
        "reckoning",
        "phrase",
        "mind",
    }
)


_TELLING: Final = Cue("telling", "noun", "claim", frozenset(), "distanced", "affirms", "unstated")


def in_view(r: Reader, k: int) -> bool:
    """ "In her view, C", "in the mayor's words, C": the owner is the source."""
    owner = k + 1
    head = owner
    while head < min(r.b - 1, k + 9) and r.lows[head] not in VIEWS:
        if (r.tags[head] == MARK and r.lows[head] not in ".'’-") or r.quote_at[head] >= 0:
            return False
        head += 1
    if head >= min(r.b - 1, k + 9) or head == owner:
        return False
    if r.lows[owner] in ("his", "her", "their") and head == owner + 1:
        source = (owner, owner + 1)
    elif r.tags[head - 1] == POSS or r.lows[head - 1] == "'":
        source = (owner, head - 1)
    else:
        return False
    opening = r.lows[k - 1] == "," or k == r.a
    n = head + 1
    if r.lows[n] == ",":
        n += 1
    elif not (k > r.a and r.tags[k - 1] == REL):
        return False
    if n >= r.b or r.taken[n] or not (opening or r.tags[k - 1] in (REL, CC, THAT, SUB)):
        return False
    content = [(n, clause_end(r, n))]
    if r.tags[k - 1] == REL and k > r.a:
        content.insert(0, (k - 1, k))
    direct = r.quote_at[n] >= 0
    entry = _TELLING if r.lows[head] == "telling" else None
    r.add(Draft([source], [(k, head + 1)], content, entry, "in the view", direct=direct))
    return True


def _relayed(r: Reader, content: list[Range]) -> tuple[Range, Range, Range, Cue] | None:
    """ "According to R, S said C": speaker, verb group, content and cue of the inner clause."""
    low, high = content[-1]
    for v in range(low + 1, min(high - 1, low + 24)):
        if r.quote_at[v] >= 0 or r.tags[v] in (THAT, SUB, MOD):
            return None
        cue = r.reporting(v, frozenset({"C"}))
        if cue is None or r.lows[v] in word_list("verbs", "nouns_too"):
            continue
        if cue.group not in _SPEAKING:
            return None
        group = r.group(v)
        subject = r.subject(group.low)
        found = complement(r, cue, v)
        if subject is None or subject.low > low or subject.high <= low:
            return None
        if group.negated or found is None or found.frame != "C":
            return None
        return (low, subject.high), (group.low, found.cue_end), found.content, cue
    return None


def _source_end(r: Reader, k: int) -> int:
    """End of the source after "according to": to the comma, appositions with it."""
    j = k
    while j < r.b:
        word = r.lows[j]
        if r.quote_at[j] >= 0:
            if r.lows[j - 1] in (",", ":"):
                break
            j += 1
            continue
        if r.tags[j] == MARK and word in (";", ":", "—", ")"):
            break
        if word == ",":
            n = j + 1
            if n >= r.b or k == r.a + 2:
                # opening the sentence: the next comma ends it unless an apposition stands between
                if n < r.b and r.tags[n] in (DET,) and _comma_soon(r, n) and not _finite_between(r, n):
                    j += 1
                    continue
                break
            if r.tags[n] in (DET, PREP) and not _clause_from(
                r, n, 40 if k > r.a + 2 and r.lows[k - 3] == "," else 10
            ):
                j += 1
                continue
            if n < r.b and (r.lows[n] in ("who", "which", "whose") or _name_closes(r, n)):
                j += 1
                continue
            break
        if r.tags[j] == SUB and word in ("while", "when", "because", "although", "but", "though", "if"):
            break
        if r.tags[j] == CC and word == "but":
            break
        if k == r.a + 2 and j > k and _clause_begins(r, j) and "," not in r.lows[k:j]:
            finite = _clause_from(r, j, 10) or any(r.finite(q) for q in range(j + 1, min(r.b, j + 10)))
            if finite and not _comma_soon(r, k):
                break
        j += 1
    return trim(r, k, j)


def _clause_begins(r: Reader, j: int) -> bool:
    """Does a clause begin after a name with no comma between: "According to Orla the mill", "to Orla 12 people"?"""
    if r.tags[j - 1] != OPEN or not r.capital(j - 1):
        return False
    counted = r.tags[j] == NUMBER and j + 1 < r.b and r.tags[j + 1] == OPEN and not r.capital(j + 1)
    return counted or r.tags[j] in (DET, PRO)


def _name_closes(r: Reader, n: int) -> bool:
    """Does a name, closed by a mark, follow the comma ("according to its director, Ada Brint.")?"""
    k = n
    while k < r.b and k < n + 6 and r.tags[k] == OPEN and r.upper[k]:
        k += 1
    return k - n >= 2 and k < r.b and r.lows[k] in (",", ".")


def _comma_soon(r: Reader, n: int) -> bool:
    return any(r.lows[k] == "," for k in range(n + 1, min(r.b, n + 16)))


def _finite_between(r: Reader, n: int) -> bool:
    for k in range(n, min(r.b, n + 16)):
        if r.lows[k] == ",":
            return False
        if r.finite(k):
            return True
    return False


def _clause_from(r: Reader, n: int, reach: int) -> bool:
    for k in range(n, min(r.b, n + reach)):
        if r.lows[k] == "," and reach > 10:
            return False
        if r.tags[k] in (AUX, MOD, FINITE):
            return True
    return False
