"""The course of one fetch: its hops so far, the reply of the last, and how it can end early."""

from __future__ import annotations

from dataclasses import dataclass

from tasks.collect.fetching import Fetched


class Ended(Exception):
    """A fetch is over before a response could be judged; carries its outcome."""

    def __init__(self, reason: str, detail: str, *, deferred_seconds: float | None = None) -> None:
        super().__init__(reason, detail)
        self.reason = reason
        self.detail = detail
        self.deferred_seconds = deferred_seconds


@dataclass(slots=True)
class Reply:
    """One complete response of one hop."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def values(self, name: str) -> list[str]:
        """Return the values of a header, its name in lower case, in order."""
        return [value for key, value in self.headers if key.lower() == name]


@dataclass(slots=True)
class Course:
    """What a fetch has gone through so far."""

    url: str
    hops: tuple[str, ...] = ()
    side: tuple[Fetched, ...] = ()
    network_seconds: float = 0.0
    wire_bytes: int = 0
    reply: Reply | None = None
