"""Opens everything runs need, keeps a line per run in the ledger, and closes it whatever happens."""

from __future__ import annotations

import asyncio
import hashlib
import random
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, closing, contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from flows.errors import wrong_usage
from flows.outlets import read_alarms, read_outlets
from flows.progress import show_progress
from flows.quiet_log import one_line_for_known_trouble
from flows.runners import open_engine, open_reader, process_count
from flows.settings import Settings, load_settings
from flows.stopping import stopping
from tasks.collect.archive import Archive
from tasks.collect.budget import RunBudget
from tasks.collect.client import open_fetcher
from tasks.collect.in_hand import InHand
from tasks.collect.ledger import Ledger, system_clock
from tasks.collect.pace import Clock
from tasks.collect.records import OutletSpec
from tasks.collect.settings import CollectSettings
from tasks.collect.steps import open_remembered
from tasks.compare.settings import CompareSettings
from tasks.read.steps import open_together
from tasks.tools import Tools
from warehouse.backup import compact_when_loose
from warehouse.connection import open_warehouse
from warehouse.errors import WarehouseFull, WarehouseLocked
from warehouse.load import load_rows
from warehouse.read import poison_tries
from warehouse.watching import sweep_runs

if TYPE_CHECKING:
    from tasks.watch.steps import AlarmSettings

VERSION = "0.1.0"


@dataclass(slots=True)
class Workshop:
    """One open run. `counts` are outcomes by name; with a part failed the run ends degraded.

    `line` is its row in the run ledger, `gaps` what did not add up in what an outlet brought.
    """

    settings: Settings
    tools: Tools
    line: dict[str, object]
    gaps: list[str] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    degraded: str | None = None

    def last_line(self) -> dict[str, object]:
        """Its row in the run ledger as it ends now."""
        status = "degraded" if self.degraded else "done"
        return {**self.line, "status": status, "reason": self.degraded, "ended_at": self.tools.now()}


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Where a run gets its time and addresses from: the world, or the bundled newsroom on loopback.

    `routes` maps host names to loopback ports; no setting can give it.
    """

    now: Callable[[], datetime]
    host_clock: Callable[[], Clock] = system_clock
    routes: Mapping[str, tuple[str, int]] | None = None
    spacing_seconds: float | None = None
    quiet: bool = False


def clock() -> datetime:
    """The real time, aware UTC."""
    return datetime.now(UTC)


WORLD = Surroundings(now=clock)


def workshop_settings(data_dir: str | Path | None, outlets_file: str | Path | None) -> Settings:
    """Settings from the environment; arguments win. Every flow begins here."""
    one_line_for_known_trouble()
    return load_settings(data_dir=data_dir, outlets_file=outlets_file)


@asynccontextmanager
async def open_workshop(
    settings: Settings, flow: str, day: date | None, outlet_ids: Sequence[str] | None = None
) -> AsyncIterator[Workshop]:
    """Shells and one run with them, on the real world. Raises before anything is fetched."""
    async with open_tools(settings, outlet_ids=outlet_ids) as tools:
        with open_run(settings, tools, flow, day) as shop:
            yield shop


@asynccontextmanager
async def open_tools(
    settings: Settings,
    *,
    outlets: Sequence[OutletSpec] | None = None,
    outlet_ids: Sequence[str] | None = None,
    surroundings: Surroundings | None = None,
    warehouse_file: Path | None = None,
) -> AsyncIterator[Tools]:
    """The shells that runs share: warehouse, archive, fetcher, reading processes.

    Raises OutletsError, SettingsError or a WarehouseError before anything is fetched.
    """
    surroundings = surroundings or WORLD
    specs = {o.outlet_id: o for o in (read_outlets(settings.outlets_file) if outlets is None else outlets)}
    chosen = choose(specs, outlet_ids)
    collect = collect_settings(settings, surroundings.spacing_seconds)
    settings.archive_dir.mkdir(parents=True, exist_ok=True)
    settings.state_dir.mkdir(parents=True, exist_ok=True)
    stop = asyncio.Event()
    with (
        stopping(stop),
        open_warehouse(warehouse_file or settings.warehouse, wait_seconds=5) as warehouse,
        show_progress(surroundings.quiet) as progress,
        open_engine(settings) as engine,
        open_reader(settings, engine, poison_tries(warehouse)) as pool,
        open_hosts(settings.state_dir / "hosts.sqlite", surroundings.host_clock) as hosts,
        closing(open_together(warehouse, stop)) as together,
        closing(open_remembered(warehouse, collect, len(chosen), surroundings.now)) as remembered,
    ):
        sweep_runs(warehouse, surroundings.now())
        async with open_fetcher(collect, surroundings.routes, surroundings.now, hosts) as fetcher:
            yield Tools(
                run_id="",
                outlets=chosen,
                now=surroundings.now,
                warehouse=warehouse,
                remembered=remembered,
                archive=Archive(settings.archive_dir),
                budget=RunBudget(collect.pages_per_run, len(chosen)),
                fetcher=fetcher,
                in_hand=InHand(pool.hungry),
                pool=pool,
                together=together,
                engine=engine,
                processes=process_count(settings),
                collect=collect,
                compare=CompareSettings(seed=settings.seed, window_days=settings.window_days),
                rng=random.Random(),
                stop=stop,
                progress=progress,
            )


def keep_small(settings: Settings) -> None:
    """Rewrites the closed warehouse when much of it is free, but not when there is no room or another run has it."""
    if settings.lake is None:
        with suppress(WarehouseFull, WarehouseLocked):
            compact_when_loose(settings.warehouse_file)


def alarm_settings(settings: Settings) -> AlarmSettings:
    """The editorial alarms of the outlets file, and where alarms go."""
    from tasks.watch.steps import AlarmSettings  # the collect flow does without the statistics behind it

    return AlarmSettings(
        rules=read_alarms(settings.outlets_file),
        addresses=tuple(settings.notify.get_secret_value().split()),
        pages_url=settings.pages_url,
    )


@contextmanager
def open_run(
    settings: Settings, tools: Tools, flow: str, day: date | None, run_id: str | None = None
) -> Iterator[Workshop]:
    """One line in the run ledger around the block: running, then done, degraded or failed."""
    started = tools.now()
    run_id = run_id or new_run_id(flow, started)
    line: dict[str, object] = {
        "run_id": run_id,
        "flow": flow,
        "day": day,
        "started_at": started,
        "status": "running",
        "settings_hash": hashlib.sha256(settings.model_dump_json().encode()).hexdigest(),
        "code_version": VERSION,
    }
    budget = RunBudget(tools.collect.pages_per_run, len(tools.outlets))
    shop = Workshop(settings, replace(tools, run_id=run_id, budget=budget), line)
    load_rows(tools.warehouse, {"run": [line], "outlet": [outlet_row(o) for o in tools.outlets.values()]})
    try:
        yield shop
    except BaseException as problem:
        line.update(status="failed", reason=f"{type(problem).__name__}: {problem}"[:500])
        raise
    else:
        line.update(shop.last_line())
    finally:
        tries = [
            {"page_hash": page_hash, "tries": count, "last_at": tools.now()}
            for page_hash, count in tools.pool.tries.items()
        ]
        load_rows(tools.warehouse, {"poison": tries, "run": [{**line, "ended_at": tools.now()}]})


@contextmanager
def open_hosts(path: Path, host_clock: Callable[[], Clock]) -> Iterator[Ledger]:
    """The ledger of turns and pauses by host, closed at the end of the block."""
    ledger = Ledger(path, host_clock)
    try:
        yield ledger
    finally:
        ledger.close()


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
    pace = settings.spacing_seconds if spacing_seconds is None else spacing_seconds
    house = CollectSettings()
    return replace(
        house,
        contact=settings.contact or house.contact,
        spacing_seconds=pace,
        spacing_per_address_seconds=min(house.spacing_per_address_seconds, pace),
        pages_per_outlet=settings.articles_per_outlet,
        seconds_per_outlet=60 * settings.minutes_per_run,
    )


def outlet_row(outlet: OutletSpec) -> dict[str, object]:
    """An outlet as a row of raw.outlet."""
    low, high = outlet.expected_articles or (None, None)
    return {
        "outlet_id": outlet.outlet_id,
        "name": outlet.name,
        "country": outlet.country,
        "language": outlet.language,
        "domains": outlet.domains,
        "collections": outlet.collections,
        "expected_low": low,
        "expected_high": high,
    }


def new_run_id(flow: str, started: datetime) -> str:
    """A run's id: its flow, its start to the second and four random characters."""
    return f"{flow}-{started:%Y%m%dT%H%M%SZ}-{random.SystemRandom().randrange(16**4):04x}"
