"""How long reading a page and taking out its claims takes beside bare trafilatura, in one process.

    python -m benchmarks.read_speed [--corpora DIR] [--pages 250] [--rounds 3]

The three take turns on every page, so that whatever else the machine does meets them alike; what counts is their
processor time, of each page the best of the rounds, and its ratio. No figure fails the command.
"""

from __future__ import annotations

import argparse
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from benchmarks.speed.pages import BESIDE, find_pages
from tasks.claims.extract import extract_claims
from tasks.read.charset import decode_page
from tasks.read.language import warm
from tasks.read.page import read_page
from tasks.read.records import PageText

_WARMING = 15


def measure(bodies: list[bytes], rounds: int) -> dict[str, float]:
    """Mean processor seconds a page of each work, the best of the rounds counted for each page."""
    warm()
    for body in bodies[:_WARMING]:
        for _ in _turns(body):
            pass
    best: dict[tuple[str, int], float] = defaultdict(lambda: float("inf"))
    for _ in range(rounds):
        for number, body in enumerate(bodies):
            for work, seconds in _turns(body):
                best[work, number] = min(best[work, number], seconds)
    means: dict[str, float] = defaultdict(float)
    for (work, _), seconds in best.items():
        means[work] += seconds / len(bodies)
    return dict(means)


def _turns(body: bytes) -> Iterator[tuple[str, float]]:
    from trafilatura import bare_extraction

    text = body.decode("utf-8")
    yield "bare trafilatura", _timed(lambda: bare_extraction(text, with_metadata=True))[1]
    page, seconds = _timed(
        lambda: read_page(body, url="http://paper.example/a", content_type="text/html", fetched_at=None)
    )
    yield "read", seconds
    if isinstance(page, PageText):
        language = page.language or "und"
        yield "claims", _timed(lambda: extract_claims(page.text, title=page.title, language=language))[1]


def _timed(work: Callable[[], Any]) -> tuple[Any, float]:
    began = time.process_time()
    found = work()
    return found, time.process_time() - began


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description="Reading and claims of a page beside bare trafilatura.")
    parser.add_argument("--corpora", type=Path, default=BESIDE, help="folder of the corpora")
    parser.add_argument("--pages", type=int, default=250)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    pages = find_pages(given.corpora, given.pages)
    bodies = [decode_page(body, "text/html").text.encode("utf-8", "replace") for body in pages.bodies]
    means = measure(bodies, given.rounds)
    bare = means["bare trafilatura"]
    print(f"{pages.origin}, {given.rounds} rounds")
    for work, seconds in means.items():
        print(f"  {work:<18} {1000 * seconds:6.2f} ms a page   {seconds / bare:.2f}")
    ours = means["read"] + means.get("claims", 0.0)
    print(f"  {'read + claims':<18} {1000 * ours:6.2f} ms a page   {ours / bare:.2f}")


if __name__ == "__main__":
    main()
