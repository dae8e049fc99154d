"""A run whose own counts and stored rows differ fails at its end, and says what does not add up."""

from collections import Counter
from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest

from flows.errors import CommandError
from flows.show_run import ended, outlet_lines
from flows.summary import close_accounts
from flows.workshop import Workshop
from tasks.watch.newest_day import why_no_new_day
from warehouse.connection import open_warehouse
from warehouse.load import load_rows
from warehouse.read import trouble_of_collecting

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)


def closed(tmp_path, *, gaps=(), today=None, **counted):
    line = {"run_id": "collect-1", "flow": "collect", "day": None, "started_at": NOON, "status": "running"}
    with open_warehouse(tmp_path / "w.duckdb") as warehouse:
        tools = SimpleNamespace(warehouse=warehouse, run_id="collect-1", now=lambda: NOON)
        shop = Workshop(None, tools, {**line, **counted}, gaps=list(gaps), counts=Counter(kept=1))
        summary = close_accounts(shop, [], today)
        (kept,) = warehouse.rows("select status, reason, ended_at from raw.run")  # as the copy will have it
        assert kept == {
            "status": "degraded" if summary.degraded else "done",
            "reason": summary.degraded,
            "ended_at": NOON,
        }
        return summary


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


def test_a_run_that_ends_without_any_article_of_its_day_is_degraded(tmp_path):
    nothing = closed(tmp_path, today=NOON.date(), attempts=0, entries_seen=0)
    assert nothing.degraded == "no article of 2026-03-03 or later has arrived; there is none at all"
    assert why_no_new_day(date(2026, 2, 28), NOON.date()).endswith("the newest is of 2026-02-28")
    assert why_no_new_day(date(2026, 3, 3), NOON.date()) is None


def test_the_line_of_an_outlet_says_what_came_of_its_feeds_too():
    def poll(outlet, outcome, reason=None, polls=1):
        return {"outlet_id": outlet, "outcome": outcome, "reason": reason, "polls": polls}

    lines = outlet_lines(
        [{"outlet_id": "courier", "outcome": "kept", "reason": None, "entries": 3}],
        [
            poll("courier", "ok"),
            poll("courier", "failed", "http_error", 2),
            poll("klaxon", "failed", "dns_error"),
            poll("lethmar", "skipped", "not_due"),
            poll("northwire", "not_modified"),
        ],
    )
    assert lines == {
        "courier": "kept 3, feed failed (http error) 2",
        "klaxon": "feed failed (dns error)",
        "lethmar": "feed skipped (not due)",
        "northwire": "nothing new",
    }


def test_the_hourly_watch_learns_of_the_last_run_that_collected(tmp_path):
    def run(number, flow, status, reason=None):
        at = NOON.replace(hour=number)
        return {"run_id": f"r{number}", "flow": flow, "started_at": at, "status": status, "reason": reason}

    with open_warehouse(tmp_path / "w.duckdb") as warehouse:
        assert trouble_of_collecting(warehouse) is None
        load_rows(
            warehouse,
            {"run": [run(1, "collect", "done"), run(2, "collect", "degraded", "every feed failed")]},
        )
        load_rows(warehouse, {"run": [run(3, "watch", "done"), run(4, "collect", "running")]})
        assert (
            trouble_of_collecting(warehouse) == "collect of 2026-03-04 02:00 UTC degraded: every feed failed"
        )
        load_rows(warehouse, {"run": [run(5, "daily", "done")]})
        assert trouble_of_collecting(warehouse) is None


def test_a_degraded_run_ends_in_a_state_of_that_name_with_its_reason():
    assert ended({"kept": 1}, None) == {"kept": 1}
    state = ended({"kept": 1}, "every feed failed; is the network up?")
    assert (state.name, state.message) == ("Degraded", "every feed failed; is the network up?")
    assert state.is_completed()
