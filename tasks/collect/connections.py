"""Connections to hosts: pools told apart by host, and what their errors mean."""

from __future__ import annotations

import asyncio
import ssl
from functools import lru_cache
from zlib import crc32

import anyio
import h2.exceptions
import httpx

from tasks.collect import guard

#: Pools of connections, told apart by host: at each request a pool looks at all of its own.
_POOLS = 16
_DRAIN_BYTES, _DRAIN_SECONDS = 64 * 1024, 1.0
NETWORK_ERRORS = (
    httpx.HTTPError,
    httpx.InvalidURL,
    httpx.StreamError,
    guard.BlockedAddress,
    guard.WireLimit,
    h2.exceptions.H2Error,
    anyio.BrokenResourceError,
    anyio.ClosedResourceError,
    anyio.EndOfStream,
    OSError,
)


class Connections:
    """Pools of connections that only dial what `keeper` admitted; certificates and host names are checked.

    Raises ValueError for a `trust` that does not check them; None is the system's.
    """

    def __init__(self, trust: ssl.SSLContext | None, keeper: guard.Guard) -> None:
        self._trust = trust or system_trust()
        if self._trust.verify_mode != ssl.CERT_REQUIRED or not self._trust.check_hostname:
            raise ValueError("trust must check certificates and host names")
        self._keeper = keeper
        self._pools: dict[int, httpx.AsyncHTTPTransport] = {}

    def of(self, host: str) -> httpx.AsyncHTTPTransport:
        """The pool that a host's connections lie in."""
        number = crc32(host.encode()) % _POOLS
        if number not in self._pools:
            self._pools[number] = _pool(self._trust, self._keeper)
        return self._pools[number]

    async def aclose(self) -> None:
        """Close every connection."""
        for pool in self._pools.values():
            await pool.aclose()


def _pool(trust: ssl.SSLContext, keeper: guard.Guard) -> httpx.AsyncHTTPTransport:
    """A pool of connections to some of the hosts."""
    pool = httpx.AsyncHTTPTransport(
        verify=trust,
        http2=True,
        trust_env=False,
        retries=0,
        # Idle connections close before the next turn of most hosts is over; at most one is used per host.
        limits=httpx.Limits(max_connections=None, max_keepalive_connections=16, keepalive_expiry=20),
    )
    # httpx 0.28 offers no way to hand over a network backend; a test proves that this one is asked.
    pool._pool._network_backend = guard.GuardedBackend(keeper)
    return pool


@lru_cache(maxsize=1)
def system_trust() -> ssl.SSLContext:
    """Read the machine's roots once: it takes longer than a request."""
    return ssl.create_default_context()


async def drain(response: httpx.Response) -> None:
    """Read a small rest, so that the connection can serve the next request; give up on anything longer."""
    seen = 0
    try:
        async with asyncio.timeout(_DRAIN_SECONDS):
            async for piece in response.stream:  # type: ignore[union-attr]
                seen += len(piece)
                if seen > _DRAIN_BYTES:
                    return
    except (TimeoutError, *NETWORK_ERRORS):
        return


def meaning_of(error: BaseException, phase: str) -> tuple[str, str]:
    """Return reason and detail of an error of the network."""
    text = f"{type(error).__name__} in {phase}: {error}"[:200]
    if isinstance(error, guard.BlockedAddress):
        return "blocked_address", str(error)
    if isinstance(error, guard.WireLimit):
        return "too_large", str(error)
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLEOFError) and not isinstance(error, httpx.ConnectError):
            return "truncated", f"the line was cut in {phase}"
        if isinstance(cause, ssl.SSLError):
            return "tls_error", text
        cause = cause.__cause__ or cause.__context__
    if isinstance(error, httpx.TimeoutException):
        return "timeout", text
    if isinstance(error, httpx.InvalidURL | httpx.UnsupportedProtocol):
        return "bad_url", text
    # httpx says "local" for breaches by the server that only the HTTP/2 state machine notices.
    if isinstance(error, httpx.ProtocolError) and "too long" in str(error):
        return "header_too_large", text
    if isinstance(error, httpx.ConnectError | httpx.WriteError) or (
        phase != "body" and isinstance(error, OSError)
    ):
        return "connect_error", text
    return "truncated", text
