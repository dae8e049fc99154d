"""Which conditions become alarms, and that each is told once while it lasts."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from tasks.watch.alarms import decide_alarms, editorial_conditions, outlet_conditions, plain, run_conditions
from tasks.watch.newest_day import why_no_new_day
from tasks.watch.records import Alarm, AlarmRule, Condition, DriftRow

DAY = date(2026, 3, 2)
NOW = datetime(2026, 3, 3, 5, 20, tzinfo=UTC)
PAGES = "http://pages.example"
SILENT = Condition("outlet_silent", "nowhere", "nowhere", "Nowhere is silent", "why", None)


def told(alarm: Alarm) -> Alarm:
    return replace(alarm, delivered_at=NOW, delivered_to=("log", "event"), tries=1)


def test_a_condition_that_lasts_is_told_once() -> None:
    (first,) = decide_alarms(DAY, NOW, [SILENT], [])
    assert first.delivered_at is None
    known = told(first)
    for n in range(1, 10):
        (known,) = decide_alarms(DAY + timedelta(n), NOW, [SILENT], [known])
        assert known.delivered_at is not None
    assert known.last_day == DAY + timedelta(9)
    assert decide_alarms(DAY, NOW, [SILENT], [known]) == (known,)


def test_a_condition_that_comes_back_is_told_again() -> None:
    (first,) = decide_alarms(DAY, NOW, [SILENT], [])
    later = decide_alarms(DAY + timedelta(10), NOW, [SILENT], [told(first)])
    assert [a.delivered_at for a in later] == [None]
    assert later[0].alarm_id != first.alarm_id


def test_what_was_not_delivered_is_tried_again_but_not_for_ever() -> None:
    (alarm,) = decide_alarms(DAY, NOW, [SILENT], [])
    assert decide_alarms(DAY + timedelta(1), NOW, [], [replace(alarm, tries=4)])
    assert not decide_alarms(DAY + timedelta(1), NOW, [], [replace(alarm, tries=5)])


def test_an_outlet_held_back_is_not_told_again_until_cleared() -> None:
    broken = Condition("extraction_broken", "nowhere", "nowhere", "t", "b", None)
    (alarm,) = decide_alarms(DAY, NOW, [broken], [])
    known = told(alarm)
    for n in range(1, 12):
        (known,) = decide_alarms(DAY + timedelta(n), NOW, [], [known], held=frozenset({"nowhere"}))
    (same,) = decide_alarms(DAY + timedelta(12), NOW, [broken], [known], held=frozenset({"nowhere"}))
    assert same.alarm_id == alarm.alarm_id


def drift(measure: str, verdict: str, reason: str) -> DriftRow:
    return DriftRow(DAY, "nowhere", measure, 0.0, 1.0, None, None, 0.0, 0.0, 1, 28, verdict, reason)


def test_a_broken_layout_says_how_to_clear_it_and_an_editorial_change_says_nothing() -> None:
    rows = [
        drift("title_share", "drift", "extraction looks broken: no titles"),
        drift("claims_per_1000_words", "changed", "editorial change"),
    ]
    (found,) = outlet_conditions(DAY, {}, rows, frozenset({"nowhere"}), {"nowhere": "Nowhere Post"}, PAGES)
    assert found.rule == "extraction_broken"
    assert "parallax outlets clear nowhere" in found.body
    assert found.evidence == "http://pages.example/health?day=2026-03-02&outlet=nowhere"
    assert not outlet_conditions(DAY, {}, rows[1:], frozenset(), {}, PAGES)


def test_the_run_itself() -> None:
    rules = [c.rule for c in run_conditions(DAY, ["raw.outcome: 2 lost"], "every feed failed", None, PAGES)]
    assert rules == ["accounting_gap", "run_degraded", "no_new_day"]
    wanting = f"daily of {DAY} 05:20 UTC degraded: {why_no_new_day(None, DAY)}"
    assert [c.rule for c in run_conditions(DAY, [], wanting, None, PAGES)] == ["no_new_day"]  # told once
    assert not run_conditions(DAY, [], None, DAY - timedelta(days=1), PAGES)


def test_each_kind_of_editorial_alarm() -> None:
    story = {"story_id": "s1", "label": "Harbour spill", "outlets": ["a", "b", "c"], "omitted_by": ["x"]}
    facts = {
        "story_omitted": [story, {**story, "story_id": "s2", "outlets": ["a"]}],
        "claim_denied": [
            {"story_id": "s1", "claim_id": "c1", "label": "a report was withheld", "outlets": ["a"]}
        ],
        "number_conflict": [
            {"story_id": "s1", "referent": "workers", "outlets": ["a", "b"], "texts": ["41", "60"]}
        ],
        "claim_removed": [
            {
                "article_id": "r",
                "to_version": "v2",
                "outlet_id": "a",
                "title": "Spill",
                "url": "u",
                "claims_removed": 2,
                "before_text": "It was hidden.",
            }
        ],
        "word": [
            {"word": "strike", "outlet_id": "a", "article_id": "r", "title": "Dockers strike", "url": "u"}
        ],
    }
    rules = [
        AlarmRule("left out", "story_omitted", "x", 3),
        AlarmRule("denials", "claim_denied"),
        AlarmRule("numbers", "number_conflict"),
        AlarmRule("edits", "claim_removed"),
        AlarmRule("strikes", "word", words=("strike",)),
        AlarmRule("other word", "word", words=("tariff",)),
    ]
    found = editorial_conditions(DAY, rules, facts, PAGES)
    assert [c.rule for c in found] == ["left out", "denials", "numbers", "edits", "strikes"]
    assert all(c.evidence and c.evidence.startswith(PAGES) for c in found)


def test_a_flood_is_counted_instead_of_sent() -> None:
    rows = [
        {"word": "war", "outlet_id": "a", "article_id": f"r{n}", "title": "War", "url": "u"}
        for n in range(90)
    ]
    found = editorial_conditions(DAY, [AlarmRule("war", "word", words=("war",))], {"word": rows}, PAGES)
    assert len(found) == 20
    assert found[-1].title == "war: 71 more"


def test_texts_of_outlets_are_neither_markup_nor_calls() -> None:
    hostile = "<!channel> @everyone [click](http://evil.example)\n\x1b[31m`rm`\u202eabc | x & y"
    clean = plain(hostile)
    assert not set("<>@[]`|&\n\x1b\u202e") & set(clean)
    assert len(plain("x" * 500)) == 120
