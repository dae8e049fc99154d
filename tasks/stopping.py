"""Long steps that can be asked to end: the asking reaches into the thread that does the work."""

from __future__ import annotations

import asyncio
import ctypes
import threading
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


#: An interruption that lands in a finalizer, whose exceptions the interpreter drops, is lost: so it comes again.
AGAIN_SECONDS = 1.0


class StepStopped(Exception):
    """A step was ended before it had finished; nothing of it is stored."""


class _Ended(BaseException):
    """Raised inside the working thread. No ordinary exception, so that no step swallows it."""


async def in_thread(stop: asyncio.Event, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """`function` in a thread of its own. Raises StepStopped when `stop` is set before it has returned.

    The thread is interrupted between two of its Python steps, so that transactions are rolled back by their
    own blocks; one that sits in a long call of a library ends after that call.
    """
    loop, done = asyncio.get_running_loop(), asyncio.Event()
    result: list[T] = []
    trouble: list[BaseException] = []

    def work() -> None:
        try:
            result.append(function(*args, **kwargs))
        except BaseException as problem:
            trouble.append(problem)
        finally:
            loop.call_soon_threadsafe(done.set)

    # A daemon: a thread that cannot be interrupted must not keep the process from ending.
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    asked = asyncio.ensure_future(stop.wait())
    finished = asyncio.ensure_future(done.wait())
    try:
        await asyncio.wait((asked, finished), return_when=asyncio.FIRST_COMPLETED)
        if not done.is_set():
            await _end(thread, finished)
    finally:
        asked.cancel()
        finished.cancel()
    if result:
        return result[0]
    if not trouble or isinstance(trouble[0], _Ended):
        raise StepStopped from None
    raise trouble[0]


async def _end(thread: threading.Thread, finished: asyncio.Future[Any]) -> None:
    """Interrupts a thread until it has ended."""
    while thread.is_alive() and not finished.done():
        _interrupt(thread)
        await asyncio.wait((finished,), timeout=AGAIN_SECONDS)


def _interrupt(thread: threading.Thread) -> None:
    """Raises _Ended in a thread at its next step (CPython's PyThreadState_SetAsyncExc)."""
    if thread.ident is not None:
        ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread.ident), ctypes.py_object(_Ended))
