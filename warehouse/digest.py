"""What the tables hold, as one short string for each, whatever the order of their rows."""

from __future__ import annotations

from warehouse.connection import Warehouse
from warehouse.contract import Contract, contracts


def table_digests(warehouse: Warehouse, *, with_clocks: bool = False) -> dict[str, str]:
    """A digest of every table of raw and daily, equal exactly when the tables hold the same rows.

    Run ids, clocks, elapsed times and texts that can be cut out of their version are left out, and so
    are the ledgers of runs, polls, fetches and outcomes, which grow with every run: a rerun of the same
    day gives the same digests. With `with_clocks` nothing is left out, as for comparing a backup.
    """
    return {
        contract.table: _digest(warehouse, contract, with_clocks)
        for schema in ("raw", "daily")
        for contract in contracts(schema).values()
        if with_clocks or contract.volatile != ("*",)
    }


def _digest(warehouse: Warehouse, contract: Contract, with_clocks: bool) -> str:
    left_out = set() if with_clocks else {*contract.volatile, *contract.derived}
    columns = ", ".join(f'"{column.name}"' for column in contract.columns if column.name not in left_out)
    found = warehouse.rows(
        f"""select
            count(*) as rows,
            coalesce(sum(hash({columns})::hugeint), 0)::varchar as total,
            coalesce(bit_xor(hash({columns})), 0)::varchar as mixed
        from {contract.table}"""
    )[0]
    return f"{found['rows']}:{int(found['total']):x}:{int(found['mixed']):x}"
