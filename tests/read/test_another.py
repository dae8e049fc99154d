import random
from copy import copy

import pytest
from lxml.html import HtmlElement, tostring
from trafilatura import bare_extraction, xpaths
from trafilatura.htmlprocessing import tree_cleaning
from trafilatura.settings import BASIC_CLEAN_XPATH, Document, Extractor

from tasks.read.another import another_text
from tasks.read.pruning import cleaned
from tasks.read.selectors import quick_selector
from tasks.read.tree import parse_tree
from tests.read import pages
from tests.read.pages import PARAGRAPHS

_NAMES = (
    "share-tools", "Shared", "social", "comment-list", "Comments", "commentary", "comments-title", "nav", "menu-main",
    "article-body", "articleBody", "entry-content", "post-text", "story-body", "main-content", "page-content", "content",
    "post", "article", "teaser", "Teaser-box", "caption", "sidebar", "widget", "related", "mvp-post-add-box",
    "infinite-scroll", "elementor-share-buttons", "hidden", "author", "byline", "premium", "bottom", "link", "reply-1",
    "disqus_thread", "text", "lede", "x1", "story", "fulltext", "primary", "cookie", "hide-print", "message",
)  # fmt: skip
_TAGS = (
    "div",
    "div",
    "div",
    "section",
    "article",
    "main",
    "p",
    "ul",
    "ol",
    "span",
    "aside",
    "header",
    "details",
    "h1",
)
_OTHER = (
    'style="display:none"',
    'role="navigation"',
    'aria-hidden="true"',
    'itemprop="articleBody"',
    'style="border:0"',
)


def invented(seed: int) -> HtmlElement:
    """A page of nested elements with names that extractors know, some of them around paragraphs."""
    chance = random.Random(seed)

    def element(depth: int) -> str:
        tag = chance.choice(_TAGS)
        named = "".join(
            f' {key}="{" ".join(chance.sample(_NAMES, chance.randint(1, 2)))}"'
            for key in ("id", "class")
            if chance.random() < 0.4
        )
        if chance.random() < 0.1:
            named += f" {chance.choice(_OTHER)}"
        inside = "".join(
            element(depth + 1)
            if depth < 5 and chance.random() < 0.5
            else f"<p>{chance.choice(PARAGRAPHS)} {chance.random()}</p>"
            if chance.random() < 0.6
            else f'<a href="/{chance.random()}">More of this</a>'
            for _ in range(chance.randint(1, 5))
        )
        return f"<{tag}{named}>{inside}</{tag}>"

    tree = parse_tree(f"<html><body>{''.join(element(0) for _ in range(chance.randint(1, 6)))}</body></html>")
    assert tree is not None
    return tree


def theirs(tree: HtmlElement, precise: bool) -> str:
    found = bare_extraction(tree, fast=True, include_comments=False, favor_precision=precise)
    return (found.text or "") if isinstance(found, Document) else ""


@pytest.mark.parametrize("precise", [False, True])
def test_the_second_opinion_is_word_for_word_that_of_the_other_extractor(precise):
    trees = [invented(seed) for seed in range(150)]
    trees += [
        parse_tree(page.decode("utf-8", "replace"))
        for page in (pages.modern(), pages.weblog(), pages.tables())
    ]
    for number, tree in enumerate(trees):
        before = tostring(tree)
        assert another_text(tree, precise=precise) == theirs(tree, precise), number
        assert tostring(tree) == before


def test_quick_selectors_find_the_elements_of_the_expressions_they_stand_for():
    trees = [invented(seed) for seed in range(40)]
    quick = 0
    for name in ("BODY", "OVERALL_DISCARD", "TEASER_DISCARD", "PRECISION_DISCARD", "RAW_TREE_PRUNE", "REMOVE_COMMENTS",
                 "REMOVE_COMMENTS_AND_LISTS", "COMMENTS"):  # fmt: skip
        for expression in getattr(xpaths, f"{name}_XPATH"):
            selector = quick_selector(expression)
            quick += selector is not expression
            for tree in trees:
                wanted, found = expression(tree), selector(tree)
                assert (found[:1] == wanted[:1]) if name == "BODY" else (found == wanted)
    assert quick >= 15


def test_a_quick_selector_of_several_expressions_finds_the_elements_of_all():
    selector = quick_selector(BASIC_CLEAN_XPATH)
    assert selector is not BASIC_CLEAN_XPATH
    for tree in (invented(seed) for seed in range(60)):
        assert selector(tree) == BASIC_CLEAN_XPATH(tree)


def test_elements_that_hold_others_of_the_same_name_are_cleaned_as_the_other_extractor_does():
    inside = "<aside>one<aside>two</aside>three</aside>{}<aside>four</aside><figure>five<nav>six</nav></figure>seven"
    for middle in ("between", "<p>between</p>", "<svg><svg><path/></svg></svg>"):
        body = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)
        tree = parse_tree(f"<html><body><div>{inside.format(middle)}{body}</div></body></html>")
        assert tree is not None
        ours, others = copy(tree), copy(tree)
        options = Extractor(output_format="python", fast=True)
        assert tostring(cleaned(ours, options)) == tostring(tree_cleaning(others, options))
