"""Known trouble in a scheduled run is one line in the log of the service, without a traceback."""

from __future__ import annotations

import logging

from flows.errors import CommandError
from flows.trouble import known_trouble

_LOGGERS = ("prefect.flow_runs", "prefect.task_runs", "prefect.engine")


class OneLine(logging.Filter):
    """Puts the words of known trouble in the place of its traceback; a fault of ours keeps it."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Always lets the record pass."""
        problem = record.exc_info[1] if isinstance(record.exc_info, tuple) else None
        if problem is None:
            return True
        known = (str(problem), 1) if isinstance(problem, CommandError) else known_trouble(problem)
        if known is not None:
            record.msg, record.args = "%s", (" ".join(known[0].split()),)
            record.exc_info = record.exc_text = None
        return True


def one_line_for_known_trouble() -> None:
    """From now on, in this process."""
    for name in _LOGGERS:
        logger = logging.getLogger(name)
        if not any(isinstance(there, OneLine) for there in logger.filters):
            logger.addFilter(OneLine())
