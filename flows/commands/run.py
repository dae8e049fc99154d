"""`parallax run`: the daily flow once, on the user's outlets."""

from __future__ import annotations

import asyncio
import sys
from datetime import date
from pathlib import Path

from flows.errors import DEGRADED, DONE, wrong_usage
from flows.local_server import prefect_server
from flows.outlets import read_outlets
from flows.settings import load_settings


def run_daily(day: str | None, data: Path | None, outlets: Path | None) -> int:
    """Runs the daily flow; returns 0, or 3 when a part of it failed."""
    settings = load_settings(data_dir=data, outlets_file=outlets)
    read_outlets(settings.outlets_file)  # a mistake in it is said before anything starts
    chosen = parse_day(day)
    with prefect_server(settings.state_dir):
        from flows.daily import daily

        asked = f"{chosen}" if chosen else "newest"
        summary = asyncio.run(daily(asked, str(settings.data_dir), str(settings.outlets_file)))
    print(f"run {summary.run_id}: {summary.line}")
    if summary.degraded:
        print(f"degraded: {summary.degraded}; see `parallax report --table health`", file=sys.stderr)
        return DEGRADED
    return DONE


def parse_day(day: str | None) -> date | None:
    """A day as given on the command line. Raises CommandError (wrong usage) when it is none."""
    if day is None:
        return None
    try:
        return date.fromisoformat(day)
    except ValueError:
        raise wrong_usage(f"--day {day!r} is not a day; write it as YYYY-MM-DD") from None
