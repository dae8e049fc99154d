"""One outlet's runs on loopback, hour after hour, as the tests of collecting share them."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

from tasks.collect.accounting import check_accounting
from tasks.collect.state import Collected, OutletState
from tests.collect.helpers import NOON, collect, fetching, outlet, rss
from tests.hostile.cases import PAGE
from tests.hostile.server import HostileServer, reply

HOST = "northwire.example"


def links(count: int, host: str = HOST) -> list[str]:
    return [f"http://{host}/news/{n}" for n in range(count)]


def newsroom(count: int = 5, **more):
    """Routes of an outlet with so many pages."""
    routes = {f"/news/{n}": reply(PAGE + str(n).encode(), f'ETag: "p{n}"') for n in range(count)}
    return {"/feed": reply(rss(*links(count)), 'ETag: W/"f-gzip"', "Last-Modified: then"), **routes, **more}


def after(state: OutletState, got: Collected) -> OutletState:
    """What the warehouse would remember."""
    known = {**state.known, **{entry.normal_url: entry for entry in got.known}}
    return OutletState({**state.feeds, **{feed.feed_url: feed for feed in got.feed_states}}, known)


def run_days(routes, folder, hours=(0,), spec=None, settings=None, stop=None):
    """Collect the same outlet at these hours; returns what each run brought, and the server."""

    async def run():
        state, brought = OutletState(), []
        async with HostileServer(routes) as server:
            for number, hour in enumerate(hours):
                now = NOON + timedelta(hours=hour)
                async with fetching(server, HOST, settings=settings, now=lambda now=now: now) as fetcher:
                    got = await collect(
                        spec or outlet(HOST), fetcher, folder, state=state, run_id=f"run-{number}",
                        now=lambda now=now: now, settings=settings, stop=stop,
                    )  # fmt: skip
                state = after(state, got)
                brought.append(got)
        return brought, server

    return asyncio.run(run())


def accounted(got: Collected) -> list[str]:
    """Gaps, with the pages taken as read."""
    read = [
        replace(_any_outcome(got), entry_id=row.entry_id, stage="read", outcome="kept", reason=None)
        for row in got.pages
    ]
    return check_accounting(got, read)


def _any_outcome(got: Collected):
    from tasks.collect.rows import outcome_row

    run_id = got.entries[0].run_id
    return outcome_row(
        run_id=run_id, outlet_id=got.outlet_id, entry_id="", outcome="kept", reason=None, detail="", at=NOON
    )


def reasons(got: Collected) -> dict[str, tuple[str, str | None]]:
    paths = {row.entry_id: row.url for row in got.entries}
    return {paths[row.entry_id]: (row.outcome, row.reason) for row in got.outcomes}
