"""Where on the page the article stands: the element that holds its paragraphs, chosen by weight."""

from __future__ import annotations

from collections import defaultdict

from lxml.etree import _Element

from tasks.read.blocks import Block, ancestors
from tasks.read.residue import names_body

# A child that holds this share of the weight of its parent is where the article is.
_DOMINANT = 0.8
# Residue that would hold more than this share of the page's words is the article under a misleading name.
_MISNAMED = 0.5
# So is residue that holds the page's main heading, or what is named as the body, and a fair part of it.
_TITLED = 0.15
_SHORT_CHARS = 40


def weight(block: Block) -> float:
    """How much a block speaks for running text: its characters, less for links, lists and headings."""
    chars = len(block.text)
    density = min(1.0, block.links / max(1, chars))
    value = chars * (1 - density) ** 2
    if block.level:
        return 0.3 * value if density < 0.5 else 0.0
    if chars < _SHORT_CHARS:
        return 0.2 * value
    if block.in_table or block.in_list:
        return 0.6 * value
    return value


def settle_residue(blocks: list[Block]) -> None:
    """Clear the residue mark from elements that hold most of the page's text."""
    total = sum(weight(b) for b in blocks)
    held: dict[_Element, float] = defaultdict(float)
    for block in blocks:
        for element in block.residue:
            held[element] += weight(block)
    misnamed = {
        e for e, w in held.items() if w > _MISNAMED * total or (w > _TITLED * total and _holds_title(e))
    }
    if misnamed:
        for block in blocks:
            if block.residue:
                block.residue = tuple(e for e in block.residue if e not in misnamed)


def article_region(blocks: list[Block]) -> _Element | None:
    """Return the deepest element that holds nearly all the weight of the text, None without text."""
    weights: dict[_Element, float] = defaultdict(float)
    top: _Element | None = None
    for block in blocks:
        if block.residue:
            continue
        own = weight(block)
        if own:
            for element in ancestors(block):
                weights[element] += own
                top = element
    if top is None:
        return None
    while True:
        heaviest = max((c for c in top if c in weights), key=lambda c: weights[c], default=None)
        if heaviest is None or weights[heaviest] < _DOMINANT * weights[top]:
            return top
        top = heaviest


def _holds_title(element: _Element) -> bool:
    if element.find(".//h1") is not None:
        return True
    return any(
        names_body(f"{e.get('class') or ''} {e.get('id') or ''}") for e in element.iter("div", "section")
    )
