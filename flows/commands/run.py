"""`parallax run`: the daily flow once, on the user's outlets."""

from __future__ import annotations

import asyncio
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from flows.errors import DEGRADED, DONE, wrong_usage
from flows.local_server import prefect_server
from flows.outlets import read_outlets
from flows.settings import load_settings
from flows.start import load_daily

if TYPE_CHECKING:
    from flows.summary import RunSummary


def run_daily(day: str | None, data: Path | None, outlets: Path | None) -> int:
    """Runs the daily flow; returns 0, or 3 when a part of it failed."""
    settings = load_settings(data_dir=data, outlets_file=outlets)
    read_outlets(settings.outlets_file)  # a mistake in it is said before anything starts
    chosen = parse_day(day)
    with prefect_server(settings.state_dir, load_daily):
        from flows.daily import daily

        asked = f"{chosen}" if chosen else "newest"
        summary = asyncio.run(daily(asked, str(settings.data_dir), str(settings.outlets_file)))
    return tell(summary)


def run_backfill(first: str, last: str | None, data: Path | None, outlets: Path | None) -> int:
    """Collects once and makes every day of a range anew; returns 0, or 3 when a part of it failed."""
    settings = load_settings(data_dir=data, outlets_file=outlets)
    read_outlets(settings.outlets_file)
    begin, end = parse_day(first, "--from"), parse_day(last, "--to")
    if begin and end and end < begin:
        raise wrong_usage(f"--to {end} lies before --from {begin}")
    with prefect_server(settings.state_dir, load_daily):
        from flows.backfill import backfill

        asked = f"{end}" if end else "today"
        summary = asyncio.run(backfill(f"{begin}", asked, str(settings.data_dir), str(settings.outlets_file)))
    return tell(summary)


def tell(summary: RunSummary) -> int:
    """Prints how a run ended; returns its exit code."""
    print(f"run {summary.run_id}: {summary.line}")
    if summary.degraded:
        print(f"degraded: {summary.degraded}; see `parallax report --table health`", file=sys.stderr)
        return DEGRADED
    return DONE


def parse_day(day: str | None, option: str = "--day") -> date | None:
    """A day as given on the command line. Raises CommandError (wrong usage) when it is none."""
    if day is None:
        return None
    try:
        return date.fromisoformat(day)
    except ValueError:
        raise wrong_usage(f"{option} {day!r} is not a day; write it as YYYY-MM-DD") from None
