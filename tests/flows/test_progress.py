"""What a run shows while it works: in any terminal, in none, and in one that goes away."""

from __future__ import annotations

import fcntl
import os
import pty
import struct
import subprocess
import sys
import termios
import time

import pytest

WORK = """
import time
from flows.progress import show_progress
with show_progress() as progress:
    for number in range(40):
        progress(f"outlet-{number}", "pages", number, 39)
        time.sleep(0.01)
    progress("odd", "failed: \\x1b[2J\\n[red]words of a page[/red]", 0, 0)
    progress("more", "pages", 5, 3)
    time.sleep(float(%r))
print("done")
"""


def run(
    columns: int, lines: int, seconds: float = 0.4, leave: bool = False, **environment: str
) -> tuple[str, str]:
    """What the work says at its end, and what it showed in a terminal of this size; `leave`: which closes early."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
    work = subprocess.Popen(
        [sys.executable, "-c", WORK % seconds],
        stdout=subprocess.PIPE,
        stderr=theirs,
        env={**os.environ, **environment},
        start_new_session=True,
        text=True,
    )
    os.close(theirs)
    shown = b""
    try:
        while not (leave and shown):
            shown += os.read(ours, 65_536)
    except OSError:
        time.sleep(0)  # the other end is closed: the work is over
    os.close(ours)
    said, _ = work.communicate(timeout=60)
    return said, shown.decode("utf-8", "replace")


@pytest.mark.parametrize("size", [(80, 24), (12, 4), (1, 1), (0, 0)])
def test_a_terminal_of_any_size_shows_the_run_and_obeys_no_word_of_a_page(size):
    said, shown = run(*size, TERM="xterm")
    assert said == "done\n" and shown and "\x1b[2J" not in shown and "Traceback" not in shown


@pytest.mark.parametrize("kind", ["dumb", "unknown"])
def test_a_terminal_that_cannot_redraw_gets_plain_lines(kind):
    said, shown = run(80, 24, TERM=kind)
    assert said == "done\n"
    assert shown.splitlines() == ["outlet-39: pages 39/39", "odd: failed:  [2J [red]words of a page[/red]"]


def test_a_run_outlives_its_terminal():
    assert run(80, 24, seconds=1.5, leave=True, TERM="xterm")[0] == "done\n"


def test_a_run_without_standard_error_runs():
    closed = subprocess.run(
        ["sh", "-c", 'exec "$0" -c "$1" 2>&-', sys.executable, WORK % 0.1],
        capture_output=True,
        text=True,
        check=True,
    )
    assert closed.stdout == "done\n"
