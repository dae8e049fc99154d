"""Does what lies behind the window slow a day down? One day compared with a short and a long archive.

    python -m benchmarks.archive_behind [articles a day] [days behind, ...]      default: 200, then 0 20 200

Writes invented days (`warehouse_rows.sql`), always the same ones at the end, and reads, stores and builds the
last of them. What `compare_day` itself decides takes the window alone, so it cannot depend on more.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

import numpy as np

from benchmarks.warehouse_size import FIRST_DAY, add_day, made_words
from tasks.compare.settings import CompareSettings
from tasks.compare.window import BACKGROUND_DAYS, day_input
from warehouse.build import build_day
from warehouse.connection import Warehouse, open_warehouse

ROUNDS = 5
#: Days that a comparison reads: its window and the days that words are weighed by.
READ = CompareSettings().window_days + BACKGROUND_DAYS


def main() -> None:
    """Print one line per archive."""
    numbers = [int(word) for word in sys.argv[1:]] or [200, 0, 20, 200]
    articles, behind = numbers[0], numbers[1:]
    vocabulary = made_words(np.random.default_rng(1), 30_000)
    weights = 1 / (np.arange(len(vocabulary)) + 30.0)
    weights /= weights.sum()
    print("days behind  articles behind  read s  build s  both against the first")
    first = None
    for days in behind:
        with tempfile.TemporaryDirectory() as folder:
            with open_warehouse(Path(folder) / "warehouse.duckdb") as warehouse:
                for number in range(-days, READ):
                    random = np.random.default_rng(1000 + number)
                    day = FIRST_DAY + timedelta(days=number)
                    add_day(warehouse, day, articles, random, vocabulary, weights)
                reading, building = timed(warehouse)
        first = first or reading + building
        print(
            f"{days:11}  {days * articles:15,}  {reading:6.2f}  {building:7.2f}  {(reading + building) / first:.2f}",
            flush=True,
        )


def timed(warehouse: Warehouse) -> tuple[float, float]:
    """Processor seconds of reading a day's window and of building its tables, the median of some rounds."""
    day = FIRST_DAY + timedelta(days=READ - 1)
    settings = CompareSettings()
    times: dict[str, list[float]] = {"read": [], "build": []}
    for _ in range(ROUNDS):
        for name, work in (
            ("read", lambda: day_input(warehouse, day, settings)),
            ("build", lambda: build_day(warehouse, day)),
        ):
            start = time.process_time()
            work()
            times[name].append(time.process_time() - start)
    return statistics.median(times["read"]), statistics.median(times["build"])


if __name__ == "__main__":
    main()
