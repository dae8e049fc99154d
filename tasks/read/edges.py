"""Where the article's words begin and end inside its region, and what stands between that is not its own."""

from __future__ import annotations

from collections import defaultdict
from typing import Final

from tasks.read.blocks import Block, Box, ends_sentence, make_of
from tasks.read.moving import is_moving_line
from tasks.read.residue import is_residue_line, opens_residue
from tasks.read.title import same_title

# A paragraph this long that stands twice on a page is a second rendering of it.
_REPEAT_CHARS: Final = 60
# One block this long that holds other paragraphs is a second rendering of the text (for search engines).
_RUN_TOGETHER_CHARS: Final = 1500
# Of two or more article elements in a region, those below this share of its weight show other articles.
_CARD_SHARE: Final = 0.25
# An element with more than this share of its characters in links is a list of links, not prose.
_LINKY: Final = 0.6
_LINKY_LIST: Final = 0.8
# One paragraph with so many characters outside links makes its element prose.
_PROSE_CHARS: Final = 160
# A last paragraph of so many words that ends like a sentence is one, however short.
_LAST_WORDS: Final = 3
# So many solid paragraphs of the article after a residue heading: it stands inside the text, not at its end.
_GOES_ON: Final = 3

# A line no longer than this may serve as a heading without being marked up as one.
_HEADING_CHARS: Final = 50

# A paragraph that introduces a list ends so and is longer than this.
_INTRODUCING, _INTRODUCING_CHARS = (":", "："), 25
_LISTS: Final = ("ul", "ol", "dl")
_LINE_TAGS: Final = frozenset(
    {"p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "td", "th", "tr", "dt", "dd", "a", "span"}
)


def article_blocks(blocks: list[Block], region: Box, title: str | None) -> list[Block]:
    """Keep of the region's blocks those that are the article's own, in order."""
    kept = drop_link_lists(drop_cards(blocks, region), region)
    kept = [b for b in drop_closing_parts(kept) if not _is_label(b, title)]
    return trim_edges(drop_repeats(kept))


def main_make(blocks: list[Block]) -> str | None:
    """The make that carries most of the weight of the blocks."""
    weights: dict[str, float] = defaultdict(float)
    for block in blocks:
        if block.solid:
            weights[make_of(block)] += block.weight
    return max(weights, key=lambda m: weights[m]) if weights else None


def drop_link_lists(blocks: list[Block], region: Box) -> list[Block]:
    """Drop elements inside the region that are mostly links and hold no paragraph of prose.

    A list that a paragraph ending in a colon introduces belongs to the article.
    """
    chars: dict[Box, int] = defaultdict(int)
    links: dict[Box, int] = defaultdict(int)
    before: dict[Box, Block | None] = {}
    prose: set[Box] = set()
    paths: list[list[Box]] = []
    previous: Block | None = None
    for block in blocks:
        path: list[Box] = []
        box: Box | None = block.within
        while box is not None and box is not region:
            path.append(box)
            box = box.above
        paths.append(path)
        for held in path:
            before.setdefault(held, previous)
            chars[held] += len(block.text)
            links[held] += block.links
        if len(block.text) - block.links >= _PROSE_CHARS:
            prose.update(path)
        previous = block
    linky: set[Box] = set()
    for held in list(chars):
        lead = before[held]
        if held.tag in _LISTS and lead is not None and not lead.level and _introduces(lead.text):
            size, linked = chars[held], links[held]
            box = held
            while box is not None and box in chars:  # an introduced list speaks neither way
                chars[box] -= size
                links[box] -= linked
                box = box.above
    for held, size in chars.items():
        if held not in prose and held.tag not in _LINE_TAGS:
            if links[held] > (_LINKY_LIST if held.tag in _LISTS else _LINKY) * size:
                linky.add(held)
    return [b for b, path in zip(blocks, paths, strict=True) if linky.isdisjoint(path)]


def _introduces(text: str) -> bool:
    return len(text) > _INTRODUCING_CHARS and text.endswith(_INTRODUCING)


def drop_closing_parts(blocks: list[Block]) -> list[Block]:
    """Drop what a heading such as "Related articles" or "About the author" opens.

    A box of links ends where the article's own paragraphs go on; what follows an article ends at the
    next heading of its rank, unless several paragraphs of the article's make follow: then it was a box.
    """
    make = main_make(blocks)
    own = [b.solid and make_of(b) == make for b in blocks]
    own_after = [0] * (len(blocks) + 1)
    for i in range(len(blocks) - 1, -1, -1):
        own_after[i] = own_after[i + 1] + own[i]
    kept: list[Block] = []
    shut: int | None = None
    inside = False
    for i, block in enumerate(blocks):
        if shut is not None and ((block.level and block.level <= shut) or (inside and own[i])):
            shut = None
        if block.level or (len(block.text) < _HEADING_CHARS and not block.in_list and not block.in_table):
            opened = opens_residue(block.text)
            goes_on = own_after[i + 1] >= (1 if opened == "box" else _GOES_ON)
            if opened and (block.level or goes_on or i > len(blocks) // 4):
                shut, inside = block.level or 6, goes_on
        if shut is None:
            kept.append(block)
    return kept


def drop_repeats(blocks: list[Block]) -> list[Block]:
    """Drop long paragraphs that stand there a second time, alone or run together in one block."""
    seen: set[str] = set()
    kept: list[Block] = []
    for block in blocks:
        text = block.text
        if len(text) > _REPEAT_CHARS:
            if text in seen:
                continue
            if len(text) > _RUN_TOGETHER_CHARS and 2 * sum(len(s) for s in seen if s in text) > len(text):
                continue
            seen.add(text)
        kept.append(block)
    return kept


def drop_cards(blocks: list[Block], region: Box) -> list[Block]:
    """Drop the article elements of other articles: several inside the region, each a small part of it."""
    held: dict[Box, float] = defaultdict(float)
    owners: list[Box | None] = []
    total = 0.0
    around: set[Box] = set()
    box: Box | None = region
    while box is not None:
        around.add(box)
        box = box.above
    for block in blocks:
        total += block.weight
        box = block.within
        while box is not None and box not in around and box.tag != "article":
            box = box.above
        owner = box if box is not None and box not in around else None
        owners.append(owner)
        if owner is not None:
            held[owner] += block.weight
    cards = {e for e, w in held.items() if w < _CARD_SHARE * total}
    if len(cards) < 2 or sum(held[e] for e in cards) > 0.5 * total:
        return blocks
    return [b for b, owner in zip(blocks, owners, strict=True) if owner not in cards]


def _is_label(block: Block, title: str | None) -> bool:
    if block.level and title and same_title(block.text, title):
        return True
    if is_residue_line(block.text) or is_moving_line(block.text):
        return True
    if block.in_list or block.in_table or block.level or block.within.tag == "p":
        return False
    return block.links > 0.8 * len(block.text) and len(block.text) < 120


def trim_edges(blocks: list[Block]) -> list[Block]:
    """Drop the labels before the first paragraph (dates, bylines) and after the last one."""
    first = next((i for i, b in enumerate(blocks) if b.solid), None)
    if first is None:
        return blocks
    last = max(i for i, b in enumerate(blocks) if b.solid or b.in_list or b.in_table)
    head = [b for b in blocks[:first] if b.level > 1 or b.sentence]
    make = main_make(blocks)
    tail = [b for b in blocks[last + 1 :] if b.sentence or _is_last_word(b, make)]
    return head + blocks[first : last + 1] + tail


def _is_last_word(block: Block, make: str | None) -> bool:
    """True for a short sentence without links in a paragraph made as the article's are: "No one was hurt." """
    plain = block.within.tag == "p" and not block.links and make_of(block) == make
    return plain and len(block.text.split()) >= _LAST_WORDS and ends_sentence(block.text)
