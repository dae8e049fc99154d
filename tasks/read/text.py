"""The article's words on a page: paragraphs in reading order, parted by one blank line."""

from __future__ import annotations

from dataclasses import dataclass

from lxml.html import HtmlElement

from tasks.read.blocks import Block
from tasks.read.edges import article_blocks
from tasks.read.metadata import Metadata
from tasks.read.kin import with_kin
from tasks.read.opinion import settle_doubts
from tasks.read.region import article_region, settle_residue
from tasks.read.standfirst import standfirst


@dataclass(frozen=True, slots=True)
class MainText:
    """The article's text and the method that found it."""

    text: str
    method: str


def main_text(tree: HtmlElement, blocks: list[Block], stated: Metadata) -> MainText:
    """Find the article's text on a parsed page; empty when there is none. The tree is left as it is."""
    settle_residue(blocks)
    region = article_region(blocks)
    if region is None:
        return MainText("", "")
    inside = with_kin(blocks, region, stated.title_at)
    chosen = article_blocks(inside, region, stated.title)
    if not chosen:
        return MainText("", "")
    chosen = settle_doubts(chosen, lambda: _other_text(tree))
    lead = standfirst(blocks, chosen[0].index, stated.title_at, stated.description)
    if lead is not None:
        chosen.insert(0, lead)
    return MainText("\n\n".join(b.text for b in chosen), "blocks")


def _other_text(tree: HtmlElement) -> str:
    """The text trafilatura finds."""
    from trafilatura import bare_extraction  # slow to import and seldom needed
    from trafilatura.settings import Document

    document = bare_extraction(tree, fast=True, include_comments=False)
    return (document.text or "") if isinstance(document, Document) else ""
