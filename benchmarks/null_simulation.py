"""Do the tests of divergence keep their promise? 1,000 runs each where nothing parts the outlets, then power.

    python -m benchmarks.null_simulation [runs]

Uniform p-values (Kolmogorov-Smirnov) and intervals of the excess that hold 0 in 93-97 % of the runs.
"""

from __future__ import annotations

import sys
from dataclasses import replace

from scipy.stats import kstest

from tasks.compare.settings import DivergenceSettings
from tests.compare.simulated import (
    Runs,
    exchangeable_claims,
    one_pool,
    split_outlet_names,
    split_outlet_terms,
    split_outlet_words,
    split_story,
)


def main() -> None:
    """Print one line per test."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    settings = replace(DivergenceSettings(), permutations=199, bootstraps=100)
    print("test                                 KS p   p<=.05   holds 0")
    for stories in (4, 8, 20):
        _line(f"coverage words, {stories} stories", split_outlet_words(runs, stories, settings, 1))
        _line(f"statement terms, {stories} stories", split_outlet_terms(runs, stories, settings, 2))
        _line(f"statement names, {stories} stories", split_outlet_names(runs, stories, settings, 3))
        _line(f"statement claims, {stories} stories", exchangeable_claims(runs, stories, settings, 4))
    for origins in (3, 5, 10):
        _line(f"inside a story, {origins} + {origins}", split_story(runs, origins, settings, 5))
    _line("selection, 10 outlets", one_pool(runs // 2, 10, 60, settings, 6))
    print("\npower at 5 %, planted difference     n      share found")
    for stories in (4, 8, 16, 32):
        found = (split_outlet_terms(runs // 5, stories, settings, 7, shift=0.08).published <= 0.05).mean()
        print(f"  8 % of one's words moved        {stories:5}           {found:5.2f}")
    for origins in (3, 5, 10, 20):
        found = (split_story(runs // 5, origins, settings, 8, shift=1.5).published <= 0.05).mean()
        print(f"  shifted inside a story          {origins:5}           {found:5.2f}")


def _line(name: str, runs: Runs) -> None:
    uniform = kstest(runs.p_values, "uniform").pvalue
    print(
        f"{name:36} {uniform:5.3f}   {(runs.published <= 0.05).mean():6.3f}   {runs.coverage:7.3f}",
        flush=True,
    )


if __name__ == "__main__":
    main()
