"""A process without pandas, which the engine asks for and none of its work here needs."""

from __future__ import annotations

import sys


def do_without_pandas() -> None:
    """This process has no pandas from now on, unless it has it already; for processes that are wholly ours.

    The engine asks for it at every statement with a parameter, until it is there: 0.25 s and 30 MB for nothing. To be
    told that there is none takes 0.02 ms. The report that needs it is made in a process of its own.
    """
    sys.modules.setdefault("pandas", None)  # type: ignore[arg-type]  # as the import system has it
