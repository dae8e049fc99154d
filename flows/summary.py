"""What a run says of itself at its end: outcomes counted, accounts closed, or what does not add up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flows.errors import CommandError
from flows.workshop import Workshop
from tasks.watch.newest_day import why_no_new_day
from warehouse.checks import check_run
from warehouse.load import load_rows
from warehouse.read import days_with_articles

#: So many single gaps are named; one is enough to fail a run.
_NAMED = 5


@dataclass(frozen=True, slots=True)
class RunSummary:
    """Outcomes of entries by name, days whose tables were made, and why the run is degraded, if it is.

    `passed_over` counts what an import met that is no document (pictures, redirects, files of other kinds);
    `unread` names the first documents that it could not read, each with its reason.
    """

    run_id: str
    outcomes: dict[str, int]
    days: tuple[date, ...]
    degraded: str | None
    passed_over: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()

    @property
    def line(self) -> str:
        """The run in one line."""
        parts = [
            f"{count} {name.replace('poll_', 'polls ').replace('_', ' ')}"
            for name, count in sorted(self.outcomes.items())
            if count
        ]
        days = f"; tables of {self.days[0]} to {self.days[-1]}" if self.days else ""
        return f"{', '.join(parts) or 'nothing collected'}{days}"


def close_accounts(shop: Workshop, days: Sequence[date], today: date | None = None) -> RunSummary:
    """Checks that attempts and outcomes add up (raises CommandError), and decides whether it is degraded.

    With `today` the run was to bring that day's articles.
    """
    load_rows(shop.tools.warehouse, {"run": [shop.line]})
    gaps = [*shop.gaps[:_NAMED], *check_run(shop.tools.warehouse, shop.tools.run_id)]
    if gaps:
        found = "; ".join(map(str, gaps))
        raise CommandError(
            f"run {shop.tools.run_id}: the accounts do not close ({found});"
            " nothing is lost, please report this with the folder's logs"
        )
    shop.degraded = why_degraded(shop.counts)
    if today is not None and shop.degraded is None:
        stored = days_with_articles(shop.tools.warehouse)
        shop.degraded = why_no_new_day(max(stored, default=None), today)
    # Before the copy is taken, which would say for a day that the run goes on; what fails after it is written over this.
    load_rows(shop.tools.warehouse, {"run": [shop.last_line()]})
    return RunSummary(shop.tools.run_id, dict(shop.counts), tuple(days), shop.degraded)


def why_degraded(counts: Counter[str]) -> str | None:
    """A run is degraded when an outlet or a feed failed, or everything did; single pages do not count."""
    if counts["outlet_failed"]:
        return f"{counts['outlet_failed']} outlets failed"
    if counts["poll_failed"] and not counts["poll_ok"]:
        return "every feed failed; is the network up?"
    if counts["poll_failed"]:
        return f"{counts['poll_failed']} of {counts['poll_failed'] + counts['poll_ok']} feeds failed"
    return None
