"""The elements in which a page states things about itself, found in one pass over its tree."""

from __future__ import annotations

from typing import Final

from lxml.etree import XPath, _Element

#: Tag to its elements, in document order; every tag looked for has an entry.
Stating = dict[str, list[_Element]]

_ITEM_PROPERTIES: Final = XPath("//@itemprop", smart_strings=False)
_TAGS: Final = ("meta", "script", "link", "title", "h1", "h2", "time", "article", "main", "body")


def item_properties(tree: _Element) -> list[str]:
    """What the page's elements are in microdata: each one's `itemprop`, much sooner found than an element with one."""
    found: list[str] = _ITEM_PROPERTIES(tree)
    return found


def stating_elements(tree: _Element) -> Stating:
    """Collect the elements from which title, times, authors and addresses are read."""
    found: Stating = {tag: [] for tag in _TAGS}
    for element in tree.iter(*_TAGS):
        found[element.tag].append(element)
    return found
