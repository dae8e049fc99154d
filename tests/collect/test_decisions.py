"""Pure decisions: whose turn it is, how a budget is shared, whether everything is accounted for."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.collect import decide
from tasks.collect.accounting import check_accounting
from tasks.collect.budget import RunBudget
from tasks.collect.decide import Candidate, plan
from tasks.collect.records import FETCH_REASONS, EntryRow, FeedState, PollRow
from tasks.collect.retry import FINAL
from tasks.collect.rows import REFUSALS, outcome_row
from tasks.collect.settings import CollectSettings
from tasks.collect.state import Collected, KnownEntry
from tests.collect.helpers import NOON, fast

SETTINGS = fast()


def known(**changed) -> KnownEntry:
    return KnownEntry("http://a.example/1", "http://a.example/1", "http://a.example/feed", NOON, **changed)


def hours(count: float):
    return NOON + timedelta(hours=count)


@pytest.mark.parametrize(
    ("entry", "at", "wanted"),
    [
        (None, 0, "new"),
        (known(), 0, "new"),
        (known(looks=1, last_looked_at=NOON), 0.5, "known"),
        (known(looks=1, last_looked_at=NOON), 1.1, "look"),
        (known(looks=2, last_looked_at=hours(1)), 5, "known"),
        (known(looks=2, last_looked_at=hours(1)), 6, "look"),
        (
            known(looks=3, last_looked_at=hours(23)),
            24,
            "known",
        ),  # an outage's looks are not made up in a bunch
        (known(looks=6, last_looked_at=hours(200)), 700, "look"),
        (known(looks=2, last_looked_at=hours(72)), 167, "known"),  # it served the hours before it too
        (known(looks=2, last_looked_at=hours(72)), 168, "look"),
        (known(looks=7, last_looked_at=hours(672)), 700, "known"),
        (known(looks=1, last_looked_at=NOON), 24 * 31, "known"),
        (known(failures=1, last_reason="timeout", last_tried_at=NOON), 0.001, "known"),
        (known(failures=1, last_reason="timeout", last_tried_at=NOON), 0.1, "retry"),
        (known(failures=1, last_reason="gone", last_tried_at=NOON), 99, "spent"),
        (known(failures=5, last_reason="timeout", last_tried_at=NOON), 99, "spent"),
    ],
)
def test_what_an_entry_is_due_for(entry, at, wanted):
    assert decide.due(entry, hours(at), SETTINGS) == wanted


def test_turns_go_round_the_feeds_newest_first_and_new_before_old():
    made = [Candidate(f"a{n}", "A", "new", hours(n)) for n in range(5)]
    made += [Candidate(f"b{n}", "B", "new", hours(n)) for n in range(2)]
    made += [Candidate("l0", "B", "look", hours(9)), Candidate("r0", "A", "retry", hours(9))]
    chosen, beyond = plan(made, 8)
    assert [one.entry_id for one in chosen] == ["a4", "b1", "a3", "b0", "a2", "a1", "a0", "r0"]
    assert [one.entry_id for one in beyond] == ["l0"]


@settings(deadline=None)
@given(st.lists(st.integers(0, 500), max_size=12), st.integers(0, 800))
def test_a_run_shares_its_pages_fairly(wanted, total):
    budget = RunBudget(total, len(wanted))
    granted = [budget.take(one) for one in wanted]
    assert sum(granted) <= total
    for want, got in zip(wanted, granted, strict=True):
        assert min(want, total // len(wanted)) <= got <= want


def test_what_the_modest_leave_is_shared_by_those_who_ask_later():
    budget = RunBudget(300, 3)
    assert [budget.take(10), budget.take(100_000), budget.take(100_000)] == [10, 145, 145]


def test_a_feed_is_not_silenced_by_a_clock_that_was_wrong():
    state = FeedState("a", "http://a.example/feed", next_due_at=hours(1))
    assert not decide.feed_is_due(state, NOON)
    assert decide.feed_is_due(state, hours(1))
    assert decide.feed_is_due(replace(state, next_due_at=hours(24 * 365)), NOON)
    assert decide.feed_is_due(None, NOON)


def entry(entry_id: str) -> EntryRow:
    return EntryRow(entry_id, "run", "a", "f", "u", "u", None, None, None, NOON)


def ended(entry_id: str, outcome="kept", reason=None):
    return outcome_row(
        run_id="run", outlet_id="a", entry_id=entry_id, outcome=outcome, reason=reason, detail="", at=NOON
    )


def brought(entries, outcomes, **more) -> Collected:
    return Collected("a", entries=tuple(entry(one) for one in entries), outcomes=tuple(outcomes), **more)


def test_a_complete_run_has_no_gaps():
    outcomes = [ended("1", "failed", "timeout"), ended("2", "known")]
    assert check_accounting(brought(["1", "2", "3"], outcomes), [ended("3")]) == []
    assert check_accounting(Collected("a"), []) == []


@pytest.mark.parametrize(
    ("entries", "outcomes", "read", "word"),
    [
        (["1"], [], [], "has no outcome"),
        (["1"], [ended("1", "known")], [ended("1")], "has 2 outcomes"),
        (["1", "1"], [ended("1", "known")], [], "listed 2 times"),
        ([], [ended("1", "known")], [], "unknown entry"),
        (["1"], [ended("1", "lost")], [], "closed list"),
        (["1"], [ended("1", "failed")], [], "without a reason"),
        (["1"], [ended("1", "failed", "bad luck")], [], "closed list"),
    ],
)
def test_every_gap_is_named(entries, outcomes, read, word):
    (gap,) = check_accounting(brought(entries, outcomes), read)
    assert word in gap


def test_an_attempt_and_a_poll_without_a_known_end_are_gaps():
    poll = PollRow("p", "run", "a", "http://a.example/feed", NOON, "lost", None, 0, 0, 0)
    (gap,) = check_accounting(Collected("a", polls=(poll,)), [])
    assert "'lost'" in gap
    (gap,) = check_accounting(Collected("a", polls=(replace(poll, outcome="failed"),)), [])
    assert "without a reason" in gap


def test_refusals_and_final_reasons_are_of_the_closed_list():
    assert set(FETCH_REASONS) >= REFUSALS and set(FETCH_REASONS) >= FINAL
    assert Counter(FETCH_REASONS).most_common(1)[0][1] == 1


def test_settings_refuse_what_would_break_a_header_or_a_bound():
    with pytest.raises(ValueError, match="contact"):
        CollectSettings(contact="me@a.example\r\nX-Evil: 1")
    with pytest.raises(ValueError, match="spacing_seconds"):
        CollectSettings(spacing_seconds=-1)
    with pytest.raises(ValueError, match="deadline_seconds"):
        CollectSettings(deadline_seconds=float("nan"))
    assert "+me@a.example" in CollectSettings(contact="me@a.example").user_agent
