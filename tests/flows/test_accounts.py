"""A run whose own counts and stored rows differ fails at its end, and says what does not add up."""

from collections import Counter
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from flows.errors import CommandError
from flows.summary import close_accounts
from flows.workshop import Workshop
from warehouse.connection import open_warehouse

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)


def closed(tmp_path, *, gaps=(), **counted):
    line = {"run_id": "collect-1", "flow": "collect", "day": None, "started_at": NOON, "status": "running"}
    with open_warehouse(tmp_path / "w.duckdb") as warehouse:
        tools = SimpleNamespace(warehouse=warehouse, run_id="collect-1")
        shop = Workshop(None, tools, {**line, **counted}, gaps=list(gaps), counts=Counter(kept=1))
        return close_accounts(shop, [])


def test_a_run_that_counted_what_is_stored_ends_well(tmp_path):
    assert closed(tmp_path, attempts=0, entries_seen=0).outcomes == {"kept": 1}


@pytest.mark.parametrize(
    ("counted", "word"), [({"attempts": 3}, "attempts"), ({"entries_seen": 2}, "entries")]
)
def test_rows_that_are_not_there_fail_the_run(tmp_path, counted, word):
    with pytest.raises(CommandError, match=f"do not close.*{word} counted by the run"):
        closed(tmp_path, **counted)


def test_a_gap_inside_one_outlet_fails_the_run(tmp_path):
    with pytest.raises(CommandError, match="northwire: entry e1 has 2 outcomes"):
        closed(tmp_path, gaps=["northwire: entry e1 has 2 outcomes"])
