"""Through the warehouse: a layout breaks, the outlet is held back and told once, cleared, and compared again."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from flows.commands.clear import clear_outlet
from flows.errors import CommandError
from flows.workshop import clock
from tasks.watch.alarms import decide_alarms, outlet_conditions
from tasks.watch.judge import judge_day
from tasks.watch.records import DriftRow, HealthRow, WatchedDay
from warehouse import watching
from warehouse.connection import open_warehouse
from warehouse.load import load_rows, replace_day

TODAY = clock().date()


def health(day: date, titles: float = 1.0, suspect: bool = False) -> dict[str, Any]:
    row = HealthRow(
        outlet_id="post", day=day, polls=90, polls_ok=90, articles=20, kept=20, refused=0, failed=0, deferred=0,
        title_share=titles, time_share=0.9, author_share=0.5, full_text_share=0.9, words=9000,
        claims_per_1000_words=10.0, unresolved_voice_share=0.2, other_language_share=0.0, healthy=not suspect,
        suspect=suspect, flags=("drift",) if suspect else (), reason="drift" if suspect else None,
    )  # fmt: skip
    return {name: getattr(row, name) for name in HealthRow.__dataclass_fields__}


def test_a_broken_layout_is_held_back_until_cleared(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = TODAY - timedelta(days=1)
    outlet = {
        "outlet_id": "post",
        "name": "Post",
        "country": "XA",
        "language": "en",
        "domains": ["post.example"],
    }
    with open_warehouse(tmp_path / "parallax.duckdb") as warehouse:
        load_rows(warehouse, {"outlet": [outlet]})
        for n in range(30, 0, -1):
            day = broken - timedelta(days=n)
            replace_day(warehouse, day, {"health": [health(day)]})
        replace_day(warehouse, broken, {"health": [health(broken, 0.0, suspect=True)]})
        past = [
            WatchedDay(**{**row, "flags": tuple(row["flags"])})
            for row in watching.health_history(warehouse, TODAY, 120)
        ]
        judged = judge_day(broken, {"post": past}, [], closed=True)
        replace_day(warehouse, broken, {"drift": judged.rows})
        rows = [DriftRow(**row) for row in watching.day_drift(warehouse, broken)]
        assert rows == sorted(judged.rows, key=lambda r: r.measure)
        conditions = outlet_conditions(
            broken, {}, rows, frozenset({"post"}), {"post": "Post"}, "http://p.example"
        )
        alarms = decide_alarms(broken, datetime.now(UTC), conditions, [])
        assert [a.rule for a in alarms] == ["extraction_broken"]
        load_rows(warehouse, {"alarm": alarms})
        assert [row["rule"] for row in watching.known_alarms(warehouse, broken)] == ["extraction_broken"]
    with pytest.raises(CommandError, match="nobody"):
        clear_outlet("nobody", False, None, tmp_path)
    clear_outlet("post", True, "new house style", tmp_path)
    assert "as its new usual" in capsys.readouterr().out
    with open_warehouse(tmp_path / "parallax.duckdb") as warehouse:
        (kept,) = watching.clearances(warehouse)
        assert (kept["from_day"], kept["accepted"], kept["note"]) == (broken, True, "new house style")
        assert broken in {row["day"] for row in warehouse.rows("from meta.dirty_day")}
    with pytest.raises(CommandError, match="not held back"):
        clear_outlet("post", False, None, tmp_path)


def test_a_run_that_ended_without_a_word_is_marked_crashed(tmp_path: Path) -> None:
    now = datetime(2026, 3, 2, 5, 20, tzinfo=UTC)
    runs = [
        {"run_id": name, "flow": "daily", "started_at": now, "status": status}
        for name, status in (("a", "running"), ("b", "done"))
    ]
    with open_warehouse(tmp_path / "w.duckdb") as warehouse:
        load_rows(warehouse, {"run": runs})
        assert watching.sweep_runs(warehouse, now) == ["a"]
        assert watching.sweep_runs(warehouse, now) == []
        found = warehouse.rows("select run_id, status from raw.run order by run_id")
    assert [row["status"] for row in found] == ["crashed", "done"]


def test_an_editorial_question_to_an_empty_warehouse_finds_nothing(tmp_path: Path) -> None:
    with open_warehouse(tmp_path / "w.duckdb") as warehouse:
        for look in (
            watching.story_cells,
            watching.denied_claims,
            watching.conflicting_numbers,
            watching.removing_edits,
        ):
            assert look(warehouse, TODAY) == []
        assert watching.articles_saying(warehouse, TODAY, ["strike"]) == []
