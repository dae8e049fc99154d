"""Which outlet reported a story first, as far as stated times and polls can tell.

Every article appeared in an interval, not at an instant; one that was edited since counts from its first
version. An outlet is `first` only when its interval
ends before every other outlet's begins, `later` when somebody surely was before it; anything else is
`undetermined`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class _Reach:
    """An outlet's first article on the story and the interval of its first word."""

    document: Document
    low: datetime | None
    high: datetime
    after_low: bool

    def begins_after(self, other: _Reach) -> bool:
        """Whether it surely came after the other's first word."""
        return self.low is not None and (other.high < self.low or (self.after_low and other.high == self.low))


def _earliest(documents: list[Document]) -> _Reach:
    """The outlet's first article, and the interval of the outlet's first word on the story.

    With several articles the outlet was there by the lowest of their upper bounds, and not before the
    lowest of their lower bounds.
    """
    bounds = sorted(
        ((appearance(d), d) for d in documents),
        key=lambda pair: (
            pair[0].high,
            pair[0].low or pair[0].high,
            pair[1].version_id,
        ),
    )
    reaches = [reach for reach, _ in bounds]
    known = [reach for reach in reaches if reach.low is not None]
    lowest = (
        min(known, key=lambda reach: (reach.low, reach.after_low)) if len(known) == len(reaches) else None
    )
    return _Reach(
        bounds[0][1],
        lowest.low if lowest else None,
        reaches[0].high,
        lowest is not None and lowest.after_low,
    )


def _row(day: date, story_id: str, outlet: str, outlets: dict[str, _Reach]) -> FirstReportRow:
    mine = outlets[outlet]
    low, high = mine.low, mine.high
    others = [reach for name, reach in outlets.items() if name != outlet]
    if others and all(other.begins_after(mine) for other in others):
        verdict = "first"
    elif any(mine.begins_after(other) for other in others):
        verdict = "later"
    else:
        verdict = "undetermined"
    lag_low = lag_high = None
    if others:
        first_high = min(other.high for other in others)
        lag_low = _minutes(max(timedelta(0), low - first_high)) if low is not None else 0.0
        lows = [other.low for other in others if other.low is not None]
        if len(lows) == len(others):
            lag_high = _minutes(max(timedelta(0), high - min(lows)))
    return FirstReportRow(
        day=day,
        story_id=story_id,
        outlet_id=outlet,
        version_id=mine.document.version_id,
        earliest_at=low,
        latest_at=high,
        verdict=verdict,
        lag_low_minutes=lag_low,
        lag_high_minutes=lag_high,
    )


def _minutes(span: timedelta) -> float:
    return round(span.total_seconds() / 60, 1)
