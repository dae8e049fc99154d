"""Money and measures around a number: "$ 14 million", "US$1.2bn", "75 USD million", "23km"."""

from __future__ import annotations

import re
from typing import Final

from tasks.claims.numberwords import NumberWords
from tasks.claims.numerals import Numeral, Token, read_words

_SIGN_LETTERS: Final = re.compile(r"(?<![^\W_])([A-Za-z]{1,3})\s?$")
_CODE_BEFORE: Final = re.compile(r"(?<![^\W_])(M?[A-Z]{3})\s?$")
_HYPHENS: Final = "-–—‑"


class Measure:
    """The unit found, where the whole expression starts and ends, the factor it brings, the next token."""

    __slots__ = ("end", "factor", "hyphenated", "next", "start", "unit")

    def __init__(
        self,
        unit: str | None,
        start: int,
        end: int,
        factor: float,
        next: int,
        hyphenated: bool = False,
    ) -> None:
        self.unit: str | None = unit
        self.start = start
        self.end = end
        self.factor = factor
        self.next = next
        self.hyphenated = hyphenated


def money_before(text: str, start: int, words: NumberWords) -> tuple[str, int, float] | None:
    """Currency, its first character and a factor, if a sign or code stands directly before `start`."""
    i = start
    if i and text[i - 1] in " \u00a0":
        i -= 1
    if not i:
        return None
    sign = text[i - 1]
    if sign in words.signs:
        if sign != "$":
            return words.signs[sign], i - 1, 1.0
        letters = _SIGN_LETTERS.search(text, max(0, i - 5), i - 1)
        spaced = letters is not None and letters.end(1) < i - 1
        if letters and not (spaced and letters.group(1).lower() == "a") and _prefixed(letters, words):
            return words.signs[letters.group(1).lower() + "$"], letters.start(), 1.0
        return words.signs["$"], i - 1, 1.0
    if sign in "bdpr" and text[i - 3 : i] in words.money and text[i - 3 : i].upper() in words.codes:
        return words.money[text[i - 3 : i]], i - 3, 1.0
    if sign.isupper():
        code = _CODE_BEFORE.search(text, max(0, i - 5), i)
        if code:
            name = code.group(1)
            if name in words.codes and not (i == start and len(name) == 4):
                return words.codes[name], code.start(), 1.0
            if name[0] == "M" and name[1:] in words.codes:
                return words.codes[name[1:]], code.start(), 1e6
    return None


def _longest(tokens: list[Token], j: int, table: dict[tuple[str, ...], str]) -> tuple[str, int] | None:
    for size in (3, 2):
        phrase = tuple(token[2] for token in tokens[j : j + size])
        unit = table.get(phrase)
        if unit is not None:
            return unit, j + len(phrase)
    return None


def measure(text: str, tokens: list[Token], number: Numeral, words: NumberWords) -> Measure:
    """The unit after `number` (token index `number.next`), or a Measure without unit."""
    start, end, j = number.start, number.end, number.next
    none = Measure(None, start, end, 1.0, j)
    if j >= len(tokens):
        return none
    hyphenated = False
    if tokens[j][2] in _HYPHENS and j + 1 < len(tokens):
        hyphenated = True
        j += 1
    low = tokens[j][2]
    written = text[tokens[j][0] : tokens[j][1]]
    long = _longest(tokens, j, words.money_long) or _longest(tokens, j, words.units_long)
    if long:
        return Measure(long[0], start, tokens[long[1] - 1][1], 1.0, long[1], hyphenated)
    if written in words.codes:
        return _code(tokens, j, number, words.codes[written], words)
    if written[:1] == "M" and written[1:] in words.codes:
        return Measure(words.codes[written[1:]], start, tokens[j][1], 1e6, j + 1)
    if low in words.signs and not hyphenated and not _digit_follows(tokens, j):
        return Measure(words.signs[low], start, tokens[j][1], 1.0, j + 1)
    if low in words.money and not (low in words.money_needs_scale and not number.scaled):
        unit = words.money[low]
        if unit == "pound":
            unit = "GBP" if number.scaled else "lb" if hyphenated else "pound"
        return Measure(unit, start, tokens[j][1], 1.0, j + 1, hyphenated)
    if low in words.units:
        if low == "m" and _is_million(tokens, j, words):
            return Measure(None, start, tokens[j][1], 1e6, j + 1)
        return Measure(words.units[low], start, tokens[j][1], 1.0, j + 1, hyphenated)
    if low in words.articles and number.share and j + 1 < len(tokens) and tokens[j + 1][2] in words.units:
        return Measure(words.units[tokens[j + 1][2]], start, tokens[j + 1][1], 1.0, j + 2)
    return Measure(None, start, end, 1.0, number.next, hyphenated)


def _digit_follows(tokens: list[Token], j: int) -> bool:
    return j + 1 < len(tokens) and tokens[j + 1][2][0].isdigit()


def _is_million(tokens: list[Token], j: int, words: NumberWords) -> bool:
    """ "20m people" against "20m wide", "20m from the shore"."""
    if j + 1 >= len(tokens) or not tokens[j + 1][2][0].isalpha():
        return False
    after = tokens[j + 1][2]
    return after not in words.metres_after and (
        after in words.irregular or (len(after) > 3 and after[-1] == "s")
    )


def _code(tokens: list[Token], j: int, number: Numeral, unit: str, words: NumberWords) -> Measure:
    """ "75 USD million": the scale may follow the code."""
    if j + 1 < len(tokens) and tokens[j + 1][2] in words.scales and not number.scaled:
        return Measure(unit, number.start, tokens[j + 1][1], words.scales[tokens[j + 1][2]], j + 2)
    return Measure(unit, number.start, tokens[j][1], 1.0, j + 1)


def minor_part(tokens: list[Token], j: int, words: NumberWords) -> tuple[float, int, int] | None:
    """Hundredths after a sum ("3 dollars 50 cents", "15 dollars 50"): value, its end, the next token."""
    k = j + 1 if j < len(tokens) and tokens[j][2] in words.and_words else j
    if k >= len(tokens) or not tokens[k][2][0].isalnum():
        return None
    part = read_words(tokens, k, words)
    if part is None or not 0 < part.value < 100 or not part.value.is_integer():
        return None
    k2 = part.next
    if k2 < len(tokens) and tokens[k2][2] in words.money_minor:
        return part.value / 100, tokens[k2][1], k2 + 1
    ends = (
        k2 >= len(tokens)
        or tokens[k2][2] in ".,;!?"
        or tokens[k2][2] in words.and_words
        or tokens[k2][2] == "more"
    )
    bare = ends and (part.value >= 10 or k > j)
    return (part.value / 100, part.end, k2) if bare else None


def _prefixed(letters: re.Match[str], words: NumberWords) -> bool:
    return letters.group(1).lower() + "$" in words.signs
