"""What a collecting run is told of the past of an outlet, and what it brings back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from tasks.collect.records import EntryRow, FeedState, FetchRow, OutcomeRow, PollRow


@dataclass(frozen=True, slots=True)
class KnownEntry:
    """An entry seen in an earlier run, whether or not its page was brought.

    `looks` counts pages brought (304 included), `failures` the failed tries since the last one;
    `last_tried_at` is the time of the last try of any result. `etag` and `last_modified` are those of the
    page, `page_hash` the sha256 of its decoded body.
    """

    normal_url: str
    url: str
    feed_url: str
    first_seen_at: datetime
    title: str | None = None
    stated_at_text: str | None = None
    stated_at: datetime | None = None
    last_looked_at: datetime | None = None
    looks: int = 0
    failures: int = 0
    last_reason: str | None = None
    last_tried_at: datetime | None = None
    page_hash: str | None = None
    etag: str | None = None
    last_modified: str | None = None


def remembered(entry: EntryRow, known: KnownEntry | None, row: FetchRow) -> KnownEntry:
    """Return what is known of an entry after one more attempt at its page."""
    old = known or KnownEntry(
        entry.normal_url,
        entry.url,
        entry.feed_url,
        entry.first_seen_at,
        entry.title,
        entry.stated_at_text,
        entry.stated_at,
    )
    if row.outcome == "failed":
        return replace(old, failures=old.failures + 1, last_reason=row.reason, last_tried_at=row.fetched_at)
    brought = row.outcome == "ok"
    return replace(
        old,
        looks=old.looks + 1,
        failures=0,
        last_reason=None,
        last_looked_at=row.fetched_at,
        last_tried_at=row.fetched_at,
        page_hash=row.page_hash if brought else old.page_hash,
        etag=row.etag if brought else row.etag or old.etag,
        last_modified=row.last_modified if brought else row.last_modified or old.last_modified,
    )


@dataclass(frozen=True, slots=True)
class OutletState:
    """What a run is told of an outlet: feed states by feed URL; by normal URL the known entries that may be due again
    without being listed, or more."""

    feeds: Mapping[str, FeedState] = field(default_factory=dict)
    known: Mapping[str, KnownEntry] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Collected:
    """What one outlet brought in one run.

    Each entry has either one row in `outcomes` (it ended here) or one fetch row in `pages`, all with outcome
    ok, which goes on to reading and gets its outcome there. `fetches` holds every attempt, `pages` included.
    `looks_put_off` counts later looks at entries that no feed lists any more for which the budget had no room: they are
    no entries of this run, and due in the next.
    """

    outlet_id: str
    polls: tuple[PollRow, ...] = ()
    entries: tuple[EntryRow, ...] = ()
    fetches: tuple[FetchRow, ...] = ()
    pages: tuple[FetchRow, ...] = ()
    outcomes: tuple[OutcomeRow, ...] = ()
    feed_states: tuple[FeedState, ...] = ()
    known: tuple[KnownEntry, ...] = ()
    looks_put_off: int = 0
    stopped: bool = False
