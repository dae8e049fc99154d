"""The watch flow: how each outlet was observed on a day, before anything is made of its silence."""

from __future__ import annotations

from datetime import date

from prefect import flow

from flows.hand_over import untouched
from flows.workshop import open_workshop, workshop_settings
from tasks.watch.steps import health_step


@flow(name="watch", flow_run_name="watch {day}", validate_parameters=False)
async def watch(day: str, data_dir: str | None = None, outlets_file: str | None = None) -> int:
    """Makes the health rows of one day anew. Returns how many outlets are not healthy."""
    settings = workshop_settings(data_dir, outlets_file)
    async with open_workshop(settings, "watch", date.fromisoformat(day)) as shop:
        return await health_step(date.fromisoformat(day), untouched(shop.tools))
