"""A lake held open for reading, by place: opening one takes longer than most questions."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

from warehouse.connection import Warehouse, open_warehouse
from warehouse.errors import WarehouseLost
from warehouse.place import Lake

T = TypeVar("T")
_OPENING = threading.Lock()
_OPEN: dict[Lake, Warehouse] = {}


def ask_lake(lake: Lake, question: Callable[..., T], *given: object) -> T:
    """The answer of a function of an open warehouse; a connection that was lost is made anew once."""
    try:
        return question(_reader(lake), *given)
    except WarehouseLost:
        with _OPENING:
            _OPEN.pop(lake).close()
        return question(_reader(lake), *given)


def newest_state(lake: Lake) -> tuple[float, int]:
    """When the lake was last changed (seconds since 1970), and the number of that change."""
    found = ask_lake(lake, _newest)
    return float(found["at"]), int(found["number"])


def _newest(warehouse: Warehouse) -> dict[str, float]:
    query = (
        "select epoch(snapshot_time) as at, snapshot_id as number from ducklake_snapshots('lake') "
        "order by snapshot_id desc limit 1"
    )
    return warehouse.rows(query)[0]


def _reader(lake: Lake) -> Warehouse:
    with _OPENING:
        if lake not in _OPEN:
            _OPEN[lake] = open_warehouse(lake, read_only=True)
        return _OPEN[lake]
