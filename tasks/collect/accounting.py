"""Nothing vanishes: every entry and every attempt of an outlet's run has exactly one outcome of a closed list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from tasks.collect.records import ATTEMPTS, FETCH_REASONS, OUTCOMES, POLLS, OutcomeRow
from tasks.collect.state import Collected

_WITH_REASON = frozenset({"refused", "failed", "deferred"})


def check_accounting(collected: Collected, read: Iterable[OutcomeRow]) -> list[str]:
    """Return the gaps in what one outlet brought, one line each, empty when everything adds up.

    `read` are the outcomes of its pages in reading. Told apart: an entry without outcome, with two, an outcome
    without entry, a word outside the closed lists, a missing reason.
    """
    outcomes = [*collected.outcomes, *read]
    due = Counter(row.entry_id for row in collected.entries)
    got = Counter(row.entry_id for row in outcomes)
    gaps = [f"entry {entry} is listed {count} times" for entry, count in due.items() if count > 1]
    gaps += [f"entry {entry} has no outcome" for entry in due if entry not in got]
    gaps += [f"entry {entry} has {count} outcomes" for entry, count in got.items() if count > 1]
    gaps += [f"an outcome of unknown entry {entry}" for entry in got if entry not in due]
    for row in outcomes:
        if row.outcome not in OUTCOMES:
            gaps.append(f"entry {row.entry_id}: outcome {row.outcome!r} is not of the closed list")
        elif row.outcome in _WITH_REASON and row.reason is None:
            gaps.append(f"entry {row.entry_id}: {row.outcome} without a reason")
    # What reading refuses for has a closed list of its own, kept by its type.
    reasons = [(f"entry {row.entry_id}", row.reason) for row in collected.outcomes]
    ends: list[tuple[str, str, str | None, tuple[str, ...]]] = [
        (f"attempt at {row.url!r}", row.outcome, row.reason, ATTEMPTS) for row in collected.fetches
    ]
    ends += [(f"look at {row.feed_url!r}", row.outcome, row.reason, POLLS) for row in collected.polls]
    for name, outcome, reason, known in ends:
        if outcome not in known:
            gaps.append(f"{name}: outcome {outcome!r} is not of the closed list")
        elif outcome == "failed" and reason is None:
            gaps.append(f"{name}: failed without a reason")
        reasons.append((name, reason))
    gaps += [
        f"{name}: reason {reason!r} is not of the closed list"
        for name, reason in reasons
        if reason is not None and reason not in FETCH_REASONS
    ]
    return gaps
