"""Rows of one record type as Arrow columns: what a day has by the hundred thousand takes a third of the memory
of records so, and is sent and stored without being looked at row by row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from itertools import islice
from typing import Any, Generic, NamedTuple, TypeVar, get_type_hints, overload

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tasks.arrow import spare_pandas

spare_pandas()

R = TypeVar("R", bound=NamedTuple)

_AT_ONCE = 10_000  # rows made into records, or records into rows, at once
_COMPRESSED = pa.ipc.IpcWriteOptions(compression="lz4")
_TYPES = {date: pa.date32(), str: pa.string(), int: pa.int32(), float: pa.float64(), bool: pa.bool_()}


@cache
def schema_of(kind: type[Any]) -> pa.Schema:
    """Columns of a record type, which has days, texts, numbers and nothing else."""
    return pa.schema([(name, _TYPES[_plain(found)]) for name, found in get_type_hints(kind).items()])


def _plain(annotation: Any) -> Any:
    """`int` of `int | None`."""
    kinds = [one for one in getattr(annotation, "__args__", (annotation,)) if one is not type(None)]
    return kinds[0]


class RowColumns(Sequence[R], Generic[R]):
    """A sequence of named tuples of one `kind`, kept as a `table` with a column for each field."""

    __slots__ = ("kind", "table")

    def __init__(self, kind: type[R], table: pa.Table) -> None:
        self.kind = kind
        self.table = table

    @classmethod
    def of(cls, kind: type[R], rows: Iterable[R]) -> RowColumns[R]:
        """The rows as columns; those that are columns already stay as they are."""
        if isinstance(rows, RowColumns):
            return rows
        schema = schema_of(kind)
        following = iter(rows)
        parts = [schema.empty_table()]
        while found := list(
            islice(following, _AT_ONCE)
        ):  # a large day has more than memory should hold as records
            columns = zip(*found, strict=True)
            arrays = [pa.array(values, field.type) for values, field in zip(columns, schema, strict=True)]
            parts.append(pa.Table.from_arrays(arrays, schema=schema))
        return cls(kind, parts[1] if len(parts) == 2 else pa.concat_tables(parts))

    @classmethod
    def joined(cls, kind: type[R], parts: Sequence[Sequence[R]]) -> RowColumns[R]:
        """The rows of all parts, one part after the other."""
        empty = schema_of(kind).empty_table()
        return cls(kind, pa.concat_tables([empty, *(cls.of(kind, part).table for part in parts)]))

    def take(self, places: np.ndarray | pa.Array) -> RowColumns[R]:
        """The rows at these places, in their order."""
        return RowColumns(self.kind, self.table.take(places))

    def sorted(self, *names: str) -> RowColumns[R]:
        """The rows by these columns of texts, of which one that is missing counts as empty."""
        keys = pa.table({name: pc.fill_null(self.table[name], "") for name in names})
        return self.take(pc.sort_indices(keys, [(name, "ascending") for name in names]))

    def in_order_of(self, column: str, place: Mapping[str, int]) -> RowColumns[R]:
        """The rows with those of one value of a column, which stand together, where `place` puts the value.

        Nothing is copied.
        """
        runs = pc.run_end_encode(self.table[column].combine_chunks()) if len(self) else None
        if runs is None:
            return self
        ends = runs.run_ends.to_pylist()
        order = sorted(
            zip(runs.values.to_pylist(), [0, *ends], ends, strict=False), key=lambda run: place[run[0]]
        )
        pieces = [self.table.slice(start, end - start) for _, start, end in order]
        return RowColumns(self.kind, pa.concat_tables(pieces))

    def __len__(self) -> int:
        return int(self.table.num_rows)

    def __iter__(self) -> Iterator[R]:
        for batch in self.table.to_batches(max_chunksize=_AT_ONCE):
            yield from map(self.kind._make, zip(*(one.to_pylist() for one in batch.columns), strict=True))

    @overload
    def __getitem__(self, place: int) -> R: ...
    @overload
    def __getitem__(self, place: slice) -> RowColumns[R]: ...
    def __getitem__(self, place: int | slice) -> R | RowColumns[R]:
        if isinstance(place, slice):
            return self.take(np.arange(len(self))[place])
        return next(iter(self.take(np.arange(len(self))[[place]])))

    def __eq__(self, other: object) -> bool:
        if isinstance(other, RowColumns):
            return self.kind is other.kind and bool(self.table.equals(other.table))
        return isinstance(other, Sequence) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"RowColumns({self.kind.__name__}, {len(self)} rows)"


class PackedColumns(RowColumns[R]):
    """The same, compressed until the table is asked for: a tenth of the memory, for the day's ids stand in every row.

    `parts` are tables as bytes with the order (as for `in_order_of`) that the rows of each come in.
    """

    __slots__ = ("_parts", "_rows")

    def __init__(self, kind: type[R], parts: Sequence[_Part], rows: int) -> None:
        self.kind = kind
        self._parts = tuple(parts)
        self._rows = rows

    @classmethod
    def of(cls, kind: type[R], rows: Iterable[R]) -> PackedColumns[R]:
        """The rows packed."""
        if isinstance(rows, PackedColumns):
            return rows
        table = RowColumns.of(kind, rows).table
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, table.schema, options=_COMPRESSED) as writer:
            writer.write_table(table)
        made = sink.getvalue().to_pybytes()  # a stream's own buffer is up to twice as large as what is in it
        return cls(kind, [((pa.py_buffer(made),), None)], table.num_rows)

    @classmethod
    def joined(cls, kind: type[R], parts: Sequence[Sequence[R]]) -> PackedColumns[R]:
        """The rows of all parts, one part after the other."""
        packed = [cls.of(kind, part) for part in parts]
        return cls(kind, [part for one in packed for part in one._parts], sum(map(len, packed)))

    def in_order_of(self, column: str, place: Mapping[str, int]) -> PackedColumns[R]:
        """See `RowColumns.in_order_of`; the rows are put in order when they are asked for."""
        every = tuple(packed for parts, _ in self._parts for packed in parts)
        return PackedColumns(self.kind, [(every, (column, place))], self._rows)

    @property
    def table(self) -> pa.Table:
        """A column for each field, made anew every time."""
        made = [schema_of(self.kind).empty_table()]
        for packed, order in self._parts:
            tables = [pa.ipc.open_stream(one).read_all() for one in packed]
            rows = RowColumns(self.kind, pa.concat_tables(tables))
            made.append((rows.in_order_of(*order) if order else rows).table)
        return pa.concat_tables(made)

    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any:
        """The rows for whoever takes Arrow tables, unpacked there part by part and in no order of stories."""
        batches = (
            batch for parts, _ in self._parts for packed in parts for batch in pa.ipc.open_stream(packed)
        )
        reader = pa.RecordBatchReader.from_batches(schema_of(self.kind), batches)
        return reader.__arrow_c_stream__(requested_schema)

    def __len__(self) -> int:
        return self._rows


#: Tables of one schema as bytes, one after the other, and the column and the places that put their rows in order.
_Part = tuple[tuple[pa.Buffer, ...], tuple[str, Mapping[str, int]] | None]
