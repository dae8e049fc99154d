"""What Evidently's part of a day costs: processor time, wall time and memory of the report over two windows.

python -m benchmarks.drift_cost [ARTICLES]      articles of the current window, default 10000; the reference has as many
"""

from __future__ import annotations

import os
import random
import resource
import sys
import time
from datetime import date, timedelta
from typing import Any

DAY = date(2026, 3, 2)


def window(articles: int, first: date, days: int, seed: int) -> dict[str, list[Any]]:
    """Columns of invented articles of 60 outlets, as the warehouse gives them."""
    draw = random.Random(seed)
    rows = range(articles)
    return {
        "day": [first + timedelta(draw.randrange(days)) for _ in rows],
        "outlet_id": [f"outlet-{int(60 * draw.random() ** 2):02}" for _ in rows],
        "words": [round(draw.lognormvariate(6.2, 0.6), 0) for _ in rows],
        "attributions": [float(int(draw.lognormvariate(1.8, 0.7))) for _ in rows],
        "has_title": [int(draw.random() < 0.99) for _ in rows],
        "has_time": [int(draw.random() < 0.96) for _ in rows],
        "has_author": [int(draw.random() < 0.7) for _ in rows],
        "full_text": [int(draw.random() < 0.9) for _ in rows],
        "language": [draw.choice(("en",) * 8 + ("de", "fr")) for _ in rows],
    }


def main(articles: int) -> None:
    """Prints the cost in a process that has nothing else in it, imports of Evidently included."""
    from tasks.watch.drift import compare_windows

    current = window(articles, DAY - timedelta(days=6), 7, 1)
    reference = window(articles, DAY - timedelta(days=34), 28, 2)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    wall, spent = time.monotonic(), time.process_time()
    report = compare_windows(DAY, current, reference, (7, 28))
    wall, spent = time.monotonic() - wall, time.process_time() - spent
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    load = os.getloadavg()[0]
    print(
        f"{articles} articles against {articles}: {spent:.1f} s of processor, {wall:.1f} s by the clock (load {load:.0f})"
    )
    print(f"memory at most {most:.0f} MB, {most - before:.0f} MB of it Evidently's part")
    print(f"{len(report.rows)} rows of raw.drift, page of {len(report.html or '') / 1e6:.1f} MB")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
