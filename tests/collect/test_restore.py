"""Outlets are told what is remembered of them, several by one question."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from tasks.collect.restore import MOST_OUTLETS, Remembered


class Asked:
    """Keeps what was asked; knows one feed of every outlet but `lost`."""

    def __init__(self) -> None:
        self.questions: list[list[str]] = []

    def __call__(self, outlet_ids: Sequence[str]) -> Mapping[str, Any]:
        self.questions.append(list(outlet_ids))
        if "lost" in outlet_ids:
            raise OSError("the file is gone")
        return {
            one: {"feeds": {"u": {"outlet_id": one, "feed_url": "u", "etag": one}}, "known": {}}
            for one in outlet_ids
        }


def test_each_outlet_gets_its_own_and_many_share_a_question() -> None:
    asked = Asked()
    names = [f"outlet{n}" for n in range(MOST_OUTLETS + 3)]

    async def run() -> list[Any]:
        remembered = Remembered(asked)
        found = await asyncio.gather(*(remembered.of(name) for name in names))
        return [*found, await remembered.of("late")]

    found = asyncio.run(run())
    assert [state.feeds["u"].etag for state in found] == [*names, "late"]
    assert asked.questions == [names[:MOST_OUTLETS], names[MOST_OUTLETS:], ["late"]]


def test_what_a_question_raises_is_raised_where_it_was_asked() -> None:
    async def run() -> Any:
        remembered = Remembered(Asked())
        with pytest.raises(OSError, match="the file is gone"):
            await remembered.of("lost")
        return await remembered.of("another")

    assert asyncio.run(run()).feeds["u"].etag == "another"


def test_whoever_goes_away_meanwhile_costs_others_nothing() -> None:
    async def run() -> Any:
        remembered = Remembered(Asked())
        gone = asyncio.create_task(remembered.of("gone"))
        stays = asyncio.create_task(remembered.of("stays"))
        await asyncio.sleep(0)
        gone.cancel()
        return await stays

    assert asyncio.run(run()).feeds["u"].etag == "stays"
