"""What is due in a run, in which order, and where the budget ends."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Literal

from tasks.collect.records import FeedState
from tasks.collect.retry import FINAL, backoff_seconds
from tasks.collect.settings import CollectSettings
from tasks.collect.state import KnownEntry

#: Hours after its first sight at which an article is looked at again. Most corrections and silent edits come
#: within a day of publication; a last look after a month finds what was taken down.
LOOK_HOURS = (1.0, 6.0, 24.0, 72.0, 168.0, 672.0)

#: A clock that was ahead and has been set right silences nothing for longer than this.
CLOCK_AHEAD = timedelta(days=7)

Due = Literal["new", "retry", "look", "known", "spent"]


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry that could be fetched: what it is due for, the feed whose turn it takes, its stated time."""

    entry_id: str
    feed_url: str
    due: Due
    at: datetime


def due(known: KnownEntry | None, now: datetime, settings: CollectSettings) -> Due:
    """Return what an entry is due for: known = not now, spent = tried often enough or refused for good."""
    if known is None:
        return "new"
    if known.failures:
        if known.last_reason in FINAL or known.failures >= settings.max_failures:
            return "spent"
        if known.last_tried_at is not None:
            pause = backoff_seconds(known.last_reason or "", known.failures, _share(known.normal_url))
            if now < known.last_tried_at + timedelta(seconds=pause) and not _ahead(known.last_tried_at, now):
                return "known"
        return "retry"
    if known.looks == 0 or known.last_looked_at is None:
        return "new"
    return "look" if _look_due(known, known.last_looked_at, now, settings) else "known"


def _ahead(at: datetime, now: datetime) -> bool:
    """Whether an instant lies so far ahead that it was noted under a clock that ran ahead by itself."""
    return at - now > CLOCK_AHEAD


def _look_due(known: KnownEntry, looked_at: datetime, now: datetime, settings: CollectSettings) -> bool:
    age = (looked_at - known.first_seen_at) / timedelta(hours=1)
    place = bisect_right(LOOK_HOURS, age)
    if place == len(LOOK_HOURS) or known.looks > len(LOOK_HOURS):
        return False
    if now - known.first_seen_at > timedelta(days=settings.look_days):
        return False
    # One look serves all hours before it. After an outage half the planned gap must have passed all the same.
    hours, before = LOOK_HOURS[place], LOOK_HOURS[place - 1] if place else 0.0
    return now >= max(
        known.first_seen_at + timedelta(hours=hours), looked_at + timedelta(hours=(hours - before) / 2)
    )


def plan(candidates: Sequence[Candidate], budget: int) -> tuple[tuple[Candidate, ...], tuple[Candidate, ...]]:
    """Return the candidates to fetch in order, and those beyond the budget.

    New entries come first, then tries again, then later looks. Within each, feeds take turns, newest entry
    first, so that one feed of thousands leaves room for the others.
    """
    order: list[Candidate] = []
    for wanted in ("new", "retry", "look"):
        lines: defaultdict[str, deque[Candidate]] = defaultdict(deque)
        chosen = [one for one in candidates if one.due == wanted]
        for one in sorted(chosen, key=lambda one: (-one.at.timestamp(), one.entry_id)):
            lines[one.feed_url].append(one)
        while lines:
            for feed_url in list(lines):
                order.append(lines[feed_url].popleft())
                if not lines[feed_url]:
                    del lines[feed_url]
    return tuple(order[:budget]), tuple(order[budget:])


def feed_is_due(state: FeedState | None, now: datetime) -> bool:
    """Say whether a feed may be polled; a clock that was set back never silences it for more than a week."""
    if state is None or state.next_due_at is None:
        return True
    return now >= state.next_due_at or _ahead(state.next_due_at, now)


def sends_validators(state: FeedState | None, settings: CollectSettings) -> bool:
    """Say whether a poll may be answered with 304: not after too many in a row."""
    return state is not None and state.not_modified_streak < settings.full_fetch_after


def _share(text: str) -> float:
    """Return a number in [0, 1) that belongs to a text: jitter that is the same in every run."""
    return int.from_bytes(sha256(text.encode()).digest()[:4]) / 2**32
