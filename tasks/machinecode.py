"""Whether the rules of a room run as machine code: only where it was made from these very sources (see `compiling`).

    python -X plain_claims ...                a run without that of one room

The machine code of a room lies in a folder of the Python environment that is named after the digest of all its
sources, and is used only when that folder is there. So whoever edits a source runs what it says, as plain Python
until the next compilation: there is no stale machine code, and nothing to clean.
"""

from __future__ import annotations

import hashlib
import importlib.util
import sys
import sysconfig
from pathlib import Path
from types import ModuleType

TASKS = Path(__file__).parent
PLACE = Path(sys.prefix) / "share" / "parallax"
#: The rooms that have machine code, and which of their modules do. What stays plain: the ways in, records that go
#: from process to process, the reading of data files, and what NumPy and SciPy do anyway.
ROOMS = {
    "claims": (
        "all but",
        frozenset(
            "__init__ english explain extract german lexicon namewords numberwords records rows".split()
        ),
    ),
    "compare": (
        "only",
        frozenset(
            "article_terms claims denials labels lemmas measures nearest number_names number_values numbers"
            " own_voice pair_rules refusals same_texts selection status surfaces units voices word_rules".split()
        ),
    ),
    "read": (
        "all but",
        frozenset(
            "__init__ alphabets another batches canonical charset documents imported lists mended"
            " outcomes page pipe pool preload records rows steps together tree worker".split()
        ),
    ),
}
_SUFFIX = sysconfig.get_config_var("EXT_SUFFIX")


def library(room: str) -> str:
    """The name of the one library that holds a room's machine code."""
    return f"parallax_{room}__mypyc"


def sources(room: str) -> list[Path]:
    """The Python files of a room, in order."""
    return sorted((TASKS / room).rglob("*.py"))


def compiled(room: str) -> list[str]:
    """The files of a room that become machine code, from the root of the sources."""
    how, named = ROOMS[room]
    here = TASKS / room
    return [
        str(file.relative_to(TASKS.parent))
        for file in sources(room)
        if (file.parent == here and file.stem in named) == (how == "only")
    ]


def folder(room: str) -> Path:
    """Where the machine code of these very sources lies, or would lie."""
    digest = hashlib.sha256(f"{sys.version} {_SUFFIX} {compiled(room)}".encode())
    for file in sources(room):
        digest.update(file.name.encode())
        digest.update(file.read_bytes())
    return PLACE / f"{room}-{digest.hexdigest()[:20]}"


def use(package: ModuleType) -> None:
    """Let the modules of a room, a package of `tasks`, be found in that folder first, if it is there."""
    room = package.__name__.rpartition(".")[2]
    if f"plain_{room}" in sys._xoptions or not PLACE.is_dir():
        return
    place, name = folder(room), library(room)
    file = place / f"{name}{_SUFFIX}"
    spec = importlib.util.spec_from_file_location(name, file) if file.exists() else None
    if spec is None or spec.loader is None:
        return
    sys.modules[name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(sys.modules[name])
    package.__path__.insert(0, str(place / "tasks" / room))


def in_use(room: str) -> bool:
    """Does this process run the machine code of a room?"""
    return library(room) in sys.modules
