"""Memory over many days in one process: the whole pipeline again and again, with Prefect.

    python -m benchmarks.flat_days [--days 10] [--pages 2000] [--corpora FOLDER]

One process collects, reads, compares and publishes so many new pages on each of the days, each a run as the daily flow is
one: the warehouse is opened for it, closed behind it and rewritten where much of it lies loose. The clock goes on by the
days of a window from one to the next: no comparison looks back at the day before. Pages are those that speed is measured
on, under new addresses every day. From the second day on the pages of earlier ones are looked at again, as everywhere, as
many as a run's pages leave room for: with 10,000 new ones, 10,000. Prints for each day the memory of all processes at
its highest, and at its end, when the machine had a second to take back what was let go: of all processes, of the
run's own, and of Prefect's server and the others. Shared pages count once (proportional set size).
"""

from __future__ import annotations

import argparse
import asyncio
import json
import subprocess
import sys
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks.speed.pages import BESIDE, find_pages, write_pages
from benchmarks.speed.watching import Sample, run_watched

#: Seconds after a day before its memory is looked at.
REST_SECONDS = 1.5

#: Seconds between looks at memory: a look goes through all pages of all processes and holds them up.
LOOK_SECONDS = 0.5

HEADING = (
    "day         pages kept  seconds  processor s  MB at most"
    "  MB at its end: all  the run's own  Prefect's server, others"
)


def main() -> None:
    """Prints a line for each day."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--days", type=int, default=10)
    parser.add_argument("--pages", type=int, default=2000)
    parser.add_argument("--corpora", type=Path, default=BESIDE)
    parser.add_argument("--inside", nargs=2, metavar=("FOLDER", "PORT"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.inside:
        inside(Path(given.inside[0]), int(given.inside[1]), given.pages, given.days)
        return
    with tempfile.TemporaryDirectory(prefix="parallax-days-") as name:
        folder = Path(name)
        pages = find_pages(given.corpora, given.pages)
        write_pages(pages, folder / "pages")
        print(f"{given.days} days of {given.pages:,} pages: {pages.origin}", flush=True)
        serving = [sys.executable, "-m", "benchmarks.speed.server", str(folder / "pages"), str(given.pages)]
        with subprocess.Popen(serving, stdout=subprocess.PIPE, text=True) as server:
            try:
                assert server.stdout is not None
                port = server.stdout.readline().strip()
                command = [
                    sys.executable,
                    "-m",
                    "benchmarks.flat_days",
                    "--inside",
                    str(folder / "data"),
                    port,
                ]
                print(HEADING, flush=True)
                run_watched(
                    [*command, "--pages", f"{given.pages}", "--days", f"{given.days}"],
                    memory_seconds=LOOK_SECONDS,
                    at_line=show,
                )
            finally:
                server.terminate()


def show(said: str, samples: list[Sample]) -> None:
    """A day's line, from what the process said of it and what was seen from outside."""
    if not said.startswith('{"began"'):
        return
    day: dict[str, Any] = json.loads(said)
    within = [sample for sample in samples if day["began"] <= sample.at <= day["ended"]]
    spent = within[-1].cpu - within[0].cpu
    others = day["all_mb"] - day["own_mb"]
    print(
        f"{day['day']}  {day['kept']:10,}  {day['ended'] - day['began']:7.0f}  {spent:11.0f}"
        f"  {max(sample.mb for sample in within):10,.0f}"
        f"  {day['all_mb']:18,.0f}  {day['own_mb']:13,.0f}  {others:24,.0f}",
        flush=True,
    )


def inside(folder: Path, port: int, pages: int, days: int) -> None:
    """The process that is watched: says a line of JSON for each day."""
    from flows.local_server import prefect_server
    from flows.start import load_daily

    folder.mkdir()
    with prefect_server(folder / "state", load_daily):
        asyncio.run(all_days(folder, port, pages, days))


async def all_days(folder: Path, port: int, pages: int, days: int) -> None:
    """The days one after the other, each a flow run with shells of its own."""
    from prefect import flow

    from benchmarks.speed.pipeline import NOW
    from benchmarks.speed.watching import family_mb
    from tasks.compare.settings import CompareSettings

    for number in range(days):
        today = NOW + number * timedelta(days=CompareSettings().window_days)
        began = time.monotonic()
        counts = await flow(name="day", validate_parameters=False)(whole_day)(folder, port, pages, today)
        ended = time.monotonic()
        await asyncio.sleep(REST_SECONDS)
        everything, own = family_mb()
        kept = counts.get("kept", 0)
        said = {"began": began, "ended": ended, "day": f"{today:%Y-%m-%d}", "kept": kept}
        print(json.dumps(said | {"all_mb": everything, "own_mb": own}), flush=True)


async def whole_day(folder: Path, port: int, pages: int, today: datetime) -> dict[str, int]:
    """One day's run from opening the warehouse to keeping it small; returns outcomes by name."""
    from benchmarks.speed.pipeline import Stages, work
    from flows.settings import load_settings
    from flows.workshop import keep_small

    counts = await work(folder, port, pages, Stages(), today)
    keep_small(load_settings({}, data_dir=folder))
    return counts


if __name__ == "__main__":
    main()
