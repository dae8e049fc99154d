"""The text that another extractor, trafilatura, finds on a page: the same, word for word, in half the time.

What `trafilatura.bare_extraction(tree, fast=True, include_comments=False)` does, from its own parts, without what it
does for other callers: copies of the whole tree for extractors that a fast run does not ask, the words of the whole
page where a look shows that they decide nothing, settings read anew for every page. `selectors` answers its expressions.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from functools import lru_cache
from importlib import import_module
from typing import Any

from lxml.html import HtmlElement

from tasks.read.pruning import Pruning, cleaned
from tasks.read.selectors import Look, Selector, quick_selector
from tasks.read.tree import let_copies_be_html

# Lists of expressions by which trafilatura's main extractor prunes.
_PRUNED = (
    "OVERALL_DISCARD_XPATH",
    "TEASER_DISCARD_XPATH",
    "PRECISION_DISCARD_XPATH",
    "DISCARD_IMAGE_ELEMENTS",
)
_FORUM = "DiscussionForumPosting"
# Its measure of a page leaves out more than these.
_UNSEEN = frozenset({"script", "style"})


def another_text(tree: HtmlElement, *, precise: bool) -> str:
    """The text trafilatura finds; precise: without its last resort, everything on the page. The tree is left as it is."""
    from trafilatura.xml import xmltotxt

    let_copies_be_html(tree)
    try:
        with _quick_parts():
            body, text = _found(tree, _options(precise))
    except (TypeError, ValueError):  # as in its own cascade: nothing found
        return ""
    return xmltotxt(body, False) if text else ""


def _found(tree: HtmlElement, options: Any) -> tuple[Any, str]:
    """Its cascade: the main extractor, then for little text the baseline, then the extractor asked for more."""
    from trafilatura import core

    precise = options.focus == "precision"
    forum = _may_be_forum(tree) and core._forum_thread_page(tree)
    unwanted = _unwanted(tree, forum=forum and not precise)
    page = _converted(_without(tree, unwanted), options)
    if precise and not forum:
        core.prune_unwanted_nodes(page, _quick("REMOVE_COMMENTS_XPATH"))
    body, text = core.extract_content(page, options)
    if precise:
        return body, text
    if len(text) < options.min_extracted_size:
        rescued, more, length = core.baseline(_without(tree, unwanted) if unwanted else tree)
        if length > len(text):
            body, text = rescued, more
    if 0 < len(text) < core.ESCALATION_MAX_LENGTH and _is_little(text, tree, unwanted):
        wider = copy(options)
        wider.focus = "recall"
        again, more = core.extract_content(_converted(_without(tree, unwanted), wider), wider)
        if len(more) >= options.min_extracted_size and len(more) > core.ESCALATION_ACCEPT_RATIO * len(text):
            body, text = again, more
    return body, text


def _may_be_forum(tree: HtmlElement) -> bool:
    """False when no statement on the page names a thread of a forum."""
    return any(
        _FORUM in (script.text or "")
        for script in tree.iter("script")
        if script.get("type") == "application/ld+json"
    )


def _unwanted(tree: HtmlElement, *, forum: bool) -> list[list[Selector]]:
    """What finds appended articles and readers' comments, which are the content of a forum; nothing if none are there."""
    names = (
        ("RAW_TREE_PRUNE_XPATH",) if forum else ("RAW_TREE_PRUNE_XPATH", "REMOVE_COMMENTS_AND_LISTS_XPATH")
    )
    return [_quick(name) for name in names] if _look(names).may_find(tree) else []


def _without(tree: HtmlElement, unwanted: list[list[Selector]]) -> HtmlElement:
    """A copy of the page without what is unwanted."""
    from trafilatura import core

    page = copy(tree)
    for selectors in unwanted:
        core.prune_unwanted_nodes(page, selectors)
    return page


def _converted(page: HtmlElement, options: Any) -> HtmlElement:
    from trafilatura import core

    return core.convert_tags(cleaned(page, options), options, None)


def _is_little(text: str, tree: HtmlElement, unwanted: list[list[Selector]]) -> bool:
    """Whether a text is so small a share of its page that trafilatura looks for more."""
    from trafilatura import core

    share = core.ESCALATION_PAGE_SHARE
    if len(text) >= share * _most_chars(tree):
        return False
    return len(text) < share * len(core.html2txt(_without(tree, unwanted) if unwanted else tree))


def _most_chars(tree: HtmlElement) -> int:
    """More characters than trafilatura can count on a page, quickly found."""
    parts: list[str] = []
    for element in next(tree.iter("body"), tree).iter():
        if element.text and element.tag not in _UNSEEN:
            parts.append(element.text)
        if element.tail:
            parts.append(element.tail)
    return len(" ".join(" ".join(parts).split()))


@lru_cache(maxsize=2)
def _options(precise: bool) -> Any:
    from trafilatura.settings import Extractor

    return Extractor(output_format="python", fast=True, comments=False, precision=precise)


@lru_cache(maxsize=16)
def _quick(name: str) -> list[Selector]:
    from trafilatura import xpaths

    return [quick_selector(expression) for expression in getattr(xpaths, name)]


@lru_cache(maxsize=2)
def _look(names: tuple[str, ...]) -> Look:
    return Look([selector for name in names for selector in _quick(name)])


@lru_cache(maxsize=1)
def _stand_ins() -> list[tuple[Any, str, Any]]:
    """The modules of the main extractor, names in them, and what stands for these: of the same meaning, and quick."""
    from trafilatura import main_extractor
    from trafilatura.settings import BASIC_CLEAN_XPATH

    pruning = Pruning({name: _quick(name) for name in _PRUNED})
    return [
        (main_extractor, "BODY_XPATH", _quick("BODY_XPATH")),
        (main_extractor, "prune_unwanted_sections", pruning.prune_sections),
        (import_module("trafilatura.baseline"), "BASIC_CLEAN_XPATH", quick_selector(BASIC_CLEAN_XPATH)),
    ]


@contextmanager
def _quick_parts() -> Iterator[None]:
    """Let the main extractor use quick parts for the time of one call, in place of its own."""
    own = [getattr(module, name) for module, name, _ in _stand_ins()]
    try:
        for module, name, quick in _stand_ins():
            setattr(module, name, quick)
        yield
    finally:
        for (module, name, _), one in zip(_stand_ins(), own, strict=True):
            setattr(module, name, one)
