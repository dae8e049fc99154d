"""A page as a list of blocks: every run of visible text between two block boundaries, in order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from lxml.etree import _Element
from lxml.html import HtmlElement

from tasks.read.clean import clean_line
from tasks.read.residue import names_residue

# Elements whose content is never text of an article.
_SILENT: Final = frozenset(
    "script style noscript template svg iframe object embed applet canvas audio video map area select "
    "option input textarea datalist menu head math progress meter frameset".split()
)
# Elements that mostly stand around an article; when one holds most of the page's words it is the article
# after all (old servers wrap pages in a form, streaming ones reveal a hidden element).
_AROUND: Final = frozenset(
    {"nav", "footer", "aside", "dialog", "form", "figcaption", "label", "legend", "address", "button"}
)
# A name says something about these; headings and paragraphs carry the slug of their own words as id.
_UNNAMED: Final = frozenset("html body main article h1 h2 h3 h4 h5 h6 p li td th tr table tbody pre".split())
_INLINE: Final = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark q rp rt ruby s samp "
    "small span strike strong sub sup time tt u var wbr nobr amp-link img picture source".split()
)
_HEADINGS: Final = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_ROLES: Final = frozenset(
    {"navigation", "complementary", "contentinfo", "search", "dialog", "menu", "alert", "banner"}
)
_IN_INLINE: Final = _INLINE | {"br", "svg", "script"}
# What the walk does at an element; those not named here are blocks, unless an inline one holds blocks.
_INLINED: Final = 1
_BREAK: Final = 2
_NO_TEXT: Final = 3
_BLOCK: Final = 4
_KINDS: Final = {
    **dict.fromkeys(_INLINE, _INLINED),
    **dict.fromkeys(_SILENT, _NO_TEXT),
    "br": _BREAK,
    "hr": _NO_TEXT,
}
_LIST_ITEMS: Final = frozenset({"li", "dd", "dt"})
_CELLS: Final = frozenset({"td", "th"})
_SAYING: Final = _LIST_ITEMS | _CELLS | frozenset(_HEADINGS)
_NAMED_BY_CLASS: Final = frozenset({"p", "li"})
_STREAMED: Final = re.compile(r"[SB]:[0-9a-f]+$")
# A make names the boxes around a paragraph that authors use as such.
_MAKING: Final = frozenset({"div", "section", "article", "main", "td", "body", "blockquote", "li"})
_DIGITS: Final = re.compile(r"\d+")

# A paragraph has a sentence end or at least so many characters outside links; shorter runs are labels.
_SOLID_CHARS: Final = 100
_SENTENCE_CHARS: Final = 25
_CLOSERS: Final = "'\"”’»)]"
_ENDERS: Final = tuple(".!?…。！？:;")
_SHORT_CHARS: Final = 40


class Box:
    """An element with the elements around it; compared by identity. `inline`: it is a part of a run of text."""

    __slots__ = ("above", "element", "inline", "make", "name", "odd", "tag")

    def __init__(self, element: _Element, tag: str, above: Box | None, inline: bool = False) -> None:
        self.element = element
        self.tag = tag
        self.above = above
        self.inline = inline
        self.make = ""
        self.name = ""
        self.odd: bool | None = None


class Block:
    """One run of text. `links` counts the characters inside links.

    `within` is the element whose direct text it is; `residue` the outermost ancestor that looks like
    residue; `level` the heading level or 0. `weight` says how much it speaks for running text:
    its characters, less for links, lists and headings. `sentence`: it ends like one and is no label.
    `solid`: it is a paragraph: not a heading, with a sentence end or the length of one.
    """

    __slots__ = (
        "in_list", "in_table", "index", "level", "links", "residue", "sentence", "solid", "text", "weight", "within",
    )  # fmt: skip

    def __init__(self, text: str, within: Box, links: int, state: _State, index: int) -> None:
        prose = len(text) - links
        self.text = text
        self.within = within
        self.level = state.level
        self.links = links
        self.in_list = state.in_list
        self.in_table = state.in_table
        self.residue = state.residue
        self.index = index
        self.weight = _weight(len(text), links, state)
        self.sentence = prose >= _SENTENCE_CHARS and ends_sentence(text)
        self.solid = state.level == 0 and (self.sentence or prose >= _SOLID_CHARS)


class _State:
    """What holds for the runs of text inside an element."""

    __slots__ = ("in_list", "in_table", "level", "residue")

    def __init__(self, level: int, in_list: bool, in_table: bool, residue: Box | None) -> None:
        self.level = level
        self.in_list = in_list
        self.in_table = in_table
        self.residue = residue


class _Walk:
    """Collects blocks in document order; one instance per page.

    A run begins with what is not blank, and most of what stands between elements is.
    """

    __slots__ = ("_links", "_parts", "blocks")

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._parts: list[str] = []
        self._links = 0

    def visit(self, element: _Element, around: Box | None) -> None:
        """Walk one element and its descendants. `around` is its parent."""
        tag = element.tag
        box = Box(element, tag, around)
        inner = _inner_state(box, _State(0, False, False, None))
        link = tag == "a"
        self._add(element.text, link)
        self._children(element, box, box, inner, link)
        if self._parts:
            self._flush(box, inner)

    def _children(
        self, children: Iterable[_Element], within: Box, around: Box, state: _State, in_link: bool
    ) -> None:
        """Walk what is inside an element, itself left out. `within` is the nearest block element.

        Most of a page's time is spent here.
        """
        parts = self._parts
        for child in children:
            tag = child.tag
            kind = _KINDS.get(tag, _BLOCK)
            if kind == _INLINED:
                inside = list(child) if len(child) else None
                if not (inside and _hold_block(inside)) and not _is_hidden(child):
                    link = in_link or tag == "a"
                    self._add(child.text, link)
                    if inside:
                        self._children(inside, within, Box(child, tag, around, True), state, link)
                else:
                    kind = _BLOCK
            elif kind == _BREAK:
                if parts:
                    if _double_break(child):
                        self._flush(within, state)
                    else:
                        parts.append(" ")
            elif kind == _NO_TEXT and parts:
                self._flush(within, state)
            if kind == _BLOCK and isinstance(tag, str):
                if parts:
                    self._flush(within, state)
                box = Box(child, tag, around)
                inner = _inner_state(box, state)
                link = in_link or tag == "a"
                self._add(child.text, link)
                if len(child):
                    self._children(child, box, box, inner, link)
                if parts:
                    self._flush(box, inner)
            self._add(child.tail, in_link)

    def _add(self, text: str | None, in_link: bool) -> None:
        """Add text to the current run."""
        if text and (self._parts or not text.isspace()):
            self._parts.append(text)
            if in_link:
                self._links += len(text.strip())

    def _flush(self, within: Box, state: _State) -> None:
        """End the current run and keep it as a block of `within`."""
        parts = self._parts
        text = clean_line(parts[0] if len(parts) == 1 else "".join(parts))
        if text:
            self.blocks.append(Block(text, within, self._links, state, len(self.blocks)))
        parts.clear()
        self._links = 0


def page_blocks(root: HtmlElement) -> list[Block]:
    """List the visible runs of text below `root` in reading order."""
    above: Box | None = None
    outside: list[_Element] = list(root.iterancestors())
    outside.reverse()
    for element in outside:
        above = Box(element, element.tag, above)
    walk = _Walk()
    walk.visit(root, above)
    return walk.blocks


def ancestors(block: Block) -> Iterator[Box]:
    """Yield the box a block stands in, then those around it up to the root."""
    box: Box | None = block.within
    while box is not None:
        yield box
        box = box.above


def make_of(block: Block) -> str:
    """How a block is marked up: its element and the named boxes around it; one article's paragraphs agree."""
    within = block.within
    if not within.make:
        names = [_name(within)]
        box = within.above
        while box is not None and len(names) < 3:
            if box.tag in _MAKING:
                names.append(_name(box))
            box = box.above
        within.make = "<".join(names)
    return within.make


def _name(box: Box) -> str:
    if not box.name:
        box.name = _DIGITS.sub("", f"{box.tag}.{box.element.get('class') or ''}")
    return box.name


def ends_sentence(text: str) -> bool:
    """Does the text end like a sentence, closing quotes and brackets aside?"""
    return text.rstrip(_CLOSERS).endswith(_ENDERS)


def _weight(chars: int, links: int, state: _State) -> float:
    density = min(1.0, links / chars)
    value = chars * (1.0 - density) ** 2
    if state.level:
        return 0.3 * value if density < 0.5 else 0.0
    if chars < _SHORT_CHARS:
        return 0.2 * value
    if state.in_table or state.in_list:
        return 0.6 * value
    return value


def _inner_state(box: Box, state: _State) -> _State:
    """What holds for the runs inside a block element."""
    tag, residue = box.tag, state.residue
    if residue is None and looks_residue(box):
        residue = box
    elif tag not in _SAYING:
        return state
    return _State(
        _HEADINGS.get(tag, state.level),
        state.in_list or tag in _LIST_ITEMS,
        state.in_table or tag in _CELLS,
        residue,
    )


def looks_residue(box: Box) -> bool:
    """True when a block element looks like what stands around an article, by its tag, role, names or style."""
    if box.odd is None:
        box.odd = box.tag in _AROUND or _looks_residue(box.element, box.tag)
    return box.odd


def _looks_residue(element: _Element, tag: str) -> bool:
    stated: list[tuple[str, str]] = element.items()
    classes = identity = ""
    for name, value in stated:
        if name == "class":
            classes = value
        elif name == "id":
            identity = value
        elif name == "role":
            if value in _ROLES:
                return True
        elif name == "hidden" or name == "style":
            if _is_hidden(element):
                return True
    if tag == "figure":  # a picture with its caption, unless a table or a quotation is set as a figure
        return next(element.iter("table", "pre", "blockquote"), None) is None
    if tag in _UNNAMED:
        return bool(classes) and tag in _NAMED_BY_CLASS and names_residue(classes, "")
    return bool(classes or identity) and names_residue(classes, identity)


def _is_hidden(element: _Element) -> bool:
    if element.get("hidden") is not None:
        # Servers that stream a page send its parts hidden, as S:0, S:1 ..., and a script moves them in place.
        return not _STREAMED.match(element.get("id") or "")
    style = element.get("style")
    if not style or ":" not in style:
        return False
    plain = style.replace(" ", "").lower()
    return "display:none" in plain or "visibility:hidden" in plain


def _hold_block(children: list[_Element]) -> bool:
    """True when an inline element with these children wraps paragraphs (`<span><p>`, `<a><h3>`)."""
    for child in children:
        tag = child.tag
        if tag not in _IN_INLINE and isinstance(tag, str):
            return True
    return False


def _double_break(element: _Element) -> bool:
    """True when another break follows directly: writers without paragraphs part them so."""
    if (element.tail or "").strip():
        return False
    following = element.getnext()
    return following is not None and following.tag == "br"
