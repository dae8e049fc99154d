"""Tags after or inside their content: "C, S said.", "C, said S.", "C1, S said, C2"."""

from __future__ import annotations

from typing import Final

from tasks.claims.pack import Cue
from tasks.claims.patterns.complements import after_adjunct, complement, opening
from tasks.claims.patterns.ends import (
    clause_end,
    quote_end,
    saying,
)
from tasks.claims.patterns.reader import Reader
from tasks.claims.patterns.state import Draft, Range, Subject
from tasks.claims.patterns.tagclauses import (
    clause_follows,
    is_clause,
    opens_clause,
    parenthesis,
    resumed,
    time_soon,
)
from tasks.claims.patterns.tagged import before_tag, crossing, of_title, quote_before, widen
from tasks.claims.patterns.verbs import FINITE_FORMS, NO_TAG, TELLING, is_plural, rather_noun
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
    word_list,
)

# A content before its tag ends with one of these.
_BEFORE_TAG: Final = frozenset(",—?!”")


def tails(r: Reader, cues: list[int]) -> None:
    """Post-posed tags of the sentence at hand: "C, S said.", "C, said S.", "C1, S said, C2"."""
    first = max(0, r.a - 1)
    while first < r.b and r.lows[first] not in _BEFORE_TAG:
        first += 1
    for v in cues:
        if v <= first or r.taken[v]:
            continue
        entry = r.forms[r.lows[v]]
        cue = _telling(entry, FINITE_FORMS)
        if cue is None:
            plain = next((c for c, place in entry if c.kind == "verb" and place & FINITE_FORMS), None)
            if plain is None:
                continue
            if r.lows[v] in ("quoted", "cited"):
                _quoted_as_saying(r, v, plain) or _inverted(r, v, plain)
            elif plain.group in ("say", "feel", "deny") and v + 1 < r.b and r.lows[v + 1] in (",", "."):
                _post_posed(r, v, plain)  # “...,” he mocks.
            continue
        if not _inverted(r, v, cue):
            _post_posed(r, v, cue)


def said_first(r: Reader) -> bool:
    """ "Said Ellis: “It is not new.”", "Added the mayor, “No.”": the verb opens the sentence."""
    v = r.a
    if v + 3 >= r.b or not r.place(v) & PAST or r.quote_at[v] >= 0:
        return False
    cue = _telling(r.forms[r.lows[v]], PAST)
    if cue is None or cue.group not in ("say", "claim", "admit"):
        return False
    end = r.np_right(v + 1)
    if end <= v + 1 or end + 1 >= r.b or r.tags[v + 1] not in (OPEN, DET, PRO):
        return False
    stop = end
    while stop < r.b - 1 and stop < end + 12 and r.lows[stop] not in (":", ",") and r.quote_at[stop] < 0:
        stop += 1
    if (
        stop + 1 >= r.b
        or r.lows[stop] not in (":", ",")
        or (r.quote_at[stop + 1] < 0 and r.lows[stop] != ":")
    ):
        return False
    if any(r.finite(k) for k in range(v + 1, end)) and not any(r.tags[k] == REL for k in range(v + 1, end)):
        return False
    content = (stop + 1, clause_end(r, stop + 1))
    direct = r.quote_at[stop + 1] >= 0
    r.add(Draft([(v + 1, end)], [(v, v + 1)], [content], cue, "said first", direct=direct))
    return True


def _telling(entry: tuple[tuple[Cue, int], ...], places: int) -> Cue | None:
    for cue, place in entry:
        if cue.kind == "verb" and place & places and cue.frames & TELLING:
            return cue
    return None


def _inverted(r: Reader, v: int, cue: Cue) -> bool:
    """ "C," said S."""
    k = v - 1
    if k < 0:
        return False
    if r.tags[k] == ADV and k > r.a:
        k -= 1
    if k < r.a and not crossing(r, v):
        return False
    if not ((r.lows[k] in (",", "—") and r.quote_at[k] < 0) or (r.quote_at[k] >= 0 and r.lows[k] == "”")):
        return False
    if v + 1 >= r.b:
        return False
    quoted = quote_before(r, k + 1)
    if not r.place(v) & (PAST | THIRD) and not (
        quoted and cue.group in ("say", "claim") and r.lows[r.np_right(v + 1) - 1].endswith("s")
    ):
        return False
    n = v + 1
    if not quoted and not (cue.frames & {"Q", "C", "tag"} and cue.group in ("say", "claim", "establish")):
        return False
    if r.tags[n] in (MARK, PREP, THAT, SUB, TO, AUX, MOD, CC, TIME, NEG) or (r.tags[n] == OBJ):
        return False
    if r.tags[n] == ADV and r.tags[n + 1 if n + 1 < r.b else n] in (MARK, PREP):
        return False
    end = r.np_right(n)
    if end <= n:
        return False
    content = before_tag(r, k + 1)
    if content is None:
        return False
    rest = end
    if not quoted:
        # "Smith, the mayor, said the plan works": the words after the verb are its content
        if not cue.frames & {"C", "tag"}:
            return False
        closing = end >= r.b or (r.lows[end] in ".," and end >= r.b - 1)
        if _more_clause(r, end) or (
            r.subject(r.group(v).low) is not None and not (closing and _speakerly(r, n, end))
        ):
            return False
    elif r.tags[n] in (OPEN, DET) and _more_clause(r, end) and r.tags[n] != PRO and not r.capital(n):
        return False
    cue_end = v + 1
    relayed = None if quoted else _inner_speaker(r, content)
    if relayed:
        subject, verb, inner = relayed
        entry = r.reporting(verb)
        r.add(
            Draft(
                [(subject.low, subject.high)], [(verb, verb + 1)], [inner], entry, "relayed", relay=[(n, end)]
            )
        )
        for k in range(v, end):
            r.taken[k] = 1
        return True
    contents = [widen(r, content)]
    after = continuation(r, rest)
    if after:
        contents.append(after)
    r.add(Draft([(n, end)], [(v, cue_end)], contents, cue, "inverted", direct=quoted))
    return True


def _inner_speaker(r: Reader, content: Range) -> tuple[Subject, int, Range] | None:
    """ "S said C1, reported R": the clause of S inside the content of R."""
    low, high = content
    for v in range(low + 1, min(high - 2, low + 16)):
        if r.quote_at[v] >= 0 or r.lows[v] == ",":
            return None
        if r.reporting(v, frozenset({"C"})) and r.lows[v] in (
            "said",
            "says",
            "told",
            "claimed",
            "announced",
            "stated",
            "insisted",
            "added",
        ):
            subject = r.subject(r.group(v).low)
            if subject is None or subject.low != low:
                return None
            return subject, v, (v + 1, high)
        if r.finite(v):
            return None
    return None


def _quoted_as_saying(r: Reader, v: int, cue: Cue) -> bool:
    """ "C," S was quoted as saying by R: S speaks, R relays."""
    if r.lows[v + 1 : v + 3] != ["as", "saying"]:
        return False
    group = r.group(v)
    subject = r.subject(group.low) if group.be else None
    content = before_tag(r, subject.low) if subject else None
    if subject is None or content is None:
        return False
    end, relay = v + 3, []
    if end + 1 < r.b and r.lows[end] == "by":
        stop = r.np_right(end + 1)
        if stop > end + 1:
            relay = [(end + 1, stop)]
    r.add(
        Draft(
            [(subject.low, subject.high)],
            [(group.low, v + 3)],
            [widen(r, content)],
            cue,
            "quoted as saying",
            relay=relay,
            direct=quote_before(r, subject.low),
        )
    )
    return True


def _speakerly(r: Reader, low: int, high: int) -> bool:
    """Does a noun phrase after the verb look like one who speaks: a name, "an official who ..."?"""
    if r.capital(high - 1):
        return True
    people = word_list("nouns", "people")
    return any(
        (r.tags[k] == REL and r.lows[k] == "who") or r.lows[k] in people or r.lows[k] + "s" in people
        for k in range(low, min(high, low + 9))
    )


def _more_clause(r: Reader, k: int) -> bool:
    """Does a finite verb follow at k (then what stood before it was its subject)?"""
    return k < r.b and r.quote_at[k] < 0 and (r.tags[k] in (AUX, MOD, FINITE) or r.finite(k))


def continuation(r: Reader, k: int) -> Range | None:
    """The second half of a split content after the tag: `, “...”`, `: “...”`, `, that ...`."""
    j = k
    while j < r.b and r.quote_at[j] < 0 and r.lows[j] not in (",", ":", ";", "—") and j < k + 25:
        if r.tags[j] in (AUX, MOD) or r.lows[j] == "that":
            return None
        j += 1
    if j < r.b and r.quote_at[j] >= 0 and not r.taken[j]:
        return (j, clause_end(r, j)) if j == k or quote_end(r, j) - j > 8 else None
    while j + 1 < r.b and r.lows[j] in (",", ":", ";", "—") and j < k + 30:
        n = j + 1
        if r.quote_at[n] >= 0:
            return (n, clause_end(r, n)) if not r.taken[n] else None
        if r.place(n) & ING and saying(r, n, ING):
            return None  # ", adding, “...”" is a cue of its own
        m = n
        while m < r.b and r.lows[m] not in (",", ":", ";", "—") and r.quote_at[m] < 0:
            m += 1
        if r.tags[n] in (REL, PREP, SUB, TIME, ADV, DET, NUMBER, OPEN) and m < r.b:
            if r.quote_at[m] >= 0:
                return None
            j = m
            continue
        return None
    return None


def _post_posed(r: Reader, v: int, cue: Cue) -> bool:
    """ "C, S said" with nothing but adjuncts after it."""
    group = r.group(v)
    if group.be or group.infinitive or (group.modal and not group.have):
        return False
    subject = r.subject(group.low)
    if subject is None or r.tags[subject.low] in (REL, THAT):
        return False
    if not r.place(v) & (PAST | THIRD) and group.low == v and not is_plural(r, subject):
        return False
    if rather_noun(r, v, group.low, subject):
        return False
    quoted = quote_before(r, subject.low)
    if not quoted and not cue.frames & TELLING:
        return False
    if quoted and of_title(r, subject.low):
        return False
    content = before_tag(r, subject.low)
    conjunction = False
    if content is None:
        low = subject.low
        if low - 1 >= r.a and r.lows[low - 1] == "as" and cue.lemma not in NO_TAG:
            content = before_tag(r, low - 1)
            conjunction = content is not None
        if content is None:
            return False
    n = v + 1
    while n < r.b and r.tags[n] == ADV and r.quote_at[n] < 0:
        n += 1
    if not quoted and (
        not cue.frames & {"C", "A"} or (n < r.b and (r.lows[n] in cue.frames - {"out"} or r.tags[n] == TO))
    ):
        return False
    told = "A" in cue.frames and "C" not in cue.frames
    closed = n >= r.b or (r.tags[n] == MARK and r.quote_at[n] < 0 and r.lows[n] in ".,;—:?!)")
    rest: int | None = None
    if closed:
        rest = n
        if told and not quoted:
            return False
        if n < r.b and r.lows[n] in (",", ":", "—") and not quoted:
            # "In Ohio, he said, jobs left": the clause goes on after the tag
            if n + 1 < r.b and (r.quote_at[n + 1] >= 0 or r.lows[n] == ":"):
                if not is_clause(r, content):
                    return False
    else:
        if r.quote_at[n] >= 0 and not quoted:
            return False
        if told or "A" in cue.frames:
            end = r.np_right(n)
            if end > n and r.tags[n] not in (THAT, SUB, PREP) and not _more_clause(r, end):
                if not quoted and (complement(r, cue, v) is not None or not is_clause(r, content)):
                    return False
                rest = end
        if rest is None and (r.tags[n] in (PREP, TIME, SUB, TO) or r.lows[n] in ("this", "last", "that")):
            if not quoted and r.tags[n] == PREP and parenthesis(r, n):
                pass
            elif not quoted:
                if after_adjunct(r, cue.frames, n) is not None or opening(r, cue.frames, n) is not None:
                    return False
            elif r.lows[n] == "that" or (r.tags[n] != SUB and opening(r, cue.frames, n) is not None):
                return False
            rest = n
            if not quoted and r.tags[n] == PREP and parenthesis(r, n):
                while r.lows[rest] != ",":
                    rest += 1
        if rest is None and quoted and r.tags[n] in (DET, NUMBER) and time_soon(r, n):
            rest = n  # "..., she said several months after her release"
        if rest is None and quoted and r.tags[n] == OPEN and opening(r, cue.frames, n) is None:
            if r.lows[subject.low - 2 : subject.low] == [".", "”"]:
                return False  # "“We are tired.” He dismissed Hale's remarks.": a sentence with an object of its own
            if r.place(n) & ING or not any(
                r.finite(k) or r.quote_at[k] >= 0 for k in range(n, min(r.b, n + 12))
            ):
                rest = n
        if rest is None:
            return False
    if not quoted and not is_clause(r, content) and not clause_follows(r, rest):
        ends = rest >= r.b - 1 and "C" in cue.frames and cue.group in ("say", "claim", "establish", "admit")
        if not ends or not opens_clause(r, content):
            return False
    contents = [widen(r, content)]
    after = continuation(r, rest)
    if after is None and not quoted and rest < r.b and r.lows[rest] in (",", "—") and not conjunction:
        after = resumed(r, rest, content)
    if after:
        contents.append(after)
    rule = "as-tag" if conjunction else "post-posed"
    r.add(
        Draft(
            [(subject.low, subject.high)],
            [(group.low, v + 1)],
            contents,
            cue,
            rule,
            negated=group.negated,
            direct=quoted,
        )
    )
    return True
