"""The compare flow: days compared one after the other, since a story of yesterday goes on today."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from prefect import flow

from flows.errors import Stopped
from flows.hand_over import untouched
from flows.workshop import open_workshop, workshop_settings
from tasks.compare.steps import compare_step
from tasks.tools import Tools
from tasks.watch.steps import health_step
from warehouse.read import days_with_articles, dirty_days


@flow(name="compare", flow_run_name="compare {first} to {last}", validate_parameters=False)
async def compare(
    first: str, last: str, data_dir: str | None = None, outlets_file: str | None = None
) -> list[str]:
    """Compares every day from `first` to `last` anew. Returns the days."""
    settings = workshop_settings(data_dir, outlets_file)
    async with open_workshop(settings, "compare", None) as shop:
        begin, end = date.fromisoformat(first), date.fromisoformat(last)
        days = [begin + timedelta(n) for n in range((end - begin).days + 1)]
        await compare_days(days, shop.tools)
    return [f"{day}" for day in days]


async def compare_days(days: Sequence[date], tools: Tools) -> None:
    """Health first, since omission needs it; then origins, stories, claims, divergence, daily tables.

    Raises Stopped between two days when the run is asked to end; days not made stay marked for the next run.
    """
    for number, day in enumerate(sorted(days), 1):
        if tools.stop.is_set():
            raise Stopped
        await health_step(day, untouched(tools))
        await compare_step(day, untouched(tools))
        tools.progress("compare", f"{day}", number, len(days))


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
