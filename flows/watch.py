"""The watch flow: how each outlet was observed on a day, before anything is made of its silence, and alarms."""

from __future__ import annotations

from datetime import date, timedelta

from prefect import flow

from flows.hand_over import untouched
from flows.run_names import watch_name
from flows.summary import why_degraded
from flows.workshop import Workshop, alarm_settings, clock, open_workshop, workshop_settings
from tasks.watch.steps import AlarmSettings, alarm_step, drift_step, health_step
from warehouse.checks import check_run
from warehouse.read import trouble_of_collecting


@flow(name="watch", flow_run_name=watch_name, validate_parameters=False)
async def watch(day: str = "today", data_dir: str | None = None, outlets_file: str | None = None) -> int:
    """Makes the health rows of one UTC day anew, "today" or YYYY-MM-DD, and tells what is alarming in it.

    Returns how many outlets are not healthy.
    """
    settings = workshop_settings(data_dir, outlets_file)
    asked = clock().date() if day == "today" else date.fromisoformat(day)
    async with open_workshop(settings, "watch", asked) as shop:
        unhealthy = await health_step(asked, untouched(shop.tools))
        if day == "today":
            # A day is whole, and its silence told, only when it is over.
            await health_step(asked - timedelta(days=1), untouched(shop.tools))
            await tell_alarms(shop, asked - timedelta(days=1), alarm_settings(settings), of_run=False)
        trouble = trouble_of_collecting(shop.tools.warehouse)
        await tell_alarms(shop, asked, alarm_settings(settings), degraded=trouble)
        return unhealthy


async def look_back(shop: Workshop, today: date, alarms: AlarmSettings) -> None:
    """At the end of a daily run: Evidently over the last whole week, alarms of yesterday and today."""
    yesterday = today - timedelta(days=1)
    page = await drift_step(yesterday, untouched(shop.tools), shop.settings.published_dir / "drift")
    shop.tools.progress("drift report", page, 1, 1)
    await tell_alarms(shop, yesterday, alarms, of_run=False)
    await tell_alarms(shop, today, alarms, degraded=why_degraded(shop.counts))


async def tell_alarms(
    shop: Workshop, day: date, alarms: AlarmSettings, *, of_run: bool = True, degraded: str | None = None
) -> int:
    """New alarms of a day, and `of_run` of the run itself and of why it, or the last one, was `degraded`.

    Returns how many were told.
    """
    found = check_run(shop.tools.warehouse, shop.tools.run_id) if of_run else []
    gaps = [*shop.gaps, *map(str, found)] if of_run else None
    return await alarm_step(day, untouched(shop.tools), untouched(alarms), gaps, degraded)
