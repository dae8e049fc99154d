"""Known kinds of trouble as one line and an exit code; anything else is a fault of ours."""

from __future__ import annotations

import errno

from flows.errors import FAILED, WRONG_USAGE
from flows.outlets import OutletsError
from flows.settings import SettingsError

_SYSTEM = {
    errno.ENOSPC: "the disk is full; free some space and run the same command again, finished work is kept",
    errno.EDQUOT: "the disk quota is used up; free some space and run the same command again",
    errno.EFBIG: "a file may not grow further (a limit is set); raise it and run the same command again",
    errno.EROFS: "the data folder is read-only; choose another with --data",
    errno.EACCES: "no permission; choose another folder with --data, or mend the permissions",
    errno.EPERM: "not permitted; choose another folder with --data, or mend the permissions",
    errno.ENOTDIR: "is a file, not a folder; choose another with --data",
    errno.EEXIST: "is a file, not a folder; choose another with --data",
    errno.EMFILE: "too many open files; raise the limit (ulimit -n) and run again",
}


def known_trouble(problem: BaseException) -> tuple[str, int] | None:
    """Message and exit code of a known kind of trouble, looking through its causes; else None."""
    seen: BaseException | None = problem
    for _ in range(6):
        if seen is None:
            return None
        if isinstance(seen, OutletsError | SettingsError):
            return str(seen), WRONG_USAGE
        if isinstance(seen, ImportError):
            return f"the installation is broken ({seen}); `make test` sets it up again", FAILED
        if type(seen).__module__ == "warehouse.errors":
            return str(seen), FAILED
        if isinstance(seen, OSError) and seen.errno in _SYSTEM:
            where = f"{seen.filename}: " if seen.filename else ""
            return where + _SYSTEM[seen.errno], FAILED
        seen = seen.__cause__ or seen.__context__
    return None
