"""Whatever an outlet does, every entry is accounted for, nothing is lost, and nobody else is touched."""

from __future__ import annotations

import asyncio
import errno
import time
from datetime import timedelta

import pytest

from tasks.collect.archive import Batch, read_record
from tasks.collect.fetching import Fetched
from tasks.collect.state import Collected, OutletState
from tests.collect.helpers import NOON, collect, fast, fetching, outlet, rss
from tests.collect.newsroom import HOST, accounted, after, links, newsroom, reasons, run_days
from tests.hostile.cases import CASES, PAGE
from tests.hostile.server import HostileServer, reply, silence


def test_every_hostile_page_is_one_outcome_of_its_own(tmp_path):
    slow = ("drip-body", "drip-head", "silence", "bomb-gzip", "endless")
    names = [name for name in CASES if name not in (*slow, "loop")]
    routes = {f"/x/{name}": CASES[name].route for name in names}
    # What silences or tires the whole host has tests of its own.
    quiet = [n for n in names if "429" not in n and n not in ("busy-until",)]
    feed = rss(*(f"http://{HOST}/x/{name}" for name in quiet))

    (got,), _ = run_days({**routes, "/feed": reply(feed)}, tmp_path)
    assert len(got.entries) == len(quiet)
    assert accounted(got) == []
    said = reasons(got)
    seen = {row.url: row for row in got.fetches if row.purpose == "page"}
    for name in quiet:
        url, case = f"http://{HOST}/x/{name}", CASES[name]
        if said.get(url) == ("deferred", "over_budget"):
            continue  # three failures in a row tire of a host
        assert (seen[url].outcome, seen[url].reason) == (case.outcome, case.reason)
        if case.outcome == "ok":
            assert url not in said
        else:
            assert said[url][1] == case.reason and said[url][0] in ("failed", "refused")


def test_what_is_refused_is_counted_with_its_reason(tmp_path):
    odd = ["javascript:x()", "", "mailto:a@b.example", "/tag/a", "http://else.example/a-b-c-d", "/secret/a"]
    extra = "".join(f"<item><link>{link}</link></item>" for link in (*odd, "/news/0?utm_source=x"))
    routes = newsroom(1, **{
        "/robots.txt": reply(b"User-agent: *\nDisallow: /secret"),
        "/feed": reply(rss(*links(1), extra=extra)),
    })  # fmt: skip
    (got,), server = run_days(routes, tmp_path)
    assert accounted(got) == []
    counts = sorted(f"{row.outcome} {row.reason}" for row in got.outcomes)
    assert counts == ["refused bad_url"] * 3 + ["refused robots_denied"] + ["refused unwanted_link"] * 2
    assert len(got.pages) == 1  # the tracking parameter makes no second entry
    assert "/secret/a" not in server.paths()


@pytest.mark.parametrize(
    ("answer", "outcome", "reason"),
    [
        (reply(b"<html>parked</html>"), "failed", "not_a_feed"),
        (reply(b"", status="404 X"), "failed", "not_found"),
        (reply(b"", "Location: http://parked.invalid/", status="301 X"), "failed", "moved_review"),
        (reply(b"", status="429 X"), "failed", "rate_limited"),
        (reply(rss(*links(2)), length=9000), "failed", "timeout"),
        (reply(b""), "failed", "empty"),
        (reply(rss(*links(3))[:-60], 'ETag: "cut"'), "partial", None),
        (silence, "failed", "timeout"),
    ],
)  # fmt: skip
def test_a_bad_feed_keeps_its_old_validators_and_backs_off(tmp_path, answer, outcome, reason):
    async def then_bad(hit, writer):
        then_bad.count += 1
        if then_bad.count == 1:
            writer.write(reply(rss(*links(2)), 'ETag: "old"'))
        elif isinstance(answer, bytes):
            writer.write(answer)
        else:
            await answer(hit, writer)

    then_bad.count = 0
    routes = newsroom(3, **{"/feed": then_bad})
    (_, bad), _ = run_days(routes, tmp_path, hours=(0, 1), settings=fast(deadline_seconds=0.5))
    assert (bad.polls[0].outcome, bad.polls[0].reason) == (outcome, reason)
    (state,) = bad.feed_states
    if outcome == "failed":
        assert state.etag == '"old"' and state.failures == 1
        assert state.next_due_at > NOON + timedelta(hours=1)
    else:
        assert state.etag is None and state.failures == 0  # the rest of a cut feed is fetched next time


def test_entries_left_over_are_brought_by_the_next_run_even_if_the_feed_forgot_them(tmp_path):
    routes = newsroom(6)

    async def forgets(hit, writer):
        forgets.count += 1
        writer.write(reply(rss(*links(6))) if forgets.count == 1 else reply(status="304 X"))

    forgets.count = 0
    routes["/feed"] = reply(rss(*links(6)), 'ETag: "x"')
    settings = fast(pages_per_outlet=4)

    async def run():
        async with HostileServer(routes) as server, fetching(server, HOST, settings=settings) as fetcher:
            first = await collect(outlet(HOST), fetcher, tmp_path, settings=settings)
            # What the warehouse keeps of an entry that was never fetched.
            state = after(OutletState(), first)
            from tasks.collect.state import KnownEntry

            never = {
                row.normal_url: KnownEntry(row.normal_url, row.url, row.feed_url, row.first_seen_at)
                for row in first.entries
            }
            state = OutletState(state.feeds, {**never, **state.known})
            server.routes["/feed"] = reply(rss())
            later = NOON + timedelta(hours=0.5)
            second = await collect(
                outlet(HOST),
                fetcher,
                tmp_path,
                state=state,
                run_id="two",
                settings=settings,
                now=lambda: later,
            )
        return first, second

    first, second = asyncio.run(run())
    assert len(first.pages) == 4
    assert [(row.outcome, row.reason) for row in first.outcomes] == [("deferred", "over_budget")] * 2
    assert len(second.pages) == 2 and accounted(first) == accounted(second) == []
    assert {row.first_seen_at for row in second.entries} == {NOON}


def test_a_gone_page_is_not_asked_for_again(tmp_path):
    routes = newsroom(2, **{"/news/0": reply(status="410 Gone"), "/news/1": reply(status="404 Not Found")})
    brought, server = run_days(routes, tmp_path, hours=(0, 48, 400))
    assert server.paths().count("/news/0") == server.paths().count("/news/1") == 1
    assert {row.outcome for row in brought[-1].outcomes} == {"known"}


def test_a_failing_page_is_tried_a_few_times_further_and_further_apart(tmp_path):
    hours = list(range(0, 24 * 20, 6))
    brought, server = run_days(newsroom(1, **{"/news/0": reply(status="500 X")}), tmp_path, hours=hours)
    tries = server.paths().count("/news/0")
    assert tries == fast().max_failures
    assert all(accounted(got) == [] for got in brought if got.entries)


def test_a_dead_host_is_given_up_after_three_failures_in_a_row(tmp_path):
    routes = {"/feed": reply(rss(*links(30)))} | {f"/news/{n}": silence for n in range(30)}
    begun = time.monotonic()
    (got,), _ = run_days(routes, tmp_path, settings=fast(deadline_seconds=0.3))
    assert time.monotonic() - begun < 5
    assert sum(row.outcome == "failed" for row in got.outcomes) == 3
    assert sum(row.outcome == "deferred" for row in got.outcomes) == 27
    assert accounted(got) == []


def test_a_stop_keeps_what_was_brought_and_defers_the_rest_at_once(tmp_path):
    async def run():
        stop = asyncio.Event()
        routes = newsroom(8, **{"/news/4": silence})
        async with (
            HostileServer(routes) as server,
            fetching(server, HOST, settings=fast(deadline_seconds=30)) as fetcher,
        ):
            work = asyncio.create_task(collect(outlet(HOST), fetcher, tmp_path, stop=stop))
            while "/news/4" not in server.paths():
                await asyncio.sleep(0.01)
            begun = time.monotonic()
            stop.set()
            return await work, time.monotonic() - begun

    got, seconds = asyncio.run(run())
    assert seconds < 1 and got.stopped
    assert accounted(got) == []
    assert {(row.outcome, row.reason) for row in got.outcomes} == {("deferred", "stopped")}
    assert got.pages and all(read_record(tmp_path, row.warc_file, row.warc_offset)[1] for row in got.pages)


@pytest.mark.parametrize("where", ["add", "close"])
def test_a_full_disk_is_an_outcome_and_no_row_points_nowhere(tmp_path, monkeypatch, where):
    real = getattr(Batch, where)
    calls = []

    def full(self, *arguments):
        calls.append(1)
        if where == "close" or len(calls) == 3:
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(self, *arguments)

    monkeypatch.setattr(Batch, where, full)
    (got,), _ = run_days(newsroom(), tmp_path)
    assert accounted(got) == []
    assert {row.reason for row in got.outcomes} == {"disk_full"}
    for row in got.pages:
        read_record(tmp_path, row.warc_file, row.warc_offset)
    assert len(got.pages) == (2 if where == "add" else 0)
    assert list(tmp_path.glob("*/*.part")) == []


@pytest.mark.parametrize("breaks", ["feed", "page"])
def test_a_fault_of_our_own_is_an_outcome_too(tmp_path, breaks):
    class Broken:
        def __init__(self, inner):
            self.inner = inner

        async def fetch(self, want) -> Fetched:
            if want.purpose == breaks:
                raise ZeroDivisionError
            return await self.inner.fetch(want)

    async def run():
        async with HostileServer(newsroom()) as server, fetching(server, HOST) as fetcher:
            return await collect(outlet(HOST), Broken(fetcher), tmp_path)

    got = asyncio.run(run())
    if breaks == "feed":
        assert [(poll.outcome, poll.reason) for poll in got.polls] == [("failed", "internal_error")]
    else:
        assert {row.reason for row in got.outcomes} == {"internal_error"} and len(got.outcomes) == 5
        assert accounted(got) == []


def test_an_outlet_that_hangs_lies_or_bombs_leaves_all_others_as_they_are(tmp_path):
    good = [f"good{n}.example" for n in range(4)]
    evil = [f"evil{n}.example" for n in range(8)]

    def rows(got: Collected):
        kept = {row.url: (row.outcome, row.page_hash, row.etag, row.http_status) for row in got.fetches}
        return (
            kept,
            [(row.entry_id, row.title, row.stated_at) for row in got.entries],
            got.outcomes,
            got.feed_states,
        )

    async def run(hosts, folder):
        routes = {}
        for host in good:
            routes |= {f"{host}/feed": reply(rss(*links(5, host)))}
            routes |= {f"{host}/news/{n}": reply(PAGE + host.encode() + bytes([65 + n])) for n in range(5)}
        bad = [
            "silence",
            "bomb-gzip",
            "endless-chunks",
            "reset",
            "garbage",
            "drip-head",
            "loop",
            "endless-header",
        ]
        for number, host in enumerate(evil):
            routes |= {
                f"{host}/feed": reply(rss(*links(2, host))) if number % 2 else CASES[bad[number]].route
            }
            routes |= {f"{host}/news/{n}": CASES[bad[number]].route for n in range(2)}
        async with (
            HostileServer(routes) as server,
            fetching(server, *hosts, settings=fast(deadline_seconds=3)) as fetcher,
        ):
            got = await asyncio.gather(*(collect(outlet(host), fetcher, folder) for host in hosts))
        return {one.outlet_id: rows(one) for one in got}

    alone = asyncio.run(run(good, tmp_path / "alone"))
    among = asyncio.run(run([*evil, *good], tmp_path / "among"))
    assert {name: among[name] for name in alone} == alone


def test_sitemap_indexes_are_followed_within_bounds_and_only_recent_entries_taken(tmp_path):
    def sitemap(*entries: str) -> bytes:
        return reply(f"<urlset>{''.join(entries)}</urlset>".encode())

    def entry(n: int, at: str) -> str:
        return f"<url><loc>http://{HOST}/news/{n}</loc><lastmod>{at}</lastmod></url>"

    index = "".join(
        f"<sitemap><loc>{loc}</loc></sitemap>"
        for loc in ("/news.xml", "/index.xml", "http://else.invalid/s.xml", "/deep.xml", "/news.xml")
    )
    routes = newsroom(3) | {
        "/index.xml": reply(f"<sitemapindex>{index}</sitemapindex>".encode()),
        "/news.xml": sitemap(entry(0, "2026-03-04T09:00:00Z"), entry(1, "2020-01-01")),
        "/deep.xml": reply(b"<sitemapindex><sitemap><loc>/deep2.xml</loc></sitemap></sitemapindex>"),
        "/deep2.xml": reply(b"<sitemapindex><sitemap><loc>/deep3.xml</loc></sitemap></sitemapindex>"),
    }
    (got,), server = run_days(routes, tmp_path, spec=outlet(HOST, f"http://{HOST}/index.xml"))
    assert [row.url for row in got.pages] == [f"http://{HOST}/news/0"]
    assert got.polls[0].tossed == 1
    paths = server.paths()
    assert paths.count("/index.xml") == paths.count("/news.xml") == 1 and "/deep3.xml" not in paths


def test_more_entries_than_an_outlet_can_have_are_tossed_and_counted(tmp_path):
    feeds = [f"http://{HOST}/feed{n}" for n in range(3)]
    routes = newsroom(0) | {
        f"/feed{n}": reply(rss(*(f"http://{HOST}/{n}/{m}" for m in range(40)))) for n in range(3)
    }
    settings = fast(pages_per_outlet=5, max_entries_per_outlet=60)
    (got,), _ = run_days(routes, tmp_path, spec=outlet(HOST, *feeds), settings=settings)
    assert [(row.entries, row.tossed) for row in got.polls] == [(40, 0), (20, 20), (0, 40)]
    assert len(got.entries) == 60 and accounted(got) == []


def test_a_hundred_thousand_links_of_one_feed_leave_room_for_the_others(tmp_path):
    big = rss(*(f"http://{HOST}/news/{n}?big" for n in range(20_000)))
    spec = outlet(HOST, f"http://{HOST}/big", f"http://{HOST}/feed")
    settings = fast(pages_per_outlet=10, max_entries_per_feed=500)
    (got,), _ = run_days(newsroom(5) | {"/big": reply(big)}, tmp_path, spec=spec, settings=settings)
    assert got.polls[0].tossed == 19_500
    asked = [row.url for row in got.fetches if row.purpose == "page"]
    assert len(asked) == 10 and sum("?big" not in url for url in asked) == 5
    assert accounted(got) == []
