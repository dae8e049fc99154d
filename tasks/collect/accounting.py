"""Nothing vanishes: every entry of a run has exactly one outcome of the closed list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from tasks.collect.records import FETCH_REASONS, OUTCOMES, EntryRow, OutcomeRow

_WITH_REASON = frozenset({"refused", "failed", "deferred"})


def check_accounting(
    entries: Iterable[EntryRow], outcomes: Iterable[OutcomeRow], pages_outcomes: Iterable[OutcomeRow]
) -> list[str]:
    """Return the gaps of a run, one line each, empty when entries and outcomes match one to one.

    `outcomes` ended in collecting, `pages_outcomes` in reading. Told apart: an entry without outcome, with
    two, an outcome without entry, a word outside the closed lists, a missing or superfluous reason.
    """
    collected, read = list(outcomes), list(pages_outcomes)
    due = Counter((row.run_id, row.entry_id) for row in entries)
    got = Counter((row.run_id, row.entry_id) for row in (*collected, *read))
    gaps = [
        f"entry {entry} listed {count} times in run {run}" for (run, entry), count in due.items() if count > 1
    ]
    gaps += [f"entry {entry} of run {run} has no outcome" for run, entry in due if (run, entry) not in got]
    gaps += [f"entry {entry} of run {run} has {n} outcomes" for (run, entry), n in got.items() if n > 1]
    gaps += [
        f"outcome of unknown entry {entry} in run {run}" for run, entry in got if (run, entry) not in due
    ]
    for row in (*collected, *read):
        if row.outcome not in OUTCOMES:
            gaps.append(f"entry {row.entry_id}: outcome {row.outcome!r} is not of the closed list")
        elif row.outcome in _WITH_REASON and row.reason is None:
            gaps.append(f"entry {row.entry_id}: {row.outcome} without a reason")
    for row in collected:
        if row.reason is not None and row.reason not in FETCH_REASONS:
            gaps.append(f"entry {row.entry_id}: reason {row.reason!r} is not of the closed list")
    return gaps
