"""Read and claims under Prefect: one task per outlet's pages. The only file of this stage that knows it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from dataclasses import replace

from prefect import task
from prefect.cache_policies import NO_CACHE

from tasks.collect.records import FetchRow
from tasks.collect.state import Collected
from tasks.giving_back import give_back
from tasks.read.batches import read_batch
from tasks.read.outcomes import ReadRows, page_job, put_off, rows_of_pages
from tasks.read.pool import PageResult
from tasks.read.together import Rows, Together
from tasks.tools import Tools
from warehouse.connection import Warehouse
from warehouse.errors import RowsRefused, WarehouseError
from warehouse.load import load_rows
from warehouse.read import known_versions
from warehouse.sparing import hand_back

#: How long a run that was asked to end goes on reading what it has fetched; the rest is fetched again.
STOP_SECONDS = 1.5


@task(name="read", task_run_name="read {outlet_id}", cache_policy=NO_CACHE)
async def read_step(outlet_id: str, pages: tuple[FetchRow, ...], tools: Tools) -> ReadRows:
    """Texts and claims of one outlet's archived pages, in worker processes; one outcome for each page."""
    return await asyncio.to_thread(read_pages, pages, tools)


@task(name="read batch", cache_policy=NO_CACHE)
def read_batch_step(packed: bytes) -> bytes:
    """A batch of pages by a worker of Dask or Ray; what it is given and gives is told by `batches`."""
    return read_batch(packed)


@task(name="store", task_run_name="store {outlet_id}", cache_policy=NO_CACHE)
async def store_step(outlet_id: str, collected: Collected, read: ReadRows, tools: Tools) -> None:
    """Everything one outlet brought, in one transaction: validators never outrun the rows they vouch for.

    Outlets that are ready together share it.
    """
    await tools.together.store(rows_of_outlet(collected, read), len(read.outcomes))


def read_pages(pages: tuple[FetchRow, ...], tools: Tools) -> ReadRows:
    """`read_step` without Prefect: rows and outcomes of archived pages.

    When the run is asked to end, pages that were not read in time are put off to the next run.
    """
    return rows_of_read(pages, read_results(pages, tools), tools)


def read_results(pages: tuple[FetchRow, ...], tools: Tools) -> dict[str, PageResult]:
    """What reading gave for each page, by fetch id; nothing is looked up or stored.

    Pages are missing in it when the run was asked to end meanwhile.
    """
    jobs = [
        page_job(page, (str(tools.archive.folder / (page.warc_file or "")), page.warc_offset or 0))
        for page in pages
    ]
    outlets = {page.outlet_id for page in pages}  # a batch of an import or of the archive has pages of many
    whose = pages[0].outlet_id if len(outlets) == 1 else f"{len(outlets)} outlets"
    results = {}
    end = float("inf")
    for result in tools.pool.read_many(jobs):
        results[result.key] = result
        tools.progress(whose, "read", len(results), len(jobs))
        if tools.stop.is_set():
            end = min(end, time.monotonic() + STOP_SECONDS)
        if time.monotonic() > end:
            break
    return results


def rows_of_read(pages: tuple[FetchRow, ...], results: Mapping[str, PageResult], tools: Tools) -> ReadRows:
    """Rows and outcomes of read pages; what the warehouse holds by now is known to it."""
    read = [page for page in pages if page.fetch_id in results]
    rest = [page for page in pages if page.fetch_id not in results]
    rows = rows_of_pages(read, results, lambda ids: known_versions(tools.warehouse, ids), tools.now())
    return replace(rows, outcomes=(*rows.outcomes, *put_off(rest, tools.now())))


def rows_of_outlet(collected: Collected, read: ReadRows) -> Rows:
    """All rows of one outlet by table."""
    return {
        **read.rows,
        "poll": collected.polls,
        "entry": collected.entries,
        "fetch": collected.fetches,
        "outcome": (*collected.outcomes, *read.outcomes),
        "feed": collected.feed_states,
    }


def open_together(warehouse: Warehouse, stop: asyncio.Event) -> Together:
    """What stores outlets into a warehouse, several by one load; what a load let go of is given back."""

    def load(rows: Rows) -> None:
        load_rows(warehouse, rows)
        hand_back(warehouse)
        give_back()

    return Together(load, is_fault_of_rows, stop)


def is_fault_of_rows(problem: Exception) -> bool:
    """Whether a load may have failed for what it brought: a full disk or a lost catalog is nobody's rows."""
    return isinstance(problem, RowsRefused) or not isinstance(problem, WarehouseError | OSError)


def store_read(read: ReadRows, tools: Tools) -> dict[str, int]:
    """Texts, claims and outcomes of pages read again; returns the rows that were new, by table."""
    return load_rows(tools.warehouse, {**read.rows, "outcome": read.outcomes})
