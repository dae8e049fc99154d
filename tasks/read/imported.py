"""Articles that came as data, not as pages: one JSON object each, archived as it was given.

Fields taken: `text` (a string or a list of paragraphs) or `html`, `title`, `authors` (list or string), `date` or
`published_at` (words, ISO or seconds since 1970), `modified_at`, `lang` or `language`, `section`; and the names that other
programs give to these. Others are the importer's business and kept in the archive.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from tasks.collect.sniff import begins_page
from tasks.read.documents import read_document
from tasks.read.language import text_language
from tasks.read.page import read_page
from tasks.read.records import PageText, Refusal, StatedTime
from tasks.read.shown import dates_in
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
    except (ValueError, RecursionError) as problem:
        return Refusal("not_html", f"not a JSON object ({problem})")
    if not isinstance(row, dict):
        return Refusal("not_html", "not a JSON object")
    page = _page(row, url, fetched_at)
    if isinstance(page, Refusal):
        return page
    published, modified = _time(row, _PUBLISHED, fetched_at), _time(row, _MODIFIED, fetched_at)
    authors = next((row[key] for key in _AUTHORS if row.get(key)), None)
    return PageText(
        text=page.text,
        title=_first(row, "title", "headline") or page.title,
        authors=tuple(_authors(authors)) or page.authors,
        published=published or page.published,
        modified=modified or page.modified,
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
    html, text = _first(row, *_HTML), _words(row)
    if html is not None:
        return read_page(html.encode("utf-8", "replace"), url=url, content_type="text/html; charset=utf-8",
                         fetched_at=fetched_at)  # fmt: skip
    if text is None:
        return Refusal("empty", f'neither "text" nor "html" holds anything (found: {", ".join(row)[:120]})')
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


# Names of fields, ours first; then those of JSON Feed, schema.org, trafilatura, news-please and NewsAPI.
_TEXT = ("text", "content_text", "articleBody", "maintext", "raw_text", "body", "content")
_HTML = ("html", "content_html", "raw_html")
_PUBLISHED = (
    "published_at", "date", "published", "date_published", "datePublished", "date_publish", "publishedAt",
    "publish_date", "pub_date",
)  # fmt: skip
_MODIFIED = ("modified_at", "date_modified", "dateModified", "date_modify", "updated_at")
_AUTHORS = ("authors", "author", "byline")


def _words(row: dict[str, Any]) -> str | None:
    for key in _TEXT:
        value = row.get(key)
        if isinstance(value, list) and value and all(isinstance(part, str) for part in value):
            value = "\n\n".join(value)
        if isinstance(value, str) and value.strip():
            return value
    return None


def _time(row: dict[str, Any], keys: tuple[str, ...], fetched_at: datetime | None) -> StatedTime | None:
    """The first time given; one that cannot be read is kept as stated and flagged, never passed over in silence."""
    for key in keys:
        value = row.get(key)
        if isinstance(value, dict):  # MongoDB's exports
            value = value.get("$date")
        if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e15:
            value = f"{value:.0f}"
        if not isinstance(value, str) or not value.strip():
            continue
        if stated := parse_time(value, fetched_at):
            return stated
        for shown in dates_in(value[:200], _first(row, "language", "lang"))[:1]:
            return parse_time(shown.iso, fetched_at)
        return StatedTime(value.strip()[:120], None, "day", None, "absurd")
    return None


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
        names = [part.get("name") if isinstance(part, dict) else part for part in value]
        return [name.strip() for name in names if isinstance(name, str) and name.strip()]
    if isinstance(value, dict):
        return _authors([value])
    return []
