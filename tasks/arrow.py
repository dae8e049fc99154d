"""Arrow without pandas."""

from __future__ import annotations

import sys

import pyarrow as pa

from tasks.without_pandas import without_pandas


def spare_pandas() -> None:
    """Keeps pyarrow from importing pandas, where it is installed, for the first array of this process.

    It would take 0.3 s of processor time and 30 MB only to know pandas' columns among what becomes arrays, and
    here none is. Where somebody asks for pandas all the same (`to_pandas`), it is imported then.
    """
    if "pandas" in sys.modules:
        return
    with without_pandas():
        pa.array([])  # asks for pandas, and never again
