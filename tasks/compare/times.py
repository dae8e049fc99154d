"""When an article appeared: as one interval between what is stated and what was observed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from tasks.compare.records import Document

_WIDTH = {
    "second": timedelta(seconds=1),
    "minute": timedelta(minutes=1),
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
}
#: A stated time this far ahead of the first sight of the page is a wrong clock or zone, not a time.
_AHEAD = timedelta(hours=14)


@dataclass(frozen=True, slots=True)
class Appearance:
    """The article became public in [low, high]. `low` is None when nothing bounds it from below."""

    low: datetime | None
    high: datetime


def stated_interval(document: Document) -> tuple[datetime, datetime] | None:
    """First and last instant that the stated publication time can mean; None if unusable.

    A date alone spans its day. A month or a year, an absurd precision or a time well after the page
    was first seen bounds nothing.
    """
    at, precision = document.published_at, document.published_precision or "second"
    if at is None or precision not in _WIDTH or at > document.first_seen_at + _AHEAD:
        return None
    width = _WIDTH[precision]
    if precision == "day":
        at = at.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return at, at + width - timedelta(microseconds=1)


def appearance(document: Document) -> Appearance:
    """The interval in which a version's article appeared.

    Low: the later of the stated time's start and of the last poll that did not have it. High: the
    first sight of it; for an article that was imported (no poll before it) the end of the stated
    time, if that is earlier. A stated time that contradicts the observation gives way to it.
    """
    stated = stated_interval(document)
    low, high = document.seen_after, document.first_seen_at
    if stated is None:
        return Appearance(low, high)
    begin, end = stated
    if document.seen_after is None:
        high = min(high, end)
    if low is None or begin > low:
        low = begin
    return Appearance(min(low, high), high)


def best_instant(document: Document) -> datetime:
    """One instant for ordering and for distance in time: stated where usable, else first seen.

    A date alone stands at its noon, the middle of what it can mean, but never after the first sight.
    """
    stated = stated_interval(document)
    if stated is None:
        return document.first_seen_at
    begin, end = stated
    return min(
        begin + (end - begin) / 2 if end - begin > timedelta(hours=2) else begin, document.first_seen_at
    )
