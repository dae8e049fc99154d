"""Rows of the collect stage made from what came back: ids, outcomes, feed states; no decisions about time."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256

from tasks.collect.archive import Place
from tasks.collect.fetching import Fetched
from tasks.collect.records import FeedState, FetchRow, OutcomeRow
from tasks.collect.retry import backoff_seconds

#: Reasons by which we decline; every other reason is a failure of network or server.
REFUSALS = frozenset(
    {"bad_url", "unwanted_link", "blocked_address", "robots_denied", "crawl_delay_too_long", "bad_redirect"}
    | {"moved_review", "consent_wall", "not_html", "too_large"}
)


def row_id(*parts: str) -> str:
    """Return an id that belongs to these parts and no others."""
    return sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:24]


def fetch_row(
    fetched: Fetched,
    *,
    fetch_id: str,
    run_id: str,
    outlet_id: str,
    entry_id: str | None,
    place: Place | None = None,
) -> FetchRow:
    """Return the row of one attempt; `place` when its body lies in the archive."""
    ok = fetched.outcome == "ok"
    return FetchRow(
        fetch_id=fetch_id,
        run_id=run_id,
        outlet_id=outlet_id,
        entry_id=entry_id,
        purpose=fetched.purpose,
        url=fetched.url,
        final_url=fetched.final_url,
        hops=fetched.hops,
        fetched_at=fetched.fetched_at,
        outcome="failed" if fetched.outcome == "deferred" else fetched.outcome,
        reason=fetched.reason,
        http_status=fetched.http_status,
        content_type=fetched.header("content-type"),
        etag=fetched.header("etag"),
        last_modified=fetched.header("last-modified"),
        wire_bytes=fetched.wire_bytes,
        page_bytes=len(fetched.body),
        elapsed_ms=fetched.elapsed_ms,
        page_hash=sha256(fetched.body).hexdigest() if ok else None,
        warc_file=place.file if place else None,
        warc_offset=place.offset if place else None,
        warc_length=place.length if place else None,
    )


def outcome_row(
    *, run_id: str, outlet_id: str, entry_id: str, outcome: str, reason: str | None, detail: str, at: datetime
) -> OutcomeRow:
    """Return the row of an entry that ends in collecting; a refusal or failure is told apart by its
    reason."""
    if outcome == "failed" and reason in REFUSALS:
        outcome = "refused"
    return OutcomeRow(
        run_id=run_id,
        outlet_id=outlet_id,
        entry_id=entry_id,
        stage="collect",
        outcome=outcome,
        reason=reason,
        detail="".join(c if c.isprintable() else "?" for c in detail[:300]) or None,
        article_id=None,
        version_id=None,
        ended_at=at,
    )


def feed_state_after(
    old: FeedState, fetched: Fetched, outcome: str, reason: str | None, *, interval: float, jitter: float
) -> FeedState:
    """Return a feed's state after a poll. `outcome`: ok, partial, not_modified, failed or skipped.

    Validators are taken over only from a complete feed, byte for byte, and a validator that the server
    dropped is dropped. After a failure the old ones stay; after a partial feed none is kept, so that the
    rest is fetched.
    """
    at = fetched.fetched_at
    if outcome == "skipped":
        return replace(old, next_due_at=fetched.retry_at or old.next_due_at)
    if outcome == "failed":
        failures = old.failures + 1
        pause = max(backoff_seconds(reason or "", failures, jitter), interval)
        return replace(old, failures=failures, last_polled_at=at, next_due_at=at + timedelta(seconds=pause))
    due_at = at + timedelta(seconds=interval)
    if outcome == "not_modified":
        return replace(
            old,
            not_modified_streak=old.not_modified_streak + 1,
            failures=0,
            next_due_at=due_at,
            last_polled_at=at,
            last_ok_at=at,
        )
    whole = outcome == "ok"
    return replace(
        old,
        etag=fetched.header("etag") if whole else None,
        last_modified=fetched.header("last-modified") if whole else None,
        not_modified_streak=0,
        failures=0,
        next_due_at=due_at,
        last_polled_at=at,
        last_ok_at=at,
    )
