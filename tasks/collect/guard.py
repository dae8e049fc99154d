"""The only door to the network: a name is resolved once, every answer is checked, the checked one is dialled.

`Guard.admit` resolves and checks; `GuardedBackend` refuses to dial anything that was not admitted by the same
attempt. There is no switch: only `routes`, an exact map from a host name to one loopback port that code hands
over (the bundled newsroom, tests), leads to an address that is not public.
"""

from __future__ import annotations

import asyncio
import ipaddress
import select
import socket
import threading
from collections.abc import Awaitable, Callable, Iterable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

import anyio
import httpcore
from anyio.streams.tls import TLSStream

from tasks.collect.addresses import is_public

#: Looks up a name: (host, port) -> address literals. May raise OSError.
Resolve = Callable[[str, int], Awaitable[list[str]]]

#: Look-ups that may hang at the same time; each holds one small thread.
MAX_LOOKUPS = 256


class BlockedAddress(Exception):
    """The host leads to an address or port that must not be dialled."""


class DnsError(Exception):
    """The name has no address, or its servers answer with errors."""


class DnsTimeout(Exception):
    """The name's servers did not answer in time."""


@dataclass(slots=True)
class Attempt:
    """What one attempt is allowed to dial, and what it moved: the guard's notes for one fetch hop."""

    host: str
    port: int
    address: str
    dial_port: int
    max_wire_bytes: int
    wire_bytes: int = 0
    dialled: list[str] = field(default_factory=list)


class WireLimit(Exception):
    """More bytes came over the wire than the attempt allows, headers included."""


current_attempt: ContextVar[Attempt | None] = ContextVar("current_attempt", default=None)


class Guard:
    """Resolves and checks hosts. Raises ValueError when a route leads anywhere but to loopback."""

    def __init__(
        self, routes: Mapping[str, tuple[str, int]] | None, dns_seconds: float, resolve: Resolve | None = None
    ) -> None:
        self._routes = {host.lower(): where for host, where in (routes or {}).items()}
        for host, (address, _) in self._routes.items():
            if not ipaddress.ip_address(address).is_loopback:
                raise ValueError(f"route of {host!r} must lead to loopback, not {address!r}")
        self._dns_seconds = dns_seconds
        self._resolve = resolve or system_resolve

    async def admit(self, host: str, port: int) -> tuple[str, int]:
        """Return the address literal and port to dial for a host; raises BlockedAddress, DnsError,
        DnsTimeout.

        One answer that is not public condemns the name: it would be dialled on another day.
        """
        if host in self._routes:
            return self._routes[host]
        if port not in (80, 443):
            raise BlockedAddress(f"port {port}")
        if _is_literal(host):
            answers = [host]
        else:
            try:
                async with asyncio.timeout(self._dns_seconds):
                    answers = await self._resolve(host, port)
            except TimeoutError:
                raise DnsTimeout(f"no answer for {host!r} in {self._dns_seconds:g} s") from None
            except (OSError, UnicodeError) as error:
                raise DnsError(f"{host!r}: {error}") from None
        if not answers:
            raise DnsError(f"{host!r} has no address")
        for answer in answers:
            if not is_public(answer):
                raise BlockedAddress(f"{host!r} leads to {answer}")
        # IPv4 first: many servers that run this have no way out over IPv6.
        return min(answers, key=lambda answer: ":" in answer), port

    def allows(self, attempt: Attempt) -> bool:
        """Check once more, at the moment of dialling, that the literal is public or an exact route."""
        route = self._routes.get(attempt.host)
        if route is not None:
            return route == (attempt.address, attempt.dial_port)
        return is_public(attempt.address) and attempt.dial_port == attempt.port and attempt.port in (80, 443)


class GuardedBackend(httpcore.AsyncNetworkBackend):
    """Dials what the current attempt was admitted to, and nothing else."""

    def __init__(self, guard: Guard) -> None:
        self._guard = guard
        self._inner = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Open a connection to the admitted literal; raises BlockedAddress when host or port differ."""
        attempt = current_attempt.get()
        if attempt is None or (attempt.host, attempt.port) != (host, port) or not self._guard.allows(attempt):
            raise BlockedAddress(f"{host!r} port {port} was not admitted")
        attempt.dialled.append(f"{attempt.address} {attempt.dial_port}")
        stream = await self._inner.connect_tcp(
            attempt.address,
            attempt.dial_port,
            timeout=timeout,
            local_address=local_address,
            socket_options=socket_options,
        )
        return CountedStream(stream)

    async def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[Any] | None = None
    ) -> httpcore.AsyncNetworkStream:
        """Refuse: no outlet lives on a local socket."""
        raise BlockedAddress("unix socket")

    async def sleep(self, seconds: float) -> None:
        """Sleep; the pool asks for it between its own tries (it makes none here)."""
        await self._inner.sleep(seconds)


#: As much as the event loop takes from a socket at once: a page comes in one or two pieces, where httpcore asks for four.
_READ_BYTES = 256 * 1024


class CountedStream(httpcore.AsyncNetworkStream):
    """A connection that counts what arrives, headers and interim responses included, and stops at the
    limit."""

    def __init__(self, inner: httpcore.AsyncNetworkStream) -> None:
        self._inner = inner
        self._socket: Any = None

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read as the inner stream does, or more at once; raises WireLimit past the attempt's limit."""
        data = await self._inner.read(max(max_bytes, _READ_BYTES), timeout)
        attempt = current_attempt.get()
        if attempt is not None:
            attempt.wire_bytes += len(data)
            if attempt.wire_bytes > attempt.max_wire_bytes:
                raise WireLimit(f"more than {attempt.max_wire_bytes} bytes on the wire")
        return data

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Write as the inner stream does."""
        await self._inner.write(buffer, timeout)

    async def aclose(self) -> None:
        """Close the inner stream, without waiting for the server to say goodbye."""
        _end_must_be_said(self._inner, False)
        await self._inner.aclose()

    async def start_tls(
        self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.AsyncNetworkStream:
        """Wrap in TLS; what is counted from here on are decrypted bytes."""
        try:
            secured = await self._inner.start_tls(ssl_context, server_hostname, timeout)
            _end_must_be_said(secured, True)
            return CountedStream(secured)
        except BaseException:
            # A handshake that is cancelled by the deadline would leave its socket open.
            with anyio.CancelScope(shield=True):
                await self._inner.aclose()
            raise

    def get_extra_info(self, info: str) -> Any:
        """Pass on what the inner stream knows; at each request it is asked of every idle connection if it has ended."""
        if info != "is_readable":
            return self._inner.get_extra_info(info)
        if self._socket is None:
            self._socket = self._inner.get_extra_info("socket")
        number = -1 if self._socket is None else self._socket.fileno()
        if number < 0:
            return True
        look = select.poll()
        look.register(number, select.POLLIN)
        return bool(look.poll(0))


def _end_must_be_said(stream: httpcore.AsyncNetworkStream, wanted: bool) -> None:
    """Let a line under TLS end only where the server says so (close_notify).

    Otherwise whoever cuts it makes a whole page of half a one that states no length. httpcore offers no way to ask for
    this; a test proves that it holds.
    """
    inner = getattr(stream, "_stream", None)
    if isinstance(inner, TLSStream):
        inner.standard_compatible = wanted


_lookups = threading.BoundedSemaphore(MAX_LOOKUPS)


async def system_resolve(host: str, port: int) -> list[str]:
    """Ask the system's resolver in a thread of its own, so that hanging names never queue before others."""
    if not _lookups.acquire(blocking=False):
        raise OSError("too many look-ups under way")
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[list[str]] = loop.create_future()

    def settle(result: list[str] | None, error: BaseException | None) -> None:
        if answer.done():
            return
        if error is not None:
            answer.set_exception(error)
        else:
            answer.set_result(result or [])

    def look_up() -> None:
        result: list[str] | None = None
        failed: BaseException | None = None
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            result = list(dict.fromkeys(str(info[4][0]) for info in found))
        except Exception as error:  # handed over to the waiting side, which names it
            failed = error
        finally:
            _lookups.release()
        if not loop.is_closed():
            try:
                loop.call_soon_threadsafe(settle, result, failed)
            except RuntimeError:
                return  # the loop ended while the look-up hung

    threading.Thread(target=look_up, name=f"look-up {host[:40]}", daemon=True).start()
    return await answer


def _is_literal(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
