"""`parallax outlets check` and `parallax outlets add`: what would be collected, before anything is."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from flows.errors import DEGRADED, DONE, CommandError
from flows.fetch_address import a_fetcher
from flows.outlets import read_outlets
from flows.settings import Settings, load_settings
from flows.show_tables import short
from flows.workshop import choose
from tasks.collect.discover import FoundFeed, FoundOutlet, check_outlet, find_feeds, kind_of
from tasks.collect.importing import outlet_slug
from tasks.collect.records import OutletSpec

#: Outlets tried at once; each host still has only one request in flight.
AT_ONCE = 8


def check_outlets(ids: Sequence[str], outlets: Path | None, offline: bool) -> int:
    """Prints one line a feed; returns 0, or 3 when a feed brings nothing."""
    settings = load_settings(outlets_file=outlets)
    chosen = choose({o.outlet_id: o for o in read_outlets(settings.outlets_file)}, ids or None)
    countries = {o.country for o in chosen.values()}
    print(f"{settings.outlets_file}: {len(chosen)} outlets of {len(countries)} countries, no mistake found")
    if offline:
        return DONE
    shown = Table(show_edge=False, pad_edge=False)
    for header in ("outlet", "feed", "kind", "links", "articles", "newest", "state"):
        shown.add_column(header, overflow="fold")
    good = True
    for outlet_id, feeds in asyncio.run(_check_all(chosen, settings)):
        for feed in feeds:
            good = good and feed.form is not None and feed.wanted > 0
            shown.add_row(outlet_id, *_feed_cells(feed))
    Console(highlight=False, width=None if sys.stdout.isatty() else 140).print(shown)
    if not good:
        print("feeds that bring nothing: correct or remove them in the outlets file", file=sys.stderr)
    return DONE if good else DEGRADED


async def _check_all(
    chosen: dict[str, OutletSpec], settings: Settings
) -> list[tuple[str, tuple[FoundFeed, ...]]]:
    turns = asyncio.Semaphore(AT_ONCE)
    async with a_fetcher(settings) as fetcher:

        async def one(outlet: OutletSpec) -> tuple[str, tuple[FoundFeed, ...]]:
            async with turns:
                found = await check_outlet(outlet, fetcher)
                print(f"{outlet.outlet_id}: tried", file=sys.stderr)
                return outlet.outlet_id, found

        return list(await asyncio.gather(*(one(o) for o in chosen.values())))


def _feed_cells(feed: FoundFeed) -> tuple[Text, ...]:
    newest = f"{feed.latest_at:%Y-%m-%d %H:%M}" if feed.latest_at else ""
    state = "ok" if feed.form and feed.wanted else feed.reason or "no article links"
    cells = (feed.url, feed.form or "", str(feed.entries), str(feed.wanted), newest, short(state, 60))
    return tuple(Text(cell) for cell in cells)


def add_outlet(url: str) -> int:
    """Prints the table of a new outlet for outlets.toml; raises CommandError when no feed is found."""
    found = asyncio.run(_find(url))
    feeds = [feed for feed in found.feeds if feed.form and feed.wanted]
    if not feeds:
        tried = "; ".join(f"{f.url}: {f.reason or 'no article links'}" for f in found.feeds[:5])
        raise CommandError(f"{url}: no feed found ({found.reason or tried or 'nothing to try'})")
    print(outlet_table(found, feeds))
    for feed in feeds:
        print(f"# {feed.url}: {feed.wanted} articles, e.g. {', '.join(feed.sample[:2])}", file=sys.stderr)
    return DONE


async def _find(url: str) -> FoundOutlet:
    async with a_fetcher(load_settings()) as fetcher:
        return await find_feeds(url, fetcher)


def outlet_table(found: FoundOutlet, feeds: Sequence[FoundFeed]) -> str:
    """The TOML table of a found outlet, country left for its user to write."""
    name = (found.title or found.domain).replace("\\", " ").replace('"', "'")
    lines = [f'  {{ url = "{feed.url}", kind = "{kind_of(feed)}" }},' for feed in feeds[:3]]
    return "\n".join(
        [
            f"[outlet.{outlet_slug(found.domain.rsplit('.', 1)[0])}]",
            f'name = "{" ".join(name.split())[:80]}"',
            'country = "ZZ"  # write the country where it is made',
            f'language = "{found.language or "en"}"',
            f'domains = ["{found.domain}"]',
            "feeds = [",
            *lines,
            "]",
        ]
    )
