"""One parsed tree per page, shared by text, metadata and times; nesting never swallows text."""

from __future__ import annotations

import re

from lxml.etree import ParserError, XMLSyntaxError
from lxml.html import HtmlElement, HTMLParser, fromstring

# libxml2 stops at 256 levels (and silently at about 2,000 with huge_tree): deeper markup is flattened first.
_MAX_LEVELS = 200
# Elements that only group; taking their tags away moves no text.
_GROUPING = (
    "div span section font center b i em strong blockquote ul ol li table tbody tr td article main small big u a "
    "dl dd form fieldset"
).split()
_GROUP_TAG = re.compile(r"<(/?)(" + "|".join(_GROUPING) + r")\b[^<>]*>", re.I)
_INVALID = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_EARLY_DOCTYPE = re.compile(r"^\s*<!doctype[^>]*>", re.I)
_SELF_CLOSED_HTML = re.compile(r"(<html\b[^<>]{0,2000}?)\s*/>", re.I)
_ENDS = re.compile(r"</(?:body|html)\s*>", re.I)
_IS_HTML = re.compile(r"<(?:!doctype|html|head|body|title|meta|div|p|article|h1|br|span|table|a)\b", re.I)
_SNIFF_CHARS = 20_000


def looks_like_html(text: str) -> bool:
    """True when the first characters hold a tag that only HTML pages have."""
    return bool(_IS_HTML.search(text[:_SNIFF_CHARS]))


def parse_tree(text: str) -> HtmlElement | None:
    """Parse a decoded page; None when there is nothing to parse.

    Markup nested beyond what the parser follows is flattened, so that its text is kept.
    """
    text = _INVALID.sub(" ", text)
    text = _ENDS.sub("", text)  # templates close the page too early; browsers read on, the parser would not
    text = _SELF_CLOSED_HTML.sub(r"\1>", _EARLY_DOCTYPE.sub("", text, count=1), count=1)
    if _levels(text) > _MAX_LEVELS:
        text = _flatten(text)
    parser = HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False, huge_tree=True
    )
    try:
        tree = fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (ParserError, XMLSyntaxError, ValueError):
        return None
    if tree.tag != "html":
        root = parser.makeelement("html")
        root.append(tree)
        return root
    return tree


def _levels(text: str) -> int:
    """Greatest depth of grouping elements, counted on the markup."""
    depth = deepest = 0
    if text.count("<") < _MAX_LEVELS:
        return 0
    for tag in _GROUP_TAG.finditer(text):
        depth = max(0, depth - 1) if tag[1] else depth + 1
        deepest = max(deepest, depth)
    return deepest


def _flatten(text: str) -> str:
    """Take away the grouping tags beyond the depth the parser follows; a break stays in their place."""
    depth = 0

    def keep(tag: re.Match[str]) -> str:
        nonlocal depth
        if tag[1]:
            depth = max(0, depth - 1)
            return tag[0] if depth < _MAX_LEVELS // 2 else "<br>"
        depth += 1
        return tag[0] if depth <= _MAX_LEVELS // 2 else "<br>"

    return _GROUP_TAG.sub(keep, text)
