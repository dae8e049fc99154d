"""Who may read the article, as the page's makers mark it: statements, meta tags and attributes; words are in access.toml."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from lxml.etree import _Element

from tasks.read.jsonld import Statements
from tasks.read.lists import read_list
from tasks.read.tree import text_inside

# A wall shows an offer; an element of more words that is named like one wraps the article itself.
_OFFER_WORDS: Final = 80
_NOT_FREE: Final = re.compile(
    r'"isAccessibleForFree"\s*:[\s\["]*(?:https?://schema\.org/|schema:)?(?:false|no|0)\b', re.I
)
_CAMEL: Final = re.compile(r"([a-z])([A-Z])")
_SPLIT: Final = re.compile(r"[^a-z0-9]+")
_OTHERS: Final = frozenset({"aside", "nav", "footer", "header", "a", "li", "form", "body", "html"})


@dataclass(frozen=True, slots=True)
class _Rules:
    meta: tuple[str, ...]
    locked: frozenset[str]
    open: frozenset[str]
    attributes: frozenset[str]
    classes: tuple[str, ...]
    walls: tuple[str, ...]


@lru_cache(maxsize=1)
def _rules() -> _Rules:
    data = read_list("access.toml")
    return _Rules(
        meta=tuple(data["meta"]["names"]),
        locked=frozenset(data["values"]["locked"]),
        open=frozenset(data["values"]["open"]),
        attributes=frozenset(data["attributes"]["names"]),
        classes=tuple(data["attributes"]["classes"]),
        walls=tuple(data["walls"]["names"]),
    )


def free_access(meta: dict[str, str], said: Statements) -> bool | None:
    """Return the publisher's isAccessibleForFree; None when it says nothing or says both."""
    for node in (said.article, said.page):
        stated = _truth(node.get("isAccessibleForFree"))
        if stated is not None:
            return stated
    if _truth(meta.get("isaccessibleforfree")) is not None:
        return _truth(meta["isaccessibleforfree"])
    for name in _rules().meta:
        if name in meta and (stated := _meaning(meta[name], name)) is not None:
            return stated
    return None


def is_marked_locked(tree: _Element) -> bool:
    """Say whether markup says that the rest is for payers: of the article's own elements, or of a wall inside it."""
    rules = _rules()
    # Statements about a part of the page, and those in blocks too broken to read; of a long text they say little.
    if any(
        _NOT_FREE.search(e.text or "") for e in tree.iter("script") if "json" in (e.get("type") or "").lower()
    ):
        return True
    for element in tree.iter("link", "span", "div", "data"):
        if (element.get("itemprop") or "").lower() == "isaccessibleforfree":
            if _truth(element.get("href") or element.get("value") or element.text or "") is False:
                return True
    own = set(_own_elements(tree))
    for element in own:
        for name, value in element.attrib.items():
            if name.startswith("data-") and _joined(name[5:]) in rules.attributes:
                if _meaning(value, name[5:]) is False:
                    return True
        names = _joined(f"{element.get('class') or ''} {element.get('id') or ''}")
        if any(f"-{word}-" in f"-{names}-" for word in rules.classes):
            return True
    scopes = [element for element in own if element.tag in ("article", "main")] or [tree]
    return any(
        _is_wall(element, own, rules) for scope in scopes for element in scope.iter("div", "section", "p")
    )


def _is_wall(element: _Element, own: set[_Element], rules: _Rules) -> bool:
    named = f"{element.get('class') or ''} {element.get('id') or ''}"
    if named == " " or element in own:
        return False
    joined = f"-{_joined(named)}-"
    if not any(f"-{word}-" in joined for word in rules.walls):
        return False
    if any(above.tag in _OTHERS - {"body", "html"} for above in element.iterancestors()):
        return False
    return len(text_inside(element).split()) <= _OFFER_WORDS


def _own_elements(tree: _Element) -> Iterator[_Element]:
    """The page and what holds its headline, or its only article."""
    yield tree
    yield from tree.iter("body", "main")
    headings = list(tree.iter("h1"))
    for heading in headings[:3]:
        yield from heading.iterancestors("article", "div", "section")
    articles = list(tree.iter("article"))
    if len(articles) == 1 or not headings:
        yield from articles[:1]


def _joined(name: str) -> str:
    """The words of a name in lower case, joined by dashes."""
    return "-".join(filter(None, _SPLIT.split(_CAMEL.sub(r"\1-\2", name).lower())))


def _meaning(value: str, name: str) -> bool | None:
    """Whether a value says that everybody may read (True), payers only (False), or neither."""
    rules = _rules()
    words = set(_joined(value).split("-")) - {""}
    if words & rules.locked:
        return False
    if words & rules.open:
        return True
    # "premium" = "true", or the bare attribute: the name says what the value affirms.
    if (not words or _truth(value) is True) and {
        word.removeprefix("is") for word in _joined(name).split("-")
    } & rules.locked:
        return False
    return None


def _truth(value: Any) -> bool | None:
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = value.get("@value", value.get("@id"))
    if isinstance(value, bool | int) and value in (0, 1):
        return bool(value)
    if isinstance(value, str):
        word = value.strip().lower().replace("#", "/").rsplit("/", 1)[-1].removeprefix("schema:")
        return True if word in ("true", "yes", "1") else False if word in ("false", "no", "0") else None
    return None
