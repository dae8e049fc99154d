"""The demo's flow: each day's polls, then the same comparison and publication as any daily run."""

from __future__ import annotations

from collections import Counter

from prefect import flow

from flows.collect import collect_outlets
from flows.daily import finish_day
from flows.demo.run import VirtualClock, polls_by_day
from flows.demo.server import POLLS, Newsroom
from flows.outlets import read_outlets
from flows.settings import Settings
from flows.summary import close_accounts
from flows.workshop import Surroundings, open_run, open_tools
from tasks.collect.pace import Clock


@flow(name="demo", validate_parameters=False)
async def demo(settings: Settings) -> Counter[str]:
    """Three days of the newsroom: four polls a day, tables after the last. Returns outcomes by name."""
    clock = VirtualClock(POLLS[0])
    total: Counter[str] = Counter()
    with Newsroom() as newsroom:
        surroundings = Surroundings(
            now=clock.now,
            host_clock=lambda: Clock("newsroom", clock.at.timestamp(), clock.at.timestamp()),
            routes=newsroom.routes(),
            spacing_seconds=0.0,
        )
        outlets = read_outlets(settings.outlets_file)
        async with open_tools(settings, outlets=outlets, surroundings=surroundings) as tools:
            for day, polls in polls_by_day(POLLS).items():
                for at in polls:
                    clock.at = at
                    newsroom.set_now(at)
                    last = at == polls[-1]
                    with open_run(settings, tools, "daily" if last else "collect", day) as shop:
                        await collect_outlets(shop)
                        total.update(shop.counts)
                        if last:
                            await finish_day(shop, None)
                        else:
                            close_accounts(shop, [])
    return total
