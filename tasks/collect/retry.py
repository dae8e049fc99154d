"""When to try again: classes of failure, back-off with jitter, Retry-After within bounds."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Literal

#: soft: likely gone in minutes. temporary: likely gone in hours. hard: trying again changes nothing soon.
FailureClass = Literal["soft", "temporary", "hard"]

_SOFT = frozenset({"dns_timeout", "connect_error", "timeout", "truncated", "stopped", "disk_full"})
_TEMPORARY = frozenset(
    {
        "dns_error",
        "server_error",
        "rate_limited",
        "robots_unreachable",
        "tls_error",
        "empty",
        "internal_error",
    }
    | {"bad_encoding", "not_a_feed", "blocked", "consent_wall"}
)
_FIRST_SECONDS: dict[FailureClass, float] = {"soft": 60.0, "temporary": 900.0, "hard": 86_400.0}
_LAST_SECONDS: dict[FailureClass, float] = {"soft": 21_600.0, "temporary": 86_400.0, "hard": 604_800.0}

#: Pages: a reason here ends an entry for good, without further tries.
FINAL = frozenset({"gone", "not_found", "bad_url", "unwanted_link", "not_html"})


def failure_class(reason: str) -> FailureClass:
    """Return the class of a reason of the closed list; what is in no list is hard."""
    if reason in _SOFT:
        return "soft"
    return "temporary" if reason in _TEMPORARY else "hard"


def backoff_seconds(reason: str, failures: int, jitter: float) -> float:
    """Return the seconds until the next try after `failures` failures in a row (1 or more).

    Doubles from a minute (soft), a quarter of an hour (temporary), a day (hard) to six hours, a day, a week.
    `jitter` in [0, 1) spreads the tries over the upper half of the delay, so that hosts that fell together do
    not come back together.
    """
    kind = failure_class(reason)
    delay = min(_FIRST_SECONDS[kind] * 2.0 ** min(max(failures, 1) - 1, 30), _LAST_SECONDS[kind])
    return delay * (0.5 + jitter / 2)


def retry_after_seconds(values: list[str], now: datetime, ceiling: float) -> float | None:
    """Return the seconds that Retry-After headers ask for, the longest of several, or None when none is
    readable.

    Both forms of RFC 9110 10.2.3, and what is plainly meant by others: fractions, a unit of seconds, several
    values joined by commas, ISO 8601. Clamped to [0, ceiling]: a date in the past is 0. Not readable: negative
    numbers, words.
    """
    found = [seconds for value in values if (seconds := _asked_seconds(value.strip(), now)) is not None]
    return min(max(max(found), 0.0), ceiling) if found else None


_NUMBERS = re.compile(r"[\s+,;\"\d.]*\d[\s,;\"]*(?:s|secs?|seconds?)?", re.IGNORECASE | re.ASCII)
_NUMBER = re.compile(r"\d{1,18}(?:\.\d{1,9})?", re.ASCII)


def _asked_seconds(text: str, now: datetime) -> float | None:
    if _NUMBERS.fullmatch(text):
        return max(float(number) for number in _NUMBER.findall(text))
    for read in (parsedate_to_datetime, datetime.fromisoformat):
        try:
            until = read(text)
            if until.tzinfo is None:
                until = until.replace(tzinfo=UTC)
            return (until - now).total_seconds()
        except (ValueError, TypeError, OverflowError, IndexError):
            continue
    return None
