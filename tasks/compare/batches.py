"""Days compared by a cluster: a day's window goes out as bytes, its comparison comes back as bytes.

A day needs of the days before it only their stories, which are quickly made here too; so the long rest of
several days is at work at once. A day too large for one worker goes out in pieces instead (`workers.py`).
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from tasks.compare.day import group_day
from tasks.compare.records import DayResult, StoryMemberRow, StoryRow
from tasks.compare.settings import CompareSettings
from tasks.compare.window import DayInput

#: Days sent before the first is waited for; each holds its window's documents in memory.
DAYS_AT_WORK = 4


@dataclass(frozen=True, slots=True)
class DayAtWork:
    """A day that a cluster compares; `marks` are those it waited by when its window was read.

    `result` waits for the comparison. Raises EngineLost.
    """

    day: date
    marks: tuple[str, ...]
    result: Callable[[], DayResult]


class DaysAhead:
    """Stories of days that are at work and not stored yet. `days` are all that will be compared."""

    def __init__(self, days: Sequence[date]) -> None:
        self._days = days
        self._stories: dict[date, tuple[StoryRow, ...]] = {}
        self._members: dict[date, tuple[StoryMemberRow, ...]] = {}

    def known_to(self, given: DayInput) -> DayInput:
        """A day's window with what is known of the days at work in the place of what is stored of them."""
        members = [row for row in given.earlier_members if row.day not in self._members]
        stories = [row for row in given.earlier_rows if row.day not in self._stories]
        first = min((document.day for document in given.documents), default=given.day)
        for day in sorted(self._members):
            if first <= day < given.day:
                members.extend(self._members[day])
                stories.extend(self._stories[day])
        return replace(given, earlier_members=tuple(members), earlier_rows=tuple(stories))

    def learn(self, given: DayInput, settings: CompareSettings) -> None:
        """Makes the stories of a day when a later day's window will reach back to it."""
        later = [day for day in self._days if 0 < (day - given.day).days < settings.window_days]
        if not later:
            return
        _, grouping = group_day(
            given.day, given.documents, given.earlier_members, settings, given.earlier_rows
        )
        self.keep(given.day, grouping.stories, grouping.members)

    def keep(self, day: date, stories: tuple[StoryRow, ...], members: tuple[StoryMemberRow, ...]) -> None:
        """Takes over the stories of a day that is not stored yet."""
        self._stories[day] = stories
        self._members[day] = members


def pack_day(given: DayInput, settings: CompareSettings) -> bytes:
    """What a worker elsewhere needs for a day."""
    return pickle.dumps((given, settings), pickle.HIGHEST_PROTOCOL)


def compare_batch(packed: bytes) -> bytes:
    """What a worker elsewhere does with it."""
    given, settings = pickle.loads(packed)  # noqa: S301 (sent by our own run)
    return pickle.dumps(given.compared(settings), pickle.HIGHEST_PROTOCOL)


def result_of_day(packed: bytes) -> DayResult:
    """What it gives back."""
    result: DayResult = pickle.loads(packed)  # noqa: S301 (our own workers)
    return result
