"""Probabilities that health is judged by, beside those of scipy.stats, which a run does not load."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chi2, fisher_exact, nbinom, norm, poisson, t

from tasks.watch import chances

MEANS = st.floats(0.001, 500)
SHARES = st.floats(0.0005, 0.9995)
PAIRS = st.tuples(st.integers(0, 3000), st.integers(0, 3000))


@given(st.integers(0, 2000), MEANS, st.floats(0.01, 3))
def test_counts(count: int, mean: float, spread: float) -> None:
    assert chances.poisson_at_most(count, mean) == pytest.approx(poisson.cdf(count, mean), abs=1e-12)
    theirs = nbinom.cdf(count, 1 / spread, 1 / (1 + spread * mean))
    assert chances.nbinom_at_most(count, mean, spread) == pytest.approx(theirs, abs=1e-12)


@given(MEANS, st.floats(0.01, 3), st.sampled_from([0.0005, 0.01, 0.5, 0.9995]))
def test_usual_counts(mean: float, spread: float, share: float) -> None:
    assert chances.fewest(lambda n: chances.poisson_at_most(n, mean), share) == poisson.ppf(share, mean)
    theirs = nbinom.ppf(share, 1 / spread, 1 / (1 + spread * mean))
    assert chances.fewest(lambda n: chances.nbinom_at_most(n, mean, spread), share) == theirs


@given(SHARES, st.integers(1, 200), st.floats(0, 40))
def test_scores(share: float, free: int, value: float) -> None:
    assert chances.normal_score(share) == pytest.approx(norm.ppf(share))
    assert chances.chi2_below(share, free) == pytest.approx(chi2.ppf(share, free), rel=1e-6)
    assert chances.t_below(share, free) == pytest.approx(t.ppf(share, free), rel=1e-6, abs=1e-9)
    assert chances.t_above(value, free) == pytest.approx(t.sf(value, free), rel=1e-6, abs=1e-15)


@given(PAIRS, PAIRS)
def test_fisher(one: tuple[int, int], other: tuple[int, int]) -> None:
    assert chances.fisher(one, other) == pytest.approx(fisher_exact([one, other])[1], rel=1e-6, abs=1e-12)
