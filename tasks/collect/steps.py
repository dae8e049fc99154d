"""Collect under Prefect: one task per outlet. The only file of this stage that knows Prefect."""

from __future__ import annotations

from prefect import task
from prefect.cache_policies import NO_CACHE

from tasks.collect.collect import collect_outlet
from tasks.collect.restore import Remembered
from tasks.collect.state import Collected
from tasks.read.outcomes import page_job
from tasks.tools import Tools
from warehouse.connection import Warehouse
from warehouse.remembered import outlet_states


@task(name="collect", task_run_name="collect {outlet_id}", cache_policy=NO_CACHE)
async def collect_step(outlet_id: str, tools: Tools) -> Collected:
    """Polls one outlet's feeds and brings its due pages into the archive. Never raises for an outlet."""
    return await collect_outlet(
        tools.outlets[outlet_id],
        await tools.remembered.of(outlet_id),
        run_id=tools.run_id,
        now=tools.now,
        fetcher=tools.fetcher,
        archive=tools.archive,
        budget=tools.budget,
        settings=tools.collect,
        rng=tools.rng,
        stop=tools.stop,
        brought=lambda page, body: tools.pool.begin(page_job(page, body)),
        progress=lambda what, done, of: tools.progress(outlet_id, f"{what} fetched", done, of),
    )


def open_remembered(warehouse: Warehouse) -> Remembered:
    """What a warehouse remembers of outlets."""
    return Remembered(lambda outlet_ids: outlet_states(warehouse, outlet_ids))
