"""Manners under load and under kills, judged from the server's own log.

python -m benchmarks.politeness [--requests 10000] [--kills 2] [--seed 7]

A loopback server plays many outlets; a crawler process collects them, is killed with SIGKILL at random
moments, started again on the same ledger, and at the end collects once more two hours later. The server's log
then says how often the crawler came too early, twice at once, inside a Retry-After window, or where
robots.txt forbids it, and what share of the requests for pages that have a validator could be answered with 304.
"""

from __future__ import annotations

import argparse
import asyncio
import pickle
import random
import sys
import tempfile
import time
from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import pairwise
from pathlib import Path

from tests.hostile.server import Hit, HostileServer, reply

ARTICLE = b"<!doctype html><html><body><p>The harbour was closed for a day.</p></body></html>"


#: A busy machine may take this long from the server's answer to the crawler's note of it.
UNREAD_SECONDS = 0.2


@dataclass(frozen=True)
class Report:
    """What the server saw."""

    requests: int
    kills: int
    spacing_violations: int
    closest_seconds: float
    overlaps: int
    early_after_429: int
    unread_429: int  # answered so shortly before a kill that the crawler cannot have read it
    disallowed_hits: int
    share_of_304: float
    unfinished: int
    damaged_files: int  # archive files that are not whole, or were left half-written


class Town:
    """Many outlets on one port: each has a feed, a robots.txt and pages; some answer 429 now and then."""

    def __init__(self, hosts: int, pages: int, seed: int) -> None:
        self.names = [f"paper{n}.example" for n in range(hosts)]
        self.pages = pages
        self.windows: dict[str, list[tuple[float, float]]] = defaultdict(list)
        self.rng = random.Random(seed)
        self.second_pass = False
        self.tagged: set[str] = set()

    def get(self, key: str, default: object = None) -> object:
        """Answer for host and path, as the server's table of routes."""
        return self.answer if "/" in key and not key.startswith("/") else default

    async def answer(self, hit: Hit, writer: asyncio.StreamWriter) -> None:
        """One request."""
        writer.write(self._bytes(hit))
        await writer.drain()

    def _bytes(self, hit: Hit) -> bytes:
        if hit.path == "/robots.txt":
            return reply(b"User-agent: *\nDisallow: /private/\n")
        if hit.path == "/feed":
            tag = '"feed-1"'
            if hit.headers.get("if-none-match") == tag:
                return reply(status="304 Not Modified")
            links = [
                f"http://{hit.host}/{'private' if n % 10 == 9 else 'news'}/{n}" for n in range(self.pages)
            ]
            self.tagged.add(hit.host + hit.path)
            items = "".join(f"<item><title>t</title><link>{link}</link></item>" for link in links)
            return reply(f"<rss version='2.0'><channel>{items}</channel></rss>".encode(), f"ETag: {tag}")
        number = int(hit.path.rsplit("/", 1)[1])
        if not self.second_pass and number % 40 == 7 and not self.windows[hit.host + hit.path]:
            return self._busy(hit)
        tag = f'W/"{number}-gzip"'
        if hit.headers.get("if-none-match") == tag:
            return reply(status="304 Not Modified")
        if not self.second_pass:
            self.tagged.add(hit.host + hit.path)
        return reply(ARTICLE + str(number).encode(), f"ETag: {tag}", "Content-Type: text/html")

    def _busy(self, hit: Hit) -> bytes:
        """Ask to be left alone for about a second, in either form."""
        if self.rng.random() < 0.5:
            until, form = hit.at + 1.0, "1"
        else:
            at = (datetime.now(UTC) + timedelta(seconds=2)).replace(microsecond=0)
            until, form = hit.at + (at - datetime.now(UTC)).total_seconds(), format_datetime(at, usegmt=True)
        self.windows[hit.host].append((hit.at, until))
        self.windows[hit.host + hit.path].append((hit.at, until))
        return reply(b"", f"Retry-After: {form}", status="429 Too Many Requests")


def judge(
    town: Town,
    hits: list[Hit],
    spacing: float,
    second_pass_at: float,
    killed_at: list[float],
    unfinished: int,
    damaged_files: int,
) -> Report:
    """Read the server's log."""
    by_host: dict[str, list[Hit]] = defaultdict(list)
    for hit in hits:
        by_host[hit.host].append(hit)
    gaps = [b.at - a.at for seen in by_host.values() for a, b in pairwise(seen)]
    overlaps = sum(b.at < a.ended for seen in by_host.values() for a, b in pairwise(seen))
    windows = [(host, begun, until) for host in town.names for begun, until in town.windows[host]]
    read = [one for one in windows if not any(0 <= killed - one[1] < UNREAD_SECONDS for killed in killed_at)]
    early = sum(begun < hit.at < until for host, begun, until in read for hit in by_host[host])
    # Offered: the server had given a validator for this very URL before.
    later = [hit for hit in hits if hit.at > second_pass_at and hit.host + hit.path in town.tagged]
    return Report(
        requests=len(hits),
        kills=len(killed_at),
        spacing_violations=sum(gap < spacing for gap in gaps),
        closest_seconds=min(gaps, default=spacing),
        overlaps=overlaps,
        early_after_429=early,
        unread_429=len(windows) - len(read),
        disallowed_hits=sum(hit.path.startswith("/private/") for hit in hits),
        share_of_304=sum("if-none-match" in hit.headers for hit in later) / max(len(later), 1),
        unfinished=unfinished,
        damaged_files=damaged_files,
    )


async def measure(*, hosts: int, pages: int, kills: int, spacing: float, seed: int) -> Report:
    """Run the crawler against the town, kill it so often, let it finish, let it come back, judge."""
    town = Town(hosts, pages, seed)
    rng = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        async with HostileServer(town) as server:  # type: ignore[arg-type]
            expected = hosts * pages * spacing / max(hosts, 1)
            killed_at: list[float] = []
            for _ in range(kills):
                crawler = await _start(folder, server.port, hosts, spacing, 0)
                try:
                    await asyncio.wait_for(crawler.wait(), 1.5 + rng.random() * expected / 2)
                except TimeoutError:
                    crawler.kill()
                    killed_at.append(time.monotonic())
                    await crawler.wait()
            await (await _start(folder, server.port, hosts, spacing, 0)).wait()
            unfinished = hosts - len(list(Path(folder).glob("*.state")))
            town.second_pass = True
            second_pass_at = time.monotonic()
            await (await _start(folder, server.port, hosts, spacing, 2)).wait()
            damaged = count_damaged(Path(folder) / "archive")
            return judge(town, server.hits, spacing, second_pass_at, killed_at, unfinished, damaged)


def count_damaged(archive: Path) -> int:
    """Count the archive's files that another reader could not read to the end, and those left half-written."""
    from tasks.collect.warc_pages import read_warc

    whole = [
        all(page.fault is None for page in read_warc(path, 10**7)) for path in archive.glob("*/*.warc.gz")
    ]
    return whole.count(False) + len(list(archive.glob("*/*.part")))


async def _start(
    folder: str, port: int, hosts: int, spacing: float, hours: int
) -> asyncio.subprocess.Process:
    words = ["--crawl", folder, str(port), str(hosts), str(spacing), str(hours)]
    return await asyncio.create_subprocess_exec(sys.executable, "-m", "benchmarks.politeness", *words)


async def crawl(folder: Path, port: int, hosts: int, spacing: float, hours: int) -> None:
    """The crawler process: collect every outlet whose state is not yet written for this hour."""
    from tasks.collect.archive import Archive
    from tasks.collect.budget import RunBudget
    from tasks.collect.client import open_fetcher
    from tasks.collect.collect import collect_outlet
    from tasks.collect.ledger import Ledger
    from tasks.collect.records import FeedSpec, OutletSpec
    from tasks.collect.settings import CollectSettings
    from tasks.collect.state import OutletState

    def now() -> datetime:
        return datetime.now(UTC) + timedelta(hours=hours)

    settings = CollectSettings(
        spacing_seconds=spacing, spacing_per_address_seconds=0.0, deadline_seconds=10, pages_per_outlet=10_000
    )
    names = [f"paper{n}.example" for n in range(hosts)]
    archive, ledger = Archive(folder / "archive"), Ledger(folder / "ledger.sqlite")
    routes = {name: ("127.0.0.1", port) for name in names}

    async def one(name: str) -> None:
        kept = folder / f"{name}.state"
        if kept.exists() and hours == 0:
            return
        state = pickle.loads(kept.read_bytes()) if kept.exists() else OutletState()
        spec = OutletSpec(name, name, "US", "en", (name,), (FeedSpec(f"http://{name}/feed"),))
        run_id = f"run-{hours}-{time.time_ns()}"
        # A page answered with 429 is deferred or failed: it is tried again by the same process.
        for _ in range(60):
            got = await collect_outlet(
                spec, state, run_id=run_id, now=now, fetcher=fetcher, archive=archive,
                budget=RunBudget(settings.pages_per_run, 1), settings=settings, rng=random.Random(1),
            )  # fmt: skip
            known = {**state.known, **{entry.normal_url: entry for entry in got.known}}
            feeds = {**state.feeds, **{feed.feed_url: feed for feed in got.feed_states}}
            state = OutletState(feeds, known)
            if not any(row.outcome == "deferred" for row in got.outcomes):
                break
        part = kept.with_suffix(".part")
        part.write_bytes(pickle.dumps(state))
        part.rename(kept)

    async with open_fetcher(settings, routes, now, ledger) as fetcher:
        await asyncio.gather(*(one(name) for name in names))
    ledger.close()


def main() -> None:
    """Print the report of a run."""
    if sys.argv[1:2] == ["--crawl"]:
        folder, port, hosts, spacing, hours = sys.argv[2:]
        asyncio.run(crawl(Path(folder), int(port), int(hosts), float(spacing), int(hours)))
        return
    parser = argparse.ArgumentParser(description="Manners under load and kills, from the server's log.")
    parser.add_argument("--requests", type=int, default=10_000)
    parser.add_argument("--kills", type=int, default=2)
    parser.add_argument("--seed", type=int, default=7)
    chosen = parser.parse_args()
    hosts = 40
    # Nine pages in ten are allowed, and each is asked for twice.
    pages = max(chosen.requests // (hosts * 2) * 10 // 9, 10)
    report = asyncio.run(
        measure(hosts=hosts, pages=pages, kills=chosen.kills, spacing=0.05, seed=chosen.seed)
    )
    for name in Report.__dataclass_fields__:
        print(f"{name:20s} {getattr(report, name)}")


if __name__ == "__main__":
    main()
