"""How the warehouse holds up at size: load, build of a day, publishing, questions, bytes an article.

    python benchmarks/warehouse_size.py --articles 100000 --days 100 --folder build/bench

writes a warehouse of invented articles (outlets and stories skewed as in news) and measures it. The
figures of the last run stand in docs/warehouse-figures.md, with the machine.
"""

from __future__ import annotations

import argparse
import statistics
import time
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa

from warehouse.build import build_day
from warehouse.connection import Warehouse, open_warehouse
from warehouse.publish import COPY_NAME, publish
from warehouse.sandbox import Limits, questions, run_query, search_extension

FIRST_DAY = date(2030, 1, 1)
OUTLETS = 60
WORDS = 500
SQL = Path(__file__).with_name("warehouse_rows.sql")


def main() -> None:
    """Writes a warehouse and measures it, or measures the one that is there."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--days", type=int, default=100)
    parser.add_argument("--folder", type=Path, default=Path("build/bench"))
    parser.add_argument("--keep", action="store_true", help="measure the warehouse that is there")
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    path = given.folder / "warehouse.duckdb"
    if not given.keep:
        for old in given.folder.glob("warehouse.duckdb*"):
            old.unlink()
        write(path, given.articles, given.days)
    measure(path, given.folder / "published")


def write(path: Path, articles: int, days: int) -> None:
    """Makes the facts of all days, then the daily tables of each."""
    random = np.random.default_rng(1)
    vocabulary = made_words(random, 30_000)
    weights = 1 / (
        np.arange(len(vocabulary)) + 30.0
    )  # flatter than Zipf's law, so that zstd gets to what news gets to
    weights /= weights.sum()
    started = time.monotonic()
    with open_warehouse(path) as warehouse:
        for number in range(days):
            day = FIRST_DAY + timedelta(days=number)
            add_day(warehouse, day, articles // days, random, vocabulary, weights)
            building = time.monotonic()
            build_day(warehouse, day)
            if number % 10 == 0 or number == days - 1:
                now = time.monotonic()
                print(
                    f"  day {number}: built in {now - building:.2f} s; {now - started:.0f} s in all",
                    flush=True,
                )
    print(f"written in {time.monotonic() - started:.0f} s")


def add_day(
    warehouse: Warehouse,
    day: date,
    articles: int,
    random: np.random.Generator,
    vocabulary: list[str],
    weights: np.ndarray,
) -> None:
    """The facts of one day."""
    chosen = random.choice(len(vocabulary), size=(articles, WORDS), p=weights)
    texts = [" ".join([vocabulary[i] for i in row]) for row in chosen]
    outlets = np.minimum(random.zipf(1.3, articles), OUTLETS)
    stories = np.minimum(random.zipf(1.25, articles), articles // 4 + 1)
    table = pa.table(
        {
            "day": pa.array([day] * articles, pa.date32()),
            "n": pa.array(range(articles), pa.int32()),
            "outlet": [f"outlet_{n:02d}" for n in outlets],
            "story": pa.array(stories, pa.int32()),
            "text": texts,
        }
    )
    with warehouse.transaction() as cursor:
        cursor.execute(f"set variable day = date '{day}'")
        cursor.register("staged_article", table)
        cursor.execute(SQL.read_text(encoding="utf-8"))


def made_words(random: np.random.Generator, count: int) -> list[str]:
    """Invented words of two to twelve letters."""
    parts = ["ka", "lo", "mi", "ter", "an", "ve", "dra", "su", "ri", "en", "po", "st", "il", "gu", "e", "o"]
    return ["".join(random.choice(parts, n)) for n in random.integers(1, 5, count)]


def measure(path: Path, published: Path) -> None:
    """Prints what it costs to open, build, publish and ask."""
    with open_warehouse(path) as warehouse:
        totals = warehouse.rows("select count(*) as articles, sum(strlen(text)) as bytes from raw.version")[0]
        evidence = warehouse.rows("select count(*) as rows from raw.claim_member")[0]["rows"]
        print(f"articles {totals['articles']:,}, evidence rows {evidence:,}", flush=True)
        days = [row["day"] for row in warehouse.rows("select distinct day from raw.version order by day")]
        for day in (days[0], days[len(days) // 2], days[-1]):
            times, processor = [], []
            for _ in range(3):
                started, busy = time.monotonic(), time.process_time()
                build_day(warehouse, day)
                times.append(time.monotonic() - started)
                processor.append(time.process_time() - busy)
            print(f"building {day}: best {min(times):.2f} s, {min(processor):.2f} s of processor")
        first = publish(warehouse, published)
        build_day(warehouse, days[-1])
        again = publish(warehouse, published)
        print(f"publishing everything {first.seconds:.1f} s, one changed day {again.seconds:.1f} s")
        text = zstd_bytes(warehouse)
    size = path.stat().st_size
    print(
        f"file {size / 1e9:.2f} GB, {size / totals['articles']:.0f} bytes an article; its text under zstd "
        f"{text:.0f} bytes: {size / totals['articles'] / text:.2f} times"
    )
    opening = []
    for _ in range(5):
        started = time.monotonic()
        open_warehouse(published / COPY_NAME, read_only=True).close()
        opening.append(time.monotonic() - started)
    print(f"opening the published copy: median {1000 * statistics.median(opening):.0f} ms")
    ask(published / COPY_NAME)


def zstd_bytes(warehouse: Warehouse) -> float:
    """Mean bytes of a text under zstd, in blocks of a hundred texts as a column store would keep them."""
    texts = warehouse.rows("select text from raw.version where text is not null limit 5000")
    blocks = [texts[i : i + 100] for i in range(0, len(texts), 100)]
    codec = pa.Codec("zstd")
    packed = sum(codec.compress("".join(row["text"] for row in block).encode()).size for block in blocks)
    return packed / len(texts)


def ask(path: Path) -> None:
    """Each named question: warm, in one connection, as an analyst's tool would ask it."""
    worst = 0.0
    with open_warehouse(path, read_only=True) as warehouse:
        load = f"load '{search_extension()}'"
        for name, asked in questions().items():
            cursor = warehouse.cursor()
            cursor.execute(load)
            for parameter, kind, default in asked.parameters:
                cursor.execute(f"set variable {parameter} = cast(({default}) as {kind})")
            times = []
            for _ in range(12):
                started = time.monotonic()
                rows = len(cursor.execute(asked.sql).fetchall())
                times.append(time.monotonic() - started)
            slow = sorted(times[2:])[-1]
            worst = max(worst, slow)
            print(
                f"  @{name:34} {rows:6} rows  median {1000 * statistics.median(times[2:]):6.0f} ms  "
                f"worst {1000 * slow:6.0f} ms"
            )
    started = time.monotonic()
    run_query(path, "select count(*) from daily.claims", Limits())
    print(
        f"slowest question {1000 * worst:.0f} ms; a query in its own process "
        f"{time.monotonic() - started:.2f} s"
    )


if __name__ == "__main__":
    main()
