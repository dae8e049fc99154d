"""Manners, judged from the server's log: spacing, turns, Retry-After, robots.txt, validators."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from itertools import pairwise

import pytest

from benchmarks.politeness import measure
from tasks.collect.ledger import Ledger, system_clock
from tasks.collect.pace import Clock, Pause, remaining, spacing_for
from tasks.collect.retry import backoff_seconds, failure_class, retry_after_seconds
from tests.collect.helpers import NOON, fast, fetching, page
from tests.hostile.cases import PAGE
from tests.hostile.server import HostileServer, reply


def test_no_violation_over_a_killed_and_restarted_run():
    report = asyncio.run(measure(hosts=8, pages=20, kills=2, spacing=0.05, seed=3))
    assert report.requests > 250
    assert report.unfinished == report.damaged_files == 0
    assert report.spacing_violations == report.overlaps == 0
    assert report.early_after_429 == report.disallowed_hits == 0
    assert report.share_of_304 >= 0.95


def test_names_of_one_registrable_domain_share_its_spacing():
    hosts = ("www.paper.example", "paper.example", "news.paper.example")

    async def run():
        routes = {f"{host}/page": reply(PAGE) for host in hosts}
        async with HostileServer(routes) as server:
            async with fetching(server, *hosts, settings=fast(spacing_seconds=0.1)) as fetcher:
                await asyncio.gather(*(fetcher.fetch(page(f"http://{host}/page")) for host in hosts))
            return server.hits

    hits = asyncio.run(run())
    assert len(hits) == 6
    assert min(b.at - a.at for a, b in pairwise(hits)) >= 0.1


def test_one_connection_serves_a_host_through_304_404_and_redirects():
    async def run():
        routes = {
            "/a": reply(status="304 X"),
            "/b": reply(b"", "Location: /c", status="302 X"),
            "/c": reply(PAGE),
        }
        async with HostileServer(routes) as server:
            async with fetching(server, "a.example") as fetcher:
                for path in ("/a", "/missing", "/b", "/c"):
                    await fetcher.fetch(page(f"http://a.example{path}", etag='"1"'))
            return len(server.hits), server.accepts

    assert asyncio.run(run()) == (6, 1)


@pytest.mark.parametrize(
    ("etag", "sent"),
    [
        ('W/"a-gzip"', True), ("bare", True), ('"\xe9\xff"', True), ('""', True),
        ('"' + "x" * 9000 + '"', False), ('"\x01"', False), ("", False), ('"\u0416"', False),
    ],
)  # fmt: skip
def test_a_validator_goes_back_byte_for_byte_or_not_at_all(etag, sent):
    async def run():
        async with HostileServer({"/page": reply(PAGE)}) as server, fetching(server, "a.example") as fetcher:
            got = await fetcher.fetch(page("http://a.example/page", etag=etag))
            return got, server.hits[-1].headers.get("if-none-match")

    got, header = asyncio.run(run())
    assert got.outcome == "ok" and header == (etag if sent else None)


def test_many_names_on_one_address_are_spaced_too():
    hosts = [f"paper{n}.example" for n in range(5)]

    async def run():
        async with HostileServer({"/page": reply(PAGE)}) as server:
            settings = fast(spacing_per_address_seconds=0.05)
            async with fetching(server, *hosts, settings=settings) as fetcher:
                await asyncio.gather(*(fetcher.fetch(page(f"http://{host}/page")) for host in hosts))
            return server.hits

    hits = asyncio.run(run())
    assert len(hits) == 10
    assert hits[-1].at - hits[0].at >= 9 * 0.05 * 0.9


def test_redirect_hops_wait_their_turn():
    async def run():
        routes = {"/page": reply(b"", "Location: /next", status="301 Moved"), "/next": reply(PAGE)}
        async with HostileServer(routes) as server:
            async with fetching(server, "a.example", settings=fast(spacing_seconds=0.1)) as fetcher:
                got = await fetcher.fetch(page("http://a.example/page"))
            return got, server.hits

    got, hits = asyncio.run(run())
    assert got.outcome == "ok" and got.hops == ("http://a.example/page",)
    assert min(b.at - a.at for a, b in pairwise(hits)) >= 0.1


def test_an_outlet_may_slow_the_house_down_but_never_speed_it_up():
    assert spacing_for(5.0, 1.0, None) == 5.0
    assert spacing_for(5.0, 20.0, 7.0) == 20.0
    assert spacing_for(5.0, None, 9.0) == 9.0


@pytest.mark.parametrize("status", ["429 Slow", "503 Busy"])
def test_a_host_that_asked_for_silence_is_left_alone_across_a_restart(tmp_path, status):
    async def run():
        busy = reply(b"", "Retry-After: 3600", status=status)
        async with HostileServer({"/page": busy, "/other": reply(PAGE)}) as server:
            ledger = Ledger(tmp_path / "ledger.sqlite")
            async with fetching(server, "a.example", ledger=ledger) as fetcher:
                first = await fetcher.fetch(page("http://a.example/page"))
            # No close: the process is as good as killed.
            again = Ledger(tmp_path / "ledger.sqlite")
            async with fetching(server, "a.example", ledger=again) as fetcher:
                second = await fetcher.fetch(page("http://a.example/other"))
            ledger.close()
            again.close()
            return first, second, server.paths()

    first, second, paths = asyncio.run(run())
    assert (first.outcome, first.reason) == ("failed", "rate_limited")
    assert (second.outcome, second.reason) == ("deferred", "rate_limited")
    assert second.retry_at is not None and second.retry_at >= NOON + timedelta(seconds=3590)
    assert paths == ["/robots.txt", "/page"]


@pytest.mark.parametrize(
    ("status", "head", "silent"),
    [
        ("420 Calm", "X: y", True),
        ("403 No", "Retry-After: 3600", True),
        ("502 Bad", "Retry-After: 3600", True),
        ("302 Found", "Location: /other\r\nRetry-After: 3600", True),
        ("404 Missing", "Retry-After: 3600", False),
        ("200 OK", "Retry-After: 3600", False),
    ],
)
def test_which_answers_silence_a_host(status, head, silent):
    async def run():
        routes = {"/page": reply(b"", head, status=status), "/other": reply(PAGE)}
        async with HostileServer(routes) as server, fetching(server, "a.example") as fetcher:
            await fetcher.fetch(page("http://a.example/page"))
            return await fetcher.fetch(page("http://a.example/other")), server.paths()

    second, paths = asyncio.run(run())
    assert (second.outcome == "deferred") is silent
    assert ("/other" in paths) is not silent


def test_a_429_without_a_time_silences_too():
    async def run():
        async with HostileServer({"/page": reply(b"", status="429 Slow")}) as server:
            async with fetching(server, "a.example") as fetcher:
                await fetcher.fetch(page("http://a.example/page"))
                return await fetcher.fetch(page("http://a.example/page")), server.paths()

    second, paths = asyncio.run(run())
    assert second.outcome == "deferred" and paths.count("/page") == 1


@pytest.mark.parametrize(
    ("values", "seconds"),
    [
        (["2"], 2.0),
        (["0"], 0.0),
        ([" 120 "], 120.0),
        (["1000000000000"], 86_400.0),
        (["9" * 400], 86_400.0),
        (["Wed, 04 Mar 2026 12:00:30 GMT"], 30.0),
        (["Wed, 04 Mar 2026 11:00:00 GMT"], 0.0),
        (["Sun, 04 Mar 2299 11:00:00 GMT"], 86_400.0),
        (["Wednesday, 04-Mar-26 12:01:00 GMT"], 60.0),
        (["Wed, 04 Mar 2026 13:00:00 +0100"], 0.0),
        (["5", "60"], 60.0),
        (["soon", "7"], 7.0),
        (["-5"], None),
        (["abc"], None),
        (["7200.5"], 7200.5),
        (["3600 seconds"], 3600.0),
        (["60, 3600"], 3600.0),
        (["2026-03-04T12:01:00Z"], 60.0),
        (["Fri, 31 Dec 9999 23:59:59 GMT"], 86_400.0),
        (["1e3"], None),
        (["٣"], None),
        (["Wed, 99 Foo 2026 99:99:99 GMT"], None),
        ([""], None),
        ([], None),
    ],
)
def test_retry_after(values, seconds):
    assert retry_after_seconds(values, NOON, 86_400.0) == seconds


def test_backoff_grows_stays_bounded_and_spreads():
    for reason in ("timeout", "server_error", "robots_denied"):
        delays = [backoff_seconds(reason, failures, 0.5) for failures in range(1, 60)]
        assert delays == sorted(delays) and delays[-1] <= 604_800
    assert backoff_seconds("timeout", 1, 0.0) == 30.0
    assert backoff_seconds("timeout", 1, 0.999) < 60.0
    assert [failure_class(r) for r in ("timeout", "dns_error", "gone")] == ["soft", "temporary", "hard"]


def clock(steady: float, wall: float, boot: str = "b1") -> Clock:
    return Clock(boot, steady, wall)


@pytest.mark.parametrize(
    ("reading", "left"),
    [
        (clock(105, 1005), 5.0),
        (clock(105, 1005 - 7200), 5.0),  # the wall clock was set back two hours
        (clock(105, 1005 + 31_536_000), 5.0),  # and forward a year
        (clock(111, 900), 0.0),
        (clock(3, 1004, "b2"), 6.0),  # another boot: the wall clock decides
        (clock(3, 500, "b2"), 10.0),  # it went back over the boot: the whole pause again, not more
        (clock(3, 99_999, "b2"), 0.0),
    ],
)
def test_a_pause_survives_clocks_that_are_set(reading, left):
    assert remaining(Pause(clock(100, 1000), 10.0, "spacing"), reading) == pytest.approx(left)


def test_a_turn_left_by_a_killed_process_is_ended_with_full_spacing(tmp_path):
    path = tmp_path / "ledger.sqlite"
    at = [clock(100, 1000)]
    killed = Ledger(path, lambda: at[0])
    killed._me = "999999999 0"  # a process that is no more
    assert killed.take_turn("domain:a", "address:1", 5.0, 0.0).wait_seconds == 0
    heir = Ledger(path, lambda: at[0])
    at[0] = clock(103, 1003)
    turn = heir.take_turn("domain:a", "address:1", 5.0, 0.0)
    assert turn.wait_seconds == 5.0  # from now: when the request arrived, nobody knows
    at[0] = clock(108.5, 1008.5)
    assert heir.take_turn("domain:a", "address:1", 5.0, 0.0).wait_seconds == 0
    killed.close()
    heir.close()


def test_a_turn_held_by_a_living_process_is_respected(tmp_path):
    path = tmp_path / "ledger.sqlite"
    first, second = Ledger(path), Ledger(path)
    assert first.take_turn("domain:a", "address:1", 0.5, 0.0).wait_seconds == 0
    assert second.take_turn("domain:a", "address:1", 0.5, 0.0).wait_seconds > 0
    first.end_turn("domain:a", 0.5)
    assert 0 < second.take_turn("domain:a", "address:1", 0.5, 0.0).wait_seconds <= 0.5
    first.close()
    second.close()


def test_a_short_pause_never_shortens_a_long_one():
    at = [clock(100, 1000)]
    ledger = Ledger(None, lambda: at[0])
    ledger.pause("domain:a", 500.0, "rate_limited")
    ledger.pause("domain:a", 5.0, "rate_limited")
    ledger.end_turn("domain:a", 1.0)
    told = ledger.take_turn("domain:a", "address:1", 5.0, 0.0)
    assert (told.wait_seconds, told.why) == (500.0, "rate_limited")
    assert ledger.take_turn("domain:b", "address:2", 5.0, 0.0).wait_seconds == 0
    ledger.close()
    assert system_clock().steady > 0
