"""What a run leaves on Prefect's pages and in its log: one line an outlet, a table, links, how far it is."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, TypeVar, cast

from prefect import get_run_logger
from prefect.artifacts import (
    acreate_markdown_artifact,
    acreate_progress_artifact,
    acreate_table_artifact,
    aupdate_progress_artifact,
)
from prefect.states import Completed

from flows.summary import RunSummary
from flows.workshop import Workshop
from warehouse.read import run_outcomes, run_polls

T = TypeVar("T")
#: Hears which share of a run is done, 0 to 1.
Progress = Callable[[float], Awaitable[None]]
#: The pages are told of progress in steps of this much, since each costs a request to the server.
STEP = 0.1

_MARKUP = re.compile(r"([\\`*_{}\[\]<>()#+!|~-])")


def outlet_lines(entries: Sequence[dict[str, Any]], polls: Sequence[dict[str, Any]]) -> dict[str, str]:
    """A run by outlet as words: `kept 12, refused (not_an_article) 3, feed failed (dns error)`.

    `entries` are counts of entries by outcome and reason, `polls` looks at feeds by outcome and reason.
    """
    counts: dict[str, dict[str, int]] = {}
    for row in entries:
        name = row["outcome"] + (f" ({row['reason']})" if row["reason"] else "")
        mine = counts.setdefault(row["outlet_id"], {})
        mine[name] = mine.get(name, 0) + row["entries"]
    lines = {
        outlet_id: [f"{name} {n}" for name, n in sorted(mine.items(), key=lambda pair: (-pair[1], pair[0]))]
        for outlet_id, mine in counts.items()
    }
    for row in polls:
        line = lines.setdefault(row["outlet_id"], [])
        if row["outcome"] in ("failed", "partial", "skipped"):
            number = f" {row['polls']}" if row["polls"] > 1 else ""
            line.append(f"feed {row['outcome']} ({(row['reason'] or 'no reason').replace('_', ' ')}){number}")
    return {outlet_id: ", ".join(line) or "nothing new" for outlet_id, line in sorted(lines.items())}


def escape(text: str) -> str:
    """Text without meaning for Markdown or HTML, on one line."""
    return _MARKUP.sub(r"\\\1", " ".join(text.split()))


def run_page(summary: RunSummary, pages_url: str) -> str:
    """The run as a short Markdown page."""
    state = f"**degraded**: {escape(summary.degraded)}" if summary.degraded else "done"
    days = "".join(f"\n- [{day}]({pages_url.rstrip('/')}/?day={day})" for day in summary.days)
    return f"# Run {escape(summary.run_id)}\n\n{state}\n\n{escape(summary.line)}\n\n{'Pages:' + days if days else ''}\n"


def ended(value: T, degraded: str | None) -> T:
    """What a flow returns at its end. A degraded run ends in a state of that name: done, and yet not simply done.

    Who awaits the flow gets `value` in either case.
    """
    return value if degraded is None else cast(T, Completed(name="Degraded", message=degraded, data=value))


async def show_run(shop: Workshop, summary: RunSummary) -> None:
    """Logs one line per outlet and leaves the summary and its table as artifacts of the flow run."""
    log = get_run_logger()
    lines = outlet_lines(
        run_outcomes(shop.tools.warehouse, shop.tools.run_id),
        run_polls(shop.tools.warehouse, shop.tools.run_id),
    )
    for outlet_id in sorted(shop.tools.outlets):
        log.info("outlet %s: %s", outlet_id, lines.get(outlet_id, "not asked"))
    log.info("run %s: %s", summary.run_id, summary.line)
    if summary.degraded:
        log.warning("run %s is degraded: %s", summary.run_id, summary.degraded)
    await acreate_markdown_artifact(
        run_page(summary, shop.settings.pages_url), key="run-summary", description="The last run"
    )
    table = [
        {"outlet": outlet_id, "outcomes": lines.get(outlet_id, "not asked")}
        for outlet_id in sorted(shop.tools.outlets)
    ]
    await acreate_table_artifact(table, key="run-outlets", description="Outcomes of the last run by outlet")


async def show_progress() -> Progress:
    """A bar among the run's artifacts, moved by telling it shares from 0 to 1."""
    artifact = await acreate_progress_artifact(
        0.0, key="run-progress", description="How much of the last run is done"
    )
    shown = 0.0

    async def told(share: float) -> None:
        nonlocal shown
        if share - shown >= STEP or share >= 1.0:
            shown = share
            await aupdate_progress_artifact(artifact, 100 * share)

    return told


def part(told: Progress | None, first: float, last: float) -> Progress | None:
    """Progress of a part of a run, which takes it from `first` to `last`."""
    if told is None:
        return None

    async def told_part(share: float) -> None:
        await told(first + share * (last - first))

    return told_part
