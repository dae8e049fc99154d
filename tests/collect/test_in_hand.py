"""How many pages a run brings before it has stored others."""

from __future__ import annotations

import asyncio
from contextlib import ExitStack

from tasks.collect.in_hand import InHand

MOMENT = 0.02


async def asked(in_hand: InHand, *outlets: tuple[str, int]) -> tuple[list[str], list[asyncio.Task[None]]]:
    """The outlets that may begin, which are more with time, and everybody's asking."""
    begun: list[str] = []

    async def ask(outlet_id: str, pages: int) -> None:
        await in_hand.take(outlet_id, pages)
        begun.append(outlet_id)

    asking = [asyncio.ensure_future(ask(*outlet)) for outlet in outlets]
    await asyncio.sleep(MOMENT)
    return begun, asking


def test_outlets_wait_for_those_before_them_in_the_order_in_which_they_ask():
    async def run() -> None:
        in_hand = InHand(lambda: False, most=50)
        with ExitStack() as first, ExitStack() as second:
            first.enter_context(in_hand.of("alpha"))
            second.enter_context(in_hand.of("beta"))
            begun, asking = await asked(in_hand, ("alpha", 25), ("beta", 25), ("gamma", 30), ("delta", 1))
            await asyncio.sleep(0.25)
            assert begun == ["alpha", "beta"]
            first.close()
            await asyncio.sleep(MOMENT)
            assert begun == ["alpha", "beta"], "there is no room for gamma yet, and delta came later"
            second.close()
            await asyncio.gather(*asking)
        assert begun == ["alpha", "beta", "gamma", "delta"]

    asyncio.run(run())


def test_an_outlet_of_more_pages_than_may_be_in_hand_has_its_turn():
    begun, _ = asyncio.run(asked(InHand(lambda: False, most=50), ("alpha", 400)))
    assert begun == ["alpha"]


def test_nobody_waits_long_for_silent_hosts_while_readers_have_nothing_to_do():
    async def run() -> list[str]:
        begun, asking = await asked(
            InHand(lambda: True, most=50), ("silent", 50), ("beta", 25), ("gamma", 25)
        )
        await asyncio.wait_for(asyncio.gather(*asking), 2)
        return begun

    assert asyncio.run(run()) == ["silent", "beta", "gamma"]


def test_whoever_is_put_off_while_waiting_leaves_the_line():
    async def run() -> list[str]:
        in_hand = InHand(lambda: False, most=50)
        with in_hand.of("alpha"):
            begun, asking = await asked(in_hand, ("alpha", 50), ("beta", 25), ("gamma", 25))
            asking[1].cancel()
            await asyncio.sleep(MOMENT)
        await asyncio.wait_for(asking[2], 1)
        return begun

    assert asyncio.run(run()) == ["alpha", "gamma"]
