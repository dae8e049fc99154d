"""Cells of outlets that have no article of a story: one reason for each, the same in every claim, so they are
made as columns and not one by one. They are nine tenths of the cells where many small outlets are watched."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa

from tasks.compare.columns import RowColumns, schema_of
from tasks.compare.records import ClaimStatusRow


def with_absent(
    rows: Sequence[ClaimStatusRow],
    day: date,
    story_id: str,
    claims: Sequence[tuple[str, int]],
    outlets: Sequence[tuple[str, str]],
    covering: int,
) -> RowColumns[ClaimStatusRow]:
    """`rows` (cells of outlets that cover the story, ordered by claim and outlet) and, in their places among
    them, a `not_observed` cell for each of the `claims` (id, origins that carry it) and `outlets` (id, reason).

    `covering` origins cover the story.
    """
    known = RowColumns.of(ClaimStatusRow, rows).table
    claim = np.repeat(np.arange(len(claims)), len(outlets))
    outlet = np.tile(np.arange(len(outlets)), len(claims))
    rank = _numbers([row.outlet_id for row in rows], [name for name, _ in outlets])
    number = _numbers([row.claim_id for row in rows], [claim_id for claim_id, _ in claims])
    order = np.lexsort(
        (
            np.concatenate([rank[0], rank[1][outlet]]),
            np.concatenate([number[0], number[1][claim]]),
        )
    )
    count = len(order)
    # Where a row's value stands among those of `rows`, then of the claims or outlets; beyond them is none.
    by_claim = np.concatenate([np.arange(len(rows)), len(rows) + claim])[order]
    by_outlet = np.concatenate([np.arange(len(rows)), len(rows) + outlet])[order]
    nothing = np.concatenate([np.arange(len(rows)), np.full(len(claim), len(rows))])[order]
    made = {
        "day": (pa.repeat(pa.scalar(day, pa.date32()), count)),
        "story_id": pa.repeat(story_id, count),
        "covering_origins": pa.repeat(pa.scalar(covering, pa.int32()), count),
        "claim_id": _taken(known, "claim_id", [claim_id for claim_id, _ in claims], by_claim),
        "carried_by_origins": _taken(
            known, "carried_by_origins", [origins for _, origins in claims], by_claim
        ),
        "outlet_id": _taken(known, "outlet_id", [name for name, _ in outlets], by_outlet),
        "reason": _taken(known, "reason", [reason for _, reason in outlets], by_outlet),
        "status": _taken(known, "status", ["not_observed"], nothing),
        "evidence": _taken(known, "evidence", [0], nothing),
    }
    schema = schema_of(ClaimStatusRow)
    columns = [made[name] if name in made else _taken(known, name, [None], nothing) for name in schema.names]
    return RowColumns(ClaimStatusRow, pa.Table.from_arrays(columns, schema=schema))


def _numbers(known: Sequence[str], absent: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """The places of both in the sorted order of all."""
    place = {name: number for number, name in enumerate(sorted({*known, *absent}))}
    return np.array([place[n] for n in known], dtype=np.int64), np.array(
        [place[n] for n in absent], dtype=np.int64
    )


def _taken(known: pa.Table, name: str, absent: Sequence[Any], places: np.ndarray) -> pa.Array:
    column = known[name].combine_chunks()
    return pa.concat_arrays([column, pa.array(absent, column.type)]).take(pa.array(places))
