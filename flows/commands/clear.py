"""`parallax outlets clear`: a person's word that an outlet may be compared again, kept as a fact."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from flows.errors import DONE, CommandError
from flows.settings import load_settings
from flows.workshop import clock
from tasks.watch.judge import held_back, onset
from tasks.watch.records import Clearance
from warehouse.connection import open_warehouse
from warehouse.load import load_rows
from warehouse.read import known_outlets
from warehouse.watching import clearances, days_held, drift_verdicts, mark_for_comparison


def clear_outlet(outlet_id: str, accept: bool, note: str | None, data: Path | None) -> int:
    """Clears an outlet from today on, or with `accept` from the first day of its drift. Returns 0.

    Raises CommandError for an outlet that is unknown or not held back.
    """
    settings = load_settings(data_dir=data)
    now = clock()
    today = now.date()
    with open_warehouse(settings.warehouse, wait_seconds=5) as warehouse:
        known = known_outlets(warehouse)
        if outlet_id not in known:
            raise CommandError(
                f"outlet {outlet_id!r} is not in the warehouse; it has {', '.join(sorted(known)[:20])}"
            )
        drifts = drift_verdicts(warehouse, today)
        given = [Clearance(**row) for row in clearances(warehouse)]
        held = held_back(today, drifts, given).get(outlet_id)
        since = onset(outlet_id, drifts, given)
        if held is None or since is None:
            raise CommandError(
                f"outlet {outlet_id!r} is not held back; `parallax report --table health` shows who is"
            )
        first = since if accept else today
        load_rows(
            warehouse,
            {"clearance": [Clearance(outlet_id, now, first, today, accept, note)]},
        )
        mark_for_comparison(warehouse, sorted({*days_held(warehouse, outlet_id, first), today}))
    what = (
        f"from {first} on as its new usual"
        if accept
        else f"from {first} on; {since} to {today - timedelta(1)} stay out"
    )
    print(f"{outlet_id}: compared again {what} ({held}). The next run makes these days anew.")
    return DONE
