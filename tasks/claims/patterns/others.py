"""Passives, "according to", adjectives, nouns."""

from __future__ import annotations

from tasks.claims.pack import Cue
from tasks.claims.patterns.contents import clause_end, complement, opening, phrase_end, trim
from tasks.claims.patterns.reader import BASE, PARTICIPLE, Draft, Range, Reader, Subject
from tasks.claims.patterns.words import (
    ADV, AUX, CC, DET, FINITE, MARK, MOD, NUMBER, OPEN, POSS, PREP, PRO, REL, SUB, THAT, TIME, TO, word_list,
)

_POSSESSIVES = frozenset({"his", "her", "their", "its", "my", "our", "your", "whose"})


def passives(r: Reader, v: int, entry: tuple[tuple[Cue, int], ...]) -> bool:
    """A participle under "be": "was quoted by S as saying C", "is expected to", "was accused of"."""
    for cue, place in entry:
        if cue.kind == "verb" and place & PARTICIPLE:
            group = r.group(v)
            if not group.be:
                continue
            if _passive(r, v, cue, group.low):
                return True
    return False


_ASKED = frozenset({"about", "if", "whether", "why", "what", "how", "who", "when", "where", "to", "by"})


def asked(r: Reader, k: int) -> bool:
    """ "Asked about C, she said ...": a question nobody, or an agent, put."""
    if r.lows[k] not in ("asked", "pressed", "questioned") or k + 2 >= r.b:
        return False
    if k > r.a and not (r.lows[k - 1] in (",", "when", "—", "“") or r.tags[k - 1] == CC):
        return False
    n = k + 1
    while n + 2 < r.b and r.tags[n] in (TIME, ADV):
        n += 1
    if r.lows[n] not in _ASKED:
        return False
    source: list[Range] = []
    if r.lows[n] == "by":
        end = r.np_right(n + 1)
        stop = n + 1
        while stop < end and r.lows[stop] not in ("about", "if", "whether", "why", "to", "what", "how"):
            stop += 1
        source, n = [(n + 1, stop)], stop
        if n >= r.b or r.lows[n] not in _ASKED:
            return False
    start = n + 1 if r.lows[n] == "about" else n
    end = start
    while end < r.b and not (r.lows[end] == "," and r.quote_at[end] < 0):
        end += 1
    end = trim(r, start, end)
    if end <= start:
        return False
    r.add(Draft(source, [(k, start if r.lows[n] == "about" else k + 1)], [(start, end)], None, "asked"))
    return True


def _agent(r: Reader, k: int, reach: int = 14) -> Range | None:
    """The agent "by S" that begins within reach of token k, or None."""
    for j in range(k, min(r.b - 1, k + reach)):
        if r.quote_at[j] >= 0 or r.lows[j] in (",", ";", ":"):
            return None
        if r.lows[j] == "by" and r.tags[j + 1] in (OPEN, DET, PRO, 17) and not r.lows[j + 1].endswith("ing"):
            end = r.np_right(j + 1)
            return (j, end) if end > j + 1 else None
    return None


def _passive(r: Reader, v: int, cue: Cue, low: int) -> bool:
    n, frames = v + 1, cue.frames
    while n < r.b and r.tags[n] == ADV:
        n += 1
    if n >= r.b:
        return False
    subject = r.subject(low)
    if subject is None:
        return False
    relative = r.tags[subject.low] in (THAT,) or r.lows[subject.low] in ("who", "which")
    agent = _agent(r, n, 3)
    after = agent[1] if agent else n
    source = [(agent[0] + 1, agent[1])] if agent else []
    if after < r.b and r.lows[after] == "as" and cue.lemma in ("quote", "cite", "report") and after + 1 < r.b:
        if r.lows[after + 1] in ("saying", "telling", "writing", "adding", "claiming"):
            start = after + 2
            if start < r.b:
                first = opening(r, frozenset({"C", "Q"}), start)
                start = first if first is not None else start
                r.add(
                    Draft([(subject.low, subject.high)], [(low, v + 1), (after, after + 2)], [(start, clause_end(r, start))],
                          cue, "quoted as saying", relay=source, antecedent=subject.antecedent)
                )
                return True
    if relative and not agent:
        return False
    it = r.lows[subject.high - 1] == "it" and subject.high - subject.low == 1
    if after < r.b and (r.tags[after] == THAT or r.lows[after] in ("whether", "if")) and frames & {"C", "A", "W", "T"}:
        r.add(Draft(source, [(low, v + 1)], [(after, clause_end(r, after))], cue, "passive that"))
        return True
    if it and "C" in frames and after < r.b and r.lows[after] == ",":
        return False
    whole = (subject.low, subject.high)
    if after < r.b and r.tags[after] == TO and frames & {"I", "OI", "s", "C"}:
        r.add(Draft(source, [(low, v + 1)], [whole, (after, phrase_end(r, after))], cue, "passive to"))
        return True
    if after < r.b and r.lows[after] == "as" and "AS" in frames:
        r.add(Draft(source, [(low, v + 1)], [whole, (after, phrase_end(r, after, frozenset({"as"})))], cue, "passive as"))
        return True
    if after + 1 < r.b and cue.group in ("say", "claim") and (r.lows[after] in (",", ":")) and r.quote_at[after + 1] >= 0 and frames & {"Q", "A"}:
        r.add(Draft(source, [(low, v + 1)], [(after + 1, clause_end(r, after + 1))], cue, "passive quote", direct=True))
        return True
    if after + 1 < r.b and r.lows[after] in frames and r.lows[after] in ("about", "against", "on") and not relative:
        r.add(Draft(source, [(low, after + 1)], [(after + 1, phrase_end(r, after + 1))], cue, "passive about"))
        return True
    if after < r.b and "OP" in frames and r.lows[after] in ("of", "for", "with", "as"):
        r.add(Draft(source, [(low, v + 1)], [whole, (after, phrase_end(r, after))], cue, "passive of"))
        return True
    if agent and frames & {"N", "X", "OP", "OI"}:
        r.add(Draft(source, [(low, v + 1)], [whole], cue, "passive by"))
        return True
    return False


_SOURCE_PHRASES = (
    ("according", "to"), ("in", "the", "words", "of"), ("in", "the", "view", "of"), ("in", "the", "eyes", "of"),
)


def according(r: Reader, k: int) -> bool:
    """ "according to S, C" and "C, according to S"."""
    size = 2 if r.lows[k] == "according" else 4
    if tuple(r.lows[k : k + size]) not in _SOURCE_PHRASES or k + size >= r.b:
        return False
    start = k + size
    end = _source_end(r, start)
    if end <= start or (k > r.a and r.tags[k - 1] == THAT):
        return False
    before = k
    while before > r.a and r.lows[before - 1] in (",", "(", "—") and r.quote_at[before - 1] < 0:
        before -= 1
    content: list[Range] = []
    if before - r.a > 1 or (before - r.a == 1 and r.tags[r.a] not in (CC, ADV)):
        low = before
        while low > r.a and not r.taken[low - 1]:
            low -= 1
        while low < before and (r.tags[low] == MARK and r.quote_at[low] < 0 or (r.tags[low] == CC and low == r.a)):
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
        if not content or (not any(r.finite(j) for j in range(*content[0])) and r.quote_at[content[0][0]] < 0):
            content.append((n, clause_end(r, n)))
        elif before - 1 >= r.a and r.tags[before - 1] == REL:
            content = [(before - 1, before), (n, clause_end(r, n))]
        elif r.tags[n] in (PRO, SUB, CC) and r.lows[n] not in ("but", "while", "when", "as", "though", "although"):
            content.append((n, clause_end(r, n)))
    content = [c for c in content if trim(r, *c) > c[0]]
    if not content:
        return False
    r.add(Draft([(start, end)], [(k, k + size)], content, None, "according to"))
    return True


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
            if r.tags[n] in (DET, PREP) and not _clause_from(r, n, 40 if k > r.a + 2 and r.lows[k - 3] == "," else 10):
                j += 1
                continue
            if n < r.b and r.lows[n] in ("who", "which", "whose", "a", "an", "the"):
                j += 1
                continue
            break
        if r.tags[j] == SUB and word in ("while", "when", "because", "although", "but", "though", "if"):
            break
        if r.tags[j] == CC and word == "but":
            break
        if k == r.a + 2 and j > k and r.tags[j] in (DET, PRO) and r.tags[j - 1] == OPEN and r.capital(j - 1) and "," not in r.lows[k:j]:
            if _clause_from(r, j, 10) and not _comma_soon(r, k):
                break
        j += 1
    return trim(r, k, j)


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


def adjectives(r: Reader, k: int, entry: tuple[tuple[Cue, int], ...]) -> bool:
    """ "S is convinced that C", "S are worried about C"."""
    copula = word_list("verbs", "copula")
    for cue, _ in entry:
        if cue.kind != "adjective":
            continue
        p = k
        while p > r.a and r.tags[p - 1] in (ADV, 10) or (p > r.a and r.lows[p - 1] in ("more", "less", "so", "too", "most", "not", "as", "never", "n't")):
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
            Draft([(subject.low, subject.high)], [(low, found.cue_end)], [found.content], cue, f"adjective {found.frame}",
                  negated=group.negated, antecedent=subject.antecedent)
        )
        return True
    return False


def _owner(r: Reader, k: int) -> int:
    """First token of the possessor that ends at k: one name or one plain noun with its article."""
    low = k
    while low > r.a and r.quote_at[low - 1] < 0:
        tag = r.tags[low - 1]
        if (tag == OPEN and not r.finite(low - 1) and r.words[low - 1][0].isupper() == r.words[k][0].isupper()) or r.lows[low - 1] == ".":
            low -= 1
        elif tag == DET:
            return low - 1
        else:
            break
    return low


_LIGHT = frozenset(
    {"make", "makes", "made", "making", "express", "expresses", "expressed", "expressing", "voice", "voiced", "give", "gives", "gave", "given", "have", "has", "had",
     "hold", "holds", "held", "take", "takes", "took", "taken", "offer", "offers", "offered", "issue", "issues", "issued", "raise", "raises", "raised", "repeat", "repeats", "repeated",
     "reject", "rejects", "rejected", "dismiss", "dismisses", "dismissed", "deny", "denies", "denied", "share", "shares", "shared", "show", "shows", "showed", "send", "sends", "sent",
     "reiterate", "reiterated", "announce", "announced", "reach", "reached", "declare", "declared", "pledge", "throw", "threw", "lend", "lent", "draw", "drew", "level", "leveled",
     "defend", "defended", "defends", "deliver", "delivered", "press", "pressed", "float", "floated", "spread", "promote", "promoted", "push", "pushed", "cite", "cited", "face", "faced", "received", "won", "get", "got"}
)


def _light_verb(r: Reader, low: int) -> tuple[int, Subject] | None:
    """ "S expressed concern that", "S made the claim that": the verb before a noun cue and its subject."""
    k = low - 1
    while k > r.a and (r.tags[k] in (DET, NUMBER, ADV) or (r.tags[k] == OPEN and low - k <= 3 and r.lows[k] not in _LIGHT)) and low - k <= 4:
        k -= 1
    if k <= r.a or r.lows[k] not in _LIGHT or r.quote_at[k] >= 0:
        return None
    group = r.group(k)
    subject = r.subject(group.low)
    return (group.low, subject) if subject else None


def nouns(r: Reader, k: int, entry: tuple[tuple[Cue, int], ...]) -> bool:
    """ "S's claim that C", "his call for C", "the view of S that C"."""
    for cue, place in entry:
        if cue.kind != "noun":
            continue
        n = k + 1
        if n >= r.b or (r.tags[k - 1] == TO if k > r.a else False):
            continue
        source: list[Range] = []
        low = k
        while low > r.a and r.tags[low - 1] in (OPEN, ADV) and r.quote_at[low - 1] < 0 and k - low < 3 and not r.finite(low - 1):
            low -= 1
        p = low - 1
        owner: Range | None = None
        for back in range(k - 1, max(r.a, k - 4) - 1, -1):
            if r.tags[back] == POSS or (r.lows[back] == "'" and back > r.a and r.lows[back - 1].endswith("s")):
                end = back + 1
                if back > r.a and r.tags[back - 1] in (OPEN, 12) and not r.taken[back - 1]:
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
        if r.tags[n] == THAT and "C" in cue.frames and n + 1 < r.b and r.tags[n + 1] not in (AUX, MOD, FINITE):
            found = (n, clause_end(r, n))
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


__all__ = ["BASE", "SUB", "according", "adjectives", "nouns", "passives"]
