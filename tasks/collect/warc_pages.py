"""The pages of WARC and ARC files, whoever made them."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, BinaryIO

from tasks.collect import decode
from tasks.collect.payload import payload_of
from tasks.collect.unpacked import BrokenOff, Unpacked
from tasks.collect.urls import BadUrl, normalise

#: The WARC field that carries what no standard field does: outlet, entry, hops.
FIELD = "WARC-Parallax-Fetch"
#: Records that hold a page, or the text of one (Common Crawl's WET files), and those that only tell of the making.
_PAGE_RECORDS = frozenset({"response", "resource", "conversion"})
_HOUSEKEEPING = frozenset({"warcinfo", "request", "arc_header"})
_WEB = re.compile(r"https?://", re.IGNORECASE)
_BROKEN_RECORD = "record breaks off; what follows it is not read"
_WRONG_LENGTH = "the record is longer than its Content-Length says"


@dataclass(frozen=True, slots=True)
class WarcPage:
    """One page of a WARC file made by anyone. `body` is decoded; `fault` says why it is empty, if it is."""

    url: str
    fetched_at: str
    http_status: int | None
    headers: dict[str, str]
    body: bytes
    notes: dict[str, Any]
    fault: str | None = None


def read_warc(path: Path, max_body_bytes: int, passed: Counter[str] | None = None) -> Iterator[WarcPage]:
    """Yield the pages of a WARC or ARC file, packed or not, made by this or another program; see `pages_of_warc`."""
    with path.open("rb") as file:
        yield from pages_of_warc(file, max_body_bytes, passed)


def pages_of_warc(
    file: BinaryIO, max_body_bytes: int, passed: Counter[str] | None = None
) -> Iterator[WarcPage]:
    """Yield the pages of a WARC file, error responses too; texts of pages (`conversion`) are pages.

    Requests, revisits, DNS and other records are passed over and counted in `passed`. The file may be packed by
    record or as a whole. A body beyond the bound, with a broken coding, of another length than stated or cut by the
    program that archived it gives a page with a fault; a file that breaks off gives one last page with a fault.
    """
    from warcio.exceptions import ArchiveLoadFailed

    passed = Counter() if passed is None else passed
    record = waiting = None
    try:
        stream = Unpacked(file)
        archive = _iterator()(stream, arc2warc=True)
        for record in archive:
            if waiting is not None:
                yield _of_stated_length(waiting, archive)
                waiting = None
            url = (record.rec_headers.get_header("WARC-Target-URI") or "").strip("<>")
            if record.rec_type not in _PAGE_RECORDS or not _WEB.match(url):
                if record.rec_type not in _HOUSEKEEPING:
                    passed[f"{record.rec_type} records"] += 1
                continue
            waiting = page_of_record(record, url, max_body_bytes)
            if waiting.fault == _BROKEN_RECORD:
                yield waiting
                return
        if waiting is not None:
            yield _of_stated_length(waiting, archive)
            waiting = None
        if record is None:
            raise BrokenOff("it holds no record")
        if not stream.whole:
            raise BrokenOff("the last record has no end")
    # warcio takes None for a record where a file ends in a head.
    except (ArchiveLoadFailed, EOFError, OSError, ValueError, AttributeError) as error:
        if waiting is not None:
            yield waiting
        yield WarcPage(
            "", "", None, {}, b"", {}, f"file breaks off: {_line(error)}; what follows is not read"
        )


def _of_stated_length(page: WarcPage, archive: Any) -> WarcPage:
    """The page, with a fault when something else than the next record followed its stated length."""
    wrong, archive.err_count = archive.err_count, 0
    return replace(page, body=b"", fault=_WRONG_LENGTH) if wrong and page.fault is None else page


@lru_cache(maxsize=1)
def _iterator() -> Any:
    """warcio's reader without its warnings, which print what strangers wrote, and with addresses it does without."""
    from warcio.archiveiterator import ArchiveIterator
    from warcio.recordloader import ArcWarcRecordLoader

    class Loader(ArcWarcRecordLoader):
        """Takes records without an address and addresses in capital letters."""

        def _ensure_target_uri_format(self, rec_headers: Any) -> str:
            stated = (rec_headers.get_header("WARC-Target-URI") or "").strip().strip("<>")
            scheme, sign, rest = stated.partition("://")
            url = f"{scheme.lower()}{sign}{rest}".replace(" ", "%20")
            if rec_headers.get_header("WARC-Target-URI") is not None:
                rec_headers.replace_header("WARC-Target-URI", url)
            return url

    class Quiet(ArchiveIterator):
        """Counts records of the wrong length and says nothing."""

        INC_RECORD = ""

        def __init__(self, stream: Any, arc2warc: bool) -> None:
            super().__init__(stream, arc2warc=arc2warc)
            self.loader = Loader(verify_http=False, arc2warc=arc2warc)

    return Quiet


def page_of_record(record: Any, url: str, max_body_bytes: int) -> WarcPage:
    """The page in one WARC record; a body beyond the bound or with a broken coding gives a fault."""
    headers = headers_of(record)
    fault = None
    body = b""
    try:
        normalise(url)
    except BadUrl as error:
        fault = f"its address cannot be read ({_line(error)})"
    if cut := record.rec_headers.get_header("WARC-Truncated"):
        fault = f"cut by the program that archived it ({cut[:20]})"
    elif record.rec_headers.get_header("WARC-Segment-Number"):
        fault = "one part of a page that is archived in parts"
    try:
        body = b"" if fault else payload_of(record.raw_stream, headers, max_body_bytes)
    except decode.TooLarge:
        fault = "too_large"
    except (decode.BadEncoding, decode.CutShort) as error:
        fault = f"unreadable body: {_line(error)}"
    if fault is None and _cut(record):
        fault, body = _BROKEN_RECORD, b""
    status = record.http_headers.get_statuscode() if record.http_headers else ""
    try:
        notes = json.loads(record.rec_headers.get_header(FIELD) or "{}")
    except ValueError:
        notes = {}
    return WarcPage(
        url=url,
        fetched_at=record.rec_headers.get_header("WARC-Date") or "",
        http_status=int(status) if status and status.isdigit() else None,
        headers=headers,
        body=body,
        notes=notes if isinstance(notes, dict) else {},
        fault=fault,
    )


def _line(error: Exception) -> str:
    """An error's words on one short line; those of foreign files quote their bytes."""
    return "".join(c if c.isascii() and c.isprintable() else " " for c in f"{error}".split("[")[0])[
        :120
    ].strip()


def _cut(record: Any) -> bool:
    """Say whether the file ends before the record's stated length, or before it is stated."""
    if not (record.rec_headers.get_header("Content-Length") or "").strip().isdigit():
        return True
    while record.raw_stream.read(65_536):
        continue  # what lies behind a chunked body's end mark
    return bool(getattr(record.raw_stream, "limit", 0) > 0)


def headers_of(record: Any) -> dict[str, str]:
    """The HTTP headers of a record by lower-case name, the first of each; a resource has its type only."""
    if record.http_headers is not None:
        return {name.lower(): value for name, value in reversed(record.http_headers.headers)}
    kind = record.rec_headers.get_header("Content-Type")
    return {"content-type": kind} if kind else {}
