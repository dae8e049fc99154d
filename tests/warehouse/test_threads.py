"""Statements about a small day run on one thread, others on all; whoever comes later finds them all again."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import date
from pathlib import Path

from warehouse.connection import Warehouse, open_warehouse
from warehouse.threads import LARGE_DAY, threads_for

DAY = date(2030, 1, 1)


def threads(warehouse: Warehouse) -> int:
    return int(warehouse.rows("select current_setting('threads') as threads")[0]["threads"])


def test_all_threads_are_back_when_the_last_of_overlapping_blocks_has_ended(tmp_path: Path) -> None:
    with open_warehouse(tmp_path / "w.duckdb") as warehouse, ExitStack() as first, ExitStack() as second:
        usual = threads(warehouse)
        first.enter_context(warehouse.one_thread())
        second.enter_context(warehouse.one_thread())
        assert threads(warehouse) == 1
        first.close()
        assert threads(warehouse) == 1
        second.close()
        assert threads(warehouse) == usual


def test_only_a_large_day_has_all_threads(tmp_path: Path) -> None:
    with open_warehouse(tmp_path / "w.duckdb") as warehouse:
        usual = threads(warehouse)
        with threads_for(warehouse, [DAY]):
            assert threads(warehouse) == 1
        with warehouse.transaction() as cursor:
            cursor.execute(
                "insert into store.version_number select i, ?, i::varchar from range(?) as numbers (i)",
                [DAY, LARGE_DAY],
            )
        with threads_for(warehouse, [DAY]):
            assert threads(warehouse) == usual
