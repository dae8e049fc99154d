"""Pages of the web for the one-off commands, fetched with the same guard and manners as a run."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from flows.errors import CommandError
from flows.settings import Settings, load_settings
from flows.workshop import clock, collect_settings
from tasks.collect.client import open_fetcher
from tasks.collect.discover import fetch_one
from tasks.collect.fetching import Fetcher
from tasks.collect.ledger import Ledger

#: What a person can do about the reasons that are not the server's affair.
REMEDIES = {
    "dns_error": "is the name spelled right, and is the network up?",
    "dns_timeout": "is the network up?",
    "connect_error": "is the network up?",
    "blocked_address": "addresses of this machine and of private networks are never fetched;"
    " save the page and name the file",
    "robots_denied": "the site asks robots not to fetch it; save the page in a browser and name the file",
    "robots_unreachable": "its robots.txt cannot be read now; try later, or save the page and name the file",
    "timeout": "try later, or save the page and name the file",
    "bad_url": "write it as https://host/path",
}


def fetch_address(url: str) -> tuple[bytes, str | None]:
    """Body and content type of `url`. Raises CommandError naming the address and the reason."""
    return asyncio.run(_fetch(url))


@asynccontextmanager
async def a_fetcher(settings: Settings) -> AsyncIterator[Fetcher]:
    """A fetcher for one command; what it learns of hosts is not kept."""
    ledger = Ledger(None)
    try:
        async with open_fetcher(collect_settings(settings, None), None, clock, ledger) as fetcher:
            yield fetcher
    finally:
        ledger.close()


async def _fetch(url: str) -> tuple[bytes, str | None]:
    async with a_fetcher(load_settings()) as fetcher:
        fetched = await fetch_one(url, fetcher)
    if fetched.outcome != "ok":
        reason = fetched.reason or "failed"
        detail = f" ({fetched.detail})" if fetched.detail else ""
        remedy = REMEDIES.get(reason, "save the page in a browser and name the file")
        raise CommandError(f"{url}: cannot be reached: {reason.replace('_', ' ')}{detail}; {remedy}")
    return fetched.body, fetched.header("content-type")
