"""What the steps of one run share: shells and settings, made by the flow, handed to every task."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from tasks.collect.records import OutletSpec

if TYPE_CHECKING:
    import asyncio
    import random

    from tasks.collect.archive import Archive
    from tasks.collect.budget import RunBudget
    from tasks.collect.client import Fetcher
    from tasks.collect.in_hand import InHand
    from tasks.collect.restore import Remembered
    from tasks.collect.settings import CollectSettings
    from tasks.compare.settings import CompareSettings
    from tasks.engine import Engine
    from tasks.read.batches import PageReader
    from tasks.read.together import Together
    from warehouse.connection import Warehouse

#: Called with an outlet, what is being done, how many are done and of how many.
Progress = Callable[[str, str, int, int], None]


@dataclass(frozen=True, slots=True)
class Tools:
    """One run's shells. Exactly one process holds the warehouse; tasks share it by their own cursors.

    `engine` is the cluster that works batches, None when `processes` of this machine do.
    """

    run_id: str
    outlets: dict[str, OutletSpec]
    now: Callable[[], datetime]
    warehouse: Warehouse
    remembered: Remembered
    archive: Archive
    budget: RunBudget
    fetcher: Fetcher
    in_hand: InHand
    pool: PageReader
    together: Together
    engine: Engine | None
    processes: int
    collect: CollectSettings
    compare: CompareSettings
    rng: random.Random
    stop: asyncio.Event
    progress: Progress
