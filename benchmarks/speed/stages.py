"""Single stages, each in a fresh process: python -m benchmarks.speed.stages STAGE ARGUMENTS; prints JSON."""

from __future__ import annotations

import json
import resource
import statistics
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any


def read_and_claims(folder: str) -> dict[str, float]:
    """Processor seconds of reading the pages of a folder and of their claims, in one process."""
    from tasks.claims.extract import extract_claims
    from tasks.read.language import warm
    from tasks.read.page import read_page
    from tasks.read.records import PageText

    bodies = [file.read_bytes() for file in sorted(Path(folder).glob("*.html"))]
    warm()
    reading = claiming = 0.0
    kept = 0
    for number, body in enumerate([bodies[0], *bodies]):
        began = time.process_time()
        page = read_page(body, url="http://paper.example/a", content_type="text/html", fetched_at=None)
        read = time.process_time()
        if isinstance(page, PageText):
            extract_claims(page.text, title=page.title, language=page.language or "und")
        ended = time.process_time()
        if number and isinstance(page, PageText):
            kept += 1
        if number:
            reading, claiming = reading + read - began, claiming + ended - read
    return {
        "cpu": reading + claiming,
        "read_cpu": reading,
        "claims_cpu": claiming,
        "pages": len(bodies),
        "kept": kept,
    }


def claims(corpora: str) -> dict[str, float]:
    """Articles of 800 words a second whose claims one core takes out."""
    from benchmarks.claims_speed import find_articles, measure

    articles, _ = find_articles(Path(corpora), 300)
    return {"articles_per_s": statistics.median(measure(articles, 3).rounds), "articles": len(articles)}


def compare(articles: str) -> dict[str, float]:
    """A day of invented articles: grouping of its texts, and everything compare decides of it."""
    from benchmarks.compare_speed import newsroom, timed

    seconds, result = timed(newsroom(int(articles)))
    return {"cpu": seconds, "stories": len(result.stories), "claims": len(result.claims)}


def grouping(articles: str) -> dict[str, float]:
    """Reprints and stories of invented texts of natural length and word frequencies."""
    from benchmarks.grouping_speed import DAY
    from benchmarks.grouping_speed import articles as invented
    from tasks.compare.reprints import find_reprints
    from tasks.compare.stories import group_stories

    documents = [replace(d, day=DAY.date()) for d in invented(int(articles))]
    began = time.process_time()
    rows = find_reprints(documents)
    between = time.process_time()
    grouped = group_stories(documents, (), reprints=rows)
    ended = time.process_time()
    return {
        "cpu": ended - began,
        "reprints_cpu": between - began,
        "stories_cpu": ended - between,
        "stories": len(grouped.stories),
    }


def warehouse(folder: str, articles: str) -> dict[str, Any]:
    """Facts of invented days, the build of one day, publishing, opening and the bundled questions."""
    from benchmarks.warehouse_size import FIRST_DAY, write
    from warehouse.build import build_day
    from warehouse.connection import open_warehouse
    from warehouse.publish import COPY_NAME, publish
    from warehouse.sandbox import questions

    place = Path(folder)
    days = max(1, int(articles) // 1000)
    began = time.monotonic()
    write(place / "warehouse.duckdb", int(articles) // days, days, min(days, 20))
    written = time.monotonic() - began
    with open_warehouse(place / "warehouse.duckdb") as file:
        building = [_seconds(lambda: build_day(file, FIRST_DAY)) for _ in range(3)]
        publishing = _seconds(lambda: publish(file, place / "published"))
    asking: dict[str, float] = {}
    with open_warehouse(place / "published" / COPY_NAME, read_only=True) as file:
        for name, asked in questions().items():
            cursor = file.cursor()
            for parameter, kind, default in asked.parameters:
                cursor.execute(f"set variable {parameter} = cast(({default}) as {kind})")
            asking[name] = statistics.median(
                _seconds(lambda c=cursor, a=asked: c.execute(a.sql).fetchall()) for _ in range(5)
            )
    slowest = max(asking, key=lambda name: asking[name])
    return {
        "written_s": written,
        "build_day_s": statistics.median(building),
        "publish_s": publishing,
        "query_median_s": statistics.median(asking.values()),
        "query_worst_s": asking[slowest],
        "query_worst": slowest,
        "days": days,
        "file_mb": (place / "warehouse.duckdb").stat().st_size / 1e6,
    }


def _seconds(work: Any) -> float:
    began = time.monotonic()
    work()
    return time.monotonic() - began


STAGES = {
    "read": read_and_claims,
    "claims": claims,
    "compare": compare,
    "grouping": grouping,
    "warehouse": warehouse,
}

if __name__ == "__main__":
    start = time.monotonic()
    found: dict[str, Any] = STAGES[sys.argv[1]](*sys.argv[2:])
    found["seconds"] = time.monotonic() - start
    found["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps(found))
