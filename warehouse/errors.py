"""What can go wrong with a warehouse, each as one sentence: what, which file, what to do.

WarehouseError
    WarehouseMissing    no file there, opened for reading
    WarehouseLocked     another process has it open
    WarehouseNewer      made by a newer Parallax
    WarehouseDamaged    the file or its log cannot be read
    WarehouseFull       no room left on the disk
    WarehouseBusy       a shared warehouse was changed by another pipeline at the same time
    WarehouseLost       a shared warehouse's catalog does not answer
    RowsRefused         rows that do not fit their table or their text
    ContractBroken      documented and real columns differ, or an assertion has failing rows
    QueryRefused        an analyst's query that may not or cannot run
        WronglyAsked    a named query that there is not, or not with these parameters
"""

from __future__ import annotations

#: What to do where nothing is. The demo's folder is its own, not that of the other commands.
MAKE_ONE = "run `parallax run` or `parallax import` first, or name its folder with --data (`parallax demo` makes demo-data)"


class WarehouseError(Exception):
    """Anything that keeps the warehouse from doing what was asked; its text is meant for people."""


class WarehouseMissing(WarehouseError):
    """There is no warehouse at the path."""


class WarehouseLocked(WarehouseError):
    """Another process has the file open and the engine lets only one write."""


class WarehouseNewer(WarehouseError):
    """The file was made by a newer Parallax than this one."""


class WarehouseDamaged(WarehouseError):
    """The file or its write-ahead log cannot be read."""


class WarehouseBusy(WarehouseError):
    """Another pipeline changed the shared warehouse first; the transaction was undone and may be done again."""


class WarehouseLost(WarehouseError):
    """The catalog of a shared warehouse does not answer; the transaction was undone."""


class WarehouseFull(WarehouseError):
    """The disk or a quota is full; the transaction was undone."""


class RowsRefused(WarehouseError):
    """Rows that do not fit their table: unknown column, missing value, span outside its text."""


class ContractBroken(WarehouseError):
    """A table is not what its header says."""


class QueryRefused(WarehouseError):
    """A query that is not allowed, does not parse, or went over a limit."""


class WronglyAsked(QueryRefused):
    """A named query that there is not, or not with these parameters or values: nothing was run."""
