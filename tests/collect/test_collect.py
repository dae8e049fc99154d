"""One outlet's run end to end on loopback: what is new is brought, what is known is not asked for in vain."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from tasks.collect.archive import read_record
from tasks.collect.budget import RunBudget
from tasks.collect.state import OutletState
from tests.collect.helpers import NOON, collect, fast, fetching, outlet, rss
from tests.collect.newsroom import HOST, accounted, after, links, newsroom, run_days
from tests.hostile.cases import PAGE
from tests.hostile.server import HostileServer, reply


def test_new_pages_are_brought_and_can_be_read_back(tmp_path):
    (got,), _ = run_days(newsroom(), tmp_path)
    assert [poll.outcome for poll in got.polls] == ["ok"]
    assert (got.polls[0].entries, got.polls[0].new_entries) == (5, 5)
    assert len(got.entries) == len(got.pages) == 5 and got.outcomes == ()
    assert accounted(got) == []
    for row in got.pages:
        headers, body = read_record(tmp_path, row.warc_file, row.warc_offset)
        assert body == PAGE + row.url.rsplit("/", 1)[1].encode()
        assert headers["etag"] == row.etag
        assert row.page_bytes == len(body) and row.outcome == "ok"
    assert {row.entry_id for row in got.pages} == {row.entry_id for row in got.entries}


def test_a_second_run_at_once_changes_nothing(tmp_path):
    (_, again), server = run_days(newsroom(), tmp_path, hours=(0, 0))
    assert [poll.reason for poll in again.polls] == ["not_due"]
    assert (again.entries, again.fetches, again.pages, again.outcomes) == ((), (), (), ())
    assert server.paths().count("/feed") == 1


def test_validators_go_back_byte_for_byte(tmp_path):
    def conditional(body, *headers):
        async def route(hit, writer):
            tag = headers[0].partition(": ")[2]
            same = hit.headers.get("if-none-match") == tag
            writer.write(reply(status="304 Not Modified") if same else reply(body, *headers))

        return route

    odd = ('W/"weak"', "unquoted", '"x-gzip"', '"ü"', '""')
    routes = {f"/news/{n}": conditional(PAGE, f"ETag: {tag}") for n, tag in enumerate(odd)}
    routes["/feed"] = conditional(rss(*links(5)), 'ETag: W/"f"', "Last-Modified: Some Day")
    (_, later), server = run_days(routes, tmp_path, hours=(0, 2))
    assert [poll.outcome for poll in later.polls] == ["not_modified"]
    assert {row.outcome for row in later.outcomes} == {"unchanged"} and len(later.outcomes) == 5
    assert later.pages == () and accounted(later) == []
    polls = [hit for hit in server.hits if hit.path == "/feed"]
    assert polls[1].headers["if-modified-since"] == "Some Day"


def test_the_same_bytes_without_a_validator_are_unchanged_too(tmp_path):
    routes = {f"/news/{n}": reply(PAGE) for n in range(2)} | {"/feed": reply(rss(*links(2)))}
    (_, later), _ = run_days(routes, tmp_path, hours=(0, 2))
    assert {row.outcome for row in later.outcomes} == {"unchanged"} and later.pages == ()


def test_an_edited_page_is_brought_again(tmp_path):
    async def edited(hit, writer):
        edited.count += 1
        writer.write(reply(PAGE + str(edited.count).encode()))

    edited.count = 0
    (_, later), _ = run_days(newsroom(1, **{"/news/0": edited}), tmp_path, hours=(0, 2))
    assert len(later.pages) == 1 and later.outcomes == ()


def test_later_looks_thin_out_with_age(tmp_path):
    routes = newsroom(1)
    hours = list(range(0, 24 * 40, 3))
    brought, server = run_days(routes, tmp_path, hours=hours)
    looked = [
        hour
        for hour, got in zip(hours, brought, strict=True)
        if any(r.purpose == "page" for r in got.fetches)
    ]
    assert looked == [0, 3, 6, 24, 72, 168, 672]
    assert server.paths().count("/feed") == len(hours)
    assert all(accounted(got) == [] for got in brought if got.entries)


def test_after_many_304s_the_feed_is_fetched_in_full(tmp_path):
    async def stuck(hit, writer):
        stuck.asked.append("if-none-match" in hit.headers)
        writer.write(reply(status="304 X") if stuck.asked[-1] else reply(rss(*links(1)), 'ETag: "1"'))

    stuck.asked = []
    run_days(newsroom(1, **{"/feed": stuck}), tmp_path, range(9), settings=fast(full_fetch_after=3))
    assert stuck.asked == [False, True, True, True] * 2 + [False]


def test_later_looks_without_room_are_counted_and_wait_for_the_next_run(tmp_path):
    gone = newsroom(7) | {"/feed": reply(rss(links(7)[6]))}
    first, _ = run_days(newsroom(6), tmp_path / "first")
    state = after(OutletState(), first[0])

    async def run():
        async with HostileServer(gone) as server:
            now = NOON + timedelta(hours=80)
            async with fetching(server, HOST, now=lambda: now) as fetcher:
                return await collect(
                    outlet(HOST), fetcher, tmp_path / "later", state=state, run_id="later", now=lambda: now,
                    budget=RunBudget(3, 1),
                )  # fmt: skip

    got = asyncio.run(run())
    assert got.looks_put_off == 4
    assert len(got.entries) == 3 and accounted(got) == []
    assert {row.entry_id for row in got.outcomes if row.outcome == "deferred"} == set()
