"""Precision and recall of claim matching on our own pairs, over thresholds, and what goes wrong.

    python -m benchmarks.claim_matching [--errors]

Pairs of the half "tune" were looked at while the matcher was made, those of "test" were not.
"""

from __future__ import annotations

import sys

from tasks.compare.matcher import LemmaMatcher
from tasks.compare.settings import MatchSettings
from tests.compare.gold_pairs import counts, precision_recall, scored_pairs


def main() -> None:
    """Print the curve for both halves; with --errors the wrong pairs of the tuning half."""
    settings = MatchSettings()
    for half in ("tune", "test"):
        pairs = scored_pairs(LemmaMatcher(settings), half, settings.min_lemmas)
        print(f"\n{half}: {dict(counts(pairs))}")
        print("threshold  precision  recall    F1  direction right")
        for threshold in sorted({0.30, 0.35, 0.40, 0.45, 0.50, 0.55, 0.60, 0.70, settings.same}):
            precision, recall, turned = precision_recall(pairs, threshold)
            f1 = 2 * precision * recall / max(precision + recall, 1e-9)
            chosen = " <- chosen" if threshold == settings.same else ""
            print(f"{threshold:9.2f}  {precision:9.3f}  {recall:6.3f}  {f1:4.2f}  {turned:15.3f}{chosen}")
        if half == "tune" and "--errors" in sys.argv:
            for pair in sorted(pairs, key=lambda pair: -pair.score):
                together = pair.relation in ("same", "opposite")
                wrong = (pair.score >= settings.same) != together
                wrong |= (
                    together
                    and pair.score >= settings.same
                    and pair.opposite != (pair.relation == "opposite")
                )
                if wrong:
                    turned = "turned" if pair.opposite else ""
                    print(f"{pair.score:.2f} {pair.relation:9} {turned:6} | {pair.first} | {pair.second}")


if __name__ == "__main__":
    main()
