"""A loopback server that does what it is told, byte by byte, and writes down every request with its time."""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field


@dataclass
class Hit:
    """One request as the server saw it; times are monotonic seconds."""

    at: float
    host: str
    path: str
    headers: dict[str, str]
    ended: float = 0.0


Route = Callable[[Hit, asyncio.StreamWriter], Awaitable[None]]


def reply(body: bytes = b"", *headers: str, status: str = "200 OK", length: int | None = None) -> bytes:
    """A whole HTTP/1.1 response; `length` may lie about the body."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body) if length is None else length}", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def says(raw: bytes, *, close: bool = False) -> Route:
    """A route that sends these bytes."""

    async def route(hit: Hit, writer: asyncio.StreamWriter) -> None:
        writer.write(raw)
        await writer.drain()
        if close:
            writer.close()

    return route


def cuts_the_line(raw: bytes) -> Route:
    """A route that sends these bytes and drops the connection below TLS, without the end that TLS wants said."""

    async def route(hit: Hit, writer: asyncio.StreamWriter) -> None:
        writer.write(raw)
        await writer.drain()
        await asyncio.sleep(0.05)
        below = getattr(writer.transport, "_ssl_protocol", None)
        (below._transport if below else writer.transport).close()

    return route


def drips(raw: bytes, seconds: float, start: int = 0) -> Route:
    """A route that sends these bytes one by one."""

    async def route(hit: Hit, writer: asyncio.StreamWriter) -> None:
        writer.write(raw[:start])
        for number in range(start, len(raw)):
            writer.write(raw[number : number + 1])
            await writer.drain()
            await asyncio.sleep(seconds)

    return route


def repeats(head: bytes, piece: bytes, times: int) -> Route:
    """A route that sends a head and then one piece again and again."""

    async def route(hit: Hit, writer: asyncio.StreamWriter) -> None:
        writer.write(head)
        for _ in range(times):
            writer.write(piece)
            await writer.drain()
        writer.close()

    return route


async def silence(hit: Hit, writer: asyncio.StreamWriter) -> None:
    """Take the request and never answer."""
    await asyncio.sleep(60)


async def reset(hit: Hit, writer: asyncio.StreamWriter) -> None:
    """Send half a page, then reset the connection."""
    writer.write(reply(b"<html><p>half", length=50_000))
    await writer.drain()
    writer.transport.abort()


@dataclass
class HostileServer:
    """Serves routes keyed by "host/path" or "/path", else 404. Use as an async context manager."""

    routes: Mapping[str, Route | bytes] = field(default_factory=dict)
    tls: ssl.SSLContext | None = None
    hits: list[Hit] = field(default_factory=list)
    accepts: int = 0
    port: int = 0

    async def __aenter__(self) -> HostileServer:
        self._open: set[asyncio.Task[None]] = set()
        self._server = await asyncio.start_server(
            self._serve, "127.0.0.1", self.port, ssl=self.tls, backlog=1000
        )
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        await asyncio.sleep(0.01)  # what was accepted just now has its task by then, and is closed by it
        for task in list(self._open):
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)

    def at(self, *hosts: str) -> dict[str, tuple[str, int]]:
        """Routes for a fetcher: these host names lead here."""
        return {host: ("127.0.0.1", self.port) for host in hosts}

    def paths(self, host: str | None = None) -> list[str]:
        """The paths asked for, in order."""
        return [hit.path for hit in self.hits if host is None or hit.host == host]

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.accepts += 1
        task = asyncio.current_task()
        assert task is not None
        self._open.add(task)
        try:
            while not writer.is_closing():
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
                named = (line.partition(":") for line in head[1:] if line)
                headers = {name.lower(): value.strip() for name, _, value in named}
                hit = Hit(time.monotonic(), headers.get("host", ""), head[0].split(" ")[1], headers)
                self.hits.append(hit)
                path = hit.path.partition("?")[0]
                route = (
                    self.routes.get(hit.host + path) or self.routes.get(path) or reply(status="404 Not Found")
                )
                try:
                    if isinstance(route, bytes):
                        writer.write(route)
                        await writer.drain()
                    else:
                        await route(hit, writer)
                finally:
                    hit.ended = time.monotonic()
        except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, OSError):
            pass
        except asyncio.CancelledError:
            pass
        finally:
            self._open.discard(task)
            writer.close()
