"""What the command says when something is wrong: one line, and an exit code.

0 done, 1 failed, 2 wrong usage, 3 degraded (done, but a part of the input failed), 130 stopped by a signal.
"""

from __future__ import annotations

DONE, FAILED, WRONG_USAGE, DEGRADED = 0, 1, 2, 3
#: As shells have it for a command that Ctrl-C ended.
STOPPED = 130
STOPPED_SAYS = "stopped; finished work is kept, run the same command again to go on"


class CommandError(Exception):
    """Ends the command with one line: what broke, which one, what to do next."""

    def __init__(self, message: str, code: int = FAILED) -> None:
        super().__init__(message)
        self.code = code


def wrong_usage(message: str) -> CommandError:
    """An error of the caller: wrong argument, missing file, unknown key."""
    return CommandError(message, WRONG_USAGE)


class Stopped(CommandError):
    """The run was asked to end (Ctrl-C, SIGTERM); what was finished is stored."""

    def __init__(self) -> None:
        super().__init__(STOPPED_SAYS, STOPPED)
