"""Watch under Prefect: one task per day. The only file of this stage that knows Prefect and the warehouse."""

from __future__ import annotations

import asyncio
import multiprocessing
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any, TypeVar

from pebble import ProcessExpired, ProcessPool
from prefect import get_run_logger, task
from prefect.cache_policies import NO_CACHE
from prefect.events import emit_event

from tasks.stopping import in_thread
from tasks.tools import Tools
from tasks.watch.alarms import (
    EDITORIAL_GAP,
    decide_alarms,
    editorial_conditions,
    outlet_conditions,
    run_conditions,
)
from tasks.watch.deliver import notify
from tasks.watch.drift import CURRENT_DAYS, MOST_ROWS, REFERENCE_DAYS, compare_windows, enough
from tasks.watch.health import decide_all
from tasks.watch.judge import HISTORY_DAYS, held_back, judge_day, watched_day
from tasks.watch.records import Alarm, AlarmRule, Clearance, Condition, DriftRow, OutletFacts, WatchedDay
from warehouse import watching
from warehouse.load import load_rows, replace_day
from warehouse.outlets import expected_articles
from warehouse.read import days_with_articles, outlet_facts

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class AlarmSettings:
    """Where alarms go and what they link to. Addresses are apprise's and may hold passwords."""

    rules: tuple[AlarmRule, ...] = ()
    addresses: tuple[str, ...] = ()
    pages_url: str = "http://127.0.0.1:8501"


@task(name="watch", task_run_name="watch {day}", cache_policy=NO_CACHE)
async def health_step(day: date, tools: Tools) -> int:
    """Health and drift rows of one day, made anew. Returns how many outlets are not healthy."""
    return await in_thread(tools.stop, judge_outlets, day, tools)


@task(name="drift report", task_run_name="drift report {day}", cache_policy=NO_CACHE)
async def drift_step(day: date, tools: Tools, folder: Path) -> str:
    """Evidently over the week that ends on a day; returns the page's path, or why there is none."""
    return await in_thread(tools.stop, report_drift, day, tools, folder)


@task(name="alarms", task_run_name="alarms {day}", cache_policy=NO_CACHE)
async def alarm_step(
    day: date, tools: Tools, settings: AlarmSettings, gaps: Sequence[str] | None, degraded: str | None
) -> int:
    """Tells the alarms of one day that are new; returns how many. Without `gaps` nothing is said of the run."""
    due, kept = await asyncio.to_thread(find_alarms, day, tools, settings, gaps, degraded)
    told = [await tell(alarm, tools, settings) for alarm in due]
    await asyncio.to_thread(load_rows, tools.warehouse, {"alarm": [*kept, *told]})
    return len(told)


def judge_outlets(day: date, tools: Tools) -> int:
    """`health_step` without Prefect."""
    facts = [OutletFacts(**row) for row in outlet_facts(tools.warehouse, day)]
    countries = watching.outlet_countries(tools.warehouse)
    history: dict[str, list[WatchedDay]] = {}
    for row in watching.health_history(tools.warehouse, day, HISTORY_DAYS):
        history.setdefault(row["outlet_id"], []).append(WatchedDay(**{**row, "flags": tuple(row["flags"])}))
    for found in facts:
        country = countries.get(found.outlet_id, "")
        history.setdefault(found.outlet_id, []).append(watched_day(found, country))
    cleared = [Clearance(**row) for row in watching.clearances(tools.warehouse)]
    judged = judge_day(day, history, cleared, closed=day < tools.now().date())
    earlier = watching.drift_verdicts(tools.warehouse, day - timedelta(days=1))
    held = held_back(day, [*earlier, *drifts_of(judged.rows)], cleared)
    silent = {outlet_id: run.says for outlet_id, run in judged.silent.items()}
    rows = decide_all(facts, expected_articles(tools.warehouse), held, silent)
    overall = [row for row in watching.day_drift(tools.warehouse, day) if row["outlet_id"] is None]
    replace_day(tools.warehouse, day, {"health": rows, "drift": [*judged.rows, *overall]})
    return sum(not row.healthy for row in rows)


def drifts_of(rows: Sequence[DriftRow]) -> list[tuple[str, date, str]]:
    """(outlet, day, reason) of the outlets that drifted, one each."""
    reasons: dict[tuple[str, date], list[str]] = {}
    for row in rows:
        if row.verdict == "drift" and row.outlet_id is not None:
            reasons.setdefault((row.outlet_id, row.day), []).append(row.reason or row.measure)
    return [(outlet_id, day, "; ".join(said)) for (outlet_id, day), said in reasons.items()]


def report_drift(day: date, tools: Tools, folder: Path) -> str:
    """`drift_step` without Prefect. The page is put in place whole; rows of the day over all outlets renewed."""
    first = day - timedelta(days=CURRENT_DAYS - 1)
    windows = ((first, day), (first - timedelta(days=REFERENCE_DAYS), first - timedelta(days=1)))
    current, reference = (
        watching.articles_for_report(tools.warehouse, *window, MOST_ROWS).to_pydict() for window in windows
    )
    asked = (day, current, reference, (CURRENT_DAYS, REFERENCE_DAYS))
    try:
        if enough(len(current["words"]), len(reference["words"])):
            report = compare_windows(*asked)  # which says why there is nothing to compare
        else:
            report = in_own_process(compare_windows, *asked)
    except ModuleNotFoundError:
        return "not made: Evidently is not installed (pip install 'parallax-news[drift]')"
    except ProcessExpired:
        return "not made: its process was ended (too little memory?)"
    kept = [row for row in watching.day_drift(tools.warehouse, day) if row["outlet_id"] is not None]
    replace_day(tools.warehouse, day, {"drift": [*kept, *report.rows]})
    if report.html is None:
        return f"not made: {report.rows[0].reason}"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"drift-{day}.html"
    unfinished = path.with_suffix(".unfinished")
    unfinished.write_text(report.html, encoding="utf-8")
    unfinished.replace(path)
    return str(path)


def in_own_process(work: Callable[..., T], *given: Any) -> T:
    """What `work` returns, from a process of its own: what it loads is gone with it.

    Raises what `work` raises, and ProcessExpired when the process is ended.
    """
    with ProcessPool(max_workers=1, context=multiprocessing.get_context("forkserver")) as one:
        made: T = one.schedule(work, args=given).result()
        return made


def find_alarms(
    day: date, tools: Tools, settings: AlarmSettings, gaps: Sequence[str] | None, degraded: str | None
) -> tuple[list[Alarm], list[Alarm]]:
    """Alarms to tell now, and told ones whose condition goes on."""
    health = watching.day_health(tools.warehouse, day)
    held = frozenset(row["outlet_id"] for row in health if "drift" in row["flags"])
    drift = [DriftRow(**row) for row in watching.day_drift(tools.warehouse, day)]
    silent = {row["outlet_id"]: row["reason"] or "" for row in health if "silent" in row["flags"]}
    names = {row["outlet_id"]: row["name"] for row in health}
    days = days_with_articles(tools.warehouse)
    conditions: list[Condition] = [
        *outlet_conditions(day, silent, drift, held, names, settings.pages_url),
        *editorial_conditions(
            day, settings.rules, editorial_facts(day, tools, settings.rules), settings.pages_url
        ),
    ]
    if gaps is not None:
        conditions += run_conditions(day, gaps, degraded, days[-1] if days else None, settings.pages_url)
    since = day - EDITORIAL_GAP
    known = [
        Alarm(**{**row, "delivered_to": tuple(row["delivered_to"])})
        for row in watching.known_alarms(tools.warehouse, since)
    ]
    editorial = frozenset(rule.name for rule in settings.rules)
    alarms = decide_alarms(day, tools.now(), conditions, known, editorial, held)
    return [a for a in alarms if a.delivered_at is None], [a for a in alarms if a.delivered_at is not None]


def editorial_facts(day: date, tools: Tools, rules: Sequence[AlarmRule]) -> dict[str, list[watching.Row]]:
    """Rows that the user's rules look at, by kind of rule; only what a rule asks for is read."""
    asked = {rule.when for rule in rules}
    readers = {
        "story_omitted": watching.story_cells,
        "claim_denied": watching.denied_claims,
        "number_conflict": watching.conflicting_numbers,
        "claim_removed": watching.removing_edits,
    }
    facts: dict[str, list[watching.Row]] = {
        kind: read(tools.warehouse, day) for kind, read in readers.items() if kind in asked
    }
    words = sorted({word for rule in rules for word in rule.words})
    if words:
        facts["word"] = watching.articles_saying(tools.warehouse, day, words)
    return facts


async def tell(alarm: Alarm, tools: Tools, settings: AlarmSettings) -> Alarm:
    """Log and event the first time, then every address that has not taken it."""
    taken = list(alarm.delivered_to)
    if not taken:
        get_run_logger().warning("alarm %s: %s; %s %s", alarm.rule, alarm.title, alarm.body, alarm.evidence)
        about = alarm.outlet_id or "run"
        emit_event(
            event=f"parallax.alarm.{alarm.rule.replace(' ', '-')}",
            resource={"prefect.resource.id": f"parallax.{about}", "prefect.resource.name": about},
            payload={"title": alarm.title, "body": alarm.body, "evidence": alarm.evidence},
        )
        taken += ["log", "event"]
    try:
        taken += await asyncio.to_thread(notify, alarm, settings.addresses)
    except ModuleNotFoundError:
        get_run_logger().error(
            "alarms cannot be sent: install the extra (pip install 'parallax-news[alarms]')"
        )
    complete = sum(channel.startswith("notify-") for channel in taken) >= len(settings.addresses)
    return replace(
        alarm,
        delivered_to=tuple(taken),
        delivered_at=tools.now() if complete else None,
        tries=alarm.tries + 1,
    )
