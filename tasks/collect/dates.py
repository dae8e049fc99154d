"""Times as feeds state them, made aware UTC; what cannot be one is None, never a guess."""

from __future__ import annotations

import re
from calendar import timegm
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from time import struct_time

#: No feed is older than the format; a stated year outside is a fault of the software that wrote it.
FIRST_YEAR, LAST_YEAR = 1990, 2100

#: The widest zones in use are +14:00 and -12:00; a stated one far beyond makes the whole time doubtful.
MOST_HOURS = 15

_ZONE = re.compile(r"\d\d\s*[+-](\d\d):?(\d\d)\s*$")
_FRACTION = re.compile(r"(\.\d{6})\d+")


def stated_time(text: str | None, parsed: struct_time | None = None) -> datetime | None:
    """Return the instant a text states (RFC 5322, ISO 8601, else `parsed` in UTC), or None when unreadable
    or absurd.

    A time without a zone is taken as UTC; one in a zone that cannot be is absurd.
    """
    zone = _ZONE.search(text) if text and ":" in text else None
    if zone and (int(zone[1]) > MOST_HOURS or int(zone[2]) > 59):
        return None
    at: datetime | None = None
    for read in (_rfc, _iso):
        try:
            at = read(text.strip()) if text else None
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
        if at is not None:
            break
    if at is None and parsed is not None:
        try:
            at = datetime.fromtimestamp(timegm(parsed), UTC)
        except (ValueError, TypeError, IndexError, OverflowError, OSError):
            return None
    if at is None:
        return None
    try:
        at = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return at if FIRST_YEAR <= at.year < LAST_YEAR else None


def is_within(at: datetime | None, now: datetime, days: float) -> bool:
    """Say whether a stated time lies in the last `days` (a day of clock error into the future); unstated
    counts."""
    return at is None or now - timedelta(days=days) <= at <= now + timedelta(days=1)


def _rfc(text: str) -> datetime:
    return parsedate_to_datetime(text)


def _iso(text: str) -> datetime:
    return datetime.fromisoformat(_FRACTION.sub(r"\1", text))
