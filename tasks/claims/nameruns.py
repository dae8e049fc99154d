"""Runs of words with capitals: where a name may stand, cut where a word is no part of one."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from tasks.claims.namewords import NameWords
from tasks.claims.records import NameGroup, Sentence, Span

_SHARE_OF_CAPITALS = 0.62
_JOINING = frozenset((" of ", " for", " der", " des", " für", " von"))
_OPENERS = "\"“„'‘«(—-•*:;…"


@dataclass(slots=True)
class Candidate:
    """A run of name words; `sure` is False for a lone word that merely begins a sentence."""

    start: int
    end: int
    words: list[str]
    sentence: int
    sure: bool
    titled: bool = False
    group: NameGroup | None = None
    name: str = ""


def find_candidates(
    text: str, sentences: tuple[Sentence, ...], starts: list[int], lists: NameWords
) -> list[Candidate]:
    """Runs of capitals, cut where a word is no part of a name."""
    shouted = _headlines(text, sentences, lists)
    out: list[Candidate] = []
    skipped = lists.skipped
    done = 0
    for found in lists.run.finditer(text):
        start, end = found.span()
        if start < done:
            continue
        whole = text[start:end]
        lone = " " not in whole
        if lone and whole.lower() in skipped:
            continue
        if text[end : end + 4] in _JOINING:
            done = end = _joined(text, start, end, lists)
            lone = lone and end == start + len(whole)
        at = max(0, bisect_right(starts, start) - 1)
        for low, high in ((start, end),) if lone else _pieces(text, start, end, lists):
            words = text[low:high].split()
            sure = len(words) > 1 or (len(words[0]) > 1 and words[0].isupper())
            if not sure and not lists.nouns_capital:
                sure = not _opens(text, low, starts[at] if starts else 0)
            out.append(Candidate(low, high, words, at, sure and at not in shouted))
    return out


def _headlines(text: str, sentences: tuple[Sentence, ...], lists: NameWords) -> set[int]:
    """Sentences in which nearly every word has a capital: there a capital tells nothing."""
    if lists.nouns_capital:
        return set()
    out = set()
    for index, sentence in enumerate(sentences):
        start, end = sentence.span
        if end - start > 160 or text[end - 1] in ".!?,":
            continue
        words = [word for word in text[start:end].split() if len(word) > 3 and word[0].isalpha()]
        if len(words) > 3 and sum(word[0].isupper() for word in words) / len(words) >= _SHARE_OF_CAPITALS:
            out.add(index)
    return out


def _joined(text: str, start: int, end: int, lists: NameWords) -> int:
    """Go on over "of": "Ministry" + " of " + "Defence"."""
    for _ in range(3):
        last = text[start:end].rsplit(" ", 1)[-1].lower()
        office = next((o for o in lists.offices.get(last, ()) if text.startswith(o, end - len(last))), "")
        if office:
            end += len(office) - len(last)
            following = lists.run.match(text, end + 1) if text[end : end + 1] == " " else None
            return following.end() if following else end
        if last not in lists.of_heads:
            break
        joint = next((j for j in lists.joints if text.startswith(j, end)), None)
        if joint is None:
            break
        following = lists.run.match(text, end + len(joint))
        if following is None:
            break
        end = following.end()
    return end


def _opens(text: str, start: int, low: int) -> bool:
    """Whether `start` is the first word of a sentence, quotation or line."""
    i = start - 1
    while i >= low and (text[i] in _OPENERS or text[i] == " "):
        if text[i] in _OPENERS and text[i] not in "-(":
            return True
        i -= 1
    return i < low


def _pieces(text: str, start: int, end: int, lists: NameWords) -> Iterator[Span]:
    """Cut a run at words that are no part of a name; drop months, days and sentence openers."""
    whole = text[start:end]
    low_whole = whole.lower()
    if low_whole in lists.known_places or low_whole in lists.known_bodies:
        yield start, end
        return
    at, low, high = start, -1, -1
    for word in whole.split(" "):
        small = word.lower()
        if word[0].isupper() and small in lists.skipped:
            if low >= 0:
                yield low, high
            low = -1
        elif word[0].isupper() or small[:3] in lists.prefixes:
            low = at if low < 0 else low
            high = at + len(word)
        at += len(word) + 1
    if low >= 0:
        yield low, high
