"""The claims of several texts as the columns they are stored in."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tasks.arrow import spare_pandas
from tasks.claims.records import TextClaims
from tasks.claims.rows import claims_from_columns

spare_pandas()

#: Rows of one table, and where those of each text begin, with the end of the last.
Table = tuple[pa.Table, Sequence[int]]


class ClaimTables:
    """Claims of several texts, numbered from 0."""

    def __init__(self, tables: Mapping[str, Table]) -> None:
        self._tables = {name: (table.combine_chunks(), starts) for name, (table, starts) in tables.items()}
        self._last: tuple[int, TextClaims] | None = None

    def __getstate__(self) -> dict[str, Any]:
        return {"_tables": self._tables, "_last": None}

    def records(self, place: int) -> TextClaims:
        """The claims of one text; the last ones are remembered."""
        if self._last is None or self._last[0] != place:
            self._last = place, self.only([place]).every()[0]
        return self._last[1]

    def every(self) -> list[TextClaims]:
        """The claims of all texts: in one go, since most of the time goes by the columns, not by their values."""
        values = {
            name: [
                (field.name, _values(column))
                for field, column in zip(table.schema, table.columns, strict=True)
            ]
            for name, (table, _) in self._tables.items()
        }
        bounds = [(name, list(pairwise(starts))) for name, (_, starts) in self._tables.items()]
        return [
            claims_from_columns(
                {
                    name: {column: found[slice(*ends[place])] for column, found in values[name]}
                    for name, ends in bounds
                }
            )
            for place in range(len(bounds[0][1]))
        ]

    def sentence_spans(self, place: int) -> tuple[tuple[int, int], ...]:
        """Offsets of the sentences of one text, without making records of its claims."""
        table, starts = self._tables["sentence"]
        part = table.slice(starts[place], starts[place + 1] - starts[place])
        return tuple(zip(part["start_char"].to_pylist(), part["end_char"].to_pylist(), strict=True))

    def only(self, places: Sequence[int], names: Collection[str] | None = None) -> ClaimTables:
        """The claims of these texts, numbered in their order; of some tables alone where these are named."""
        found = {}
        for name, (table, starts) in self._tables.items():
            if names is not None and name not in names:
                continue
            rows = [np.arange(starts[place], starts[place + 1]) for place in places]
            kept = table.take(np.concatenate([np.zeros(0, np.int64), *rows]))
            found[name] = (kept, [0, *np.cumsum([len(part) for part in rows]).tolist()])
        return ClaimTables(found)


def _values(column: Any) -> list[Any]:
    """The values of a column; lists of spans as tuples of pairs."""
    if not pa.types.is_list(column.type):
        return list(column.to_pylist())
    if not pa.types.is_list(column.type.value_type):
        return [tuple(one) for one in column.to_pylist()]
    column = column.combine_chunks()
    inner = column.flatten()
    ends = np.cumsum(pc.fill_null(pc.list_value_length(column), 0).to_numpy()).tolist()
    numbers = inner.flatten().to_pylist()
    pairs = list(zip(numbers[::2], numbers[1::2], strict=True))
    return [tuple(pairs[start:end]) for start, end in pairwise([0, *ends])]
