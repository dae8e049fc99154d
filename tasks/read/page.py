"""One page's bytes to an article's text with its metadata, or to a refusal with a reason. Pure."""

from __future__ import annotations

from datetime import datetime

from lxml.html import HtmlElement

from tasks.read.blocks import page_blocks
from tasks.read.canonical import usable_url
from tasks.read.charset import Decoded, decode_page
from tasks.read.clean import clean_line
from tasks.read.kinds import article_kind
from tasks.read.language import text_language
from tasks.read.metadata import Metadata, read_metadata
from tasks.read.records import PageText, Refusal
from tasks.read.refusals import count_words, refuse_bytes, refuse_page, refuse_text
from tasks.read.text import MainText, main_text
from tasks.read.tree import parse_tree, unveil

# More of a page than this in U+FFFD and its words cannot be trusted.
_MAX_DAMAGE = 0.05


def read_page(
    body: bytes, *, url: str | None, content_type: str | None, fetched_at: datetime | None
) -> PageText | Refusal:
    """Read one fetched page. `fetched_at` only serves to flag times that lie in the future.

    An address that cannot be taken apart counts as none.
    """
    url = usable_url(url)
    if refusal := refuse_bytes(body, content_type):
        return refusal
    decoded = decode_page(body, content_type)
    if decoded.damaged > _MAX_DAMAGE:
        return Refusal(
            "bad_charset", f"{decoded.damaged:.0%} of the characters unreadable as {decoded.encoding}"
        )
    tree = parse_tree(decoded.text, decoded.encoded)
    if tree is None:
        return Refusal("empty", "no markup and no text")
    return read_tree(tree, decoded, url=url, fetched_at=fetched_at)


def read_tree(
    tree: HtmlElement, decoded: Decoded, *, url: str | None, fetched_at: datetime | None
) -> PageText | Refusal:
    """Read one parsed page; see read_page."""
    blocks = page_blocks(next(tree.iter("body"), tree))
    stated = read_metadata(tree, blocks, url, fetched_at)
    found = main_text(tree, blocks, stated)
    if not found.text and unveil(tree):  # for browsers without scripts
        blocks = page_blocks(next(tree.iter("body"), tree))
        stated = read_metadata(tree, blocks, url, fetched_at)
        found = main_text(tree, blocks, stated)
    words = count_words(found.text)
    if refusal := refuse_page(tree, stated, found.text, words) or refuse_text(found.text, stated):
        return refusal
    return _page_text(tree, decoded, stated, found, words, url)


def _page_text(
    tree: HtmlElement, decoded: Decoded, stated: Metadata, found: MainText, words: int, url: str | None
) -> PageText:
    return PageText(
        text=found.text,
        title=clean_line(stated.title) if stated.title else None,
        authors=tuple(name for name in map(clean_line, stated.authors) if name),
        published=stated.published,
        modified=stated.modified,
        language=text_language(found.text, stated.language),
        section=clean_line(stated.section) if stated.section else None,
        canonical_url=stated.canonical_url,
        kind=article_kind(tree, stated, found.text, words, url),
        free_access=stated.free_access,
        encoding=decoded.encoding,
        damaged=decoded.damaged,
        methods=(("text", found.method), *stated.methods, ("encoding", decoded.source)),
    )
