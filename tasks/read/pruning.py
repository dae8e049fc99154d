"""What trafilatura takes out of a page before it reads the text: the same elements, found in fewer passes.

`cleaned` is its `tree_cleaning`, `Pruning` its `prune_unwanted_sections`. There every name of some fifty is looked for
alone, each list of expressions walks the whole tree, and all links of every box are counted again and again.
"""

from __future__ import annotations

from typing import Any, Final

from lxml.etree import _Element, strip_tags
from lxml.html import HtmlElement

from tasks.read.selectors import Selector, Sieve, sifted

# An element with so many characters is judged by its links only when they are nearly all of it: the largest of
# trafilatura's limits, and the least of its shares.
_LARGE, _NEARLY_ALL = 300, 0.9
# Where its text begins, so many characters have mostly that many without blanks at the ends of lines.
_LOOK_CHARS: Final = 2400
# An element that is short and has links goes with so many children and less text than this; the second of each in
# a precise run.
_CHILDREN, _LITTLE = (3, 1), (100, 200)


class Pruning:
    """The sections to take out of a tree: by expressions, then by how much of them is links."""

    def __init__(self, lists: dict[str, list[Selector]]) -> None:
        self._lists = lists
        self._sieve = Sieve([selector for each in lists.values() for selector in each])

    def prune_sections(
        self, tree: HtmlElement, potential_tags: set[str], options: Any, keep_teasers: bool = False
    ) -> HtmlElement:
        """Stands for trafilatura's `prune_unwanted_sections`; the tree itself is pruned."""
        from trafilatura.htmlprocessing import link_density_test_tables

        precise = options.focus == "precision"
        held = self._sieve.sift(tree)
        self._guarded(tree, held)
        if "graphic" not in potential_tags:
            self._prune(tree, "DISCARD_IMAGE_ELEMENTS", held)
        if options.focus != "recall":
            if not keep_teasers:
                self._prune(tree, "TEASER_DISCARD_XPATH", held)
            if precise:
                self._prune(tree, "PRECISION_DISCARD_XPATH", held)
        links = _Links(precise)
        for _ in range(2):
            links.delete(tree, "div", backtracking=True)
            links.delete(tree, "list")
            links.delete(tree, "p")
        if "table" in potential_tags or precise:
            for table in [e for e in tree.iter("table") if link_density_test_tables(e)]:
                _delete(table, keep_tail=False)
        if precise:
            while len(tree) and tree[-1].tag == "head":
                _delete(tree[-1], keep_tail=False)
            links.delete(tree, "head")
            links.delete(tree, "quote")
        strip_tags(tree, "span", *(() if "ref" in potential_tags else ("ref",)))
        return tree

    def _guarded(self, tree: HtmlElement, held: dict[Selector, list[_Element]]) -> None:
        """Prune nothing if it would take too much of the text."""
        found = dict.fromkeys(
            e
            for selector in self._lists["OVERALL_DISCARD_XPATH"]
            for e in (sifted(selector, held[selector]) if selector in held else selector(tree))
        )
        if not found:
            return
        outer = [e for e in found if not any(above in found for above in e.iterancestors())]
        chars = len(tree.text_content())
        if chars - sum(len(e.text_content()) for e in outer) > chars / 7:
            for element in outer:
                _delete(element)

    def _prune(self, tree: HtmlElement, name: str, held: dict[Selector, list[_Element]]) -> None:
        for selector in self._lists[name]:
            if selector not in held:
                found = selector(tree)
            elif kept := held[selector]:
                found = [e for e in sifted(selector, kept) if any(a is tree for a in e.iterancestors())]
            else:
                continue
            for element in found:
                _delete(element)


class _Links:
    """Deletes what is mostly links. It remembers what was judged since something was last deleted."""

    def __init__(self, precise: bool) -> None:
        self._precise = precise
        self._deleted = 0
        self._judged: dict[str, int] = {}

    def delete(self, tree: HtmlElement, tag: str, *, backtracking: bool = False) -> None:
        """Delete elements of a tag, as `delete_by_link_density` does."""
        if self._judged.get(tag) == self._deleted:
            return
        self._judged[tag] = self._deleted
        found = self._found(tree, tag, backtracking)
        for element in found:
            _delete(element)
        self._deleted += len(found)

    def _found(self, tree: HtmlElement, tag: str, backtracking: bool) -> list[HtmlElement]:
        from trafilatura.htmlprocessing import link_density_test
        from trafilatura.utils import trim

        held: dict[_Element, int] = {}
        for link in tree.iterdescendants("ref"):
            chars = len(" ".join(link.text_content().split()))
            for above in link.iterancestors(tag):
                held[above] = held.get(above, 0) + chars
        if not held:
            return []
        precise = self._precise
        found: list[HtmlElement] = []
        for element in tree.iter(tag):
            linked = held.get(element)
            if linked is None or _is_large(element, linked):
                continue
            result, short = link_density_test(element, precise)
            if result or (
                backtracking
                and short
                and len(element) >= _CHILDREN[precise]
                and len(trim(element.text_content())) < _LITTLE[precise]
            ):
                parent = element.getparent()
                if tag == "p" and parent is not None and parent.tag in ("item", "td", "th"):
                    continue
                found.append(element)
        return found


def _is_large(element: HtmlElement, linked: int) -> bool:
    """True when an element has so much text outside links that no test of its links says anything; quick."""
    text = element.text_content()
    size = len(" ".join(text[:_LOOK_CHARS].split()))
    return size >= _LARGE and linked <= _NEARLY_ALL * size


def cleaned(page: HtmlElement, options: Any) -> HtmlElement:
    """Stands for trafilatura's `tree_cleaning` with tables and without images; the page itself is cleaned."""
    from trafilatura.htmlprocessing import _handle_forms, prune_html, recover_math, tree_cleaning
    from trafilatura.settings import MANUALLY_CLEANED, MANUALLY_STRIPPED

    if options.focus == "recall" or options.images or not options.tables or "form" not in MANUALLY_CLEANED:
        return tree_cleaning(page, options)
    recover_math(page)
    for element in page.iter("figure", "table"):
        if (
            element.find(".//table") is not None
            if element.tag == "figure"
            else element.get("role") in ("presentation", "none")
        ):
            element.tag = "div"
    strip_tags(page, *MANUALLY_STRIPPED)
    _delete_all(page, [tag for tag in MANUALLY_CLEANED if tag != "form"])
    _handle_forms(page)
    return prune_html(page, options.focus)


def _delete_all(page: HtmlElement, tags: list[str]) -> None:
    """Delete the elements of each tag in turn, in one pass.

    As in a pass for each: the one for a tag ends where an element of it holds another of the same tag.
    """
    by_tag: dict[Any, list[_Element]] = {tag: [] for tag in tags}
    around: dict[_Element, _Element | None] = {}  # element -> the nearest such element around it
    for element in page.iter(*tags):
        by_tag[element.tag].append(element)
        around[element] = None
    known: dict[_Element, _Element | None] = {}
    for element in around:
        around[element] = _nearest(element, around, known)
    gone: set[_Element] = set()
    for tag in tags:
        left = [e for e in by_tag[tag] if not _is_inside(e, around, gone)]
        for number, element in enumerate(left, 1):
            _delete(element)
            gone.add(element)
            if number < len(left) and _is_inside(left[number], around, {element}):
                break


def _nearest(
    element: _Element, among: dict[_Element, _Element | None], known: dict[_Element, _Element | None]
) -> _Element | None:
    path: list[_Element] = []
    above = element.getparent()
    while above is not None and above not in among and above not in known:
        path.append(above)
        above = above.getparent()
    found = above if above is None or above in among else known[above]
    for step in path:
        known[step] = found
    return found


def _is_inside(element: _Element, around: dict[_Element, _Element | None], gone: set[_Element]) -> bool:
    above = around[element]
    while above is not None:
        if above in gone:
            return True
        above = around[above]
    return False


def _delete(element: _Element, keep_tail: bool = True) -> None:
    """Take an element out of its tree; its tail, if kept, stays as text of what stands before it."""
    parent = element.getparent()
    if parent is None:
        return
    if keep_tail and (tail := element.tail):
        previous = element.getprevious()
        if previous is None:
            parent.text = (parent.text or "") + tail
        else:
            previous.tail = (previous.tail or "") + tail
    parent.remove(element)
