"""A run killed at any moment is started again and ends as if nobody had killed it."""

from __future__ import annotations

import subprocess
import sys


def test_killed_runs_lose_double_and_halve_nothing() -> None:
    words = ["--kills", "12", "--prefect-kills", "0", "--polls", "4", "--seed", "11"]
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.torture", *words], capture_output=True, text=True, timeout=400
    )
    assert done.returncode == 0, done.stdout + done.stderr[-3000:]
    said = {line[:18].strip(): line[19:] for line in done.stdout.splitlines()}
    assert int(said["kills"].split()[0]) >= 12
    assert int(said["rows acknowledged"]) > 1000
    for promise in ("rows lost", "rows doubled", "half-written", "archive faults", "repairs by hand"):
        assert said[promise] == "0", done.stdout
