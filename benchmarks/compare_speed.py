"""How long a day's comparison takes, and how it grows: invented articles, real code.

    python -m benchmarks.compare_speed [articles ...] [--processes N]      default: 1000 3000 10000; one a core

The whole stage on a warehouse file: the window is read, compared by N processes, stored, and its daily tables
are built. Stories are of heavy-tailed size; an article repeats, in its own order and with changed words, some
of its story's sentences and adds its own. One line per size: seconds on the clock by part; processor seconds of
all processes, also for each article and as multiple of what n log n would give from the first size; memory of
all processes at its highest.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.speed.watching import cpu_at, run_watched
from tasks.claims.records import Attribution, NumberUse, Proposition, Sentence, TextClaims, Voice
from tasks.claims.rows import claims_to_rows
from tasks.compare.day import compare_day
from tasks.compare.pieces import HERE, Workers
from tasks.compare.records import DayResult, Document, OutletDay
from tasks.compare.rows import rows_of_day
from tasks.compare.settings import CompareSettings
from tasks.compare.window import day_input, window_articles
from tasks.compare.workers import open_workers
from tasks.read.outcomes import EXTRACTOR
from tasks.read.records import PageText, StatedTime
from tasks.read.rows import version_rows
from warehouse.arriving import as_tables
from warehouse.build import build_day
from warehouse.connection import open_warehouse
from warehouse.load import load_rows, replace_day

DAY = date(2030, 5, 14)
_STARTS = [a + b for a in "b d f g k l m n p r s t v z".split() for b in "a e i o u".split()]
_ENDS = ["lon", "rek", "mat", "vis", "dor", "pel", "gan", "tus", "nim", "bor", "sal", "fen"]


def newsroom(articles: int, outlets: int = 300, seed: int = 5) -> list[Document]:
    """`articles` invented articles of one day by `outlets` outlets, some 27 sentences each."""
    draw = random.Random(seed)
    words = sorted({a + b + c for a in _STARTS for b in _STARTS for c in _ENDS})
    draw.shuffle(words)
    common, rare = words[:1500], words[1500:]
    documents: list[Document] = []
    while len(documents) < articles:
        size = min(int(draw.paretovariate(0.9)), 150, articles - len(documents), outlets)
        topic = draw.sample(rare, 60)
        pool = [_sentence(draw, common, topic) for _ in range(40)]
        for outlet in draw.sample(range(outlets), size):
            lines = [_changed(draw, line, common) for line in draw.sample(pool, 15)]
            lines += [_sentence(draw, common, topic) for _ in range(12)]
            draw.shuffle(lines)
            documents.append(_article(draw, len(documents), f"outlet{outlet:03}", topic, lines))
    return documents


def _sentence(draw: random.Random, common: list[str], topic: list[str]) -> list[str]:
    line = [
        draw.choice(topic) if draw.random() < 0.35 else common[int(draw.random() ** 2 * 1500)]
        for _ in range(15)
    ]
    line.insert(draw.randrange(3, 12), "was")
    for place in (2, 6, 9):
        line.insert(place, draw.choice(["the", "of", "in", "and"]))
    return line


def _changed(draw: random.Random, line: list[str], common: list[str]) -> list[str]:
    return [draw.choice(common) if draw.random() < 0.2 else word for word in line]


def _article(
    draw: random.Random, number: int, outlet: str, topic: list[str], lines: list[list[str]]
) -> Document:
    text, sentences, propositions, attributions, numbers = "", [], [], [], []
    voices = tuple(Voice(f"person/{name}", f"{name} Lind", "person") for name in topic[:4])
    for index, line in enumerate(lines):
        start = len(text)
        quoted = draw.random() < 0.5
        count = f"{draw.randrange(2, 40)} people " if draw.random() < 0.1 else ""
        text += count + " ".join(line) + (f", said {topic[0].title()} Lind" if quoted else "") + ". "
        span = (start, start + len(count) + len(" ".join(line)))
        if count:
            value = float(count.split()[0])
            at = (start, start + len(count.split()[0]))
            numbers.append(NumberUse(at, value, value, "exact", "people", "people", index, None, False))
        if quoted:
            source = (span[1] + 7, len(text) - 2)
            attributions.append(
                Attribution((source,), ((span[1] + 2, span[1] + 6),), (span,), "indirect", "acknowledged", (),
                            "affirms", "unstated", draw.choice(voices).key, "made", index)
            )  # fmt: skip
        voice = attributions[-1].voice if quoted else None
        place = len(attributions) - 1 if quoted else None
        propositions.append(
            Proposition(span, (span,), index, place, "acknowledged", "affirms", "unstated", voice)
        )
        sentences.append(Sentence((start, len(text) - 1), index // 3, 0.0))
    claims = TextClaims("en", True, tuple(sentences), tuple(attributions), voices, (), tuple(numbers), (),
                        tuple(propositions))  # fmt: skip
    at = datetime(2030, 5, 14, tzinfo=UTC) + timedelta(minutes=draw.randrange(1440))
    return Document(
        version_id=f"v{number:06}", article_id=f"a{number:06}", outlet_id=outlet, url="",
        title=" ".join(topic[:6]).capitalize(), authors=(), text=text.rstrip(), language="en", kind="article",
        full_text=True, published_at=at, published_precision="minute", first_seen_at=at, seen_after=None,
        day=DAY, claims=claims,
    )  # fmt: skip


def timed(documents: list[Document], workers: Workers = HERE) -> tuple[float, DayResult]:
    """Seconds of this process's processor time of one `compare_day` and its result."""
    outlets = sorted({document.outlet_id for document in documents})
    days = [OutletDay(outlet, "en", "xx", True, True, False, None) for outlet in outlets]
    start = time.process_time()
    result = compare_day(DAY, documents, (), days, {}, None, CompareSettings(), workers=workers)
    return time.process_time() - start, result


def stored(folder: Path, articles: int) -> None:
    """Writes an invented day into a new warehouse file."""
    rows: dict[str, list[Any]] = defaultdict(list)
    with open_warehouse(folder / "warehouse.duckdb") as warehouse:
        for number, document in enumerate(newsroom(articles), 1):
            for table, found in _facts(document).items():
                rows[table].extend(found)
            if number % 500 == 0 or number == articles:
                load_rows(warehouse, rows)
                rows.clear()


def _facts(document: Document) -> dict[str, list[Any]]:
    """An article with its claims as rows of raw tables."""
    page = PageText(
        text=document.text,
        title=document.title,
        authors=(),
        published=StatedTime("", document.published_at, "minute", "Z", None),
        modified=None,
        language=document.language,
        section=None,
        canonical_url=None,
        kind="article",
        free_access=None,
        encoding="utf-8",
        damaged=0.0,
        methods=(),
    )
    article, version = version_rows(
        page,
        outlet_id=document.outlet_id,
        url=f"https://{document.outlet_id}.example/{document.article_id}",
        fetched_at=document.first_seen_at,
    )
    claims = claims_to_rows(version.version_id, version.text, document.claims, extractor=EXTRACTOR)
    outlet = {
        "outlet_id": document.outlet_id, "name": document.outlet_id, "country": "xx", "language": "en",
        "domains": (), "collections": (), "expected_low": None, "expected_high": None,
    }  # fmt: skip
    return {"outlet": [outlet], "article": [article], "version": [version], **claims}


def stage(folder: Path, processes: int) -> dict[str, float]:
    """Seconds on the clock of each part of a stored day's comparison, and when it began and ended."""
    settings = CompareSettings()
    with open_warehouse(folder / "warehouse.duckdb") as warehouse:
        times = [time.monotonic()]
        articles = window_articles(warehouse, DAY, settings)
        with open_workers(articles, processes, None, None) as workers:
            given = day_input(warehouse, DAY, settings)
            times.append(time.monotonic())
            result = given.compared(settings, workers)
        times.append(time.monotonic())
        counts = {
            "stories": len(result.stories),
            "claims": len(result.claims),
            "cells": len(result.claim_statuses),
            "divergences": len(result.divergences),
        }
        marks, rows = given.marks, rows_of_day(result)
        del given, result  # as the step does it
        replace_day(warehouse, DAY, as_tables(warehouse, rows), marks)
        times.append(time.monotonic())
        build_day(warehouse, DAY)
        times.append(time.monotonic())
    return {
        **dict(zip(("read", "compare", "store", "build"), np.diff(times).tolist(), strict=True)),
        "whole": times[-1] - times[0],
        "began": times[0],
        "ended": times[-1],
        **counts,
    }


def main() -> None:
    """Print the curve; every size in processes of its own."""
    asked = argparse.ArgumentParser()
    asked.add_argument("articles", type=int, nargs="*", default=[1000, 3000, 10000])
    asked.add_argument("--processes", type=int, default=os.cpu_count())
    given = asked.parse_args()
    print(
        "articles  read  compare  store  build  whole s  processor s  ms/article  n log n  peak MB  stories   claims"
        "    cells  divergences"
    )
    first = None
    for size in given.articles:
        with tempfile.TemporaryDirectory() as folder:
            module = [sys.executable, "-c"]
            called = f"from pathlib import Path; import benchmarks.compare_speed as c; f = Path({folder!r}); "
            subprocess.run([*module, f"{called} c.stored(f, {size})"], check=True)
            timing = f"{called} import json; print(json.dumps(c.stage(f, {given.processes})))"
            out, samples = run_watched([*module, timing])
        found = json.loads(out)
        found["processor"] = cpu_at(samples, found["ended"]) - cpu_at(samples, found["began"])
        each = found["processor"] / (size * math.log(size))
        first = first or each
        print(
            f"{size:8}  {found['read']:4.0f}  {found['compare']:7.0f}  {found['store']:5.0f}  {found['build']:5.0f}"
            f"  {found['whole']:7.0f}  {found['processor']:11.0f}  {1000 * found['processor'] / size:10.1f}"
            f"  {each / first:7.2f}  {max(sample.mb for sample in samples):7.0f}  {found['stories']:7}"
            f"  {found['claims']:7}  {found['cells']:7}  {found['divergences']:11}",
            flush=True,
        )


if __name__ == "__main__":
    main()
