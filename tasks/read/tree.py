"""One parsed tree per page, shared by text, metadata and times; nesting never swallows text."""

from __future__ import annotations

import re
from copy import copy

from lxml.etree import ElementDefaultClassLookup, HTMLParser, ParserError, XMLSyntaxError, XPath, _Element
from lxml.html import HtmlElement, fromstring

from tasks.read.charset import U_F

# The parser gives up at 256 levels (with huge_tree silently at about 2,000): then only so many are kept.
_KEPT_LEVELS = 100
# Elements without an end tag, or whose end tag authors leave out: they say nothing about depth.
_UNCOUNTED = frozenset(
    b"area base br col embed hr img input link meta param source track wbr p li dt dd td th tr thead tbody tfoot "
    b"option optgroup rt rp html head body title script style".split()
)
_TAG = re.compile(rb"<(/?)([a-z][a-z0-9:_-]*)\b[^<>]*>", re.I)
_INVALID = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")
_CONTROLS = bytes([*range(9), 11, 12, *range(14, 32)])
# The root is an HtmlElement and all other elements are plain ones, which are sooner made and let go; see `copy_as_html`.
_OF_HTML = ElementDefaultClassLookup(element=HtmlElement)
_PLAIN = ElementDefaultClassLookup()
_TEXT_INSIDE = XPath("string()", smart_strings=False)
_DOCTYPE = re.compile(rb"^\s*<!doctype[^>]*>", re.I)
_SELF_CLOSED_HTML = re.compile(rb"(<html\b[^<>]{0,2000}?)\s*/>", re.I)
_ENDS = re.compile(rb"</(?:body|html)\s*>", re.I)
# Either of them, for one quick look: most pages have nothing but the end at their end.
_TO_MEND = re.compile(rb"<(?:/(?:body|html)\s*>|html\b[^<>]{0,2000}?\s*/>)", re.I)
_IS_HTML = re.compile(r"<(?:!doctype|html|head|body|title|meta|div|p|article|h1|br|span|table|a)\b", re.I)
# Elements whose text is for browsers without scripts, or stands inside a drawing.
_VEILS = ("noscript", "svg", "foreignobject")
_VEILED_WORDS = 40
_SNIFF_CHARS = 20_000
_OF_BODY = frozenset("article aside dialog figure footer header hgroup main nav search section".split())


def looks_like_html(text: str) -> bool:
    """True when the first characters hold a tag that only HTML pages have."""
    return bool(_IS_HTML.search(text[:_SNIFF_CHARS]))


def parse_tree(text: str, encoded: bytes | None = None) -> HtmlElement | None:
    """Parse a decoded page; None when there is nothing to parse. `encoded` is the same in UTF-8 where it is at hand.

    Markup nested beyond what the parser follows is flattened, so that its text is kept.
    """
    body = _valid_bytes(text, encoded)
    if doctype := _DOCTYPE.match(body):
        body = body[doctype.end() :]
    if mended := _TO_MEND.search(body):
        begin, rest = body[: mended.start()], body[mended.start() :]
        rest = _ENDS.sub(
            b"", rest
        )  # templates close the page too early; browsers read on, the parser would not
        body = begin + _SELF_CLOSED_HTML.sub(rb"\1>", rest, count=1)
    tree, whole = _parse(body, huge=False)
    if not whole:
        tree, _ = _parse(_flatten(body), huge=True)
    return tree


def text_inside(element: _Element) -> str:
    """All text of an element and of those inside."""
    return str(_TEXT_INSIDE(element))


def copy_as_html(tree: HtmlElement) -> HtmlElement:
    """A copy of a tree whose elements have what lxml.html's have, as other libraries expect."""
    let_copies_be_html(tree)
    return copy(tree)


def let_copies_be_html(tree: HtmlElement) -> None:
    """From now on all elements of a tree's copies have what lxml.html's have."""
    tree.getroottree().parser.set_element_class_lookup(_OF_HTML)


def unveil(tree: HtmlElement) -> bool:
    """Turn what holds text that browsers show only at times into plain boxes; False when there is no such text."""
    veils = [e for e in tree.iter(*_VEILS) if len(text_inside(e).split()) >= _VEILED_WORDS]
    for element in veils:
        element.tag = "div"
    return bool(veils)


def _valid_bytes(text: str, encoded: bytes | None) -> bytes:
    """The page in UTF-8 with a blank for each character that no page may hold."""
    body = text.encode("utf-8", "replace") if encoded is None else encoded
    if len(body.translate(None, _CONTROLS)) == len(body):
        if U_F not in body or ("\ufffe" not in text and "\uffff" not in text):
            return body
    return _INVALID.sub(b" ", body)


def _parse(body: bytes, *, huge: bool) -> tuple[HtmlElement | None, bool]:
    """The tree, and whether the parser read to the end of the page."""
    parser = HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False, huge_tree=huge
    )
    parser.set_element_class_lookup(_OF_HTML)
    try:
        tree = fromstring(body, parser=parser)
    except (ParserError, XMLSyntaxError, ValueError):
        return None, not any(e.type_name == "ERR_RESOURCE_LIMIT" for e in parser.error_log)
    whole = not any(e.type_name == "ERR_RESOURCE_LIMIT" for e in parser.error_log.filter_from_fatals())
    if tree.tag != "html":
        root = parser.makeelement("html")
        root.append(tree)
        parser.set_element_class_lookup(_PLAIN)
        return root, whole
    parser.set_element_class_lookup(_PLAIN)
    _begin_body(tree)
    return tree, whole


def _begin_body(tree: HtmlElement) -> None:
    """Move what stands in the head and belongs to the body, where a page leaves these tags out as it may.

    The parser is older than `main`, `article` and their like: to it they do not end a head.
    """
    head = tree.find("head")
    if head is None:
        return
    begin = next(head.iterchildren(*_OF_BODY), None)
    if begin is None:
        return
    moved = [begin, *begin.itersiblings()]
    body = tree.find("body")
    if body is None:
        body = tree.makeelement("body")
        tree.append(body)
    for place, child in enumerate(moved):
        body.insert(place, child)


def _flatten(body: bytes) -> bytes:
    """Take away the tags beyond the depth that is kept; a break stays in their place."""
    depth = 0

    def keep(tag: re.Match[bytes]) -> bytes:
        nonlocal depth
        if tag[2].lower() in _UNCOUNTED or tag[0].endswith(b"/>"):
            return tag[0]
        if tag[1]:
            depth = max(0, depth - 1)
            return tag[0] if depth < _KEPT_LEVELS else b"<br>"
        depth += 1
        return tag[0] if depth <= _KEPT_LEVELS else b"<br>"

    return _TAG.sub(keep, body)
