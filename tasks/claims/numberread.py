"""Put suffix, currency or measure to a value: one number as it stands in a text, before bounds and noun."""

from __future__ import annotations

import re
from typing import Final

from tasks.claims.numberunits import Measure, measure, minor_part, money_before
from tasks.claims.numberwords import NumberWords
from tasks.claims.numerals import Numeral, Token
from tasks.claims.referents import counted_noun

DASHES: Final = "-–—‑"
TIMES: Final = frozenset(("s", "min", "h", "day", "week", "month", "year", "decade", "century"))
_GLUED: Final = re.compile(r"[^\W\d_]+")
_LARGEST: Final = 1e18
_SCALES: Final = frozenset(("k", "K", "M", "MM"))  # of those that may be glued, the ones that may stand apart
_ORDINALS: Final = frozenset(("st", "nd", "rd", "th", "s"))


class Read:
    """One number with its unit, before bounds and noun: `next` is the token after it in `tokens`."""

    __slots__ = ("end", "hyphenated", "next", "number", "start", "tokens", "unit")

    def __init__(
        self,
        number: Numeral,
        unit: str | None,
        start: int,
        end: int,
        tokens: list[Token],
        next: int,
        hyphenated: bool = False,
    ) -> None:
        self.number = number
        self.unit: str | None = unit
        self.start = start
        self.end = end
        self.tokens = tokens
        self.next = next
        self.hyphenated = hyphenated


def with_suffix(text: str, tokens: list[Token], number: Numeral, words: NumberWords) -> Numeral | None:
    """Letters glued to the digits: a scale ("10k"), a unit ("23km"), or no number at all ("5G", "4th")."""
    glued = _GLUED.match(text, number.end)
    spaced = None
    if glued is None:
        if text[number.end : number.end + 1] == " " and number.next < len(tokens):
            spaced = tokens[number.next]
            letters = text[spaced[0] : spaced[1]]
            if letters in _SCALES and letters in words.glued and not number.words:
                value = number.value * words.glued[letters]
                return number.sized(value, spaced[1])
        return number
    letters = glued.group()
    low = letters.lower()
    if low in _ORDINALS and low not in words.units:
        return None
    money = money_before(text, number.start, words) is not None
    factor = words.glued_money.get(letters.lower()) if money else None
    if factor is None:
        factor = words.glued.get(letters)
    if factor and number.next < len(tokens):
        value = min(_LARGEST, number.value * factor)
        return number.sized(value, glued.end())
    known = (
        (low in words.units and (len(low) > 1 or letters == low))
        or letters in words.codes
        or low in words.signs
        or low in words.money
    )
    return number.valued(number.start, number.value, False) if known else None


def with_unit(text: str, tokens: list[Token], number: Numeral, words: NumberWords) -> Read | None:
    """Put currency or measure to a number; None for an age ("34-year-old") or a bare compound ("12-man")."""
    money = money_before(text, number.start, words)
    got = measure(text, tokens, number, words)
    if money:
        unit, start, factor = money
        end, after = number.end, number.next
        if got.unit == unit and got.unit is not None:
            end, after = got.end, got.next
        value = number.value * factor
        if factor == 1.0 and not number.scaled:
            value, end, after = _cents(tokens, value, end, after, words)
        return Read(_valued(number, value), unit, start, end, tokens, after)
    if got.unit in words.money.values() and not number.scaled and not number.share:
        value, end, after = _cents(tokens, number.value * got.factor, got.end, got.next, words)
        return Read(_valued(number, value), got.unit, got.start, end, tokens, after)
    if _is_old(tokens, got):
        return None
    if got.hyphenated and got.unit is None and not _range_follows(tokens, got.next, words):
        return None
    value = number.value * got.factor
    if number.plain and (got.factor != 1.0 or got.unit is not None):
        number = number.valued(number.start, number.value, False)
    number = _valued(number, value)
    return Read(number, got.unit, got.start, got.end, tokens, got.next, got.hyphenated)


def _valued(number: Numeral, value: float) -> Numeral:
    return number if value == number.value else number.valued(number.start, value, number.plain)


def _cents(
    tokens: list[Token], value: float, end: int, after: int, words: NumberWords
) -> tuple[float, int, int]:
    part = minor_part(tokens, after, words)
    return (value + part[0], part[1], part[2]) if part and value.is_integer() else (value, end, after)


def _is_old(tokens: list[Token], got: Measure) -> bool:
    j = got.next
    if got.unit is None or j >= len(tokens):
        return False
    if tokens[j][2] in DASHES and j + 1 < len(tokens):
        j += 1
    return tokens[j][2] in ("old", "olds")


def _range_follows(tokens: list[Token], j: int, words: NumberWords) -> bool:
    if j + 1 >= len(tokens) or tokens[j][2] not in DASHES:
        return False
    after = tokens[j + 1][2]
    return after[0].isdigit() or after in words.small or after in words.tens or after in words.signs


def counted(read: Read, value: float, words: NumberWords) -> tuple[str, bool] | None:
    """The lemma of the noun that `read` counts, and whether it is plural; None when no noun follows."""
    tokens, j = read.tokens, read.next
    if read.unit in TIMES and j + 1 < len(tokens) and tokens[j][2] == "in":
        return (tokens[j + 1][2], False) if tokens[j + 1][2] in words.custody else None
    return counted_noun(tokens, j, value, _measured(read), words)


def _measured(read: Read) -> str:
    return "unit" if read.unit is not None else "share" if read.number.share else ""
