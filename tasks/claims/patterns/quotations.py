"""Quotations that run on: sentences and paragraphs after, or before, the one that names its source."""

from __future__ import annotations

from tasks.claims.patterns.reader import Draft, Reader
from tasks.claims.patterns.words import MARK

_MIN_TOKENS = 4


def run_on(r: Reader) -> None:
    """Give sentences that are wholly quoted, and still nobody's, to the speaker beside them.

    Within a paragraph a quotation belongs to the attribution of the sentence before it when that
    one held a quotation or ended with a colon, else to the one after it. A paragraph that opens
    with a mark continues the speech before it when that was a direct one.
    """
    by_sentence: dict[int, list[Draft]] = {}
    for draft in r.drafts:
        by_sentence.setdefault(draft.sentence, []).append(draft)
        for low, _ in draft.content:
            by_sentence.setdefault(r.doc.sentence_of(low), []).append(draft)
    sentences, first = r.doc.sentences, r.doc.first
    speaker: Draft | None = None
    speaker_paragraph = -1
    for i, sentence in enumerate(sentences):
        low, high = first[i], first[i + 1]
        mine = [d for d in by_sentence.get(i, ()) if d.direct]
        while low < high and r.taken[low]:
            low += 1
        rest = (low, high)
        if mine:
            speaker, speaker_paragraph = mine[-1], sentence.paragraph
        if high - low < _MIN_TOKENS or r.quote_at[low] < 0 or sentence.quoted < 0.8:
            if not mine and sentence.quoted < 0.8:
                if by_sentence.get(i) or sentence.paragraph != speaker_paragraph:
                    speaker = None
            continue
        if mine and r.quote_at[low] != r.quote_at[max(first[i], low - 1)]:
            pass
        if speaker is not None and sentence.paragraph - speaker_paragraph <= 1:
            _extend(r, speaker, rest)
            speaker_paragraph = sentence.paragraph
            continue
        ahead = _ahead(r, by_sentence, i)
        if ahead is not None:
            _extend(r, ahead, rest)


def _ahead(r: Reader, by_sentence: dict[int, list[Draft]], i: int) -> Draft | None:
    """The direct attribution of the next sentences of the same paragraph, if one follows soon."""
    paragraph = r.doc.sentences[i].paragraph
    for k in range(i + 1, min(i + 6, len(r.doc.sentences))):
        if r.doc.sentences[k].paragraph != paragraph:
            return None
        for draft in by_sentence.get(k, ()):
            if draft.direct:
                return draft
        if r.doc.sentences[k].quoted < 0.8:
            return None
    return None


def _extend(r: Reader, draft: Draft, rest: tuple[int, int]) -> None:
    low, high = rest
    while high > low and r.tags[high - 1] == MARK and r.quote_at[high - 1] < 0:
        high -= 1
    if high <= low:
        return
    draft.content.append((low, high))
    for k in range(low, high):
        r.taken[k] = 1
