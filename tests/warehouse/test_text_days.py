"""Publishing takes the texts of a day's own stories, however long the archive is, and misses none of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import made_rows
import pytest

from warehouse.build import build_day
from warehouse.connection import Warehouse, open_warehouse
from warehouse.contract import contracts
from warehouse.load import load_rows, replace_day
from warehouse.publish import PARQUET, parquet_tables, publish
from warehouse.text_days import with_own_texts

FIRST, SECOND = made_rows.DAY, made_rows.DAY + made_rows.timedelta(days=1)


@pytest.fixture
def running_on(tmp_path: Path) -> Iterator[Warehouse]:
    """Two days of the same stories, whose texts are all of the first."""
    with open_warehouse(tmp_path / "warehouse.duckdb") as warehouse:
        load_rows(warehouse, made_rows.facts(days=1))
        rows = made_rows.compared(FIRST)
        for day in (FIRST, SECOND):
            replace_day(
                warehouse, day, {name: [_on(row, day) for row in found] for name, found in rows.items()}
            )
            build_day(warehouse, day)
        yield warehouse


def _on(row: Any, day: date) -> Any:
    """The row, of another day."""
    return row._replace(day=day) if isinstance(row, tuple) else replace(row, day=day)


def test_a_story_that_runs_on_is_published_with_its_sentences_of_the_day_before(
    running_on: Warehouse, tmp_path: Path
) -> None:
    publish(running_on, tmp_path / "published")
    place = tmp_path / "published" / PARQUET
    for table in (contract.table for contract in parquet_tables()):
        for day in (FIRST, SECOND):
            file = place / table / f"day={day}" / "rows.parquet"
            here = running_on.rows(f"from {table} where day = ? order by all", [day])
            assert (
                running_on.rows(f"from read_parquet('{file}', hive_partitioning = false) order by all")
                == here
            )
    texts = running_on.rows("select text from daily.claims where day = ? and text is not null", [SECOND])
    assert texts


def test_a_days_cells_are_written_with_the_texts_of_its_own_days_alone(tmp_path: Path) -> None:
    with open_warehouse(tmp_path / "warehouse.duckdb") as warehouse:
        load_rows(warehouse, made_rows.facts(days=2))
        for day in (FIRST, SECOND):
            replace_day(warehouse, day, made_rows.compared(day))
            build_day(warehouse, day)
        with warehouse.transaction() as cursor:  # many more cells than texts, as a large day has
            cursor.execute("insert into store.claims select kept.* from store.claims as kept, range(50)")
        texts = warehouse.rows("select count(*) as here from raw.version where day = ?", [SECOND])[0]["here"]
        plan = tmp_path / "plan.json"
        gives = contracts("daily")["claims"].gives
        assert _largest_scan_of_texts(warehouse, gives, plan) > texts
        own = with_own_texts(warehouse.cursor(), gives, SECOND)
        assert _largest_scan_of_texts(warehouse, own, plan) == texts


def _largest_scan_of_texts(warehouse: Warehouse, cells: str, plan: Path) -> int:
    """How many texts the engine took at most for the cells of the second day."""
    cursor = warehouse.cursor()
    cursor.execute("pragma enable_profiling = 'json'")
    cursor.execute(f"pragma profiling_output = '{plan}'")
    rows = cursor.execute(f"select text from ({cells}) where day = date '{SECOND}'").fetchall()
    cursor.execute("pragma disable_profiling")
    cursor.close()
    assert any(row[0] for row in rows)
    return max(_scans_of_texts(json.loads(plan.read_text())))


def _scans_of_texts(node: dict[str, Any]) -> Iterator[int]:
    said = node.get("extra_info", {})
    if "version" in str(said.get("Table")) and "text" in said.get("Projections", ()):
        yield node["operator_cardinality"]
    for below in node["children"]:
        yield from _scans_of_texts(below)
