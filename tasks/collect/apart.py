"""Reads large feeds in a process of its own that can be killed: feedparser needs hours for some megabytes.

A million attributes on one element, or elements opened and never closed, cost it quadratic time. Small feeds
cannot cost more than a second and are read in a thread.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from tasks.collect.feeds import ParsedFeed, parse_feed
from tasks.collect.records import FeedKind
from tasks.collect.sitemaps import Child, FeedItem

#: Feeds up to here are read in a thread; the worst case found took a second per 64 KiB.
SMALL_BYTES = 128 * 1024
#: Processor time: an honest feed of ten megabytes takes three seconds.
CPU_SECONDS = 10
#: Wall time: a machine that is busy with other work must not cost an honest feed its entries.
WALL_SECONDS = 40.0
#: Memory of the reading process, for which the parser's tree of ten megabytes of markup is enough.
MEMORY_BYTES = 1024 * 1024 * 1024


async def parse_apart(
    body: bytes, *, content_type: str, url: str, kind: FeedKind, max_items: int, max_bytes: int
) -> ParsedFeed:
    """Return what `parse_feed` returns, or form None when it took too long or its process died."""
    if len(body) <= SMALL_BYTES:
        return await asyncio.to_thread(
            parse_feed,
            body,
            content_type=content_type,
            url=url,
            kind=kind,
            max_items=max_items,
            max_bytes=max_bytes,
        )
    asked = {"content_type": content_type, "url": url, "kind": kind}
    asked_bounds = {"max_items": max_items, "max_bytes": max_bytes}
    head = json.dumps([CPU_SECONDS, {**asked, **asked_bounds}]).encode()
    return await asyncio.to_thread(_in_child, head + b"\n" + body)


def _in_child(message: bytes) -> ParsedFeed:
    home = str(Path(__file__).resolve().parents[2])
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([home, os.environ.get("PYTHONPATH", "")])}
    try:
        done = subprocess.run(
            [sys.executable, "-m", "tasks.collect.apart"],
            input=message,
            capture_output=True,
            timeout=WALL_SECONDS,
            env=environment,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return ParsedFeed(None, detail=f"reading took more than {WALL_SECONDS:g} s")
    if done.returncode == -signal.SIGXCPU:
        return ParsedFeed(None, detail=f"reading took more than {CPU_SECONDS} s of processor time")
    if done.returncode != 0:
        return ParsedFeed(None, detail=f"reading ended with code {done.returncode}")
    return _from_json(done.stdout)


def _from_json(text: bytes) -> ParsedFeed:
    said = json.loads(text)
    items = tuple(
        FeedItem(**{**item, "stated_at": _instant(item["stated_at"])}) for item in said.pop("items")
    )
    children = tuple(Child(child["url"], _instant(child["stated_at"])) for child in said.pop("children"))
    return ParsedFeed(**said, items=items, children=children)


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def main() -> None:
    """Read one message from standard input, write the feed as JSON: the other end of `parse_apart`."""
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    head, _, body = sys.stdin.buffer.read().partition(b"\n")
    seconds, asked = json.loads(head)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    parsed = parse_feed(body, **asked)
    sys.stdout.write(json.dumps(asdict(parsed), default=datetime.isoformat))


if __name__ == "__main__":
    main()
