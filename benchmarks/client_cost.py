"""Processor time of fetching one page over loopback, everything from the guard to the decoded body.

python -m benchmarks.client_cost [--pages 300] [--rounds 3]

The server runs in a process of its own and is not counted. Pages are of words without meaning, 54 kB decoded.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import multiprocessing
import random
import time
from typing import Any

from tests.hostile.server import HostileServer, reply

HOSTS = [f"paper{number}.example" for number in range(10)]
WORDS = "the harbour board voted on a second ferry and its price of four million crowns last Tuesday".split()


def page() -> bytes:
    """A page that is as long, and packs as well, as an article with its template."""
    rng = random.Random(3)
    paragraphs = ("<p>" + " ".join(rng.choices(WORDS, k=60)) + f" {rng.random()}</p>" for _ in range(155))
    return ("<html><body>" + "".join(paragraphs) + "</body></html>").encode()


def serve(ports: Any) -> None:
    """The server's process."""

    async def run() -> None:
        body = page()
        kind = "Content-Type: text/html"
        routes = {
            "/gzip": reply(gzip.compress(body), "Content-Encoding: gzip", kind),
            "/plain": reply(body, kind),
        }
        async with HostileServer(routes) as server:
            ports.put(server.port)
            await asyncio.sleep(3600)

    asyncio.run(run())


async def measure(port: int, path: str, pages: int) -> float:
    """Milliseconds of this process's processor time per page, connections open already."""
    from datetime import UTC, datetime

    from tasks.collect.client import open_fetcher
    from tasks.collect.fetching import Want
    from tasks.collect.settings import CollectSettings

    settings = CollectSettings(spacing_seconds=0.0, spacing_per_address_seconds=0.0)
    routes = {host: ("127.0.0.1", port) for host in HOSTS}
    async with open_fetcher(settings, routes, lambda: datetime.now(UTC), None) as fetcher:
        for host in HOSTS:
            await fetcher.fetch(Want(f"http://{host}/{path}", "page"))
        began = time.process_time()
        for number in range(pages):
            got = await fetcher.fetch(Want(f"http://{HOSTS[number % len(HOSTS)]}/{path}", "page"))
            if got.outcome != "ok":
                raise SystemExit(f"a page ended in {got.reason}: {got.detail}")
        return 1000 * (time.process_time() - began) / pages


def main() -> None:
    """Prints the rounds, so that their spread is seen."""
    parser = argparse.ArgumentParser(description="Processor time of the client per page.")
    parser.add_argument("--pages", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=3)
    chosen = parser.parse_args()
    ports: Any = multiprocessing.Queue()
    server = multiprocessing.Process(target=serve, args=(ports,), daemon=True)
    server.start()
    port = ports.get(timeout=60)
    from tasks.collect import client

    print(f"{client.httpx.__name__} {client.httpx.__version__}, {len(page())} bytes")
    for path in ("gzip", "plain"):
        rounds = [asyncio.run(measure(port, path, chosen.pages)) for _ in range(chosen.rounds)]
        print(f"{path:6s}", "  ".join(f"{one:.2f}" for one in rounds), "ms a page")
    server.terminate()


if __name__ == "__main__":
    main()
