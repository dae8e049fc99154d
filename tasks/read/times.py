"""Times as pages state them: read with their precision and zone, never silently made exact."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from typing import Final

from tasks.collect.dates import ZONES
from tasks.read.records import Precision, StatedTime
from tasks.read.shown import dates_in, plain_digits

# Clocks of servers and zones of editors differ by at most a day; later than that is a planned or wrong date.
_FUTURE_SLACK: Final = timedelta(hours=26)
# The web has no news pages from before 1990; a template's 1970 or 0001 is no time at all.
_FIRST_YEAR: Final = 1990
_LAST_YEAR: Final = 2100
_MAX_CHARS: Final = 120

_ISO: Final = re.compile(
    r"""^\s*(?P<y>\d{4})(?:[-/.](?P<m>\d{1,2})(?:[-/.](?P<d>\d{1,2})
    (?:(?:\s*[T,]\s*|\s+)(?P<H>\d{1,2}):(?P<M>\d{2})(?::(?P<S>\d{2})(?:[.,]\d+)?)?
    \s*(?P<z>Z|UTC|GMT|[+-]\d{2}:?\d{2}(?::?\d{2})?|[+-]\d{1,2})?)?)?)?(?:\[[A-Za-z/_]+\])?\s*$""",
    re.X | re.I,
)
_COMPACT: Final = re.compile(
    r"^\s*(\d{4})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(\d{2})?(Z|[+-]\d{2}:?\d{2})?)?\s*$"
)
_EPOCH: Final = re.compile(r"^\s*(\d{10})(\d{3})?\s*$")
# Fuzzy reading makes October of "10 mars": only whole English names and numbers are months.
_MONTH: Final = re.compile(
    r"(?:\b|(?<=\d))(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)(?:\b|(?=\d))|\d[/.-]\d{1,2}[/.-]\d",
    re.I,
)
# What follows the zone in dates that browsers write: "(Central European Standard Time)".
_ASIDE: Final = re.compile(r"\s*\([^()]*\)?$")
_CLOCK: Final = re.compile(r"\b\d{1,2}:\d{2}(:\d{2})?|\b\d{1,2}\s*[ap]\.?m\b", re.I)
_ZONE_TAIL: Final = re.compile(r"(?:\b(Z|UTC|GMT)|([+-]\d{2}):?(\d{2}))\s*$", re.I)
# Of 3/4/2024 nobody knows the month.
_ANY_ORDER: Final = re.compile(r"\d[/-]\d", re.ASCII)
_ZONE_WORD: Final = re.compile(r"\b(" + "|".join(sorted(ZONES, key=len, reverse=True)) + r")\b")


def parse_time(raw: str, fetched_at: datetime | None) -> StatedTime | None:
    """Read a stated time; None when the string holds no date at all.

    A date without a zone is taken as UTC and flagged naive. Later than the fetch by more than a day
    is flagged future; before 1990 or after 2100 is absurd and `at` is None.
    """
    raw = " ".join(raw.split())[:_MAX_CHARS]
    plain = plain_digits(raw)
    read = (
        _iso(plain)
        or _compact(plain)
        or _epoch(plain)
        or _mail_date(plain)
        or _in_words(plain)
        or _in_any_language(plain)
    )
    if read is None:
        return None
    moment, precision, zone = read
    if moment is None or not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        return StatedTime(raw, None, precision, zone, "absurd")
    at = moment.astimezone(UTC)
    if fetched_at is not None and at > fetched_at + _FUTURE_SLACK:
        return StatedTime(raw, at, precision, zone, "future")
    return StatedTime(raw, at, precision, zone, None if zone else "naive")


def local_iso(stated: StatedTime | None) -> str | None:
    """Write a stated time as ISO 8601 in the zone it was stated in, no more exact than it was."""
    if stated is None or stated.at is None:
        return None
    moment = stated.at.astimezone(_offset(stated.zone) or UTC)
    if stated.precision == "year":
        return f"{moment.year:04d}"
    if stated.precision == "month":
        return f"{moment.year:04d}-{moment.month:02d}"
    if stated.precision == "day":
        return moment.date().isoformat()
    return moment.isoformat(timespec="seconds")


_Read = tuple[datetime | None, Precision, str | None]


def _offset(zone: str | None) -> timezone | None:
    if not zone:
        return None
    if zone.upper() in ("Z", "UTC", "GMT"):
        return UTC
    digits = zone[1:].replace(":", "")
    hours, minutes = int(digits[:2]), int(digits[2:4] or 0)
    if hours > 15 or minutes > 59:
        return None
    span = timedelta(hours=hours, minutes=minutes)
    return timezone(-span if zone[0] == "-" else span)


def _zone_name(zone: str | None) -> str | None:
    """Write an offset one way: "Z" or "+02:00"."""
    if not zone:
        return None
    if zone.upper() in ("Z", "UTC", "GMT"):
        return "Z"
    digits = zone[1:].replace(":", "").zfill(2).ljust(4, "0")
    return f"{zone[0]}{digits[:2]}:{digits[2:4]}"


def _build(parts: list[int], zone: str | None) -> datetime | None:
    if zone and _offset(zone) is None:
        return None  # a zone that cannot be makes the whole time doubtful
    try:
        return datetime(*parts, tzinfo=_offset(zone) or UTC)  # type: ignore[misc,arg-type]
    except (ValueError, OverflowError):
        return None


def _iso(raw: str) -> _Read | None:
    match = _ISO.match(raw)
    if not match:
        return None
    y, m, d, hour, minute, second, zone = match.group("y", "m", "d", "H", "M", "S", "z")
    precision: Precision = (
        "second" if second else "minute" if hour else "day" if d else "month" if m else "year"
    )
    zone = _zone_name(zone)
    parts = [int(y), int(m or 1), int(d or 1), int(hour or 0), int(minute or 0), min(int(second or 0), 59)]
    if parts[3:5] == [24, 0]:
        parts[3] = 0
        midnight = _build(parts, zone)
        return (midnight + timedelta(days=1) if midnight else None), precision, zone
    return _build(parts, zone), precision, zone


def _compact(raw: str) -> _Read | None:
    match = _COMPACT.match(raw)
    if not match:
        return None
    y, m, d, hour, minute, second, zone = match.groups()
    precision: Precision = "second" if second else "minute" if hour else "day"
    parts = [int(x) for x in (y, m, d, hour or 0, minute or 0, second or 0)]
    return _build(parts, _zone_name(zone)), precision, _zone_name(zone)


def _epoch(raw: str) -> _Read | None:
    match = _EPOCH.match(raw)
    if not match:
        return None
    return datetime.fromtimestamp(int(match[1]), UTC), "second", "Z"


def _mail_date(raw: str) -> _Read | None:
    if not re.match(r"^(?:[A-Za-z]{3,9},?\s+)?\d{1,2}[ -][A-Za-z]{3}", raw) or not _CLOCK.search(raw):
        return None
    try:
        moment = parsedate_to_datetime(raw)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    if moment.tzinfo is None and _ZONE_WORD.search(raw):
        return None  # left to who knows its zone
    zone = None
    if moment.tzinfo is not None and moment.utcoffset() is not None:
        zone = _zone_name(moment.strftime("%z")[:5])
        zone = "Z" if zone == "+00:00" else zone
    precision: Precision = "second" if re.search(r":\d{2}:\d{2}", raw) else "minute"
    return (moment if zone else moment.replace(tzinfo=UTC)), precision, zone


def _in_words(raw: str) -> _Read | None:
    """Dates in English words ("March 3, 2024 10:30 am EST")."""
    raw = _ASIDE.sub("", raw)
    if (
        not re.search(r"[A-Za-z]{3}", raw)
        or not _MONTH.search(raw)
        or not re.search(r"\b(19|20)\d{2}\b", raw)
    ):
        return None
    from dateutil import parser

    zone = None
    if word := _ZONE_WORD.search(raw):
        zone = f"{'-' if ZONES[word[1]] < 0 else '+'}{abs(ZONES[word[1]]):02d}:00"
        raw = raw.replace(word[0], " ")
    elif tail := _ZONE_TAIL.search(raw):
        zone = _zone_name(tail[0])
        raw = raw[: tail.start()]
    try:
        moment = parser.parse(raw, default=datetime(2000, 1, 1, tzinfo=UTC), ignoretz=True, fuzzy=True)
        other = parser.parse(raw, default=datetime(2001, 2, 2, tzinfo=UTC), ignoretz=True, fuzzy=True)
    except (ValueError, OverflowError, TypeError):
        return None
    if moment.year != other.year:
        return None
    clock = _CLOCK.search(raw)
    precision: Precision = (
        "year" if moment.month != other.month else "month" if moment.day != other.day else "day"
    )
    if clock and precision == "day":
        precision = "second" if clock[1] else "minute"
    return moment.replace(tzinfo=_offset(zone) or UTC), precision, zone


def _in_any_language(raw: str) -> _Read | None:
    """Dates as readers of any language are shown them ("4 марта 2026 10:00", "2026年3月4日", "04.03.2026")."""
    if _ANY_ORDER.search(raw):
        return None
    shown = dates_in(raw, None)
    if not shown:
        return None
    tail = _ZONE_TAIL.search(raw) if "T" in shown[0].iso else None
    return _iso(shown[0].iso + (tail[0].strip() if tail else ""))
