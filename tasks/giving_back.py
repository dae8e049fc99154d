"""Memory that was let go given back to the machine.

Allocators keep what is freed for the next need. A large day's texts, claims and rows come once, and what stays of
them would stand beside everything that the stages behind need.
"""

from __future__ import annotations

import ctypes
import os
import sys
from typing import Any


def give_back() -> None:
    """Takes some ten milliseconds for each gigabyte; does nothing to what is in use."""
    trim = _of_the_allocator("malloc_trim")
    if trim is not None:
        trim(0)


def share_one_heap() -> None:
    """Has all threads of this process allocate from one heap from now on, Arrow too; must stand before they begin.

    By default each gets one of its own, up to eight a core, and what a day leaves in each of them grows for ten days,
    6 MB a day. The threads of a run take turns, so that none waits for the heap. Arrow brings an allocator of its own,
    which after a large day keeps 60 to 90 MB that nothing stands in and that it gives back to nobody who asks.
    """
    os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")
    option = _of_the_allocator("mallopt")
    if option is not None:
        option(_MOST_HEAPS, 1)


def children_keep_memory() -> None:
    """Lets processes that this one starts keep what is free, also where Dask has all below it hand it back at once."""
    os.environ.pop("MALLOC_TRIM_THRESHOLD_", None)


def _of_the_allocator(name: str) -> Any:
    """A function of glibc's allocator; another C library has none."""
    return getattr(ctypes.CDLL(None), name, None) if sys.platform == "linux" else None


#: M_ARENA_MAX of glibc's malloc.h.
_MOST_HEAPS = -8
