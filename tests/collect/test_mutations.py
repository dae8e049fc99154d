"""Mangled responses and bombs, a short run of the benchmark: no death, no unknown outcome, bounded memory and time."""

from __future__ import annotations

import asyncio

from benchmarks.mutations import measure


def test_mangled_responses_are_survived():
    report = asyncio.run(measure(250, seed=5))
    assert report.deaths == report.unclassified == 0
    assert sum(report.outcomes.values()) == 250
    assert report.slowest_overrun_seconds < 1.0
    assert report.kept_rise < 1.0  # nothing of the responses stays behind
    assert max(report.worst_rise.values()) <= 3.0
