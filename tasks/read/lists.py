"""The lists beside these sources: names, words and rules as data."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

_HERE = Path(__file__).parent


def read_list(name: str) -> dict[str, Any]:
    """Return one TOML file of this folder as read, whether who asks runs as machine code or not."""
    with (_HERE / name).open("rb") as file:
        return tomllib.load(file)
