"""Find the numbers of a text: value interval, bound word, unit and the noun they count."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, replace
from typing import cast

from tasks.claims.notcounts import (
    counts_one,
    end_of_label,
    is_age,
    is_day,
    is_label,
    is_score,
    is_year,
    last_word,
)
from tasks.claims.numberunits import Measure, measure, minor_part, money_before
from tasks.claims.numberwords import NumberWords, number_words
from tasks.claims.numerals import Numeral, Token, read_digits, read_sign, read_words, window
from tasks.claims.records import Bound, NumberUse, Sentence, Spans
from tasks.claims.referents import counted_noun, is_plural, noun_before

_DASHES = "-–—‑"
_REACH_BEFORE = 36
_GLUED = re.compile(r"[^\W\d_]+")
_LARGEST = 1e18
_TIMES = frozenset(("s", "min", "h", "day", "week", "month", "year", "decade", "century"))
_ORDINALS = frozenset(("st", "nd", "rd", "th", "s"))


@dataclass(frozen=True, slots=True)
class _Read:
    """One number with its unit, before bounds and noun: `next` is the token after it in `tokens`."""

    number: Numeral
    unit: str | None
    start: int
    end: int
    tokens: list[Token]
    next: int
    hyphenated: bool = False


def find_numbers(
    text: str, sentences: tuple[Sentence, ...], quotes: Spans, language: str = "en"
) -> tuple[NumberUse, ...]:
    """Return the numbers of `text` in order, without dates, times, ages, ids and phone numbers.

    `low..high` is the closed interval a careful reader would grant: both ends equal for a plain
    figure and for "about", one end None for "more than" or "up to". `attribution` is None here.
    Linear in the length of `text`.
    """
    words = number_words(language)
    starts = [sentence.span[0] for sentence in sentences]
    marks = [quote[0] for quote in quotes]
    found: list[NumberUse] = []
    done = 0
    for hit in words.trigger.finditer(text):
        if hit.start() < done:
            continue
        at = max(0, bisect_right(starts, hit.start()) - 1)
        line = sentences[at].span[0] if sentences else 0
        use, done = _number_at(text, hit.start(), hit.end(), max(done, line), words)
        if use is None:
            continue
        quote = bisect_right(marks, use.span[0]) - 1
        quoted = quote >= 0 and use.span[0] < quotes[quote][1]
        found.append(
            NumberUse(use.span, use.low, use.high, use.bound, use.unit, use.referent, at, None, quoted)
            if at or quoted
            else use
        )
    return tuple(found)


def _number_at(
    text: str, start: int, end: int, limit: int, words: NumberWords
) -> tuple[NumberUse | None, int]:
    """The number whose first figure or word is `text[start:end]`, and where to go on."""
    if "0" <= text[start] <= "9":
        read, stop = _figure(text, start, end, limit, words)
    else:
        read, stop = _spelled(text, start, end, limit, words)
    if read is None:
        return None, stop
    if isinstance(read, NumberUse):
        return read, stop
    bound, first = _bound_before(text, read.start, limit, words)
    ranged = _range(text, read, bound, first, limit, words)
    if ranged == "score":
        return None, max(stop, read.end)
    if isinstance(ranged, tuple):
        low, high, other = ranged
        noun = _noun(text, other, 2.0, limit, words)
        use = NumberUse((read.start, other.end), low, high, "range", other.unit, noun, 0, None, False)
        return use, other.end
    if _is_relative(text, read, words):
        return None, max(stop, read.end)
    value = read.number.value
    after = counted_noun(read.tokens, read.next, value, _measured(read), words)
    if read.number.plain and read.unit is None:
        before = last_word(text, read.start)
        certain_bound = bound in ("more_than", "at_least", "at_most", "less_than")
        if is_year(value, before, certain_bound, bool(after and after[1]), words):
            return None, stop
    end = read.end
    if bound == "exact":
        bound, end = _bound_after(read, words)
    noun = after[0] if after else None
    if noun is None and read.unit is None and not read.hyphenated:
        noun = noun_before(text, read.start, limit, words)
    low, high = _interval(value, bound)
    return NumberUse((read.start, end), low, high, bound, read.unit, noun, 0, None, False), max(end, stop)


def _is_relative(text: str, read: _Read, words: NumberWords) -> bool:
    """ "the past three years", "two days ago": a date told as a distance."""
    if read.unit not in _TIMES:
        return False
    after = read.tokens[read.next][2] if read.next < len(read.tokens) else ""
    if after in words.relative:
        return True
    before = last_word(text, read.start).lower()
    return before in words.relative or (before in words.span_before and not read.hyphenated)


def _interval(value: float, bound: Bound) -> tuple[float | None, float | None]:
    if bound in ("at_least", "more_than"):
        return value, None
    if bound in ("at_most", "less_than"):
        return None, value
    return value, value


def _measured(read: _Read) -> str:
    return "unit" if read.unit is not None else "share" if read.number.share else ""


def _noun(text: str, read: _Read, value: float, limit: int, words: NumberWords) -> str | None:
    noun = counted_noun(read.tokens, read.next, value, _measured(read), words)
    if noun:
        return noun[0]
    return None if _measured(read) else noun_before(text, read.start, limit, words)


def _figure(
    text: str, start: int, end: int, limit: int, words: NumberWords
) -> tuple[_Read | None, int]:
    """Read a number written in digits at `start`."""
    skip = end_of_label(text, start, end, words)
    if skip:
        return None, max(skip, end)
    begin, sign = start, 1.0
    if start and text[start - 1] == "." and (start < 2 or not text[start - 2].isalnum()):
        begin = start - 1
    if begin and text[begin - 1] in "-−—" and (begin < 2 or text[begin - 2] in " \n("):
        begin, sign = begin - 1, -1.0
    tokens = window(text, start)
    if text[start - 1 : start] == "." and begin < start:
        fraction = tokens[0][2]
        if not fraction.isdigit():
            return None, end
        number = Numeral(begin, tokens[0][1], float("0." + fraction[:24]), next=1)
    else:
        got = read_digits(text, tokens, words)
        if got is None:
            return None, end
        number = got
    if sign < 0:
        number = replace(number, start=begin, value=-number.value, plain=False)
    number_or_none = _suffix(text, tokens, number, words)
    if number_or_none is None:
        glued = _GLUED.match(text, number.end)
        return None, max(end, glued.end() if glued else end)
    number = number_or_none
    before = last_word(text, begin)
    after = text[tokens[number.next][0] : tokens[number.next][1]] if number.next < len(tokens) else ""
    if before and is_label(before, words) or number.plain and is_day(text, begin, number.value, before, after, words):
        return None, max(end, number.end)
    if number.plain and is_age(text, begin, number.end, number.value):
        return None, max(end, number.end)
    if number.plain:
        number = _ratio(tokens, number, words) or number
    return _with_unit(text, tokens, number, words), max(end, number.end)


def _suffix(text: str, tokens: list[Token], number: Numeral, words: NumberWords) -> Numeral | None:
    """Letters glued to the digits: a scale ("10k"), a unit ("23km"), or no number at all ("5G", "4th")."""
    glued = _GLUED.match(text, number.end)
    spaced = None
    if glued is None:
        if text[number.end : number.end + 1] == " " and number.next < len(tokens):
            spaced = tokens[number.next]
            letters = text[spaced[0] : spaced[1]]
            if letters in ("k", "K", "M", "MM") and not number.words:
                value = number.value * words.glued[letters]
                return replace(number, value=value, end=spaced[1], scaled=True, plain=False, next=number.next + 1)
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
        return replace(number, value=value, end=glued.end(), scaled=True, plain=False, next=number.next + 1)
    known = (low in words.units and (len(low) > 1 or letters == low)) or letters in words.codes or low in words.signs or low in words.money
    return replace(number, plain=False) if known else None


def _with_unit(text: str, tokens: list[Token], number: Numeral, words: NumberWords) -> _Read | None:
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
        return _Read(replace(number, value=value), unit, start, end, tokens, after)
    if got.unit in words.money.values() and not number.scaled and not number.share:
        value, end, after = _cents(tokens, number.value * got.factor, got.end, got.next, words)
        return _Read(replace(number, value=value), got.unit, got.start, end, tokens, after)
    if _is_old(tokens, got):
        return None
    if got.hyphenated and got.unit is None and not _range_follows(tokens, got.next, words):
        return None
    value = number.value * got.factor
    plain = number.plain and got.factor == 1.0 and got.unit is None
    return _Read(
        replace(number, value=value, plain=plain), got.unit, got.start, got.end, tokens, got.next, got.hyphenated
    )


def _cents(
    tokens: list[Token], value: float, end: int, after: int, words: NumberWords
) -> tuple[float, int, int]:
    part = minor_part(tokens, after, words)
    return (value + part[0], part[1], part[2]) if part and value.is_integer() else (value, end, after)


def _is_old(tokens: list[Token], got: Measure) -> bool:
    j = got.next
    if got.unit is None or j >= len(tokens):
        return False
    if tokens[j][2] in _DASHES and j + 1 < len(tokens):
        j += 1
    return tokens[j][2] in ("old", "olds")


def _range_follows(tokens: list[Token], j: int, words: NumberWords) -> bool:
    if j + 1 >= len(tokens) or tokens[j][2] not in _DASHES:
        return False
    after = tokens[j + 1][2]
    return after[0].isdigit() or after in words.small or after in words.tens or after in words.signs


def _spelled(
    text: str, start: int, end: int, limit: int, words: NumberWords
) -> tuple[_Read | NumberUse | None, int]:
    """Read a number written in words at `start`."""
    low = text[start:end].lower()
    if start and text[start - 1] in _DASHES and start > 1 and text[start - 2].isalnum():
        return None, end
    before = last_word(text, start)
    if _points(text, end, low, before, words):
        return None, end
    tokens = window(text, start)
    if not tokens or tokens[0][1] != end:
        return None, end
    sign = read_sign(tokens)
    if sign:
        return _Read(sign, None, start, end, tokens, 1), end
    if low not in words.groups or before.lower() not in words.small:
        vague = _vague(text, start, tokens, before, words)
        if vague:
            return vague, vague.span[1]
    if low in words.small and words.small[low] == 1:
        got = read_words(tokens, 0, words)
        bare = got is not None and got.next == 1
        if bare and not counts_one(before, tokens[1] if len(tokens) > 1 else None, words):
            ratio = _ratio(tokens, got, words) if got else None
            if ratio is None:
                return None, end
    number = read_words(tokens, 0, words)
    if number is None:
        return None, end
    article = before.lower() in words.articles and text[start - 1] == " "
    if not _stands(tokens, number, low, before, article, words):
        return None, end
    if before and is_label(before, words):
        return None, number.end
    begin = start - len(before) - 1 if article and low not in words.small else start
    if low in words.groups and begin < start and last_word(text, begin).lower() in words.money:
        return None, number.end
    if before.lower() in words.negative:
        begin, number = start - len(before) - 1, replace(number, value=-number.value)
    number = _ratio(tokens, number, words) or number
    if begin != number.start:
        number = replace(number, start=begin)
    return _with_unit(text, tokens, number, words), number.end


def _points(text: str, end: int, low: str, before: str, words: NumberWords) -> bool:
    """Cheap test for the two frequent words that mostly count nothing: "the third", "one of the"."""
    if low in words.denominators:
        small = before.lower()
        return small not in words.articles and small not in words.small and "illion" not in text[end : end + 9]
    if words.small.get(low) == 1 and text[end : end + 1] == " ":
        after = text[end + 1 : end + 20].split(" ", 1)[0].strip(",.;:")
        return after in words.referent_stop and after not in words.one_then
    return False


def _stands(
    tokens: list[Token], number: Numeral, low: str, before: str, article: bool, words: NumberWords
) -> bool:
    """Whether a spelled number that does not begin with a plain numeral is one: "a third of", "half the"."""
    after = tokens[number.next][2] if number.next < len(tokens) else ""
    if low in words.half and number.next == 1:
        if before.lower() in words.half_not_after:
            return False
        return after in ("of", "the", "all", "their", "its", "his", "her") or after in words.articles or (
            is_plural(after, words)
        )
    if low in words.denominators and number.share:
        return article and (not after or after in ("of", ".", ",", ";"))
    if low in words.denominators or low in words.hundred or low in words.scales or low in words.groups:
        return article or number.next > 1 or before.lower() in words.bounds_before
    return True


def _ratio(tokens: list[Token], number: Numeral, words: NumberWords) -> Numeral | None:
    """ "one in five", "two out of ten": a share, written as two numbers."""
    j = number.next
    if j + 1 >= len(tokens) or number.scaled or number.share or number.value <= 0:
        return None
    out = tokens[j][2] == "out" and tokens[j + 1][2] == "of"
    if not out and (tokens[j][2] not in words.ratio or (tokens[j][2] == "over" and number.value != 1)):
        return None
    total = read_words(tokens, j + (2 if out else 1), words) if j + 2 < len(tokens) or not out else None
    if total is None or total.value <= number.value or total.share:
        return None
    after = tokens[total.next][2] if total.next < len(tokens) else ""
    if after in words.units or (not out and total.value not in words.ratio_totals and number.value != 1):
        return None
    if not out and total.plain and 1500 <= total.value <= 2100:
        return None
    return replace(number, end=total.end, value=number.value / total.value, share=True, plain=False, next=total.next)


def _vague(
    text: str, start: int, tokens: list[Token], before: str, words: NumberWords
) -> NumberUse | None:
    """A size without a figure: "hundreds", "several", "a few dozen"."""
    lows = [token[2] for token in tokens[:4]]
    article = before.lower() if before.lower() in words.articles and text[start - 1] == " " else ""
    for size in (3, 2, 1):
        phrase = tuple(lows[:size])
        span = words.vague.get((article, *phrase)) if article else None
        begin = start - len(article) - 1 if span else start
        span = span or words.vague.get(phrase)
        if span is None:
            continue
        low, high = span
        end, j, factor = tokens[size - 1][1], size, 1.0
        if j < len(tokens):
            after = tokens[j][2]
            factor = 100.0 if after in words.hundred else words.scales.get(after, words.groups.get(after, 1.0))
            if factor != 1.0:
                end, j = tokens[j][1], j + 1
        number = Numeral(begin, end, low * factor, True, True, next=j)
        of = j + 1 < len(tokens) and tokens[j][2] in words.referent_of
        got = measure(text, tokens, replace(number, next=j + 1) if of else number, words)
        unit = got.unit
        after_unit = got.next if unit else j
        noun = counted_noun(tokens, after_unit, 2.0, "unit" if unit else "", words)
        top = high * factor if high else None
        return NumberUse(
            (begin, got.end if unit else end), low * factor, top, "vague", unit, noun[0] if noun else None,
            0, None, False,
        )  # fmt: skip
    return None


def _bound_before(text: str, start: int, limit: int, words: NumberWords) -> tuple[Bound, str]:
    """The bound phrase that ends directly before `start`, and the word directly before."""
    if not start or text[start - 1] not in " (":
        return "exact", ""
    low = text.rfind("\n", limit, start) + 1 or limit
    if start - low > _REACH_BEFORE:
        low = start - _REACH_BEFORE
    before = text[low : start - 1].lower().split()[-4:]
    if not before or not before[-1].isalpha():
        return "exact", ""
    for size in range(len(before), 0, -1):
        kind = words.bounds_before.get(" ".join(before[-size:]))
        if kind:
            return cast(Bound, kind), before[-1]
    return "exact", before[-1]


def _bound_after(read: _Read, words: NumberWords) -> tuple[Bound, int]:
    j = read.next
    tokens = read.tokens
    if j < len(tokens) and tokens[j][2] in "-+":
        if tokens[j][2] == "+":
            return "at_least", tokens[j][1]
        j += 1
    for size in (2, 1):
        kind = words.bounds_after.get(" ".join(token[2] for token in tokens[j : j + size]))
        if kind and len(tokens) >= j + size:
            return cast(Bound, kind), tokens[j + size - 1][1]
    return "exact", read.end


def _range(
    text: str, read: _Read, bound: Bound, before: str, limit: int, words: NumberWords
) -> tuple[float, float, _Read] | str | None:
    """Both ends of "10-20", "10 to 20", "five or six", "between 10 and 20"; "score" for a result; else None."""
    tokens, j = read.tokens, read.next
    if j + 1 >= len(tokens):
        return None
    joint = tokens[j][2]
    dash = joint in _DASHES and tokens[j][0] == tokens[j - 1][1] and tokens[j + 1][0] == tokens[j][1]
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
        return "score" if dash and read.number.plain else None
    if other.number.scaled and not read.number.scaled and left < 1000:
        factor = right / _leading(other, tokens, k, words)
        left = left * factor if left * factor < right or dash else left
    counted = unit is not None or other.number.scaled or bool(
        counted_noun(tokens, other.next, 2.0, "", words)
    )
    if dash and is_score(left, right, counted) and not read.number.words:
        return "score"
    if dash and read.number.plain and 1500 <= left <= 2100 and unit is None:
        return "score"
    if right <= left or (either and right > 2 * left + 1) or (to and not counted):
        return None
    return left, right, replace(other, unit=unit)


def _leading(other: _Read, tokens: list[Token], k: int, words: NumberWords) -> float:
    """The figure of the right end without its scale ("$5-10m": 10)."""
    bare = read_words(tokens[k : k + 1], 0, words)
    return bare.value if bare and bare.value else other.number.value


def _second(text: str, tokens: list[Token], k: int, words: NumberWords) -> _Read | None:
    """The number at token `k` with its unit, for the right end of a range."""
    number = read_words(tokens, k, words)
    if number is None or number.share:
        return None
    if text[tokens[k][0]].isdigit() and number.next == k + 1:
        suffixed = _suffix(text, tokens, number, words)
        if suffixed is None:
            return None
        number = suffixed
    rest = _with_unit(text, tokens, number, words)
    return rest
