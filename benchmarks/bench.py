"""How fast Parallax is, beside its peers, as ratios of one run: make bench.

    python -m benchmarks.bench [--rounds 3] [--pages 250] [--long] [--json build/bench.json]

Everything is measured on this machine in this run, each piece in a process of its own, pieces taken in
turns, so that a busy machine is busy for all. Pages are those of the HTML corpora beside the project, else
the bundled newsroom's; Prefect's share has its own, all of them again and again where more are asked for.
Prints one table with median and spread, writes the same as JSON with all single
values, and fails on no timing. --long adds 1,000 and 10,000 pages, 10,000 and 30,000 articles a day and
warehouses of 100,000 and 1,000,000 articles: hours, not minutes.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.speed.curves import draw
from benchmarks.speed.pages import BESIDE, find_pages, write_pages
from benchmarks.speed.peers import BARE, PEERS, Peer, environment, time_peer
from benchmarks.speed.watching import cpu_at, run_watched

#: The whole pipeline twice: until every table of the day is there, and until readers have their copy of it.
WHOLE = (
    ("pipeline to the tables", "seconds_to_tables", "fetch, archive, read, claims, store, compare, build"),
    ("whole pipeline", "seconds", "the same and publish"),
)
_LINE = "{:<58} {:>11} {:>21}  {}"


class Report:
    """Values by name, printed as they come, kept for the JSON."""

    def __init__(self) -> None:
        self.rows: list[dict[str, Any]] = []

    def add(self, name: str, values: list[float], unit: str, note: str = "") -> None:
        """One row of the table from the values of all rounds."""
        middle = statistics.median(values)
        spread = f"{_short(min(values))} to {_short(max(values))}" if len(values) > 1 else "once"
        print(_LINE.format(name, f"{_short(middle)} {unit}", spread, note), flush=True)
        self.rows.append({"name": name, "unit": unit, "median": middle, "values": values, "note": note})

    def skip(self, name: str, why: str) -> None:
        """A row that could not be measured."""
        print(_LINE.format(name, "skipped", "", why), flush=True)
        self.rows.append({"name": name, "skipped": why})


def main() -> None:
    """Measures, prints, writes."""
    given = arguments()
    report = Report()
    began = time.monotonic()
    print(_LINE.format("what", "median", "spread", "remark"))
    with tempfile.TemporaryDirectory(prefix="parallax-bench-") as name:
        folder = Path(name)
        pages = find_pages(given.corpora, given.pages)
        files = write_pages(pages, folder / "pages")
        print(f"{pages.origin}, {sum(map(len, pages.bodies)) / len(files) / 1000:.0f} kB each")
        pieces = (
            lambda: extraction(report, folder, files, given),
            lambda: prefect_share(report, folder, given),
            lambda: clusters(report, folder, given),
            lambda: grouping_and_compare(report, given),
            lambda: warehouses(report, folder, given),
        )
        for piece in pieces:
            try:
                piece()
            except (RuntimeError, subprocess.SubprocessError, OSError) as problem:
                report.skip(f"stopped: {type(problem).__name__}", str(problem)[-300:])
    found = {
        "python": platform.python_version(),
        "machine": platform.machine(),
        "cores": os.cpu_count(),
        "load": os.getloadavg(),
        "pages": pages.origin,
        "seconds": time.monotonic() - began,
        "rows": report.rows,
    }
    given.json.parent.mkdir(parents=True, exist_ok=True)
    given.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    picture = draw([given.json], given.json.with_suffix(".svg"))
    print(f"curves in {picture}" if picture else "no curve to draw")
    print(
        f"{found['seconds']:.0f} s in all, load of the machine {os.getloadavg()[0]:.1f}; values in {given.json}"
    )


def arguments() -> argparse.Namespace:
    """What the caller asks for."""
    parser = argparse.ArgumentParser(description="Speed beside the peers, as ratios of one run.")
    parser.add_argument("--corpora", type=Path, default=BESIDE, help="folder of the corpora")
    parser.add_argument("--pages", type=int, default=250, help="pages of the whole pipeline")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--cache", type=Path, default=Path("build/peers"), help="the peers' environments")
    parser.add_argument("--json", type=Path, default=Path("build/bench.json"))
    parser.add_argument("--no-peers", action="store_true", help="install and measure no peers")
    parser.add_argument("--prefect", type=int, nargs="*", help="pages for Prefect's share (default: 100)")
    parser.add_argument("--articles", type=int, nargs="*", help="articles a day (default: 1000 3000)")
    parser.add_argument("--warehouse", type=int, nargs="*", help="articles in all (default: 10000)")
    parser.add_argument("--long", action="store_true", help="all sizes; takes hours")
    given = parser.parse_args()
    long = given.long
    sizes = (
        ("prefect", [100, 1000, 10_000] if long else [100]),
        ("articles", [1000, 3000, 10_000, 30_000] if long else [1000, 3000]),
        ("warehouse", [10_000, 100_000, 1_000_000] if long else [10_000]),
    )
    for name, usual in sizes:
        if getattr(given, name) is None:
            setattr(given, name, usual)
    return given


def extraction(report: Report, folder: Path, files: list[Path], given: argparse.Namespace) -> None:
    """The whole pipeline, read and claims alone, and the peers, in turns."""
    peers: list[tuple[Peer, Path]] = []
    for peer in () if given.no_peers else PEERS:
        python = environment(peer, given.cache.resolve())
        if isinstance(python, str):
            report.skip(f"{peer.name}", python)
        else:
            peers.append((peer, python))
    here = Path(sys.executable)
    held = pipeline(folder / "pages", len(files), "prefect", memory_seconds=0.2)["stages"]
    rounds = []
    for _ in range(given.rounds):
        found: dict[str, Any] = {"bare": time_peer(BARE, here, files)}
        found["pipeline"] = pipeline(folder / "pages", len(files), "prefect")
        found["read"] = stage("read", str(folder / "pages"))
        found["claims"] = stage("claims", str(given.corpora))
        # The same pages for all: single ones take trafilatura or a peer a second, and would weigh more in a part.
        found["peers"] = {peer.name: time_peer(peer, python, files) for peer, python in peers}
        rounds.append(found)
    n = len(files)
    report.add("bare trafilatura, one process", [n / r["bare"]["seconds"] for r in rounds], "pages/s")
    for label, seconds, steps in WHOLE:
        report.add(label, [n / r["pipeline"][seconds] for r in rounds], "pages/s", steps)
        ratios = [r["bare"]["seconds"] / r["pipeline"][seconds] for r in rounds]
        report.add(f"{label} / bare trafilatura, pages/s", ratios, "times")
    cpu = [r["pipeline"]["cpu"] / r["bare"]["cpu"] for r in rounds]
    report.add("whole pipeline / bare trafilatura, processor time", cpu, "times", "Prefect and its server in")
    for name in rounds[0]["pipeline"]["stages"]:
        spans = [r["pipeline"]["stages"][name] for r in rounds]
        report.add(f"  {name}: wall", [s["seconds"] for s in spans], "s")
        report.add(f"  {name}: processor, all processes", [s["cpu"] for s in spans], "s")
        report.add(f"  {name}: memory, all processes", [held[name]["mb"]], "MB", "in a run of its own")
    per_page = [(r["read"]["cpu"] / n) / (r["bare"]["cpu"] / n) for r in rounds]
    report.add("read+claims / bare trafilatura, processor per page", per_page, "times", "goal: at most 1.2")
    report.add("claims: articles of 800 words", [r["claims"]["articles_per_s"] for r in rounds], "/s/core")
    share = [100 * r["read"]["claims_cpu"] / r["read"]["cpu"] for r in rounds]
    report.add("claims: share of read+claims", share, "%")
    report.add("read+claims: memory of one process", [r["read"]["peak_mb"] for r in rounds], "MB")
    for peer, _ in peers:
        theirs = [r["peers"][peer.name] for r in rounds]
        note = f"its text alone: {n / statistics.median(t['seconds'] for t in theirs):.1f} pages/s"
        for label, seconds, _ in WHOLE:
            times = [t["seconds"] / r["pipeline"][seconds] for r, t in zip(rounds, theirs, strict=True)]
            report.add(f"{label} / {peer.name}, pages/s", times, "times", note)


def pipeline(files: Path, pages: int, way: str, memory_seconds: float | None = None) -> dict[str, Any]:
    """One run of the whole pipeline over so many pages, those of a folder again and again: seconds of all and until
    the tables are built, processor seconds, and both by stage, with memory where it is looked at."""
    serving = [sys.executable, "-m", "benchmarks.speed.server", str(files), str(pages)]
    with (
        tempfile.TemporaryDirectory(dir=files.parent) as data,
        subprocess.Popen(serving, stdout=subprocess.PIPE, text=True) as server,
    ):
        try:
            assert server.stdout is not None
            port = server.stdout.readline().strip()
            command = [sys.executable, "-m", "benchmarks.speed.pipeline", data, port, str(pages), way]
            out, samples = run_watched(command, memory_seconds=memory_seconds)
        finally:
            server.terminate()
    found: dict[str, Any] = json.loads(out.splitlines()[-1])
    spans = {s["stage"]: (s["began"], s["ended"]) for s in found["stages"]}
    found["stages"] = {
        name: {
            "seconds": end - begin,
            "mb": max((s.mb for s in samples if begin <= s.at <= end), default=0.0),
            "cpu": cpu_at(samples, end) - cpu_at(samples, begin),
        }
        for name, (begin, end) in spans.items()
    }
    found["cpu"] = sum(s["cpu"] for name, s in found["stages"].items() if name != "prefect server")
    return found


def prefect_share(report: Report, folder: Path, given: argparse.Namespace) -> None:
    """The same run with Prefect and with every step called as a plain function, in turns.

    Over pages spread over all there are, each of them again and again only where more are asked for.
    """
    for pages in given.prefect:
        files = folder / f"pages-{pages}"
        different = len(write_pages(find_pages(given.corpora, pages), files))
        print(f"  {pages:,} pages of Prefect's share: {different:,} different ones")
        pairs = [
            (pipeline(files, pages, "prefect", 2.0), pipeline(files, pages, "bare", 2.0))
            for _ in range(given.rounds if pages <= 100 else 1)
        ]
        wall = [100 * (1 - b["seconds"] / p["seconds"]) for p, b in pairs]
        cpu = [100 * (1 - b["cpu"] / p["cpu"]) for p, b in pairs]
        report.add(f"Prefect's share of wall time, {pages:,} pages", wall, "%", "goal: 3 % at 10,000")
        report.add(f"Prefect's share of processor time, {pages:,} pages", cpu, "%", "with its server")
        start = [p["stages"]["prefect server"]["seconds"] for p, _ in pairs]
        report.add("  start of Prefect's server, beside it", start, "s", "none when one runs already")
        peak = [max(s["mb"] for s in p["stages"].values()) for p, _ in pairs]
        report.add(f"memory of all processes, {pages:,} pages", peak, "MB", "goal: 1,500 at 10,000")


def clusters(report: Report, folder: Path, given: argparse.Namespace) -> None:
    """The same pages read by this machine's processes, by one Dask worker and by two, in turns."""
    rounds = [{way: cluster(folder, way) for way in ("local", "dask1", "dask2")} for _ in range(given.rounds)]
    gain = [r["dask1"]["seconds"] / r["dask2"]["seconds"] for r in rounds]
    report.add("Dask: two workers / one, pages/s", gain, "times", "goal: at least 1.6")
    over = [100 * (r["dask2"]["seconds"] / r["local"]["seconds"] - 1) for r in rounds]
    report.add("Dask: two workers beside two processes, wall time", over, "%", "goal: at most 15 more")
    cpu = [r["dask2"]["cpu"] / r["local"]["cpu"] for r in rounds]
    report.add("  the same, processor time", cpu, "times", "Prefect's server in")


def cluster(folder: Path, way: str) -> dict[str, Any]:
    """One way of reading all pages, in a fresh process."""
    command = [sys.executable, "-m", "benchmarks.speed.cluster", str(folder / "pages"), way]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{way}: {done.stderr[-1500:]}")
    return dict(json.loads(done.stdout.splitlines()[-1]))


def grouping_and_compare(report: Report, given: argparse.Namespace) -> None:
    """Time and memory of a day's comparison by its articles."""
    for articles in given.articles:
        several = given.rounds if articles <= 1000 else 1
        for name, label in (("grouping", "reprints and stories"), ("compare", "compare of a day")):
            found = [stage(name, str(articles)) for _ in range(several)]
            report.add(f"{label}, {articles:,} articles", [f["cpu"] for f in found], "s")
            report.add("  memory", [f["peak_mb"] for f in found], "MB")


def warehouses(report: Report, folder: Path, given: argparse.Namespace) -> None:
    """Build, publish and the bundled questions by the articles stored."""
    for articles in given.warehouse:
        place = folder / f"warehouse-{articles}"
        place.mkdir()
        found = stage("warehouse", str(place), str(articles))
        of = f"{articles:,} articles"
        report.add(f"warehouse of {of}: build of a day", [found["build_day_s"]], "s")
        report.add("  publish everything", [found["publish_s"]], "s", f"{found['days']} days")
        report.add("  bundled questions, median", [1000 * found["query_median_s"]], "ms")
        report.add("  slowest question", [1000 * found["query_worst_s"]], "ms", f"@{found['query_worst']}")
        report.add("  memory", [found["peak_mb"]], "MB", f"file {found['file_mb']:.0f} MB")


def stage(name: str, *words: str) -> dict[str, Any]:
    """One stage in a fresh process."""
    command = [sys.executable, "-m", "benchmarks.speed.stages", name, *words]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{name}: {done.stderr[-1500:]}")
    return dict(json.loads(done.stdout.splitlines()[-1]))


def _short(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


if __name__ == "__main__":
    main()
