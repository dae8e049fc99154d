"""A page as a list of blocks: every run of visible text between two block boundaries, in order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml.etree import _Element
from lxml.html import HtmlElement

from tasks.read.clean import clean_line
from tasks.read.residue import names_residue

# Elements whose content is never text of an article.
_SILENT = frozenset(
    "script style noscript template svg iframe object embed applet canvas audio video map area select "
    "option input textarea datalist menu head math progress meter frameset".split()
)
# Elements that mostly stand around an article; when one holds most of the page's words it is the article
# after all (old servers wrap pages in a form, streaming ones reveal a hidden element).
_AROUND = frozenset(
    {"nav", "footer", "aside", "dialog", "form", "figcaption", "label", "legend", "address", "button"}
)
# A name says something about these; headings and paragraphs carry the slug of their own words as id.
_UNNAMED = frozenset("html body main article h1 h2 h3 h4 h5 h6 p li td th tr table tbody pre".split())
_INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark q rp rt ruby s samp "
    "small span strike strong sub sup time tt u var wbr nobr amp-link center img picture source".split()
) - {"center"}
_HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_STREAMED = re.compile(r"[SB]:[0-9a-f]+$")


@dataclass(slots=True)
class Block:
    """One run of text. `links` counts the characters inside links.

    `within` is the element whose direct text it is; `residue` are the ancestors that look like
    residue, outermost first; `level` the heading level or 0.
    """

    text: str
    within: _Element
    level: int
    links: int
    in_list: bool
    in_table: bool
    residue: tuple[_Element, ...]
    index: int = 0


@dataclass(slots=True)
class _State:
    level: int = 0
    in_list: bool = False
    in_table: bool = False
    residue: tuple[_Element, ...] = ()


class _Walk:
    """Collects blocks in document order; one instance per page."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._parts: list[str] = []
        self._links = 0

    def flush(self, within: _Element, state: _State) -> None:
        """End the current run and keep it as a block of `within`."""
        if self._parts:
            text = clean_line("".join(self._parts))
            if text:
                block = Block(
                    text, within, state.level, self._links, state.in_list, state.in_table, state.residue, len(self.blocks),
                )  # fmt: skip
                self.blocks.append(block)
            self._parts.clear()
        self._links = 0

    def add(self, text: str | None, in_link: bool) -> None:
        """Add text to the current run."""
        if text:
            self._parts.append(text)
            if in_link:
                self._links += len(text.strip())

    def visit(self, element: _Element, within: _Element, state: _State, in_link: bool) -> None:
        """Walk one element and its descendants."""
        tag = element.tag
        if not isinstance(tag, str):
            return
        if tag == "br":
            if self._parts and _double_break(element):
                self.flush(within, state)
            else:
                self._parts.append(" ")
            return
        if tag == "hr":
            self.flush(within, state)
            return
        if tag in _SILENT:
            self.flush(within, state)
            return
        if tag in _INLINE and not _holds_block(element) and not _is_hidden(element):
            link = in_link or tag == "a"
            self.add(element.text, link)
            for child in element:
                self.visit(child, within, state, link)
                self.add(child.tail, link)
            return
        self.flush(within, state)
        inner = _inner_state(element, tag, state)
        link = in_link or tag == "a"
        self.add(element.text, link)
        for child in element:
            self.visit(child, element, inner, link)
            self.add(child.tail, link)
        self.flush(element, inner)


def page_blocks(root: HtmlElement) -> list[Block]:
    """List the visible runs of text below `root` in reading order."""
    walk = _Walk()
    walk.visit(root, root, _State(), False)
    return walk.blocks


def ancestors(block: Block) -> Iterator[_Element]:
    """Yield the element a block stands in, then its ancestors up to the root."""
    element: _Element | None = block.within
    while element is not None:
        yield element
        element = element.getparent()


def _inner_state(element: _Element, tag: str, state: _State) -> _State:
    residue = state.residue
    if _looks_residue(element, tag):
        residue = (*residue, element)
    return _State(
        level=_HEADINGS.get(tag, state.level),
        in_list=state.in_list or tag in ("li", "dd", "dt"),
        in_table=state.in_table or tag in ("td", "th"),
        residue=residue,
    )


def _looks_residue(element: _Element, tag: str) -> bool:
    if tag in _AROUND or element.get("role") in _ROLES or _is_hidden(element):
        return True
    if tag == "figure":  # a picture with its caption, unless a table or a quotation is set as a figure
        return (
            element.find(".//table") is None
            and element.find(".//pre") is None
            and element.find(".//blockquote") is None
        )
    if tag in _UNNAMED:
        classes, identity = (element.get("class") if tag in ("p", "li") else None), None
    else:
        classes, identity = element.get("class"), element.get("id")
    return bool(classes or identity) and names_residue(classes or "", identity or "")


_ROLES = frozenset(
    {"navigation", "complementary", "contentinfo", "search", "dialog", "menu", "alert", "banner"}
)


def _is_hidden(element: _Element) -> bool:
    if element.get("hidden") is not None:
        # Servers that stream a page send its parts hidden, as S:0, S:1 ..., and a script moves them in place.
        return not _STREAMED.match(element.get("id") or "")
    style = element.get("style")
    if not style or ":" not in style:
        return False
    plain = style.replace(" ", "").lower()
    return "display:none" in plain or "visibility:hidden" in plain


def _holds_block(element: _Element) -> bool:
    """True for an inline element that wraps paragraphs (`<span><p>`, `<a><h3>`)."""
    return any(
        isinstance(c.tag, str) and c.tag not in _INLINE and c.tag not in ("br", "svg", "script")
        for c in element
    )


def _double_break(element: _Element) -> bool:
    """True when another break follows directly: writers without paragraphs part them so."""
    if (element.tail or "").strip():
        return False
    following = element.getnext()
    return following is not None and following.tag == "br"
