"""The whole pipeline over pages on loopback, in a process of its own, with Prefect or without.

    python -m benchmarks.speed.pipeline FOLDER PORT PAGES prefect|bare

Fetch, archive, read, claims, store, compare, build, publish. Prints one line of JSON: seconds of all and
until the day's tables are built, begin and end of every stage, and how the pages ended. The clock stands
before the date of any page, so that all of them are news of one day.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from benchmarks.speed.server import hosts_for
from flows.start import load_daily

NOW = datetime(1990, 1, 1, 12, tzinfo=UTC)
#: The stage after which every table of the day is there.
BUILT = "compare, build"


class Stages:
    """Begin and end of every stage in monotonic seconds, in order."""

    def __init__(self) -> None:
        self.taken: list[dict[str, Any]] = []

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Measures the block."""
        began = time.monotonic()
        yield
        self.taken.append({"stage": name, "began": began, "ended": time.monotonic()})


def without_prefect() -> None:
    """The flows' own code, with every step called as the plain function it is."""
    from flows import collect, compare

    for flow, steps in ((collect, ("collect_step", "read_step", "store_step")),
                        (compare, ("health_step", "compare_step"))):  # fmt: skip
        for step in steps:
            setattr(flow, step, getattr(flow, step).fn)
        flow.untouched = _itself


def _itself(value: Any) -> Any:
    return value


async def work(folder: Path, port: int, pages: int, stages: Stages, today: datetime = NOW) -> dict[str, int]:
    """One daily run of `today`; returns outcomes by name."""
    with stages.stage("open"):
        opening = opened(folder, port, pages, lambda: today)
        tools = await opening.__aenter__()
    try:
        return await one_day(folder, tools, today.date(), stages)
    finally:
        await opening.__aexit__(None, None, None)


@asynccontextmanager
async def opened(folder: Path, port: int, pages: int, now: Callable[[], datetime]) -> AsyncIterator[Any]:
    """What runs share, over the outlets that are served at the port and under a clock of our own."""
    from flows.settings import load_settings
    from flows.workshop import Surroundings, open_tools
    from tasks.collect.pace import Clock
    from tasks.collect.records import FeedSpec, OutletSpec

    hosts = hosts_for(pages)
    outlets = [
        OutletSpec(h.partition(".")[0], h, "ZZ", "en", (h,), (FeedSpec(f"http://{h}/feed"),)) for h in hosts
    ]
    surroundings = Surroundings(
        now=now,
        host_clock=lambda: Clock("bench", time.time(), time.time()),
        routes={host: ("127.0.0.1", port) for host in hosts},
        spacing_seconds=0.0,
        quiet=True,
    )
    settings = load_settings({}, data_dir=folder)
    async with open_tools(settings, outlets=outlets, surroundings=surroundings) as tools:
        yield tools


async def one_day(folder: Path, tools: Any, day: date, stages: Stages) -> dict[str, int]:
    """From the feeds to the published copy; returns outcomes by name."""
    from flows.collect import collect_outlets
    from flows.compare import compare_days, days_to_compare
    from flows.settings import load_settings
    from flows.summary import close_accounts
    from flows.workshop import open_run
    from warehouse.publish import publish

    settings = load_settings({}, data_dir=folder)
    with open_run(settings, tools, "daily", day) as shop:
        with stages.stage("collect, read, claims, store"):
            await collect_outlets(shop)
        with stages.stage(BUILT):
            days = days_to_compare(shop.tools, day)
            await compare_days(days, shop.tools)
        with stages.stage("publish"):
            close_accounts(shop, days)
            publish(tools.warehouse, settings.published_dir)
    return dict(shop.counts)


def main() -> None:
    """Runs once and prints the measures."""
    folder, port, pages, way = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
    stages = Stages()
    if way == "prefect":
        from flows.local_server import prefect_server

        with stages.stage("prefect server"):
            server = prefect_server(folder / "state", load_daily)
            server.__enter__()
        try:
            from prefect import flow

            began = time.monotonic()
            counts = asyncio.run(_as_flow(flow)(folder, port, pages, stages))
            ended = time.monotonic()
        finally:
            server.__exit__(None, None, None)
    else:
        from flows.prefect_environment import prepare_prefect

        prepare_prefect(folder / "state")
        load_daily()
        without_prefect()
        began = time.monotonic()
        counts = asyncio.run(work(folder, port, pages, stages))
        ended = time.monotonic()
    built = next(s["ended"] for s in stages.taken if s["stage"] == BUILT)
    found = {"seconds": ended - began, "seconds_to_tables": built - began}
    print(json.dumps({**found, "stages": stages.taken, "outcomes": counts}))


def _as_flow(flow: Any) -> Any:
    @flow(name="bench", validate_parameters=False)
    async def bench(folder: Path, port: int, pages: int, stages: Any) -> dict[str, int]:
        return await work(folder, port, pages, stages)

    return bench


if __name__ == "__main__":
    main()
