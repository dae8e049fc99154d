"""Articles that came as data, not as pages: one JSON object each, archived as it was given.

Fields taken: `text` or `html`, `title`, `authors` (list or string), `date` or `published_at`,
`modified_at`, `lang` or `language`, `section`. Others are the importer's business and kept in the archive.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from tasks.collect.sniff import begins_page
from tasks.read.documents import read_document
from tasks.read.language import text_language
from tasks.read.page import read_page
from tasks.read.records import PageText, Refusal
from tasks.read.times import parse_time

#: The archived record's content type tells the reader that it holds one article as JSON.
ARTICLE_JSON = "application/json"


def read_any(
    body: bytes, *, url: str | None, content_type: str | None, fetched_at: datetime | None
) -> PageText | Refusal:
    """Reads one archived body: an article as JSON, a plain text, or a page."""
    kind = (content_type or "").split(";")[0].strip().lower()
    if begins_page(body):  # whatever its server called it
        return read_page(body, url=url, content_type=content_type, fetched_at=fetched_at)
    if kind == ARTICLE_JSON:
        return read_article_json(body, url=url, fetched_at=fetched_at)
    if kind == "text/plain":
        return read_document(body, name=url or "text", content_type=content_type)
    return read_page(body, url=url, content_type=content_type, fetched_at=fetched_at)


def read_article_json(body: bytes, *, url: str | None, fetched_at: datetime | None) -> PageText | Refusal:
    """The article in one JSON object; metadata given beside `html` wins over the page's own."""
    try:
        row = json.loads(body)
    except (UnicodeDecodeError, json.JSONDecodeError) as problem:
        return Refusal("not_html", f"not a JSON object ({problem})")
    if not isinstance(row, dict):
        return Refusal("not_html", "not a JSON object")
    page = _page(row, url, fetched_at)
    if isinstance(page, Refusal):
        return page
    published = _first(row, "published_at", "date", "published")
    modified = _first(row, "modified_at")
    authors = row.get("authors")
    return PageText(
        text=page.text,
        title=_first(row, "title") or page.title,
        authors=tuple(_authors(authors)) or page.authors,
        published=parse_time(published, fetched_at) if published else page.published,
        modified=parse_time(modified, fetched_at) if modified else page.modified,
        language=_first(row, "language", "lang") or page.language,
        section=_first(row, "section") or page.section,
        canonical_url=page.canonical_url,
        kind=page.kind,
        free_access=page.free_access,
        encoding="utf-8",
        damaged=page.damaged,
        methods=(*page.methods, ("metadata", "given")),
    )


def _page(row: dict[str, Any], url: str | None, fetched_at: datetime | None) -> PageText | Refusal:
    html, text = row.get("html"), row.get("text")
    if isinstance(html, str) and html.strip():
        return read_page(html.encode("utf-8", "replace"), url=url, content_type="text/html; charset=utf-8",
                         fetched_at=fetched_at)  # fmt: skip
    if not isinstance(text, str) or not text.strip():
        return Refusal("empty", 'neither "text" nor "html" holds anything')
    plain = text.replace("\r\n", "\n").replace("\r", "\n").encode("utf-8", "replace").decode("utf-8")
    return PageText(
        text=plain,
        title=None,
        authors=(),
        published=None,
        modified=None,
        language=text_language(plain, None),
        section=None,
        canonical_url=None,
        kind="article",
        free_access=None,
        encoding="utf-8",
        damaged=plain.count("\ufffd") / len(plain),
        methods=(("text", "given"),),
    )


def _first(row: dict[str, Any], *keys: str) -> str | None:
    for key in keys:
        value = row.get(key)
        if isinstance(value, str) and value.strip():
            return value.strip()
    return None


def _authors(value: Any) -> list[str]:
    if isinstance(value, str):
        return [part.strip() for part in value.split(",") if part.strip()]
    if isinstance(value, list):
        return [part.strip() for part in value if isinstance(part, str) and part.strip()]
    return []
