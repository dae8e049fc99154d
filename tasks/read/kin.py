"""The article's region and what belongs to it but stands outside: the first paragraphs, split-off parts."""

from __future__ import annotations

from typing import Final

from tasks.read.blocks import Block, Box, make_of
from tasks.read.edges import main_make

# An opening paragraph between headline and region has at least so many characters outside links.
_OPENING_CHARS: Final = 60
# Elements between a paragraph and its box that say nothing about where it belongs.
_BESIDE: Final = frozenset(
    "p h1 h2 h3 h4 h5 h6 ul ol li dl dt dd table thead tbody tfoot tr td th blockquote pre figure".split()
)


def with_kin(blocks: list[Block], region: Box, title_at: int | None) -> list[Block]:
    """The blocks of the region, the opening paragraphs between headline and region, and blocks outside
    that are marked up exactly as the region's paragraphs are; all without residue, in page order.
    """
    belongs: dict[Box, bool] = {}
    inside = [not b.residue and _is_within(b.within, region, belongs) for b in blocks]
    own = [b for b, held in zip(blocks, inside, strict=True) if held]
    if not own:
        return []
    make = main_make(own)
    kin = [not b.residue and b.solid and make_of(b) == make for b in blocks]
    homes = {b.within.above for b, is_kin in zip(blocks, kin, strict=True) if is_kin}
    first = own[0].index
    opening = range(title_at + 1, first) if title_at is not None and title_at < first else range(0)
    return [
        b
        for b, held, is_kin in zip(blocks, inside, kin, strict=True)
        if held
        or is_kin
        or (b.index in opening and not b.residue and _opens(b))
        or (not b.residue and stands_beside(b, homes))
    ]


def stands_beside(block: Block, homes: set[Box | None]) -> bool:
    """True when a block stands in one of `homes`, itself or as part of a list or table there."""
    box: Box | None = block.within
    while box is not None and box.tag in _BESIDE:
        box = box.above
        if box in homes:
            return True
    return False


def _opens(block: Block) -> bool:
    return block.solid and not block.in_list and len(block.text) - block.links >= _OPENING_CHARS


def _is_within(box: Box, region: Box, known: dict[Box, bool]) -> bool:
    path: list[Box] = []
    at: Box | None = box
    while at is not None and at is not region and at not in known:
        path.append(at)
        at = at.above
    answer = at is region or (at is not None and known[at])
    for step in path:
        known[step] = answer
    return answer
