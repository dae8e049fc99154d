"""Watch under Prefect: one task per day. The only file of this stage that knows Prefect."""

from __future__ import annotations

import asyncio
from datetime import date

from prefect import task
from prefect.cache_policies import NO_CACHE

from tasks.tools import Tools
from tasks.watch.health import decide_all
from tasks.watch.records import OutletFacts
from warehouse.load import replace_day
from warehouse.outlets import expected_articles
from warehouse.read import outlet_facts


@task(name="watch", task_run_name="watch {day}", cache_policy=NO_CACHE)
async def health_step(day: date, tools: Tools) -> int:
    """Health rows of one day, made anew. Returns how many outlets are not healthy."""
    return await asyncio.to_thread(judge_outlets, day, tools)


def judge_outlets(day: date, tools: Tools) -> int:
    """`health_step` without Prefect."""
    facts = [OutletFacts(**row) for row in outlet_facts(tools.warehouse, day)]
    rows = decide_all(facts, expected_articles(tools.warehouse), {})
    replace_day(tools.warehouse, day, {"health": rows})
    return sum(not row.healthy for row in rows)
