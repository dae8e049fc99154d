"""How soon a run ends that is asked to, also inside a long comparison, and what it leaves behind.

python -m benchmarks.stop_signals [--articles 1500] [--signals 20] [--seed 5] [--keep FOLDER]

One day of invented articles is imported; then `parallax run --day` makes its tables anew and is sent SIGTERM, SIGINT or two
of them, at moments spread over its whole length. At the end one run is let through and its tables are held
against those of before.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from benchmarks.compare_speed import DAY, newsroom
from flows.errors import DEGRADED, DONE, STOPPED
from flows.lifeline import end_with_parent
from warehouse.connection import open_warehouse
from warehouse.digest import table_digests

PROMISED_SECONDS = 5.0
OUTLETS = """[outlet.nowhere]
name = "Nowhere Post"
country = "XA"
language = "en"
domains = ["nowhere.invalid"]
feeds = ["https://nowhere.invalid/rss.xml"]
"""
SIGNALS = (
    (signal.SIGTERM,),
    (signal.SIGINT,),
    (signal.SIGTERM, signal.SIGTERM),
    (signal.SIGINT, signal.SIGINT),
)


def write_articles(folder: Path, articles: int) -> Path:
    """One day's articles as JSON lines."""
    file = folder / "articles.jsonl"
    with file.open("w", encoding="utf-8") as out:
        for document in newsroom(articles, outlets=20):
            line = {
                "outlet": document.outlet_id,
                "url": f"https://{document.outlet_id}.example/{document.article_id}",
                "title": document.title,
                "text": document.text,
                "date": document.published_at.isoformat() if document.published_at else None,
                "language": "en",
            }
            out.write(json.dumps(line) + "\n")
    return file


def command(folder: Path, *words: str) -> subprocess.Popen[bytes]:
    """`parallax` with these words on the folder, its output in the folder's log."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("PREFECT", "PARALLAX"))}
    environment["PARALLAX_OUTLETS_FILE"] = str(folder / "outlets.toml")
    line = [
        sys.executable,
        "-c",
        "from flows.cli import main; main()",
        *words,
        "--data",
        str(folder / "data"),
    ]
    with (folder / "log").open("ab") as log:
        return subprocess.Popen(
            line,
            env=environment,
            stdout=log,
            stderr=log,
            cwd=Path(__file__).parent.parent,
            preexec_fn=as_from_a_terminal,
        )


def as_from_a_terminal() -> None:
    """Ctrl-C counts, also when this program itself was started in the background, where it does not."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    end_with_parent()


def digests(folder: Path) -> dict[str, str]:
    """Digests of every table of the warehouse."""
    with open_warehouse(folder / "data" / "parallax.duckdb") as warehouse:
        return table_digests(warehouse)


def main() -> int:
    """Prints the table; 0 when every run ended in time, with its code, and nothing was lost."""
    parser = argparse.ArgumentParser(description="Asks runs to end and takes the time.")
    parser.add_argument("--articles", type=int, default=1500)
    parser.add_argument("--signals", type=int, default=20)
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--keep", type=Path)
    chosen = parser.parse_args()
    rng = random.Random(chosen.seed)
    with contextlib.ExitStack() as stack:
        folder = chosen.keep or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "outlets.toml").write_text(OUTLETS, encoding="utf-8")
        if not (folder / "data").exists():
            assert command(folder, "import", str(write_articles(folder, chosen.articles))).wait() in (
                DONE,
                DEGRADED,
            )
        began = time.monotonic()
        assert command(folder, "run", "--day", f"{DAY}").wait() in (DONE, DEGRADED)
        usual = time.monotonic() - began
        before = digests(folder)
        print(
            f"{chosen.articles} articles of one day; a run takes {usual:.0f} s", file=sys.stderr, flush=True
        )
        codes: Counter[str] = Counter()
        seconds: list[float] = []
        states: Counter[str] = Counter()
        for number in range(chosen.signals):
            kind = SIGNALS[number % len(SIGNALS)]
            after = usual * (number + rng.random()) / chosen.signals
            run = command(folder, "run", "--day", f"{DAY}")
            try:
                run.wait(after)
            except subprocess.TimeoutExpired:
                asked = time.monotonic()
                run.send_signal(kind[0])
                if len(kind) > 1:
                    time.sleep(0.3)
                    run.send_signal(kind[1])
                run.wait()
                seconds.append(time.monotonic() - asked)
            said = "+".join(one.name for one in kind)
            codes[f"{said}: code {run.returncode}"] += 1
            last = seconds[-1] if seconds else 0.0
            print(
                f"  {said} after {after:5.1f} s: code {run.returncode}, {last:.1f} s",
                file=sys.stderr,
                flush=True,
            )
        assert command(folder, "run", "--day", f"{DAY}").wait() in (DONE, DEGRADED)
        with open_warehouse(folder / "data" / "parallax.duckdb") as warehouse:
            states.update(
                f"{r['status']}" for r in warehouse.rows("select status from raw.run where flow = 'daily'")
            )
        unlike = [table for table, digest in digests(folder).items() if before[table] != digest]
    late = sum(one > PROMISED_SECONDS for one in seconds)
    times = sorted(seconds) or [0.0]
    print(
        f"signals {len(seconds)} (seed {chosen.seed}), {chosen.articles} articles in the day, {usual:.0f} s a run"
    )
    print(f"ended after p50 {times[len(times) // 2]:.1f} s, at most {times[-1]:.1f} s; {late} later than 5 s")
    print("codes: " + ", ".join(f"{what} ({n})" for what, n in sorted(codes.items())))
    print("runs in the ledger: " + ", ".join(f"{n} {what}" for what, n in sorted(states.items())))
    print(f"tables unlike before: {len(unlike)} {unlike}")
    well = all(int(what.split()[-1]) in (STOPPED, DONE, DEGRADED) for what in codes)
    return 0 if well and not late and not unlike else 1


if __name__ == "__main__":
    sys.exit(main())
