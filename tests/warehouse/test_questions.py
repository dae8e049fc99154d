"""What the named questions count: stories once, outlets of one language, outlets of the story."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import made_rows
import pytest

from warehouse.build import build_day
from warehouse.connection import Warehouse
from warehouse.load import replace_day
from warehouse.publish import COPY_NAME, publish
from warehouse.sandbox import run_query

SECOND = made_rows.DAY + timedelta(days=1)


def going_on() -> dict[str, list[Any]]:
    """The second day's comparison, with the first day's stories still going on."""
    return {
        table: [
            _of_story(row, row.story_id.replace(str(SECOND), str(made_rows.DAY)))
            if getattr(row, "story_id", None)
            else row
            for row in rows
        ]
        for table, rows in made_rows.compared(SECOND).items()
    }


def _of_story(row: Any, story_id: str) -> Any:
    return row._replace(story_id=story_id) if isinstance(row, tuple) else replace(row, story_id=story_id)


def answers(warehouse: Warehouse, folder: Path, name: str, **given: str) -> list[dict[str, Any]]:
    publish(warehouse, folder)
    return run_query(folder / COPY_NAME, f"@{name}", parameters=given).table.to_pylist()


def test_a_story_that_goes_on_counts_once_among_first_reports(warehouse: Warehouse, tmp_path: Path) -> None:
    replace_day(warehouse, SECOND, going_on())
    build_day(warehouse, SECOND)
    rows = answers(warehouse, tmp_path / "published", "who_was_first")
    assert {row["outlet_id"]: row["stories"] for row in rows} == dict.fromkeys(made_rows.OUTLETS, 2)
    assert sum(row["first_reports"] for row in rows) == 2


@pytest.mark.parametrize(("others", "stories"), [("en", ["Storm 0"]), ("fr", [])])
def test_an_outlet_left_out_only_what_outlets_of_its_language_carried(
    warehouse: Warehouse, tmp_path: Path, others: str, stories: list[str]
) -> None:
    day, last = made_rows.compared(SECOND), made_rows.OUTLETS[-1]
    for table in ("story_member", "first_report"):
        day[table] = [r for r in day[table] if (r.outlet_id, r.story_id) != (last, f"s0-{SECOND}")]
    replace_day(warehouse, SECOND, day)
    with warehouse.transaction() as cursor:
        cursor.execute("update raw.outlet set language = ? where outlet_id <> ?", [others, last])
    build_day(warehouse, SECOND)
    rows = answers(warehouse, tmp_path / "published", "stories_left_out", outlet=last)
    assert [row["story"] for row in rows] == stories
