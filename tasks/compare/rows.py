"""A day's result as rows by table of the warehouse."""

from __future__ import annotations

from typing import Any

from tasks.compare.records import DayResult


def rows_of_day(result: DayResult) -> dict[str, Any]:
    """Rows by `raw` table; every table of a day is there, possibly empty, so that old rows go.

    What is kept as columns is given as Arrow tables.
    """
    found: dict[str, Any] = {
        "reprint": result.reprints,
        "story": result.stories,
        "story_member": result.story_members,
        "claim": result.claims,
        "claim_member": result.claim_members,
        "claim_status": result.claim_statuses,
        "word_use": result.words,
        "first_report": result.first_reports,
        "number_group": result.number_groups,
        "number_conflict": result.number_conflicts,
        "divergence_test": result.divergences,
        "edit": result.edits,
        "edit_sentence": result.edit_sentences,
    }
    return {name: getattr(rows, "table", rows) for name, rows in found.items()}
