"""Active verbs before their content: S cue C; participles, infinitives, coordinated verbs."""

from __future__ import annotations

from typing import Final

from tasks.claims.pack import Cue
from tasks.claims.patterns.complements import Complement, complement
from tasks.claims.patterns.ends import (
    clause_end,
    trim,
)
from tasks.claims.patterns.participles import following_subject, noun_subject, supporters
from tasks.claims.patterns.reader import Reader
from tasks.claims.patterns.seeming import appearance
from tasks.claims.patterns.state import Draft, Range, Subject
from tasks.claims.patterns.words import (
    ADV,
    AUX,
    BASE,
    CC,
    DET,
    FINITE,
    ING,
    MARK,
    MOD,
    NUMBER,
    OBJ,
    OPEN,
    PARTICIPLE,
    PAST,
    POSS,
    PREP,
    PRO,
    REL,
    SUB,
    THAT,
    THIRD,
    TIME,
    TO,
)

FINITE_FORMS: Final = BASE | THIRD | PAST
TELLING: Final = frozenset({"C", "Q", "A"})
NO_TAG: Final = frozenset(
    {"speak", "talk", "continue", "begin", "respond", "promise", "agree", "object", "protest", "vote"}
)


def actives(r: Reader, v: int, entry: tuple[tuple[Cue, int], ...]) -> bool:
    """One active verb cue at v with its content to the right; True if something was added."""
    for cue, place in entry:
        if cue.kind == "verb" and _active(r, v, cue, place):
            return True
    return False


def rather_noun(r: Reader, v: int, low: int, subject: Subject) -> bool:
    """Is the word at v rather a noun ("swing states", "players like her", "the jobs report")?"""
    word = r.lows[v]
    if word not in r.nouns_too or low < v or r.tags[subject.high - 1] in (PRO, REL, THAT):
        return False
    if v - 1 >= r.a and (r.past(v - 1) or r.tags[v - 1] == FINITE):
        return True
    if v - 1 >= r.a and r.lows[v - 1] == ",":
        return False
    last = subject.high - 1
    if (
        last > r.a
        and r.tags[last - 1] == PREP
        and r.tags[last] == OPEN
        and not r.upper[last]
        and not r.lows[last].endswith("s")
    ):
        return True  # "about crude remarks he made"
    if word in ("like", "likes", "state", "states", "rate", "rates", "post", "posts", "present"):
        return True
    if v + 1 >= r.b:
        return False
    after = r.tags[v + 1]
    if r.cased and after in (OPEN, FINITE) and r.upper[v - 1]:
        return False  # a headline: every word has a capital
    if (
        after in (THAT, DET, PRO, OBJ, TO)
        or r.quote_at[v + 1] >= 0
        or r.capital(v + 1)
        or r.place(v + 1) & ING
    ):
        return False
    return (
        after in (PREP, FINITE, AUX, MOD, CC)
        or (after == MARK and not r.lows[v].endswith("s"))
        or not (r.capital(v - 1) or r.lows[v - 1].endswith("s") or _many_of(r, subject))
    )


def _many_of(r: Reader, subject: Subject) -> bool:
    """Is the subject's head a plural before "of" ("results of the trial")?"""
    for k in range(subject.low + 1, subject.high - 1):
        if r.lows[k] == "of":
            return r.lows[k - 1].endswith("s") and r.tags[k - 1] == OPEN
    return False


def _parenthesised(r: Reader, comma: int) -> bool:
    """Does the comma close a parenthesis after a conjunction ("and, after a pause, said")?"""
    for k in range(comma - 1, max(r.a, comma - 14), -1):
        if r.lows[k] == ",":
            return r.tags[k - 1] == CC
    return False


def _gapped(r: Reader, cue: Cue, v: int, source: Subject | None) -> Complement | None:
    """ "what S said was a sign", "a claim that S said had no ground": the clause lacks its subject."""
    n = v + 1
    if source is None or n + 1 >= r.b or "C" not in cue.frames or source.low <= r.a:
        return None
    before = source.low - 1
    if r.lows[before] not in ("what", "that", "which", "who"):
        return None
    if r.tags[n] not in (AUX, MOD, FINITE) and not r.past(n):
        return None
    return Complement(n, (n, clause_end(r, n, True)), "C")


def _said_too(r: Reader, low: int, rule: str, source: Subject | None) -> list[Range]:
    """The first of two verbs of saying with one content: "tweeted to her and said the door was open"."""
    if rule != "coordinated" or source is None or r.tags[low - 1] != CC:
        return []
    for k in range(low - 2, max(source.high - 1, low - 8), -1):
        if r.taken[k] or r.lows[k] in (",", ";", ":") or r.quote_at[k] >= 0:
            return []
        cue = r.reporting(k)
        if cue is not None and cue.group == "say" and r.place(k) & PAST:
            return [(k, k + 1)]
    return []


def _proof(r: Reader, k: int) -> bool:
    """Do "no evidence", "no further details" stand at k?"""
    return any(
        r.lows[j]
        in ("evidence", "proof", "details", "comment", "explanation", "reason", "specifics", "timeline")
        for j in range(k + 1, min(r.b, k + 4))
    )


_ATTRIBUTIVE: Final = frozenset({"alleged", "purported", "supposed", "presumed"})


def _common_noun(r: Reader, subject: Subject) -> bool:
    """Is the subject's last word a plain noun, no pronoun and no name?"""
    last = subject.high - 1
    return r.tags[last] == OPEN and not r.upper[last]


def _name_only(r: Reader, k: int) -> bool:
    """Does a name, and then the end of the clause, follow at k ("the E-meter.")?"""
    if r.quote_at[k] >= 0:
        return True
    if r.lows[k] == "the":
        k += 1
    start = k
    while k < r.b and r.upper[k]:
        k += 1
    return k > start and (k >= r.b or r.tags[k] != DET)


def _names(r: Reader, k: int) -> bool:
    """Is there nothing but a name from k to the end of its clause ("called the Sea League.")?"""
    if r.lows[k] == "the":
        k += 1
    start = k
    while k < r.b and r.upper[k] and r.quote_at[k] < 0:
        k += 1
    return k > start and (k >= r.b or (r.lows[k] in (".", ",", ";") and r.quote_at[k] < 0))


def _mere_deed(r: Reader, v: int) -> bool:
    """Is the participle after a preposition a deed, no saying ("blamed for denying them entry")?"""
    after = v + 1
    if after >= r.b or r.tags[after] == THAT or r.quote_at[after] >= 0:
        return False
    if r.lows[v - 1] in ("from", "against"):
        return True
    return r.lows[v - 1] == "for" and r.tags[after] in (PRO, OBJ)


def _noun_before(r: Reader, v: int) -> bool:
    """Is the word at v a noun or adjective here ("the claims", "his plans", "in support")?"""
    if v == r.a:
        return False
    tag = r.tags[v - 1]
    if tag in (DET, NUMBER) or (tag == POSS and r.tags[v - 2] != PRO):
        return not (
            tag == DET
            and r.lows[v - 1]
            in (
                "all",
                "both",
                "many",
                "some",
                "most",
                "few",
                "several",
                "others",
                "one",
                "another",
                "those",
                "that",
                "this",
                "these",
                "half",
            )
        )
    return tag == PREP and not r.lows[v].endswith("ing")


def _active(r: Reader, v: int, cue: Cue, place: int) -> bool:
    if _noun_before(r, v):
        return False
    group = r.group(v)
    if group.be and place & PARTICIPLE and not place & ING:
        return False
    if v > r.a and r.capital(v):
        return False
    source: Subject | None
    rule = "pre-posed"
    ahead = False  # a participle that opens the sentence, its subject behind its content
    if place & ING:
        if group.be:
            source = r.subject(group.low)
        else:
            if (
                v + 2 < r.b
                and r.tags[v + 1] == THAT
                and r.finite(v + 2)
                and v > r.a
                and r.tags[v - 1] == OPEN
            ):
                return False  # "the court ruling that paved the way"
            if supporters(r, v, cue):
                pass
            elif v > r.a and r.tags[v - 1] in (OPEN, DET, POSS, NUMBER) and not (r.lows[v - 1] == "."):
                if r.tags[v - 1] != OPEN or not takes_clauses(cue):
                    return False
                if v + 1 < r.b and r.tags[v + 1] == OPEN and not r.capital(v + 1):
                    return False
            if (
                v > r.a
                and r.tags[v - 1] == PREP
                and v + 1 < r.b
                and r.tags[v + 1] == OPEN
                and not r.capital(v + 1)
                and r.lows[v + 1].endswith("s")
                and not takes_clauses(cue)
            ):
                return False
            if v > r.a and r.tags[v - 1] == PREP and (r.lows[v - 1] == "without" or _mere_deed(r, v)):
                return False
            source = supporters(r, v, cue) or noun_subject(r, v) or r.main_subject(v)
            if source is None:
                source = following_subject(r, v)
                ahead = source is not None
            rule = "participle"
    elif group.infinitive:
        if not takes_clauses(cue):
            return False
        source = r.main_subject(group.low)
        rule = "infinitive"
        if source is None:
            return False
    elif place & FINITE_FORMS:
        if (
            v > r.a
            and r.lows[v - 1] in (",", "”")
            and place & PARTICIPLE
            and r.subject(group.low) is None
            and not _parenthesised(r, v - 1)
        ):
            return False
        source = r.subject(group.low)
        if (source is None and group.low > r.a and r.tags[group.low - 1] in (CC,)) or (
            source is None
            and group.low - 1 > r.a
            and r.lows[group.low - 1] == ","
            and r.tags[group.low - 2] in (CC, TIME, OPEN, ADV)
        ):
            source = r.nearest_subject(group.low - 1) or r.main_subject(group.low - 1)
            rule = "coordinated"
            if (
                place & BASE
                and not place & PAST
                and not group.modal
                and (source is None or not is_plural(r, source) or not takes_clauses(cue))
            ):
                source = None
        if source is None:
            return False
        if rather_noun(r, v, group.low, source):
            return False
        if (
            r.lows[v] == "called"
            and group.low == v
            and v + 1 < r.b
            and (
                (r.lows[source.low] in ("a", "an") and (r.quote_at[v + 1] >= 0 or r.capital(v + 1)))
                or (_common_noun(r, source) and _name_only(r, v + 1))
                or _names(r, v + 1)
            )
        ):
            return False  # "a firm called Example": a name is given, nothing is said
        if r.lows[v] in _ATTRIBUTIVE and v + 1 < r.b and r.tags[v + 1] == OPEN and _common_noun(r, source):
            return False  # "to document alleged crimes"
        if place == BASE or (place & BASE and not place & PAST):
            if not (group.modal or group.low < v or is_plural(r, source)):
                return False
    else:
        return False
    if cue.lemma == "find" and place & PARTICIPLE and v + 1 < r.b and r.tags[v + 1] == PREP:
        return False  # "a file found on a telephone that she carried"
    if (
        cue.lemma == "like"
        and v > r.a
        and (r.tags[v - 1] in (REL, ADV, AUX, MARK) or r.lows[v - 1] in ("much", "just", "more"))
    ):
        return False  # "who, like others, ..."
    if "it" in cue.frames:
        return appearance(r, v, cue, group.low, source)
    inner = source is not None and (
        r.tags[source.low] in (REL, THAT) or (source.low > r.a and r.tags[source.low - 1] == SUB)
    )
    found = complement(r, cue, v, inner) or _gapped(r, cue, v, source)
    if (
        found is not None
        and rule == "infinitive"
        and not (found.frame == "A" or r.tags[found.content[0]] == THAT or r.quote_at[found.content[0]] >= 0)
    ):
        return False
    if (
        found is not None
        and ahead
        and source is not None
        and found.content[0] < source.low < found.content[1]
    ):
        found = Complement(
            found.cue_end, (found.content[0], trim(r, found.content[0], source.low)), found.frame
        )
    if found is None or found.content[1] <= found.content[0] or r.taken[found.content[0]]:
        return False
    if (
        found.frame == "N"
        and r.lows[found.content[0]] in ("no", "little", "any")
        and _proof(r, found.content[0])
    ):
        return False  # "offered no evidence": a remark on what was said, nothing is said
    if group.modal and group.have and not group.negated and found.frame != "C":
        return False  # "would have refused to sign": nobody did
    if source is not None and rule == "pre-posed" and r.taken[source.low]:
        low = source.low
        while low < source.high and (r.taken[low] or r.tags[low] == CC):
            low += 1
        if low >= source.high:
            return False
        source = Subject(low, source.high, source.antecedent)
    ranges = [(source.low, source.high)] if source else []
    r.add(
        Draft(
            ranges,
            [*_said_too(r, group.low, rule, source), (group.low, found.cue_end)],
            [found.content],
            cue,
            f"{rule} {found.frame}",
            negated=group.negated,
            antecedent=source.antecedent if source else None,
            direct=r.quote_at[found.content[0]] >= 0,
        )
    )
    return True


def takes_clauses(cue: Cue) -> bool:
    """Does the cue take clauses or quotations?"""
    return bool(cue.frames & TELLING)


def is_plural(r: Reader, subject: Subject) -> bool:
    """May the subject govern a base form ("critics argue", "they say", "who think")?"""
    last = r.lows[subject.high - 1]
    if r.tags[subject.high - 1] in (PRO, REL, THAT):
        return last not in ("he", "she", "it")
    if any(r.lows[k] == "and" for k in range(subject.low, subject.high)):
        return True
    return (
        last.endswith("s")
        or last
        in (
            "people",
            "data",
            "media",
            "children",
            "police",
            "men",
            "women",
            "many",
            "some",
            "few",
            "most",
            "others",
            "officials",
        )
        or any(
            (r.lows[k].endswith("s") and r.tags[k] != POSS)
            or r.lows[k] in ("people", "data", "many", "some", "most")
            for k in range(subject.low, subject.high)
        )
    )
