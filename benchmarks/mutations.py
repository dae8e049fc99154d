"""Mangled responses against the fetcher and the feed readers.

python -m benchmarks.mutations [--count 10000] [--seed 11]

Good responses (pages, feeds of every form, sitemaps, robots.txt, in every coding) are mangled byte by byte and
served on loopback to a child process. Reported: deaths of the child, outcomes outside the closed lists, how
far the slowest fetch passed its deadline, and the child's memory: the peak over all mangled responses, 24 at a
time, what of it is still there after them once the allocator gives back what is free, and the rise of each
decompression bomb alone, all as multiples of the cap on decoded bytes.
"""

from __future__ import annotations

import argparse
import asyncio
import ctypes
import gc
import gzip
import json
import random
import resource
import sys
import time
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import brotli
import zstandard

from tests.hostile.server import Hit, HostileServer, repeats, reply

DEADLINE = 1.0
CAP = 10 * 1024 * 1024
PAGE = b"<!doctype html><html><title>T</title><body>" + b"<p>The vote was close.</p>" * 40 + b"</body></html>"
RSS = b"<rss version='2.0'><channel><item><title>A</title><link>/a</link></item></channel></rss>"
ATOM = b"<feed xmlns='http://www.w3.org/2005/Atom'><entry><title>A</title><link href='/a'/></entry></feed>"
SITEMAP = b"<urlset><url><loc>http://a.example/a</loc><lastmod>2026-03-04</lastmod></url></urlset>"
INDEX = b"<sitemapindex><sitemap><loc>/s.xml</loc></sitemap></sitemapindex>"
JSON = (
    b'{"version":"1.1","items":[{"id":"1","url":"/a","title":"A","date_published":"2026-03-04T10:00:00Z"}]}'
)
ROBOTS = b"User-agent: *\nDisallow: /x\nCrawl-delay: 1\nSitemap: http://a.example/s.xml\n"
#: Scraps that parsers trip over, thrown in at random places.
SCRAPS = (
    b"\r\n\r\n", b"\n", b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b"Content-Length: 0\r\n",
    b"Content-Length: 9999999999\r\n", b"Transfer-Encoding: chunked\r\n", b"Content-Encoding: gzip\r\n",
    b"Content-Encoding: zstd, br\r\n", b"Location: //[::1\r\n", b"Location: http://169.254.169.254/\r\n",
    b"HTTP/1.1 100 Continue\r\n\r\n", b"HTTP/9.9 999\r\n", b"Retry-After: 1e9\r\n", b"ETag: \xff\xfe\r\n",
    b"304", b"301", b"204", b"<![CDATA[", b"<!DOCTYPE x [<!ENTITY a 'b'>]>", b"&a;", b"<item>" * 50,
    b"</channel>", b"<rss", b"<html", b"%00", b'{"items":[' * 20, b"9" * 400, b"\x1f\x8b\x08", b"x" * 70_000,
    b"<a>" * 500,
)  # fmt: skip


@dataclass
class Report:
    """What came of a run; `worst_rise` maps each bomb to its memory rise as a multiple of the cap."""

    responses: int
    deaths: int
    unclassified: int
    slowest_overrun_seconds: float
    peak_rise: float
    kept_rise: float
    outcomes: dict[str, int]
    worst_rise: dict[str, float]


def originals() -> list[tuple[str, bytes]]:
    """Good responses and what they are fetched as."""
    pack = {
        "gzip": gzip.compress,
        "br": brotli.compress,
        "zstd": zstandard.ZstdCompressor().compress,
        "deflate": zlib.compress,
    }
    found = []
    for body in (PAGE, RSS, ATOM, SITEMAP, INDEX, JSON, ROBOTS):
        purpose = "page" if body is PAGE else "robots" if body is ROBOTS else "feed"
        found.append((purpose, reply(body, 'ETag: "1"', "Content-Type: text/html")))
        found += [
            (purpose, reply(packed(body), f"Content-Encoding: {coding}")) for coding, packed in pack.items()
        ]
        chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n" % (
            len(body),
            body,
        )
        found.append((purpose, chunked))
    found.append(("page", reply(b"", "Location: /next", status="302 Found")))
    return found


GOOD = originals()


def mangled(number: int, seed: int) -> tuple[str, bytes]:
    """Return purpose and bytes of one mangled response; the same for the same numbers."""
    rng = random.Random(seed * 1_000_003 + number)
    purpose, raw = rng.choice(GOOD)
    data = bytearray(raw)
    for _ in range(rng.choice((1, 1, 2, 3, 8))):
        at = rng.randrange(len(data) + 1)
        # Heads are short and bodies long: a third of the blows go to the head.
        if rng.random() < 0.3:
            at = rng.randrange(min(120, len(data)) + 1)
        blow = rng.randrange(6)
        if blow == 0 and at < len(data):
            data[at] ^= 1 << rng.randrange(8)
        elif blow == 1:
            del data[at : at + rng.randrange(1, 40)]
        elif blow == 2:
            data[at:at] = rng.choice(SCRAPS)
        elif blow == 3:
            data[at:at] = bytes(rng.randrange(256) for _ in range(rng.randrange(1, 30)))
        elif blow == 4:
            other = rng.choice(GOOD)[1]
            data[at:] = other[rng.randrange(len(other)) :]
        else:
            data[at:at] = data[max(at - rng.randrange(1, 200), 0) : at] * rng.randrange(1, 5)
    return purpose, bytes(data)


def bombs() -> dict[str, object]:
    """Routes of bombs, two GiB nominal each, in every coding."""
    block = b"\0" * (16 * 1024 * 1024)
    head = b"HTTP/1.1 200 OK\r\nContent-Encoding: %s\r\n\r\n"
    return {
        "gzip": repeats(head % b"gzip", gzip.compress(block, 9), 128),
        "deflate": reply(zlib.compress(block * 8, 9), "Content-Encoding: deflate"),
        "br": reply(brotli.compress(block * 16, quality=1), "Content-Encoding: br"),
        "zstd": repeats(head % b"zstd", zstandard.compress(block), 128),
        "identity": repeats(b"HTTP/1.1 200 OK\r\n\r\n", b"\0" * 65_536, 2_000),
        "chunked": repeats(
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
            b"10000\r\n" + b"\0" * 65_536 + b"\r\n",
            2_000,
        ),
        "at-the-cap": reply(gzip.compress(b"<p>" + b"x" * (CAP - 3)), "Content-Encoding: gzip"),
        "error-404": repeats(
            b"HTTP/1.1 404 X\r\nContent-Encoding: gzip\r\n\r\n", gzip.compress(block, 9), 128
        ),
    }


class Mangler:
    """The server's table: host m<number>.example answers with its mangled response, b-<name> with a bomb."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.bombs = bombs()

    def get(self, key: str, default: object = None) -> object:
        """Find what a host answers; robots.txt is open unless it is what is being tried."""
        host, _, path = key.partition("/")
        if host.startswith("b-"):
            return self.bombs[host[2:].partition(".")[0]] if path != "robots.txt" else default
        if not host.startswith("m"):
            return default
        purpose, _ = mangled(int(host[1:].partition(".")[0]), self.seed)
        return self.answer if purpose == "robots" or path != "robots.txt" else default

    async def answer(self, hit: Hit, writer: asyncio.StreamWriter) -> None:
        """Send the mangled bytes; every second one closes the connection after them."""
        number = int(hit.host[1:].partition(".")[0])
        writer.write(mangled(number, self.seed)[1])
        await writer.drain()
        if number % 2:
            writer.close()


class _Routes(Mapping[str, tuple[str, int]]):
    """Every host name of the run leads to the server."""

    def __init__(self, count: int, port: int) -> None:
        self._names = [f"m{number}.example" for number in range(count)] + [
            f"b-{name}.example" for name in _BOMBS
        ]
        self._where = ("127.0.0.1", port)

    def __getitem__(self, name: str) -> tuple[str, int]:
        return self._where

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


_BOMBS = ("gzip", "deflate", "br", "zstd", "identity", "chunked", "at-the-cap", "error-404")


def _peak() -> int:
    """Return the peak of this process's memory in bytes since the last `_reset`."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def _kept() -> int:
    """Return this process's memory in bytes after the allocator (glibc) has given back what nothing uses."""
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()


def _reset() -> int:
    """Begin a new peak; returns the memory now."""
    Path("/proc/self/clear_refs").write_text("5")
    return _peak()


async def attack(port: int, count: int, seed: int) -> Report:
    """The child process: fetch everything, judge every outcome."""
    from datetime import UTC, datetime

    from tasks.collect.client import open_fetcher
    from tasks.collect.fetching import Fetched, Want
    from tasks.collect.polls import poll_feed
    from tasks.collect.records import FETCH_REASONS, FeedSpec, FeedState, OutletSpec
    from tasks.collect.settings import CollectSettings

    settings = CollectSettings(
        spacing_seconds=0, spacing_per_address_seconds=0, deadline_seconds=DEADLINE, max_body_bytes=CAP
    )
    outcomes: Counter[str] = Counter()
    overruns = [0.0]
    unclassified = 0
    slots = asyncio.Semaphore(24)

    async def timed(want: Want) -> Fetched:
        begun = time.monotonic()
        got = await fetcher.fetch(want)
        overruns.append(time.monotonic() - begun - DEADLINE * (1 + len(got.side)))
        return got

    async def one(number: int) -> None:
        nonlocal unclassified
        purpose, _ = mangled(number, seed)
        host = f"m{number}.example"
        async with slots:
            if purpose == "feed":
                spec = FeedSpec(f"http://{host}/x")
                outlet = OutletSpec(host, host, "US", "en", (host,), (spec,))
                poll = await poll_feed(timed, outlet, spec, FeedState(host, spec.url), settings)
                outcome, reason, fetched = poll.outcome, poll.reason, poll.fetched
                fine = outcome in ("ok", "partial", "not_modified", "failed", "skipped")
            else:
                path = "robots.txt" if purpose == "robots" else "x"
                fetched = await timed(Want(f"http://{host}/{path}", purpose, domains=(host,)))
                outcome, reason = fetched.outcome, fetched.reason
                fine = outcome in ("ok", "not_modified", "failed", "deferred")
            fine = fine and (
                reason in FETCH_REASONS if outcome in ("failed", "deferred", "skipped") else True
            )
            fine = fine and reason != "internal_error"
            unclassified += not fine
            outcomes[f"{purpose} {outcome} {reason or ''}".strip()] += 1

    async with open_fetcher(settings, _Routes(count, port), lambda: datetime.now(UTC), None) as fetcher:
        rises = {}
        for name in _BOMBS:
            wants = [Want(f"http://b-{name}.example/{purpose}", purpose) for purpose in ("page", "feed")]
            await fetcher.robots(wants[0].url)
            before = _reset()
            got = [(await fetcher.fetch(want)).reason for want in wants]
            rises[name] = (_peak() - before) / CAP
            wanted = {"at-the-cap": None, "error-404": "not_found"}.get(name, "too_large")
            unclassified += sum(reason not in (wanted, "timeout") for reason in got)
        for number in range(24):  # what is imported on first use is not the responses' doing
            await one(number)
        clean, before = _kept(), _reset()
        await asyncio.gather(*(one(number) for number in range(24, count)))
        peak, kept = (_peak() - before) / CAP, (_kept() - clean) / CAP
    return Report(count, 0, unclassified, max(overruns), peak, kept, dict(outcomes.most_common()), rises)


async def measure(count: int, seed: int) -> Report:
    """Serve mangled responses to a child process and return its report; a dead child counts as a death."""
    async with HostileServer(Mangler(seed)) as server:  # type: ignore[arg-type]
        words = ["--attack", str(server.port), str(count), str(seed)]
        child = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "benchmarks.mutations", *words, stdout=asyncio.subprocess.PIPE
        )
        said, _ = await child.communicate()
        if child.returncode != 0:
            return Report(count, 1, 0, 0.0, 0.0, 0.0, {}, {})
        return Report(**json.loads(said))


def main() -> None:
    """Print the report of a run."""
    if sys.argv[1:2] == ["--attack"]:
        print(json.dumps(asdict(asyncio.run(attack(*(int(word) for word in sys.argv[2:]))))))
        return
    parser = argparse.ArgumentParser(description="Mangled responses against the fetcher.")
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=11)
    chosen = parser.parse_args()
    report = asyncio.run(measure(chosen.count, chosen.seed))
    for name, value in asdict(report).items():
        if isinstance(value, dict):
            print(name)
            for key, count in value.items():
                print(f"    {key:40s} {count if isinstance(count, int) else round(count, 2)}")
        else:
            print(f"{name:24s} {value}")


if __name__ == "__main__":
    main()
