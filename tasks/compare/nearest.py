"""For a claim that an outlet does not carry: its sentence that comes nearest, to refute us."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from tasks.claims.records import Span
from tasks.compare.lemmas import TextWords, Vocabulary
from tasks.compare.matcher import lemma_scores, unit_matrix
from tasks.compare.records import Document
from tasks.compare.same_texts import first_of_each
from tasks.compare.settings import CompareSettings

_BLOCK = 256  # claims scored at once against all sentences of the story


@dataclass(frozen=True, slots=True)
class Nearest:
    """A sentence by version and offsets, with its score (0-1) against a claim's label or its second wording."""

    version_id: str
    start: int
    end: int
    score: float


def nearest_sentences(
    claims: Mapping[str, Mapping[int, int]],
    wanted: Mapping[str, Collection[str]],
    documents: Sequence[Document],
    words: Mapping[str, TextWords],
    vocabulary: Vocabulary,
    settings: CompareSettings,
    second: Mapping[str, Mapping[int, int]] | None = None,
) -> dict[tuple[str, str], Nearest]:
    """The best-scoring sentence for each claim and each of the outlets it is `wanted` for.

    `claims` maps ids to the words of the label; all of them weigh the words, wanted or not. `second` has the words of
    the other member of claims of two: which of the two gave the label is chance, and must not decide what is omitted.
    """
    ids = [claim_id for claim_id in claims if wanted.get(claim_id)]
    ordered = sorted(documents, key=lambda document: (document.outlet_id, document.version_id))
    texts, rows, carried = _texts(ordered, words)
    if not ids or not rows:
        return {}
    count = len(rows)
    more = {claim_id: second[claim_id] for claim_id in ids if claim_id in second} if second else {}
    copies = np.concatenate([np.repeat([t.copies for t in texts], [len(t.spans) for t in texts]),
                             np.ones(len(claims), dtype=np.int64),
                             np.zeros(len(more), dtype=np.int64)])  # fmt: skip
    matrix = unit_matrix([*rows, *claims.values(), *more.values()], vocabulary.light, copies)
    weighted = matrix.weighted(count).T
    row_of = {claim_id: count + place for place, claim_id in enumerate(claims)}
    asked = [(claim_id, row_of[claim_id]) for claim_id in ids]
    asked += [(claim_id, count + len(claims) + place) for place, claim_id in enumerate(more)]
    nearest: dict[tuple[str, str], Nearest] = {}
    for start in range(0, len(asked), _BLOCK):
        here = asked[start : start + _BLOCK]
        labels = [row for _, row in here]
        shared = (matrix.present[labels] @ weighted).toarray()
        scores = lemma_scores(
            shared, matrix.mass[labels, None], matrix.mass[None, :count], settings.match.containment_slack
        )
        best = [
            _best(scores[:, text.first : text.first + len(text.spans)]) if text.spans else ([], [])
            for text in texts
        ]
        for row, (claim_id, _) in enumerate(here):
            for outlet in wanted[claim_id]:
                found = nearest.get((claim_id, outlet))
                for number, version_id in carried.get(outlet, ()):
                    place, score = best[number][0][row], best[number][1][row]
                    if found is None or score > found.score:
                        found = Nearest(version_id, *texts[number].spans[place], score)
                if found is not None:
                    nearest[claim_id, outlet] = found
    return nearest


def _best(scores: np.ndarray) -> tuple[list[int], list[float]]:
    """Of each row the first place of the highest score, and that score."""
    places = scores.argmax(axis=1)
    return places.tolist(), scores[np.arange(len(places)), places].tolist()


@dataclass(frozen=True, slots=True)
class _Text:
    """The sentences with words of one text; the first stands in row `first`. `copies`: documents with the text."""

    first: int
    spans: tuple[Span, ...]
    copies: int


def _texts(
    documents: Sequence[Document], words: Mapping[str, TextWords]
) -> tuple[list[_Text], list[dict[int, int]], dict[str, list[tuple[int, str]]]]:
    """The different texts, the words of their sentences, and each outlet's texts (place, version) in order."""
    firsts = first_of_each(documents)
    copies = Counter(firsts)
    texts: list[_Text] = []
    rows: list[dict[int, int]] = []
    number: dict[int, int] = {}
    carried: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for place, (document, first) in enumerate(zip(documents, firsts, strict=True)):
        if place == first:
            here = words[document.version_id]
            spans = []
            begin = len(rows)
            for sentence in document.claims.sentences:
                found = here.numbers[here.within(*sentence.span)]
                if found:
                    spans.append(sentence.span)
                    rows.append(dict.fromkeys(found, 1))
            number[first] = len(texts)
            texts.append(_Text(begin, tuple(spans), copies[first]))
        if texts[number[first]].spans:
            carried[document.outlet_id].append((number[first], document.version_id))
    return texts, rows, carried
