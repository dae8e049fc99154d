"""TLS fails closed with an outcome of its own; HTTP/2 is used where offered, within the same bounds."""

from __future__ import annotations

import asyncio
import time

import brotli
import pytest
from hpack import Encoder

from tests.collect.helpers import fast, fetching, page
from tests.hostile.cases import PAGE
from tests.hostile.server import HostileServer, cuts_the_line, reply, says
from tests.hostile.tls import Authority, Http2Server, answers, frames, goes_away, resets

HOST = "paper.example"


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("ca"))


def fetch(server, authority, path="/page", **more):
    async def run():
        async with (
            server,
            fetching(server, HOST, trust=authority.trust(), settings=fast(deadline_seconds=3)) as fetcher,
        ):
            return await fetcher.fetch(page(f"https://{HOST}{path}", **more))

    return asyncio.run(run())


@pytest.mark.parametrize(
    ("host", "made", "reason"),
    [
        (HOST, {}, None),
        (HOST, {"days": -1}, "tls_error"),
        ("other.example", {}, "tls_error"),
        (HOST, {"alone": True}, "tls_error"),
    ],
)
def test_certificates(authority, host, made, reason):
    server = HostileServer({"/page": reply(PAGE)}, tls=authority.server(host, **made))
    got = fetch(server, authority)
    if reason is None:
        assert got.outcome == "ok"
    else:
        # robots.txt already fails: nothing is asked for over a line that cannot be trusted.
        assert got.reason == "robots_unreachable" and [one.reason for one in got.side] == [reason]
        assert server.hits == []


def test_a_port_that_does_not_speak_tls(authority):
    got = fetch(HostileServer({"/page": says(b"hello")}), authority)
    assert got.outcome == "failed" and got.side[0].reason in ("tls_error", "connect_error", "timeout")


def test_https_never_goes_back_to_http(authority):
    routes = {"/page": reply(b"", f"Location: http://{HOST}/next", status="302 X"), "/next": reply(PAGE)}
    server = HostileServer(routes, tls=authority.server(HOST))
    assert fetch(server, authority).reason == "bad_redirect"
    assert "/next" not in server.paths()


@pytest.mark.parametrize(
    ("route", "outcome", "reason"),
    [
        (answers(PAGE), "ok", None),
        (answers(brotli.compress(PAGE), ("content-encoding", "br")), "ok", None),
        (
            answers(brotli.compress(b"\0" * 64_000_000, quality=1), ("content-encoding", "br")),
            "failed",
            "too_large",
        ),
        (answers(PAGE, ("content-length", "99999")), "failed", "truncated"),
        (answers(PAGE, end=False), "failed", "timeout"),
        (answers(PAGE, *((f"x-{n}", "1") for n in range(500))), "failed", "header_too_large"),
        (resets, "failed", "truncated"),
        (goes_away, "failed", "truncated"),
    ],
)
def test_http2_answers(authority, route, outcome, reason):
    server = Http2Server(authority.server(HOST, h2=True), {"/page": route})
    got = fetch(server, authority)
    assert (got.outcome, got.reason) == (outcome, reason), got.detail
    assert server.paths == ["/robots.txt", "/page"] and server.connections == 1
    if outcome == "ok":
        assert got.body == PAGE


HEADERS, DATA, SETTINGS, GOAWAY, CONTINUATION = 1, 0, 4, 7, 9
END_HEADERS, END_STREAM = 4, 1


def head(status="200", *more: tuple[str, str]) -> tuple[int, int, bytes]:
    return HEADERS, END_HEADERS, Encoder().encode([(":status", status), *more])


@pytest.mark.parametrize(
    ("sent", "reason"),
    [
        ([head("abc")], "truncated"),
        ([head("99999"), (DATA, END_STREAM, PAGE)], "truncated"),
        ([head("200", ("x-a", "b\r\nContent-Length: 3"))], "truncated"),
        ([head(), (DATA, END_STREAM, b"x" * 70_000)], "truncated"),
        ([head(), (HEADERS, END_HEADERS, b"\xff\xff\xff\xff")], "truncated"),
        ([(HEADERS, 0, b"")] + [(CONTINUATION, 0, b"")] * 5000, "truncated"),
        ([(SETTINGS, 0, b"12345")], "truncated"),
        ([head(), (DATA, 0, PAGE), (GOAWAY, 0, b"\0" * 8)], "truncated"),
        ([head()] + [(DATA, 0, b"")] * 5000, "timeout"),
        ([head("103")] * 3000, "timeout"),
    ],
)
def test_http2_frames_that_break_the_rules(authority, sent, reason):
    begun = time.monotonic()
    got = fetch(Http2Server(authority.server(HOST, h2=True), {"/page": frames(*sent)}), authority)
    assert (got.outcome, got.reason) == ("failed", reason), got.detail
    assert time.monotonic() - begun < 3 + 1


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"HTTP/1.1 200 OK\r\n\r\n" + PAGE, "truncated"),  # its end is the line's end: was it cut?
        (reply(PAGE), None),
        (reply(PAGE, length=len(PAGE) + 1), "truncated"),
        (b"", "truncated"),
    ],
)
def test_a_line_that_is_cut_below_tls_ends_no_page(authority, raw, reason):
    got = fetch(HostileServer({"/page": cuts_the_line(raw)}, tls=authority.server(HOST)), authority)
    assert got.reason == reason, got.detail


def test_a_redirect_to_a_host_whose_certificate_is_anothers(authority):
    routes = {"/page": reply(b"", f"Location: https://www.{HOST}/page", status="301 Moved")}
    server = HostileServer(routes, tls=authority.server(HOST))

    async def run():
        async with server, fetching(server, HOST, f"www.{HOST}", trust=authority.trust()) as fetcher:
            return await fetcher.fetch(page(f"https://{HOST}/page", domains=(HOST,)))

    got = asyncio.run(run())
    assert got.reason == "robots_unreachable" and got.hops == (f"https://{HOST}/page",)
    assert [one.reason for one in got.side] == ["not_found", "tls_error"] and server.paths() == [
        "/robots.txt",
        "/page",
    ]


def test_a_flood_of_tiny_chunks_never_keeps_the_deadline_waiting(authority):
    chunks = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + b"1\r\nx\r\n" * 400_000
    server = HostileServer({"/page": says(chunks)}, tls=authority.server(HOST))

    async def run():
        settings = fast(deadline_seconds=0.5)
        async with server, fetching(server, HOST, trust=authority.trust(), settings=settings) as fetcher:
            task = asyncio.create_task(fetcher.fetch(page(f"https://{HOST}/page")))
            worst, last = 0.0, time.monotonic()
            while not task.done():
                await asyncio.sleep(0)
                worst, last = max(worst, time.monotonic() - last), time.monotonic()
            return worst, task.result()

    worst, got = asyncio.run(run())
    assert got.reason == "timeout" and worst < 0.5
