"""What the warehouse remembers of days: whose comparison, index or Parquet files are older than their rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import uuid4

import duckdb

from warehouse.contract import contracts


def mark_unpublished(cursor: duckdb.DuckDBPyConnection, days: str, given: Sequence[Any] = ()) -> None:
    """Remembers that the Parquet files of the days of a query are older than the tables."""
    cursor.execute(
        f"insert into meta.unpublished_day select distinct day from ({days}) "
        "where day not in (select day from meta.unpublished_day)",
        list(given),
    )


def mark_unindexed(cursor: duckdb.DuckDBPyConnection, days: str, given: Sequence[Any] = ()) -> None:
    """Remembers that the full-text index of the days of a query is older than their texts or claims."""
    cursor.execute(
        f"insert into meta.unindexed_day select distinct day from ({days}) "
        "where day not in (select day from meta.unindexed_day)",
        list(given),
    )


def mark_days(cursor: duckdb.DuckDBPyConnection, staged: Iterable[str], shared: bool) -> None:
    """Remembers days whose comparison, and whose Parquet files, are older than their rows.

    Where several pipelines write, each load leaves a mark of its own: one that comes while the day is being
    compared must outlast that comparison.
    """
    of_days = [
        name
        for name in staged
        if name != "run" and any(column.name == "day" for column in contracts("raw")[name].columns)
    ]
    if of_days:
        mark_unpublished(cursor, " union all ".join(f"select day from staged_{name}" for name in of_days))
    for name, reason in (("version", "new versions"), ("text_claims", "new claims")):
        if name in staged:
            mark = f"{reason} {uuid4().hex}" if shared else reason
            cursor.execute(
                f"""insert into meta.dirty_day
                select distinct day, '{mark}' from staged_{name}
                where day not in (select day from meta.dirty_day where reason = '{mark}')"""
            )


__all__ = ["mark_days", "mark_unindexed", "mark_unpublished"]
