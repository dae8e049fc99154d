"""Batches on the workers of a cluster: one string of bytes goes out, one comes back, a lost one goes again.

Only the run that sent a batch stores anything, so a batch may be worked twice and nothing is doubled.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

#: How often a batch is sent before the cluster is given up. Each time the engine tries again by itself too.
TRIES = 3


class EngineLost(OSError):
    """The cluster does not answer, or loses a batch again and again; nothing of the batch was stored."""


class Pending(Protocol):
    """A batch on its way; `result` waits for its bytes and raises whatever went wrong."""

    def result(self) -> bytes:
        """The packed results."""


class Engine:
    """A cluster. `submit` hands a step and its packed batch to it; `name` stands in messages.

    `readers` is how many batches it works at once, as far as is known.
    """

    def __init__(self, name: str, submit: Callable[[Any, bytes], Pending], readers: int = 1) -> None:
        self.name = name
        self.readers = max(1, readers)
        self._submit = submit

    def begin(self, step: Any, packed: bytes) -> Work:
        """Sends one batch to be worked by `step`, which takes and returns bytes."""
        return Work(self.name, lambda: self._submit(step, packed))


class Work:
    """One batch at work."""

    def __init__(self, engine: str, send: Callable[[], Pending]) -> None:
        self._engine = engine
        self._send = send
        self._pending = send()

    def result(self) -> bytes:
        """Waits for the batch; one that is lost is sent again. Raises EngineLost."""
        for left in reversed(range(TRIES)):
            try:
                return self._pending.result()
            except Exception as error:  # engines raise what they like: a lost worker, a lost connection
                if not left:
                    raise EngineLost(
                        f"{self._engine} lost a batch {TRIES} times ({type(error).__name__}: {error}): look at"
                        " its workers, then run again; nothing of the batch was stored"
                    ) from error
                self._pending = self._send()
        raise AssertionError("unreachable")


__all__ = ["Engine", "EngineLost", "Pending", "Work"]
