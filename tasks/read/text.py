"""The article's words on a page: paragraphs in reading order, parted by one blank line."""

from __future__ import annotations

from dataclasses import dataclass

from lxml.html import HtmlElement
from trafilatura import bare_extraction

from tasks.read.clean import clean_line
from tasks.read.metadata import Metadata


@dataclass(frozen=True, slots=True)
class MainText:
    """The article's text and the method that found it."""

    text: str
    method: str


def main_text(tree: HtmlElement, stated: Metadata, url: str | None) -> MainText:
    """Find the article's text on a parsed page; empty when there is none. The tree is left as it is."""
    document = bare_extraction(tree, url=url, fast=True, include_comments=False)
    if document is None:
        return MainText("", "")
    lines = (clean_line(line) for line in (document.text or "").splitlines())
    return MainText("\n\n".join(line for line in lines if line), "trafilatura")
