"""Cells of outlets without an article of a story: nine tenths of all where many small outlets are watched, and the same
for all claims of the story. They are kept by outlet and by claim; the views give them back one by one.

They arrive among the rows of raw.claim_status as one row a story and outlet that names no claim: its reason holds for
all claims of the story that at least `carried_by_origins` origins carry.
"""

from __future__ import annotations

from datetime import date

import duckdb

from warehouse.contract import Contract


def clear_day(cursor: duckdb.DuckDBPyConnection, contract: Contract, day: date) -> None:
    """Takes a day's rows out of the tables that keep those of `contract`."""
    kept = [contract.stored]
    if contract.name == "claim_status":
        kept += ["store.absent_outlet", "store.absent_claim"]
    for table in kept:
        if table is not None:
            cursor.execute(f"delete from {table} where day = ?", [day])


def set_aside(cursor: duckdb.DuckDBPyConnection) -> None:
    """Leaves in staged_claim_status only the rows of one cell; the others are in staged_absent then."""
    cursor.execute(
        "create or replace temp table staged_absent as from staged_claim_status where claim_id = ''"
    )
    cursor.execute("delete from staged_claim_status where claim_id = ''")


def store_absent(cursor: duckdb.DuckDBPyConnection, day: date) -> int:
    """Stores the rows set aside, once the day's claims are in raw.claim; returns how many cells they stand for.

    They are counted by story and not by store.absent_cell: of rows that a transaction has not committed yet the engine
    knows no number. It took those of a second day for one and joined all its outlets with all its claims first, which
    for 1,000 articles took 20 GB and four minutes.
    """
    cursor.execute(
        """insert into store.absent_outlet
        select distinct on (story_id, outlet_id) day, story_id, outlet_id, reason
        from staged_absent
        order by story_id, outlet_id, reason"""
    )
    cursor.execute(
        """insert into store.absent_claim
        select claim.day, claim.claim_number, carried.carried_by_origins, carried.covering_origins
        from (
            select
                story_id,
                claim_id,
                max(carried_by_origins) as carried_by_origins,
                max(covering_origins) as covering_origins
            from staged_claim_status
            group by story_id, claim_id
        ) as carried
        inner join (
            select story_id, min(carried_by_origins) as least from staged_absent group by story_id
        ) as absent using (story_id)
        inner join (from raw.claim where day = $day) as claim using (story_id, claim_id)
        where carried.carried_by_origins >= absent.least
        order by claim.claim_number""",
        {"day": day},
    )
    found = cursor.execute(
        """select sum(outlets * claims)
        from (select story_id, count(*) as outlets from store.absent_outlet where day = $day group by story_id)
        inner join (
            select claim.story_id, count(*) as claims
            from store.absent_claim as absent
            inner join raw.claim as claim on claim.day = absent.day and claim.claim_number = absent.claim
            where absent.day = $day
            group by claim.story_id
        ) using (story_id)""",
        {"day": day},
    ).fetchone()
    cursor.execute("drop table staged_absent")
    return int(found[0] or 0) if found else 0


__all__ = ["clear_day", "set_aside", "store_absent"]
