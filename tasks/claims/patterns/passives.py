"""Passives with and without an agent, and questions nobody is named for."""

from __future__ import annotations

from typing import Final

from tasks.claims.pack import Cue
from tasks.claims.patterns.complements import opening
from tasks.claims.patterns.ends import (
    clause_end,
    phrase_end,
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
    MOD,
    NEG,
    NUMBER,
    OPEN,
    PARTICIPLE,
    PRO,
    THAT,
    TIME,
    TO,
)

_ASKED: Final = frozenset(
    {"about", "if", "whether", "why", "what", "how", "who", "when", "where", "to", "by"}
)


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


def asked(r: Reader, k: int) -> bool:
    """ "Asked about C, she said ...": a question nobody, or an agent, put."""
    if r.lows[k] not in ("asked", "pressed", "questioned") or k + 2 >= r.b:
        return False
    if k > r.a and not (r.lows[k - 1] in (",", "when", "—", "“") or r.tags[k - 1] == CC):
        return False
    n = k + 1
    while n + 2 < r.b and r.tags[n] in (TIME, ADV):
        n += 1
    if r.lows[n] not in _ASKED or (r.lows[n] == "to" and r.capital(n + 1)):
        far = n
        while far + 2 < r.b and far < n + 10 and (r.lows[far] not in _ASKED or r.lows[far] in ("to", "by")):
            if (
                r.lows[far] in (",", ";", ":")
                or r.quote_at[far] >= 0
                or r.tags[far] in (AUX, MOD, FINITE, PRO)
            ):
                return False
            far += 1
        n = far  # "Asked at a briefing on Monday about C"
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


def reportedly(r: Reader, k: int) -> bool:
    """ "The firm is reportedly in debt": what others report, without a word on who."""
    if r.quote_at[k] >= 0 or r.taken[k] or k + 1 >= r.b:
        return False
    low = k
    while low > max(r.a, k - 8) and r.tags[low - 1] in (AUX, MOD, ADV, NEG) and r.quote_at[low - 1] < 0:
        low -= 1
    subject = r.subject(low) if low > r.a else None
    if subject is None or r.taken[subject.low]:
        return False
    end = clause_end(r, k + 1, True)
    parts = [(subject.low, k), (k + 1, end)]
    if end <= k + 1:
        return False
    r.add(Draft([], [(k, k + 1)], parts, None, "reportedly"))
    return True


def _agent(r: Reader, k: int, reach: int = 14) -> Range | None:
    """The agent "by S" that begins within reach of token k, or None."""
    for j in range(k, min(r.b - 1, k + reach)):
        if r.quote_at[j] >= 0 or r.lows[j] in (",", ";", ":"):
            return None
        if (
            r.lows[j] == "by"
            and r.tags[j + 1] in (OPEN, DET, PRO, NUMBER)
            and not r.lows[j + 1].endswith("ing")
        ):
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
                    Draft(
                        [(subject.low, subject.high)],
                        [(low, v + 1), (after, after + 2)],
                        [(start, clause_end(r, start))],
                        cue,
                        "quoted as saying",
                        relay=source,
                        antecedent=subject.antecedent,
                    )
                )
                return True
    if relative and not agent:
        return False
    it = r.lows[subject.high - 1] == "it" and subject.high - subject.low == 1
    if (
        after < r.b
        and (r.tags[after] == THAT or r.lows[after] in ("whether", "if"))
        and frames & {"C", "A", "W", "T"}
    ):
        r.add(Draft(source, [(low, v + 1)], [(after, clause_end(r, after))], cue, "passive that"))
        return True
    if it and "C" in frames and after < r.b and r.lows[after] == ",":
        return False
    whole = (subject.low, subject.high)
    if after < r.b and r.tags[after] == TO and frames & {"I", "OI", "s", "C"} and cue.lemma != "suppose":
        r.add(Draft(source, [(low, v + 1)], [whole, (after, phrase_end(r, after))], cue, "passive to"))
        return True
    if after < r.b and r.lows[after] == "as" and "AS" in frames:
        r.add(
            Draft(
                source,
                [(low, v + 1)],
                [whole, (after, phrase_end(r, after, frozenset({"as"})))],
                cue,
                "passive as",
            )
        )
        return True
    if (
        after + 1 < r.b
        and cue.group in ("say", "claim")
        and (r.lows[after] in (",", ":"))
        and r.quote_at[after + 1] >= 0
        and frames & {"Q", "A"}
    ):
        r.add(
            Draft(
                source,
                [(low, v + 1)],
                [(after + 1, clause_end(r, after + 1))],
                cue,
                "passive quote",
                direct=True,
            )
        )
        return True
    if after + 1 < r.b and r.lows[after] in frames and r.lows[after] in ("about", "against") and not relative:
        r.add(
            Draft(source, [(low, after + 1)], [(after + 1, phrase_end(r, after + 1))], cue, "passive about")
        )
        return True
    if after < r.b and "OP" in frames and r.lows[after] in ("of", "for", "with", "as"):
        r.add(Draft(source, [(low, v + 1)], [whole, (after, phrase_end(r, after))], cue, "passive of"))
        return True
    if agent and frames & {"N", "X", "OP", "OI"}:
        r.add(Draft(source, [(low, v + 1)], [whole], cue, "passive by"))
        return True
    return False
