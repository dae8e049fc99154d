"""Which outlet reported a story first, as far as stated times and polls can tell.

Every article appeared in an interval, not at an instant. An outlet is `first` only when its interval
ends before every other outlet's begins, `later` when somebody surely was before it; anything else is
`undetermined`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from tasks.compare.records import Document, FirstReportRow, StoryMemberRow
from tasks.compare.times import appearance


def first_reports(
    day: date, members: Sequence[StoryMemberRow], documents: Sequence[Document]
) -> tuple[FirstReportRow, ...]:
    """One row per story of the day and outlet in it, with the outlet's earliest article.

    `documents` are the members' documents; those of earlier days whose story goes on count when their
    members are given too. Lags are minutes behind the earliest of the other outlets: at least
    `lag_low_minutes` (0 when the intervals overlap), at most `lag_high_minutes`; None when the lag has
    no bound or nobody else reported.
    """
    known = {document.version_id: document for document in documents}
    stories: dict[str, dict[str, list[Document]]] = defaultdict(lambda: defaultdict(list))
    for member in members:
        if member.version_id in known:
            stories[member.story_id][member.outlet_id].append(known[member.version_id])
    today = {member.story_id for member in members if member.day == day}
    rows: list[FirstReportRow] = []
    for story_id in sorted(today):
        outlets = {outlet: _earliest(docs) for outlet, docs in sorted(stories[story_id].items())}
        rows.extend(_row(day, story_id, outlet, outlets) for outlet in outlets)
    return tuple(rows)


_Reach = tuple[Document, datetime | None, datetime]


def _earliest(documents: list[Document]) -> _Reach:
    """The outlet's first article, and the interval of the outlet's first word on the story.

    With several articles the outlet was there by the lowest of their upper bounds, and not before the
    lowest of their lower bounds.
    """
    bounds = sorted(
        ((appearance(d), d) for d in documents),
        key=lambda pair: (pair[0].high, pair[0].low or pair[0].high, pair[1].version_id),
    )
    lows = [reach.low for reach, _ in bounds]
    known = [low for low in lows if low is not None]
    low = min(known) if len(known) == len(lows) else None
    return bounds[0][1], low, bounds[0][0].high


def _row(day: date, story_id: str, outlet: str, outlets: dict[str, _Reach]) -> FirstReportRow:
    document, low, high = outlets[outlet]
    others = [reach for name, reach in outlets.items() if name != outlet]
    if others and all(other_low is not None and high < other_low for _, other_low, _ in others):
        verdict = "first"
    elif low is not None and any(other_high < low for _, _, other_high in others):
        verdict = "later"
    else:
        verdict = "undetermined"
    lag_low = lag_high = None
    if others:
        first_high = min(other_high for _, _, other_high in others)
        lag_low = _minutes(max(timedelta(0), low - first_high)) if low is not None else 0.0
        lows = [other_low for _, other_low, _ in others if other_low is not None]
        if len(lows) == len(others):
            lag_high = _minutes(max(timedelta(0), high - min(lows)))
    return FirstReportRow(
        day=day,
        story_id=story_id,
        outlet_id=outlet,
        version_id=document.version_id,
        earliest_at=low,
        latest_at=high,
        verdict=verdict,
        lag_low_minutes=lag_low,
        lag_high_minutes=lag_high,
    )


def _minutes(span: timedelta) -> float:
    return round(span.total_seconds() / 60, 1)
