"""How a run shows itself: a live line per outlet in a terminal, plain lines where there is none."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, TextIO, cast

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
    if sys.stderr is None:  # the run was started without one
        yield lambda outlet_id, what, done, of: None
        return
    console = Console(file=cast(TextIO, _Screen(sys.stderr)))
    if sys.stderr.isatty() and not console.is_dumb_terminal and not quiet:
        with _live(console) as progress:
            yield progress
        return

    def plain(outlet_id: str, what: str, done: int, of: int) -> None:
        what = _shown(what)
        with suppress(OSError):  # whoever read our lines is gone; the run goes on
            if what.startswith("failed"):
                print(f"{outlet_id}: {what}", file=sys.stderr, flush=True)  # noqa: T201
            elif not quiet and of and done == of:
                print(f"{outlet_id}: {what} {done}/{of}", file=sys.stderr, flush=True)  # noqa: T201

    yield plain


class _Screen:
    """A stream that may go away: a run outlives the terminal it was started in."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        with suppress(OSError):
            self._stream.write(text)
        return len(text)

    def flush(self) -> None:
        with suppress(OSError):
            self._stream.flush()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


def _shown(text: str) -> str:
    """Text on one line, without what a terminal would obey."""
    return "".join(c if c.isprintable() else " " for c in text)


@contextmanager
def _live(console: Console) -> Iterator[Progress]:
    state: dict[str, tuple[str, int, int]] = {}
    lock = threading.Lock()

    def table() -> Table:
        shown = Table.grid(padding=(0, 2))
        with lock:
            last = list(state.items())[-LINES:]
        for outlet_id, (what, done, of) in sorted(last):
            bar = "" if not of else "█" * round(20 * done / of)
            shown.add_row(
                Text(_shown(outlet_id)),
                Text(_shown(what)),
                f"{done}/{of}" if of else "",
                Text(bar, style="cyan"),
            )
        return shown

    with Live(console=console, refresh_per_second=4, transient=True, get_renderable=table):

        def progress(outlet_id: str, what: str, done: int, of: int) -> None:
            with lock:
                state.pop(outlet_id, None)
                state[outlet_id] = (what, done, of)

        yield progress
