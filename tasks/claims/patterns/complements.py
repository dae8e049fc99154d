"""What a cue governs to its right, and where that begins."""

from __future__ import annotations

from typing import Final

from tasks.claims.pack import Cue
from tasks.claims.patterns.clauses import bare_clause, boundary, clause_at, possessive, title, verb_behind
from tasks.claims.patterns.ends import (
    SAYING_FRAMES,
    clause_end,
    phrase_end,
    quote_end,
)
from tasks.claims.patterns.reader import Reader
from tasks.claims.patterns.state import Range
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
    OBJ,
    OPEN,
    PREP,
    PRO,
    SUB,
    THAT,
    TIME,
    TO,
    word_list,
)

_QUESTIONS: Final = frozenset(
    {"whether", "if", "who", "what", "which", "where", "when", "why", "how", "whom", "whose"}
)
_OBJECT_PREPOSITIONS: Final = frozenset({"of", "for", "as", "with", "about", "over"})
_PREPOSITIONS: Final = frozenset(
    {
        "about",
        "of",
        "for",
        "against",
        "on",
        "to",
        "at",
        "in",
        "over",
        "with",
        "by",
        "up",
        "out",
        "off",
        "into",
        "toward",
        "towards",
        "from",
        "forth",
        "aside",
        "forward",
    }
)
_PLAIN_ADVERBS: Final = frozenset(
    {
        "also",
        "again",
        "later",
        "earlier",
        "then",
        "now",
        "recently",
        "too",
        "once",
        "still",
        "first",
        "further",
        "only",
        "back",
        "instead",
        "often",
        "however",
        "already",
    }
)
_CONCESSIVE: Final = frozenset({"although", "though", "while", "if", "unless", "since", "because"})
_REACH: Final = 24
# After these any words that can be a clause are one; after others its verb must show.
_SAYING: Final = frozenset({"say", "claim", "admit", "deny", "estimate"})


class Complement:
    """What a cue governs: the cue's last token (exclusive), the content and the frame that matched."""

    __slots__ = ("content", "cue_end", "frame")

    def __init__(
        self,
        cue_end: int,
        content: Range,
        frame: str,
    ) -> None:
        self.cue_end = cue_end
        self.content = content
        self.frame = frame


def complement(r: Reader, cue: Cue, v: int, inner: bool = False) -> Complement | None:
    """What an active cue at token v governs to its right, or None if nothing fits.

    `inner`: the cue stands in a relative or subordinate clause.
    """
    frames, lows, tags, b = cue.frames, r.lows, r.tags, r.b
    n = v + 1
    while (
        n < b
        and tags[n] == ADV
        and r.quote_at[n] < 0
        and n < v + 4
        and (lows[n].endswith("ly") or lows[n] in _PLAIN_ADVERBS)
    ):
        n += 1
    if n >= b:
        return None
    start = opening(r, frames, n)
    if start == n and r.quote_at[n] >= 0 and frames & {"N", "X"}:
        stop = quote_end(r, n)
        if (
            stop - n <= 9
            and lows[stop - 2] not in (",", ".", "?", "!")
            and stop < b
            and tags[stop] not in (MARK, THAT)
        ):
            return Complement(n, (n, phrase_end(r, n)), "N")
    if start is not None:
        return Complement(n, (start, clause_end(r, start, inner)), "C")
    if r.quote_at[n] >= 0 and not frames & {"N", "X", "A"}:
        return None
    word, tag = lows[n], tags[n]
    if tag == TO and "I" in frames and n + 1 < b and tags[n + 1] != MARK:
        return Complement(n, (n, phrase_end(r, n)), "I")
    if tag == NEG and n + 1 < b and tags[n + 1] == TO and "I" in frames:
        return Complement(n, (n, phrase_end(r, n)), "I")
    if word in _PREPOSITIONS and word in frames:
        m = n + 1
        if word in ("out", "forward") and m < b and lows[m] in ("that", "to", "against"):
            if lows[m] == "that":
                return Complement(m, (m, clause_end(r, m)), "C")
            m += 1
        if m < b and lows[m] not in ".,;:":
            if tags[m] == TIME:
                return None
            low = m
            if tags[m] == SUB and lows[m] in _QUESTIONS and word in ("about", "on", "of"):
                return Complement(m, (m, clause_end(r, m)), "W")
            keep = frozenset({"as"}) if cue.lemma in ("refer", "point", "allude") else frozenset()
            return Complement(m, (low, phrase_end(r, low, keep)), word)
        return None
    if tag == PREP or tag == TIME or tag == TO:
        if frames & SAYING_FRAMES or "T" in frames:
            start = n if tag == TIME and possessive(r, n) else after_adjunct(r, frames, n)
            if start is not None:
                return Complement(v + 1, (start, clause_end(r, start, inner)), "C")
        return None
    if tag == SUB and "C" in frames and word in _CONCESSIVE and cue.group in ("say", "admit"):
        for k in range(n + 2, min(b, n + _REACH)):
            if lows[k] == ",":
                return Complement(n, (n, clause_end(r, n)), "C") if clause_at(r, k + 1) else None
    if "G" in frames and word in ("having", "being"):
        return Complement(n, (n, phrase_end(r, n)), "G")
    if "C" in frames and word in ("having", "being") and clause_at(r, n):
        return Complement(n, (n, clause_end(r, n, inner)), "C")  # "said having him there helps"
    if word == "what" and frames & {"X", "N"}:
        return Complement(n, (n, phrase_end(r, n, frozenset({"what"}))), "X")
    if tag in (MARK, CC, SUB, AUX, MOD):
        return None
    return _object(r, cue, v, n, inner)


def opening(r: Reader, frames: frozenset[str], n: int) -> int | None:
    """Where a clause or quotation content begins when it begins right at n."""
    lows, tags, b = r.lows, r.tags, r.b
    if tags[n] == THAT and frames & {"C", "T"}:
        if (n + 1 < b and tags[n + 1] not in (MARK,)) or (n + 1 < b and lows[n + 1] in ",“"):
            return n
        return None
    if "Q" in frames or "C" in frames:
        if r.quote_at[n] >= 0 and (n == 0 or r.quote_at[n - 1] != r.quote_at[n]):
            return n
        if lows[n] in (",", ":") and n + 1 < b:
            if r.quote_at[n + 1] >= 0 and r.quote_at[n] < 0:
                return n + 1
            if lows[n] == ":" and "Q" in frames:
                return n + 1
            if lows[n + 1] == "that":
                return n + 1
            if lows[n] == ",":
                # "said, without naming him, that"
                k = n + 1
                while k < min(b, n + 12) and lows[k] != ",":
                    k += 1
                if (
                    k + 1 < b
                    and lows[k] == ","
                    and (lows[k + 1] == "that" or (r.quote_at[k + 1] >= 0 and r.quote_at[k] < 0))
                ):
                    return k + 1
    if "W" in frames and lows[n] in _QUESTIONS:
        return n
    if frames & SAYING_FRAMES and lows[n] in ("if", "there") and "C" in frames:
        return n
    return None


def after_adjunct(r: Reader, frames: frozenset[str], n: int) -> int | None:
    """A clause that begins after "on Tuesday", "in a statement", "to reporters"; None if there is none."""
    lows, tags, b = r.lows, r.tags, r.b
    stop = min(b, n + _REACH)
    k = n
    while k < stop:
        if r.quote_at[k] >= 0:
            return k if r.lows[k - 1] in ",:" or quote_end(r, k) - k > 6 else None
        tag = tags[k]
        if tag == THAT and frames & {"C", "T", "A"} and tags[k - 1] != PREP:
            return k
        if lows[k] in (",", ":"):
            if k + 1 < b and (r.quote_at[k + 1] >= 0 or lows[k + 1] == "that"):
                return k + 1 if not title(r, k + 1) else None
            if lows[k] == ":":
                return k + 1 if k + 1 < b else None
            if (
                k - n <= 3
                and any(tags[j] == NUMBER for j in range(n, k))
                and "C" in frames
                and clause_at(r, k + 1)
            ):
                return n  # "estimated that by 2050, ..." without "that"
            return None
        if "W" in frames and lows[k] in ("whether", "if") and k > n:
            return k
        if tag == PRO and k > n and tags[k - 1] not in (CC,):
            return k if "C" in frames else None
        if tag in (SUB, AUX, MOD, FINITE, CC) and lows[k] not in ("and",):
            return None
        if (
            "C" in frames
            and k > n
            and tag in (DET, OPEN)
            and tags[k - 1] in (TIME, OPEN, NUMBER, OBJ)
            and tags[k - 1] != PREP
        ):
            if (tags[k - 1] == TIME or tag == DET) and clause_at(r, k):
                return k
        k += 1
    return None


def _object(r: Reader, cue: Cue, v: int, n: int, inner: bool) -> Complement | None:
    """Complements that begin with a noun phrase, or a bare clause."""
    frames, lows, tags, b = cue.frames, r.lows, r.tags, r.b
    if "A" in frames:
        found = _addressed(r, cue, v, n, inner)
        if found:
            return found
        if not frames & {"C", "N", "OI", "OP", "Q"}:
            return None
    limit = min(b, n + _REACH)
    mark = boundary(r, n, limit)
    if "OI" in frames:
        for k in range(n + 1, mark):
            if (
                tags[k] == TO
                and k + 1 < b
                and (tags[k + 1] in (OPEN, AUX, ADV, FINITE) and not r.capital(k + 1))
            ):
                if not any(r.finite(j) for j in range(n + 1, k)):
                    return Complement(n, (n, phrase_end(r, n)), "OI")
            if tags[k] == NEG and k + 1 < b and tags[k + 1] == TO:
                return Complement(n, (n, phrase_end(r, n)), "OI")
    if "AS" in frames:
        for k in range(n + 1, mark):
            if lows[k] == "as" and lows[k - 1] not in ("such", "well"):
                return Complement(n, (n, phrase_end(r, n, frozenset({"as"}))), "AS")
    if "AT" in frames:
        at = next(
            (
                k
                for k in range(n + 1, mark)
                if lows[k] == "at" and k + 1 < b and tags[k + 1] in (NUMBER, ADV, PREP)
            ),
            None,
        )
        if at is not None and any(tags[k] == NUMBER for k in range(at, min(b, at + 4))):
            return Complement(n, (n, phrase_end(r, n)), "AT")
    if "OP" in frames:
        for k in range(n + 1, mark):
            if lows[k] in _OBJECT_PREPOSITIONS:
                return Complement(n, (n, phrase_end(r, n, frozenset({"as"}))), "OP")
    plain = not frames & {"N", "X", "OI"}
    sure = plain and cue.group in _SAYING and cue.lemma not in ("rule", "call")
    if sure and cue.lemma == "add" and tags[n] in (NUMBER, DET):
        # "added two lines to its network" says nothing
        sure = any(r.finite(k) or r.quote_at[k] >= 0 for k in range(n + 1, min(b, n + 40)))
    if "C" in frames and (sure or bare_clause(r, n) or (plain and verb_behind(r, n))):
        return Complement(n, (n, clause_end(r, n, inner)), "C")
    if "G" in frames and lows[n].endswith("ing") and tags[n] == OPEN and not r.capital(n):
        return Complement(n, (n, phrase_end(r, n)), "G")
    if "X" in frames:
        end = phrase_end(r, n, frozenset({"as"}), inner)
        if end > n + 1:
            return Complement(n, (n, end), "X")
        return None
    if "N" in frames:
        if cue.lemma == "claim" and any(
            lows[k] in word_list("verbs", "won") for k in range(n, min(mark, n + 5))
        ):
            return None  # "claimed eleven lives", "claimed the title"
        if cue.lemma == "welcome" and _guest(r, n, mark):
            return None  # "welcomed her to his estate", "welcomed them home"
        end = phrase_end(r, n, inner=inner)
        if end > n:
            return Complement(n, (n, end), "N")
    return None


def _guest(r: Reader, n: int, stop: int) -> bool:
    """Is the object at n a name or pronoun that goes somewhere: "her to his estate"?"""
    k = next(
        (k for k in range(n + 1, stop + 1) if k < r.b and r.lows[k] in word_list("verbs", "whither")), -1
    )
    return k > n and all(r.capital(j) or r.tags[j] == OBJ or r.lows[j] == "her" for j in range(n, k))


def _addressed(r: Reader, cue: Cue, v: int, n: int, inner: bool = False) -> Complement | None:
    """ "told reporters on Tuesday that", "told the crowd he would", "assured them: “"."""
    lows, tags, b = r.lows, r.tags, r.b
    stop = min(b, n + _REACH)
    k = n + 1
    while k < stop:
        if r.quote_at[k] >= 0:
            if lows[k - 1] in ",:" or quote_end(r, k) - k > 4:
                return Complement(k, (k, clause_end(r, k, inner)), "A")
            k = quote_end(r, k)
            continue
        tag, word = tags[k], lows[k]
        if tag == THAT and tags[k - 1] != PREP:
            return Complement(v + 1, (k, clause_end(r, k, inner)), "A")
        if word in ("whether", "if", "what", "how", "why") or (
            word in ("who", "where") and "W" in cue.frames
        ):
            return Complement(v + 1, (k, clause_end(r, k, inner)), "A")
        if word in (",", ":"):
            if k + 1 < b and (r.quote_at[k + 1] >= 0 or lows[k + 1] == "that"):
                return Complement(v + 1, (k + 1, clause_end(r, k + 1, inner)), "A")
            if word == ":" and k + 1 < b:
                return Complement(v + 1, (k + 1, clause_end(r, k + 1, inner)), "A")
            # an apposition of the addressee: "told Smith, the host, that"
            m = k + 1
            while m < min(b, k + 12) and lows[m] != ",":
                m += 1
            if m + 1 < b and lows[m] == "," and (lows[m + 1] == "that" or r.quote_at[m + 1] >= 0):
                return Complement(v + 1, (m + 1, clause_end(r, m + 1, inner)), "A")
            for m in range(k + 1, min(b, k + 10)):
                if tags[m] == THAT and tags[m - 1] in (OPEN, TIME, NUMBER):
                    return Complement(v + 1, (m, clause_end(r, m, inner)), "A")
                if tags[m] in (PRO, AUX, MOD, FINITE):
                    break
            return None
        if tag == TO and "OI" in cue.frames and k + 1 < b and tags[k + 1] in (OPEN, AUX, FINITE):
            return Complement(v + 1, (n, phrase_end(r, n)), "OI")
        if tag == PRO and tags[k - 1] != CC:
            return Complement(v + 1, (k, clause_end(r, k, inner)), "A")
        if tag == DET and tags[k - 1] in (OPEN, TIME, OBJ, NUMBER) and clause_at(r, k):
            return Complement(v + 1, (k, clause_end(r, k, inner)), "A")
        if tag == OPEN and tags[k - 1] in (TIME, OBJ) and clause_at(r, k):
            return Complement(v + 1, (k, clause_end(r, k, inner)), "A")
        if tag in (AUX, MOD, FINITE):
            # a clause whose subject was taken for the addressee's end: "told reporters Smith would"
            low = r.np_left(k - 1)
            if low <= n:
                low = n + 1
            return Complement(v + 1, (low, clause_end(r, low, inner)), "A") if low < k else None
        if word == ";":
            return None
        if tag == SUB:
            for m in range(k + 1, stop):
                if tags[m] == THAT and tags[m - 1] in (OPEN, TIME, NUMBER, OBJ) and r.quote_at[m] < 0:
                    return Complement(v + 1, (m, clause_end(r, m, inner)), "A")
                if lows[m] == ",":
                    break
            return None
        if tag == CC and word != "and":
            return None
        k += 1
    return None
