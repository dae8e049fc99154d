"""The watch flow: how each outlet was observed on a day, before anything is made of its silence."""

from __future__ import annotations

from datetime import date

from prefect import flow

from flows.hand_over import untouched
from flows.workshop import clock, open_workshop, workshop_settings
from tasks.watch.steps import health_step


@flow(name="watch", flow_run_name="watch {day}", validate_parameters=False)
async def watch(day: str = "today", data_dir: str | None = None, outlets_file: str | None = None) -> int:
    """Makes the health rows of one UTC day anew, "today" or YYYY-MM-DD. Returns how many are not healthy."""
    settings = workshop_settings(data_dir, outlets_file)
    asked = clock().date() if day == "today" else date.fromisoformat(day)
    async with open_workshop(settings, "watch", asked) as shop:
        return await health_step(asked, untouched(shop.tools))
