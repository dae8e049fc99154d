"""A process without pandas, which the engine and Arrow ask for and none of its work here needs."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager


class _Missing:
    """As a finder of modules: there is no pandas."""

    def find_spec(self, name: str, path: object = None, target: object = None) -> None:
        """Raises ImportError for pandas."""
        if name == "pandas":
            raise ImportError(name)


def do_without_pandas() -> None:
    """This process has no pandas from now on, unless it has it already; for processes that are wholly ours.

    The engine asks for it at every statement with a parameter, until it is there: 0.25 s and 30 MB for nothing. The
    report that needs it is made in a process of its own.
    """
    if not any(isinstance(finder, _Missing) for finder in sys.meta_path):
        sys.meta_path.insert(0, _Missing())


@contextmanager
def without_pandas() -> Iterator[None]:
    """The same until the end of the block."""
    missing = _Missing()
    sys.meta_path.insert(0, missing)
    try:
        yield
    finally:
        sys.meta_path.remove(missing)
