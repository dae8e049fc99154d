"""Articles held as files: text, HTML, JSON lines, WARC; told apart, named, and handed on as pages."""

from __future__ import annotations

import gzip
import json
import re
import unicodedata
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from tasks.collect.archive import read_warc
from tasks.collect.urls import registrable_domain

SUFFIXES = (".txt", ".html", ".htm", ".jsonl", ".jsonl.gz", ".ndjson", ".ndjson.gz", ".warc", ".warc.gz")
#: One line or page of more than this is no article.
MOST_BYTES = 10 * 1024 * 1024


class NotImportable(ValueError):
    """A file that cannot be imported; says which and what to do."""


@dataclass(frozen=True, slots=True)
class ImportedPage:
    """One document of a file. `fault` says why it cannot be read; it is counted, never dropped."""

    outlet_id: str
    url: str
    body: bytes
    content_type: str
    fetched_at: datetime | None
    title: str | None
    language: str | None
    origin: str  # file and line or record
    fault: str | None = None


def find_files(paths: Sequence[Path]) -> list[Path]:
    """The importable files among `paths`; folders are walked. Raises NotImportable for anything else."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(p for p in path.rglob("*") if p.is_file() and p.name.lower().endswith(SUFFIXES))
            if not inside:
                raise NotImportable(f"{path}: holds no {', '.join(SUFFIXES)} file")
            found.extend(inside)
        elif not path.exists():
            raise NotImportable(f"{path}: no such file")
        elif not path.name.lower().endswith(SUFFIXES):
            raise NotImportable(f"{path}: unknown kind of file; known are {', '.join(SUFFIXES)}")
        else:
            found.append(path)
    return found


def read_pages(path: Path, outlet: str | None, given: Mapping[str, Any] | None) -> Iterator[ImportedPage]:
    """The documents of one file, lazily. `outlet` and `given` (a manifest's line) name what it does not."""
    name = path.name.lower()
    if name.endswith((".warc", ".warc.gz")):
        yield from _warc(path, outlet)
    elif name.endswith((".txt", ".html", ".htm")):
        yield _single(path, outlet, given or {})
    else:
        yield from _lines(path, outlet)


def outlet_slug(name: str) -> str:
    """An outlet id from any name: lower-case ASCII letters, digits, hyphens; at most 60 characters."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:60] or "unnamed"


def stand_in_url(place: str) -> str:
    """An address for a document that has none, under a host that can never exist (RFC 2606)."""
    return f"http://import.invalid/{quote(place.lstrip('/'), safe='/:,.-_ ~').replace(' ', '%20')}"


def _single(path: Path, outlet: str | None, given: Mapping[str, Any]) -> ImportedPage:
    named = given.get("outlet") or outlet
    if not named:
        raise NotImportable(f"{path}: says nothing of its outlet; name it with --outlet or in a --manifest")
    size = path.stat().st_size
    if size > MOST_BYTES:
        fault = f"{size / 1e6:.0f} MB is more than one article can be; split it, or give a WARC or JSONL file"
        return _faulty(str(named), f"{path}", fault)
    url = given.get("url") or stand_in_url(path.as_posix())
    html = path.name.lower().endswith((".html", ".htm"))
    body = path.read_bytes()
    kind = "text/html" if html else "text/plain"
    if not html and (given.get("title") or given.get("published_at")):
        row = {"text": body.decode("utf-8", "replace"), **{k: given.get(k) for k in _GIVEN if given.get(k)}}
        body, kind = json.dumps(row, ensure_ascii=False).encode(), "application/json"
    return ImportedPage(
        outlet_slug(str(named)), url, body, kind, None, given.get("title"), given.get("language"), f"{path}"
    )


_GIVEN = ("title", "published_at", "language")


def _lines(path: Path, outlet: str | None) -> Iterator[ImportedPage]:
    number = 0
    try:
        opened = gzip.open(path, "rb") if path.name.lower().endswith(".gz") else path.open("rb")
        with opened as stream:
            for number, line in enumerate(stream, 1):
                if line.strip():
                    yield _line(line, outlet, f"{path}:{number}")
    except (OSError, EOFError, zlib.error) as problem:
        yield _faulty(outlet, f"{path}:{number + 1}", f"the file breaks off ({problem})")


def _line(line: bytes, outlet: str | None, origin: str) -> ImportedPage:
    if len(line) > MOST_BYTES:
        return _faulty(outlet, origin, f"a line of {len(line)} bytes")
    try:
        row = json.loads(line)
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as problem:
        return _faulty(outlet, origin, f"not JSON: {problem}")
    if not isinstance(row, dict):
        return _faulty(outlet, origin, "not a JSON object")
    url = row.get("url") if isinstance(row.get("url"), str) else None
    named = row.get("outlet") or row.get("outlet_name") or outlet or (_domain(url) if url else None)
    if not isinstance(named, str) or not named:
        return _faulty(outlet, origin, 'neither "outlet" nor "url", and no --outlet given')
    address = url or stand_in_url(f"{outlet_slug(named)}/{row.get('id') or origin}")
    return ImportedPage(
        outlet_id=outlet_slug(named),
        url=address,
        body=json.dumps(row, ensure_ascii=False, sort_keys=True).encode("utf-8", "replace"),
        content_type="application/json",
        fetched_at=_instant(row.get("fetched_at")),
        title=row.get("title") if isinstance(row.get("title"), str) else None,
        language=row.get("language") or row.get("lang"),
        origin=origin,
    )


def _warc(path: Path, outlet: str | None) -> Iterator[ImportedPage]:
    for number, page in enumerate(read_warc(path, MOST_BYTES), 1):
        origin = f"{path}, record {number}"
        named = page.notes.get("outlet_id") or outlet or _domain(page.url)
        if page.fault:
            yield _faulty(named, origin, page.fault)
        elif page.notes.get("purpose") in ("robots", "feed") or (page.http_status or 200) >= 300:
            continue  # not articles: the file's own housekeeping and answers without a page
        else:
            yield ImportedPage(
                outlet_slug(str(named)),
                page.url,
                page.body,
                page.headers.get("content-type") or "text/html",
                _instant(page.fetched_at),
                None,
                None,
                origin,
            )


def _faulty(outlet: str | None, origin: str, fault: str) -> ImportedPage:
    return ImportedPage(
        outlet_slug(outlet or "unnamed"), stand_in_url(origin), b"", "", None, None, None, origin, fault
    )


def _domain(url: str) -> str:
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return "unnamed"
    return registrable_domain(host) or host or "unnamed"


def _instant(text: Any) -> datetime | None:
    if not isinstance(text, str) or not text:
        return None
    try:
        at = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        return None
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
