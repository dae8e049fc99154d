"""What is asked of the network and what comes back: the border that lets everything else do without a
client."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from tasks.collect.records import Purpose
from tasks.collect.robots import Robots

FetchOutcome = Literal["ok", "not_modified", "failed", "deferred"]


@dataclass(frozen=True, slots=True)
class Want:
    """One thing to bring. `domains` are the outlet's own (empty: any); validators go out as they came in.

    `spacing_seconds` can slow the house rule down, never speed it up.
    """

    url: str
    purpose: Purpose
    domains: tuple[str, ...] = ()
    etag: str | None = None
    last_modified: str | None = None
    spacing_seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came of it: exactly one outcome. `deferred` means that nothing was sent to the host that was due.

    `hops` are the URLs that redirected, in order; `headers` as sent, bytes as Latin-1; `body` is decoded
    and only there for ok. `retry_at` says when a silent host may be asked again. `side` holds the attempts
    made on the way (robots.txt files).
    """

    url: str
    purpose: Purpose
    outcome: FetchOutcome
    fetched_at: datetime
    reason: str | None = None
    detail: str = ""
    final_url: str | None = None
    hops: tuple[str, ...] = ()
    http_status: int | None = None
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    wire_bytes: int = 0
    elapsed_ms: int = 0
    retry_at: datetime | None = None
    side: tuple[Fetched, ...] = ()

    def header(self, name: str) -> str | None:
        """Return the first header of that name, whatever its case."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)


class Fetcher(Protocol):
    """Brings things politely; never raises for what a server or network does."""

    async def fetch(self, want: Want) -> Fetched:
        """Bring one thing, waiting for the host's turn; cancelling it closes the connection at once."""
        ...

    async def robots(self, url: str) -> tuple[Robots, tuple[Fetched, ...]]:
        """Return the robots.txt verdict that governs a URL, and the attempts it took (none when
        remembered)."""
        ...
