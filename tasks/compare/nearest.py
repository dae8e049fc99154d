"""For a claim that an outlet does not carry: its sentence that comes nearest, to refute us."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from tasks.compare.lemmas import TextWords, Vocabulary
from tasks.compare.matcher import lemma_scores, unit_matrix
from tasks.compare.records import Document
from tasks.compare.settings import CompareSettings

_BLOCK = 256  # claims scored at once against all sentences of the story


@dataclass(frozen=True, slots=True)
class Nearest:
    """A sentence by version and offsets, with its score (0-1) against a claim's label."""

    version_id: str
    start: int
    end: int
    score: float


def nearest_sentences(
    claims: Mapping[str, Mapping[int, int]],
    documents: Sequence[Document],
    words: Mapping[str, TextWords],
    vocabulary: Vocabulary,
    settings: CompareSettings,
) -> dict[tuple[str, str], Nearest]:
    """The best-scoring sentence for each claim (id -> words of its label) and outlet."""
    sentences: list[tuple[str, str, tuple[int, int]]] = []
    rows: list[dict[int, int]] = []
    for document in sorted(documents, key=lambda document: (document.outlet_id, document.version_id)):
        texts = words[document.version_id]
        for sentence in document.claims.sentences:
            found = texts.numbers[texts.within(*sentence.span)].tolist()
            if found:
                sentences.append((document.outlet_id, document.version_id, sentence.span))
                rows.append(dict.fromkeys(found, 1))
    if not claims or not sentences:
        return {}
    count = len(rows)
    rows.extend(dict(label) for label in claims.values())
    columns = {number: place for place, number in enumerate(sorted({n for row in rows for n in row}))}
    rows = [{columns[number]: sign for number, sign in row.items()} for row in rows]
    matrix = unit_matrix(rows, [vocabulary.light[number] for number in columns], None)
    weighted = matrix.present[:count].multiply(matrix.weights).tocsr().T.tocsc()
    blocks = []
    first = 0
    for outlet, group in groupby(sentences, key=lambda entry: entry[0]):
        size = len(list(group))
        blocks.append((outlet, first, first + size))
        first += size
    ids = list(claims)
    nearest = {}
    for start in range(0, len(ids), _BLOCK):
        stop = min(start + _BLOCK, len(ids))
        shared = (matrix.present[count + start : count + stop] @ weighted).toarray()
        scores = lemma_scores(
            shared,
            matrix.mass[count + start : count + stop, None],
            matrix.mass[None, :count],
            settings.match.containment_slack,
        )
        for outlet, left, right in blocks:
            best = scores[:, left:right].argmax(axis=1) + left
            found = scores[np.arange(len(best)), best]
            for row, (place, score) in enumerate(zip(best.tolist(), found.tolist(), strict=True)):
                _, version_id, span = sentences[place]
                nearest[ids[start + row], outlet] = Nearest(version_id, span[0], span[1], score)
    return nearest
