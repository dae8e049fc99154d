"""Being asked to end: SIGTERM and SIGINT let a run keep what it has finished, for a few seconds.

Under a worker the signal is handed on to Prefect afterwards, which then knows whether the run was cancelled.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from flows.errors import STOPPED, STOPPED_SAYS
from flows.lifeline import end_with_parent

#: A run that is still there so long after it was asked to end is ended: like a kill, that costs only what was
#: not finished. Together with the end of server and interpreter it stays under five seconds.
MOST_SECONDS = 3.0
#: Set by Prefect in the processes that its workers start.
RUN_OF_WORKER = "PREFECT__FLOW_RUN_ID"


@contextmanager
def stopping(stop: asyncio.Event) -> Iterator[None]:
    """The first SIGTERM or SIGINT sets `stop`; a second one, or MOST_SECONDS, ends the process at once."""
    if threading.current_thread() is not threading.main_thread():
        yield  # whoever started us handles signals
        return
    loop = asyncio.get_running_loop()
    under_worker = RUN_OF_WORKER in os.environ
    if under_worker:
        end_with_parent()  # its worker killed, a run stores what it has finished and ends
    asked: list[int] = []
    timer = threading.Timer(MOST_SECONDS, end_now)
    timer.daemon = True

    def ask(number: int, frame: FrameType | None = None) -> None:
        if asked:
            end_now()
        asked.append(number)
        timer.start()
        loop.call_soon_threadsafe(stop.set)

    before = {number: signal.signal(number, ask) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        timer.cancel()
        for number, handler in before.items():
            signal.signal(number, handler)
        if under_worker and asked:
            signal.raise_signal(asked[0])


def end_now() -> None:
    """Ends this process as a kill would, with a word to the user and the code of a stopped run."""
    show_cursor = "\x1b[?25h" if sys.stderr.isatty() else ""
    os.write(2, f"{show_cursor}error: {STOPPED_SAYS}\n".encode())
    os._exit(STOPPED)
