"""The lines between headline and article that sum it up: they are the article's, though outside its body."""

from __future__ import annotations

import re
from typing import Final

from tasks.read.blocks import Block, ancestors
from tasks.read.residue import names_standfirst

_MIN_CHARS: Final = 30
_MAX_CHARS: Final = 700
# So many blocks after the headline, at most, a standfirst stands.
_REACH: Final = 20
# A second heading right under the headline, of this length, is a standfirst.
_HEADING_CHARS: Final = 50
# So many folded characters of a description, at most, must agree with a block.
_AGREE_CHARS: Final = 60

_WORD: Final = re.compile(r"\w+")


def standfirst(
    blocks: list[Block], first: int, title_at: int | None, description: str | None
) -> Block | None:
    """Find the standfirst before the block with index `first`; None when there is none.

    It is a short paragraph that repeats the page's stated description, or one between the headline
    (`title_at`, its index) and the article whose element is named as a standfirst.
    """
    before = [
        b for b in blocks[:first] if _MIN_CHARS <= len(b.text) <= _MAX_CHARS and b.links < 0.5 * len(b.text)
    ]
    if description and len(description) >= _MIN_CHARS:
        start = _fold(description)[:_AGREE_CHARS]
        for block in reversed(before):
            folded = _fold(block.text)
            if folded.startswith(start) or (
                len(folded) >= _AGREE_CHARS and start.startswith(folded[:_AGREE_CHARS])
            ):
                return block
    if title_at is None:
        return None
    for block in before:
        if block.level > 1 and len(block.text) >= _HEADING_CHARS and title_at < block.index <= title_at + 3:
            return block
        if title_at < block.index <= title_at + _REACH and not block.residue and _named(block):
            return block
    return None


def _named(block: Block) -> bool:
    for depth, box in enumerate(ancestors(block)):
        if depth > 2:
            return False
        element = box.element
        name = f"{element.get('class') or ''} {element.get('id') or ''} {element.get('itemprop') or ''}"
        if names_standfirst(name) or "description" in (element.get("itemprop") or ""):
            return True
    return False


def _fold(text: str) -> str:
    return "".join(_WORD.findall(text.casefold()))
