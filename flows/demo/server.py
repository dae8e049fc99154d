"""The newsroom on loopback: one threading HTTP server, told apart by Host header, on a virtual clock."""

from __future__ import annotations

import gzip
import hashlib
import sys
import threading
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.message import Message
from email.utils import format_datetime, parsedate_to_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit

from flows.demo.content import load_newsroom
from flows.demo.render import Page, answer

FIRST_DAY = datetime(2031, 3, 3, tzinfo=UTC)

#: The instants at which the demo collects: four times on each of the three days.
POLLS: tuple[datetime, ...] = tuple(
    FIRST_DAY + timedelta(days=day, hours=hour, minutes=30) for day in range(3) for hour in (6, 12, 18, 23)
)


@dataclass(frozen=True, slots=True)
class Request:
    """One request as the newsroom saw and answered it. `at` is the virtual instant."""

    at: datetime
    method: str
    host: str
    path: str
    status: int
    headers: tuple[tuple[str, str], ...]


class Newsroom:
    """Context manager: serves the five outlets on 127.0.0.1 until the block ends.

    `requests` logs every request in order. `set_now` moves the virtual clock; nothing that is
    published later is linked or served.
    """

    def __init__(self, now: datetime = POLLS[0]) -> None:
        self.requests: list[Request] = []
        self._now = now
        self._lock = threading.Lock()
        self._sites = {site.host: site for site in load_newsroom()}
        self._server: ThreadingHTTPServer | None = None
        self._thread: threading.Thread | None = None

    def __enter__(self) -> Newsroom:
        newsroom = self

        class Handler(_Handler):
            room = newsroom

        self._server = _Server(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._server is not None and self._thread is not None
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def port(self) -> int:
        """The ephemeral port on 127.0.0.1."""
        if self._server is None:
            raise RuntimeError("the newsroom is closed: open it with `with Newsroom() as room:`")
        return int(self._server.server_address[1])

    @property
    def now(self) -> datetime:
        """The virtual instant."""
        with self._lock:
            return self._now

    def routes(self) -> dict[str, tuple[str, int]]:
        """Where each invented host really listens: host name -> (address, port)."""
        return {host: ("127.0.0.1", self.port) for host in self._sites}

    def set_now(self, now: datetime) -> None:
        """Move the virtual clock to an aware instant."""
        if now.tzinfo is None:
            raise ValueError(f"the newsroom's clock needs a zone, got {now!r}")
        with self._lock:
            self._now = now.astimezone(UTC)

    def respond(self, host: str, path: str) -> Page:
        """The page a host gives now; 421 for a host that is no outlet of the newsroom."""
        site = self._sites.get(host)
        if site is None:
            return Page(421, b"no such outlet in this newsroom\n", "text/plain; charset=utf-8", None, False)
        return answer(site, path, self.now)

    def log(self, request: Request) -> None:
        """Append one request to the log."""
        with self._lock:
            self.requests.append(request)


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away in the middle (a killed run) is no error of the newsroom."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    room: Newsroom
    protocol_version = "HTTP/1.1"
    server_version = "Newsroom"
    sys_version = ""
    timeout = 30

    def do_GET(self) -> None:
        self._serve(with_body=True)

    def do_HEAD(self) -> None:
        self._serve(with_body=False)

    def _serve(self, *, with_body: bool) -> None:
        host = (self.headers.get("Host") or "").rsplit(":", 1)[0].lower()
        page = self.room.respond(host, urlsplit(self.path).path)
        zipped = page.status == 200 and "gzip" in self.headers.get("Accept-Encoding", "")
        body = gzip.compress(page.body, mtime=0) if zipped else page.body
        tag = entity_tag(page.body, zipped=zipped)
        status = page.status
        if status == 200 and page.validators and is_fresh(self.headers, page, tag):
            status, body = 304, b""
        sent = tuple((name.lower(), value) for name, value in self.headers.items())
        self.room.log(Request(self.room.now, self.command, host, self.path, status, sent))
        self.send_response(status)
        if page.validators and page.last_modified is not None:
            self.send_header("ETag", tag)
            self.send_header("Last-Modified", format_datetime(page.last_modified, usegmt=True))
        if status == 503:
            self.send_header("Retry-After", "3600")
        if status != 304:
            self.send_header("Content-Type", page.content_type)
            self.send_header("Content-Length", str(len(body)))
        if zipped and status == 200:
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Vary", "Accept-Encoding")
        self.end_headers()
        if with_body and status != 304:
            self.wfile.write(body)

    def date_time_string(self, timestamp: float | None = None) -> str:
        """The Date header follows the virtual clock."""
        return format_datetime(self.room.now, usegmt=True)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing on the terminal: the log is `Newsroom.requests`."""


def entity_tag(body: bytes, *, zipped: bool) -> str:
    """A strong validator: differs between codings, since their bytes differ (RFC 9110, 8.8.3)."""
    digest = hashlib.sha256(body).hexdigest()[:20]
    return f'"{digest}-gzip"' if zipped else f'"{digest}"'


def is_fresh(headers: Message, page: Page, tag: str) -> bool:
    """Whether the client's copy is current. If-None-Match silences If-Modified-Since (RFC 9110, 13.2.2)."""
    given = headers.get("If-None-Match")
    if given is not None:
        tags = [part.strip().removeprefix("W/") for part in given.split(",")]
        return "*" in tags or tag in tags
    since = headers.get("If-Modified-Since")
    if since is None or page.last_modified is None:
        return False
    try:
        return page.last_modified.replace(microsecond=0) <= parsedate_to_datetime(since)
    except (TypeError, ValueError):
        return False
