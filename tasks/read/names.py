"""The authors a page names, as separate plain names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from lxml.etree import XPath, _Element

from tasks.read.jsonld import Statements, text_of
from tasks.read.stating import item_properties
from tasks.read.tree import text_inside

_MAX_NAMES: Final = 20
_MAX_CHARS: Final = 80

_BY: Final = re.compile(
    r"^\s*(?:written by|story by|by|von|par|por|di|texte?:|author:|autor(?:in)?:|автор:?)\s+",
    re.I,
)
_SPLIT: Final = re.compile(r"\s*(?:,|;|\||/|&|\band\b|\bund\b|\bet\b|\by\b|\be\b|•|·)\s*")
_NOT_A_NAME: Final = re.compile(
    r"https?:|www\.|@\w|\.com\b|\d{3,}|^(?:admin|editor|staff|webmaster|unknown|none|null|author|redaktion\w*)$",
    re.I,
)
_TAG: Final = re.compile(r"</?[A-Za-z][^<>]{0,500}>")
_ADDRESS: Final = re.compile(r"\s*(?:https?:)?//", re.I)
_NAME_CLASS: Final = re.compile("author-name|author__name|byline-name|byline__name")
_LINE_CLASS: Final = re.compile("byline|post-author")
_LINE_CLASSES: Final = frozenset({"author", "byline", "vcard"})
_LINE_TAGS: Final = frozenset({"span", "p", "div"})
_MOST_ELEMENTS: Final = 6
_MARKED_NAMES: Final = XPath(
    '//*[@itemprop="author"]//*[@itemprop="name"] | //*[@itemprop="author"][not(.//*[@itemprop="name"])]'
)


def author_names(tree: _Element, meta: dict[str, str], said: Statements) -> tuple[tuple[str, ...], str]:
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
    for elements in _bylines(tree):
        shown = elements[:_MOST_ELEMENTS]
        found = [" ".join(text_inside(e).split()) for e in shown if not _in_comments(e)]
        if names := _names([x for x in found if len(x) <= _MAX_CHARS]):
            return names, "markup"
    return (), ""


def _bylines(tree: _Element) -> Iterator[list[_Element]]:
    """Elements that may name the author, the surest first."""
    if "author" in item_properties(tree):
        yield _MARKED_NAMES(tree)
    yield from _named_elements(tree)


def _named_elements(tree: _Element) -> list[list[_Element]]:
    """Links to the author, elements named as holding a name, and elements named as holding a line with the author."""
    linked, named, lines = list[_Element](), list[_Element](), list[_Element]()
    for element in tree.iter("a", "span", "p", "div", "address"):
        classes: str | None = element.get("class")
        if classes and ("author" in classes or "byline" in classes or "vcard" in classes):
            if _NAME_CLASS.search(classes) is not None:
                named.append(element)
            if element.tag in _LINE_TAGS and (
                classes in _LINE_CLASSES or _LINE_CLASS.search(classes) is not None
            ):
                lines.append(element)
        rel: str | None = element.get("rel")
        if rel and element.tag == "a" and " author " in f" {rel} ":
            linked.append(element)
    return [linked, named, lines]


def _in_comments(element: _Element) -> bool:
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
        if _ADDRESS.match(line):
            continue  # cut at its slashes, it would become names
        line = _BY.sub("", " ".join(_TAG.sub(" ", line).split()))
        for name in _SPLIT.split(line):
            name = _BY.sub("", name).strip(" .,:-–—\u200b")
            if 2 < len(name) <= _MAX_CHARS and not _NOT_A_NAME.search(name) and len(name.split()) <= 7:
                names.setdefault(name)
    return tuple(names)[:_MAX_NAMES]
