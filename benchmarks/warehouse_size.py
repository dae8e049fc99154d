"""How the warehouse holds up at size: load, build of a day, publishing, questions, bytes an article.

    python -m benchmarks.warehouse_size --articles 1000000 --days 365 --folder build/bench

writes a warehouse of invented articles (outlets and stories skewed as in news) and measures it. The first
`--made` days go the whole way (facts, daily tables); the others are copies of them with other days, ids,
numbers and addresses. All are indexed for themselves: copies of a day's index would be packed as one. The
figures of the last run stand in docs/warehouse-figures.md.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections import Counter, defaultdict
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa

from benchmarks.warehouse_index import index_copies
from warehouse.build import build_day
from warehouse.connection import Warehouse, open_warehouse
from warehouse.contract import contracts
from warehouse.engine import BLOCKS_IN_USE
from warehouse.publish import COPY_NAME, PARQUET, publish
from warehouse.sandbox import Limits, questions, run_query
from warehouse.search import index_days
from warehouse.storing import insert, number_entries, number_versions

FIRST_DAY = date(2030, 1, 1)
OUTLETS = 60
WORDS = 500
#: What the questions that search are asked for: a word of seven articles in ten, and one of eight in a thousand.
WORDS_ASKED = "poloilen vetersu"
SQL = Path(__file__).with_name("warehouse_rows.sql")
#: Between the versions, which are numbered then, and what is said of them.
AFTER_VERSIONS = "-- Versions have their numbers from here on."


def main() -> None:
    """Writes a warehouse and measures it, or measures the one that is there."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--days", type=int, default=100)
    parser.add_argument("--made", type=int, default=30, help="days that go the whole way")
    parser.add_argument("--folder", type=Path, default=Path("build/bench"))
    parser.add_argument("--keep", action="store_true", help="measure the warehouse that is there")
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    path = given.folder / "warehouse.duckdb"
    if not given.keep:
        for old in given.folder.glob("warehouse.duckdb*"):
            old.unlink()
        write(path, given.articles // given.days, given.days, given.made)
    measure(path, given.folder / "published")


def write(path: Path, articles: int, days: int, made: int) -> None:
    """Makes `made` days of so many articles with all their tables, and copies them until there are `days`."""
    random = np.random.default_rng(1)
    words, weights = vocabulary(random)
    started = time.monotonic()
    with open_warehouse(path) as warehouse:
        for number in range(min(made, days)):
            day = FIRST_DAY + timedelta(days=number)
            add_day(warehouse, day, articles, random, words, weights)
            build_day(warehouse, day)
        warehouse.checkpoint()
        print(f"{min(made, days)} days made in {time.monotonic() - started:.0f} s", flush=True)
        with warehouse.transaction() as cursor:
            cursor.execute("delete from meta.unpublished_day")
        index_days(warehouse)
        numbers = last_numbers(warehouse)
        for copy in range(1, -(-days // made)):
            copy_days(warehouse, copy, made, min(made, days - copy * made), numbers)
        print(f"copied in {time.monotonic() - started:.0f} s", flush=True)
        index_copies(warehouse, made, FIRST_DAY, days, numbers)
        index_days(warehouse)  # none waits; months that are over are written by words
        print(f"written in {time.monotonic() - started:.0f} s", flush=True)


def last_numbers(warehouse: Warehouse) -> dict[str, int]:
    """The greatest numbers of the made days, by what the schema store names so."""
    return {
        column: warehouse.rows(f"select max({number}) as last from {table}")[0]["last"]
        for column, table, number in (
            ("version", "raw.version", "version_number"),
            ("entry", "raw.entry", "entry_number"),
            ("claim", "raw.claim", "claim_number"),
        )
    }


def copy_days(warehouse: Warehouse, copy: int, made: int, days: int, numbers: dict[str, int]) -> None:
    """The first `days` made days once more, `copy` times `made` days later, under other ids.

    Each is a transaction of its own, as a day is: many days in one leave many free blocks behind.
    """
    statements = [
        copying(warehouse, row["name"], copy, made, numbers)
        for row in warehouse.rows(
            """select schema_name || '.' || table_name as name from duckdb_tables()
            where schema_name in ('raw', 'store', 'daily') and table_name not in
                ('outlet', 'feed', 'poison', 'alarm', 'clearance', 'run', 'drift')
            order by name"""
        )
    ]
    for day in (FIRST_DAY + timedelta(days=number) for number in range(days)):
        with warehouse.transaction() as cursor:
            for statement in statements:
                cursor.execute(statement, [day, day])
    warehouse.checkpoint()


def copying(warehouse: Warehouse, table: str, copy: int, made: int, numbers: dict[str, int]) -> str:
    """The statement that copies the rows of one day, given twice."""
    columns = warehouse.rows(
        """select column_name as name, data_type as kind from duckdb_columns()
        where schema_name || '.' || table_name = ? order by column_index""",
        [table],
    )
    made_of = ", ".join(copied(row["name"], row["kind"], copy, made, numbers, table) for row in columns)
    clocks = ("day", "first_seen_at", "fetched_at", "ended_at", "polled_at")
    clock = next(row["name"] for row in columns if row["name"] in clocks)
    return f"insert into {table} select {made_of} from {table} where {clock} >= ?::date and {clock} < ?::date + 1"


def copied(column: str, kind: str, copy: int, made: int, numbers: dict[str, int], table: str) -> str:
    """How a column's value is made for a copy."""
    if kind == "DATE":
        return f"{column} + {copy * made}"
    if kind.startswith("TIMESTAMP"):
        return f"{column} + interval {copy * made} day"
    named = {
        "raw.version.version_number": "version",
        "raw.entry.entry_number": "entry",
        "raw.claim.claim_number": "claim",
    }
    number = named.get(f"{table}.{column}", column if table.startswith("store.") else "")
    if number in numbers:
        return f"{column} + {copy * numbers[number]}"
    if column in ("url", "normal_url", "final_url"):
        return f"{column} || '{copy}'"
    if column.endswith(("_id", "_hash", "from_version", "to_version")) and "outlet" not in column:
        return f"{column}[1] || sha256('{copy}' || {column})[:len({column}) - 1]"
    return f'"{column}"'


def add_day(
    warehouse: Warehouse,
    day: date,
    articles: int,
    random: np.random.Generator,
    words: list[str],
    weights: np.ndarray,
) -> None:
    """The facts of one day."""
    chosen = random.choice(len(words), size=(articles, WORDS), p=weights)
    texts = [" ".join([words[i] for i in row]) for row in chosen]
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
        views = [contract for contract in contracts("raw").values() if contract.is_view]
        for contract in views:
            cursor.execute(f"create temp table fresh_{contract.name} as from raw.{contract.name} limit 0")
        facts, claims = SQL.read_text(encoding="utf-8").split(AFTER_VERSIONS)
        cursor.execute(facts)
        number_versions(cursor, "fresh_version")
        cursor.execute("insert into raw.version from fresh_version")
        cursor.execute("drop table fresh_version")
        cursor.execute(claims)
        number_entries(cursor, ("entry",))
        cursor.execute("insert into raw.entry from staged_entry")
        cursor.execute("drop table staged_entry")
        for contract in sorted(views, key=lambda contract: contract.name == "claim_member"):
            names = [column.name for column in contract.columns]
            insert(cursor, contract, names, f"from fresh_{contract.name}")
            cursor.execute(f"drop table fresh_{contract.name}")


def vocabulary(random: np.random.Generator) -> tuple[list[str], np.ndarray]:
    """Words and how often each comes: flatter than Zipf's law, so that zstd gets to what news gets to."""
    words = made_words(random, 30_000)
    weights = 1 / (np.arange(len(words)) + 30.0)
    return words, weights / weights.sum()


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
            print_builds(warehouse, day)
        for day in days:  # the Parquet of earlier days is taken as there
            (published / PARQUET / "daily.coverage" / f"day={day}").mkdir(parents=True, exist_ok=True)
        publish(warehouse, published)
        random = np.random.default_rng(2)
        fresh = days[-1] + timedelta(days=1)
        each = totals["articles"] // len(days)
        add_day(warehouse, fresh, each, random, *vocabulary(random))
        print_builds(warehouse, fresh)
        started, busy = time.monotonic(), time.process_time()
        index_days(warehouse)
        indexing, processor = time.monotonic() - started, time.process_time() - busy
        done = publish(warehouse, published)
        print(
            f"publishing a new day of {each:,} articles: {indexing + done.seconds:.1f} s, of which indexing "
            f"{indexing:.1f} s ({processor:.1f} s of processor), days written as Parquet {len(done.days)}"
        )
        text = zstd_bytes(warehouse)
        parts = table_bytes(warehouse)
        used = warehouse.rows(BLOCKS_IN_USE)[0]
    whole = path.stat().st_size
    free = whole - next(iter(used.values()))
    index = sum(size for name, size in parts.items() if name.startswith("search."))
    size = whole - index
    for name, part in parts.items():
        print(f"  {part / totals['articles']:7.0f} bytes an article in {name}")
    print(
        f"file {whole / 1e9:.2f} GB, of which the full-text index {index / 1e9:.2f} GB, "
        f"free blocks that the builds above left {free / 1e9:.3f} GB"
    )
    print(
        f"{size / totals['articles']:.0f} bytes an article without the index; its text under zstd "
        f"{text:.0f} bytes: {size / totals['articles'] / text:.2f} times, "
        f"{whole / totals['articles'] / text:.2f} with the index"
    )
    opening = []
    for _ in range(5):
        started = time.monotonic()
        open_warehouse(published / COPY_NAME, read_only=True).close()
        opening.append(time.monotonic() - started)
    print(f"opening the published copy: median {1000 * statistics.median(opening):.0f} ms")
    ask(published / COPY_NAME)


def print_builds(warehouse: Warehouse, day: date) -> None:
    """Builds a day five times; each time is printed, the first one finds nothing in memory."""
    times, processor = [], []
    for _ in range(5):
        started, busy = time.monotonic(), time.process_time()
        build_day(warehouse, day)
        times.append(time.monotonic() - started)
        processor.append(time.process_time() - busy)
    each = ", ".join(f"{seconds:.2f}" for seconds in processor)
    print(
        f"building {day}: median {statistics.median(times):.2f} s, "
        f"{statistics.median(processor):.2f} s of processor ({each})",
        flush=True,
    )


def table_bytes(warehouse: Warehouse) -> dict[str, float]:
    """Bytes of each table, largest first: its blocks, one that several share divided by their segments."""
    found: Counter[str] = Counter()
    owners: dict[int, list[str]] = defaultdict(list)
    for row in warehouse.rows("select schema_name || '.' || table_name as name from duckdb_tables()"):
        for segment in warehouse.rows(
            f"""select block_id, additional_block_ids as more from pragma_storage_info('{row["name"]}')
            where block_id >= 0"""
        ):
            for block in [segment["block_id"], *(segment["more"] or [])]:
                owners[block].append(row["name"])
    size = warehouse.rows(
        "select block_size from pragma_database_size() where database_name = current_database()"
    )[0]["block_size"]
    for names in owners.values():
        for name in names:
            found[name] += size / len(names)
    return dict(found.most_common())


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
        warehouse.rows("set threads = 2")
        for name, asked in questions().items():
            cursor = warehouse.cursor()
            for parameter, kind, default in asked.parameters:
                value = f"'{WORDS_ASKED}'" if parameter == "words" else default
                cursor.execute(f"set variable {parameter} = cast(({value}) as {kind})")
            times, processor = [], []
            for _ in range(22):
                started, busy = time.monotonic(), time.process_time()
                rows = len(cursor.execute(asked.sql).fetchall())
                times.append(time.monotonic() - started)
                processor.append(time.process_time() - busy)
            slow = sorted(times[2:])[18]
            worst = max(worst, slow)
            print(
                f"  @{name:28} {rows:6} rows  median {1000 * statistics.median(times[2:]):5.0f} ms, "
                f"p95 {1000 * slow:5.0f} ms, {1000 * statistics.median(processor[2:]):5.0f} ms of processor",
                flush=True,
            )
    started = time.monotonic()
    run_query(path, "select count(*) from daily.claims", Limits())
    print(
        f"slowest question {1000 * worst:.0f} ms (p95); a query in its own process "
        f"{time.monotonic() - started:.2f} s"
    )


if __name__ == "__main__":
    main()
