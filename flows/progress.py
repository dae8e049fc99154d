"""How a run shows itself: a live line per outlet in a terminal, plain lines where there is none."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from rich.console import Console
from rich.live import Live
from rich.table import Table
from rich.text import Text

from tasks.tools import Progress

#: The live view shows this many outlets, the most recently changed ones.
LINES = 24


@contextmanager
def show_progress(quiet: bool = False) -> Iterator[Progress]:
    """A progress callback for the time of the block. `quiet` swallows everything but failures."""
    if sys.stderr.isatty() and not quiet:
        with _live() as progress:
            yield progress
        return

    def plain(outlet_id: str, what: str, done: int, of: int) -> None:
        with suppress(OSError):  # whoever read our lines is gone; the run goes on
            if what.startswith("failed"):
                print(f"{outlet_id}: {what}", file=sys.stderr, flush=True)  # noqa: T201
            elif not quiet and of and done == of:
                print(f"{outlet_id}: {what} {done}/{of}", file=sys.stderr, flush=True)  # noqa: T201

    yield plain


@contextmanager
def _live() -> Iterator[Progress]:
    state: dict[str, tuple[str, int, int]] = {}
    lock = threading.Lock()

    def table() -> Table:
        shown = Table.grid(padding=(0, 2))
        with lock:
            last = list(state.items())[-LINES:]
        for outlet_id, (what, done, of) in sorted(last):
            bar = "" if not of else "█" * round(20 * done / of)
            shown.add_row(Text(outlet_id), Text(what), f"{done}/{of}" if of else "", Text(bar, style="cyan"))
        return shown

    with Live(console=Console(stderr=True), refresh_per_second=4, transient=True, get_renderable=table):

        def progress(outlet_id: str, what: str, done: int, of: int) -> None:
            with lock:
                state.pop(outlet_id, None)
                state[outlet_id] = (what, done, of)

        yield progress
