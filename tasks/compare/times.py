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
    """The article became public in [low, high]. `low` is None when nothing bounds it from below.

    `after_low`: not at `low` itself, since a poll at that instant did not have it.
    """

    low: datetime | None
    high: datetime
    after_low: bool = False


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
    """The interval in which a version's article appeared, in whatever version.

    Low: the later of the stated time's start and of the last poll that did not have it. High: the
    first sight of it; for an article that was imported (no poll before it) the end of the stated
    time, if that is earlier. A stated time that contradicts the observation gives way to it, and that
    of an edited version (often the time of the edit) when the article was seen before it.
    """
    stated = stated_interval(document)
    low, high = document.seen_after, document.first_seen_at
    if document.article_seen_at is not None and document.article_seen_at < high:
        low, high = document.article_seen_after, document.article_seen_at
        if stated is not None and stated[0] > high:
            stated = None
    if stated is None:
        return Appearance(low, high, after_low=low is not None)
    begin, end = stated
    if low is None:
        high = min(high, end)
    polled = low is not None and begin <= low
    if low is None or begin > low:
        low = begin
    return Appearance(min(low, high), high, after_low=polled and low < high)


def best_instant(document: Document) -> datetime:
    """One instant for ordering and for distance in time: stated where usable, else first seen.

    A date alone stands at its noon, the middle of what it can mean, but never after the first sight.
    """
    stated = stated_interval(document)
    if stated is None:
        return document.first_seen_at
    begin, end = stated
    return min(
        begin + (end - begin) / 2 if end - begin > timedelta(hours=2) else begin,
        document.first_seen_at,
    )
