"""Names of runs on Prefect's pages: which flow, which day, which outlets."""

from __future__ import annotations

from prefect.runtime import flow_run


def collect_name() -> str:
    """`collect 2026-03-05 06:15, all outlets`: when it came due, UTC."""
    outlets = str(flow_run.parameters.get("outlets", "all"))
    return f"collect {flow_run.scheduled_start_time:%Y-%m-%d %H:%M}, {_outlets(outlets)}"


def daily_name() -> str:
    """`daily 2026-03-05, all outlets`: the day asked for, else the UTC day on which it came due."""
    return f"daily {_day(str(flow_run.parameters.get('day', 'newest')))}, all outlets"


def watch_name() -> str:
    """`watch 2026-03-05, all outlets`."""
    return f"watch {_day(str(flow_run.parameters.get('day', 'today')))}, all outlets"


def backfill_name() -> str:
    """`backfill 2026-03-02 to 2026-03-05, all outlets`."""
    given = flow_run.parameters
    return f"backfill {given.get('first')} to {_day(str(given.get('last', 'today')))}, all outlets"


def _day(asked: str) -> str:
    return f"{flow_run.scheduled_start_time:%Y-%m-%d}" if asked in ("newest", "today") else asked


def _outlets(asked: str) -> str:
    return "all outlets" if asked == "all" else asked
