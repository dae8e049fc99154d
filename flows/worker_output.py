"""What the worker and its runs print, for the log of the service: each traceback is one line there, whole in a file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

_BEGINS = re.compile(r"^\s*(\+ Exception Group )?Traceback \(most recent call last\):")
_LINK = re.compile(r"^\s*(The above exception was the direct cause|During handling of the above exception)")
#: A log line of Prefect or of ours begins anew.
_ANEW = re.compile(r"^\d\d:\d\d:\d\d\.\d{3} \| |^schedule: |^[\w-]+: (fetched|read|compare|failed)")


def folded(lines: Iterable[str], whole: str) -> Iterator[str]:
    """The lines with every traceback, chained ones too, as one line that ends in the name of the file `whole`."""
    last, inside, closed = "", False, False
    for line in lines:
        text = line.rstrip("\n")
        if _BEGINS.match(text):
            inside, closed = True, False
        elif inside and (_LINK.match(text) or not text.strip()):
            continue
        elif inside and not _ANEW.match(text) and (text[:1] in " |+\t" or not closed):
            if text[:1] not in " |+\t":
                last, closed = text, True
        else:
            if inside:
                yield _short(last, whole)
                inside = False
            yield text
    if inside:
        yield _short(last, whole)


def _short(last: str, whole: str) -> str:
    return f"  {last[:200] or 'broken off'} (whole in {whole})"
