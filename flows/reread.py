"""The reread flow: versions, claims and tables made again from the archived pages, in a new file.

The old warehouse stays until the new one is whole. Without an old one (lost, damaged) the facts of
collecting are taken from what the archive itself notes beside each page.
"""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import fields, replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from prefect import flow

from flows.compare import compare_days
from flows.errors import Stopped, wrong_usage
from flows.outlets import OutletsError, read_outlets
from flows.settings import Settings
from flows.show_run import ended
from flows.summary import RunSummary, close_accounts
from flows.workshop import Workshop, keep_small, open_run, open_tools, outlet_row, workshop_settings
from tasks.collect.archive_walk import walk_archive
from tasks.collect.records import EntryRow, FetchRow, OutletSpec
from tasks.read.pool import PageResult
from tasks.read.steps import read_results, rows_of_read, store_read
from tasks.tools import Tools
from warehouse.connection import open_warehouse
from warehouse.errors import WarehouseError, WarehouseLocked, WarehouseNewer
from warehouse.load import load_rows
from warehouse.publish import publish
from warehouse.read import days_with_articles
from warehouse.rebuild import archived_fetches, copy_collected

#: Pages read and stored together.
BATCH_PAGES = 400
#: Such batches that a cluster reads while one is stored: work for a dozen workers or two.
BATCHES_AHEAD = 4
_FETCH = tuple(field.name for field in fields(FetchRow))


@flow(name="reread", validate_parameters=False)
async def reread(data_dir: str | None = None, outlets_file: str | None = None) -> RunSummary:
    """Rebuilds the warehouse from the archive and swaps it in. Nothing is fetched."""
    settings = workshop_settings(data_dir, outlets_file)
    if settings.lake is not None:
        return await _into_lake(settings)
    final = settings.warehouse_file
    aside = final.with_name(final.name + ".rereading")
    for left in (aside, aside.with_name(aside.name + ".wal")):
        left.unlink(missing_ok=True)
    async with open_tools(settings, outlets=(), warehouse_file=aside) as tools:
        lost = _take_over(tools, final, settings.outlets_file)
        with open_run(settings, tools, "reread", None) as shop:
            await _read_again(shop)
            if tools.stop.is_set():
                raise Stopped  # what was put off must not be missing in the new file
            days = days_with_articles(tools.warehouse)
            await compare_days(days, shop.tools)
            summary = close_accounts(shop, days)
            publish(tools.warehouse, settings.published_dir)
    log = final.with_name(final.name + ".wal")
    if lost and final.exists():
        final.replace(final.with_name(final.name + ".unreadable"))
        if log.exists():
            log.replace(final.with_name(final.name + ".unreadable.wal"))
    log.unlink(missing_ok=True)
    aside.replace(final)
    keep_small(settings)
    return ended(replace(summary, degraded=lost), lost)


async def _into_lake(settings: Settings) -> RunSummary:
    """The archive of this pipeline into an empty shared warehouse; there is no file to swap."""
    async with open_tools(settings, outlets=()) as tools:
        if days_with_articles(tools.warehouse):
            raise wrong_usage(
                f"{settings.lake} holds articles, and others use it: name an empty catalog and folder, read every"
                " pipeline's archive into it, then let the pipelines use that one"
            )
        load_rows(tools.warehouse, _facts_of_archive(tools, _outlets_of_file(settings.outlets_file)))
        with open_run(settings, tools, "reread", None) as shop:
            await _read_again(shop)
            days = days_with_articles(tools.warehouse)
            await compare_days(days, shop.tools)
            summary = close_accounts(shop, days)
            publish(tools.warehouse, settings.published_dir)
    return summary


def _take_over(tools: Tools, old: Path, outlets_file: Path) -> str | None:
    """Facts of collecting into the new file; returns what could not be taken over, in words."""
    if old.exists():
        try:
            # Its log goes into the file: a kill between the log's removal and the swap must lose nothing.
            open_warehouse(old, wait_seconds=5).close()
            copy_collected(tools.warehouse, old)
            return None
        except (WarehouseLocked, WarehouseNewer):
            raise
        except WarehouseError as problem:
            reason = f"the old warehouse could not be read ({problem}); polls and failed attempts are lost"
    else:
        reason = "there was no old warehouse; polls and failed attempts are not known"
    load_rows(tools.warehouse, _facts_of_archive(tools, _outlets_of_file(outlets_file)))
    return reason


def _outlets_of_file(path: Path) -> dict[str, OutletSpec]:
    try:
        return {spec.outlet_id: spec for spec in read_outlets(path)}
    except OutletsError:
        return {}  # a rebuild must go on without it; outlets are then known by id only


def _facts_of_archive(tools: Tools, own: dict[str, OutletSpec]) -> dict[str, list[Any]]:
    """Fetch, entry, outlet and run rows from the notes beside the archived pages."""
    fetches: list[FetchRow] = []
    entries: dict[str, EntryRow] = {}
    for place, page in walk_archive(tools.archive):
        notes = page.notes
        if page.fault or notes.get("purpose") != "page" or not notes.get("fetch_id"):
            continue
        at = datetime.fromisoformat(page.fetched_at.replace("Z", "+00:00"))
        fetches.append(
            FetchRow(
                fetch_id=notes["fetch_id"],
                run_id=notes["run_id"],
                outlet_id=notes["outlet_id"],
                entry_id=notes.get("entry_id"),
                purpose="page",
                url=notes.get("url") or page.url,
                final_url=page.url,
                hops=tuple(notes.get("hops") or ()),
                fetched_at=at,
                outcome="ok",
                reason=None,
                http_status=page.http_status,
                content_type=page.headers.get("content-type"),
                etag=page.headers.get("etag"),
                last_modified=page.headers.get("last-modified"),
                wire_bytes=len(page.body),
                page_bytes=len(page.body),
                elapsed_ms=0,
                page_hash=sha256(page.body).hexdigest(),
                warc_file=place.file,
                warc_offset=place.offset,
                warc_length=place.length,
            )
        )
    for row in sorted(fetches, key=lambda row: row.fetched_at):
        if row.entry_id and row.entry_id not in entries:
            entries[row.entry_id] = _entry(row.entry_id, row)
    outlets = {row.outlet_id for row in fetches}
    specs = [own.get(o) or OutletSpec(o, o, "ZZ", "en", (), (), ("archived",)) for o in sorted(outlets)]
    runs = {row.run_id: row.fetched_at for row in reversed(fetches)}
    return {
        "outlet": [outlet_row(spec) for spec in specs],
        "run": [
            {
                "run_id": run_id,
                "flow": run_id.split("-")[0],
                "started_at": at,
                "status": "done",
                "reason": "from the archive",
            }
            for run_id, at in runs.items()
        ],
        "fetch": fetches,
        "entry": list(entries.values()),
    }


def _entry(entry_id: str, row: FetchRow) -> EntryRow:
    return EntryRow(
        entry_id=entry_id,
        run_id=row.run_id,
        outlet_id=row.outlet_id,
        feed_url="archive",
        url=row.url,
        normal_url=row.url,
        title=None,
        stated_at_text=None,
        stated_at=None,
        first_seen_at=row.fetched_at,
    )


async def _read_again(shop: Workshop) -> None:
    """Reads and stores batch by batch; the next ones are read while one is stored."""
    tools = shop.tools
    found = [FetchRow(**{k: row[k] for k in _FETCH}) for row in archived_fetches(tools.warehouse)]
    ahead: deque[tuple[tuple[FetchRow, ...], asyncio.Task[dict[str, PageResult]]]] = deque()
    most = 1 if tools.engine is None else BATCHES_AHEAD
    done = 0

    async def store_first() -> int:
        batch, reading = ahead.popleft()
        read = await asyncio.to_thread(rows_of_read, batch, await reading, tools)
        await asyncio.to_thread(store_read, read, tools)
        shop.counts.update(o.outcome for o in read.outcomes)
        return len(batch)

    for first in range(0, len(found), BATCH_PAGES):
        batch = tuple(found[first : first + BATCH_PAGES])
        ahead.append((batch, asyncio.create_task(asyncio.to_thread(read_results, batch, tools))))
        if len(ahead) > most:
            done += await store_first()
            tools.progress("archive", "read again", done, len(found))
    while ahead:
        done += await store_first()
        tools.progress("archive", "read again", done, len(found))
