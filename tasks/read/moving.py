"""Lines that change by themselves: clocks, counters, reading times. They are no words of the article."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final
from unicodedata import category

from tasks.read.lists import read_list
from tasks.read.shown import dates_in, has_digit

# Such a line is short; a longer one tells something.
_MOST_CHARS: Final = 90
# What may stand beside a date in a line that only says when: a label, a clock, a zone.
_MOST_WORDS: Final = 3
_DATE: Final = re.compile(r"[^\W\d_]+")
_TODAY: Final = re.compile(r"today\b|heute\b|aujourd|hoy\b|oggi\b|сегодня\b", re.I)
_CLOCK_IN: Final = re.compile(r"\d[:.h]\d\d")
_ZONE: Final = re.compile(r"\b(?:[ap]\.?m\.?|uhr|gmt|utc|[a-z]{1,3}t|at|um|à|h|am|on|le|el|den|date)\b", re.I)


@lru_cache(maxsize=1)
def _lines() -> re.Pattern[str]:
    data = read_list("moving.toml")
    number = r"\d[\d.,\u202f\u00a0 ]*[km]?"
    units = "|".join(data["units"])
    forms = [form.replace("UNIT", f"(?:{units})").replace("N", number) for form in data["lines"]]
    label = "|".join(data["labels"])
    return re.compile(rf"(?:(?:{label})\W{{1,3}})?(?:{'|'.join(forms)})", re.I)


def is_moving_line(line: str) -> bool:
    """True when a line only says how long ago, how often looked at, how long to read, or a labelled date."""
    plain = line.strip(" \t.:·|•–—-()[]*")
    if len(plain) > _MOST_CHARS or not has_digit(plain):
        return False
    return bool(_lines().fullmatch(plain)) or _only_says_when(plain) or _counts_faces(plain)


def _counts_faces(plain: str) -> bool:
    """True for pictures with a number each, as readers leave them: no letter stands in such a line."""
    return any(category(c) == "So" for c in plain) and not any(c.isalpha() for c in plain)


def _only_says_when(plain: str) -> bool:
    dates = dates_in(plain, None)
    labelled = any(date.label != "none" for date in dates)
    exact = len(dates) == 1 and "T" in dates[0].iso and _CLOCK_IN.search(plain) is not None
    if not labelled and not exact and not (dates and _TODAY.match(plain)):
        return False
    words = len(_DATE.findall(_ZONE.sub(" ", plain)))
    return words <= _MOST_WORDS + len(dates)
