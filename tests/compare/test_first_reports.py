"""First reports: intervals, not instants; `first` is only said when nothing else can be true."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from made_documents import NOON, document

from tasks.compare.first_reports import first_reports
from tasks.compare.records import StoryMemberRow
from tasks.compare.times import appearance, best_instant

DAY = date(2031, 3, 3)


def member(doc, story="s1", day=DAY):
    return StoryMemberRow(
        day,
        story,
        doc.version_id,
        doc.article_id,
        doc.outlet_id,
        f"o-{doc.article_id}",
        False,
        None,
        "seed",
        10,
    )


def verdicts(*documents):
    rows = first_reports(DAY, [member(doc) for doc in documents], documents)
    return {row.outlet_id: row.verdict for row in rows}


def test_polled_outlets_are_bounded_by_the_poll_before_and_the_first_sight():
    doc = document("a", "x", at=None, seen=NOON, seen_after=NOON - timedelta(minutes=30))
    assert (appearance(doc).low, appearance(doc).high) == (NOON - timedelta(minutes=30), NOON)


def test_a_stated_time_lifts_the_lower_bound_only_as_far_as_its_precision_goes():
    doc = document("a", "x", at=NOON, seen=NOON + timedelta(hours=1), seen_after=NOON - timedelta(hours=1))
    assert appearance(doc).low == NOON
    only_day = document("a", "x", at=NOON, precision="day", seen=NOON + timedelta(hours=1))
    assert appearance(only_day).low == NOON.replace(hour=0)
    assert appearance(only_day).high == NOON + timedelta(hours=1)


def test_an_imported_article_ends_with_its_stated_time():
    doc = document("a", "x", at=NOON, precision="day", seen=NOON + timedelta(days=400))
    assert appearance(doc).low == datetime(2031, 3, 3, tzinfo=UTC)
    assert appearance(doc).high.date() == date(2031, 3, 3)


def test_a_time_ahead_of_the_first_sight_is_no_time():
    doc = document("a", "x", at=NOON + timedelta(days=300), seen=NOON)
    assert appearance(doc).low is None
    assert best_instant(doc) == NOON


def test_first_and_later_when_the_intervals_part():
    early = document("early", "x", at=NOON, seen=NOON + timedelta(minutes=10))
    late = document("late", "x", at=NOON + timedelta(hours=2), seen=NOON + timedelta(hours=3))
    assert verdicts(early, late) == {"outlet-early": "first", "outlet-late": "later"}


def test_overlapping_intervals_stay_undetermined():
    one = document("one", "x", at=None, seen=NOON, seen_after=NOON - timedelta(hours=1))
    two = document(
        "two", "x", at=None, seen=NOON + timedelta(minutes=5), seen_after=NOON - timedelta(minutes=55)
    )
    assert set(verdicts(one, two).values()) == {"undetermined"}


def test_two_date_only_articles_of_one_day_stay_undetermined():
    one = document("one", "x", at=NOON, precision="day", seen=NOON + timedelta(days=9))
    two = document("two", "x", at=NOON + timedelta(hours=5), precision="day", seen=NOON + timedelta(days=9))
    assert set(verdicts(one, two).values()) == {"undetermined"}


def test_an_outlet_counts_by_its_earliest_article():
    polled = NOON - timedelta(hours=1)
    first = document("a1", "x", outlet="a", at=NOON, seen_after=polled)
    again = document("a2", "x", outlet="a", at=NOON + timedelta(hours=8))
    other = document("b", "x", outlet="b", at=NOON + timedelta(hours=3), seen_after=polled)
    documents = (again, other, first)
    rows = {row.outlet_id: row for row in first_reports(DAY, [member(d) for d in documents], documents)}
    assert rows["a"].version_id == "v-a1"
    assert (rows["a"].verdict, rows["b"].verdict) == ("first", "later")
    assert rows["a"].lag_low_minutes == 0.0
    assert rows["b"].lag_low_minutes == 170.0  # from a's first sight at 12:10 to b's stated 15:00
    assert rows["b"].lag_high_minutes == 190.0  # from a's stated 12:00 to b's first sight at 15:10


def test_an_outlet_alone_is_not_called_first_and_has_no_lag():
    (row,) = first_reports(DAY, [member(doc := document("a", "x"))], [doc])
    assert (row.verdict, row.lag_low_minutes, row.lag_high_minutes) == ("undetermined", None, None)


def test_articles_of_earlier_days_count_and_their_stories_alone_give_no_row():
    old = document("old", "x", outlet="a", at=NOON - timedelta(days=1))
    new = document("new", "x", outlet="b", at=NOON)
    gone = document("gone", "x", outlet="a", at=NOON - timedelta(days=1))
    rows = first_reports(
        DAY,
        [member(old, day=DAY - timedelta(days=1)), member(new), member(gone, "s2", DAY - timedelta(days=1))],
        [old, new, gone],
    )
    assert {row.outlet_id: row.verdict for row in rows} == {"a": "first", "b": "later"}


def test_in_a_thousand_simulated_stories_no_verdict_is_ever_false():
    rng = random.Random(7)
    decided = 0
    for _ in range(1000):
        truth, documents = {}, []
        for name in "abcd":
            true = NOON + timedelta(minutes=rng.uniform(0, 600))
            truth[f"outlet-{name}"] = true
            every = timedelta(minutes=rng.choice([5, 30, 180]))
            phase = NOON - timedelta(minutes=rng.uniform(0, every.total_seconds() / 60))
            polls = int((true - phase) / every)
            stated = rng.choice(["none", "exact", "day"])
            documents.append(
                document(
                    name,
                    "x",
                    at={"none": None, "exact": true, "day": true}[stated],
                    precision="day" if stated == "day" else "second",
                    seen_after=phase + polls * every,
                    seen=phase + (polls + 1) * every,
                    day=DAY,
                )
            )
        first = min(truth, key=truth.__getitem__)
        for outlet, verdict in verdicts(*documents).items():
            decided += verdict != "undetermined"
            assert verdict != "first" or outlet == first
            assert verdict != "later" or outlet != first
    assert decided > 1500


def test_order_of_input_changes_nothing():
    documents = [
        document(name, "x", at=NOON + timedelta(hours=hours))
        for name, hours in zip("abc", (0, 2, 2), strict=True)
    ]
    members = [member(doc) for doc in documents]
    assert first_reports(DAY, members, documents) == first_reports(DAY, members[::-1], documents[::-1])


def test_an_edited_article_counts_from_its_first_version():
    edited = replace(
        document("a", "x", at=NOON + timedelta(hours=6), seen=NOON + timedelta(hours=6)),
        article_seen_at=NOON,
        article_seen_after=NOON - timedelta(minutes=30),
    )
    assert (appearance(edited).low, appearance(edited).high) == (NOON - timedelta(minutes=30), NOON)
    other = document("b", "y", at=None, seen=NOON + timedelta(hours=2), seen_after=NOON + timedelta(hours=1))
    assert verdicts(edited, other) == {"outlet-a": "first", "outlet-b": "later"}


def test_a_poll_without_the_article_excludes_its_own_instant():
    early = document("a", "x", at=None, seen=NOON, seen_after=NOON - timedelta(minutes=30))
    late = document("b", "y", at=None, seen=NOON + timedelta(minutes=30), seen_after=NOON)
    assert verdicts(early, late) == {"outlet-a": "first", "outlet-b": "later"}
    stated = document("b", "y", at=NOON, seen=NOON + timedelta(minutes=30), seen_after=None)
    assert verdicts(early, stated) == {"outlet-a": "undetermined", "outlet-b": "undetermined"}
