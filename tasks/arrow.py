"""Arrow without pandas."""

from __future__ import annotations

import sys

import pyarrow as pa


class _Missing:
    """As a finder of modules: there is no pandas."""

    def find_spec(self, name: str, path: object = None, target: object = None) -> None:
        """Raises ImportError for pandas."""
        if name == "pandas":
            raise ImportError(name)


def spare_pandas() -> None:
    """Keeps pyarrow from importing pandas, where it is installed, for the first array of this process.

    It would take 0.3 s of processor time and 30 MB only to know pandas' columns among what becomes arrays, and
    here none is. Where somebody asks for pandas all the same (`to_pandas`), it is imported then.
    """
    if "pandas" in sys.modules:
        return
    missing = _Missing()
    sys.meta_path.insert(0, missing)
    try:
        pa.array([])  # asks for pandas, and never again
    finally:
        sys.meta_path.remove(missing)
