"""Compare under Prefect: one task per day. The only file of this stage that knows Prefect."""

from __future__ import annotations

import asyncio
from datetime import date

from prefect import task
from prefect.cache_policies import NO_CACHE

from tasks.compare.day import compare_day
from tasks.compare.rows import rows_of_day
from tasks.compare.window import day_input
from tasks.tools import Tools
from warehouse.build import build_day
from warehouse.load import replace_day


@task(name="compare", task_run_name="compare {day}", cache_policy=NO_CACHE)
async def compare_step(day: date, tools: Tools) -> dict[str, int]:
    """Origins, stories, claims and divergences of one day, and its daily tables, made anew."""
    return await asyncio.to_thread(compare_one_day, day, tools)


def compare_one_day(day: date, tools: Tools) -> dict[str, int]:
    """`compare_step` without Prefect; returns rows by table."""
    given = day_input(tools.warehouse, day, tools.compare)
    result = compare_day(
        day,
        given.documents,
        given.earlier_members,
        given.outlet_days,
        given.previous_versions,
        given.background,
        tools.compare,
        given.earlier_rows,
    )
    stored = replace_day(tools.warehouse, day, rows_of_day(result))
    build_day(tools.warehouse, day)
    return stored
