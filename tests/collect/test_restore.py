"""Outlets are told what is remembered of them, several by one question."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

from tasks.collect.restore import MOST_OUTLETS, Listed, Remembered


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


def nobody(listed: Sequence[Listed]) -> Mapping[Listed, Any]:
    """No entry is known."""
    return {one: {} for one in listed}


def test_each_outlet_gets_its_own_and_many_share_a_question() -> None:
    asked = Asked()
    names = [f"outlet{n}" for n in range(MOST_OUTLETS + 3)]

    async def run() -> list[Any]:
        remembered = Remembered(asked, nobody)
        found = await asyncio.gather(*(remembered.of(name) for name in names))
        return [*found, await remembered.of("late")]

    found = asyncio.run(run())
    assert [state.feeds["u"].etag for state in found] == [*names, "late"]
    assert asked.questions == [names[:MOST_OUTLETS], names[MOST_OUTLETS:], ["late"]]


def test_entries_of_several_outlets_share_a_question_and_whoever_has_none_asks_none() -> None:
    questions: list[list[Listed]] = []

    def entries(listed: Sequence[Listed]) -> Mapping[Listed, Any]:
        questions.append(list(listed))
        at = datetime(2030, 1, 1, tzinfo=UTC)
        row = {"normal_url": "u", "url": "u", "feed_url": "f", "first_seen_at": at}
        return {one: {"u": {**row, "title": one[0]}} for one in listed}

    async def run() -> list[Any]:
        remembered = Remembered(Asked(), entries)
        return await asyncio.gather(
            remembered.entries("alpha", ["1", "2"]),
            remembered.entries("beta", ["3"]),
            remembered.entries("idle", []),
        )

    alpha, beta, idle = asyncio.run(run())
    assert (alpha["u"].title, beta["u"].title, idle) == ("alpha", "beta", {})
    assert questions == [[("alpha", ("1", "2")), ("beta", ("3",))]]


def test_what_a_question_raises_is_raised_where_it_was_asked() -> None:
    async def run() -> Any:
        remembered = Remembered(Asked(), nobody)
        with pytest.raises(OSError, match="the file is gone"):
            await remembered.of("lost")
        return await remembered.of("another")

    assert asyncio.run(run()).feeds["u"].etag == "another"


def test_whoever_goes_away_meanwhile_costs_others_nothing() -> None:
    async def run() -> Any:
        remembered = Remembered(Asked(), nobody)
        gone = asyncio.create_task(remembered.of("gone"))
        stays = asyncio.create_task(remembered.of("stays"))
        await asyncio.sleep(0)
        gone.cancel()
        return await stays

    assert asyncio.run(run()).feeds["u"].etag == "stays"
