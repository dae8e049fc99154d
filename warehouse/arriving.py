"""Rows as they come, as Arrow tables in the form of their tables of `raw`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, fields, is_dataclass
from datetime import date, datetime
from operator import attrgetter, itemgetter
from typing import Any

import duckdb
import pyarrow as pa

from warehouse.connection import Warehouse
from warehouse.contract import Contract, contracts
from warehouse.engine_errors import engine_errors
from warehouse.errors import RowsRefused

#: Columns that the loader fills in itself where rows do not bring them.
_FILLED_IN = ("day", "version_day", "claim_number", "version_number", "is_first", "entry_number")
#: Columns and types of the tables that rows came for; asking a lake for them costs it a dozen statements a table.
_SCHEMAS: dict[str, pa.Schema] = {}
_PLAIN = frozenset((str, int, float, bool, bytes, date, datetime, type(None)))


def schema_of(cursor: duckdb.DuckDBPyConnection, name: str) -> pa.Schema:
    """Columns and types of raw.`name`, the same in every warehouse that is open, for it is up to date then."""
    if name not in _SCHEMAS:
        _SCHEMAS[name] = cursor.execute(f"select * from raw.{name} limit 0").to_arrow_table().schema
    return _SCHEMAS[name]


def as_tables(warehouse: Warehouse, rows: dict[str, Sequence[Any] | pa.Table]) -> dict[str, Any]:
    """Rows by table as `replace_day` takes them too; as Arrow tables they take a fifth of the memory of records.
    Those that are Arrow tables already need not have the very types of the warehouse's. Rows that only give such a
    table when they are asked for it (`__arrow_c_stream__`) are left for `replace_day` to ask.

    `rows` is emptied on the way, so that none stands twice. Raises RowsRefused for an unknown table or a field
    that does not fit.
    """
    tables = {}
    with engine_errors(warehouse.place):
        cursor = warehouse.cursor()
        try:
            while rows:
                name, found = rows.popitem()
                if name not in contracts("raw"):
                    raise RowsRefused(f"there is no table raw.{name}")
                if gives_a_table(found):
                    tables[name] = found
                else:
                    tables[name] = to_arrow(contracts("raw")[name], schema_of(cursor, name), found)
        finally:
            cursor.close()
    return tables


def gives_a_table(rows: Any) -> bool:
    """Whether rows are made into an Arrow table only when they are asked for it."""
    return hasattr(rows, "__arrow_c_stream__") and not isinstance(rows, pa.Table)


def arriving(contract: Contract, schema: pa.Schema, rows: Any) -> pa.Table | pa.RecordBatchReader:
    """What the engine takes rows from: a table, or for rows that give theirs when asked one part after the other."""
    if isinstance(rows, pa.Table):
        return rows
    if not gives_a_table(rows):
        return to_arrow(contract, schema, rows)
    parts = (
        part
        for batch in pa.RecordBatchReader.from_stream(rows)
        for part in to_arrow(contract, schema, pa.Table.from_batches([batch])).to_batches()
    )
    return pa.RecordBatchReader.from_batches(schema, parts)


def to_arrow(
    contract: Contract, schema: pa.Schema, rows: Sequence[Any] | Mapping[str, Sequence[Any]] | pa.Table
) -> pa.Table:
    """Rows, or columns, as one Arrow table of the given schema. Raises RowsRefused for a field that does not fit."""
    known = set(schema.names)
    if isinstance(rows, pa.Table):
        _only_known(contract, dict.fromkeys(rows.schema.names), known)
        values_of = _arrow_columns(rows)
    elif isinstance(rows, Mapping):
        values_of = _given_columns(contract, rows, known)
    else:
        values_of = _columns(contract, rows, known)
    columns = []
    for field in schema:
        values = values_of(field.name)
        try:
            arrow = isinstance(values, pa.ChunkedArray)
            columns.append(values.cast(field.type) if arrow else pa.array(values, field.type))
        except (pa.ArrowException, TypeError, ValueError, OverflowError) as error:
            raise RowsRefused(f"{contract.table}.{field.name} takes {field.type}: {error}") from error
        if field.name in contract.never_null and field.name not in _FILLED_IN and columns[-1].null_count:
            raise RowsRefused(f"{contract.table}.{field.name} is never null, but a row has no value for it")
    return pa.Table.from_arrays(columns, schema=schema)


def _given_columns(
    contract: Contract, columns: Mapping[str, Sequence[Any]], known: set[str]
) -> Callable[[str], Sequence[Any]]:
    _only_known(contract, dict(columns), known)
    lengths = set(map(len, columns.values())) or {0}
    if len(lengths) > 1:
        raise RowsRefused(f"{contract.table}: columns of different lengths, {sorted(lengths)}")
    nothing = [None] * lengths.pop()
    return lambda name: columns.get(name, nothing)


def _arrow_columns(table: pa.Table) -> Callable[[str], Any]:
    nothing = pa.chunked_array([pa.nulls(table.num_rows)])
    return lambda name: table[name] if name in table.schema.names else nothing


def _columns(contract: Contract, rows: Sequence[Any], known: set[str]) -> Callable[[str], Sequence[Any]]:
    """Values of a column by its name; rows of one record type are read column by column, not row by row."""
    kinds = dict(zip(map(type, rows), rows, strict=True))
    only = next(iter(kinds.values())) if len(kinds) == 1 else None
    if _is_named_tuple(only):
        picked = {name: itemgetter(place) for place, name in enumerate(_field_names(contract, only, known))}
        return lambda name: _plain_all(map(picked[name], rows)) if name in picked else [None] * len(rows)
    if is_dataclass(only):
        given = _field_names(contract, only, known)
        return lambda name: _plain_all(map(attrgetter(name), rows)) if name in given else [None] * len(rows)
    readers = {kind: _reader(contract, row, known) for kind, row in kinds.items()}
    taken = [readers[type(row)](row) for row in rows]
    return lambda name: [row.get(name) for row in taken]


def _reader(contract: Contract, row: Any, known: set[str]) -> Any:
    if isinstance(row, Mapping):
        return lambda given: _only_known(contract, dict(given), known)
    names = _field_names(contract, row, known)
    return lambda given: {name: _plain(getattr(given, name)) for name in names}


def _is_named_tuple(row: Any) -> bool:
    return isinstance(row, tuple) and hasattr(row, "_fields")


def _field_names(contract: Contract, row: Any, known: set[str]) -> list[str]:
    if _is_named_tuple(row):
        _only_known(contract, dict.fromkeys(row._fields), known)
        return list(row._fields)
    if not is_dataclass(row):
        raise RowsRefused(f"{contract.table} takes records or dictionaries, not {type(row).__name__}")
    names = [field.name for field in fields(row)]
    _only_known(contract, dict.fromkeys(names), known)
    return names


def _plain_all(values: Iterable[Any]) -> list[Any]:
    """The values, those that hold records as dictionaries; a column of plain values is taken as it is."""
    found = list(values)
    return found if _PLAIN.issuperset(map(type, found)) else [_plain(value) for value in found]


def _only_known(contract: Contract, row: dict[str, Any], known: set[str]) -> dict[str, Any]:
    unknown = set(row) - known
    if unknown:
        raise RowsRefused(f"{contract.table} has no column {sorted(unknown)[0]!r}; it has {sorted(known)}")
    return row


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, tuple) and value and is_dataclass(value[0]):
        return [asdict(part) for part in value]
    return value
