"""When a host may be asked again: pure arithmetic over what is remembered of it."""

from __future__ import annotations

from dataclasses import dataclass

from tasks.collect.urls import pacing_domain


@dataclass(frozen=True, slots=True)
class Clock:
    """One reading of the clocks: `steady` counts seconds within one `boot`, `wall` is POSIX time."""

    boot: str
    steady: float
    wall: float


@dataclass(frozen=True, slots=True)
class Pause:
    """Until when a key must rest: `seconds` from the reading `since`, and why."""

    since: Clock
    seconds: float
    why: str


def domain_key(host: str) -> str:
    """Return the key under which one request at a time is made: the registrable domain."""
    return "domain:" + pacing_domain(host)


def address_key(address: str, port: int, public_port: int) -> str:
    """Return the key of an address; a routed loopback port is a machine of its own."""
    return f"address:{address}" if port == public_port else f"address:{address}:{port}"


def remaining(pause: Pause | None, clock: Clock) -> float:
    """Return the seconds that a pause still lasts, never more than it was given.

    Within one boot the steady clock decides, so setting the wall clock changes nothing. After a reboot the
    wall clock does; if it went back, the whole pause is served again.
    """
    if pause is None:
        return 0.0
    if pause.since.boot == clock.boot and clock.steady >= pause.since.steady:
        passed = clock.steady - pause.since.steady
    else:
        passed = max(clock.wall - pause.since.wall, 0.0)
    return min(max(pause.seconds - passed, 0.0), pause.seconds)


def longer(first: Pause | None, second: Pause, clock: Clock) -> Pause:
    """Return whichever pause ends later."""
    return first if first is not None and remaining(first, clock) >= remaining(second, clock) else second


def spacing_for(house: float, outlet: float | None, crawl_delay: float | None) -> float:
    """Return the spacing to keep: the slowest of the house's, the outlet's and the site's own."""
    return max(house, outlet or 0.0, crawl_delay or 0.0)
