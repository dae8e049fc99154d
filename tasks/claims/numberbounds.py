"""Bound words and ranges: "more than 400", "or so", "10-20", "between five and six"."""

from __future__ import annotations

from typing import Final, cast

from tasks.claims.notcounts import is_score
from tasks.claims.numberread import DASHES, Read, with_suffix, with_unit
from tasks.claims.numberwords import NumberWords
from tasks.claims.numerals import Token, read_words
from tasks.claims.records import Bound
from tasks.claims.referents import counted_noun

_REACH_BEFORE: Final = 36


def bound_before(text: str, start: int, limit: int, words: NumberWords) -> tuple[Bound, str]:
    """The bound phrase that ends directly before `start`, and the word directly before."""
    if not start or text[start - 1] not in " (":
        return "exact", ""
    low = text.rfind("\n", limit, start) + 1 or limit
    if start - low > _REACH_BEFORE:
        low = start - _REACH_BEFORE
    before = text[low : start - 1].lower().split()[-4:]
    if before:
        before[-1] = before[-1].lstrip('"“(')
    if not before or not before[-1].isalpha():
        return "exact", ""
    for size in range(len(before), 0, -1):
        kind = words.bounds_before.get(" ".join(before[-size:]))
        if kind:
            return cast(Bound, kind), before[-1]
    return "exact", before[-1]


def bound_after(read: Read, words: NumberWords) -> tuple[Bound, int]:
    """The bound phrase after a number ("or more") and where it ends."""
    j = read.next
    tokens = read.tokens
    if j < len(tokens) and tokens[j][2] in "-+":
        if tokens[j][2] == "+":
            return "at_least", tokens[j][1]
        j += 1
    for size in (2, 1):
        kind = words.bounds_after.get(" ".join(token[2] for token in tokens[j : j + size]))
        if kind and len(tokens) >= j + size and not _compares(tokens, j + size):
            return cast(Bound, kind), tokens[j + size - 1][1]
    return "exact", read.end


def _compares(tokens: list[Token], j: int) -> bool:
    """ "5000 or more than 4500": the phrase belongs to the next number."""
    return j < len(tokens) and tokens[j][2] == "than"


def interval(value: float, bound: Bound) -> tuple[float | None, float | None]:
    """The closed interval a bound word grants; None for an open end."""
    if bound in ("at_least", "more_than"):
        return value, None
    if bound in ("at_most", "less_than"):
        return None, value
    return value, value


def read_range(
    text: str, read: Read, bound: Bound, before: str, limit: int, words: NumberWords
) -> tuple[float, float, Read] | int | None:
    """Both ends of "10-20", "10 to 20", "five or six", "between 10 and 20"; the end of a result ("3-2")."""
    tokens, j = read.tokens, read.next
    if j + 1 >= len(tokens):
        return None
    joint = tokens[j][2]
    dash = joint in DASHES and tokens[j][0] == tokens[j - 1][1] and tokens[j + 1][0] == tokens[j][1]
    between = before in words.between and joint in words.and_words
    to = joint in words.joiners and before not in words.from_words
    either = joint in words.alternatives
    if not (dash or between or to or either):
        return None
    k = j + 1
    sign = text[tokens[k][0] : tokens[k][1]]
    if sign.lower() in words.signs or sign in words.codes:
        k += 1
    if k >= len(tokens):
        return None
    other = _second(text, tokens, k, words)
    if other is None:
        return None
    left, right = read.number.value, other.number.value
    unit = other.unit or read.unit
    if read.unit and other.unit and read.unit != other.unit:
        return other.end if dash and read.number.plain else None
    if other.number.scaled and not read.number.scaled and left < 1000:
        leading = _leading(other, tokens, k, words)
        factor = right / leading if leading else 1.0  # "5-0m" is no range at all
        left = left * factor if left * factor < right or dash else left
    counted = (
        unit is not None or other.number.scaled or bool(counted_noun(tokens, other.next, 2.0, "", words))
    )
    if dash and is_score(left, right, counted) and not read.number.words:
        return other.end
    if dash and read.number.plain and 1500 <= left <= 2100 and unit is None:
        return other.end
    if to and right <= left and read.number.plain and other.number.plain:
        return other.end
    if right <= left or (either and right > 2 * left + 1) or (to and not counted):
        return None
    return (
        left,
        right,
        Read(other.number, unit, other.start, other.end, other.tokens, other.next, other.hyphenated),
    )


def _leading(other: Read, tokens: list[Token], k: int, words: NumberWords) -> float:
    """The figure of the right end without its scale ("$5-10m": 10)."""
    bare = read_words(tokens[k : k + 1], 0, words)
    return bare.value if bare and bare.value else other.number.value


def _second(text: str, tokens: list[Token], k: int, words: NumberWords) -> Read | None:
    """The number at token `k` with its unit, for the right end of a range."""
    number = read_words(tokens, k, words)
    if number is None or number.share:
        return None
    if text[tokens[k][0]].isdigit() and number.next == k + 1:
        suffixed = with_suffix(text, tokens, number, words)
        if suffixed is None:
            return None
        number = suffixed
    rest = with_unit(text, tokens, number, words)
    return rest
