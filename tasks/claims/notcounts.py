"""What looks like a number and counts nothing: dates, times, phone numbers, ids, ages, scores, years."""

from __future__ import annotations

import re
from typing import Final

from tasks.claims.numberwords import NumberWords
from tasks.claims.numerals import Token

_TIME_OR_DATE: Final = re.compile(
    r"[0-9]{1,2}[:.][0-9]{2}(?::[0-9]{2})?\s?(?:[ap]\.?m\b|[AP]M\b|GMT|UTC|ET\b|Uhr\b)"
    r"|[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?![0-9])"
    r"|[0-9]{1,2}\s?(?:[ap]m\b|[ap]\.m\.|[AP]M\b|o['’]clock|Uhr\b)"
    r"|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?![0-9])"
    r"|[0-9]{1,2}[/.][0-9]{1,2}[/.](?:[0-9]{4}|[0-9]{2})(?![0-9.])"
    r"|[0-9]{1,3}(?:\.[0-9]{1,3}){3}(?![0-9])"
    r"|[0-9]{3}[-. ][0-9]{3}[-. ][0-9]{4}(?![0-9])"
    r"|[0-9]{3}-[0-9]{4}(?![0-9])"
    r"|[0-9]{2,4}(?:-[0-9]{2,6}){2,4}(?![0-9])"
    r"|9/11\b|24/7\b"
)
_PHONE: Final = re.compile(r"\+[0-9][0-9 /()-]{6,18}[0-9]")
_LAST_CAPITALISED: Final = re.compile(r"[A-ZÄÖÜ][^\W\d_]*,\s$")
_PARTS: Final = re.compile(r"/[0-9]*[^\W\d_]")  # "1/1024th", "km/h" without a number of its own
_GLUE: Final = re.compile(r"[\w#@&=]+")
_YEAR_LOW: Final = 1500
_YEAR_HIGH: Final = 2100
_MODERN_LOW: Final = 1950
_MODERN_HIGH: Final = 2035
_OLDEST: Final = 115


def end_of_label(text: str, start: int, end: int, words: NumberWords) -> int:
    """Where the number at `start` ends if it is a time, date, address, phone or part of a word; else 0."""
    found = _TIME_OR_DATE.match(text, start)
    if found:
        return found.end()
    if text[end : end + 1] == ")" and (not start or text[start - 1] == "\n"):
        return end  # "1) ..."
    if text[end : end + 1] == "/" and _PARTS.match(text, end):
        return _glued_end(text, end + 1)
    if not start:
        return 0
    before = text[start - 1]
    if before == "+":
        found = _PHONE.match(text, start - 1)
        return found.end() if found else 0
    two_before = text[start - 2] if start > 1 else " "
    if (
        before.isalpha()
        and text[start - 3 : start] in words.codes
        and not text[max(0, start - 4) : start - 3].isalnum()
    ):
        return 0
    if before in "#@_/\\&=" or before.isalpha() or (before == ":" and two_before.isdigit()):
        return _glued_end(text, end)
    if before in "'’" and not two_before.isalnum() and end - start == 2:
        return _glued_end(text, end)
    if before in "-–—‑" and (two_before.isalnum() or two_before in "'’.)"):
        return _glued_end(text, end)
    return 0


def _glued_end(text: str, end: int) -> int:
    found = _GLUE.match(text, end)
    return found.end() if found else end


def last_word(text: str, start: int) -> str:
    """The word that stands directly before `start` on the same line ("" if none), as written."""
    i = start
    while i > 0 and start - i < 4 and text[i - 1] in " .":
        i -= 1
    low = i
    while low > 0 and i - low < 24 and text[low - 1].isalpha():
        low -= 1
    return text[low:i]


def is_label(before: str, words: NumberWords) -> bool:
    """Whether the word before makes the figure a name or an age: "Article 5", "aged 34"."""
    low = before.lower()
    return low in words.labels_any or (low in words.labels_with_capital and before[:1].isupper())


def is_day(text: str, start: int, value: float, before: str, after: str, words: NumberWords) -> bool:
    """Whether the figure is the day or year of a date; `before`, `after`: its neighbours as written."""
    if value > 31 and not _YEAR_LOW <= value <= _YEAR_HIGH:
        return False
    if before.lower() in words.months and (before[:1].isupper() or before not in words.months_also_words):
        prior = text[max(0, start - len(before) - 6) : start - len(before) - 1].lower().split()
        return not (prior and prior[-1] == "in" and value <= 31)
    if value > 31 or after.lower() not in words.months:
        return False
    return after[:1].isupper() or after not in words.months_also_words or before == "on"


def is_age(text: str, start: int, end: int, value: float) -> bool:
    """Whether the figure is an age set off by commas: "Ada Quell, 34, said"."""
    if not 0 < value <= _OLDEST or text[end : end + 1] not in (",", ")", "."):
        return False
    return text[max(0, start - 2) : start] == ", " and bool(
        _LAST_CAPITALISED.search(text, max(0, start - 24), start)
    )


def is_year(value: float, before: str, bound: bool, plural_after: bool, words: NumberWords) -> bool:
    """Whether four bare digits are a year and not a count."""
    if not _YEAR_LOW <= value <= _YEAR_HIGH or bound:
        return False
    if _MODERN_LOW <= value <= _MODERN_HIGH or not plural_after:
        return True
    return before.lower() in words.year_before


def is_score(left: float, right: float, counted: bool) -> bool:
    """Whether two figures joined by a dash are a result of a game or a vote."""
    return right <= left or (not counted and right < 1000)


def counts_one(before: str, after: Token | None, words: NumberWords) -> bool:
    """Whether a bare "one" counts ("one soldier died") rather than points ("one of the", "one day")."""
    if before.lower() in words.one_after:
        return False
    if after is None or before.lower() in words.negative or before.lower() in words.referent_before:
        return True
    return (
        after[2] in words.one_counts
        or (after[2] in words.units and after[2] != "point")
        or after[2] in words.money
    )
