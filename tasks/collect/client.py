"""The one client of the network, behind `Fetcher`; with its connections the only file that knows httpx.

A fetch is a chain of hops. Each hop is admitted by the guard, allowed by its site's robots.txt, waits for its
host's turn, and is read within bounds of time, wire bytes, headers and decoded bytes. Redirects are
followed by hand. The transport is used without httpx's client on top: no cookies, no proxies, no log lines
with URLs.
"""

from __future__ import annotations

import asyncio
import random
import re
import ssl
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta

import httpx

from tasks.collect import decode, guard, pace, urls
from tasks.collect.connections import NETWORK_ERRORS, Connections, drain, meaning_of
from tasks.collect.course import Course, Ended, Reply
from tasks.collect.fetching import Fetched, Fetcher, Want
from tasks.collect.ledger import Ledger
from tasks.collect.records import Purpose
from tasks.collect.redirects import REDIRECTS, next_hop
from tasks.collect.responses import Verdict, judge
from tasks.collect.retry import backoff_seconds, retry_after_seconds
from tasks.collect.robots import CLOSED, OPEN, Robots, parse_robots, reach_of
from tasks.collect.settings import CollectSettings


@asynccontextmanager
async def open_fetcher(
    settings: CollectSettings,
    routes: Mapping[str, tuple[str, int]] | None,
    now: Callable[[], datetime],
    ledger: Ledger | None,
    *,
    rng: random.Random | None = None,
    trust: ssl.SSLContext | None = None,
    resolve: guard.Resolve | None = None,
) -> AsyncIterator[Fetcher]:
    """Give a fetcher for the length of a run; connections are closed at the end.

    `routes` maps host names to exact loopback ports and is the only way past the address guard. `ledger` None
    keeps turns in memory. `trust` may name other roots, never less checking (ValueError).
    """
    keeper = guard.Guard(routes, settings.dns_seconds, resolve)
    connections = Connections(trust, keeper)
    own = ledger or Ledger(None)
    try:
        yield HttpFetcher(settings, connections, keeper, own, now, rng or random.Random())
    finally:
        await connections.aclose()
        if ledger is None:
            own.close()


class HttpFetcher(Fetcher):
    """Brings things over HTTP; see `Fetcher` for the promises. Made by `open_fetcher`."""

    def __init__(
        self,
        settings: CollectSettings,
        connections: Connections,
        keeper: guard.Guard,
        ledger: Ledger,
        now: Callable[[], datetime],
        rng: random.Random,
    ) -> None:
        self._settings = settings
        self._connections = connections
        self._guard = keeper
        self._ledger = ledger
        self._now = now
        self._rng = rng
        self._lines: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._asking: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def fetch(self, want: Want) -> Fetched:
        """Bring one thing; every way it can end is an outcome."""
        course = Course(want.url)
        want = replace(want, etag=_sendable(want.etag), last_modified=_sendable(want.last_modified))
        try:
            course.url = urls.normalise(want.url)
            verdict = await self._follow(want, course)
        except Ended as end:
            return self._ended(want, course, end)
        except urls.BadUrl as error:
            return self._ended(want, course, Ended("bad_url", str(error)))
        except Exception as error:  # a fault of ours must cost one attempt, not the outlet
            return self._ended(want, course, Ended("internal_error", type(error).__name__))
        reply = course.reply
        assert reply is not None
        return replace(
            self._sketch(want, course),
            outcome=verdict.outcome,
            reason=verdict.reason,
            detail=verdict.detail,
            http_status=reply.status,
            headers=reply.headers,
            body=reply.body if verdict.outcome == "ok" else b"",
        )

    async def robots(self, url: str) -> tuple[Robots, tuple[Fetched, ...]]:
        """Return what governs a URL; a site that cannot be asked is closed."""
        try:
            return await self._robots(urls.normalise(url), None)
        except (Ended, urls.BadUrl):
            return CLOSED, ()

    async def _follow(self, want: Want, course: Course) -> Verdict:
        seen = {course.url}
        while True:
            reply = await self._hop(want, course)
            course.reply = reply
            locations = reply.values("location")
            if reply.status not in REDIRECTS or not locations:
                break
            following = next_hop(course.url, locations[0], want.purpose, want.domains)
            if following.reason is not None:
                course.hops = (*course.hops, course.url)
                raise Ended(following.reason, following.detail)
            if following.url in seen or len(course.hops) >= self._settings.max_redirects:
                raise Ended("redirect_loop", f"{len(course.hops) + 1} redirects")
            course.hops = (*course.hops, course.url)
            course.url = following.url
            seen.add(course.url)
        conditional = want.etag is not None or want.last_modified is not None
        return judge(
            status=reply.status,
            headers=reply.headers,
            body=reply.body,
            purpose=want.purpose,
            conditional=conditional and not course.hops,
        )

    async def _hop(self, want: Want, course: Course) -> Reply:
        """Make one request of a chain: admitted, allowed, in turn, within bounds."""
        where = urls.target(course.url)
        address, dial_port = await self._admit(where)
        house = self._settings.spacing_seconds
        spacing = pace.spacing_for(house, want.spacing_seconds, None)
        if want.purpose != "robots":
            rules, tries = await self._robots(course.url, want.spacing_seconds)
            course.side += tries
            spacing = pace.spacing_for(house, want.spacing_seconds, self._permit(rules, course.url))
        key = pace.domain_key(where.host)
        spot = pace.address_key(address, dial_port, where.port)
        async with self._lines[key]:
            await self._turn(key, spot, spacing)
            started = time.monotonic()
            attempt = guard.Attempt(where.host, where.port, address, dial_port, self._settings.max_wire_bytes)
            try:
                reply = await self._exchange(want, course, attempt)
                spacing = max(spacing, self._asked_delay(want, reply))
                self._heed(key, reply)
                return reply
            finally:
                course.network_seconds += time.monotonic() - started
                course.wire_bytes += attempt.wire_bytes
                self._ledger.end_turn(key, spacing)

    async def _admit(self, where: urls.Target) -> tuple[str, int]:
        try:
            return await self._guard.admit(where.host, where.port)
        except guard.BlockedAddress as error:
            raise Ended("blocked_address", str(error)) from None
        except guard.DnsTimeout as error:
            raise Ended("dns_timeout", str(error)) from None
        except guard.DnsError as error:
            raise Ended("dns_error", str(error)) from None

    def _permit(self, rules: Robots, url: str) -> float | None:
        """Return the site's crawl delay, or end the fetch when the site does not want it."""
        if rules.reach == "closed":
            raise Ended("robots_unreachable", "no usable answer to /robots.txt")
        if not rules.allows(url):
            raise Ended("robots_denied", "disallowed by /robots.txt")
        delay = rules.crawl_delay
        if delay is not None and delay > self._settings.max_crawl_delay_seconds:
            raise Ended("crawl_delay_too_long", f"{delay:g} s")
        return delay

    async def _turn(self, key: str, spot: str, spacing: float) -> None:
        """Wait until the host may be asked; ends the fetch when that is too far away."""
        waited = 0.0
        while True:
            turn = self._ledger.take_turn(key, spot, spacing, self._settings.spacing_per_address_seconds)
            if turn.wait_seconds <= 0:
                return
            # The second bound holds where many share an address, or where a clock stands still.
            if (
                turn.wait_seconds > self._settings.max_wait_seconds
                or waited > self._settings.max_wait_seconds
            ):
                why = turn.why if turn.why == "rate_limited" else "not_due"
                raise Ended(why, f"silent for {turn.wait_seconds:.0f} s", deferred_seconds=turn.wait_seconds)
            waited += turn.wait_seconds
            await asyncio.sleep(turn.wait_seconds + 0.002)

    async def _exchange(self, want: Want, course: Course, attempt: guard.Attempt) -> Reply:
        """Send one request and read the response to its end."""
        request = self._request(want, course)
        if (request.url.raw_host.decode(), request.url.port or _PORTS[request.url.scheme]) != (
            attempt.host,
            attempt.port,
        ):
            raise Ended("bad_url", "two readings of the host")
        phase = "connect or headers"
        token = guard.current_attempt.set(attempt)
        try:
            left = self._settings.deadline_seconds - course.network_seconds
            async with asyncio.timeout(max(left, 0.0)):
                try:
                    response = await self._connections.of(attempt.host).handle_async_request(request)
                except ValueError as error:  # HTTP/2 statuses that are no numbers
                    raise Ended("truncated", f"unreadable head: {error}") from None
                try:
                    phase = "body"
                    return await self._read(response, want.purpose)
                finally:
                    await response.aclose()
        except TimeoutError:
            raise Ended("timeout", f"deadline passed in {phase}") from None
        except NETWORK_ERRORS as error:
            raise Ended(*meaning_of(error, phase)) from None
        finally:
            guard.current_attempt.reset(token)

    def _request(self, want: Want, course: Course) -> httpx.Request:
        headers = [
            (b"user-agent", self._settings.user_agent.encode("ascii")),
            (b"accept", _ACCEPT[want.purpose]),
            (b"accept-encoding", b"gzip, deflate, br, zstd"),
        ]
        if not course.hops:  # validators belong to the URL that gave them
            if want.etag is not None:
                headers.append((b"if-none-match", want.etag.encode("latin-1")))
            if want.last_modified is not None:
                headers.append((b"if-modified-since", want.last_modified.encode("latin-1")))
        # Reading and writing have the fetch's own deadline; httpcore would set a clock for each piece besides.
        limits = {"connect": self._settings.connect_seconds}
        return httpx.Request("GET", course.url, headers=headers, extensions={"timeout": limits})

    async def _read(self, response: httpx.Response, purpose: Purpose) -> Reply:
        raw = response.headers.raw
        if (
            len(raw) > self._settings.max_headers
            or sum(len(k) + len(v) for k, v in raw) > self._settings.max_header_bytes
        ):
            raise Ended("header_too_large", f"{len(raw)} headers")
        if not 100 <= response.status_code <= 999 or any(_BREAKS.search(k + v) for k, v in raw):
            raise Ended("truncated", "a status or a header that HTTP does not allow")
        headers = tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in raw)
        reply = Reply(response.status_code, headers, b"")
        if response.status_code not in (200, 203):
            await drain(response)
            return reply  # nothing in the body of an error changes what it means
        lengths = [value for value in reply.values("content-length") if value.isascii() and value.isdigit()]
        robots = purpose == "robots"  # of these the beginning governs, however long they are (RFC 9309 2.5)
        if lengths and int(lengths[0][:18]) > self._settings.max_wire_bytes and not robots:
            raise Ended("too_large", f"{lengths[0][:18]} bytes announced")
        try:
            cap = self._settings.max_robots_bytes if robots else self._settings.max_body_bytes
            body = decode.Body(decode.coding_of(reply.values("content-encoding")), cap)
            pieces = 0
            async for piece in response.stream:  # type: ignore[union-attr]
                body.feed(piece)
                pieces += 1
                if pieces % _PIECES_AT_ONCE == 0:
                    await asyncio.sleep(0)  # of thousands of tiny chunks: others and the deadline have a turn
            reply.body = body.finish()
        except decode.TooLarge as error:
            if not robots:
                raise Ended("too_large", str(error)) from None
            reply.body = body.so_far()[:cap]
        except decode.BadEncoding as error:
            raise Ended("bad_encoding", str(error)) from None
        except decode.CutShort as error:
            raise Ended("truncated", str(error)) from None
        return reply

    def _asked_delay(self, want: Want, reply: Reply) -> float:
        """Return the crawl delay of a robots.txt just read, so that it holds for the next request already."""
        if want.purpose != "robots" or reply.status != 200:
            return 0.0
        delay = parse_robots(reply.body, self._settings.max_robots_bytes).crawl_delay or 0.0
        return min(delay, self._settings.max_crawl_delay_seconds)

    def _heed(self, key: str, reply: Reply) -> None:
        """Keep a host silent that asked for it, with whatever answer but a good one or a missing page."""
        asked = reply.values("retry-after")
        if reply.status not in (420, 429) and not (
            asked and reply.status >= 300 and reply.status not in _CALM
        ):
            return
        ceiling = self._settings.max_silence_seconds
        seconds = retry_after_seconds(asked, self._now(), ceiling)
        if seconds is None:
            seconds = backoff_seconds("rate_limited", 1, self._rng.random())
        self._ledger.pause(key, min(seconds * (1 + self._rng.random() / 10), ceiling), "rate_limited")

    async def _robots(self, url: str, outlet_spacing: float | None) -> tuple[Robots, tuple[Fetched, ...]]:
        """Return the rules for a URL from memory or, when too old, from the site."""
        origin = urls.target(url).origin
        async with self._asking[origin]:
            kept = self._ledger.robots(origin)
            if kept is not None and 0 <= kept.age_seconds < kept.keep_seconds:
                return self._rules(kept.reach, kept.body), ()
            want = Want(
                f"{origin}/robots.txt",
                "robots",
                etag=kept.etag if kept and kept.reach == "rules" else None,
                last_modified=kept.last_modified if kept and kept.reach == "rules" else None,
                spacing_seconds=outlet_spacing,
            )
            got = await self.fetch(want)
            if got.outcome == "deferred":
                until = (got.retry_at - self._now()).total_seconds() if got.retry_at else 0.0
                raise Ended(got.reason or "not_due", got.detail, deferred_seconds=until)
            if got.outcome == "not_modified" and kept is not None:
                reach, body = kept.reach, kept.body
            else:
                reach = reach_of(got.http_status, got.reason)
                body = got.body[: self._settings.max_robots_bytes] if reach == "rules" else b""
            # A closed door is knocked at again after a quarter of an hour, rules are kept for their day.
            keep = 900.0 if reach == "closed" else self._settings.robots_keep_seconds
            etag, modified = got.header("etag"), got.header("last-modified")
            if got.outcome == "not_modified" and kept is not None:
                etag, modified = etag or kept.etag, modified or kept.last_modified
            self._ledger.keep_robots(origin, reach, body, etag, modified, keep)
            return self._rules(reach, body), (got,)

    def _rules(self, reach: str, body: bytes) -> Robots:
        if reach == "rules":
            return parse_robots(body, self._settings.max_robots_bytes)
        return OPEN if reach == "open" else CLOSED

    def _sketch(self, want: Want, course: Course) -> Fetched:
        return Fetched(
            url=want.url,
            purpose=want.purpose,
            outcome="failed",
            fetched_at=self._now(),
            final_url=course.url,
            hops=course.hops,
            http_status=course.reply.status if course.reply else None,
            wire_bytes=course.wire_bytes,
            elapsed_ms=round(course.network_seconds * 1000),
            side=course.side,
        )

    def _ended(self, want: Want, course: Course, end: Ended) -> Fetched:
        sketch = replace(self._sketch(want, course), reason=end.reason, detail=end.detail[:300])
        if end.deferred_seconds is None:
            return sketch
        return replace(
            sketch, outcome="deferred", retry_at=sketch.fetched_at + timedelta(seconds=end.deferred_seconds)
        )


_PIECES_AT_ONCE = 200
#: HTTP/2 can carry line breaks in a header; an archive's HTTP/1 head cannot.
_BREAKS = re.compile(rb"[\r\n\0]")
_PORTS = {"http": 80, "https": 443}
#: Answers about one page, which say nothing of how busy its host is.
_CALM = frozenset({304, 404, 410})
_VALIDATOR = re.compile(r"[\x20-\x7e\x80-\xff]{1,1024}")
_ACCEPT = {
    "robots": b"text/plain, */*;q=0.1",
    "feed": b"application/rss+xml, application/atom+xml, application/feed+json, text/xml, */*;q=0.5",
    "page": b"text/html, application/xhtml+xml, */*;q=0.1",
}


def _sendable(validator: str | None) -> str | None:
    """Return a validator that a server can be sent back, else None: one too long would be refused every time."""
    return validator if validator and _VALIDATOR.fullmatch(validator) else None
