"""Cells of outlets that have no article of a story: one reason for each, the same in every claim, so they are
made as columns and not one by one. They are nine tenths of the cells where many small outlets are watched."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

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
    claim = np.repeat(np.arange(len(claims)), len(outlets))
    outlet = np.tile(np.arange(len(outlets)), len(claims))
    given = {
        "day": pa.repeat(pa.scalar(day, pa.date32()), len(claim)),
        "story_id": pa.repeat(story_id, len(claim)),
        "claim_id": pa.array([claim_id for claim_id, _ in claims], pa.string()).take(pa.array(claim)),
        "outlet_id": pa.array([name for name, _ in outlets], pa.string()).take(pa.array(outlet)),
        "status": pa.repeat("not_observed", len(claim)),
        "evidence": pa.repeat(pa.scalar(0, pa.int32()), len(claim)),
        "reason": pa.array([reason for _, reason in outlets], pa.string()).take(pa.array(outlet)),
        "carried_by_origins": np.array([origins for _, origins in claims], np.int32)[claim],
        "covering_origins": np.full(len(claim), covering, np.int32),
    }
    schema = schema_of(ClaimStatusRow)
    absent = pa.Table.from_arrays(
        [pa.array(given[f.name]) if f.name in given else pa.nulls(len(claim), f.type) for f in schema],
        schema=schema,
    )
    every = RowColumns.joined(ClaimStatusRow, [rows, RowColumns(ClaimStatusRow, absent)])
    names = [row.outlet_id for row in rows], [name for name, _ in outlets]
    rank = {name: place for place, name in enumerate(sorted({*names[0], *names[1]}))}
    number = {claim_id: place for place, claim_id in enumerate(sorted({row.claim_id for row in rows}))}
    order = np.lexsort(
        (
            np.concatenate([_ranks(rank, names[0]), _ranks(rank, names[1])[outlet]]),
            np.concatenate(
                [
                    _ranks(number, [row.claim_id for row in rows]),
                    _ranks(number, [c for c, _ in claims])[claim],
                ]
            ),
        )
    )
    return every.take(order)


def _ranks(rank: dict[str, int], names: Sequence[str]) -> np.ndarray:
    return np.array([rank[name] for name in names], dtype=np.int64)
