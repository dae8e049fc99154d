"""Outlets that are ready together are stored by one load, and one at fault fails alone."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from typing import Any

import pytest

from tasks.read import together
from tasks.read.together import Together


class Bad(Exception):
    """Rows that no load takes."""


class Loads:
    """Keeps what each load brought; refuses rows of `bad` and, once `full`, everything."""

    def __init__(self) -> None:
        self.done: list[list[Any]] = []
        self.full = False

    def __call__(self, rows: Any) -> None:
        if self.full:
            raise OSError("disk full")
        if "bad" in rows["poll"]:
            raise Bad
        self.done.append(rows["poll"])


@pytest.fixture
def loads() -> Iterator[Loads]:
    yield Loads()


def opened(loads: Loads, stop: asyncio.Event | None = None) -> Together:
    return Together(loads, lambda problem: isinstance(problem, Bad), stop or asyncio.Event())


async def outlet(shared: Together, name: str, after: float = 0.0, pages: int = 1) -> None:
    with shared.on_the_way():
        await asyncio.sleep(after)
        await shared.store({"poll": [name]}, pages)


def test_outlets_that_are_ready_together_share_a_load(loads: Loads) -> None:
    async def run() -> None:
        shared = opened(loads)
        await asyncio.gather(*(outlet(shared, name, 0.02 * n) for n, name in enumerate("abc")))
        await shared.store({"poll": ["d"]}, 1)
        shared.close()

    asyncio.run(run())
    assert loads.done == [["a", "b", "c"], ["d"]]


def test_one_at_fault_fails_alone(loads: Loads) -> None:
    async def run() -> list[Any]:
        shared = opened(loads)
        names = ("a", "bad", "c")
        found = await asyncio.gather(*(outlet(shared, name) for name in names), return_exceptions=True)
        shared.close()
        return found

    first, second, third = asyncio.run(run())
    assert first is None and third is None and isinstance(second, Bad)
    assert loads.done == [["a"], ["c"]]


def test_a_fault_of_nobodys_rows_is_told_to_all_at_once(loads: Loads) -> None:
    async def run() -> list[Any]:
        shared = opened(loads)
        loads.full = True
        found = await asyncio.gather(outlet(shared, "a"), outlet(shared, "b"), return_exceptions=True)
        loads.full = False
        await shared.store({"poll": ["c"]}, 1)
        shared.close()
        return found

    assert [type(one) for one in asyncio.run(run())] == [OSError, OSError]
    assert loads.done == [["c"]]


@pytest.mark.parametrize("why", ["enough pages", "long enough", "stopped"])
def test_the_slow_keep_nobody_waiting(loads: Loads, why: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(together, "MOST_SECONDS", 0.3 if why == "long enough" else 60.0)

    async def run() -> float:
        stop = asyncio.Event()
        shared = opened(loads, stop)
        slow = asyncio.create_task(outlet(shared, "slow", 2.0))
        await asyncio.sleep(0)
        began = time.monotonic()
        if why == "stopped":
            stop.set()
        await outlet(shared, "a", pages=together.ENOUGH_PAGES if why == "enough pages" else 1)
        waited = time.monotonic() - began
        await slow
        shared.close()
        return waited

    assert asyncio.run(run()) < 1.5
    assert loads.done == [["a"], ["slow"]]


def test_one_that_is_early_with_next_to_nothing_does_not_hurry_others(
    loads: Loads, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(together, "MOST_SECONDS", 0.3)

    async def run() -> None:
        shared = opened(loads)
        await asyncio.gather(
            outlet(shared, "early"), outlet(shared, "b", 0.4, pages=25), outlet(shared, "c", 0.5, pages=25)
        )
        shared.close()

    asyncio.run(run())
    assert loads.done == [["early", "b", "c"]]
