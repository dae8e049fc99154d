"""Runs of words with capitals: where a name may stand, and what each run holds."""

from __future__ import annotations

from bisect import bisect_right
from typing import Final

from tasks.claims.namereading import Reading, runs_of
from tasks.claims.namewords import NameWords
from tasks.claims.records import NameGroup, Sentence
from tasks.claims.tokens import Tokens

_SHARE_OF_CAPITALS: Final = 0.62
_JOINING: Final = frozenset((" of ", " for", " der", " des", " für", " von"))
_OPENERS: Final = "\"“„'‘«(—-•*:;…"


class Candidate:
    """A name in a text; `sure` is False for a lone word that merely begins a sentence."""

    __slots__ = ("end", "group", "name", "reading", "sentence", "start", "sure")

    def __init__(
        self,
        start: int,
        end: int,
        reading: Reading,
        sentence: int,
        sure: bool,
        group: NameGroup | None,
        name: str,
    ) -> None:
        self.start = start
        self.end = end
        self.reading = reading
        self.sentence = sentence
        self.sure = sure
        self.group: NameGroup | None = group
        self.name = name


def find_candidates(
    text: str, sentences: tuple[Sentence, ...], starts: list[int], lists: NameWords, tokens: Tokens
) -> list[Candidate]:
    """Runs of capitals, cut where a word is no part of a name, in text order."""
    shouted = _headlines(text, sentences, lists)
    out: list[Candidate] = []
    skipped, match, runs = lists.skipped, lists.run.match, runs_of(lists)
    passed = done = 0
    for place in _begins(text, lists, tokens):
        if place < passed:
            continue
        found = match(text, place)
        if found is None:
            continue
        start, passed = place, found.end()
        if start < done:
            continue
        whole: str = found[0]
        if " " not in whole and whole.lower() in skipped:
            continue
        if text[passed : passed + 4] in _JOINING:
            done = _joined(text, start, passed, lists)
            whole = text[start:done]
        at = max(0, bisect_right(starts, start) - 1)
        for reading in runs.read(whole):
            low = start + reading.low
            sure = reading.several or (
                not lists.nouns_capital and not _opens(text, low, starts[at] if starts else 0)
            )
            sure = reading.titled or reading.known or (sure and at not in shouted)
            out.append(Candidate(low, start + reading.high, reading, at, sure, reading.group, reading.line))
    return out


def _begins(text: str, lists: NameWords, tokens: Tokens) -> list[int]:
    """Where a name may begin: at a word with a capital, or at "al-" and the like before it."""
    places = [tokens.starts[k] for k in tokens.capitals]
    inner = [found.start() + 1 for found in lists.inner.finditer(text)]
    if inner:
        places = sorted({*places, *inner})
    begins = lists.begins.match
    out: list[int] = []
    for at in places:
        before = text[at - 1] if at else ""
        if before == "-" or before == "'":
            for k in range(max(0, at - 4), at - 1):
                if begins(text, k):
                    out.append(k)
            out.append(at)
        elif before != "." and before != "_" and not before.isalnum():
            out.append(at)
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
