"""How fast the pages are in a real browser: time until each page can be read, over one published copy.

    python -m benchmarks.pages_speed --data demo-data --visits 20

starts `parallax dashboard` on the copy of a data folder, opens every page in Chromium as a viewer does who
follows links (a new tab each time, the browser's cache warm), and prints a Markdown table: the very first visit
of each page; then visits of as many other days as there are, none asked for before, so that every answer comes
from the warehouse; then the same address again and again, whose answers the server has kept. First paint is the
browser's own first contentful paint; a page is read when all of it has arrived and the window has fired its load
event. Beside it stands the processor time that the server spends on a page it has no answers for and on one it has,
which a busy machine changes less (Linux only). The figures of the last run stand in docs/speed.md, with the machine.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dashboards.app import VIEWS
from flows.held_port import held_port

#: What each page is opened with besides the newest day; the SQL page with a question of its own.
ADDRESSES = {name: f"/{name}" for name in VIEWS} | {"sql": "/sql?question=biggest_stories"}
TIMES = """
() => {
    const load = performance.getEntriesByType('navigation')[0];
    const paint = performance.getEntriesByName('first-contentful-paint')[0];
    return {paint: paint ? paint.startTime : null, read: load.loadEventEnd, bytes: load.decodedBodySize};
}
"""


@dataclass(frozen=True, slots=True)
class Visit:
    """One page opened: milliseconds to first paint and until it could be read, bytes of its HTML."""

    paint_ms: float
    read_ms: float
    html_bytes: int


def main() -> None:
    """Serves a copy, opens its pages, prints the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, default=Path("demo-data"))
    parser.add_argument("--visits", type=int, default=20)
    given = parser.parse_args()
    with served(given.data) as (site, server):
        measured = measure(site, server, given.visits)
    print(
        "| page | first visit: paint | read | other days: median | p95 | server | same page again: median | p95 "
        "| server | HTML |"
    )
    print("|---|---|---|---|---|---|---|---|---|---|")
    for name, (first, others, again, busy) in measured.items():
        new, kept = [v.read_ms for v in others], [v.read_ms for v in again]
        print(
            f"| {name} | {first.paint_ms:,.0f} ms | {first.read_ms:,.0f} ms | {statistics.median(new):,.0f} ms "
            f"| {p95(new):,.0f} ms | {busy[0]:,.0f} ms | {statistics.median(kept):,.0f} ms | {p95(kept):,.0f} ms "
            f"| {busy[1]:,.0f} ms "
            f"| {max(v.html_bytes for v in (first, *others)) / 1024:,.0f} KiB |"
        )


Measured = tuple[Visit, list[Visit], list[Visit], tuple[float, float]]


def measure(site: str, server: int, visits: int) -> dict[str, Measured]:
    """Each page's first visit, its visits on other days and at the same address, and the server's milliseconds
    of processor time for one of either.
    """
    from playwright.sync_api import sync_playwright

    found: dict[str, Measured] = {}
    with sync_playwright() as driver:
        chromium = shutil.which("chromium") or shutil.which("chromium-browser")
        browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        for name, address in ADDRESSES.items():
            first = visit(context, site + address)
            days = other_days(context, site, visits)
            mark = "&p-day=" if "?" in address else "?day="
            started = processor_ms(server)
            others = [visit(context, f"{site}{address}{mark}{day}") for day in days]
            between = processor_ms(server)
            again = [visit(context, site + address) for _ in range(visits)]
            busy = ((between - started) / max(1, len(days)), (processor_ms(server) - between) / visits)
            found[name] = (first, others or again, again, busy)
        browser.close()
    return found


def processor_ms(process: int) -> float:
    """Processor time of a process and the children it has waited for; 0 where the system does not tell."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return 1000 * sum(int(fields[n]) for n in (11, 12, 13, 14)) / os.sysconf("SC_CLK_TCK")


def other_days(context: Any, site: str, most: int) -> list[str]:
    """Days before the newest, spread over all there are."""
    page = context.new_page()
    page.goto(f"{site}/health")
    days: list[str] = page.evaluate(
        "[...document.querySelectorAll('select[name=day] option')].map(o => o.value)"
    )
    page.close()
    older = days[1:]
    return older[:: max(1, len(older) // most)][:most]


def visit(context: Any, address: str) -> Visit:
    """Opens one page in a new tab."""
    page = context.new_page()
    page.goto(address, wait_until="load", timeout=120_000)
    times = page.evaluate(TIMES)
    while times["paint"] is None or not times["read"]:
        page.wait_for_timeout(20)
        times = page.evaluate(TIMES)
    page.close()
    return Visit(times["paint"], times["read"], times["bytes"])


def p95(times: list[float]) -> float:
    """The smallest time that 95 of 100 visits do not exceed (nearest rank)."""
    ordered = sorted(times)
    return ordered[max(0, -(-95 * len(ordered) // 100) - 1)]


@contextmanager
def served(data: Path) -> Iterator[tuple[str, int]]:
    """The pages of a data folder on a free port of loopback: their address and the server's process id."""
    with held_port() as port:
        yield from served_at(data, port)


def served_at(data: Path, port: int) -> Iterator[tuple[str, int]]:
    """The same on a given port."""
    program = "import sys; from flows.cli import main; sys.exit(main())"
    server = subprocess.Popen(
        [sys.executable, "-c", program, "dashboard", "--data", str(data), "--port", str(port)],
        stderr=subprocess.DEVNULL,
    )
    try:
        site = f"http://127.0.0.1:{port}"
        for _ in range(300):
            try:
                urllib.request.urlopen(f"{site}/icon.svg", timeout=1).close()
                break
            except OSError:
                time.sleep(0.1)
        yield site, server.pid
    finally:
        server.terminate()
        server.wait(10)


if __name__ == "__main__":
    main()
