"""Where on the page the article stands: the element that holds its paragraphs, chosen by weight."""

from __future__ import annotations

from collections import defaultdict
from typing import Final

from tasks.read.blocks import Block, Box, looks_residue
from tasks.read.residue import is_correction, names_body

# A child that holds this share of the weight of its parent is where the article is.
_DOMINANT: Final = 0.8
# Residue that would hold more than this share of the page's words is the article under a misleading name.
_MISNAMED: Final = 0.5
# So is residue that holds the page's main heading, or what is named as the body, and a fair part of it.
_TITLED: Final = 0.15


def settle_residue(blocks: list[Block]) -> None:
    """Clear the residue mark from elements that hold most of the page's text, and from notes of correction."""
    for block in blocks:
        if block.residue is not None and is_correction(block.text) and not block.links > len(block.text) // 2:
            block.residue = None
    total = sum(b.weight for b in blocks)
    held: dict[Box, float] = defaultdict(float)
    for block in blocks:
        if block.residue is not None:
            held[block.residue] += block.weight
    # What stands inside an element weighs no more than it does.
    large = {box for box, weight in held.items() if weight > _TITLED * total}
    if not large:
        return
    inside = [(block, _residue_around(block)) for block in blocks if block.residue in large]
    held.clear()
    for block, boxes in inside:
        for box in boxes:
            held[box] += block.weight
    misnamed = {
        e for e, w in held.items() if w > _MISNAMED * total or (w > _TITLED * total and _holds_title(e))
    }
    for block, boxes in inside:
        block.residue = next((box for box in reversed(boxes) if box not in misnamed), None)


def _residue_around(block: Block) -> list[Box]:
    """The elements around a block that look like residue, from the inside to the outermost."""
    found: list[Box] = []
    box: Box | None = block.within
    while box is not None:
        if not box.inline and looks_residue(box):
            found.append(box)
        if box is block.residue:
            break
        box = box.above
    return found


def article_region(blocks: list[Block]) -> Box | None:
    """Return the deepest element that holds nearly all the weight of the text, None without text."""
    weights: dict[Box, float] = {}
    inside: dict[Box | None, list[Box]] = {}
    for block in blocks:
        if block.residue or not block.weight:
            continue
        box: Box | None = block.within
        while box is not None:
            if box in weights:
                weights[box] += block.weight
            else:
                weights[box] = block.weight
                inside.setdefault(box.above, []).append(box)
            box = box.above
    if not inside:
        return None
    top = inside[None][0]
    while True:
        heaviest = max(inside.get(top, ()), key=lambda c: weights[c], default=None)
        if heaviest is None or weights[heaviest] < _DOMINANT * weights[top]:
            return top
        top = heaviest


def _holds_title(box: Box) -> bool:
    element = box.element
    if element.find(".//h1") is not None:
        return True
    return any(
        names_body(f"{e.get('class') or ''} {e.get('id') or ''}") for e in element.iter("div", "section")
    )
