"""Plots say in words and places what the rows say, and never hide uncertainty."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from dashboards import plots
from dashboards.differences import word_parts
from dashboards.page import told_apart
from dashboards.static import counted

NOON = datetime(2031, 3, 4, 12, tzinfo=UTC)


def test_shares_stand_with_their_interval():
    panel = plots.share_panel("x", [{"o": "a", "share": 0.25, "low": 0.1, "high": 0.5}], "o", top=0.5)
    track = panel.tracks[0]
    assert (track.low, track.at, track.high) == (20.0, 50.0, 100.0)
    assert track.words == "25 % (10–50)"


def test_interval_that_holds_zero_is_a_ring():
    rows = [{"w": "a", "v": 1.0, "low": -0.5, "high": 2.0}, {"w": "b", "v": 1.0, "low": 0.5, "high": 1.5}]
    assert [t.shape for t in plots.difference_panel("x", rows, "w", "v").tracks] == ["ring", "dot"]


def test_unknown_start_is_open():
    rows = [
        {"outlet_id": "a", "earliest": None, "latest": NOON, "verdict": "undetermined"},
        {"outlet_id": "b", "earliest": NOON, "latest": NOON + timedelta(hours=1), "verdict": "later"},
    ]
    first, second = plots.time_panel("x", rows).tracks
    assert first.open_low and first.words == "undetermined: by 12:00"
    assert not second.open_low and second.words == "later: 12:00 to 13:00"


@pytest.mark.parametrize(("low", "high", "opens"), [(40.0, None, (False, True)), (None, 9.0, (True, False))])
def test_numbers_keep_their_open_ends(low, high, opens):
    row = {
        "outlet_id": "a",
        "low": low,
        "high": high,
        "text": "t",
        "attributed_to": None,
        "conflicts_with": [],
    }
    track = plots.number_panel("x", [row]).tracks[0]
    assert (track.open_low, track.open_high) == opens


def test_numbers_that_cannot_both_be_true_differ_in_shape():
    row = {"outlet_id": "a", "low": 4.0, "high": 4.0, "text": "four", "attributed_to": "Ines Kotal"}
    track = plots.number_panel("x", [row | {"conflicts_with": ["b"]}]).tracks[0]
    assert track.shape == "diamond"
    assert track.words == "“four”, says Ines Kotal, cannot both be true with b"


def test_only_clear_pairs_are_clear():
    test = {
        "outlet_a": "a",
        "outlet_b": "b",
        "excess": 0.2,
        "low": 0.1,
        "high": 0.3,
        "q_value": 0.01,
        "reason": None,
    }
    kinds = [
        plots.heatmap([test | change], ["a", "b"])["a", "b"].kind
        for change in ({}, {"q_value": 0.2}, {"low": -0.1}, {"excess": None, "reason": "too few"})
    ]
    assert kinds == ["clear", "unclear", "unclear", "untested"]


def test_days_observed_badly_are_marked_and_gaps_stay_gaps():
    first = date(2031, 3, 1)
    rows = [
        {"day": first, "share": 0.5, "low": 0.2, "high": 0.8, "healthy": True},
        {"day": first + timedelta(days=2), "share": None, "low": None, "high": None, "healthy": False},
    ]
    found = plots.series("x", rows, first, first + timedelta(days=3), sound="healthy")
    assert [(p.at, p.sound) for p in found.points] == [(50.0, True), (None, False)]
    assert "observed badly" in found.points[1].words


def test_edits_word_by_word():
    assert word_parts("The attackers had been inside", "The attackers may have been inside") == [
        ("same", "The attackers"),
        ("gone", "had"),
        ("come", "may have"),
        ("same", "been inside"),
    ]
    assert word_parts(None, "new") == [("come", "new")]


def test_same_number_of_one_outlet_is_one_mark_with_all_its_sentences():
    row = {
        "outlet_id": "a",
        "low": 9.0,
        "high": 9.0,
        "text": "nine",
        "attributed_to": None,
        "conflicts_with": [],
    }
    lines = [row | {"evidence": [{"text": "nine"}]}, row | {"evidence": [{"text": "Nine"}]}]
    (track,) = plots.number_panel("x", lines).tracks
    assert track.words == "“nine” ×2" and len(track.evidence) == 2


@pytest.mark.parametrize(
    ("value", "words"), [(400_000, "400,000"), (1e6, "1 million"), (2.5e9, "2.5 billion"), (3.5, "3.5")]
)
def test_amounts_are_written_for_people(value, words):
    assert plots.amount(value) == words


def test_counts_have_their_plural():
    assert counted(1, "outlet") == "1 outlet" and counted(0, "outlet") == "0 outlets"
    assert counted(1200, "story", "stories") == "1,200 stories"


def test_voices_of_one_name_are_told_apart():
    voices = {"state/ostrel": "Ostrel", "surname/ostrel": "Ostrel", "person/ilka": "Ilka"}
    assert told_apart(voices) == {
        "state/ostrel": "Ostrel (state)",
        "surname/ostrel": "Ostrel (surname)",
        "person/ilka": "Ilka",
    }
    documents = {"document/report": "report", "document/report-of-may": "report"}
    assert len(set(told_apart(documents).values())) == 2
