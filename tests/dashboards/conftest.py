"""The published copies that the pages are tried on, and the files of this room on the path."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(scope="session")
def copy_for_pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small published copy; look at it only."""
    from pages_data import plain_copy

    return plain_copy(tmp_path_factory.mktemp("pages"))


@pytest.fixture(scope="session")
def hostile_for_pages(copy_for_pages: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with hostile text wherever text can stand."""
    from pages_data import hostile_copy

    return hostile_copy(copy_for_pages, tmp_path_factory.mktemp("hostile"))
