"""An outlet's collecting state from the rows that the warehouse kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tasks.collect.records import FeedState
from tasks.collect.state import KnownEntry, OutletState


def state_from_rows(rows: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> OutletState:
    """Feed states by feed URL and known entries by normal URL, from `warehouse.read.outlet_state`."""
    return OutletState(
        feeds={url: FeedState(**row) for url, row in rows["feeds"].items()},
        known={url: KnownEntry(**row) for url, row in rows["known"].items()},
    )
