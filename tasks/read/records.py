"""What the read stage makes of one page: a text with its metadata, or a refusal with a reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Precision = Literal["second", "minute", "hour", "day", "month", "year"]
ArticleKind = Literal["article", "live_blog", "teaser", "gallery", "interview"]
Refused = Literal[
    "not_html",
    "empty",
    "empty_extract",
    "consent_wall",
    "blocked",
    "soft_404",
    "not_an_article",
    "bad_charset",
    "too_large",
    "extract_timeout",
    "extract_crashed",
    "quarantined",
]


@dataclass(frozen=True, slots=True)
class StatedTime:
    """A time as a page states it. `at` is aware UTC or None when unreadable or absurd.

    `precision` says what was stated; `zone` the stated offset ("+02:00", "Z") or None when naive
    (then UTC was assumed); `raw` the text; `flag` one of future, absurd, naive, or None.
    """

    raw: str
    at: datetime | None
    precision: Precision
    zone: str | None
    flag: str | None


@dataclass(frozen=True, slots=True)
class PageText:
    """The article on one page. `text` has paragraphs separated by one blank line ("\\n\\n").

    `canonical_url` is the page's own claim, believed only inside the registrable domain.
    `free_access` is the publisher's isAccessibleForFree (None when not said). `damaged` is the
    share of U+FFFD among the decoded characters. `methods` names, per field, where it came from.
    """

    text: str
    title: str | None
    authors: tuple[str, ...]
    published: StatedTime | None
    modified: StatedTime | None
    language: str | None
    section: str | None
    canonical_url: str | None
    kind: ArticleKind
    free_access: bool | None
    encoding: str
    damaged: float
    methods: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Refusal:
    """A page that gives no article: one reason of the closed list and a short detail for people."""

    reason: Refused
    detail: str
