"""Headlines in colon style: "Minister: no deal", "No deal, minister says" is an ordinary tag."""

from __future__ import annotations

from tasks.claims.patterns.contents import trim
from tasks.claims.patterns.reader import Draft, Reader
from tasks.claims.patterns.words import NUMBER, OPEN, REL, SUB, THAT

_NO_SPEAKERS = frozenset(
    {"breaking", "watch", "video", "exclusive", "update", "report", "analysis", "opinion", "photos", "live", "poll", "editorial", "q", "a", "note", "read",
     "correction", "contact", "email", "source", "twitter", "facebook", "related", "listen", "more", "photo", "image", "contributing", "abstract", "summary"}
)


def colon(r: Reader) -> bool:
    """A short name, then a colon, then a content, at the head of a sentence."""
    k = r.a
    while k < min(r.b, r.a + 10) and r.lows[k] != ":":
        if r.quote_at[k] >= 0 or r.lows[k] in ",;" or r.tags[k] in (SUB, REL, THAT) or r.finite(k):
            return False
        k += 1
    if k >= min(r.b, r.a + 10) or k == r.a or k + 2 >= r.b:
        return False
    if not all(r.capital(j) or r.tags[j] != OPEN for j in range(r.a, k)) or r.lows[r.a] in _NO_SPEAKERS:
        return False
    if r.tags[k - 1] not in (OPEN, 12) or r.tags[r.a] == NUMBER or r.taken[k + 1]:
        return False
    quoted = r.quote_at[k + 1] >= 0
    first = r.doc.sentences[r.sentence].paragraph == 0
    if not (quoted or first):
        return False
    end = trim(r, k + 1, r.b)
    r.add(Draft([(r.a, k)], [(k, k + 1)], [(k + 1, end)], None, "colon", direct=quoted))
    return True
