"""Posts that stand in a text as they were embedded: their words, and who signed them with a handle.

A page gives the signature a line of its own, "— Ada Brint (@adabrint) June 4, 2021", with no marks round the
words above it; texts from elsewhere often have both in one line. Unless they are told apart, a politician's post is
read as the outlet's own voice.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import Final, NamedTuple

from tasks.claims.records import Span, Spans

#: A handle in brackets at the end of its line, or before a date: prose that names a handle goes on otherwise.
_HANDLE: Final = re.compile(
    r"\(@\w{1,40}\)(?:[ ]{0,3}$|(?: \d{1,2}:\d\d(?: [AP]M)?(?: [—·•])?)?(?: [^\s()]{1,12}){1,4}?(?<= (?:19|20)\d\d)(?!\w))",
    re.M,
)
_LONGEST_NAME: Final = 60
_ENDS: Final = re.compile(r"[.!?:][\"”]?\s+")


class Post(NamedTuple):
    """One post: its words, the dash that begins its signature, the name there, and where the signature ends."""

    words: Span
    dash: int
    name: Span
    end: int


def embedded_posts(flat: str, paragraphs: Spans) -> tuple[Post, ...]:
    """The posts of a flat text in order. A post is one paragraph, or what stands before its signature in one."""
    if "(@" not in flat:
        return ()
    begins = [start for start, _ in paragraphs]
    posts: list[Post] = []
    last = 0
    for found in _HANDLE.finditer(flat):
        at = bisect_right(begins, found.start()) - 1
        begin = max(begins[at], last)
        dash = flat.rfind("—", begin, found.start())
        name = _stripped(flat, dash + 1, found.start())
        if dash < 0 or not 1 < name[1] - name[0] <= _LONGEST_NAME:
            continue
        words = _stripped(flat, begin, dash)
        if words[0] == words[1] and at and begin == begins[at]:
            words = (max(begins[at - 1], last), paragraphs[at - 1][1])
        words = _after_its_author(flat, words, flat[name[0] : name[1]])
        last = found.end()
        if words[0] < words[1]:
            posts.append(Post(words, dash, name, last))
    return tuple(posts)


def quoted_with(quotes: Spans, posts: Sequence[Post]) -> Spans:
    """The quotations of a text with its posts among them: a post is one without marks, whatever it quotes."""
    if not posts:
        return quotes
    kept: list[Span] = []
    q = 0
    for start, end in (post.words for post in posts):
        while q < len(quotes) and quotes[q][1] <= start:
            kept.append(quotes[q])
            q += 1
        inside = q
        while inside < len(quotes) and quotes[inside][0] < end:
            inside += 1
        if q == inside or (start <= quotes[q][0] and quotes[inside - 1][1] <= end):
            kept.append((start, end))
            q = inside
    return (*kept, *quotes[q:])


def _after_its_author(flat: str, words: Span, name: str) -> Span:
    """The words after the last sentence that names the author: nobody speaks so of himself, the outlet does."""
    start, end = words
    surname = name.split()[-1]
    at = flat.rfind(surname, start, end)
    if at < 0:
        return words
    stop = _ENDS.search(flat, at, end)
    return (stop.end(), end) if stop else (end, end)


def _stripped(flat: str, start: int, end: int) -> Span:
    while start < end and flat[start].isspace():
        start += 1
    while end > start and flat[end - 1].isspace():
        end -= 1
    return start, end
