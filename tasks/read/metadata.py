"""What a page states about its article: JSON-LD and OpenGraph first, then tags, then the markup."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from lxml.html import HtmlElement

from tasks.read.access import free_access
from tasks.read.blocks import Block
from tasks.read.canonical import canonical_url, stated_urls
from tasks.read.jsonld import Statements, read_jsonld, text_of, types_of
from tasks.read.names import author_names
from tasks.read.published import Elsewhere, stated_modified, stated_published
from tasks.read.records import StatedTime
from tasks.read.shown import dates_anywhere, month_anywhere, shown_dates
from tasks.read.stating import Stating, stating_elements
from tasks.read.title import headline_at, page_title

# So many entries of a live blog as no page has that is none.
_MANY_UPDATES: Final = 1_000


@dataclass(frozen=True, slots=True)
class Metadata:
    """The statements of one page, each with where it came from in `methods`.

    `title_at` is the index of the block that shows the headline, `live_updates` how many entries are marked as those
    of a live blog, in microdata; its own type counts as many.
    """

    title: str | None
    title_at: int | None
    authors: tuple[str, ...]
    published: StatedTime | None
    modified: StatedTime | None
    section: str | None
    language: str | None
    canonical_url: str | None
    free_access: bool | None
    live_blog: bool
    live_updates: int
    types: frozenset[str]
    description: str | None
    body: str | None
    methods: tuple[tuple[str, str], ...]


def read_metadata(
    tree: HtmlElement, blocks: list[Block], url: str | None, fetched_at: datetime | None
) -> Metadata:
    """Read title, authors, times, section, language, address and access from one parsed page.

    `blocks` are the page's runs of text, where dates are looked for beside the headline.
    """
    stating = stating_elements(tree)
    meta = read_meta_tags(stating)
    said = read_jsonld(stating, url)
    title, title_from = page_title(stating, meta, said)
    authors, authors_from = author_names(tree, meta, said)
    language = _language(tree, meta, said)
    title_at = headline_at(blocks, title)
    locale = meta.get("og:locale") or language
    published, published_from = stated_published(
        tree,
        stating,
        meta,
        said,
        shown_dates(blocks, title_at, locale),
        Elsewhere(lambda: dates_anywhere(blocks, locale), lambda: month_anywhere(blocks)),
        url,
        fetched_at,
    )
    modified, modified_from = stated_modified(meta, said, fetched_at)
    kinds = types_of(said.article)
    methods = {
        "title": title_from,
        "authors": authors_from,
        "published": published_from,
        "modified": modified_from,
    }
    return Metadata(
        title=title,
        authors=authors,
        published=published,
        modified=modified,
        section=_section(meta, said),
        language=language,
        title_at=title_at,
        canonical_url=canonical_url(stated_urls(stating), url),
        free_access=free_access(meta, said),
        live_blog="LiveBlogPosting" in said.types or "liveblogupdate" in meta,
        live_updates=_updates(stating),
        types=kinds,
        description=_description(meta, said),
        body=_body(said),
        methods=tuple((field, source) for field, source in methods.items() if source),
    )


def read_meta_tags(stating: Stating) -> dict[str, str]:
    """Map the lower-cased name, property or itemprop of each meta tag to its first non-empty content."""
    found: dict[str, str] = {}
    for tag in stating["meta"]:
        content = " ".join((tag.get("content") or "").split())
        if not content:
            continue
        for key in ("property", "name", "itemprop", "http-equiv"):
            if name := tag.get(key):
                found.setdefault(name.strip().lower(), content)
    return found


def _updates(stating: Stating) -> int:
    updates = 0
    for name in ("article", "main", "body"):
        for element in stating[name]:
            if "LiveBlogPosting" in (element.get("itemtype") or ""):
                return _MANY_UPDATES
            updates += element.get("itemprop") == "liveBlogUpdate"
    return updates


def _description(meta: dict[str, str], said: Statements) -> str | None:
    stated = text_of(said.article.get("description"))
    return stated or meta.get("og:description") or meta.get("description")


def _body(said: Statements) -> str | None:
    body = said.article.get("articleBody") or said.article.get("text")
    if isinstance(body, list):
        body = "\n\n".join(x for x in body if isinstance(x, str))
    return body if isinstance(body, str) and body.strip() else None


def _section(meta: dict[str, str], said: Statements) -> str | None:
    stated = text_of(said.article.get("articleSection"))
    section = stated or meta.get("article:section") or meta.get("section") or meta.get("cxenseparse:category")
    return section[:120] if section else None


def _language(tree: HtmlElement, meta: dict[str, str], said: Statements) -> str | None:
    stated = said.article.get("inLanguage")
    tag = tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang")
    return (
        tag
        or text_of(stated)
        or meta.get("og:locale")
        or meta.get("content-language")
        or meta.get("language")
    )
