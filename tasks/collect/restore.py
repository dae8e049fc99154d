"""Outlets' collecting state from the rows that the warehouse kept, several outlets by one question."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Hashable, Mapping, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from typing import Any, Generic, TypeVar

from tasks.collect.records import FeedState
from tasks.collect.state import KnownEntry, OutletState

Row = Mapping[str, Any]
#: Rows of one outlet: `feeds` by feed URL, `known` entries by normal URL.
Rows = Mapping[str, Mapping[str, Row]]
#: An outlet and the ids of some of its entries.
Listed = tuple[str, tuple[str, ...]]
K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

#: Outlets of one question: what all of them remember is in memory at once until each has taken its own.
MOST_OUTLETS = 16


class Remembered:
    """What is remembered of outlets and their entries; outlets that ask at about the same time are answered together.

    `states` gives the rows of several outlets (`warehouse.remembered.outlet_states`), `entries` the entries of several by
    normal URL (`known_entries`); both are called in a thread of their own, for others are busy while pages are read. To
    be used in one event loop.
    """

    def __init__(
        self,
        states: Callable[[Sequence[str]], Mapping[str, Rows]],
        entries: Callable[[Sequence[Listed]], Mapping[Listed, Mapping[str, Row]]],
    ) -> None:
        self._thread = ThreadPoolExecutor(1, "remember")
        self._states = _Together(states, self._thread)
        self._entries = _Together(entries, self._thread)

    def close(self) -> None:
        """Lets go of the thread."""
        self._thread.shutdown(wait=False)

    async def of(self, outlet_id: str) -> OutletState:
        """The feeds of one outlet, and the entries that are due again without being listed; raises what asking raises."""
        return state_from_rows(await self._states.of(outlet_id))

    async def entries(self, outlet_id: str, entry_ids: Sequence[str]) -> dict[str, KnownEntry]:
        """Those of some entries of an outlet that are known, by normal URL; raises what asking raises."""
        if not entry_ids:
            return {}
        rows = await self._entries.of((outlet_id, tuple(entry_ids)))
        return {url: KnownEntry(**row) for url, row in rows.items()}


class _Together(Generic[K, V]):
    """Answers by key; keys that are asked for at about the same time are one question, one at a time."""

    def __init__(self, ask: Callable[[Sequence[K]], Mapping[K, V]], thread: Executor) -> None:
        self._ask, self._thread = ask, thread
        self._waiting: list[tuple[K, asyncio.Future[V]]] = []
        self._asking: asyncio.Task[None] | None = None

    async def of(self, key: K) -> V:
        answer: asyncio.Future[V] = asyncio.get_running_loop().create_future()
        self._waiting.append((key, answer))
        if self._asking is None:
            self._asking = asyncio.create_task(self._answer_all())
        return await answer

    async def _answer_all(self) -> None:
        asked: list[tuple[K, asyncio.Future[V]]] = []
        try:
            while self._waiting:
                asked, self._waiting = self._waiting[:MOST_OUTLETS], self._waiting[MOST_OUTLETS:]
                await self._answer(asked)
        finally:
            self._asking = None
            for _, left in (*asked, *self._waiting):  # only when this task was cancelled
                left.cancel()

    async def _answer(self, asked: Sequence[tuple[K, asyncio.Future[V]]]) -> None:
        try:
            found = await asyncio.get_running_loop().run_in_executor(
                self._thread, self._ask, [key for key, _ in asked]
            )
        except Exception as problem:
            for _, answer in asked:
                if not answer.done():  # whoever asked may have been cancelled meanwhile
                    answer.set_exception(problem)
            return
        for key, answer in asked:
            if not answer.done():
                answer.set_result(found[key])


def state_from_rows(rows: Rows) -> OutletState:
    """Feed states by feed URL and known entries by normal URL, from one outlet's rows of `outlet_states`."""
    return OutletState(
        feeds={url: FeedState(**row) for url, row in rows["feeds"].items()},
        known={url: KnownEntry(**row) for url, row in rows["known"].items()},
    )
