"""Findings told with the poll they come from: "In a May poll, C", "She led by ten points in the latest survey"."""

from __future__ import annotations

from typing import Final

from tasks.claims.patterns.ends import clause_end, trim
from tasks.claims.patterns.reader import Reader
from tasks.claims.patterns.state import FAR, Draft
from tasks.claims.patterns.words import ADV, AUX, CC, MARK, MOD, NUMBER, PRO, REL, SUB, THAT

POLLS: Final = frozenset({"poll", "polls", "survey", "surveys"})
# Words of standing: without a figure or one of these a clause tells no finding.
_STANDING: Final = frozenset(
    (
        "percent % points lead leads leading led trails trailing trailed ahead behind support tied favored "
        "favoured rose fell dropped slipped climbed gained popular unpopular majority half quarter third "
        "place neck edge numbers standing"
    ).split()
)
_REACH: Final = 10


def in_poll(r: Reader, k: int) -> bool:
    """One "in" at token k with a poll behind it; True if something was added."""
    head = k + 1
    while head < min(r.b, k + _REACH) and r.lows[head] not in POLLS:
        if (
            r.quote_at[head] >= 0
            or r.tags[head] in (SUB, REL, THAT, AUX, MOD, PRO)
            or r.lows[head] in (",", ";", ":")
        ):
            return False
        head += 1
    if head >= min(r.b, k + _REACH) or (r.tags[k + 1] == CC):
        return False
    end = max(r.np_right(k + 1), head + 1)
    if k <= r.a + 1 and (k == r.a or r.tags[r.a] in (CC, ADV)):
        while (
            end < r.b
            and r.lows[end] != ","
            and end < head + 14
            and r.quote_at[end] < 0
            and r.tags[end] not in (AUX, MOD)
        ):
            end += 1
        if end + 2 >= r.b or r.lows[end] != "," or r.taken[end + 1]:
            return False
        content = (end + 1, clause_end(r, end + 1))
    else:
        low = k
        while (
            low > r.a
            and k - low < FAR
            and not r.taken[low - 1]
            and r.lows[low - 1] not in (";", ":", "—", "(", ")")
        ):
            low -= 1
        while low < k and (
            (r.tags[low] == MARK and r.quote_at[low] < 0) or (r.tags[low] == CC and low == r.a)
        ):
            low += 1
        content = (low, trim(r, low, k))
    inside = range(*content)
    if len(inside) < 3 or not any(r.finite(j) for j in inside) or any(r.quote_at[j] >= 0 for j in inside):
        return False
    if not any(r.tags[j] == NUMBER or r.lows[j] in _STANDING for j in inside):
        return False
    r.add(Draft([(k + 1, trim(r, k + 1, end))], [(k, k + 1)], [content], None, "in a poll"))
    return True
