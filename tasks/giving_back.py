"""Memory that was let go given back to the machine.

Allocators keep what is freed for the next need. A large day's texts, claims and rows come once, and what stays of
them would stand beside everything that the stages behind need.
"""

from __future__ import annotations

import ctypes
import sys

import pyarrow as pa


def give_back() -> None:
    """Takes some ten milliseconds for each gigabyte; does nothing to what is in use."""
    pa.default_memory_pool().release_unused()
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # a C library other than glibc has none
        if trim is not None:
            trim(0)
