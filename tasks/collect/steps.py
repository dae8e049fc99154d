"""Collect under Prefect: one task per outlet. The only file of this stage that knows Prefect."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from prefect import task
from prefect.cache_policies import NO_CACHE

from tasks.collect.collect import RecallFailed, collect_outlet
from tasks.collect.decide import LOOK_HOURS
from tasks.collect.restore import Remembered, Rows
from tasks.collect.retry import FINAL
from tasks.collect.settings import CollectSettings
from tasks.collect.state import Collected
from tasks.read.outcomes import page_job
from tasks.tools import Tools
from warehouse.connection import Warehouse
from warehouse.remembered import Again, known_entries, outlet_states

#: Later looks that an outlet is told of, in its equal parts of a run's pages: what others leave may make it as many.
SHARES = 2


@task(name="collect", task_run_name="collect {outlet_id}", cache_policy=NO_CACHE)
async def collect_step(outlet_id: str, tools: Tools) -> Collected:
    """Polls one outlet's feeds and brings its due pages into the archive. Raises what asking the warehouse raises, never
    for an outlet."""
    try:
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
            recall=lambda entry_ids: tools.remembered.entries(outlet_id, entry_ids),
            turn=lambda pages: tools.in_hand.take(outlet_id, pages),
            brought=lambda page, body: tools.pool.begin(page_job(page, body)),
            progress=lambda what, done, of: tools.progress(outlet_id, f"{what} fetched", done, of),
        )
    except RecallFailed as failed:
        raise (failed.__cause__ or failed) from None


def open_remembered(
    warehouse: Warehouse, settings: CollectSettings, outlets: int, now: Callable[[], datetime]
) -> Remembered:
    """What a warehouse remembers of outlets, for runs that share their pages among so many."""
    looks = min(settings.pages_per_outlet, 1 + SHARES * settings.pages_per_run // max(outlets, 1))

    def states(outlet_ids: Sequence[str]) -> Mapping[str, Rows]:
        at = now()
        since = at - timedelta(days=settings.look_days)
        again = Again(at, since, LOOK_HOURS, looks, settings.max_failures, sorted(FINAL))
        return outlet_states(warehouse, outlet_ids, again)

    return Remembered(states, lambda listed: known_entries(warehouse, listed))
