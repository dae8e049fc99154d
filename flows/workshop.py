"""Opens everything one run needs, keeps its line in the run ledger, and closes it whatever happens."""

from __future__ import annotations

import asyncio
import hashlib
import os
import random
import signal
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from flows.errors import wrong_usage
from flows.outlets import read_outlets
from flows.progress import show_progress
from flows.settings import Settings, load_settings
from tasks.collect.archive import Archive
from tasks.collect.client import open_fetcher
from tasks.collect.ledger import Ledger
from tasks.collect.records import OutletSpec
from tasks.collect.settings import CollectSettings
from tasks.compare.settings import CompareSettings
from tasks.read.pool import ReadPool
from tasks.tools import Tools
from warehouse.connection import open_warehouse
from warehouse.load import load_rows
from warehouse.read import poison_tries

VERSION = "0.1.0"


@dataclass(slots=True)
class Workshop:
    """One open run. `counts` are outcomes by name; with a part failed the run ends degraded."""

    run_id: str
    settings: Settings
    tools: Tools
    counts: Counter[str] = field(default_factory=Counter)
    degraded: str | None = None

    def count(self, outcomes: Mapping[str, int]) -> None:
        """Adds outcomes to the run's."""
        self.counts.update(outcomes)


def workshop_settings(data_dir: str | Path | None, outlets_file: str | Path | None) -> Settings:
    """Settings from the environment; arguments win."""
    return load_settings(data_dir=data_dir, outlets_file=outlets_file)


def clock() -> datetime:
    """The real time, aware UTC."""
    return datetime.now(UTC)


@asynccontextmanager
async def open_workshop(
    settings: Settings,
    flow: str,
    day: date | None,
    outlet_ids: Sequence[str] | None = None,
    *,
    outlets: Sequence[OutletSpec] | None = None,
    now: Callable[[], datetime] = clock,
    routes: Mapping[str, tuple[str, int]] | None = None,
    spacing_seconds: float | None = None,
    run_id: str | None = None,
    quiet: bool = False,
) -> AsyncIterator[Workshop]:
    """One run from its ledger line to its end. `routes` and `now` are given by the bundled newsroom only.

    Raises OutletsError, SettingsError or a WarehouseError before anything is fetched.
    """
    specs = {o.outlet_id: o for o in (outlets or read_outlets(settings.outlets_file))}
    chosen = choose(specs, outlet_ids)
    collect = collect_settings(settings, spacing_seconds)
    compare = CompareSettings(seed=settings.seed, window_days=settings.window_days)
    started = now()
    run_id = run_id or new_run_id(started)
    settings.archive_dir.mkdir(parents=True, exist_ok=True)
    with open_warehouse(settings.warehouse_file, wait_seconds=5) as warehouse:
        load_rows(warehouse, {"outlet": list(chosen.values())})
        ledger_line = {
            "run_id": run_id,
            "flow": flow,
            "day": day,
            "started_at": started,
            "status": "running",
            "settings_hash": hashlib.sha256(settings.model_dump_json().encode()).hexdigest(),
            "code_version": VERSION,
        }
        load_rows(warehouse, {"run": [ledger_line]})
        stop = asyncio.Event()
        with (
            show_progress(quiet) as progress,
            ReadPool(
                workers=settings.workers or os.cpu_count() or 2, known_poison=poison_tries(warehouse)
            ) as pool,
            open_ledger(settings.state_dir / "hosts") as host_ledger,
            stopping(stop),
        ):
            async with open_fetcher(collect, routes, now, host_ledger) as fetcher:
                tools = Tools(
                    run_id=run_id,
                    outlets=chosen,
                    now=now,
                    warehouse=warehouse,
                    archive=Archive(settings.archive_dir),
                    fetcher=fetcher,
                    pool=pool,
                    collect=collect,
                    compare=compare,
                    rng=random.Random(),
                    stop=stop,
                    progress=progress,
                )
                shop = Workshop(run_id, settings, tools)
                try:
                    yield shop
                except BaseException as problem:
                    ledger_line.update(status="failed", reason=f"{type(problem).__name__}: {problem}"[:500])
                    raise
                else:
                    ledger_line.update(status="degraded" if shop.degraded else "done", reason=shop.degraded)
                finally:
                    tries = [{"page_hash": h, "tries": n, "last_at": now()} for h, n in pool.tries.items()]
                    load_rows(warehouse, {"poison": tries, "run": [{**ledger_line, "ended_at": now()}]})


class stopping:
    """SIGTERM and SIGINT set `stop` once; a second one ends the process as usual."""

    def __init__(self, stop: asyncio.Event) -> None:
        self._stop = stop
        self._loop: asyncio.AbstractEventLoop | None = None

    def __enter__(self) -> None:
        loop = asyncio.get_running_loop()
        try:
            for number in (signal.SIGTERM, signal.SIGINT):
                loop.add_signal_handler(number, self._asked, number)
            self._loop = loop
        except (NotImplementedError, RuntimeError, ValueError):
            self._loop = None  # not the main thread, e.g. inside a worker: the caller handles signals

    def _asked(self, number: signal.Signals) -> None:
        if self._loop is not None:
            self._loop.remove_signal_handler(number)
        self._stop.set()

    def __exit__(self, *_: object) -> None:
        if self._loop is not None:
            for number in (signal.SIGTERM, signal.SIGINT):
                self._loop.remove_signal_handler(number)


def choose(specs: Mapping[str, OutletSpec], ids: Sequence[str] | None) -> dict[str, OutletSpec]:
    """The outlets named, all when none are. Raises CommandError for an unknown id."""
    if ids is None:
        return dict(specs)
    for outlet_id in ids:
        if outlet_id not in specs:
            raise wrong_usage(f"outlet {outlet_id!r} is not in the outlets file; it has {', '.join(specs)}")
    return {i: specs[i] for i in ids}


def collect_settings(settings: Settings, spacing_seconds: float | None) -> CollectSettings:
    """The collect stage's numbers; `spacing_seconds` only for the bundled newsroom on loopback."""
    given = {"contact": settings.contact} if settings.contact else {}
    pace = settings.spacing_seconds if spacing_seconds is None else spacing_seconds
    per_address = min(1.0, pace)
    return CollectSettings(
        spacing_seconds=pace,
        spacing_per_address_seconds=per_address,
        pages_per_outlet=settings.articles_per_outlet,
        seconds_per_outlet=60 * settings.minutes_per_run,
        **given,
    )


def new_run_id(started: datetime) -> str:
    """A run's id: its start to the second and four random characters."""
    return f"{started:%Y%m%dT%H%M%SZ}-{random.SystemRandom().randrange(16**4):04x}"
