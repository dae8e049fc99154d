"""The clock is set back, forward or over a change of summer time: nothing comes early, twice or never."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from flows.demo.run import VirtualClock
from flows.demo.server import POLLS, Newsroom
from flows.lost_runs import LATE, LostRuns
from tasks.collect.decide import due, feed_is_due
from tasks.collect.pace import Clock
from tasks.collect.records import FeedState
from tasks.collect.settings import CollectSettings
from tasks.collect.state import KnownEntry
from warehouse.connection import open_warehouse
from warehouse.digest import table_digests
from warehouse.read import built_days

YEAR, TWO_HOURS = timedelta(days=365), timedelta(hours=2)
NOW = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)
DEMO_OUTLETS = Path(__file__).parents[2] / "flows" / "demo" / "outlets.toml"


def entry(**known: object) -> KnownEntry:
    return KnownEntry(
        normal_url="https://p.example/a", url="https://p.example/a", feed_url="f", first_seen_at=NOW, **known
    )  # type: ignore[arg-type]


def test_a_clock_set_back_makes_nothing_due_early() -> None:
    feed = FeedState("o", "f", next_due_at=NOW + timedelta(minutes=15))
    assert not feed_is_due(feed, NOW - TWO_HOURS)
    tried = entry(failures=1, last_reason="timeout", last_tried_at=NOW)
    looked = entry(looks=1, last_looked_at=NOW)
    for known in (tried, looked):
        assert due(known, NOW - TWO_HOURS, CollectSettings()) == "known"


def test_what_was_noted_under_a_clock_a_year_ahead_waits_no_year() -> None:
    assert feed_is_due(FeedState("o", "f", next_due_at=NOW + YEAR), NOW)
    tried = entry(failures=1, last_reason="timeout", last_tried_at=NOW + YEAR)
    assert due(tried, NOW, CollectSettings()) == "retry"


@pytest.mark.parametrize(
    ("zone", "first", "last"),
    [
        ("Europe/Kyiv", datetime(2026, 3, 27, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC)),
        ("America/New_York", datetime(2026, 10, 30, tzinfo=UTC), datetime(2026, 11, 4, tzinfo=UTC)),
        ("UTC", datetime(2026, 3, 27, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC)),
    ],
)
def test_the_daily_run_comes_once_on_each_day_of_its_zone(zone: str, first: datetime, last: datetime) -> None:
    from prefect.server.schemas.schedules import CronSchedule

    from flows.commands.schedule import DAILY_CRON

    schedule = CronSchedule(cron=DAILY_CRON, timezone=zone)
    due_at = asyncio.run(schedule.get_dates(n=10, start=first, end=last))
    there = [moment.astimezone(ZoneInfo(zone)) for moment in due_at]
    assert len({moment.date() for moment in there}) == len(there) == 5
    assert {(moment.hour, moment.minute) for moment in there} == {(5, 20)}


def test_after_a_jump_only_the_newest_missed_run_of_each_kind_is_left(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    planned = [
        {
            "id": f"{kind}{n}",
            "name": f"{kind}{n}",
            "deployment_id": kind,
            "auto_scheduled": True,
            "next_scheduled_start_time": (NOW + timedelta(minutes=15 * n)).isoformat(),
            "expected_start_time": None,
        }
        for kind in ("collect", "daily")
        for n in range(6)
    ]
    told: list[str] = []

    def server(api: str, path: str, body: dict[str, object] | None = None) -> object:
        if path == "/flow_runs/filter":
            return planned
        told.append(path.split("/")[2])
        return None

    monkeypatch.setattr("flows.lost_runs.ask", server)
    runs = LostRuns("api", "pool")
    assert runs.skip(NOW - TWO_HOURS) == []
    assert runs.skip(NOW + LATE) == []
    runs.skip(NOW + YEAR)
    assert sorted(told) == sorted(run["id"] for run in planned if not run["id"].endswith("5"))


@pytest.fixture(scope="module")
def three_days(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Data folders of the newsroom's first day: under a straight clock, and under one that jumps."""
    from flows import collect, compare, workshop
    from flows.collect import collect_outlets

    patch = pytest.MonkeyPatch()  # the steps without Prefect's wrapping
    for module in (collect, compare):
        for name in ("collect_step", "read_step", "store_step", "health_step", "compare_step"):
            if hasattr(module, name):
                patch.setattr(module, name, getattr(module, name).fn)
        patch.setattr(module, "untouched", lambda value: value)

    async def day(folder: Path, jumps: bool) -> None:
        clock = VirtualClock(POLLS[0])

        @asynccontextmanager
        async def run(flow: str) -> AsyncIterator[workshop.Workshop]:
            world = workshop.Surroundings(
                now=clock.now,
                host_clock=lambda: Clock("newsroom", clock.at.timestamp(), clock.at.timestamp()),
                routes=newsroom.routes(),
                spacing_seconds=0.0,
                quiet=True,
            )
            settings = workshop.load_settings({}, data_dir=folder, outlets_file=DEMO_OUTLETS)
            async with workshop.open_tools(settings, surroundings=world) as tools:
                with workshop.open_run(settings, tools, flow, None) as shop:
                    yield shop

        with Newsroom() as newsroom:
            for at in POLLS[:4]:
                newsroom.set_now(at)
                for jump in (timedelta(0), -TWO_HOURS, YEAR, timedelta(0)) if jumps else (timedelta(0),):
                    clock.at = at + jump
                    before = len(newsroom.requests)
                    async with run("collect") as shop:
                        await collect_outlets(shop)
                    asked = [r for r in newsroom.requests[before:] if r.path.startswith("/article")]
                    assert not asked or jump == timedelta(0), [r.path for r in asked]
            async with run("daily") as shop:
                await finish(shop)
            if jumps:
                clock.at = POLLS[3] + YEAR
                async with run("daily") as shop:
                    await finish(shop)
                clock.at = POLLS[3]
                async with run("daily") as shop:
                    await finish(shop)

    async def finish(shop: workshop.Workshop) -> None:
        from flows.daily import finish_day

        await finish_day(shop, None)

    found = {name: tmp_path_factory.mktemp(name) for name in ("straight", "jumping")}
    for name, folder in found.items():
        asyncio.run(day(folder, name == "jumping"))
    patch.undo()
    return found


def test_a_jumping_clock_leaves_the_same_tables_and_no_day_of_its_own(three_days: dict[str, Path]) -> None:
    digests, days = {}, {}
    for name, folder in three_days.items():
        with open_warehouse(folder / "published" / "parallax.duckdb", read_only=True) as published:
            days[name] = built_days(published)
            digests[name] = {
                table: digest
                for table, digest in table_digests(published).items()
                if table.startswith("daily.")
            }
    assert days["jumping"] == days["straight"] == [POLLS[0].date()]
    assert digests["jumping"] == digests["straight"]
