"""A simulated quarter: every planted break is found within two days, an editorial change is not called one."""

from __future__ import annotations

import pytest

from benchmarks.watch_quarter import simulate


@pytest.mark.parametrize("seed", [101, 102])
def test_a_quarter(seed: int) -> None:
    quarter = simulate(seed)
    late = {name: day for name, day in quarter.found.items() if day is None or day > 2}
    assert not late
    assert max(quarter.false.values()) <= 1
    assert quarter.mix_noticed
    assert not quarter.mix_kinds
