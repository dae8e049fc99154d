"""Whether articles still arrive: a day without one over all outlets is no day without news."""

from __future__ import annotations

from datetime import date, timedelta

#: What the reason of such a day begins with.
NOTHING_NEW = "no article of"


def why_no_new_day(newest: date | None, today: date) -> str | None:
    """Why something is down when the `newest` day with an article (UTC) lies before yesterday; None when all is well."""
    yesterday = today - timedelta(days=1)
    if newest is not None and newest >= yesterday:
        return None
    last = f"the newest is of {newest}" if newest else "there is none at all"
    return f"{NOTHING_NEW} {yesterday} or later has arrived; {last}"
