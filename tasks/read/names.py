"""The authors a page names, as separate plain names."""

from __future__ import annotations

import re
from typing import Any

from lxml.html import HtmlElement

from tasks.read.jsonld import Statements, text_of

_MAX_NAMES = 20
_MAX_CHARS = 80

_BY = re.compile(
    r"^\s*(?:written by|story by|by|von|par|por|di|texte?:|author:|autor(?:in)?:|автор:?)\s+",
    re.I,
)
_SPLIT = re.compile(r"\s*(?:,|;|\||/|&|\band\b|\bund\b|\bet\b|\by\b|\be\b|•|·)\s*")
_NOT_A_NAME = re.compile(
    r"https?:|www\.|@\w|\.com\b|\d{3,}|^(?:admin|editor|staff|webmaster|unknown|none|null|author|redaktion\w*)$",
    re.I,
)
_BYLINE = (
    '//*[@itemprop="author"]//*[@itemprop="name"] | //*[@itemprop="author"][not(.//*[@itemprop="name"])]',
    '//a[contains(concat(" ", @rel, " "), " author ")]',
    '//*[self::a or self::span or self::p or self::div or self::address][contains(@class, "author-name")'
    ' or contains(@class, "author__name") or contains(@class, "byline-name")'
    ' or contains(@class, "byline__name")]',
    '//*[self::span or self::p or self::div][@class="author" or @class="byline" or @class="vcard"'
    ' or contains(@class, "byline") or contains(@class, "post-author")]',
)


def author_names(tree: HtmlElement, meta: dict[str, str], said: Statements) -> tuple[tuple[str, ...], str]:
    """Return the names and where they came from; an empty tuple when the page names nobody."""
    stated = _from_node(said.article.get("author"), said) or _from_node(said.article.get("creator"), said)
    if stated:
        return stated, "jsonld"
    for key in (
        "author",
        "article:author",
        "dc.creator",
        "dcterms.creator",
        "parsely-author",
        "sailthru.author",
        "byl",
        "citation_author",
        "cxenseparse:author",
        "og:article:author",
        "twitter:creator:name",
    ):
        if names := _names([meta[key]] if key in meta else []):
            return names, "meta"
    for path in _BYLINE:
        found = [" ".join(e.text_content().split()) for e in tree.xpath(path)[:6] if not _in_comments(e)]
        if names := _names([x for x in found if len(x) <= _MAX_CHARS]):
            return names, "markup"
    return (), ""


def _in_comments(element: HtmlElement) -> bool:
    return any("comment" in (e.get("class") or e.get("id") or "").lower() for e in element.iterancestors())


def _from_node(value: Any, said: Statements) -> tuple[str, ...]:
    items = value if isinstance(value, list) else [value]
    stated: list[str] = []
    for item in items[:_MAX_NAMES]:
        if isinstance(item, dict) and "name" not in item and isinstance(item.get("@id"), str):
            item = said.by_id.get(item["@id"], item)
        if isinstance(item, dict) and isinstance(item.get("name"), list):
            stated.extend(x for x in item["name"] if isinstance(x, str))
        elif name := text_of(item):
            stated.append(name)
    return _names(stated)


def _names(stated: list[str]) -> tuple[str, ...]:
    names: dict[str, None] = {}
    for line in stated:
        line = _BY.sub("", " ".join(line.split()))
        for name in _SPLIT.split(line):
            name = _BY.sub("", name).strip(" .,:-–—\u200b")
            if 2 < len(name) <= _MAX_CHARS and not _NOT_A_NAME.search(name) and len(name.split()) <= 7:
                names.setdefault(name)
    return tuple(names)[:_MAX_NAMES]
