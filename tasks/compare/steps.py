"""Compare under Prefect: one task per day. The only file of this stage that knows Prefect."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import date
from typing import Any

from prefect import task
from prefect.cache_policies import NO_CACHE

from tasks.compare.batches import DayAtWork, DaysAhead, compare_batch, pack_day, result_of_day
from tasks.compare.pieces import work_packed
from tasks.compare.records import DayResult
from tasks.compare.rows import rows_of_day
from tasks.compare.window import DayInput, day_input, window_articles
from tasks.compare.workers import is_large, open_workers
from tasks.giving_back import give_back
from tasks.stopping import in_thread
from tasks.tools import Tools
from warehouse.arriving import as_tables
from warehouse.build import build_day
from warehouse.load import replace_day
from warehouse.sparing import let_go


@task(name="compare", task_run_name="compare {day}", cache_policy=NO_CACHE)
async def compare_step(day: date, tools: Tools) -> dict[str, int]:
    """Origins, stories, claims and divergences of one day, and its daily tables, made anew."""
    return await in_thread(tools.stop, compare_one_day, day, tools)


@task(name="compare batch", cache_policy=NO_CACHE)
def compare_batch_step(packed: bytes) -> bytes:
    """A day's comparison by a worker of Dask or Ray; what it is given and gives is told by `batches`."""
    return compare_batch(packed)


@task(name="compare piece", cache_policy=NO_CACHE)
def compare_piece_step(packed: bytes) -> bytes:
    """Some stories of a large day, or some tests between its outlets, by a worker of Dask or Ray."""
    return work_packed(packed)


@task(name="compare", task_run_name="compare {day}", cache_policy=NO_CACHE)
async def compared_step(day: date, sent: DayAtWork, tools: Tools) -> dict[str, int]:
    """The same as `compare_step` from a comparison that a cluster makes: waits for it and stores it."""
    return await asyncio.to_thread(store_compared, sent, tools)


def compare_one_day(day: date, tools: Tools) -> dict[str, int]:
    """`compare_step` without Prefect; returns rows by table."""
    articles = window_articles(tools.warehouse, day, tools.compare)
    with open_workers(articles, tools.processes, tools.engine, compare_piece_step) as workers:
        given = day_input(tools.warehouse, day, tools.compare)
        _give_back(tools)
        marks, rows = given.marks, rows_of_day(given.compared(tools.compare, workers))
        del given  # a large day's texts are not needed while its rows are stored
    _give_back(tools)
    return _store(day, marks, rows, tools)


def send_day(day: date, ahead: DaysAhead, tools: Tools) -> DayAtWork:
    """Reads a day's window and sends it to the cluster; `ahead` learns of its stories.

    A small day goes out as a whole. A large one goes out in pieces, and is compared when this returns.
    """
    assert tools.engine is not None
    given = ahead.known_to(day_input(tools.warehouse, day, tools.compare))
    if is_large(len(given.documents)):
        result = _compared(given, tools)
        ahead.keep(day, result.stories, result.story_members)
        return DayAtWork(day, given.marks, lambda: result)
    ahead.learn(given, tools.compare)
    work = tools.engine.begin(compare_batch_step, pack_day(given, tools.compare))
    return DayAtWork(day, given.marks, lambda: result_of_day(work.result()))


def store_compared(sent: DayAtWork, tools: Tools) -> dict[str, int]:
    """`compared_step` without Prefect; returns rows by table."""
    return _store(sent.day, sent.marks, rows_of_day(sent.result()), tools)


def _compared(given: DayInput, tools: Tools) -> DayResult:
    with open_workers(len(given.documents), tools.processes, tools.engine, compare_piece_step) as workers:
        return given.compared(tools.compare, workers)


def _store(day: date, marks: tuple[str, ...], rows: dict[str, Sequence[Any]], tools: Tools) -> dict[str, int]:
    stored = replace_day(tools.warehouse, day, as_tables(tools.warehouse, rows), marks)
    _give_back(tools)
    build_day(tools.warehouse, day)
    _give_back(tools)
    return stored


def _give_back(tools: Tools) -> None:
    let_go(tools.warehouse)
    give_back()
