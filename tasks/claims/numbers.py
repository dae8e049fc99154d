"""Find the numbers of a text: value interval, bound word, unit and the noun they count."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import Final

from tasks.claims.kinds import STARTER, plain_kinds
from tasks.claims.notcounts import end_of_label, is_age, is_day, is_label, is_year, last_word
from tasks.claims.numberbounds import bound_after, bound_before, interval, read_range
from tasks.claims.numberphrases import ratio, read_spelled
from tasks.claims.numberread import TIMES, Read, counted, with_suffix, with_unit
from tasks.claims.numberwords import NumberWords, number_words
from tasks.claims.numerals import Numeral, read_digits, window
from tasks.claims.records import NumberUse, Sentence, Span, Spans
from tasks.claims.referents import noun_before
from tasks.claims.tokens import Tokens, read_tokens

# The signs are those of `numberwords`; both begin with one character class, which is found fast.
_FIGURE: Final = re.compile(r"[0-9½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞][0-9.,]*")
_DIGITS: Final = re.compile(r"[0-9][0-9.,]*")
_GLUED: Final = re.compile(r"[^\W\d_]+")


def find_numbers(
    text: str,
    sentences: tuple[Sentence, ...],
    quotes: Spans,
    language: str = "en",
    tokens: Tokens | None = None,
) -> tuple[NumberUse, ...]:
    """Return the numbers of `text` in order, without dates, times, ages, ids and phone numbers.

    `low..high` is the closed interval a careful reader would grant: both ends equal for a plain
    figure and for "about", one end None for "more than" or "up to". `attribution` is None here.
    `tokens` are those of `text`, if they are cut already. Linear in the length of `text`.
    """
    words = number_words(language)
    starts = [sentence.span[0] for sentence in sentences]
    marks = [quote[0] for quote in quotes]
    found: list[NumberUse] = []
    done = 0
    for start, end in _triggers(text, tokens or read_tokens(text, plain_kinds(language)), words):
        if start < done:
            continue
        at = max(0, bisect_right(starts, start) - 1)
        line = sentences[at].span[0] if sentences else 0
        use, done = _number_at(text, start, end, max(done, line), words)
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


def _triggers(text: str, tokens: Tokens, words: NumberWords) -> list[Span]:
    """The figures, signs of fractions and number words at which a number may begin, in order."""
    found: list[Span] = []
    for figure in _FIGURE.finditer(text):
        start, end = figure.span()
        if text[start] > "9":
            found.append((start, start + 1))
            found += [more.span() for more in _DIGITS.finditer(text, start + 1, end)]
        else:
            found.append((start, end))
    for k in tokens.where(STARTER):
        for word in words.trigger.finditer(text, tokens.starts[k], tokens.end(k)):
            if text[word.start()].isalpha():
                found.append(word.span())
    found.sort()
    return found


def _number_at(
    text: str, start: int, end: int, limit: int, words: NumberWords
) -> tuple[NumberUse | None, int]:
    """The number whose first figure or word is `text[start:end]`, and where to go on."""
    read: Read | NumberUse | None
    if "0" <= text[start] <= "9":
        read, stop = _figure(text, start, end, limit, words)
    else:
        read, stop = read_spelled(text, start, end, limit, words)
    if read is None:
        return None, stop
    if isinstance(read, NumberUse):
        return read, stop
    bound, first = bound_before(text, read.start, limit, words)
    if _tells_how_often(read, words) or (
        read.number.words and read.number.value in (2, 3) and first in words.anaphoric and read.unit is None
    ):
        return None, max(stop, read.end)
    ranged = read_range(text, read, bound, first, limit, words)
    if isinstance(ranged, int):
        return None, max(stop, ranged)
    if isinstance(ranged, tuple):
        low, high, other = ranged
        noun = _noun(text, other, 2.0, limit, words)
        use = NumberUse((read.start, other.end), low, high, "range", other.unit, noun, 0, None, False)
        return use, other.end
    if _is_relative(text, read, words):
        return None, max(stop, read.end)
    value = read.number.value
    after = counted(read, value, words)
    if read.number.plain and read.unit is None:
        before = last_word(text, read.start)
        certain_bound = bound in ("more_than", "at_least", "at_most", "less_than")
        if is_year(value, before, certain_bound, bool(after and after[1]), words):
            return None, stop
    end = read.end
    if bound == "exact":
        bound, end = bound_after(read, words)
    noun = after[0] if after else None
    if noun is None and read.unit is None and not read.hyphenated:
        noun = noun_before(text, read.start, limit, words)
    lowest, highest = interval(value, bound)
    return NumberUse((read.start, end), lowest, highest, bound, read.unit, noun, 0, None, False), max(
        end, stop
    )


def _tells_how_often(read: Read, words: NumberWords) -> bool:
    j, tokens = read.next, read.tokens
    if j >= len(tokens) or tokens[j][2] not in words.frequency:
        return False
    return j + 1 >= len(tokens) or tokens[j + 1][2] not in words.factor_after


def _is_relative(text: str, read: Read, words: NumberWords) -> bool:
    """ "the past three years", "two days ago": a date told as a distance."""
    if read.unit not in TIMES:
        return False
    after = read.tokens[read.next][2] if read.next < len(read.tokens) else ""
    if after in words.relative:
        return True
    before = last_word(text, read.start).lower()
    return before in words.relative or (before in words.span_before and not read.hyphenated)


def _noun(text: str, read: Read, value: float, limit: int, words: NumberWords) -> str | None:
    noun = counted(read, value, words)
    if noun:
        return noun[0]
    return None if read.unit or read.number.share else noun_before(text, read.start, limit, words)


def _is_plain_year(text: str, start: int, end: int, words: NumberWords) -> bool:
    """Cheap test for the most frequent figure: "in 2016", followed by nothing that could be counted."""
    figure = text[start:end].rstrip(".,")
    if len(figure) != 4 or figure[:2] not in ("19", "20") or not figure.isdigit():
        return False
    after = text[start + 4 : start + 6]
    if after[:1] not in (".", ",", ";", ":", ")", "", "\n", " ") or after[1:2].isdigit():
        return False
    before = last_word(text, start).lower()
    return before in words.year_before and words.bounds_before.get(before) is None


def _figure(text: str, start: int, end: int, limit: int, words: NumberWords) -> tuple[Read | None, int]:
    """Read a number written in digits at `start`."""
    skip = end_of_label(text, start, end, words)
    if skip:
        return None, max(skip, end)
    if end - start < 6 and text[end - 1 : end] != "," and _is_plain_year(text, start, end, words):
        return None, end
    begin, sign = start, 1.0
    if start and text[start - 1] == "." and (start < 2 or not text[start - 2].isalnum()):
        begin = start - 1
    if begin and text[begin - 1] in "-−—" and (begin < 2 or text[begin - 2] in " \n("):
        begin, sign = begin - 1, -1.0
    elif begin == 2 and text[:2] == "- ":
        begin, sign = 0, -1.0
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
        number = number.valued(begin, -number.value, False)
    number_or_none = with_suffix(text, tokens, number, words)
    if number_or_none is None:
        glued = _GLUED.match(text, number.end)
        return None, max(end, glued.end() if glued else end)
    number = number_or_none
    before = last_word(text, begin)
    at = number.next + (number.next < len(tokens) and tokens[number.next][2] == ".")  # "12. Mai"
    after = text[tokens[at][0] : tokens[at][1]] if at < len(tokens) else ""
    if (before and is_label(before, words)) or (
        number.plain and is_day(text, begin, number.value, before, after, words)
    ):
        return None, max(end, number.end)
    if number.plain and is_age(text, begin, number.end, number.value):
        return None, max(end, number.end)
    if number.plain:
        number = ratio(tokens, number, words) or number
    return with_unit(text, tokens, number, words), max(end, number.end)
