"""The stories filter: rows in any order, one answer each, errors in place."""

from __future__ import annotations

import random

from test_story_grouping import FERRY, FIRE, TALKS

from tasks.compare.pipe import group_stream


def rows(dated=True):
    found = []
    for name, pieces in (("ferry", FERRY), ("fire", FIRE), ("talks", TALKS)):
        for number, (title, text) in enumerate(pieces):
            at = "2031-03-03" if dated else None
            found.append({"id": f"{name}{number}", "title": title, "text": text, "published_at": at})
    return found


def stories(answers):
    found = {}
    for answer in answers:
        found.setdefault(answer["story"], set()).add(answer["id"][:-1])
    return sorted(map(sorted, found.values()))


def test_dated_and_undated_rows_are_grouped():
    assert stories(group_stream(rows())) == [["ferry"], ["fire"], ["talks"]]
    assert stories(group_stream(rows(dated=False))) == [["ferry"], ["fire"], ["talks"]]


def test_answers_keep_the_order_of_the_rows_and_do_not_depend_on_it():
    expected = {answer["id"]: answer for answer in group_stream(rows())}
    shuffled = rows()
    random.Random(3).shuffle(shuffled)
    answers = list(group_stream(shuffled))
    assert [answer["id"] for answer in answers] == [row["id"] for row in shuffled]
    assert {answer["id"]: answer for answer in answers} == expected


def test_rows_far_apart_in_time_are_two_stories():
    later = [
        {**row, "id": f"later-{row['id']}", "published_at": "2031-06-01T10:00:00Z"} for row in rows()[:1]
    ]
    answers = {answer["id"]: answer for answer in group_stream(rows() + later)}
    assert answers["later-ferry0"]["story"] != answers["ferry0"]["story"]
    assert answers["later-ferry0"]["reprint_of"] == "ferry0"


def test_a_copy_names_the_row_it_repeats():
    copy = {**rows()[0], "id": "copy", "published_at": "2031-03-04"}
    answers = {answer["id"]: answer for answer in group_stream([copy, *rows()])}
    assert answers["copy"]["reprint_of"] == "ferry0"
    assert answers["copy"]["story"] == answers["ferry0"]["story"]
    assert "reprint_of" not in answers["ferry0"]


def test_bad_rows_answer_with_an_error_and_the_stream_goes_on():
    bad = [
        {"id": "empty", "title": "", "text": ""},
        {"title": "x", "text": "y"},
        {"id": "list", "text": ["x"]},
    ]
    answers = list(group_stream([*bad, *rows()]))
    assert [("error" in answer) for answer in answers] == [True] * 3 + [False] * len(rows())
    assert list(group_stream([])) == []


def test_an_unreadable_time_is_no_time():
    odd = [
        {**row, "published_at": when}
        for row, when in zip(rows(), ["soon", 12, None, "", "2031-99-99"], strict=False)
    ]
    assert all("story" in answer for answer in group_stream(odd))
