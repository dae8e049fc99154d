"""Evidently's part: pinned methods, neutral values, a page that needs nothing from outside."""

from __future__ import annotations

import os
import random
import re
from datetime import date
from typing import Any

import pytest
from pebble import ProcessExpired

from tasks.watch.drift import CATEGORIES, LEAST_ROWS, NUMBERS, compare_windows
from tasks.watch.steps import in_own_process

DAY = date(2026, 3, 1)
HOSTILE = "<script>alert(1)</script>"


def columns(rows: int, seed: int, full_text: float = 0.9) -> dict[str, list[Any]]:
    rng = random.Random(seed)
    return {
        "words": [rng.lognormvariate(6, 0.6) for _ in range(rows)],
        "attributions": [float(rng.randrange(12)) for _ in range(rows)],
        "has_title": [1] * rows,
        "has_time": [int(rng.random() < 0.9) for _ in range(rows)],
        "has_author": [int(rng.random() < 0.5) for _ in range(rows)],
        "full_text": [int(rng.random() < full_text) for _ in range(rows)],
        "language": [rng.choice(["en", "uk", HOSTILE, ""]) for _ in range(rows)],
        "outlet_id": [rng.choice(["ap", "post", "kyiv-desk"]) for _ in range(rows)],
    }


@pytest.mark.parametrize("rows", [0, 1, LEAST_ROWS - 1])
def test_too_few_articles_are_not_compared(rows: int) -> None:
    report = compare_windows(DAY, columns(rows, 1), columns(2000, 2), (7, 28))
    assert [row.verdict for row in report.rows] == ["not_enough_data"]
    assert report.html is None


@pytest.mark.filterwarnings("ignore")
def test_what_changed_is_marked_with_its_method_and_scraped_values_stay_out() -> None:
    report = in_own_process(compare_windows, DAY, columns(900, 1, full_text=0.3), columns(2000, 2), (7, 28))
    verdicts = {row.measure.split(":")[0]: row.verdict for row in report.rows}
    assert set(verdicts) == {*NUMBERS, *CATEGORIES}
    assert [name for name, verdict in verdicts.items() if verdict != "steady"] == ["full_text"]
    assert report.html is not None
    assert HOSTILE not in report.html and "alert(1)" not in report.html
    assert not re.search(r"<(script|link|img)[^>]+(src|href)\s*=\s*[\"']https?:", report.html)


def test_a_process_that_is_ended_does_not_end_the_run() -> None:
    with pytest.raises(ProcessExpired):
        in_own_process(os._exit, 1)
