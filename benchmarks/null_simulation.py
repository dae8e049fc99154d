"""Do the tests of divergence keep their promise? 1,000 runs each where nothing parts the outlets, then power.

    python -m benchmarks.null_simulation [runs]

Uniform p-values (Kolmogorov-Smirnov) and intervals of the excess that hold 0 in 93-97 % of the runs. NULL is
the share of runs without a valid interval: their row of the table has no figures but a reason. With a
planted difference, "holds excess" says how often the interval holds the mean excess of all runs.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace

from scipy.stats import kstest

from tasks.compare.settings import DivergenceSettings
from tests.compare.simulated import (
    Runs,
    amounts,
    exchangeable_claims,
    one_pool,
    split_outlet_names,
    split_outlet_terms,
    split_story,
)

STORIES = (3, 5, 7, 8, 12, 20)


def main() -> None:
    """Print one line per test."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    settings = replace(DivergenceSettings(), permutations=199, bootstraps=100)
    pooled: list[tuple[str, Callable[..., Runs]]] = [
        ("coverage words", amounts),
        ("coverage articles", lambda *given: amounts(*given, few=True)),
        ("statement terms", split_outlet_terms),
        ("statement names", split_outlet_names),
        ("statement claims, voices", exchangeable_claims),
        ("the same, of few values", lambda *given: exchangeable_claims(*given, claims=4)),
    ]
    print("nothing parts them                       KS p   p<=.05   holds 0    NULL")
    for seed, (name, simulate) in enumerate(pooled):
        for stories in STORIES[1 if simulate is amounts or "articles" in name else 0 :]:
            _null(f"{name}, {stories} stories", simulate(runs, stories, settings, 100 * seed + stories))
    for origins in (3, 4, 5, 10):
        _null(f"inside a story, {origins} + {origins}", split_story(runs, origins, settings, 5))
    for outlets, stories in ((5, 30), (10, 60), (40, 200)):
        name = f"selection, {outlets} outlets, {stories} stories"
        _null(name, one_pool(runs if outlets < 40 else runs // 2, outlets, stories, settings, 6))
    print("\nplanted difference                    found at 5 %  holds excess    NULL")
    share = max(runs // 5, 1)
    for stories in (4, 8, 16, 32):
        _planted(f"8 % of one's words moved, {stories} stories",
                 split_outlet_terms(share, stories, settings, 7, shift=0.08))  # fmt: skip
    for stories in (5, 8, 16, 32):
        _planted(f"lengths lean by 1.0, {stories} stories",
                 amounts(share, stories, settings, 8, shift=1.0))  # fmt: skip
    for stories in (3, 8, 16, 32):
        _planted(f"claims stand apart, {stories} stories",
                 exchangeable_claims(share, stories, settings, 9, shift=1.5))  # fmt: skip
    for origins in (3, 5, 10, 20):
        _planted(f"shifted inside a story, {origins} + {origins}",
                 split_story(share, origins, settings, 10, shift=1.5))  # fmt: skip
    for stories in (30, 60, 120):
        _planted(f"tastes for stories part, {stories} stories",
                 one_pool(share, 10, stories, settings, 11, leaning=1.0))  # fmt: skip


def _null(name: str, runs: Runs) -> None:
    if not len(runs.p_values):
        print(f"{name:38} {'-':>6}   {'-':>6}   {'-':>7}  {runs.untested:6.3f}", flush=True)
        return
    uniform = kstest(runs.p_values, "uniform").pvalue
    print(
        f"{name:38} {uniform:6.3f}   {(runs.published <= 0.05).mean():6.3f}   {runs.coverage():7.3f}"
        f"  {runs.untested:6.3f}",
        flush=True,
    )


def _planted(name: str, runs: Runs) -> None:
    holds = f"{runs.coverage(runs.excess.mean()):12.3f}" if len(runs.excess) else f"{'-':>12}"
    print(f"{name:38} {runs.power():11.2f}  {holds}  {runs.untested:6.3f}", flush=True)


if __name__ == "__main__":
    main()
