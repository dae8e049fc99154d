"""How many articles are usual: by the outlet's own week, with silence told from holidays."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from tasks.watch.bounds import fit_counts, shared_factor, silence

MONDAY = date(2026, 1, 5)


def made(
    mean: float, days: int = 28, week: tuple[float, ...] = (1.0,) * 7, seed: int = 1
) -> list[tuple[date, int]]:
    rng = np.random.default_rng(seed)
    dates = [MONDAY + timedelta(n) for n in range(days)]
    return [(day, int(rng.poisson(mean * week[day.weekday()]))) for day in dates]


def after(counts: list[int]) -> list[tuple[date, int]]:
    return [(MONDAY + timedelta(28 + n), count) for n, count in enumerate(counts)]


def test_nothing_is_said_before_two_weeks() -> None:
    assert fit_counts(made(20, days=13)) is None


@pytest.mark.parametrize("mean", [3.5, 5, 12, 80])
def test_a_silent_outlet_alarms_within_two_days(mean: float) -> None:
    model = fit_counts(made(mean))
    assert model is not None
    run = silence(model, after([round(mean), 0, 0]))
    assert run is not None and run.alarming
    assert run.since == MONDAY + timedelta(29)


def test_one_empty_day_of_a_small_outlet_is_chance() -> None:
    model = fit_counts(made(3.5))
    assert model is not None
    run = silence(model, after([0]))
    assert run is not None and not run.alarming


def test_a_free_weekend_is_no_silence() -> None:
    counts = made(20, week=(1.2, 1.2, 1.2, 1.2, 1.2, 0.0, 0.0))
    model = fit_counts(counts)
    assert model is not None
    run = silence(model, after([20, 20, 20, 20, 20, 0, 0]))
    assert run is not None and not run.alarming
    monday = silence(model, after([20, 20, 20, 20, 20, 0, 0, 0]))
    assert monday is not None and monday.alarming


def test_a_big_outlet_on_a_holiday_is_neither_silent_nor_outside_when_the_others_rest_too() -> None:
    model = fit_counts(made(100, week=(1.1, 1.1, 1.1, 1.1, 1.1, 0.7, 0.8)))
    assert model is not None
    holiday = MONDAY + timedelta(30)
    others = {f"outlet{n}": (0.35, 0.001) for n in range(5)}
    factor = shared_factor("big", {**others, "big": (0.35, 0.001)})
    assert factor == pytest.approx(0.35)
    low, high = model.usual(holiday, factor)
    assert low <= 38 <= high
    assert silence(model, [(holiday, 38)]) is None


def test_one_quiet_outlet_makes_no_holiday() -> None:
    usual = {f"outlet{n}": (0.95, 0.4) for n in range(5)}
    assert shared_factor("outlet0", {**usual, "outlet1": (0.0, 1e-9)}) == 1.0


def test_bursty_outlets_get_wide_bounds() -> None:
    rng = np.random.default_rng(3)
    bursty = [(d, int(rng.negative_binomial(2, 2 / 42))) for d, _ in made(1)]
    calm, wild = fit_counts(made(40)), fit_counts(bursty)
    assert calm is not None and wild is not None
    assert wild.usual(MONDAY)[1] > calm.usual(MONDAY)[1] * 1.5
