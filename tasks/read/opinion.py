"""A second opinion on the article's text, asked only where the first one is in doubt."""

from __future__ import annotations

import re
from collections.abc import Callable

from lxml.etree import _Element

from tasks.read.blocks import Block
from tasks.read.edges import is_solid, main_make, make_of
from tasks.read.region import weight

#: The text another extractor finds on the same page; called at most once, and only when needed.
Opinion = Callable[[], str]

# Text outside the run of the article's own paragraphs that is worth a second opinion.
_DOUBTFUL_SHARE = 0.05
# The other extractor is believed only when it found at least this share of the undoubted text.
_INFORMED = 0.5

# What stands between paragraphs as their equal.
_BESIDE = frozenset(
    "p h1 h2 h3 h4 h5 h6 ul ol li dl dt dd table thead tbody tfoot tr td th blockquote pre figure".split()
)
_WORD = re.compile(r"\w+")


def settle_doubts(blocks: list[Block], opinion: Opinion) -> list[Block]:
    """Keep the run of the article's own paragraphs; keep text outside it only if another extractor does."""
    make = main_make(blocks)
    run = [i for i, b in enumerate(blocks) if is_solid(b) and make_of(b) == make]
    if not run:
        return blocks
    homes = {blocks[i].within.getparent() for i in run}
    own = set(run)
    at_home = [i in own or _is_at_home(b, homes) for i, b in enumerate(blocks)]
    first, last = at_home.index(True), len(blocks) - 1 - at_home[::-1].index(True)
    outside = [b for i, b in enumerate(blocks) if not first <= i <= last]
    total = sum(weight(b) for b in blocks)
    if sum(weight(b) for b in outside) < _DOUBTFUL_SHARE * total:
        return blocks
    other = fold(opinion())
    core = blocks[first : last + 1]
    known = sum(len(b.text) for b in core if fold(b.text) in other)
    if known < _INFORMED * sum(len(b.text) for b in core):
        return blocks
    return [b for i, b in enumerate(blocks) if first <= i <= last or fold(b.text) in other]


def _is_at_home(block: Block, homes: set[_Element | None]) -> bool:
    """True when a block stands beside the article's paragraphs, itself or as part of a list or table."""
    element: _Element | None = block.within
    while element is not None and element.tag in _BESIDE:
        element = element.getparent()
        if element in homes:
            return True
    return False


def fold(text: str) -> str:
    """Return the words of a text, folded and joined by spaces, for containment tests."""
    return " ".join(_WORD.findall(text.casefold()))
