"""Delivers alarms: e-mail, chat and web hooks through apprise. The only file that imports it, inside the function."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Sequence

from tasks.watch.records import Alarm

LOG = "parallax.alarms"


def message(alarm: Alarm) -> str:
    """The body of an alarm with its evidence link, as plain text."""
    return f"{alarm.body}\n{alarm.evidence}" if alarm.evidence else alarm.body


def notify(alarm: Alarm, addresses: Sequence[str]) -> tuple[str, ...]:
    """Sends one alarm to each address that has not taken it; returns the channels that took it now.

    Channels are numbered, since addresses hold passwords: notify-1 is the first one. Never raises for an
    address that does not answer. Raises ModuleNotFoundError when addresses are given and apprise is missing.
    """
    waiting = [
        (f"notify-{n}", address)
        for n, address in enumerate(addresses, 1)
        if f"notify-{n}" not in alarm.delivered_to
    ]
    if not waiting:
        return ()
    with warnings.catch_warnings():
        # Its channels are loaded on first use, some with modules that Python is about to drop.
        warnings.simplefilter("ignore", DeprecationWarning)
        import apprise

        # Its own lines quote addresses, and these hold passwords.
        logging.getLogger("apprise").setLevel(logging.CRITICAL + 1)
        taken = []
        for channel, address in waiting:
            sender = apprise.Apprise()
            if sender.add(address) and sender.notify(
                title=alarm.title, body=message(alarm), body_format=apprise.NotifyFormat.TEXT
            ):
                taken.append(channel)
            else:
                logging.getLogger(LOG).warning("alarm %s: %s did not take it", alarm.alarm_id, channel)
    return tuple(taken)
