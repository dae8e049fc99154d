"""Where the dateline of an agency piece ends: "HALMERE, March 4 (Northwire) - " says nothing about the event."""

from __future__ import annotations

import re
from typing import Final

#: A place in capitals or a name, perhaps with more names and a date, an agency in brackets, a dash. Bounded
#: repetitions, so that the time stays linear. At most 120 characters: a longer opening is a sentence.
_DATELINE: Final = re.compile(
    r"(?:[A-ZÀ-ÖØ-Þ][\w'’.-]{0,30}[ ,/]{1,3}){0,8}"
    r"(?:\d{1,2}\.?[ ,]{1,2})?(?:\d{4}[ ,]{1,2})?"
    r"\([A-Z][\w .&/-]{1,40}\)[ ]{0,2}(?:[-–—:][ ]{0,2}|(?=[A-Z]))"
    r"|[A-ZÀ-ÖØ-Þ]{3}[A-ZÀ-ÖØ-Þ '’.-]{0,30}(?:, [A-Z][\w'’.-]{1,20}){0,3}[ ]?[–—][ ]?"
)
_LONGEST: Final = 120


def after_dateline(text: str, start: int, end: int) -> int:
    """The position in `start..end` after a dateline that begins at `start`; `start` when there is none.

    >>> after_dateline("HALMERE, March 4 (Northwire) - The council voted.", 0, 49)
    31
    """
    stop = min(end, start + _LONGEST)
    if (
        text.find("(", start, stop) < 0
        and text.find("—", start, stop) < 0
        and text.find("–", start, stop) < 0
    ):
        return start
    found = _DATELINE.match(text, start, stop)
    return found.end() if found and found.end() < end else start
