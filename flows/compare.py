"""The compare flow: days compared one after the other, since a story of yesterday goes on today."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Sequence
from concurrent.futures import Future
from datetime import date, timedelta

from prefect import flow

from flows.errors import Stopped
from flows.hand_over import untouched
from flows.show_run import Progress
from flows.workshop import keep_small, open_workshop, workshop_settings
from tasks.compare.batches import DAYS_AT_WORK, DayAtWork, DaysAhead
from tasks.compare.steps import compare_step, compared_step, send_day
from tasks.stopping import StepStopped, in_thread
from tasks.tools import Tools
from tasks.watch.steps import health_step
from warehouse.build import drop_day
from warehouse.read import built_days, days_with_articles, dirty_days


@flow(name="compare", flow_run_name="compare {first} to {last}, all outlets", validate_parameters=False)
async def compare(
    first: str, last: str, data_dir: str | None = None, outlets_file: str | None = None
) -> list[str]:
    """Compares every day from `first` to `last` anew. Returns the days."""
    settings = workshop_settings(data_dir, outlets_file)
    async with open_workshop(settings, "compare", None) as shop:
        begin, end = date.fromisoformat(first), date.fromisoformat(last)
        days = [begin + timedelta(n) for n in range((end - begin).days + 1)]
        await compare_days(days, shop.tools)
    keep_small(settings)
    return [f"{day}" for day in days]


async def compare_days(days: Sequence[date], tools: Tools, told: Progress | None = None) -> None:
    """Health first, since omission needs it; then origins, stories, claims, divergence, daily tables.

    Raises Stopped when the run is asked to end; a day that was not finished stays marked for the next run.
    """
    resting = asyncio.ensure_future(asyncio.to_thread(tools.pool.rest))
    try:
        await (compare_here(days, tools, told) if tools.engine is None else compare_elsewhere(days, tools))
    finally:
        await resting


async def compare_here(days: Sequence[date], tools: Tools, told: Progress | None = None) -> None:
    """The same by this machine, day after day; a usual day's window is read while its health is judged."""
    for number, day in enumerate(sorted(days), 1):
        if tools.stop.is_set():
            raise Stopped
        try:
            await compare_judged(day, tools)
        except StepStopped:
            raise Stopped from None
        tools.progress("compare", f"{day}", number, len(days))
        if told is not None:
            await told(number / len(days))


async def compare_judged(day: date, tools: Tools) -> None:
    """Health and comparison of one day, begun at once: the verdicts are waited for when the window has been read, on a
    large day before."""
    judged: Future[int] = Future()
    comparing = asyncio.ensure_future(compare_step(day, untouched(tools), untouched(judged)))
    try:
        judged.set_result(await health_step(day, untouched(tools)))
    except BaseException as problem:
        judged.set_exception(problem)  # which ends the comparison where it waits
        await asyncio.gather(comparing, return_exceptions=True)
        raise
    await comparing


async def compare_elsewhere(days: Sequence[date], tools: Tools) -> None:
    """The same by a cluster, several days at once: the next day needs this one's stories, nothing more.

    Days are stored in their order.
    """
    ahead = DaysAhead(sorted(days))
    at_work: deque[DayAtWork] = deque()
    done = 0
    for day in sorted(days):
        if tools.stop.is_set():
            raise Stopped
        await health_step(day, untouched(tools))
        try:  # a large day is compared while it is sent
            at_work.append(await in_thread(tools.stop, send_day, day, ahead, tools))
        except StepStopped:
            raise Stopped from None
        while len(at_work) > DAYS_AT_WORK or (at_work and day == max(days)):
            sent = at_work.popleft()
            await compared_step(sent.day, untouched(sent), untouched(tools))
            done += 1
            tools.progress("compare", f"{sent.day}", done, len(days))


def days_to_compare(tools: Tools, asked: date | None) -> list[date]:
    """Days whose tables are older than their facts, those whose window they fall into, and `asked`.

    A day with articles follows a changed one when it lies less than a window behind it.
    """
    changed = set(dirty_days(tools.warehouse)) | ({asked} if asked else set())
    window = timedelta(days=tools.compare.window_days)
    follow = {
        day
        for day in days_with_articles(tools.warehouse)
        if any(timedelta(0) <= day - other < window for other in changed)
    }
    return sorted(changed | follow)


def drop_days_to_come(tools: Tools, today: date) -> list[date]:
    """Takes out and returns the days after `today` that hold no article.

    A run under a clock set forward makes such a day, which would stand before every real one for months.
    """
    stored = set(days_with_articles(tools.warehouse))
    to_come = [day for day in built_days(tools.warehouse) if day > today and day not in stored]
    for day in to_come:
        drop_day(tools.warehouse, day)
    return to_come
