"""The days whose texts a day's stories, evidence and labels stand in.

A story that runs on has claims in the texts of its earlier days. Given to a query as constants, these days let the engine
skip all other days' texts, which a join alone does not.
"""

from __future__ import annotations

from datetime import date

import duckdb

#: How the views join what stands in texts of a day's stories with the texts.
_EVIDENCE_OF = "inner join raw.version as version\n    on version.day = stored.version_day"


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


def with_own_texts(cursor: duckdb.DuckDBPyConnection, query: str, day: date) -> str:
    """The query with the texts of the day's own days alone, if it joins any; to be asked for rows of that day.

    Asked for all cells of a day, which are more rows than an archive of weeks has texts, the engine otherwise holds the
    texts of all days: half a gigabyte at 60,000. Asked for one story it is better off with the whole table, and finds its
    few.
    """
    if _EVIDENCE_OF not in query:
        return query
    first, last = text_days(cursor, day)
    days = f"day between date '{first.isoformat()}' and date '{last.isoformat()}'"
    return query.replace(
        _EVIDENCE_OF, _EVIDENCE_OF.replace("raw.version", f"(from raw.version where {days})")
    )


def set_days(cursor: duckdb.DuckDBPyConnection, day: date, first: date | None = None) -> None:
    """Sets what queries of one day ask for: `day` and `first_day`, the first of its texts."""
    first = text_days(cursor, day)[0] if first is None else first
    cursor.execute(f"set variable day = date '{day.isoformat()}'")
    cursor.execute(f"set variable first_day = date '{first.isoformat()}'")
