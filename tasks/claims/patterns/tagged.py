"""What stands before a tag: the content it closes, and the quotation around it."""

from __future__ import annotations

from tasks.claims.patterns.reader import Reader
from tasks.claims.patterns.state import Range
from tasks.claims.patterns.words import (
    CC,
    DET,
    MARK,
    OPEN,
    PREP,
)


def crossing(r: Reader, low: int) -> bool:
    """Does the sentence begin with a tag to the quotation that ended the one before ("...?” S asked.")?"""
    k = low - 1
    nested = k > 1 and r.lows[k - 1] in "’'" and r.lows[k - 2] in ("?", "!", ".")
    return (
        low == r.a
        and k > 0
        and r.lows[k] == "”"
        and r.quote_at[k] >= 0
        and (nested or r.lows[k - 1] in ("?", "!", ".", "…", "—"))
        and r.sentence > 0
        and r.doc.sentences[r.sentence - 1].paragraph == r.doc.sentences[r.sentence].paragraph
        and not r.taken[k]
    )


def of_title(r: Reader, low: int) -> bool:
    """Is the quotation that ends before token `low` the title after a preposition ("on “This Week,” S said")?"""
    k = low - 1
    if k < r.a or r.quote_at[k] < 0:
        return False
    opens = k
    while opens > r.a and r.quote_at[opens - 1] == r.quote_at[k]:
        opens -= 1
    inner = [j for j in range(opens, k) if r.words[j][0].isalnum()]
    if (
        opens <= r.a
        or r.tags[opens - 1] not in (PREP, DET, OPEN)
        or not 0 < len(inner) <= 6
        or (r.tags[opens - 1] == OPEN and r.finite(opens - 1))
    ):
        return False
    return all(r.upper[j] or len(r.words[j]) <= 3 for j in inner) and r.upper[inner[0]]


def before_tag(r: Reader, low: int) -> Range | None:
    """The content that ends right before a tag beginning at token `low`, or None."""
    k = low - 1
    if crossing(r, low):
        first = r.doc.first[r.sentence - 1]
        while k > first and r.quote_at[k - 1] == r.quote_at[low - 1] and not r.taken[k - 1]:
            k -= 1
        return (k, low)
    if k < r.a:
        return None
    if r.quote_at[k] >= 0 and r.lows[k] in "”":
        end = low
        opens = k
        while opens > r.a and r.quote_at[opens - 1] == r.quote_at[k]:
            opens -= 1
        if (
            opens - 1 > r.a
            and r.lows[opens - 1] in (":", "—", "(")
            and r.quote_at[opens - 1] < 0
            and not any(r.taken[opens:low])
        ):
            return (opens, low)  # "He was blunt: “No,” he said.": what stands before the colon is not said
    elif r.lows[k] in (",", "—", "?", "!"):
        end = k if r.lows[k] in ",—" else low
    else:
        return None
    start = r.a
    j = end - 1
    while j >= r.a and not r.taken[j]:
        if r.lows[j] in (";", "(") and r.quote_at[j] < 0:
            break
        j -= 1
    start = j + 1
    while start < end and (
        (r.tags[start] == MARK and r.quote_at[start] < 0) or (r.tags[start] == CC and start == r.a)
    ):
        start += 1
    if start + 2 < end and r.lows[start] in ("a", "q") and r.lows[start + 1] == ":":
        start += 2  # "A: I would never leave, the mayor said."
    if end - start < 1 or _source_named(r, start, end):
        return None
    return (start, end)


def _source_named(r: Reader, start: int, end: int) -> bool:
    """Do the words before the tag name a source themselves (", according to the board,")?"""
    for k in range(end - 1, max(start, end - 12), -1):
        if r.lows[k] == "," or r.quote_at[k] >= 0:
            return False
        if r.lows[k] == "according":
            return r.lows[k - 1] == ","
    return False


def quote_before(r: Reader, low: int) -> bool:
    """Does a quotation end right before a tag beginning at token `low`?"""
    k = low - 1
    if crossing(r, low):
        return True
    if k >= r.a and r.lows[k] == "," and r.quote_at[k] < 0:
        k -= 1
    return k >= 0 and r.quote_at[k] >= 0 and r.lows[k] == "”"


def widen(r: Reader, content: Range) -> Range:
    """Take in the sentences of the same quotation that come before this one."""
    low, high = content
    if r.quote_at[low] >= 0:
        number = r.quote_at[low]
        while low > 0 and r.quote_at[low - 1] == number and not r.taken[low - 1]:
            low -= 1
    return (low, high)
