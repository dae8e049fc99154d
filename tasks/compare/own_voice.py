"""The words an outlet chose itself: everything outside quotations, datelines and names of the trade."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from urllib.parse import urlsplit

import numpy as np

from tasks.compare.credits import known_agencies
from tasks.compare.lemmas import TextWords
from tasks.compare.records import Document

_QUOTED = re.compile(
    r"“[^”\n]{0,2000}(?:”|$|(?=\n))|\"[^\"\n]{0,2000}\"|«[^»\n]{0,2000}»|„[^“”\n]{0,2000}[“”]"
)
#: "KARVESH, Dravany, March 3 (Agency) -" before the first sentence.
_DATELINE = re.compile(r"\s*(?:[^\W\d_][^()\n]{0,80})?\([^()\n]{2,40}\)\s*(?:-{1,2}|–|—|―|:)")
_CAPITALS = re.compile(r"[A-ZÀ-ÞА-Я][\w.&-]*(?:['’]s)?(?: [A-ZÀ-ÞА-Я][\w.&-]*){0,4}")
_LETTER = re.compile(r"\w")
_NOT_LETTERS = re.compile(r"[\W_]+")
#: What may stand between and behind the letters of an outlet's name.
_BETWEEN = " .&-_'’"
_PREFIXES = ("www.", "edition.", "m.", "news.", "en.")


def outlet_names(documents: Iterable[Document]) -> frozenset[str]:
    """How the documents' outlets are written as one word: ids and hosts ("dailypost"), lower case."""
    names: set[str] = set()
    for document in documents:
        host = urlsplit(document.url).hostname or ""
        for prefix in _PREFIXES:
            host = host.removeprefix(prefix)
        names.update((_joined(document.outlet_id), _joined(host.split(".")[0])))
    return frozenset(name for name in names if len(name) > 1)


def own_words(document: Document, words: TextWords, names: frozenset[str]) -> tuple[np.ndarray, np.ndarray]:
    """Term numbers of the content words outside quotations, in text order: without outlets called by one of
    `names`, and with them.

    Datelines and agencies are left out of both: whose copy it is says nothing about the choice of words.
    """
    text = document.text
    kept = np.ones(len(words.starts), dtype=bool)
    spans = [match.span() for match in _QUOTED.finditer(text)]
    for attribution in document.claims.attributions:
        if attribution.kind == "direct":
            spans.extend(attribution.content)
    spans.extend(_agency_spans(text))
    if dateline := _DATELINE.match(text):
        spans.append(dateline.span())
    for start, end in spans:
        kept[words.within(start, end)] = False
    terms = np.array(words.terms, dtype=np.int32)
    every = terms[kept]
    if not names:
        return every, every
    places = {name.span[0] for name in document.claims.names if name.group == "place"}
    for start, end in _named(text, names, places):
        kept[words.within(start, end)] = False
    return terms[kept], every


def _named(text: str, names: frozenset[str], places: set[int]) -> list[tuple[int, int]]:
    """Where an outlet of `names` is named in capitals, with or without "The" and spaces between."""
    close = text
    for mark in _BETWEEN:
        close = close.replace(mark, "")
    close = close.casefold()
    if not any([name in close for name in names]):
        return []
    found: list[tuple[int, int]] = []
    for match in _CAPITALS.finditer(text):
        start, run = match.start(), match.group().split(" ")
        for one, word in enumerate(run):
            before, end = "", start - 1
            for place, last in enumerate(run[one:]):
                end += 1 + len(last)
                joined = before + _joined(last.removesuffix("'s").removesuffix("’s"))
                if joined in names and not (place == 0 and start in places):
                    found.append((start, end))
                before += _joined(last)
            start += len(word) + 1
    return found


@lru_cache(maxsize=50_000)
def _joined(name: str) -> str:
    return _NOT_LETTERS.sub("", name).casefold()


@cache
def _agency_names() -> list[str]:
    return sorted({name for agency in known_agencies() for name in agency.names}, key=lambda n: (-len(n), n))


def _agency_spans(text: str) -> list[tuple[int, int]]:
    """Where agencies are named, as whole words."""
    spans: list[tuple[int, int]] = []
    search = _agencies().search
    found = search(text)
    while found:
        start, end = found.span()
        if start and _LETTER.match(text, start - 1):
            end = start + 1  # inside a longer word
        else:
            spans.append((start, end))
        found = search(text, end)
    return spans


@cache
def _agencies() -> re.Pattern[str]:
    """Without a look behind, which would make the search try every letter instead of the names' first ones, of each of
    which it then tries the names that begin with it."""
    by_letter: dict[str, list[str]] = {}
    for name in _agency_names():
        by_letter.setdefault(name[0], []).append(re.escape(name[1:]))
    return re.compile(
        "(?:"
        + "|".join(f"{re.escape(one)}(?:{'|'.join(rest)})" for one, rest in by_letter.items())
        + r")(?!\w)"
    )
