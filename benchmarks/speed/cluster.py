"""Pages read by this machine's processes and by Dask workers on it: python -m benchmarks.speed.cluster FOLDER WAY

WAY is local, local1, dask1 or dask2: two processes or one, one worker or two, each within a flow run as every command is,
beside Prefect's server. FOLDER holds the pages. Prints one line of JSON: wall seconds after everything is warm, and
processor seconds of all processes.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import sys
import tempfile
import time
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.speed.clusters import dask_cluster
from benchmarks.speed.watching import family_cpu
from flows.local_server import prefect_server

AT = datetime(2030, 1, 1, tzinfo=UTC)
#: Pages read before the clock starts, for each reader: models loaded, workers warm.
WARM = 8


def archived(pages: list[Path], folder: Path) -> list[Any]:
    """One job a page, its record in an archive of its own."""
    from tasks.collect.archive import Archive
    from tasks.collect.fetching import Fetched
    from tasks.read.worker import PageJob

    archive = Archive(folder)
    batch = archive.open_batch("bench", "bench", "2030-01-01")
    jobs = []
    for number, page in enumerate(pages):
        url = f"http://paper.example/{number}"
        fetched = Fetched(
            url=url,
            purpose="page",
            outcome="ok",
            fetched_at=AT,
            final_url=url,
            http_status=200,
            headers=(("Content-Type", "text/html"),),
            body=page.read_bytes(),
        )
        place = batch.add(fetched, f"{number}", f"{number}")
        jobs.append((url, place, hashlib.sha256(fetched.body).hexdigest()))
    batch.close()
    return [
        PageJob(f"{n}", (str(folder / place.file), place.offset), url, "text/html", AT, digest, place.length)
        for n, (url, place, digest) in enumerate(jobs)
    ]


def measured(reader: Any, jobs: list[Any], readers: int) -> dict[str, Any]:
    """Reads the first pages in small batches, so that every reader is warm, then all of them under the clock."""
    from tasks.read import batches

    usual, batches.BATCH_BYTES = batches.BATCH_BYTES, 2 * batches.PAGE_BYTES
    list(reader.read_many(jobs[: WARM * readers]))
    batches.BATCH_BYTES = usual
    cpu, began = family_cpu(), time.monotonic()
    results = list(reader.read_many(jobs))
    ended = time.monotonic()
    return {
        "seconds": ended - began,
        "cpu": family_cpu() - cpu,
        "kept": sum(result.page is not None for result in results),
        "pages": len(results),
    }


def main() -> None:
    """Reads once and prints the measures."""
    pages, way = sorted(Path(sys.argv[1]).glob("*.html")), sys.argv[2]
    readers = 1 if way.endswith("1") else 2
    with tempfile.TemporaryDirectory(prefix="parallax-cluster-") as name, ExitStack() as stack:
        folder = Path(name)
        jobs = archived(pages, folder / "archive")
        stack.enter_context(prefect_server(folder / "state"))
        if way.startswith("local"):
            where: dict[str, Any] = {"workers": readers}
        else:
            address = stack.enter_context(dask_cluster(folder, readers)).address
            where = {"runner": "dask", "runner_address": address}
        found = asyncio.run(_as_flow(where, jobs, readers))
    print(json.dumps(found))


async def _as_flow(where: dict[str, Any], jobs: list[Any], readers: int) -> dict[str, Any]:
    from prefect import flow

    from flows.runners import open_engine, open_reader
    from flows.settings import load_settings

    @flow(name="bench", validate_parameters=False)
    async def bench() -> dict[str, Any]:
        settings = load_settings({}, **where)
        with open_engine(settings) as engine, open_reader(settings, engine, {}) as reader:
            return await asyncio.to_thread(measured, reader, jobs, readers)

    return await bench()


if __name__ == "__main__":
    main()
