"""Writing rows in the form in which they are kept: see store.sql for what is kept otherwise, and why."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from warehouse.contract import Contract

#: How a column of store is made of the row as it came, where the name alone does not say it.
_MADE = {
    "version": "numbered.number",
    "chars": "fresh.end_char - fresh.start_char",
}
_SPANS = {"spans": "nullif(fresh.spans, [[fresh.start_char, fresh.end_char]])"}
_SAME = """(
    fresh.start_char = proposition.start_char and fresh.end_char = proposition.end_char
    and fresh.sentence = proposition.sentence and fresh.voice is not distinct from proposition.voice
)"""
_MEMBER = {
    "outlet_id": "nullif(fresh.outlet_id, member.outlet_id)",
    "origin_id": "nullif(fresh.origin_id, member.origin_id)",
    "sentence": f"case when {_SAME} is not true then fresh.sentence end",
    "start_char": f"case when {_SAME} is not true then fresh.start_char end",
    "chars": f"case when {_SAME} is not true then fresh.end_char - fresh.start_char end",
    "voice": f"case when {_SAME} is not true then coalesce(fresh.voice, '') end",
}
#: The days are told to the engine, which would read the propositions of the whole archive otherwise.
_MEMBER_JOINS = """
left join raw.story_member as member
    on member.day = fresh.day and member.story_id = fresh.story_id and member.version_id = fresh.version_id
left join (from raw.proposition where day in ({days})) as proposition
    on proposition.day = fresh.version_day
    and proposition.version_id = fresh.version_id
    and proposition.proposition = fresh.proposition
"""


def insert(cursor: duckdb.DuckDBPyConnection, contract: Contract, columns: Sequence[str], query: str) -> int:
    """Stores the rows of a query that has the given columns of the contract; returns how many."""
    if contract.name == "fetch":
        query = f"select * replace (nullif(final_url, url) as final_url) from ({query})"
    if not contract.is_view:
        return _count(cursor, f"insert into raw.{contract.name} ({', '.join(columns)}) {query}")
    member = contract.name == "claim_member"
    made = _MADE | (_MEMBER if member else _SPANS)
    kept = [
        row[0]
        for row in cursor.execute(
            """select column_name from duckdb_columns()
            where database_name = current_database() and schema_name = 'store' and table_name = ?
            order by column_index""",
            [contract.name],
        ).fetchall()
    ]
    joins = ""
    if member:
        found = cursor.execute(f"select distinct version_day from ({query}) order by all").fetchall()
        joins = _MEMBER_JOINS.format(days=", ".join(f"date '{row[0]}'" for row in found) or "null")
    day, order = ("version_day", "fresh.story_id") if member else ("day", "fresh.day")
    return _count(
        cursor,
        f"""insert into {contract.stored} ({", ".join(kept)})
        select {", ".join(made.get(column, f"fresh.{column}") for column in kept)}
        from ({query}) as fresh
        inner join store.version_number as numbered
            on numbered.day = fresh.{day} and numbered.version_id = fresh.version_id
        {joins}
        order by {order}, numbered.number, fresh.{contract.key[-1]}""",
    )


def unnumbered(days: str) -> str:
    """Versions of the days that a query names which have no number yet, as what stands after `from`."""
    return f"""raw.version as version
        where version.day in ({days})
            and not exists (
                from store.version_number as known
                where known.day = version.day and known.version_id = version.version_id
            )"""


def number_versions(cursor: duckdb.DuckDBPyConnection, days: str) -> None:
    """Gives the versions of the days that a query names their numbers, where they have none."""
    cursor.execute(
        f"""insert into store.version_number
        select
            (select coalesce(max(number), 0) from store.version_number)
                + row_number() over (order by version.day, version.version_id),
            version.day,
            version.version_id
        from {unnumbered(days)}
        order by version.day, version.version_id"""
    )


def _count(cursor: duckdb.DuckDBPyConnection, statement: str) -> int:
    found = cursor.execute(statement).fetchone()
    return int(found[0]) if found else 0


__all__ = ["insert", "number_versions", "unnumbered"]
