"""Raw pages as WARC 1.1 files: one file per outlet and run, in a folder per day.

A file is written under a temporary name, flushed to disk, renamed, and its folder flushed: a row that
points into the archive never points to a short file. What a killed process left unfinished is removed by
the next one.
"""

from __future__ import annotations

import json
import os
import re
from base64 import b32encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha1, sha256
from io import BytesIO
from pathlib import Path
from string import printable
from typing import Any, BinaryIO
from urllib.parse import quote
from uuid import uuid4

from isal import isal_zlib

from tasks.collect.fetching import Fetched
from tasks.collect.warc_pages import FIELD, headers_of

_PART = re.compile(r"\.(\d+)\.part$")
_SAFE = re.compile(r"[^a-z0-9-]+")
#: The level: 0.25 ms a page of 175 kB where zlib-ng takes 1.06 at 5, for records that are 14 % longer (526 news pages).
_PACKING = 2
#: Bytes of a file that are looked at at once: most records are not longer.
_STEP = 65_536


class DamagedRecord(Exception):
    """A place in the archive does not hold a whole response record; says which file and offset."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page lies: file relative to the archive folder, byte offset and length of the record."""

    file: str
    offset: int
    length: int


class Archive:
    """The archive folder. Raises OSError when it cannot be made."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        for left in folder.glob("*/*.part"):
            owner = _PART.search(left.name)
            if owner is None or not _runs(int(owner[1])):
                left.unlink(missing_ok=True)

    def open_batch(self, outlet_id: str, run_id: str, day: str) -> Batch:
        """Begin the file of one outlet in one run; nothing is on disk until the first page is added."""
        return Batch(self.folder, outlet_id, run_id, day)


class Batch:
    """One file being written. Use `add`, then `close` once; rows count only after `close` returned."""

    def __init__(self, folder: Path, outlet_id: str, run_id: str, day: str) -> None:
        if not re.fullmatch(r"\d{4}-\d\d-\d\d", day):
            raise ValueError(f"day must be YYYY-MM-DD, got {day!r}")
        mark = sha256(f"{outlet_id}\n{run_id}".encode()).hexdigest()[:12]
        name = f"{_SAFE.sub('-', outlet_id.lower())[:40].strip('-') or 'outlet'}-{mark}"
        self._folder = folder / day
        final = self._folder / f"{name}.warc.gz"
        number = 1
        while final.exists():
            number += 1
            final = self._folder / f"{name}-{number}.warc.gz"
        self._final = final
        self._part = final.with_name(f"{final.name}.{os.getpid()}.part")
        self._file: Any = None
        self._notes = {"outlet_id": outlet_id, "run_id": run_id}

    def add(self, fetched: Fetched, entry_id: str | None, fetch_id: str) -> Place:
        """Write one page and return where it will lie; raises OSError (disk full, read only)."""
        self._open()
        offset = self._file.tell()
        self._write(_record(fetched, {**self._notes, "entry_id": entry_id, "fetch_id": fetch_id}))
        self._file.flush()
        return Place(f"{self._folder.name}/{self._final.name}", offset, self._file.tell() - offset)

    def close(self) -> None:
        """Make the file whole and durable under its final name; raises OSError."""
        if self._file is None:
            return
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        self._file = None
        self._part.rename(self._final)
        _flush_folder(self._folder)
        _flush_folder(self._folder.parent)

    def abandon(self) -> None:
        """Remove what was written; no row may point to it."""
        if self._file is not None:
            self._file.close()
            self._file = None
        self._part.unlink(missing_ok=True)

    def _open(self) -> None:
        if self._file is not None:
            return
        from warcio.warcwriter import WARCWriter

        self._folder.mkdir(parents=True, exist_ok=True)
        self._file = self._part.open("xb")
        record = BytesIO()
        writer = WARCWriter(record, gzip=False, warc_version="1.1")
        info = {"software": "parallax", "format": "WARC File Format 1.1", "isPartOf": self._notes["run_id"]}
        writer.write_record(writer.create_warcinfo_record(self._final.name, info))
        self._write(record.getvalue())

    def _write(self, record: bytes) -> None:
        """Every record is a gzip member of its own, as the standard advises (WARC 1.1, annex D)."""
        self._file.write(isal_zlib.compress(record, _PACKING, wbits=31))


def read_record(archive: Archive | Path, file: str, offset: int) -> tuple[dict[str, str], bytes]:
    """Return the HTTP headers (lower-case names) and the decoded body of one archived page.

    Raises DamagedRecord when there is no whole response record, ValueError when `file` leads out of the
    archive.
    """
    path = _inside(archive, file)
    try:
        with path.open("rb") as stream:
            stream.seek(offset)
            return _response(stream, f"{file} at {offset}")
    except OSError as error:
        raise DamagedRecord(f"{file} at {offset}: {error}") from error


def copy_records(archive: Archive | Path, file: str, places: Sequence[tuple[int, int]]) -> list[bytes]:
    """Archived pages' records as they lie in one file, compressed, for another machine to read; empty what cannot be read.

    `places` are offsets and lengths. Records are not looked into: `record_body` does. Raises ValueError when `file`
    leads out of the archive.
    """
    try:
        stream = _inside(archive, file).open("rb", buffering=0)
    except OSError:
        return [b""] * len(places)
    with stream:
        return [_bytes_at(stream.fileno(), offset, length) for offset, length in places]


def _bytes_at(file: int, offset: int, length: int) -> bytes:
    try:
        return os.pread(file, length, offset)
    except OSError:
        return b""


def record_body(record: bytes, place: str) -> bytes:
    """Return the decoded body of a record copied by `copy_records`; `place` is named by DamagedRecord."""
    return _response(BytesIO(record), place)[1]


def _inside(archive: Archive | Path, file: str) -> Path:
    folder = archive.folder if isinstance(archive, Archive) else archive
    path = (folder / file).resolve()
    if not path.is_relative_to(folder.resolve()):
        raise ValueError(f"{file!r} leads out of the archive")
    return path


def _response(stream: BinaryIO, place: str) -> tuple[dict[str, str], bytes]:
    """Headers and checked body of the response record at which the stream stands."""
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    try:
        record = next(iter(ArchiveIterator(BytesIO(_unpacked(stream)))))
        if record.rec_type != "response":
            raise DamagedRecord(f"{place}: a {record.rec_type} record, not a response")
        headers = headers_of(record)
        body = record.content_stream().read()
        stated = int(headers.get("content-length", len(body)))
        digest = record.rec_headers.get_header("WARC-Payload-Digest") or ""
    except (OSError, ArchiveLoadFailed, StopIteration, EOFError, ValueError, isal_zlib.error) as error:  # type: ignore[misc]
        raise DamagedRecord(f"{place}: {error}") from error
    if len(body) != stated:
        raise DamagedRecord(f"{place}: {len(body)} bytes of {stated}")
    # Damage can leave the length as it was, or make the reader take the bytes for another kind of archive.
    if digest != _digest(body):
        raise DamagedRecord(f"{place}: the page is not the one that was written (WARC-Payload-Digest)")
    return headers, body


def _unpacked(stream: BinaryIO) -> bytes:
    """The gzip member at which the stream stands, whole: faster than piece by piece, by the reader of the standard."""
    member = isal_zlib.decompressobj(wbits=31)
    pieces = []
    while not member.eof:
        packed = stream.read(_STEP)
        if not packed:
            raise EOFError("the file ends within the record")
        pieces.append(member.decompress(packed))
    return b"".join(pieces)


# The body is stored decoded, so the headers that described the transfer keep their values under other names.
_TRANSFER = frozenset({"content-encoding", "transfer-encoding", "content-length"})


def _record(fetched: Fetched, notes: dict[str, Any]) -> bytes:
    """One response record, put together at once: warcio's own writer takes a body through in pieces, three times."""
    from warcio.statusandheaders import StatusAndHeaders

    headers = [
        (f"X-Transfer-{name}" if name.lower() in _TRANSFER else _ascii(name), _ascii(value))
        for name, value in fetched.headers
    ]
    headers.append(("Content-Length", str(len(fetched.body))))
    status = f"{fetched.http_status or 200} OK"
    http = StatusAndHeaders(status, headers, protocol="HTTP/1.1").to_ascii_bytes()
    stated = {**notes, "url": fetched.url, "hops": list(fetched.hops), "purpose": fetched.purpose}
    fields = [
        ("WARC-Date", _warc_date(fetched.fetched_at)),
        (FIELD, json.dumps(stated, ensure_ascii=True)),
        ("WARC-Type", "response"),
        ("WARC-Record-ID", f"<urn:uuid:{uuid4()}>"),
        ("WARC-Target-URI", fetched.final_url or fetched.url),
        ("WARC-Payload-Digest", _digest(fetched.body)),
        ("WARC-Block-Digest", _digest(http, fetched.body)),
        ("Content-Type", "application/http; msgtype=response"),
        ("Content-Length", str(len(http) + len(fetched.body))),
    ]
    head = StatusAndHeaders("", fields, protocol="WARC/1.1").to_bytes(encoding="utf-8")
    return b"".join((head, http, fetched.body, b"\r\n\r\n"))


def _ascii(text: str) -> str:
    """A header in the characters that an HTTP/1 head may have; what servers send besides stands in escapes."""
    return text if text.isascii() else quote(text, safe=printable)


def _digest(*parts: bytes) -> str:
    """SHA-1 in the way in which the standard's own examples, and other archives, write it."""
    found = sha1(usedforsecurity=False)
    for part in parts:
        found.update(part)
    return f"sha1:{b32encode(found.digest()).decode()}"


def _warc_date(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _flush_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
