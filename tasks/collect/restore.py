"""Outlets' collecting state from the rows that the warehouse kept, several outlets by one question."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tasks.collect.records import FeedState
from tasks.collect.state import KnownEntry, OutletState

#: Rows of one outlet: `feeds` by feed URL, `known` entries by normal URL.
Rows = Mapping[str, Mapping[str, Mapping[str, Any]]]

#: Outlets of one question: what all of them remember is in memory at once until each has taken its own.
MOST_OUTLETS = 16


class Remembered:
    """Gives outlets their state; those that ask at about the same time are answered together.

    `ask` gives the rows of several outlets by outlet (`warehouse.remembered.outlet_states`); it is called in a thread, one
    call at a time. To be used in one event loop.
    """

    def __init__(self, ask: Callable[[Sequence[str]], Mapping[str, Rows]]) -> None:
        self._ask = ask
        self._waiting: list[tuple[str, asyncio.Future[Rows]]] = []
        self._asking: asyncio.Task[None] | None = None

    async def of(self, outlet_id: str) -> OutletState:
        """What is remembered of one outlet; raises what the question raises."""
        answer: asyncio.Future[Rows] = asyncio.get_running_loop().create_future()
        self._waiting.append((outlet_id, answer))
        if self._asking is None:
            self._asking = asyncio.create_task(self._answer_all())
        return state_from_rows(await answer)

    async def _answer_all(self) -> None:
        asked: list[tuple[str, asyncio.Future[Rows]]] = []
        try:
            while self._waiting:
                asked, self._waiting = self._waiting[:MOST_OUTLETS], self._waiting[MOST_OUTLETS:]
                await self._answer(asked)
        finally:
            self._asking = None
            for _, left in (*asked, *self._waiting):  # only when this task was cancelled
                left.cancel()

    async def _answer(self, asked: Sequence[tuple[str, asyncio.Future[Rows]]]) -> None:
        try:
            found = await asyncio.to_thread(self._ask, [outlet_id for outlet_id, _ in asked])
        except Exception as problem:
            for _, answer in asked:
                if not answer.done():  # whoever asked may have been cancelled meanwhile
                    answer.set_exception(problem)
            return
        for outlet_id, answer in asked:
            if not answer.done():
                answer.set_result(found[outlet_id])


def state_from_rows(rows: Rows) -> OutletState:
    """Feed states by feed URL and known entries by normal URL, from one outlet's rows of `outlet_states`."""
    return OutletState(
        feeds={url: FeedState(**row) for url, row in rows["feeds"].items()},
        known={url: KnownEntry(**row) for url, row in rows["known"].items()},
    )
