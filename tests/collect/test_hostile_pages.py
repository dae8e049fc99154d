"""Every hostile answer to a page request ends in the outcome it should, in time, and hurts nobody else."""

from __future__ import annotations

import asyncio
import time

import pytest

from tasks.collect.fetching import Fetched
from tasks.collect.records import FETCH_REASONS
from tests.collect.helpers import fast, fetching, page
from tests.hostile.cases import CASES, PAGE
from tests.hostile.server import HostileServer, reply

DEADLINE = 3.0
SOON = fast(deadline_seconds=DEADLINE)
# Tens of MiB over loopback take seconds where other work is done: here the bound on bytes is to end the fetch.
LATER = fast(deadline_seconds=60.0)
BIG = [name for name, case in CASES.items() if case.reason == "too_large"]


@pytest.fixture(scope="module")
def outcomes() -> dict[str, tuple[Fetched, float]]:
    """All cases fetched at the same time, each from a host of its own."""

    some = asyncio.Semaphore(12)

    async def one(fetcher, name):
        async with some:
            begun = time.monotonic()
            got = await fetcher.fetch(page(f"http://{name}.example/page", domains=(f"{name}.example",)))
            return got, time.monotonic() - begun

    async def run():
        routes = {f"{name}.example/page": case.route for name, case in CASES.items()}
        hosts = [f"{name}.example" for name in CASES]
        async with HostileServer(routes) as server:
            async with fetching(server, *hosts, settings=LATER) as fetcher:
                big = {name: await one(fetcher, name) for name in BIG}
            async with fetching(server, *hosts, settings=SOON) as fetcher:
                names = [name for name in CASES if name not in big]
                got = await asyncio.gather(*(one(fetcher, name) for name in names))
        return {**big, **dict(zip(names, got, strict=True))}

    return asyncio.run(run())


@pytest.mark.parametrize("name", CASES)
def test_each_answer_has_its_outcome(outcomes, name):
    got, _ = outcomes[name]
    case = CASES[name]
    assert (got.outcome, got.reason) == (case.outcome, case.reason), got.detail
    assert got.reason is None or got.reason in FETCH_REASONS
    if case.status is not None:
        assert got.http_status == case.status
    if case.outcome == "ok":
        assert got.body.startswith(PAGE)
    else:
        assert got.body == b""


def test_no_answer_holds_a_fetch_a_second_past_its_deadline(outcomes):
    # Each name stands for two fetches, robots.txt and the page.
    late = {name: seconds for name, (_, seconds) in outcomes.items() if seconds > 2 * DEADLINE + 1.0}
    assert set(late) <= set(BIG)


@pytest.mark.parametrize("at", range(0, 64, 4))
def test_a_page_cut_anywhere_is_never_taken_for_whole(at):
    body = PAGE * 8

    async def run():
        cut = reply(body, 'ETag: "whole"')[: 60 + at * 1024]

        async def route(hit, writer):
            writer.write(cut)
            await writer.drain()
            writer.close()

        async with HostileServer({"/page": route}) as server, fetching(server, "a.example") as fetcher:
            return await fetcher.fetch(page("http://a.example/page"))

    got = asyncio.run(run())
    assert (got.outcome, got.reason) == ("failed", "truncated")


def test_drips_do_not_slow_good_hosts():
    async def run():
        slow = [f"slow{n}.example" for n in range(50)]
        good = [f"good{n}.example" for n in range(50)]
        routes = {f"{host}/page": CASES["drip-body"].route for host in slow}
        routes |= {f"{host}/page": reply(PAGE) for host in good}
        settings = fast(deadline_seconds=3 * DEADLINE)
        async with (
            HostileServer(routes) as server,
            fetching(server, *slow, *good, settings=settings) as fetcher,
        ):
            held = [asyncio.create_task(fetcher.fetch(page(f"http://{host}/page"))) for host in slow]
            await asyncio.sleep(0)
            got = await asyncio.gather(*(fetcher.fetch(page(f"http://{host}/page")) for host in good))
            waiting = sum(not task.done() for task in held)
            ended = await asyncio.gather(*held)
        return got, waiting, ended

    got, waiting, ended = asyncio.run(run())
    assert {one.outcome for one in got} == {"ok"}
    assert {one.reason for one in ended} == {"timeout"}
    assert waiting == 50  # every good page was there before the first drip was given up


def test_cookies_referers_and_credentials_are_never_sent():
    async def run():
        routes = {
            "/page": reply(b"", "Set-Cookie: a=b", "Location: /next", status="302 Found"),
            "/next": reply(PAGE, "Set-Cookie: c=d"),
        }
        async with HostileServer(routes) as server, fetching(server, "a.example") as fetcher:
            for _ in range(2):
                await fetcher.fetch(page("http://a.example/page", etag='"x"'))
            return server.hits

    hits = asyncio.run(run())
    assert not [hit for hit in hits if {"cookie", "referer", "authorization"} & set(hit.headers)]
    agents = {hit.headers["user-agent"] for hit in hits}
    assert len(agents) == 1 and "ParallaxBot/1.0" in agents.pop()
    # Validators belong to the URL that gave them, not to where it redirects.
    assert [hit.headers.get("if-none-match") for hit in hits if hit.path == "/next"] == [None, None]
