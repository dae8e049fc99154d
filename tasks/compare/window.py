"""What a day's comparison reads of the warehouse, as records: the border between rows and the core."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import Any

from tasks.claims.records import TextClaims
from tasks.compare.claim_tables import ClaimTables
from tasks.compare.day import compare_day
from tasks.compare.packed_claims import PackedClaims, as_claims
from tasks.compare.pieces import HERE, Workers
from tasks.compare.records import DayResult, Document, OutletDay, StoryMemberRow, StoryRow
from tasks.compare.settings import CompareSettings
from warehouse.connection import Warehouse
from warehouse.load import day_marks
from warehouse.read import (
    StoredClaims,
    background_words,
    earlier_members,
    outlet_days,
    previous_versions,
    suspect_days,
    versions_between,
    window_documents,
)

#: Days before the window from which usual word frequencies are counted.
BACKGROUND_DAYS = 14
#: Texts that say well enough how usual a word is: a half of a millisecond of processor time each, whatever the day holds.
BACKGROUND_TEXTS = 10_000
#: Fewer words than this say nothing about usual frequencies; the day's own are taken then.
LEAST_BACKGROUND_WORDS = 20_000

_MEMBER = tuple(field.name for field in fields(StoryMemberRow))
_STORY = tuple(field.name for field in fields(StoryRow))


@dataclass(frozen=True, slots=True)
class DayInput:
    """Everything `compare_day` takes for one day but the settings; `marks` say why the day waits."""

    day: date
    marks: tuple[str, ...]
    documents: tuple[Document, ...]
    earlier_members: tuple[StoryMemberRow, ...]
    earlier_rows: tuple[StoryRow, ...]
    outlet_days: tuple[OutletDay, ...]
    previous_versions: dict[str, Document]
    background: dict[str, int] | None

    def compared(
        self,
        settings: CompareSettings,
        workers: Workers = HERE,
        stories_done: Callable[[DayResult], None] | None = None,
    ) -> DayResult:
        """The day's comparison, its pieces worked by `workers`; see `compare_day`."""
        return compare_day(
            self.day,
            self.documents,
            self.earlier_members,
            self.outlet_days,
            self.previous_versions,
            self.background,
            settings,
            self.earlier_rows,
            workers,
            stories_done,
        )


def day_input(
    warehouse: Warehouse, day: date, settings: CompareSettings, judged: Callable[[], object] | None = None
) -> DayInput:
    """Reads the window that ends with `day`. The cost does not depend on what lies before it.

    Articles of days on which their outlet is suspect stay out of it: what was read may not be what stood there.
    Where the day is still being judged, `judged` waits for the verdicts.
    """
    marks = day_marks(warehouse, day)  # first: what is stored from now on makes the day wait again
    first = day - timedelta(days=settings.window_days - 1)
    background = background_words(
        warehouse, first - timedelta(days=BACKGROUND_DAYS), first - timedelta(days=1), BACKGROUND_TEXTS
    )
    members = earlier_members(warehouse, day, settings.window_days - 1)
    stories = {
        (row["day"], row["story_id"]): StoryRow(**{name: row[name] for name in _STORY}) for row in members
    }
    rows = window_documents(warehouse, first, day)
    before = [versions[-1] for versions in previous_versions(warehouse, day, day).values()]
    if judged is not None:
        judged()
    held = suspect_days(warehouse, first, day)
    rows = [row for row in rows if (row["outlet_id"], row["day"]) not in held]
    before = [row for row in before if (row["outlet_id"], day) not in held]
    return DayInput(
        day=day,
        marks=marks,
        documents=documents_from_rows(rows),
        earlier_members=tuple(StoryMemberRow(**{name: row[name] for name in _MEMBER}) for row in members),
        earlier_rows=tuple(stories.values()),
        outlet_days=tuple(OutletDay(**row) for row in outlet_days(warehouse, day)),
        previous_versions={document.article_id: document for document in documents_from_rows(before)},
        background=background if sum(background.values()) >= LEAST_BACKGROUND_WORDS else None,
    )


def window_articles(warehouse: Warehouse, day: date, settings: CompareSettings) -> int:
    """How many versions of articles the window that ends with `day` holds, at most."""
    return versions_between(warehouse, day - timedelta(days=settings.window_days - 1), day)


def documents_from_rows(rows: Sequence[Mapping[str, Any]]) -> tuple[Document, ...]:
    """The documents of rows of `window_documents`; those of one text share its claims."""
    tables: dict[int, ClaimTables] = {}
    claims: dict[int, TextClaims] = {}
    for row in rows:
        stored: StoredClaims = row["claims"]
        if id(stored.tables) not in tables:
            tables[id(stored.tables)] = ClaimTables(stored.tables)
        if id(stored) not in claims:
            claims[id(stored)] = as_claims(PackedClaims(tables[id(stored.tables)], stored.place))
    return tuple(Document(**{**row, "claims": claims[id(row["claims"])]}) for row in rows)
