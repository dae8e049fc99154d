"""Processes that end with the one that started them, also when that one is killed."""

from __future__ import annotations

import ctypes
import signal
import sys

#: prctl(2): the signal that this process gets when the thread that started it has ended. Linux only.
_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def end_with_parent() -> None:
    """Has the system send SIGTERM to this process when its parent ends, however that ends.

    To be called in the child, between fork and exec or later; outlasts exec. Does nothing outside Linux.
    """
    if _LIBC is not None:
        _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
