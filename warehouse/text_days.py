"""The days whose texts a day's stories, evidence and labels stand in.

A story that runs on has claims in the texts of its earlier days. Given to a query as constants, these days let the engine
skip all other days' texts, which a join alone does not.
"""

from __future__ import annotations

from datetime import date

import duckdb


def text_days(cursor: duckdb.DuckDBPyConnection, day: date) -> tuple[date, date]:
    """The first and the last day of the texts behind a day, which is itself among them."""
    found = cursor.execute(
        """select min(version_day), max(version_day) from (
            select $day::date as version_day
            union all select version_day from store.story_member where day = $day
            union all select version_day from store.claim_member where day = $day
            union all select version_day from raw.claim where day = $day
        )""",
        {"day": day},
    ).fetchone()
    assert found
    return found


def store_text_days(cursor: duckdb.DuckDBPyConnection, day: date) -> None:
    """Keeps in store.text_day what the day's evidence and cells say now, for the views that give back their texts."""
    cursor.execute("delete from store.text_day where day = ?", [day])
    cursor.execute(
        """insert into store.text_day
        select day, version_day from store.claim_member where day = $day
        union
        select day, version_day from store.claims where day = $day and version_day is not null
        order by version_day""",
        {"day": day},
    )


def set_days(cursor: duckdb.DuckDBPyConnection, day: date, first: date | None = None) -> None:
    """Sets what queries of one day ask for: `day` and `first_day`, the first of its texts."""
    first = text_days(cursor, day)[0] if first is None else first
    cursor.execute(f"set variable day = date '{day.isoformat()}'")
    cursor.execute(f"set variable first_day = date '{first.isoformat()}'")
