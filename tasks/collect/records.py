"""What the collect stage reads and brings back: frozen records; field names are column names of `raw`.

An attempt is one try to bring one thing (feed, robots, sitemap, page). An entry is one link found
in a feed. Every entry a run looks at ends in exactly one `OutcomeRow` of the closed list `OUTCOMES`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

FeedKind = Literal["auto", "rss", "atom", "json", "sitemap", "html", "list"]
Purpose = Literal["robots", "feed", "page"]

#: Closed list of what can become of an entry in a run. kept: a new version was stored; unchanged:
#: looked at again, same text; duplicate: another entry of the same article in this run; known: not
#: due for another look; refused / failed carry a reason; deferred: not tried now (pace, budget,
#: Retry-After), tried later; the day's next run takes it up.
OUTCOMES = ("kept", "unchanged", "duplicate", "known", "refused", "failed", "deferred")

#: Closed list of reasons of refused, failed and deferred entries and of polls that brought nothing.
FETCH_REASONS = (
    "bad_url", "unwanted_link", "blocked_address", "robots_denied", "robots_unreachable",
    "crawl_delay_too_long", "dns_error", "dns_timeout", "connect_error", "tls_error", "timeout",
    "truncated", "too_large", "bad_encoding", "header_too_large", "redirect_loop", "bad_redirect",
    "moved_review", "rate_limited", "blocked", "consent_wall", "gone", "not_found", "client_error",
    "server_error", "empty", "not_html", "not_a_feed", "over_budget", "not_due", "stopped", "disk_full",
    "internal_error",
)  # fmt: skip


#: Closed lists of what can become of an attempt and of a look at a feed.
ATTEMPTS = ("ok", "not_modified", "failed")
POLLS = ("ok", "not_modified", "partial", "failed", "skipped")


@dataclass(frozen=True, slots=True)
class FeedSpec:
    """A feed of an outlet as written in outlets.toml."""

    url: str
    kind: FeedKind = "auto"


@dataclass(frozen=True, slots=True)
class FeedState:
    """What is remembered of a feed between polls. Validators are the server's bytes, unaltered."""

    outlet_id: str
    feed_url: str
    etag: str | None = None
    last_modified: str | None = None
    not_modified_streak: int = 0
    failures: int = 0
    next_due_at: datetime | None = None
    last_polled_at: datetime | None = None
    last_ok_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PollRow:
    """One look at one feed. outcome: ok, not_modified, partial, failed, skipped."""

    poll_id: str
    run_id: str
    outlet_id: str
    feed_url: str
    polled_at: datetime
    outcome: str
    reason: str | None
    entries: int
    new_entries: int
    tossed: int


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One link found in a feed; `entry_id` = hash of outlet and normalised URL."""

    entry_id: str
    run_id: str
    outlet_id: str
    feed_url: str
    url: str
    normal_url: str
    title: str | None
    stated_at_text: str | None
    stated_at: datetime | None
    first_seen_at: datetime


@dataclass(frozen=True, slots=True)
class FetchRow:
    """One HTTP attempt and, when it brought bytes, where they lie in the archive."""

    fetch_id: str
    run_id: str
    outlet_id: str
    entry_id: str | None
    purpose: Purpose
    url: str
    final_url: str | None
    hops: tuple[str, ...]
    fetched_at: datetime
    outcome: str  # ok, not_modified, failed
    reason: str | None
    http_status: int | None
    content_type: str | None
    etag: str | None
    last_modified: str | None
    wire_bytes: int
    page_bytes: int
    elapsed_ms: int
    page_hash: str | None  # sha256 of the decoded body
    warc_file: str | None  # relative to the archive folder
    warc_offset: int | None
    warc_length: int | None


@dataclass(frozen=True, slots=True)
class OutcomeRow:
    """What became of one entry in one run. Exactly one per (run_id, entry_id)."""

    run_id: str
    outlet_id: str
    entry_id: str
    stage: str  # collect, read
    outcome: str
    reason: str | None
    detail: str | None
    article_id: str | None
    version_id: str | None
    ended_at: datetime


@dataclass(frozen=True, slots=True)
class OutletSpec:
    """An outlet as written in outlets.toml. `expected_articles` is low and high per day."""

    outlet_id: str
    name: str
    country: str  # ISO 3166-1 alpha-2
    language: str  # ISO 639-1
    domains: tuple[str, ...]
    feeds: tuple[FeedSpec, ...]
    collections: tuple[str, ...] = ()
    expected_articles: tuple[int, int] | None = None
    spacing_seconds: float | None = None  # slower than the house rule, never faster
