"""The daily flow: collect, read, watch, compare, publish. Reads aloud as the story of a run."""

from __future__ import annotations

from datetime import date

from prefect import flow

from flows.collect import collect_outlets
from flows.compare import compare_days, days_to_compare, drop_days_to_come
from flows.run_names import daily_name
from flows.show_run import Progress, ended, part, show_progress, show_run
from flows.summary import RunSummary, close_accounts
from flows.watch import look_back
from flows.workshop import Workshop, alarm_settings, keep_small, open_workshop, workshop_settings
from tasks.tools import Tools
from tasks.watch.steps import AlarmSettings
from warehouse.publish import publish


@flow(name="daily", flow_run_name=daily_name, validate_parameters=False)
async def daily(
    day: str = "newest", data_dir: str | None = None, outlets_file: str | None = None
) -> RunSummary:
    """Collects once and brings every day's tables up to date. `day` names one that is made anew anyway."""
    settings = workshop_settings(data_dir, outlets_file)
    asked = None if day == "newest" else date.fromisoformat(day)
    async with open_workshop(settings, "daily", asked) as shop:
        told = await show_progress()
        await collect_outlets(shop, part(told, 0.0, 0.6))
        summary = await finish_day(shop, asked, alarm_settings(settings), part(told, 0.6, 1.0))
    keep_small(settings)
    return ended(summary, summary.degraded)


async def finish_day(
    shop: Workshop,
    asked: date | None,
    alarms: AlarmSettings | None = None,
    told: Progress | None = None,
) -> RunSummary:
    """From stored articles to the published copy, with the run's accounts closed and its alarms told."""
    tools: Tools = shop.tools
    days = days_to_compare(tools, asked or tools.now().date())
    await compare_days(days, tools, part(told, 0.0, 0.9))
    if alarms is not None:
        await look_back(shop, asked or tools.now().date(), alarms)
    drop_days_to_come(tools, tools.now().date())
    summary = close_accounts(shop, days, asked or tools.now().date())
    publish(tools.warehouse, shop.settings.published_dir)
    if alarms is not None:
        await show_run(shop, summary)
    if told is not None:
        await told(1.0)
    return summary
