"""TLS fails closed with an outcome of its own; HTTP/2 is used where offered, within the same bounds."""

from __future__ import annotations

import asyncio

import brotli
import pytest

from tests.collect.helpers import fast, fetching, page
from tests.hostile.cases import PAGE
from tests.hostile.server import HostileServer, reply, says
from tests.hostile.tls import Authority, Http2Server, answers, goes_away, resets

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
