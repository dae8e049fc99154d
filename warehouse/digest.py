"""What the tables hold, as one short string for each, whatever the order of their rows."""

from __future__ import annotations

from warehouse.connection import Warehouse
from warehouse.contract import Contract, contracts
from warehouse.sparing import DAY_MEMORY, bounded


def table_digests(warehouse: Warehouse, *, with_clocks: bool = False) -> dict[str, str]:
    """A digest of every table of raw and daily, equal exactly when the tables hold the same rows.

    Run ids, clocks, elapsed times and texts that can be cut out of their version are left out, and so
    are the ledgers of runs, polls, fetches and outcomes, which grow with every run: a rerun of the same
    day gives the same digests. With `with_clocks` nothing is left out.
    """
    return {
        contract.table: _digest(warehouse, contract, with_clocks)
        for schema in ("raw", "daily")
        for contract in contracts(schema).values()
        if with_clocks or contract.volatile != ("*",)
    }


def stored_digests(warehouse: Warehouse) -> dict[str, str]:
    """A digest of every table that the file itself holds, equal exactly when the tables hold the same rows.

    What raw and daily show is made of these. Each is read once, in the order of the file and without any join: a
    million articles take some 13 s of processor and hardly any memory, where `table_digests` joins all of them.
    """
    tables = warehouse.rows(
        "select schema_name, table_name from duckdb_tables() where not temporary and not internal order by all"
    )
    names = [(row["schema_name"], row["table_name"]) for row in tables]
    with bounded(warehouse, DAY_MEMORY):
        return {
            f"{schema}.{name}": _of(warehouse, "hash(stored)", f'"{schema}"."{name}" as stored')
            for schema, name in names
        }


def _digest(warehouse: Warehouse, contract: Contract, with_clocks: bool) -> str:
    left_out = set() if with_clocks else {*contract.volatile, *contract.derived}
    columns = ", ".join(f'"{column.name}"' for column in contract.columns if column.name not in left_out)
    return _of(warehouse, f"hash({columns})", contract.table)


def _of(warehouse: Warehouse, hashed: str, rows: str) -> str:
    found = warehouse.rows(
        f"""select
            count(*) as rows,
            coalesce(sum({hashed}::hugeint), 0)::varchar as total,
            coalesce(bit_xor({hashed}), 0)::varchar as mixed
        from {rows}"""
    )[0]
    return f"{found['rows']}:{int(found['total']):x}:{int(found['mixed']):x}"
