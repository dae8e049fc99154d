"""A second opinion on the article's text, asked only where the first one is in doubt."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from tasks.read.blocks import Block, make_of
from tasks.read.edges import main_make
from tasks.read.kin import stands_beside

#: The text another extractor finds on the same page; called at most once, and only when needed.
Opinion = Callable[[], str]

# Text outside the run of the article's own paragraphs that is worth a second opinion.
_DOUBTFUL_SHARE: Final = 0.05
# The other extractor is believed only when it found at least this share of the undoubted text.
_INFORMED: Final = 0.5

_WORD: Final = re.compile(r"\w+")


def settle_doubts(blocks: list[Block], opinion: Opinion) -> list[Block]:
    """Keep the run of the article's own paragraphs; keep text outside it only if another extractor does."""
    make = main_make(blocks)
    run = [i for i, b in enumerate(blocks) if b.solid and make_of(b) == make]
    if not run:
        return blocks
    homes = {blocks[i].within.above for i in run}
    own = set(run)
    at_home = [i in own or stands_beside(b, homes) for i, b in enumerate(blocks)]
    first, last = at_home.index(True), len(blocks) - 1 - at_home[::-1].index(True)
    outside = [b for i, b in enumerate(blocks) if not first <= i <= last]
    total = sum(b.weight for b in blocks)
    if sum(b.weight for b in outside) < _DOUBTFUL_SHARE * total:
        return blocks
    other = fold(opinion())
    core = blocks[first : last + 1]
    needed = _INFORMED * sum(len(b.text) for b in core)
    known = 0
    for block in core:
        if known >= needed:
            break
        if fold(block.text) in other:
            known += len(block.text)
    if known < needed:
        return blocks
    return [b for i, b in enumerate(blocks) if first <= i <= last or fold(b.text) in other]


def fold(text: str) -> str:
    """Return the words of a text, folded and joined by spaces, for containment tests."""
    return " ".join(_WORD.findall(text.casefold()))
