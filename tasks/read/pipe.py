"""One line of `parallax pipe text`: a page in, an article or a refusal out."""

from __future__ import annotations

import base64
import binascii
from typing import Any

from tasks.read.page import read_page
from tasks.read.records import Refusal
from tasks.read.times import local_iso


def read_line(row: dict[str, Any]) -> dict[str, Any]:
    """Read the page in `html` (text) or `html_base64` (bytes) of one row.

    Returns id, text, title, authors, published_at and modified_at (ISO 8601, in the zone stated),
    language, refused (a reason or null). Raises ValueError when the row holds no page.
    """
    url = row.get("url") or None
    if url is not None and not isinstance(url, str):
        raise ValueError("url is no text")
    page = read_page(_body(row), url=url, content_type=_type(row), fetched_at=None)
    if isinstance(page, Refusal):
        return {
            "id": row.get("id"), "text": "", "title": None, "authors": [], "published_at": None,
            "modified_at": None, "language": None, "refused": page.reason,
        }  # fmt: skip
    return {
        "id": row.get("id"),
        "text": page.text,
        "title": page.title,
        "authors": list(page.authors),
        "published_at": local_iso(page.published),
        "modified_at": local_iso(page.modified),
        "language": page.language,
        "refused": None,
    }


def _type(row: dict[str, Any]) -> str | None:
    """Text that came as JSON is UTF-8 by now, whatever its own meta tag says."""
    return "text/html; charset=utf-8" if isinstance(row.get("html"), str) else "text/html"


def _body(row: dict[str, Any]) -> bytes:
    if isinstance(row.get("html_base64"), str):
        try:
            return base64.b64decode("".join(row["html_base64"].split()), validate=True)
        except (binascii.Error, ValueError) as error:
            raise ValueError("html_base64 is not base64") from error
    if isinstance(row.get("html"), str):
        return str(row["html"]).encode("utf-8", "replace")
    raise ValueError("a row needs html or html_base64")
