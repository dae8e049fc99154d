"""The article's words on a page: paragraphs in reading order, parted by one blank line."""

from __future__ import annotations

import html
import re
from collections import Counter
from dataclasses import dataclass
from typing import Final

from lxml.html import HtmlElement

from tasks.read.another import another_text
from tasks.read.blocks import Block, Box, ancestors, page_blocks
from tasks.read.clean import clean_line
from tasks.read.edges import article_blocks
from tasks.read.kin import with_kin
from tasks.read.metadata import Metadata
from tasks.read.opinion import fold, settle_doubts
from tasks.read.region import article_region, settle_residue
from tasks.read.residue import is_residue_line
from tasks.read.standfirst import standfirst
from tasks.read.title import same_title
from tasks.read.tree import parse_tree

# Below this an article shown may be the beginning of one stated in full.
_SHORT_CHARS: Final = 1500
# How much longer another text must be to stand in.
_FAR_MORE: Final = 2
_VERY_FAR_MORE: Final = 4
# So few characters are worth another look: a part of the article may stand for the whole.
_FEW_CHARS: Final = 800
# Less than this is no article.
_LEAST_CHARS: Final = 120

_MARKUP: Final = re.compile(r"</?(?:p|br|div|a|h[1-6]|li|strong|em|span)\b[^<>]*>", re.I)


@dataclass(frozen=True, slots=True)
class MainText:
    """The article's text and the method that found it."""

    text: str
    method: str


def main_text(tree: HtmlElement, blocks: list[Block], stated: Metadata) -> MainText:
    """Find the article's text on a parsed page; empty when there is none. The tree is left as it is.

    The page's own blocks come first; a text stated in JSON-LD stands in where the page shows far less of
    it (scripts or a curtain draw the rest), another extractor's where the blocks give next to nothing.
    """
    text = _shown_text(tree, blocks, stated)
    if stated.body and len(text) < _SHORT_CHARS:
        stated_text = _plain_body(stated.body)
        if len(stated_text) > _FAR_MORE * len(text) and len(stated_text) > _LEAST_CHARS:
            return MainText(stated_text, "jsonld")
    if len(text) < _FEW_CHARS:
        other = "\n\n".join(filter(None, map(clean_line, another_text(tree, precise=True).splitlines())))
        far_more = len(other) > max(_VERY_FAR_MORE * len(text), _LEAST_CHARS)
        if far_more and (len(text) < _LEAST_CHARS or fold(text.split("\n\n")[-1]) in fold(other)):
            return MainText(other, "trafilatura")
    return MainText(text, "blocks" if text else "")


def _shown_text(tree: HtmlElement, blocks: list[Block], stated: Metadata) -> str:
    settle_residue(blocks)
    region = article_region(blocks)
    if region is None:
        return ""
    inside = with_kin(blocks, region, stated.title_at)
    chosen = article_blocks(inside, region, stated.title)
    if not chosen:
        return ""
    chosen = settle_doubts(chosen, lambda: another_text(tree, precise=False))
    lead = standfirst(blocks, chosen[0].index, stated.title_at, stated.description)
    if lead is not None and not same_title(lead.text, stated.title or ""):
        chosen.insert(0, lead)
    return "\n\n".join(_marked(chosen))


def _marked(blocks: list[Block]) -> list[str]:
    """The blocks' texts, each item of a list that is one block behind a dash."""
    items = [_item(b) for b in blocks]
    alone = Counter(item for item in items if item is not None)
    return [
        f"- {b.text}" if item is not None and alone[item] == 1 else b.text
        for b, item in zip(blocks, items, strict=True)
    ]


def _item(block: Block) -> Box | None:
    if not block.in_list or block.level:
        return None
    return next((e for e in ancestors(block) if e.tag == "li"), None)


def _plain_body(body: str) -> str:
    """A stated articleBody, which may be text or HTML, as paragraphs."""
    if _MARKUP.search(body):
        tree = parse_tree(f"<html><body>{body}</body></html>")
        lines = [b.text for b in page_blocks(tree)] if tree is not None else []
    else:
        lines = [clean_line(line) for line in html.unescape(body).splitlines()]
    return "\n\n".join(line for line in lines if line and not is_residue_line(line))
