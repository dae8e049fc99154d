"""Pages that a run brings and has not stored yet: as many as keep its readers busy, and no more.

Where pages come faster than they are read, all outlets at once would be done at about the same time, and the run
would hold whatever all of them brought. One after the other they are read and stored while the next are fetched.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager

#: Pages in hand from which an outlet waits with its own: five loads, some twenty seconds of two readers.
MOST_PAGES = 1000
#: How soon it is noticed that readers have nothing to do.
_LOOK_SECONDS = 0.1


class InHand:
    """Lets outlets begin with their pages, in the order in which they ask.

    `hungry` says whether readers would have nothing to do without more pages: then one more begins at every look, however
    many pages hosts that are slow or silent hold up. To be used in one event loop.
    """

    def __init__(self, hungry: Callable[[], bool], most: int = MOST_PAGES) -> None:
        self._hungry, self._most = hungry, most
        self._pages: dict[str, int] = {}
        self._turn = asyncio.Lock()
        self._news = asyncio.Event()

    @contextmanager
    def of(self, outlet_id: str) -> Iterator[None]:
        """Until the block ends, what the outlet brings is in hand."""
        try:
            yield
        finally:
            if self._pages.pop(outlet_id, 0):
                self._news.set()

    async def take(self, outlet_id: str, pages: int) -> None:
        """Returns when an outlet may begin with so many pages; others that ask later come later."""
        async with self._turn:
            while sum(self._pages.values()) + pages > self._most and self._pages:
                self._news.clear()
                try:
                    await asyncio.wait_for(self._news.wait(), _LOOK_SECONDS)
                except TimeoutError:
                    if self._hungry():
                        break
            self._pages[outlet_id] = pages
