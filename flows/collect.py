"""The collect flow: every outlet polled, its pages archived, read and stored; one outlet never waits
for, or fails, another."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass

from prefect import flow

from flows.hand_over import untouched
from flows.run_names import collect_name
from flows.show_run import Progress, ended, show_progress, show_run
from flows.summary import close_accounts
from flows.workshop import Workshop, open_workshop, workshop_settings
from tasks.collect.accounting import check_accounting
from tasks.collect.steps import collect_step
from tasks.read.outcomes import without_put_off
from tasks.read.steps import read_step, store_step
from tasks.tools import Tools

#: Outlets begin so far apart: the first pages are there to be read while the feeds of others are polled.
APART_SECONDS = 0.01


@flow(name="collect", flow_run_name=collect_name, validate_parameters=False)
async def collect(
    outlets: str = "all", data_dir: str | None = None, outlets_file: str | None = None
) -> dict[str, int]:
    """Collects once. `outlets` is "all" or ids separated by commas. Returns outcomes by name."""
    settings = workshop_settings(data_dir, outlets_file)
    chosen = None if outlets == "all" else outlets.split(",")
    async with open_workshop(settings, "collect", None, chosen) as shop:
        await collect_outlets(shop, await show_progress())
        summary = close_accounts(shop, [])
        await show_run(shop, summary)
        return ended(dict(shop.counts), summary.degraded)


async def collect_outlets(shop: Workshop, told: Progress | None = None) -> None:
    """All outlets at once, each at its own pace. Counts in the run how many entries ended in which outcome.

    `told` hears which share of the outlets is done.
    """
    shop.tools.pool.wake()
    work = [
        asyncio.ensure_future(collect_one(outlet_id, shop.tools, number * APART_SECONDS))
        for number, outlet_id in enumerate(sorted(shop.tools.outlets))
    ]
    if told is not None:
        for done, ended in enumerate(asyncio.as_completed(work), 1):
            await ended
            await told(done / len(work))
    books = await asyncio.gather(*work)
    for book in books:
        shop.counts.update(book.outcomes)
        shop.gaps.extend(book.gaps)
    shop.line.update(
        attempts=sum(book.attempts for book in books), entries_seen=sum(book.entries for book in books)
    )


@dataclass(frozen=True, slots=True)
class Book:
    """What one outlet's run counted itself, to be compared with the rows that were stored."""

    outcomes: Counter[str]
    attempts: int = 0
    entries: int = 0
    gaps: tuple[str, ...] = ()


async def collect_one(outlet_id: str, tools: Tools, wait_seconds: float = 0.0) -> Book:
    """One outlet: collect, read, store. A fault inside ends this outlet only and is counted."""
    try:
        with tools.together.on_the_way(), tools.in_hand.of(outlet_id):
            await asyncio.sleep(wait_seconds)
            collected = await collect_step(outlet_id, untouched(tools))
            read = await read_step(outlet_id, untouched(collected.pages), untouched(tools))
            collected = without_put_off(collected, read)
            await store_step(outlet_id, untouched(collected), untouched(read), untouched(tools))
    except Exception as problem:
        tools.progress(outlet_id, f"failed: {type(problem).__name__}: {problem}", 0, 0)
        if is_fatal(problem):
            raise
        return Book(Counter(outlet_failed=1))
    outcomes = Counter(o.outcome for o in (*collected.outcomes, *read.outcomes))
    outcomes["looks_put_off"] += collected.looks_put_off
    outcomes["poll_failed"] += sum(p.outcome == "failed" for p in collected.polls)
    outcomes["poll_not_due"] += sum(p.reason == "not_due" for p in collected.polls)
    outcomes["poll_ok"] += sum(p.outcome in ("ok", "not_modified", "partial") for p in collected.polls)
    gaps = tuple(f"{outlet_id}: {gap}" for gap in check_accounting(collected, read.outcomes))
    return Book(outcomes, len(collected.fetches), len(collected.entries), gaps)


def is_fatal(problem: Exception) -> bool:
    """Whether the trouble is the whole run's: a full disk, a lost warehouse, a broken installation."""
    return isinstance(problem, OSError | ImportError) or type(problem).__module__ == "warehouse.errors"
