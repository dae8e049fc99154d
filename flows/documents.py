"""Documents named on the command line: files, addresses or a manifest, as compare's records."""

from __future__ import annotations

import csv
import hashlib
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from flows.errors import CommandError, wrong_usage
from tasks.claims.extract import extract_claims
from tasks.compare.records import Document
from tasks.read.documents import read_document
from tasks.read.records import PageText, Refusal

#: A text of 20 MB is some four thousand pages: no article. Larger files are refused unread.
LARGEST_BYTES = 20_000_000
#: What a manifest may say of a document, its place under any of three names.
MANIFEST_COLUMNS = ("path", "url", "file", "outlet", "title", "published_at", "language")

Fetch = Callable[[str], tuple[bytes, str | None]]


@dataclass(frozen=True, slots=True)
class Named:
    """One document as the caller named it; empty fields are read from the document itself."""

    place: str  # path or http(s) address
    outlet: str
    title: str | None = None
    published_at: datetime | None = None
    precision: str | None = None
    language: str | None = None


def is_address(place: str) -> bool:
    """Whether `place` is a web address rather than a path."""
    return place.lower().startswith(("http://", "https://"))


def name_documents(places: Sequence[str]) -> list[Named]:
    """Documents given one by one; the outlet is the file's stem or the address's host."""
    named = []
    for place in places:
        outlet = (urlsplit(place).hostname or place) if is_address(place) else Path(place).stem
        named.append(Named(place, outlet.removeprefix("www.")))
    return named


def read_manifest(path: Path) -> list[Named]:
    """Documents of a CSV with columns `path` (or `url`) and `outlet`; `title`, `published_at` (ISO)
    and `language` may follow. Paths are relative to the manifest. Raises CommandError (wrong usage)."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as problem:
        raise wrong_usage(
            f"manifest {path}: cannot be read ({problem.strerror}); give a CSV file in UTF-8"
        ) from None
    except UnicodeDecodeError:
        raise wrong_usage(f"manifest {path}: is not a text in UTF-8; give a CSV file in UTF-8") from None
    rows = csv.DictReader(text.splitlines())
    columns = [c.strip() for c in rows.fieldnames or []]
    place_column = next((c for c in ("path", "url", "file") if c in columns), None)
    if unknown := [c for c in columns if c not in MANIFEST_COLUMNS]:
        sys.stderr.write(
            f"manifest {path}: column {', '.join(map(repr, unknown))} is not read;"
            f" known are {', '.join(MANIFEST_COLUMNS)}\n"
        )
    missing = [c for c, there in (("path", place_column), ("outlet", "outlet" in columns)) if not there]
    if missing:
        raise wrong_usage(
            f"manifest {path}: column {' and '.join(map(repr, missing))} missing"
            f" (found: {', '.join(columns) or 'none'}); the first line must name path, outlet"
            " and may name title, published_at, language"
        )
    named = []
    for number, raw in enumerate(rows, 2):
        row = {(k or "").strip(): (v or "").strip() for k, v in raw.items() if isinstance(v, str)}
        place = row.get(place_column or "", "")
        if not place:
            raise wrong_usage(f"manifest {path}, line {number}: {place_column} is empty")
        at, precision = parse_time(row.get("published_at", ""), f"manifest {path}, line {number}")
        if "://" not in place:
            place = str(path.parent / place)
        outlet = row.get("outlet") or Path(place).stem
        named.append(Named(place, outlet, row.get("title"), at, precision, row.get("language")))
    return named


def parse_time(text: str, where: str) -> tuple[datetime | None, str | None]:
    """An ISO date or time as aware UTC with its precision; naive times count as UTC."""
    if not text:
        return None, None
    try:
        at = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        raise wrong_usage(f"{where}: {text!r} is not an ISO date or time, e.g. 2026-03-01T09:30Z") from None
    at = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    return at, "day" if len(text) <= 10 else "minute"


def load_documents(
    named: Sequence[Named], now: datetime, fetch: Fetch
) -> tuple[list[Document], list[CommandError]]:
    """The documents that can be read, and one error for each that cannot. One never stops another."""
    documents: list[Document] = []
    problems: list[CommandError] = []
    for item in named:
        try:
            document = _load(item, now, fetch)
        except CommandError as problem:
            problems.append(problem)
            continue
        if any(d.version_id == document.version_id for d in documents):
            problems.append(CommandError(f"{item.place}: the same outlet and text as an earlier document"))
            continue
        documents.append(document)
    return documents, problems


def read_file(path: Path) -> bytes:
    """The bytes of a file of at most LARGEST_BYTES. Raises CommandError naming file and remedy."""
    if not path.exists():
        raise wrong_usage(f"{path}: no such file")
    if path.is_dir():
        raise wrong_usage(f"{path}: is a directory; name the files in it, e.g. {path}/*.txt")
    try:
        size = path.stat().st_size
        if size > LARGEST_BYTES:
            raise CommandError(
                f"{path}: {size / 1e6:.0f} MB is more than one article can be"
                f" (at most {LARGEST_BYTES / 1e6:.0f} MB); split it, or `parallax import` a WARC or JSONL"
            )
        return path.read_bytes()
    except OSError as problem:
        raise CommandError(f"{path}: cannot be read ({problem.strerror})") from None


def _load(item: Named, now: datetime, fetch: Fetch) -> Document:
    if is_address(item.place):
        body, content_type = fetch(item.place)
    elif "://" in item.place and not Path(item.place).exists():
        raise wrong_usage(f"{item.place}: only http:// and https:// are fetched; save it and name the file")
    else:
        body, content_type = read_file(Path(item.place)), None
    page = read_document(body, name=item.place, content_type=content_type)
    if isinstance(page, Refusal):
        raise CommandError(f"{item.place}: no article text ({page.reason}: {page.detail})")
    return _document(item, page, now)


def _document(item: Named, page: PageText, now: datetime) -> Document:
    title = item.title or page.title or ""
    language = item.language or page.language or "en"
    published = item.published_at or (page.published.at if page.published else None)
    precision = item.precision or (page.published.precision if page.published else None)
    text_hash = hashlib.sha256(page.text.encode("utf-8", "surrogatepass")).hexdigest()
    # Ids settle ties, and a file's name must not: the text comes first, the outlet only tells copies apart.
    version_id = text_hash[:16] + hashlib.sha256(item.outlet.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return Document(
        version_id=version_id,
        article_id=version_id,
        outlet_id=item.outlet,
        url=item.place,
        title=title,
        authors=page.authors,
        text=page.text,
        language=language,
        kind=page.kind,
        full_text=page.kind != "teaser",
        published_at=published,
        published_precision=precision,
        first_seen_at=now,
        seen_after=None,
        day=(published or now).date(),
        claims=extract_claims(page.text, title=title, outlet=item.outlet, language=language),
    )
