"""Statements about a small day run on one thread, others on all; whoever comes later finds them all again."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

import made_rows
import pytest

from warehouse import threads as limits
from warehouse.connection import Warehouse, open_warehouse
from warehouse.load import load_rows
from warehouse.threads import threads_for


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


def test_only_a_large_day_has_all_threads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_warehouse(tmp_path / "w.duckdb") as warehouse:
        usual = threads(warehouse)
        load_rows(warehouse, made_rows.facts(days=1))
        with threads_for(warehouse, [made_rows.DAY]):
            assert threads(warehouse) == 1
        articles = warehouse.rows("select count(*) as n from raw.version where day = ?", [made_rows.DAY])[0][
            "n"
        ]
        assert articles
        monkeypatch.setattr(limits, "LARGE_DAY", articles)
        with threads_for(warehouse, [made_rows.DAY]):
            assert threads(warehouse) == usual
