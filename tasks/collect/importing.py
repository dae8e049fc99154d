"""Articles held as files: text, HTML, saved pages, JSON, WARC, WACZ; told apart, named, and handed on as pages."""

from __future__ import annotations

import hashlib
import json
import os
import re
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import quote, urlsplit

from tasks.collect.dates import stated_time
from tasks.collect.json_rows import json_rows
from tasks.collect.saved_page import Saved, is_mhtml, saved_html, saved_mhtml
from tasks.collect.sniff import begins_page, file_kind
from tasks.collect.unpacked import Unpacked
from tasks.collect.urls import BadUrl, normalise, registrable_domain
from tasks.collect.warc_pages import WarcPage, pages_of_warc
from tasks.read.charset import decode_page

_TEXTS, _PAGES = (".txt", ".text"), (".html", ".htm", ".xhtml", ".xht", ".mhtml", ".mht")
_ROWS, _WARCS, _ZIPS = (".jsonl", ".ndjson", ".json"), (".warc", ".arc"), (".wacz",)
_PACKINGS = (".gz", ".zst")
#: What can be imported, as it is told to who gives something else; all but WACZ may be packed.
SUFFIXES = (*_TEXTS, *_PAGES, *_ROWS, *_WARCS, *_ZIPS)
KNOWN = ", ".join(SUFFIXES) + " (.gz and .zst too)"
#: One line or page of more than this is no article.
MOST_BYTES = 10 * 1024 * 1024
#: A saved page carries its pictures.
_MOST_SAVED_BYTES = 8 * MOST_BYTES
#: Types of archived answers that are pages; those of the others are passed over, unless their bytes are a page.
_PAGE_TYPES = frozenset({"", "text/html", "application/xhtml+xml", "text/plain", "application/octet-stream"})


_WITHIN = re.compile(r"(?:, record \d+|:(?:item )?\d+|: after \d+ documents)$")


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

    @property
    def file(self) -> str:
        """The file a document came in."""
        return _WITHIN.sub("", self.origin)


@dataclass(frozen=True, slots=True)
class FoundFiles:
    """The importable files, each once, and the files in folders that are of no known kind."""

    files: tuple[Path, ...]
    others: tuple[Path, ...]


def find_files(paths: Sequence[Path]) -> FoundFiles:
    """The importable files among `paths`; folders are walked. Raises NotImportable for anything else."""
    found: dict[Path, Path] = {}
    others: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(p for p in path.rglob("*") if p.is_file() and not p.name.startswith("."))
            wanted = [p for p in inside if kind_of_file(p)]
            if not wanted:
                raise NotImportable(f"{shown(path)}: holds no {KNOWN} file")
            others += [p for p in inside if not kind_of_file(p)]
        elif not path.exists():
            raise NotImportable(f"{shown(path)}: no such file")
        elif not path.is_file():
            raise NotImportable(f"{shown(path)}: is no ordinary file; give a file or a folder")
        elif not kind_of_file(path):
            raise NotImportable(f"{shown(path)}: unknown kind of file; known are {KNOWN}")
        else:
            wanted = [path]
        for one in wanted:
            found.setdefault(one.resolve(), one)
    return FoundFiles(tuple(found.values()), tuple(others))


def kind_of_file(path: Path) -> str:
    """The suffix that says what a file is, its packing taken off; empty for an unknown kind."""
    name = path.name.lower()
    for packing in _PACKINGS:
        name = name.removesuffix(packing)
    suffix = Path(name).suffix
    packed = name != path.name.lower()
    return suffix if suffix in SUFFIXES and not (packed and suffix in _ZIPS) else ""


def needs_outlet(path: Path) -> bool:
    """Whether a file says nothing of its outlet: plain texts, and pages saved without their address."""
    kind = kind_of_file(path)
    if kind not in _PAGES:
        return kind in _TEXTS
    try:
        return _saved(_small(path, _MOST_SAVED_BYTES)).url is None
    except (OSError, ValueError):
        return False  # counted as unreadable when it is read


def read_pages(
    path: Path, outlet: str | None, given: Mapping[str, Any] | None, passed: Counter[str] | None = None
) -> Iterator[ImportedPage]:
    """The documents of one file, lazily. `outlet` and `given` (a manifest's line) name what it does not.

    What a file holds besides documents (pictures, redirects, revisits) is counted in `passed`.
    """
    passed = Counter() if passed is None else passed
    kind, count = kind_of_file(path), 0
    try:
        for count, page in enumerate(_documents(path, kind, outlet, given or {}, passed), 1):  # noqa: B007
            yield page
        if not count and not passed:
            yield _faulty(outlet, shown(path), "holds no document")
    except (OSError, ValueError, EOFError, RuntimeError, NotImplementedError, zipfile.BadZipFile) as problem:
        yield _faulty(outlet, f"{shown(path)}: after {count} documents", f"cannot be read on ({problem})")


def _documents(
    path: Path, kind: str, outlet: str | None, given: Mapping[str, Any], passed: Counter[str]
) -> Iterator[ImportedPage]:
    if kind in _TEXTS or kind in _PAGES:
        yield _single(path, kind, outlet, given)
    elif kind in _ZIPS:
        yield from _zipped(path, outlet, passed)
    else:
        with path.open("rb") as file:
            if kind in _WARCS:
                yield from _warc(file, shown(path), outlet, passed)
            else:
                for place, row in json_rows(Unpacked(file), MOST_BYTES):
                    yield _row(row, outlet, f"{shown(path)}:{place}")


def outlet_slug(name: str) -> str:
    """An outlet id from any name: lower-case ASCII letters, digits, hyphens; at most 60 characters.

    A name without any of these (one in another script) gives a mark of its own.
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:60]
    if slug or not name.strip():
        return slug or "unnamed"
    return f"outlet-{hashlib.sha256(name.strip().encode('utf-8', 'surrogatepass')).hexdigest()[:8]}"


def stand_in_url(*parts: str | bytes) -> str:
    """An address for a document that has none, under a host that can never exist (RFC 2606)."""
    raw = (p if isinstance(p, bytes) else p.encode("utf-8", "surrogateescape") for p in parts)
    return "http://import.invalid/" + "/".join(quote(part[-200:], safe=":,.-_~") for part in raw)


def shown(path: Path) -> str:
    """A file's name as it may stand in one line, whatever bytes it is made of."""
    text = os.fsencode(path).decode("utf-8", "backslashreplace")
    return "".join(c if c.isprintable() else "?" for c in text)


def _small(path: Path, most: int) -> bytes:
    """The unpacked bytes of a file of one document. Raises ValueError when there are too many."""
    with path.open("rb") as file:
        stream, data = Unpacked(file), bytearray()
        while piece := stream.read(64 * 1024):
            data += piece
            if len(data) > most:
                raise ValueError(
                    f"more than {most / 1e6:.0f} MB are no article; split it, or give a WARC or JSONL file"
                )
    return bytes(data)


def _saved(body: bytes) -> Saved:
    """A page as its saver left it; raises ValueError when there is none inside."""
    if not is_mhtml(body):
        return saved_html(body)
    if (page := saved_mhtml(body)) is None:
        raise ValueError("holds no whole page; save it again from the browser")
    return page


def _single(path: Path, kind: str, outlet: str | None, given: Mapping[str, Any]) -> ImportedPage:
    named, place = given.get("outlet") or outlet, shown(path)
    try:
        body = _small(path, MOST_BYTES if kind in _TEXTS else _MOST_SAVED_BYTES)
        page = Saved(body, "text/plain", None, None) if kind in _TEXTS else _saved(body)
        if len(page.body) > MOST_BYTES:
            raise ValueError(f"a page of {len(page.body) / 1e6:.0f} MB is more than one article can be")
    except (OSError, ValueError) as problem:
        return _faulty(named, place, f"cannot be read: {problem}")
    named = named or (_domain(page.url) if page.url else None)
    if not named:
        return _faulty(None, place, "says nothing of its outlet; name it with --outlet or in a --manifest")
    slug = outlet_slug(str(named))
    folder = hashlib.sha256(os.fsencode(path.resolve().parent)).hexdigest()[:12]
    body, content_type = page.body, page.content_type
    if any(given.get(key) for key in _GIVEN):
        row = {"text" if kind in _TEXTS else "html": decode_page(body, content_type).text}
        row |= {key: given[key] for key in _GIVEN if given.get(key)}
        body, content_type = (
            json.dumps(row, ensure_ascii=False).encode("utf-8", "replace"),
            "application/json",
        )
    return ImportedPage(
        slug,
        given.get("url") or page.url or stand_in_url(slug, folder, os.fsencode(path.name)),
        body,
        content_type,
        page.saved_at,
        given.get("title"),
        given.get("language"),
        place,
    )


_GIVEN = ("title", "published_at", "language")


def _row(row: dict[str, Any] | str, outlet: str | None, origin: str) -> ImportedPage:
    if isinstance(row, str):
        return _faulty(outlet, origin, row)
    url = row.get("url") if isinstance(row.get("url"), str) and row["url"].strip() else None
    try:
        url = normalise(url) if url else None
    except BadUrl as problem:
        return _faulty(outlet, origin, f'"url" is no web address ({problem}); correct it or leave it out')
    named = row.get("outlet") or row.get("outlet_name") or outlet or (_domain(url) if url else None)
    if not isinstance(named, str) or not named.strip():
        return _faulty(outlet, origin, 'neither "outlet" nor "url", and no --outlet given')
    slug = outlet_slug(named)
    try:
        body = json.dumps(row, ensure_ascii=False, sort_keys=True).encode("utf-8", "replace")
    except (ValueError, RecursionError) as problem:
        return _faulty(outlet, origin, f"nested too deep ({problem})")
    own = row.get("id")
    mark = (
        f"{own}" if isinstance(own, str | int) and f"{own}".strip() else hashlib.sha256(body).hexdigest()[:24]
    )
    language = row.get("language") or row.get("lang")
    return ImportedPage(
        outlet_id=slug,
        url=url or stand_in_url(slug, mark),
        body=body,
        content_type="application/json",
        fetched_at=_instant(row.get("fetched_at")),
        title=row.get("title") if isinstance(row.get("title"), str) else None,
        language=language if isinstance(language, str) else None,
        origin=origin,
    )


def _zipped(path: Path, outlet: str | None, passed: Counter[str]) -> Iterator[ImportedPage]:
    """The pages of the WARC files inside a WACZ file; its indexes and logs hold nothing else."""
    with zipfile.ZipFile(path) as whole:
        names = [n for n in whole.namelist() if kind_of_file(Path(n)) in _WARCS]
        for name in names:
            with whole.open(name) as file:
                yield from _warc(file, f"{shown(path)}/{shown(Path(name))}", outlet, passed)  # type: ignore[arg-type]
        if not names:
            raise ValueError("holds no WARC file")


def _warc(file: BinaryIO, name: str, outlet: str | None, passed: Counter[str]) -> Iterator[ImportedPage]:
    for number, page in enumerate(pages_of_warc(file, MOST_BYTES, passed), 1):
        origin = f"{name}, record {number}"
        named = page.notes.get("outlet_id") or outlet or _domain(page.url)
        if what := _no_article(page):
            passed[what] += 1  # the file's own housekeeping, pictures, answers without a page
        elif page.fault:
            yield _faulty(str(named), origin, page.fault)
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


def _no_article(page: WarcPage) -> str | None:
    """What an archived answer is that no article can be, or None. JSON is one only where it was imported as one."""
    if not page.url:
        return None
    if page.notes.get("purpose") in ("robots", "feed") or page.url.endswith("/robots.txt"):
        return "robots.txt files and feeds"
    if not 200 <= (page.http_status or 200) < 300:
        return "redirects and errors"
    kind = page.headers.get("content-type", "").split(";")[0].strip().lower()
    if page.fault or page.notes or kind in _PAGE_TYPES or begins_page(page.body):
        known = file_kind(page.body) if not page.fault and not page.notes else None
        return "files that are no pages" if known else None
    return "files that are no pages"


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


def _instant(stated: Any) -> datetime | None:
    """When a document says it was fetched: a text or seconds since 1970."""
    if isinstance(stated, bool) or not isinstance(stated, str | int | float):
        return None
    return stated_time(stated if isinstance(stated, str) else f"{stated:.0f}")
