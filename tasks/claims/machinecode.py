"""Whether the stage runs as machine code: only where it was made from these very sources (see `compiling`).

    python -X plain_claims ...                a run without it

The machine code lies in a folder of the Python environment that is named after the digest of all sources of the
stage, and is used only when that folder is there. So whoever edits a source runs what it says, as plain Python
until the next compilation: there is no stale machine code, and nothing to clean.
"""

from __future__ import annotations

import hashlib
import importlib.util
import sys
import sysconfig
from pathlib import Path
from types import ModuleType

HERE = Path(__file__).parent
PLACE = Path(sys.prefix) / "share" / "parallax"
LIBRARY = "parallax_claims__mypyc"
_SUFFIX = sysconfig.get_config_var("EXT_SUFFIX")


def sources() -> list[Path]:
    """The Python files of the stage, in order, but those that only make and find the machine code."""
    return sorted(
        file
        for file in (*HERE.glob("*.py"), *HERE.glob("patterns*/*.py"))
        if file.name not in ("compiling.py", "machinecode.py")
    )


def folder() -> Path:
    """Where the machine code of these very sources lies, or would lie."""
    digest = hashlib.sha256(f"{sys.version} {_SUFFIX}".encode())
    for file in sources():
        digest.update(file.name.encode())
        digest.update(file.read_bytes())
    return PLACE / f"claims-{digest.hexdigest()[:20]}"


def use(package: ModuleType) -> None:
    """Let the modules of the stage be found in that folder first, if it is there."""
    if "plain_claims" in sys._xoptions or not PLACE.is_dir():
        return
    place = folder()
    library = place / f"{LIBRARY}{_SUFFIX}"
    spec = importlib.util.spec_from_file_location(LIBRARY, library) if library.exists() else None
    if spec is None or spec.loader is None:
        return
    sys.modules[LIBRARY] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(sys.modules[LIBRARY])
    package.__path__.insert(0, str(place / "tasks" / "claims"))


def in_use() -> bool:
    """Does this process run the machine code?"""
    return LIBRARY in sys.modules
