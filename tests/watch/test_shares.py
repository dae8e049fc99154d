"""What was read now against the reference window: breaks are held back, editorial changes are only told."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from tasks.watch.judge import held_back, judge_day, onset, reference_window
from tasks.watch.records import Clearance, WatchedDay
from tasks.watch.shares import benjamini_hochberg

START = date(2026, 1, 5)


def a_day(number: int, **changes: object) -> WatchedDay:
    """An ordinary day with a little of its own."""
    wobble = 1 + 0.04 * ((number * 7) % 5 - 2)
    plain = WatchedDay(
        outlet_id="post",
        day=START + timedelta(number),
        country="XA",
        polls_ok=90,
        articles=20,
        kept=20,
        refused=1,
        failed=0,
        title_share=1.0,
        time_share=0.95,
        author_share=0.6,
        full_text_share=0.95,
        words=round(10_000 * wobble),
        claims_per_1000_words=12 * wobble,
        unresolved_voice_share=0.25 * wobble,
        other_language_share=0.0,
        suspect=False,
        flags=(),
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def verdicts(**changes: object) -> dict[str, tuple[str, str | None]]:
    days = [*(a_day(n) for n in range(30)), a_day(30, **changes)]
    judged = judge_day(days[-1].day, {"post": days}, [], closed=True)
    return {row.measure: (row.verdict, row.reason) for row in judged.rows if row.verdict != "steady"}


def test_an_ordinary_day_is_steady() -> None:
    assert verdicts() == {}


@pytest.mark.parametrize(
    ("changes", "measure", "says"),
    [
        ({"title_share": 0.0}, "title_share", "extraction looks broken"),
        ({"time_share": 0.1}, "time_share", "extraction looks broken"),
        ({"full_text_share": 0.1}, "full_text_share", "extraction looks broken"),
        ({"author_share": 0.0}, "author_share", "extraction looks broken"),
        ({"refused": 20}, "refused_share", "extraction looks broken"),
        ({"other_language_share": 0.9}, "other_language_share", "language changed"),
        ({"words": 30_000}, "words_per_article", "length of texts changed"),
        ({"words": 2_000}, "words_per_article", "length of texts changed"),
    ],
)
def test_a_break_is_drift_and_says_what_broke(changes: dict[str, object], measure: str, says: str) -> None:
    verdict, reason = verdicts(**changes)[measure]
    assert verdict == "drift"
    assert reason is not None and reason.startswith(says)


def test_an_editorial_change_is_told_and_never_called_broken() -> None:
    found = verdicts(author_share=0.95, words=15_500, claims_per_1000_words=4.0, unresolved_voice_share=0.05)
    assert found
    assert {verdict for verdict, _ in found.values()} == {"changed"}
    assert all("broken" not in (reason or "") for _, reason in found.values())


@pytest.mark.parametrize("days", [0, 1, 5, 13])
def test_too_short_a_past_says_so(days: int) -> None:
    history = {"post": [*(a_day(n) for n in range(days)), a_day(days, title_share=0.0)]}
    judged = judge_day(START + timedelta(days), history, [], closed=True)
    assert {row.verdict for row in judged.rows} == {"not_enough_data"}


def test_empty_and_constant_and_missing_values_do_no_harm() -> None:
    same = {
        "words": 10_000,
        "claims_per_1000_words": 12.0,
        "unresolved_voice_share": None,
        "time_share": None,
    }
    days = [*(a_day(n, **same) for n in range(30)), a_day(30, **same)]
    assert all(r.verdict == "steady" for r in judge_day(days[-1].day, {"post": days}, [], closed=True).rows)
    nothing = a_day(31, articles=0, kept=0, refused=0, words=0, title_share=None, claims_per_1000_words=None)
    judge_day(nothing.day, {"post": [*days, nothing], "other": []}, [], closed=True)


def test_an_open_day_is_not_called_silent() -> None:
    empty = a_day(30, articles=0, kept=0, words=0)
    history = {"post": [*(a_day(n) for n in range(30)), empty]}
    assert not judge_day(empty.day, history, [], closed=False).silent
    assert judge_day(empty.day, history, [], closed=True).silent


def test_the_reference_window_stands_still_and_leaves_suspect_days_out() -> None:
    days = [a_day(n, suspect=n in (40, 41)) for n in range(90)]
    windows = {reference_window(days, START + timedelta(n)) for n in range(60, 90)}
    assert len(windows) <= 3
    assert all(not day.suspect for window in windows for day in window)


def test_held_back_until_cleared() -> None:
    day = START + timedelta(30)
    drifts = [("post", day, "extraction looks broken")]
    assert held_back(day - timedelta(days=1), drifts, []) == {}
    assert held_back(day, drifts, [])["post"] == "extraction looks broken"
    assert "not cleared" in held_back(day + timedelta(days=9), drifts, [])["post"]
    assert onset("post", drifts, []) == day
    at = day + timedelta(days=3)
    mended = Clearance("post", datetime(2026, 2, 7, tzinfo=UTC), at, at, accepted=False, note=None)
    assert held_back(at, drifts, [mended]) == {}
    assert held_back(at - timedelta(days=1), drifts, [mended])
    accepted = replace(mended, from_day=day, accepted=True)
    assert held_back(day, drifts, [accepted]) == {}
    again = [*drifts, ("post", at + timedelta(days=1), "extraction looks broken")]
    assert held_back(at + timedelta(days=1), again, [accepted])


def test_what_was_accepted_becomes_the_reference() -> None:
    before = [a_day(n) for n in range(30)]
    first, last = START + timedelta(30), START + timedelta(59)
    cleared = Clearance("post", datetime(2026, 2, 7, tzinfo=UTC), first, first, accepted=True, note=None)
    held = [*before, *(a_day(n, words=25_000, suspect=n < 59) for n in range(30, 60))]
    freed = [*before, *(a_day(n, words=25_000) for n in range(30, 60))]
    assert any(r.verdict == "drift" for r in judge_day(last, {"post": held}, [], closed=True).rows)
    assert not any(
        r.verdict == "drift" for r in judge_day(last, {"post": freed}, [cleared], closed=True).rows
    )


def test_q_values() -> None:
    assert benjamini_hochberg([0.01, 0.04, 0.03, 0.5]) == pytest.approx([0.04, 0.16 / 3, 0.16 / 3, 0.5])
    assert benjamini_hochberg([]) == []
