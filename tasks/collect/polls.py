"""One look at one feed: fetch it, read it, follow the sitemaps of an index."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from tasks.collect import decide, urls
from tasks.collect.apart import parse_apart
from tasks.collect.dates import is_within
from tasks.collect.feeds import Form, ParsedFeed
from tasks.collect.fetching import Fetched, Want
from tasks.collect.records import FeedKind, FeedSpec, FeedState, OutletSpec
from tasks.collect.settings import CollectSettings
from tasks.collect.sitemaps import Child, FeedItem, newest_children

Fetch = Callable[[Want], Awaitable[Fetched]]


@dataclass(frozen=True, slots=True)
class Poll:
    """What a look at a feed brought. `outcome`: ok, partial, not_modified, failed, skipped."""

    outcome: str
    reason: str | None
    fetched: Fetched
    items: tuple[FeedItem, ...] = ()
    tossed: int = 0
    form: Form | None = None
    detail: str = ""


async def poll_feed(
    fetch: Fetch, outlet: OutletSpec, spec: FeedSpec, old: FeedState, settings: CollectSettings
) -> Poll:
    """Look at one feed; a bad answer is an outcome. Sitemap entries older than the window are tossed and
    counted."""
    ask = decide.sends_validators(old, settings)
    want = Want(
        spec.url,
        "feed",
        domains=outlet.domains,
        etag=old.etag if ask else None,
        last_modified=old.last_modified if ask else None,
        spacing_seconds=outlet.spacing_seconds,
    )
    fetched = await fetch(want)
    if fetched.outcome == "deferred":
        return Poll("skipped", fetched.reason, fetched)
    if fetched.outcome == "not_modified":
        return Poll("not_modified", None, fetched)
    if fetched.outcome == "failed":
        return Poll("failed", fetched.reason, fetched, detail=fetched.detail)
    parsed = await read_feed(fetched, spec.kind, settings)
    if parsed.form is None:
        return Poll("failed", "not_a_feed", fetched, detail=parsed.detail)
    items, tossed, partial = list(parsed.items), parsed.tossed, parsed.partial
    if parsed.children:
        more, more_tossed, whole = await _children(fetch, want, parsed.children, settings)
        items, tossed, partial = items + more, tossed + more_tossed, partial or not whole
    if parsed.form == "sitemap":
        fresh = [
            item for item in items if is_within(item.stated_at, fetched.fetched_at, settings.sitemap_days)
        ]
        fresh.sort(key=lambda item: -item.stated_at.timestamp() if item.stated_at else float("inf"))
        tossed += len(items) - len(fresh)
        items = fresh
    kept = items[: settings.max_entries_per_feed]
    outcome = "partial" if partial else "ok"
    return Poll(outcome, None, fetched, tuple(kept), tossed + len(items) - len(kept), parsed.form)


async def read_feed(fetched: Fetched, kind: FeedKind, settings: CollectSettings) -> ParsedFeed:
    """Read a fetched feed beside the event loop, so that a huge one delays no other outlet."""
    return await parse_apart(
        fetched.body,
        content_type=fetched.header("content-type") or "",
        url=fetched.final_url or fetched.url,
        kind=kind,
        max_items=settings.max_entries_per_feed,
        max_bytes=settings.max_body_bytes,
    )


async def _children(
    fetch: Fetch, want: Want, children: tuple[Child, ...], settings: CollectSettings
) -> tuple[list[FeedItem], int, bool]:
    """Return the entries of the sitemaps below an index, how many were tossed, whether all could be read."""
    items: list[FeedItem] = []
    tossed, whole = 0, True
    seen = {want.url}
    level = children
    left = settings.max_sitemaps_per_feed
    for _ in range(settings.max_sitemap_depth - 1):
        following: list[Child] = []
        for child in newest_children(_own(level, want), frozenset(seen), left):
            seen.add(child.url)
            left -= 1
            fetched = await fetch(replace(want, url=child.url, etag=None, last_modified=None))
            if fetched.outcome != "ok":
                whole = False
                continue
            parsed = await read_feed(fetched, "sitemap", settings)
            whole = whole and parsed.form == "sitemap" and not parsed.partial
            items += parsed.items
            tossed += parsed.tossed
            following += parsed.children
        level = tuple(following)
        if not level or left <= 0:
            break
    return items, tossed, whole


def _own(children: tuple[Child, ...], want: Want) -> tuple[Child, ...]:
    """Return the sitemaps with normal URLs that lie on the outlet's own site."""
    kept = []
    for child in children:
        try:
            url = urls.normalise(child.url, want.url)
        except urls.BadUrl:
            continue
        if urls.belongs(url, want.domains) or urls.same_site(url, want.url):
            kept.append(replace(child, url=url))
    return tuple(kept)
