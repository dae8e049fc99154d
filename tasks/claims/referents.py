"""The noun that a number counts: "more than 400 civilians were found dead" counts "civilian"."""

from __future__ import annotations

import re
from typing import Final

from tasks.claims.numberwords import NumberWords
from tasks.claims.numerals import Token

_BEFORE: Final = re.compile(r"[^\W\d_]+")
_REACH: Final = 48
_LONGEST: Final = 5


def lemma(noun: str, words: NumberWords) -> str:
    """The singular of a lower-case noun, by the lexicon and else by ending."""
    known = words.irregular.get(noun)
    if known is not None:
        return known
    if len(noun) < 4 or not noun.endswith("s") or noun.endswith(("ss", "us", "is", "ics")):
        return noun
    if noun.endswith("ies") and len(noun) > 4:
        return noun[:-3] + "y"
    if noun.endswith(("sses", "shes", "ches", "xes", "zzes")):
        return noun[:-2]
    return noun[:-1]


def is_plural(noun: str, words: NumberWords) -> bool:
    """Whether a lower-case word looks like a plural noun."""
    if noun in words.irregular:
        return True
    return len(noun) > 3 and noun.endswith("s") and not noun.endswith(("ss", "us", "is", "ous"))


def counted_noun(
    tokens: list[Token], i: int, value: float, measured: str, words: NumberWords
) -> tuple[str, bool] | None:
    """The lemma of the noun counted by a number whose phrase ends before token `i`, and whether it is plural.

    `measured` is "unit" when a unit stands between, so that the noun must follow "of" or "in" ("20 percent
    of voters"), "share" for a fraction ("one in five voters"), else "".
    """
    j = i
    taken_of = tokens[i][2] if i < len(tokens) else ""
    if measured:
        if j < len(tokens) and tokens[j][2] == "worth":
            j += 1
        if j >= len(tokens):
            return None
        if tokens[j][2] in words.referent_of:
            j += 1
        elif measured != "share":
            return None
    head = ""
    plural = False
    taken = 0
    while j < len(tokens) and taken < _LONGEST:
        low = tokens[j][2]
        if low in words.referent_skip or (low[0].isdigit() and j > i and not head):
            if head:
                break
            j += 1
            continue
        if low in words.people_states:
            after = tokens[j + 1][2] if j + 1 < len(tokens) else ""
            if not head and after not in words.referent_stop and is_plural(after, words):
                j += 1
                continue
            if not head:
                return words.people_states[low], True
            break
        if low == "-" and head and j + 1 < len(tokens) and tokens[j][0] == tokens[j - 1][1]:
            j += 1
            continue
        if len(low) == 1 and j + 1 < len(tokens) and tokens[j + 1][2] == "." and low.isalpha():
            j += 2  # "U.S."
            continue
        if not low[0].isalpha() or low in words.referent_stop or (head and low.endswith(("ed", "ing"))):
            break
        if plural and not is_plural(low, words):
            break
        head, plural = low, is_plural(low, words)
        taken += 1
        j += 1
    if not head or (not plural and measured != "unit" and value != 1 and taken_of != "of"):
        return None
    if not plural and not measured and taken > 3:
        return None
    return lemma(head, words), plural


def noun_before(text: str, start: int, low_limit: int, words: NumberWords) -> str | None:
    """The people a bare figure counts by the words before it: "the death toll rose to 400", "killing 12"."""
    before: list[str] = _BEFORE.findall(text, max(low_limit, start - _REACH), start)
    for word in reversed(before[-6:]):
        known = words.referent_before.get(word.lower())
        if known is not None:
            return known
    return None
