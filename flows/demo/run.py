"""`parallax demo`: the daily flow on the bundled newsroom, offline, through the same stages as the web."""

from __future__ import annotations

import asyncio
import hashlib
import shutil
import sys
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path

from flows.errors import DONE, wrong_usage
from flows.local_server import prefect_server
from flows.settings import Settings, load_settings
from flows.start import load_daily

#: A folder is only ever made anew when it holds this mark, so that no other data can be lost.
MARK = ".parallax-demo"


def run_demo(data: Path, lines: int) -> int:
    """Makes the demo's data folder anew, runs three days, prints every daily table. Returns 0 or raises."""
    settings = load_settings(data_dir=make_folder(data), outlets_file=Path(__file__).parent / "outlets.toml")
    print(
        f"Five invented outlets, three invented days, served on this machine. Data: {data}/", file=sys.stderr
    )
    with prefect_server(settings.state_dir, load_daily):
        from flows.demo.flow import demo

        outcomes = asyncio.run(demo(settings))
    show_demo(settings, outcomes, lines)
    return DONE


def show_demo(settings: Settings, outcomes: Mapping[str, int], lines: int) -> None:
    """Prints every daily table of the published copy, the digest of all, and what to look at next."""
    from flows.show_tables import console, show_tables
    from warehouse.connection import open_warehouse
    from warehouse.digest import table_digests
    from warehouse.read import built_days, daily_table, daily_tables

    out = console()
    with open_warehouse(settings.published, read_only=True) as published:
        days = built_days(published)
        rows = {
            name: [row for day in days for row in daily_table(published, name, day).to_pylist()]
            for name in daily_tables()
        }
        digests = table_digests(published)
    counted = ", ".join(f"{n} {name.replace('_', ' ')}" for name, n in sorted(outcomes.items()) if n)
    out.print(f"{len(days)} days, entries and polls: {counted}", highlight=False)
    show_tables(rows, out, lines)
    every = hashlib.sha256("".join(f"{k}{v}" for k, v in sorted(digests.items())).encode()).hexdigest()
    folder = settings.data_dir
    out.print(f"""
digest of all tables: {every[:16]} (the same on every run)

What to look at next
  .venv/bin/parallax sql --data {folder} --tables
  .venv/bin/parallax sql --data {folder} @sole_claims
  .venv/bin/parallax report --data {folder} --format html --out report.html
  .venv/bin/parallax dashboard --data {folder}
  .venv/bin/parallax compare FILE FILE [FILE ...]    your own texts, side by side""")


def make_folder(data: Path) -> Path:
    """An empty folder for the demo. Raises CommandError when `data` holds something else."""
    if data.exists() and not (data / MARK).exists() and (not data.is_dir() or any(data.iterdir())):
        raise wrong_usage(f"{data} exists and was not made by the demo; name an empty folder with --data")
    if data.exists():
        shutil.rmtree(data)
    data.mkdir(parents=True)
    (data / MARK).touch()
    return data


class VirtualClock:
    """The newsroom's time: stands still while a poll runs, and is moved from poll to poll."""

    def __init__(self, start: datetime) -> None:
        self.at = start

    def now(self) -> datetime:
        """The virtual instant, aware UTC."""
        return self.at


def polls_by_day(polls: tuple[datetime, ...]) -> dict[date, list[datetime]]:
    """The instants at which the demo collects, by UTC day."""
    days: dict[date, list[datetime]] = {}
    for at in polls:
        days.setdefault(at.date(), []).append(at)
    return days
