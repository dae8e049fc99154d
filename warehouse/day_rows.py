"""A day's rows on their way into `raw`: as Arrow tables they take a fifth of the memory of records."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from warehouse.arriving import to_arrow
from warehouse.connection import Warehouse
from warehouse.contract import contracts
from warehouse.errors import RowsRefused


def as_tables(warehouse: Warehouse, rows: dict[str, Sequence[Any]]) -> dict[str, pa.Table]:
    """Rows by table as `replace_day` takes them too. `rows` is emptied on the way, so that none stands twice.

    Raises RowsRefused for an unknown table or a field that does not fit.
    """
    tables = {}
    while rows:
        name, found = rows.popitem()
        if name not in contracts("raw"):
            raise RowsRefused(f"there is no table raw.{name}")
        schema = warehouse.arrow(f"select * from raw.{name} limit 0").schema
        tables[name] = to_arrow(contracts("raw")[name], schema, found)
    return tables


__all__ = ["as_tables"]
