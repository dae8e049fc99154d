"""Numbers written in words: "two hundred", "a third of", "one in five", "hundreds", "a few dozen"."""

from __future__ import annotations

from tasks.claims.notcounts import counts_one, is_label, last_word
from tasks.claims.numberread import DASHES, TIMES, Read, with_unit
from tasks.claims.numberunits import measure
from tasks.claims.numberwords import NumberWords
from tasks.claims.numerals import Numeral, Token, read_sign, read_words, window
from tasks.claims.records import NumberUse
from tasks.claims.referents import counted_noun, is_plural


def read_spelled(
    text: str, start: int, end: int, limit: int, words: NumberWords
) -> tuple[Read | NumberUse | None, int]:
    """Read a number written in words at `start`."""
    low = text[start:end].lower()
    if start and text[start - 1] in DASHES and start > 1 and text[start - 2].isalnum():
        return None, end
    before = last_word(text, start)
    if _points(text, end, low, before, words):
        return None, end
    tokens = window(text, start)
    if not tokens or tokens[0][1] != end:
        return None, end
    sign = read_sign(tokens)
    if sign:
        return Read(sign, None, start, end, tokens, 1), end
    if low not in words.groups or before.lower() not in words.small:
        vague = _vague(text, start, tokens, before, words)
        if vague:
            return vague, vague.span[1]
    if low in words.small and words.small[low] == 1:
        got = read_words(tokens, 0, words)
        bare = got is not None and got.next == 1
        if bare and not counts_one(before, tokens[1] if len(tokens) > 1 else None, words):
            if got is None or ratio(tokens, got, words) is None:
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
        begin, number = start - len(before) - 1, number.valued(number.start, -number.value, number.plain)
    number = ratio(tokens, number, words) or number
    if begin != number.start:
        number = number.valued(begin, number.value, number.plain)
    return with_unit(text, tokens, number, words), number.end


def _points(text: str, end: int, low: str, before: str, words: NumberWords) -> bool:
    """Cheap test for the two frequent words that mostly count nothing: "the third", "one of the"."""
    if low in words.denominators:
        small = before.lower()
        return (
            small not in words.articles and small not in words.small and "illion" not in text[end : end + 9]
        )
    if words.small.get(low) == 1 and text[end : end + 1] == " " and before.lower() not in words.negative:
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
        return (
            after in ("of", "the", "all", "their", "its", "his", "her")
            or after in words.articles
            or (is_plural(after, words))
        )
    if low in words.denominators and number.share:
        return article and (not after or after in ("of", ".", ",", ";"))
    if low in words.denominators or low in words.hundred or low in words.scales or low in words.groups:
        return article or number.next > 1 or before.lower() in words.bounds_before
    return True


def ratio(tokens: list[Token], number: Numeral, words: NumberWords) -> Numeral | None:
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
    value = number.value / total.value
    return Numeral(number.start, total.end, value, number.words, number.scaled, True, False, total.next)


def _vague(text: str, start: int, tokens: list[Token], before: str, words: NumberWords) -> NumberUse | None:
    """A size without a figure: "hundreds", "several", "a few dozen"."""
    lows = [token[2] for token in tokens[:4]]
    article = before.lower() if before.lower() in words.articles and text[start - 1] == " " else ""
    for size in range(min(3, len(lows)), 0, -1):
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
            factor = (
                100.0 if after in words.hundred else words.scales.get(after, words.groups.get(after, 1.0))
            )
            if factor != 1.0:
                end, j = tokens[j][1], j + 1
        of = j + 1 < len(tokens) and tokens[j][2] in words.referent_of
        got = measure(text, tokens, Numeral(begin, end, low * factor, True, True, next=j + of), words)
        unit = got.unit
        after_unit = got.next if unit else j
        if unit in TIMES and after_unit < len(tokens) and tokens[after_unit][2] in words.relative:
            return None
        noun = counted_noun(tokens, after_unit, 2.0, "unit" if unit else "", words)
        top = high * factor if high else None
        return NumberUse(
            (begin, got.end if unit else end), low * factor, top, "vague", unit, noun[0] if noun else None,
            0, None, False,
        )  # fmt: skip
    return None
