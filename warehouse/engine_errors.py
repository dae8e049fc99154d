"""The engine's errors in plain words: what is wrong with which file, and what to do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from warehouse.errors import (
    WarehouseBusy,
    WarehouseDamaged,
    WarehouseError,
    WarehouseFull,
    WarehouseLocked,
    WarehouseLost,
    WarehouseNewer,
)
from warehouse.place import Lake, Place

_CONFLICT = re.compile(r"transaction conflict|concurrent|could not serialize|deadlock", re.I)
_AWAY = re.compile(
    r"unable to connect|could not connect|connection to server|server closed the connection|terminat\w+ connection|"
    r"no connection to the server|connection refused|not accept\w* (tcp )?connections|starting up|shutting down|recovery|"
    # What the engine says of every step after one that lost its server.
    r"current transaction is aborted",
    re.I,
)
_FULL = re.compile(r"no space left|disk quota|file too large|out of disk|could not write all", re.I)
_NO_MEMORY = re.compile(r"out of memory|failed to (pin|allocate)|could not allocate", re.I)
_LOCKED = re.compile(r"could not set lock|conflicting lock|unique file handle conflict", re.I)
_NEWER = re.compile(r"newer version|can only read version|unsupported.*storage version", re.I)
_DAMAGED = re.compile(
    r"not a valid duckdb|checksum|corrupt|replaying wal|wal file|deserial|serializ|invalidated|"
    r"could not read enough|read out of|metadata|unexpected end|block",
    re.I,
)


@contextmanager
def engine_errors(place: Place) -> Iterator[None]:
    """Turns the engine's errors into those of this room, each with the file and what to do."""
    try:
        yield
    except duckdb.Error as error:
        raise explain(error, place) from error
    except OSError as error:
        # Arrow's have no number and no kind; others are the system's, or a wait that took too long.
        if type(error) is not OSError or error.errno is not None:
            raise
        told = _told_by_arrow(error)
        raise explain(told, place) from told


def _told_by_arrow(error: OSError) -> duckdb.Error:
    """What the engine failed from while Arrow took rows from it, which comes as an error of Arrow's without a number."""
    said = str(error)
    if "Out of Memory Error" in said:
        return duckdb.OutOfMemoryException(said)
    return duckdb.IOException(said) if said.startswith("IO Error") else duckdb.Error(said)


def explain(error: duckdb.Error, path: Place) -> WarehouseError:
    """The engine's error as one of this room, in words; the engine's first line is kept."""
    said = str(error)
    first = said.splitlines()[0][:300] if said else type(error).__name__
    if isinstance(path, Lake):
        return _explain_lake(said, first, path)
    if _LOCKED.search(said):
        return WarehouseLocked(
            f"{path} is open in another process, or already in this one: wait until that run has ended, or read"
            " the published copy"
        )
    # A checkpoint that finds no room is fatal to the open file, not to what was committed: see close().
    if isinstance(error, duckdb.FatalException) and _NO_MEMORY.search(said):
        return WarehouseError(
            f"no memory left to write {path}; what was stored stands in its log, and nothing is lost: end other"
            " programs, then run again"
        )
    if isinstance(
        error, duckdb.IOException | duckdb.OperationalError | duckdb.FatalException
    ) and _FULL.search(said):
        return WarehouseFull(
            f"no room left on the disk of {path}; nothing of this step was stored: make room and run again"
        )
    if _NEWER.search(said):
        return WarehouseNewer(
            f"{path} was written by a newer version of the engine: update Parallax, or open a copy that "
            "this version published"
        )
    broken = (
        duckdb.IOException,
        duckdb.FatalException,
        duckdb.SerializationException,
        duckdb.InternalException,
    )
    if isinstance(error, broken) and _DAMAGED.search(said):
        return WarehouseDamaged(
            f"{path} cannot be read ({first}): move it aside and rebuild it from the archive "
            "(`parallax doctor` says how), or restore a backup"
        )
    return WarehouseError(f"{path}: {first}")


def _explain_lake(said: str, first: str, lake: Lake) -> WarehouseError:
    if _CONFLICT.search(said):
        return WarehouseBusy(
            f"{lake} was changed by another pipeline at the same time ({first}); nothing of this step was stored"
        )
    if _AWAY.search(said):
        return WarehouseLost(
            f"the catalog of {lake} does not answer ({first}); nothing of this step was stored: look at its Postgres"
            " server, then run again"
        )
    return WarehouseError(f"{lake}: {first}")
