"""A question for a day reads the texts of that day's stories and no others, however long the archive is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import made_rows
import pytest

from warehouse.build import build_day, drop_day
from warehouse.connection import Warehouse, open_warehouse
from warehouse.load import load_rows, replace_day

DAYS = 2


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    """Two days, each with its own stories; of cells and evidence many more than texts, as in a large day."""
    with open_warehouse(tmp_path_factory.mktemp("archive") / "warehouse.duckdb") as warehouse:
        load_rows(warehouse, made_rows.facts(days=DAYS))
        for later in range(DAYS):
            day = made_rows.DAY + made_rows.timedelta(days=later)
            replace_day(warehouse, day, made_rows.compared(day))
            build_day(warehouse, day)
        with warehouse.transaction() as cursor:
            for table in ("store.claims", "store.claim_member"):
                cursor.execute(f"insert into {table} select kept.* from {table} as kept, range(50)")
        yield warehouse


@pytest.mark.parametrize("table", ["daily.claims", "model.evidence"])
def test_a_day_takes_the_texts_of_its_own_days_only(archive: Warehouse, table: str, tmp_path: Path) -> None:
    day = made_rows.DAY + made_rows.timedelta(days=1)
    texts = archive.rows("select count(*) as here from raw.version where day = ?", [day])[0]["here"]
    scans = _scans_with_text(
        archive, f"select text from {table} where day = date '{day}'", tmp_path / "plan.json"
    )
    assert scans
    assert max(scans) <= texts


def _scans_with_text(warehouse: Warehouse, query: str, plan: Path) -> list[int]:
    """Rows that each scan of texts in the query gave on."""
    cursor = warehouse.cursor()
    cursor.execute("pragma enable_profiling = 'json'")
    cursor.execute(f"pragma profiling_output = '{plan}'")
    rows = cursor.execute(query).fetchall()
    cursor.execute("pragma disable_profiling")
    cursor.close()
    assert any(row[0] for row in rows)
    return list(_rows_of_scans(json.loads(plan.read_text())))


def _rows_of_scans(node: dict[str, Any]) -> Iterator[int]:
    said = node.get("extra_info", {})
    if "version" in str(said.get("Table")) and "text" in said.get("Projections", ()):
        yield node["operator_cardinality"]
    for below in node["children"]:
        yield from _rows_of_scans(below)


def test_a_story_that_runs_on_keeps_its_sentences_of_the_day_before(tmp_path: Path) -> None:
    first, second = made_rows.DAY, made_rows.DAY + made_rows.timedelta(days=1)
    with open_warehouse(tmp_path / "warehouse.duckdb") as warehouse:
        load_rows(warehouse, made_rows.facts(days=1))
        rows = made_rows.compared(first)
        replace_day(warehouse, first, rows)
        build_day(warehouse, first)
        texts = "select story_id, outlet_id, text from daily.claims where day = ? and text is not null order by all"
        before = [tuple(row.values()) for row in warehouse.rows(texts, [first])]
        moved = {name: [_on(row, second) for row in found] for name, found in rows.items()}
        replace_day(warehouse, second, moved)
        build_day(warehouse, second)
        assert [tuple(row.values()) for row in warehouse.rows(texts, [second])] == before
        assert before
        drop_day(warehouse, second)
        assert warehouse.rows("select day, version_day from store.text_day") == [
            {"day": first, "version_day": first}
        ]


def _on(row: Any, day: date) -> Any:
    """The row, of another day."""
    return row._replace(day=day) if isinstance(row, tuple) else replace(row, day=day)
