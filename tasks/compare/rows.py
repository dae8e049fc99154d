"""A day's result as rows by table of the warehouse."""

from __future__ import annotations

from typing import Any

from tasks.compare.columns import RowColumns
from tasks.compare.records import ClaimStatusRow, DayResult

#: Tables whose rows are there last, since they are tested over all stories of the day.
TESTED = frozenset(("word_use", "divergence_test"))


def rows_of_day(result: DayResult) -> dict[str, Any]:
    """Rows by `raw` table; every table of a day is there, possibly empty, so that old rows go.

    What is kept as columns is given as Arrow tables, what is packed as it is.
    """
    found: dict[str, Any] = {
        "reprint": result.reprints,
        "story": result.stories,
        "story_member": result.story_members,
        "claim": result.claims,
        "claim_member": result.claim_members,
        "claim_status": _cells(result),
        "word_use": result.words,
        "first_report": result.first_reports,
        "number_group": result.number_groups,
        "number_conflict": result.number_conflicts,
        "divergence_test": result.divergences,
        "edit": result.edits,
        "edit_sentence": result.edit_sentences,
    }
    return {name: rows.table if type(rows) is RowColumns else rows for name, rows in found.items()}


def _cells(result: DayResult) -> RowColumns[ClaimStatusRow]:
    """All cells; those of an outlet without an article of a story as one row that names no claim."""
    absent = [
        ClaimStatusRow(
            row.day,
            row.story_id,
            "",
            row.outlet_id,
            "not_observed",
            0,
            row.reason,
            row.carried_by_origins,
            row.covering_origins,
            *(None,) * 6,
        )
        for row in result.absent
    ]
    kind = type(result.claim_statuses) if isinstance(result.claim_statuses, RowColumns) else RowColumns
    return kind.joined(ClaimStatusRow, [result.claim_statuses, absent])
