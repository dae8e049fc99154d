"""Where the article's words begin and end inside its region, and what stands between that is not its own."""

from __future__ import annotations

import re
from collections import defaultdict

from lxml.etree import _Element

from tasks.read.blocks import Block
from tasks.read.residue import is_residue_line, opens_residue
from tasks.read.title import same_title

# A paragraph this long that stands twice on a page is a second rendering of it.
_REPEAT_CHARS = 60
# An element with more than this share of its characters in links is a list of links, not prose.
_LINKY = 0.6
# One paragraph with so many characters outside links makes its element prose.
_PROSE_CHARS = 160
# A first or last paragraph has a sentence end or at least this length; shorter edges are labels.
_SOLID_CHARS = 100
_SENTENCE_CHARS = 40

_SENTENCE = re.compile(r"[.!?…。！？:;]['\"”’»)\]]*$")


def article_blocks(blocks: list[Block], region: _Element, title: str | None) -> list[Block]:
    """Keep of the region's blocks those that are the article's own, in order."""
    kept = drop_link_lists(blocks, region)
    kept = drop_closing_parts(kept)
    kept = [b for b in kept if not _is_label(b, title)]
    return trim_edges(drop_repeats(kept))


def drop_link_lists(blocks: list[Block], region: _Element) -> list[Block]:
    """Drop elements inside the region that are mostly links and hold no paragraph of prose."""
    chars: dict[_Element, int] = defaultdict(int)
    links: dict[_Element, int] = defaultdict(int)
    prose: set[_Element] = set()
    paths: list[list[_Element]] = []
    for block in blocks:
        path: list[_Element] = []
        element: _Element | None = block.within
        while element is not None and element is not region:
            path.append(element)
            element = element.getparent()
        paths.append(path)
        for element in path:
            chars[element] += len(block.text)
            links[element] += block.links
        if len(block.text) - block.links >= _PROSE_CHARS:
            prose.update(path)
    linky = {e for e, n in chars.items() if links[e] > _LINKY * n and e not in prose and e.tag not in _LINE_TAGS}
    return [b for b, path in zip(blocks, paths, strict=True) if linky.isdisjoint(path)]


_LINE_TAGS = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "td", "th", "tr", "dt", "dd", "a", "span"})


def drop_closing_parts(blocks: list[Block]) -> list[Block]:
    """Drop what a heading such as "Related articles" opens, up to the next heading of its rank."""
    kept: list[Block] = []
    shut: tuple[int, _Element | None] | None = None
    for block in blocks:
        if shut and block.level and block.level <= shut[0]:
            shut = None
        if block.level and opens_residue(block.text):
            shut = (block.level, block.within)
        if not shut:
            kept.append(block)
    return kept


def drop_repeats(blocks: list[Block]) -> list[Block]:
    """Drop long paragraphs that stand there a second time."""
    seen: set[str] = set()
    kept: list[Block] = []
    for block in blocks:
        if len(block.text) > _REPEAT_CHARS:
            if block.text in seen:
                continue
            seen.add(block.text)
        kept.append(block)
    return kept


def _is_label(block: Block, title: str | None) -> bool:
    if block.level and title and same_title(block.text, title):
        return True
    if is_residue_line(block.text):
        return True
    return block.links > 0.8 * len(block.text) and len(block.text) < 120 and not block.level and not block.in_table


def trim_edges(blocks: list[Block]) -> list[Block]:
    """Drop the labels before the first paragraph (dates, bylines) and after the last one."""
    first = next((i for i, b in enumerate(blocks) if _is_solid(b)), None)
    if first is None:
        return blocks
    last = max(i for i, b in enumerate(blocks) if _is_solid(b) or b.in_list or b.in_table)
    head = [b for b in blocks[:first] if b.level > 1 or _is_sentence(b)]
    tail = [b for b in blocks[last + 1 :] if _is_sentence(b)]
    return head + blocks[first : last + 1] + tail


def _is_solid(block: Block) -> bool:
    prose = len(block.text) - block.links
    return not block.level and (prose >= _SOLID_CHARS or _is_sentence(block))


def _is_sentence(block: Block) -> bool:
    return len(block.text) - block.links >= _SENTENCE_CHARS and bool(_SENTENCE.search(block.text))
