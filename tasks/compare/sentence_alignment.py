"""Which sentence of one text answers to which sentence of another.

Used for reprints (what a copy inserted or dropped) and for edits (what a new version changed). Equal
sentences are paired first, then the most alike of the rest, each sentence once, wherever it stands.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from rapidfuzz import fuzz, process

from tasks.compare.packed_claims import PackedClaims
from tasks.compare.records import Document

_NOISE = re.compile(r"[\W_]+")
_QUOTED = re.compile(r"“[^”\n]*(?:”|$)|„[^“”\n]*(?:[“”]|$)|«[^»\n]*(?:»|$)|\"[^\"\n]*(?:\"|$)", re.MULTILINE)
#: With less than this share (0-1) outside quotation marks, the quotation is the text.
MOSTLY_QUOTED = 0.15
#: Where a text comes without sentence offsets: cut after an ender and at line ends.
_CUT = re.compile(r"(?<=[.!?…])[”’\"')\]]*\s+(?=[^a-z\s])|\n+")


@dataclass(frozen=True, slots=True)
class SentencePair:
    """Sentence `one` of the first text and `two` of the second; alike is 0-100, 100 for equal words."""

    one: int
    two: int
    alike: float


@dataclass(frozen=True, slots=True)
class Alignment:
    """Pairs in the order of the second text, and the sentences left over on each side."""

    pairs: tuple[SentencePair, ...]
    only_one: tuple[int, ...]
    only_two: tuple[int, ...]


def sentence_spans(document: Document) -> tuple[tuple[int, int], ...]:
    """Offsets of the document's sentences: those of the claims stage, else a plain cut."""
    claims: Any = document.claims
    packed = isinstance(claims, PackedClaims)
    spans = claims.sentence_spans() if packed else tuple(sentence.span for sentence in claims.sentences)
    return spans or plain_sentences(document.text)


def plain_sentences(text: str) -> tuple[tuple[int, int], ...]:
    """Offsets of sentences by enders and line ends alone, without blanks around them."""
    spans = []
    start = 0
    for cut in [*_CUT.finditer(text), None]:
        stop = cut.start() if cut else len(text)
        piece = text[start:stop]
        if piece.strip():
            left = start + len(piece) - len(piece.lstrip())
            spans.append((left, start + len(piece.rstrip())))
        if cut:
            start = cut.end()
    return tuple(spans)


def normal_sentence(text: str) -> str:
    """Lower case words with one blank between: marks and spacing are not a difference."""
    return _NOISE.sub(" ", text.casefold()).strip()


def without_quotes(text: str) -> str:
    """The text with a blank for each passage in quotation marks; a passage ends with its paragraph."""
    return _QUOTED.sub(" ", text)


def outside_quotes(text: str) -> str:
    """The text without its quotations, to compare what an outlet wrote itself.

    A text that is quotation for the most part (a speech, a transcript) is returned whole.
    """
    plain = without_quotes(text)
    return plain if len(plain) >= MOSTLY_QUOTED * len(text) else text


def align(one: Sequence[str], two: Sequence[str], least: float) -> Alignment:
    """Pair normalised sentences, equal ones first, then by falling likeness down to `least` (0-100).

    Ties go to the pair that lies closest to the diagonal, so that repeated sentences stay in order.
    """
    free_one: dict[str, list[int]] = defaultdict(list)
    for number, sentence in enumerate(one):
        if sentence:
            free_one[sentence].append(number)
    pairs: list[SentencePair] = []
    rest_two = []
    for number, sentence in enumerate(two):
        if not sentence:
            continue
        if free_one.get(sentence):
            pairs.append(SentencePair(free_one[sentence].pop(0), number, 100.0))
        else:
            rest_two.append(number)
    rest_one = sorted(number for numbers in free_one.values() for number in numbers)
    if rest_one and rest_two:
        ranked = sorted(
            (-score, abs(i / len(one) - j / len(two)), i, j)
            for i, j, score in _alike([(i, one[i]) for i in rest_one], [(j, two[j]) for j in rest_two], least)
        )
        used_one: set[int] = set()
        used_two: set[int] = set()
        for score, _, i, j in ranked:
            if i not in used_one and j not in used_two:
                used_one.add(i)
                used_two.add(j)
                pairs.append(SentencePair(i, j, -score))
        rest_one = [i for i in rest_one if i not in used_one]
        rest_two = [j for j in rest_two if j not in used_two]
    pairs.sort(key=lambda pair: pair.two)
    return Alignment(tuple(pairs), tuple(rest_one), tuple(rest_two))


def _alike(
    one: list[tuple[int, str]], two: list[tuple[int, str]], least: float
) -> Iterator[tuple[int, int, float]]:
    """Pairs of sentences whose likeness reaches `least`: letters and shared words, half each.

    Letters alone make twins of sentences that share their frame and not their matter; a sentence whose
    halves changed places is compared with its words sorted.
    """
    texts_one, texts_two = [text for _, text in one], [text for _, text in two]
    letters = np.maximum(
        process.cdist(texts_one, texts_two, scorer=fuzz.ratio, dtype=np.float32),
        process.cdist(texts_one, texts_two, scorer=fuzz.token_sort_ratio, dtype=np.float32),
    )
    words_one = [Counter(text.split()) for text in texts_one]
    words_two = [Counter(text.split()) for text in texts_two]
    for row, column in zip(*np.nonzero(letters >= least - 10.0), strict=True):
        mine, theirs = words_one[row], words_two[column]
        shared = 200.0 * (mine & theirs).total() / (mine.total() + theirs.total())
        score = (float(letters[row, column]) + shared) / 2.0
        if score >= least:
            yield one[row][0], two[column][0], score
