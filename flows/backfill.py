"""The backfill flow: days that were missed, from what feeds and sitemaps still list and what is stored."""

from __future__ import annotations

from datetime import date, timedelta

from prefect import flow

from flows.collect import collect_outlets
from flows.compare import compare_days, days_to_compare
from flows.daily import finish_day
from flows.run_names import backfill_name
from flows.show_run import ended, part, show_progress
from flows.summary import RunSummary
from flows.workshop import alarm_settings, clock, keep_small, open_workshop, workshop_settings
from warehouse.read import days_with_articles


@flow(name="backfill", flow_run_name=backfill_name, validate_parameters=False)
async def backfill(
    first: str, last: str = "today", data_dir: str | None = None, outlets_file: str | None = None
) -> RunSummary:
    """Collects once, then makes every day from `first` to `last` ("today" or YYYY-MM-DD) anew, and publishes.

    Days without a single article are judged too: their silence is on record.
    """
    settings = workshop_settings(data_dir, outlets_file)
    begin = date.fromisoformat(first)
    end = clock().date() if last == "today" else date.fromisoformat(last)
    asked = [begin + timedelta(n) for n in range((end - begin).days + 1)]
    async with open_workshop(settings, "backfill", None) as shop:
        told = await show_progress()
        await collect_outlets(shop, part(told, 0.0, 0.4))
        stored = set(days_with_articles(shop.tools.warehouse))
        due = set(days_to_compare(shop.tools, None))
        # Those that are due anyway come with the rest of the run, in one order.
        await compare_days(
            [day for day in asked if day not in due and (day in stored or day < end)],
            shop.tools,
            part(told, 0.4, 0.7),
        )
        summary = await finish_day(shop, end, alarm_settings(settings), part(told, 0.7, 1.0))
    keep_small(settings)
    return ended(summary, summary.degraded)
