"""Collect under Prefect: one task per outlet. The only file of this stage that knows Prefect."""

from __future__ import annotations

import asyncio

from prefect import task
from prefect.cache_policies import NO_CACHE

from tasks.collect.collect import collect_outlet
from tasks.collect.restore import state_from_rows
from tasks.collect.state import Collected
from tasks.read.outcomes import page_job
from tasks.tools import Tools
from warehouse.read import outlet_state


@task(name="collect", task_run_name="collect {outlet_id}", cache_policy=NO_CACHE)
async def collect_step(outlet_id: str, tools: Tools) -> Collected:
    """Polls one outlet's feeds and brings its due pages into the archive. Never raises for an outlet."""
    remembered = await asyncio.to_thread(outlet_state, tools.warehouse, outlet_id)
    return await collect_outlet(
        tools.outlets[outlet_id],
        state_from_rows(remembered),
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
