"""Read one value from tokens: digits ("1,234.5"), words ("two hundred and six"), fractions ("two thirds")."""

from __future__ import annotations

import math
import re
from typing import Final

from tasks.claims.numberwords import NumberWords

# (start, end, lower-case word); words, digit runs and single marks
Token = tuple[int, int, str]

_TOKEN: Final = re.compile(r"(?:[^\W\d_]++|[0-9][0-9.,]*+|\d++|[^\w\s]|_)\s*+")
_WINDOW_CHARS: Final = 110
_WINDOW_TOKENS: Final = 15
_GROUPED: Final = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?")
_INDIAN: Final = re.compile(r"[0-9]{1,2}(?:,[0-9]{2})+,[0-9]{3}(?:\.[0-9]+)?")
_CONTINENTAL: Final = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+(?:,[0-9]+)?")
_DECIMAL: Final = re.compile(r"[0-9]+[.,][0-9]+")
_SPACED: Final = re.compile(
    r"[0-9]{1,3}(?:[\u00a0\u202f\u2009][0-9]{3})+(?![0-9])(?:[.,][0-9]{1,6})?(?![0-9])"
)
_SPACED_PLAIN: Final = re.compile(r"[0-9]{1,3}(?: [0-9]{3}){2,6}(?![0-9])(?:[.,][0-9]{1,6})?(?![0-9])")
# Tokenised text: "59 . 2 %", "80 , 000"
_LOOSE: Final = re.compile(
    r"[0-9]{1,3}(?: , [0-9]{3})+(?![0-9])|[0-9]{1,3} \. [0-9]{3,6}(?![0-9])"
    r"|[0-9]+ \. [0-9]+(?= %| per|[ ][bmt]r?illion)"
)
_POWER: Final = re.compile(r"(?:([eE]|[x×]10\^)|\^)([+-]{0,2}[0-9]{1,2})(?!\w)")
_MAX_DIGITS: Final = 24
_VULGAR: Final = {
    "½": 1 / 2, "⅓": 1 / 3, "⅔": 2 / 3, "¼": 1 / 4, "¾": 3 / 4, "⅕": 1 / 5, "⅖": 2 / 5, "⅗": 3 / 5,
    "⅘": 4 / 5, "⅙": 1 / 6, "⅚": 5 / 6, "⅛": 1 / 8, "⅜": 3 / 8, "⅝": 5 / 8, "⅞": 7 / 8,
}  # fmt: skip
_FRACTION_TOTALS: Final = frozenset((2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 16, 20, 32, 64, 100))


class Numeral:
    """A value at `start..end`. `words`: spelled in letters. `scaled`: a word or letter of size
    ("million", "k") took part. `share`: a fraction of something. `plain`: bare digits, a possible year."""

    __slots__ = ("end", "next", "plain", "scaled", "share", "start", "value", "words")

    def __init__(
        self,
        start: int,
        end: int,
        value: float,
        words: bool = False,
        scaled: bool = False,
        share: bool = False,
        plain: bool = False,
        next: int = 0,
    ) -> None:
        self.start = start
        self.end = end
        self.value = value
        self.words = words
        self.scaled = scaled
        self.share = share
        self.plain = plain
        self.next = next

    def valued(self, start: int, value: float, plain: bool) -> Numeral:
        """The same figures from another start, with another value."""
        return Numeral(start, self.end, value, self.words, self.scaled, self.share, plain, self.next)

    def sized(self, value: float, end: int) -> Numeral:
        """The number with the word or letter of size behind it, which ends at `end`."""
        return Numeral(self.start, end, value, self.words, True, self.share, False, self.next + 1)


def window(text: str, start: int) -> list[Token]:
    """The tokens from `start` to the end of the line, at most a few dozen words ahead."""
    line = text.find("\n", start, start + _WINDOW_CHARS)
    stop = start + _WINDOW_CHARS if line < 0 else line
    # Each part comes with the blanks behind it, so that lengths add up to offsets.
    parts: list[str] = _TOKEN.findall(text, start, stop)
    tokens: list[Token] = []
    low = start
    left = _WINDOW_TOKENS
    for part in parts:
        word = part.rstrip()
        high = low + len(word)
        if word[0] > "9" and word[0].isdecimal():  # figures of other scripts are not read
            low += len(part)
            continue
        left -= 1
        if word[-1] in ".," and high - low > 1:  # digits before a full stop
            bare = word.rstrip(".,")
            tokens.append((low, low + len(bare), bare))
            for i in range(low + len(bare), high):
                tokens.append((i, i + 1, text[i]))
        else:
            tokens.append((low, high, word.lower()))
        if not left:
            break
        low += len(part)
    return tokens


def digits(word: str, words: NumberWords) -> float | None:
    """The value of a run of digits, points and commas; None for what is no number (addresses, versions)."""
    if len(word) > _MAX_DIGITS:
        return None
    if word.isdigit():
        return float(word)
    if words.thousands == ".":
        if _CONTINENTAL.fullmatch(word):
            return float(word.replace(".", "").replace(",", "."))
        if _DECIMAL.fullmatch(word):
            return float(word.replace(",", "."))
        return float(word.replace(",", "")) if _GROUPED.fullmatch(word) else None
    if _GROUPED.fullmatch(word) or _INDIAN.fullmatch(word):
        return float(word.replace(",", ""))
    if _DECIMAL.fullmatch(word):
        return float(word.replace(",", "."))
    if _CONTINENTAL.fullmatch(word) and "," in word:
        return float(word.replace(".", "").replace(",", "."))
    return None


def _spaced(text: str, start: int) -> tuple[int, float] | None:
    """Digits in groups of three parted by (narrow) blanks."""
    found = _SPACED.match(text, start) or _SPACED_PLAIN.match(text, start)
    if found is None:
        found = _LOOSE.match(text, start)
        if found is None or found.end() - start > _MAX_DIGITS:
            return None
        return found.end(), float(found.group().replace(" , ", "").replace(" ", ""))
    if found.end() - start > _MAX_DIGITS:
        return None
    plain = re.sub(r"[\u00a0\u202f\u2009 ]", "", found.group()).replace(",", ".")
    return found.end(), float(plain)


def _is_word(token: Token, words: NumberWords) -> bool:
    low = token[2]
    return low in words.small or low in words.tens or low in words.hundred or low in words.scales


def _cardinal(tokens: list[Token], i: int, words: NumberWords) -> tuple[float, int, bool] | None:
    """Value, index after it and whether a scale took part, of the number words at `i`."""
    total, current, last_scale, j, scaled = 0.0, None, float("inf"), i, False
    while j < len(tokens):
        low = tokens[j][2]
        hyphen = low in "-–—" and j > i and _hyphen_joins(tokens, j, words)
        if hyphen:
            j += 1
            low = tokens[j][2]
        if low in words.and_words and j > i:
            after_big = tokens[j - 1][2] in words.hundred or tokens[j - 1][2] in words.scales
            step = _joins(tokens, j + 1, last_scale, words) if after_big else False
            if not step:
                break
            j += 1
            low = tokens[j][2]
        value = words.small.get(low)
        if value is not None:
            if current is None:
                current = value
            elif (current and current % 100 == 0) or (
                current % 10 == 0 and 20 <= current % 100 and 0 < value < 10
            ):
                current += value
            else:
                j -= hyphen
                break
        elif low in words.tens:
            if j > i and _hyphened_denominator(tokens, j, words):
                j -= hyphen
                break
            if current is None:
                current = words.tens[low]
            elif current and current % 100 == 0:
                current += words.tens[low]
            else:
                j -= hyphen
                break
        elif low in words.hundred:
            if current is not None and (current >= 100 or current == 0):
                break
            current = 100.0 * (1 if current is None else current)
        elif low in words.scales:
            scale = words.scales[low]
            if current is None and total and tokens[j - 1][2] in words.scales:
                total *= scale
            elif scale < last_scale:
                total += (1 if current is None else current) * scale
            else:
                break
            last_scale, current, scaled = scale, None, True
        elif "0" <= low[0] <= "9" and (current is None or tokens[j - 1][2] in words.and_words):
            value = digits(low, words)
            if value is None or (j > i and value >= last_scale):
                break
            current = (current or 0.0) + value
        else:
            j -= hyphen
            break
        j += 1
    if j == i:
        return None
    return total + (current or 0.0), j, scaled


def _hyphen_joins(tokens: list[Token], j: int, words: NumberWords) -> bool:
    """Whether the dash at `j` joins "fifty-two"; set apart it must not begin an aside ("sixty - five of them")."""
    if j + 1 >= len(tokens) or not _is_word(tokens[j + 1], words):
        return False
    close = tokens[j][0] == tokens[j - 1][1]
    return close or j + 2 >= len(tokens) or tokens[j + 2][2] not in words.referent_of


def _joins(tokens: list[Token], j: int, last_scale: float, words: NumberWords) -> bool:
    """Whether "and" at `j - 1` joins a smaller part to the number before it."""
    if j >= len(tokens) or not (_is_word(tokens[j], words) or tokens[j][2].isdigit()) or tokens[j][2] == "0":
        return False
    after = tokens[j + 1][2] if j + 1 < len(tokens) else ""
    if tokens[j][2] in words.small and (after in words.denominators or after in words.half):
        return False
    if last_scale == float("inf"):  # after a bare "hundred": only what is below a hundred
        return (
            after not in words.hundred
            and after not in words.scales
            and len(tokens[j][2]) < (3 if tokens[j][2].isdigit() else 99)
        )
    return words.scales.get(after, 0.0) < last_scale


def _hyphened_denominator(tokens: list[Token], j: int, words: NumberWords) -> bool:
    """Whether "thirty-fifths" stands at `j`, written with a close hyphen."""
    if j + 2 >= len(tokens) or tokens[j + 1][2] not in "-–—" or tokens[j + 1][0] != tokens[j][1]:
        return False
    last = tokens[j + 2][2]
    return words.denominators.get(last, 10) < 10 or last in words.small_ordinals


def _denominator(tokens: list[Token], j: int, words: NumberWords) -> tuple[float, int] | None:
    """Value and index after it of "fifths", "twenty-fifth" at `j`."""
    if j >= len(tokens):
        return None
    value = words.denominators.get(tokens[j][2])
    if value is not None:
        return value, j + 1
    tens = words.tens.get(tokens[j][2])
    if tens and j + 2 < len(tokens) and tokens[j + 1][2] in "-–—":
        ones = words.denominators.get(tokens[j + 2][2]) or words.small_ordinals.get(tokens[j + 2][2], 10)
        return (tens + ones, j + 3) if ones < 10 else None
    return _long_denominator(tokens, j, words) if tens or tokens[j][2] in words.small else None


def _long_denominator(tokens: list[Token], j: int, words: NumberWords) -> tuple[float, int] | None:
    """ "twenty fifths", "one hundred and fifth" at `j`: number words that end in an ordinal."""
    read = _cardinal(tokens, j, words)
    if read is None or read[1] >= len(tokens):
        return None
    value, k = read[0], read[1]
    joined = tokens[k][2] in words.and_words and k + 1 < len(tokens)
    k += joined
    ones = words.denominators.get(tokens[k][2]) or words.small_ordinals.get(tokens[k][2], 0)
    whole = value >= 100 and value % 100 == 0
    if not 0 < ones < 10 or not (whole or (value % 10 == 0 and _plural(tokens[k][2]) and not joined)):
        return None
    return value + ones, k + 1


def _tail(tokens: list[Token], j: int, value: float, words: NumberWords) -> tuple[float, int, bool]:
    """A scale after a fraction: "half a million", "two thirds of a million", "five and a half million"."""
    k = j
    if k < len(tokens) and tokens[k][2] == "of":
        k += 1
    if k < len(tokens) and tokens[k][2] in words.articles:
        k += 1
    if k < len(tokens) and tokens[k][2] in words.scales:
        return value * words.scales[tokens[k][2]], k + 1, True
    return value, j, False


def _with_fraction(
    tokens: list[Token], j: int, value: float, words: NumberWords, scale: float
) -> tuple[float, int, bool] | None:
    """ "... and a half", "... and two thirds", "... 1/4" after a whole number that ends at `j`."""
    if j + 1 < len(tokens) and tokens[j][2] in words.and_words:
        k = j + 1
        top = 1.0
        if tokens[k][2] in words.articles:
            k += 1
        elif tokens[k][2] in words.small or tokens[k][2] in words.tens:
            read = _cardinal(tokens, k, words)
            if read is None:
                return None
            top, k = read[0], read[1]
            if k < len(tokens) and tokens[k][2] in "-–—":
                k += 1
        elif tokens[k][2] not in words.half:
            return None
        if k < len(tokens) and tokens[k][2] in words.half:
            part, k = 0.5, k + 1
        else:
            below = _denominator(tokens, k, words)
            if below is None:
                return None
            part, k = top / below[0], below[1]
        if k < len(tokens) and tokens[k][2] in words.scales:
            own = words.scales[tokens[k][2]]
            return (value + part * own if scale > own else (value + part) * own), k + 1, True
        return value + part * scale, k, False
    return None


def read_words(tokens: list[Token], i: int, words: NumberWords) -> Numeral | None:
    """The number whose first word or digit run is token `i`, or None."""
    start = tokens[i][0]
    low = tokens[i][2]
    if low in words.half:
        value, j, scaled = _tail(tokens, i + 1, 0.5, words)
        return Numeral(start, tokens[j - 1][1], value, True, scaled, not scaled, next=j)
    if low in words.denominators:  # "a third", "a quarter million": the article stands before
        value, j, scaled = _tail(tokens, i + 1, 1 / words.denominators[low], words)
        return Numeral(start, tokens[j - 1][1], value, True, scaled, not scaled, next=j)
    if low in words.groups:
        return Numeral(start, tokens[i][1], words.groups[low], True, next=i + 1)
    read = _cardinal(tokens, i, words)
    if read is None:
        return None
    value, j, scaled = read
    spelled = not low[0].isdigit()
    if j < len(tokens) and tokens[j][2] in words.groups:
        over = value // 100 * 100 if value > 100 else 0
        value = over + (value - over) * words.groups[tokens[j][2]]
        return Numeral(start, tokens[j][1], value, spelled, True, next=j + 1)
    if j + 1 < len(tokens) and tokens[j][2] in words.point:
        read_point = _cardinal(tokens, j + 1, words)
        if read_point and 0 <= read_point[0] < 1e6:
            value += float("0." + str(int(read_point[0])))
            return Numeral(start, tokens[read_point[1] - 1][1], value, True, scaled, next=read_point[1])
    mixed = _with_fraction(tokens, j, value, words, words.scales.get(tokens[j - 1][2], 1.0))
    if mixed:
        value, j, more = mixed
        return Numeral(start, tokens[j - 1][1], value, spelled, scaled or more, next=j)
    k = j + 1 if j < len(tokens) and tokens[j][2] in "-–—" else j
    below = _denominator(tokens, k, words)
    if below and spelled and (value == 1 or not words.plural_s or _plural(tokens[below[1] - 1][2])):
        value, k, more = _tail(tokens, below[1], value / below[0], words)
        return Numeral(start, tokens[k - 1][1], value, True, scaled or more, not more, next=k)
    plain = not spelled and j == i + 1 and low.isdigit()
    return Numeral(start, tokens[j - 1][1], value, spelled, scaled, plain=plain, next=j)


def _plural(word: str) -> bool:
    return word.endswith("s")


def read_digits(text: str, tokens: list[Token], words: NumberWords) -> Numeral | None:
    """The number whose digits begin the window: spaced groups, fractions, powers, scales after it."""
    start, end, low = tokens[0]
    wide = _spaced(text, start)
    if wide:
        end, value = wide
        while len(tokens) > 1 and tokens[1][0] < end:
            del tokens[1]
        tokens[0] = (start, end, f"{value:.0f}" if value.is_integer() else low)
        return Numeral(start, end, value, next=1)
    value_or_none = digits(low, words)
    if value_or_none is None:
        return None
    value = value_or_none
    power = _POWER.match(text, end)
    if power:
        return _powered(tokens, start, power, value)
    over = _slash(tokens, 0)
    if over:
        return Numeral(start, tokens[2][1], over, share=True, next=3)
    if len(tokens) > 3 and tokens[1][2].isdigit() and tokens[1][0] > end and low.isdigit():
        over = _slash(tokens, 1)
        if over:
            return Numeral(start, tokens[3][1], value + over, next=4)
    if len(tokens) > 1 and tokens[1][2] in _VULGAR:
        return Numeral(start, tokens[1][1], value + _VULGAR[tokens[1][2]], next=2)
    return read_words(tokens, 0, words)


def _powered(tokens: list[Token], start: int, power: re.Match[str], value: float) -> Numeral:
    """ "6.2x10^-4", "12e-1" as one number; the tokens it covers are passed over."""
    after = next((k for k, token in enumerate(tokens) if token[0] >= power.end()), len(tokens))
    exponent = int(power.group(2).replace("--", ""))
    if power.group(1):
        return Numeral(start, power.end(), float(f"{value!r}e{exponent}"), next=after)
    if not value or abs(math.log10(value) * exponent) > _MAX_DIGITS:
        return Numeral(start, power.end(), value, next=after)
    return Numeral(start, power.end(), float(value**exponent), next=after)


def read_sign(tokens: list[Token]) -> Numeral | None:
    """A vulgar fraction sign: "½"."""
    start, end, sign = tokens[0]
    return Numeral(start, end, _VULGAR[sign], share=True, next=1) if sign in _VULGAR else None


def _slash(tokens: list[Token], i: int) -> float | None:
    """The value of "3/4" at `i`: a proper fraction with a usual denominator, not a date or a score."""
    if len(tokens) < i + 3 or tokens[i + 1][2] != "/":
        return None
    top, bottom = tokens[i][2], tokens[i + 2][2]
    if not (top.isdigit() and bottom.isdigit()) or len(top) > 3 or len(bottom) > 3:
        return None
    if len(tokens) > i + 3 and tokens[i + 3][2] in "/-" and tokens[i + 3][0] == tokens[i + 2][1]:
        return None
    below = int(bottom)
    if below not in _FRACTION_TOTALS or not 0 < int(top) < below:
        return None
    return int(top) / below
