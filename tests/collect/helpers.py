"""What the tests of collecting share: settings without waiting, a fetcher on loopback, one outlet."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tasks.collect.archive import Archive
from tasks.collect.budget import RunBudget
from tasks.collect.client import open_fetcher
from tasks.collect.collect import collect_outlet
from tasks.collect.fetching import Fetcher, Want
from tasks.collect.ledger import Ledger
from tasks.collect.records import FeedSpec, OutletSpec
from tasks.collect.settings import CollectSettings
from tasks.collect.state import Collected, OutletState

NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)


def fast(**changed: Any) -> CollectSettings:
    """Settings under which a test does not wait."""
    return CollectSettings(
        **{
            "spacing_seconds": 0.0,
            "spacing_per_address_seconds": 0.0,
            "deadline_seconds": 1.0,
            "dns_seconds": 0.5,
            **changed,
        }
    )


async def no_names(host: str, port: int) -> list[str]:
    """A resolver that knows no name, so that no test asks the network."""
    raise OSError(f"{host} is unknown here")


@asynccontextmanager
async def fetching(
    server: Any = None,
    *hosts: str,
    settings: CollectSettings | None = None,
    ledger: Ledger | None = None,
    now: Callable[[], datetime] | None = None,
    **more: Any,
) -> AsyncIterator[Fetcher]:
    """A fetcher whose hosts lead to a hostile server, and nowhere else."""
    routes = server.at(*hosts) if server is not None else None
    more.setdefault("resolve", no_names)
    async with open_fetcher(
        settings or fast(), routes, now or (lambda: NOON), ledger, rng=random.Random(1), **more
    ) as fetcher:
        yield fetcher


def page(url: str, **more: Any) -> Want:
    """A page to bring."""
    return Want(url, "page", **more)


def outlet(host: str = "northwire.example", *feeds: str, **more: Any) -> OutletSpec:
    """An invented outlet with one domain."""
    specs = tuple(FeedSpec(url) for url in feeds or (f"http://{host}/feed",))
    return OutletSpec(host.split(".")[0], host, "US", "en", (host,), specs, **more)


async def collect(
    spec: OutletSpec,
    fetcher: Fetcher,
    folder: Path,
    *,
    state: OutletState | None = None,
    run_id: str = "run-1",
    settings: CollectSettings | None = None,
    now: Callable[[], datetime] | None = None,
    stop: asyncio.Event | None = None,
    budget: RunBudget | None = None,
) -> Collected:
    """Collect one outlet as a run would."""
    return await collect_outlet(
        spec,
        state or OutletState(),
        run_id=run_id,
        now=now or (lambda: NOON),
        fetcher=fetcher,
        archive=Archive(folder),
        budget=budget or RunBudget(100_000, 1),
        settings=settings or fast(),
        rng=random.Random(1),
        stop=stop,
    )


def rss(*links: str, extra: str = "") -> bytes:
    """A small RSS feed of these links."""
    items = "".join(
        f"<item><title>Report {n}</title><link>{link}</link>"
        f"<pubDate>Wed, 04 Mar 2026 10:{n % 60:02}:00 GMT</pubDate></item>"
        for n, link in enumerate(links)
    )
    head = '<?xml version="1.0"?><rss version="2.0"><channel><title>News</title>'
    return f"{head}{items}{extra}</channel></rss>".encode()
