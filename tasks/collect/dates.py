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
#: Abbreviations of zones with one meaning in news, in hours. "IST", and "CST" outside America, have several.
ZONES = {
    "EST": -5, "EDT": -4, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
    "BST": 1, "WET": 0, "WEST": 1, "CET": 1, "CEST": 2, "EET": 2, "EEST": 3, "MSK": 3,
    "MEZ": 1, "MESZ": 2, "JST": 9, "KST": 9, "AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13,
}  # fmt: skip
_ZONE_NAME = re.compile(rf"(?<=\d)( ?)({'|'.join(sorted(ZONES, key=len, reverse=True))})$", re.IGNORECASE)
_OFFSET = re.compile(r"(:\d\d(?:\.\d+)?) ?(?:GMT|UTC)? ?([+-])(\d{1,2})(?::?(\d\d))?$", re.ASCII)
_HALF_DAY = re.compile(r"\b(\d{1,2})(:\d\d(?::\d\d)?) ?([ap])\.?m\b\.?", re.IGNORECASE | re.ASCII)
_DAY_OF_YEAR = re.compile(r"\d{4}-?\d{3}")
_EPOCH = re.compile(r"\d{10}(?:\d{3})?", re.ASCII)
_LEAP_SECOND = re.compile(r"(:\d\d):60\b", re.ASCII)
_FRACTION = re.compile(r"(\.\d{6})\d+")


def stated_time(text: str | None, parsed: struct_time | None = None) -> datetime | None:
    """Return the instant a text states (RFC 5322, ISO 8601, else `parsed` in UTC), or None when unreadable
    or absurd.

    A time without a zone is taken as UTC; one in a zone that cannot be is absurd.
    """
    text = _plain(text) if text else None
    zone = _ZONE.search(text) if text and ":" in text else None
    if zone and (int(zone[1]) > MOST_HOURS or int(zone[2]) > 59):
        return None
    at: datetime | None = None
    for read in (_epoch, _rfc, _iso, _as_pages_do):
        try:
            at = read(text) if text else None
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
        if at is not None:
            break
    if at is None and parsed is not None:
        try:
            at = datetime.fromtimestamp(timegm(parsed), UTC)
        except (ValueError, TypeError, IndexError, OverflowError, OSError):
            return None
        # A parser that guesses makes 2010 of 10000-01-01, June of day 063 and the first of this month of what it
        # cannot read: what it reads must be written.
        days = "|".join(str((at + timedelta(days=shift)).day) for shift in (-1, 0, 1))
        if text and (
            _DAY_OF_YEAR.fullmatch(text)
            or not re.search(rf"(?<!\d){at.year}", text)
            or not re.search(rf"(?<!\d)0?(?:{days})(?!\d)", text)
        ):
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


def _plain(text: str) -> str:
    """A stated time with its zone as an offset and its hours counted to 24."""
    text = _HALF_DAY.sub(_to_24, " ".join(text.replace("\u2212", "-").split()))
    text = _LEAP_SECOND.sub(r"\1:59", text)
    blank = "" if text[:5].endswith("-") else " "  # ISO 8601 has none before the zone
    text = _OFFSET.sub(lambda found: f"{found[1]}{blank}{found[2]}{int(found[3]):02}{found[4] or '00'}", text)
    return _ZONE_NAME.sub(lambda found: f"{found[1]}{ZONES[found[2].upper()]:+03}00", text)


def _to_24(found: re.Match[str]) -> str:
    hour = int(found[1])
    if not 1 <= hour <= 12:
        return f"{found[1]}{found[2]}"
    return f"{hour % 12 + (12 if found[3] in 'pP' else 0):02}{found[2]}"


def _epoch(text: str) -> datetime | None:
    return datetime.fromtimestamp(int(text[:10]), UTC) if _EPOCH.fullmatch(text) else None


def _rfc(text: str) -> datetime:
    return parsedate_to_datetime(text)


def _iso(text: str) -> datetime:
    return datetime.fromisoformat(_FRACTION.sub(r"\1", text))


def _as_pages_do(text: str) -> datetime | None:
    """Times as pages state and show them: with slashes, a leap second, or the months of another language."""
    from tasks.read.times import parse_time  # it knows this file's zones

    if any(c.isdigit() and not c.isascii() for c in text):
        return None
    stated = parse_time(text, None)
    if stated is None or stated.precision in ("year", "month"):
        return None
    return None if stated.precision == "day" and ":" in text else stated.at  # a clock that cannot be
