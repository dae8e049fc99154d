"""The import flow: files into the archive, then through the same reading, comparing and publishing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from prefect import flow

from flows.compare import compare_days, days_to_compare
from flows.errors import Stopped
from flows.hand_over import untouched
from flows.outlets import OutletsError, read_outlets
from flows.settings import Settings
from flows.summary import RunSummary, close_accounts
from flows.workshop import Workshop, keep_small, open_run, open_tools, outlet_row
from tasks.collect.archive import Batch
from tasks.collect.fetching import Fetched
from tasks.collect.importing import FoundFiles, ImportedPage, find_files, read_pages, shown
from tasks.collect.records import EntryRow, FetchRow, OutcomeRow, OutletSpec
from tasks.collect.rows import fetch_row, outcome_row, row_id
from tasks.collect.state import Collected
from tasks.collect.urls import entry_id as entry_id_of
from tasks.read.outcomes import ReadRows
from tasks.read.steps import read_step, store_step
from tasks.tools import Tools
from warehouse.load import load_rows
from warehouse.publish import publish
from warehouse.read import known_outlets

#: Pages per task: some seconds of reading, so that a stopped import loses little.
BATCH_PAGES = 400
#: So many documents that could not be read are named; the tables have all.
_NAMED = 5


@dataclass(frozen=True, slots=True)
class Import:
    """What is imported: files, the outlet of those that name none, and a manifest's lines by path."""

    paths: tuple[Path, ...]
    outlet: str | None
    manifest: dict[str, dict[str, Any]]


@flow(name="import", validate_parameters=False)
async def import_files(settings: Settings, what: Import) -> RunSummary:
    """Imports every document of the files, then makes the tables of every day they touch."""
    found = find_files(what.paths)
    passed: Counter[str] = Counter()
    seen: set[str] = set()
    unread: list[str] = []
    own = {outlet.outlet_id: outlet for outlet in _own_outlets(settings)}
    async with open_tools(settings, outlets=()) as tools:
        with open_run(settings, tools, "import", None) as shop:
            for batch in _batches(_documents(found.files, what, passed)):
                unread += (await _store(batch, shop, own, seen))[: _NAMED - len(unread)]
                if tools.stop.is_set():
                    raise Stopped
            days = days_to_compare(shop.tools, None)
            await compare_days(days, shop.tools)
            summary = close_accounts(shop, days)
            publish(shop.tools.warehouse, settings.published_dir)
    keep_small(settings)
    return replace(summary, passed_over=_passed_over(passed, found), unread=tuple(unread))


def _passed_over(passed: Counter[str], found: FoundFiles) -> tuple[str, ...]:
    """What was no document, in lines for who imports: nothing is left out in silence."""
    lines = [f"{count} {what}" for what, count in sorted(passed.items()) if count]
    if found.others:
        names = ", ".join(shown(path) for path in found.others[:3])
        lines.append(
            f"{len(found.others)} files of other kinds ({names}{' ...' if found.others[3:] else ''})"
        )
    return tuple(lines)


def _own_outlets(settings: Settings) -> list[OutletSpec]:
    try:
        return list(read_outlets(settings.outlets_file))
    except OutletsError:
        return []  # an import needs no outlets file; outlets it names become known by their articles


def _documents(files: Iterable[Path], what: Import, passed: Counter[str]) -> Iterator[ImportedPage]:
    for path in files:
        within: Counter[str] = Counter()
        yield from read_pages(path, what.outlet, what.manifest.get(str(path)), within)
        passed.update(within)


def _batches(pages: Iterator[ImportedPage]) -> Iterator[list[ImportedPage]]:
    while batch := list(islice(pages, BATCH_PAGES)):
        yield batch


async def _store(
    batch: list[ImportedPage], shop: Workshop, own: Mapping[str, OutletSpec], seen: set[str]
) -> list[str]:
    """One batch: archive, read, store; every document ends in one outcome. `seen`: entries of the run so far.

    Returns which documents could not be read, and why.
    """
    tools = shop.tools
    now = tools.now()
    _name_outlets(batch, tools, own)
    files: dict[str, Batch] = {}
    pages: dict[str, FetchRow] = {}
    entries: dict[str, EntryRow] = {}
    outcomes: list[OutcomeRow] = []
    origins: dict[str, str] = {}
    for document in batch:
        entry = _entry(document, tools.run_id, now)
        if entry.entry_id in seen:
            # The same address twice in one run: the later copy is another entry of the same article.
            entry = _entry(document, tools.run_id, now, document.origin)
        seen.add(entry.entry_id)
        entries[entry.entry_id] = entry
        origins[entry.entry_id] = document.origin
        if document.fault:
            outcomes.append(_faulty(entry, document, now))
            continue
        fetch_id = row_id(tools.run_id, entry.entry_id)
        fetched = _fetched(document, now)
        file = files.get(document.outlet_id)
        if file is None:
            file = tools.archive.open_batch(document.outlet_id, tools.run_id, f"{now:%Y-%m-%d}")
            files[document.outlet_id] = file
        place = file.add(fetched, entry.entry_id, fetch_id)
        pages[fetch_id] = fetch_row(
            fetched,
            fetch_id=fetch_id,
            run_id=tools.run_id,
            outlet_id=document.outlet_id,
            entry_id=entry.entry_id,
            place=place,
        )
    for file in files.values():
        file.close()
    read = ReadRows({}, ())
    if pages:
        read = await read_step("import", untouched(tuple(pages.values())), untouched(tools))
    collected = Collected(
        "import", entries=tuple(entries.values()), fetches=tuple(pages.values()), outcomes=tuple(outcomes)
    )
    await store_step("import", untouched(collected), untouched(read), untouched(tools))
    shop.counts.update(Counter(o.outcome for o in (*outcomes, *read.outcomes)))
    return [
        *(str(outcome.detail) for outcome in outcomes),
        *(
            f"{origins[outcome.entry_id]}: {outcome.reason}"
            + (f" ({outcome.detail})" if outcome.detail else "")
            for outcome in read.outcomes
            if outcome.outcome in ("failed", "refused")
        ),
    ]


def _name_outlets(batch: list[ImportedPage], tools: Tools, own: Mapping[str, OutletSpec]) -> None:
    """Outlets new to the warehouse become known, as the outlets file says or else with country unknown."""
    known = known_outlets(tools.warehouse)
    new = {}
    for page in batch:
        if page.outlet_id not in known and page.outlet_id not in new:
            new[page.outlet_id] = own.get(page.outlet_id) or OutletSpec(
                page.outlet_id, page.outlet_id, "ZZ", page.language or "en", (), (), ("imported",)
            )
    load_rows(tools.warehouse, {"outlet": [outlet_row(o) for o in new.values()]})


def _entry(document: ImportedPage, run_id: str, now: datetime, extra: str = "") -> EntryRow:
    return EntryRow(
        entry_id=entry_id_of(document.outlet_id, document.url + extra),
        run_id=run_id,
        outlet_id=document.outlet_id,
        feed_url=f"import:{document.file}",
        url=document.url,
        normal_url=document.url + (f"#{extra}" if extra else ""),
        title=document.title,
        stated_at_text=None,
        stated_at=None,
        first_seen_at=now,
    )


def _fetched(document: ImportedPage, now: datetime) -> Fetched:
    return Fetched(
        url=document.url,
        purpose="page",
        outcome="ok",
        fetched_at=min(document.fetched_at or now, now),
        final_url=document.url,
        http_status=200,
        headers=(("Content-Type", document.content_type),),
        body=document.body,
    )


def _faulty(entry: EntryRow, document: ImportedPage, now: datetime) -> OutcomeRow:
    return outcome_row(
        run_id=entry.run_id,
        outlet_id=entry.outlet_id,
        entry_id=entry.entry_id,
        outcome="failed",
        reason="not_html",
        detail=f"{document.origin}: {document.fault}",
        at=now,
    )
