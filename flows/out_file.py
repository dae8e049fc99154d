"""Files that a command is asked to write: looked at before the work, so that a wrong place costs nothing."""

from __future__ import annotations

import os
from pathlib import Path

from flows.errors import wrong_usage


def check_out(out: Path | None) -> None:
    """Raises CommandError (wrong usage) when `out` cannot be written as a file; None is fine."""
    if out is None:
        return
    if out.is_dir():
        raise wrong_usage(f"{out} is a folder; name a file in it")
    if not out.parent.is_dir():
        raise wrong_usage(f"{out}: the folder {out.parent} does not exist; make it first")
    if not os.access(out if out.exists() else out.parent, os.W_OK):
        raise wrong_usage(f"{out}: no permission to write there; choose another place")
