"""What a new version of an article changed: sentences, and what it did to the claims in them.

Sentences of both versions are aligned; where a pair differs in more than marks and spacing, the
commitments in it are compared. Softened: the new text stands further from the content (asserted ->
attributed, endorsed -> acknowledged -> distanced), is less certain, or bounds a number more loosely.
Hardened is the reverse. A sentence whose
polarity turned says another thing, neither softer nor harder: reworded, with the reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tasks.claims.records import NumberUse, Proposition
from tasks.compare.article_terms import common_words
from tasks.compare.records import Document, EditRow, EditSentenceRow
from tasks.compare.sentence_alignment import align, normal_sentence, sentence_spans

#: Sentences less alike than this (0-100) are one removed and one added, not a change of wording.
SAME_SENTENCE = 58.0

#: How strongly the outlet stands behind a proposition; attributed or not counts before engagement.
_COMMITMENT = {"endorsed": 1, "acknowledged": 0, "distanced": -1}
_CERTAINTY = {"certain": 3, "unstated": 2, "probable": 1, "possible": 0}
_TIGHTNESS = {
    "exact": 3,
    "range": 2,
    "at_least": 2,
    "more_than": 2,
    "at_most": 2,
    "less_than": 2,
    "about": 1,
    "vague": 0,
}


@dataclass(frozen=True, slots=True)
class _Change:
    change: str  # softened, hardened, reworded
    reason: str | None


def find_edits(
    day: date, pairs: Sequence[tuple[Document, Document]]
) -> tuple[tuple[EditRow, ...], tuple[EditSentenceRow, ...]]:
    """One row per (older, newer) pair of versions whose words differ, and its changed sentences.

    A pair that differs in marks, case or spacing only, or in the order of its sentences, gives no row:
    a moved paragraph is not an edit of what is said.
    """
    edits: list[EditRow] = []
    sentences: list[EditSentenceRow] = []
    for old, new in sorted(
        pairs, key=lambda pair: (pair[1].article_id, pair[0].version_id, pair[1].version_id)
    ):
        row, lines = _edit(day, old, new)
        if row is not None:
            edits.append(row)
            sentences.extend(lines)
    return tuple(edits), tuple(sentences)


def _edit(day: date, old: Document, new: Document) -> tuple[EditRow | None, list[EditSentenceRow]]:
    spans_old, spans_new = sentence_spans(old), sentence_spans(new)
    lines = align(
        [normal_sentence(old.text[a:b]) for a, b in spans_old],
        [normal_sentence(new.text[a:b]) for a, b in spans_new],
        SAME_SENTENCE,
    )
    found: list[tuple[int, tuple[int, int] | None, tuple[int, int] | None, _Change]] = []
    for pair in lines.pairs:
        if pair.alike < 100.0:
            change = _compare(old, spans_old[pair.one], new, spans_new[pair.two])
            found.append((spans_new[pair.two][0], spans_old[pair.one], spans_new[pair.two], change))
    for number in lines.only_two:
        found.append((spans_new[number][0], None, spans_new[number], _Change("added", None)))
    anchors = {pair.one: spans_new[pair.two][1] for pair in lines.pairs}
    for number in lines.only_one:
        before = [anchors[other] for other in anchors if other < number]
        found.append((max(before, default=-1), spans_old[number], None, _Change("removed", None)))
    if not found:
        return None, []
    found.sort(key=lambda item: (item[0], item[1] or (-1, -1), item[2] or (-1, -1)))
    changes = [change.change for *_, change in found]
    row = EditRow(
        day=day,
        article_id=new.article_id,
        outlet_id=new.outlet_id,
        from_version_id=old.version_id,
        to_version_id=new.version_id,
        kind=_kind(changes),
        sentences_added=changes.count("added"),
        sentences_removed=changes.count("removed"),
        sentences_changed=len(changes) - changes.count("added") - changes.count("removed"),
        claims_added=sum(_claims(new, span) for _, one, span, _ in found if one is None and span),
        claims_removed=sum(_claims(old, span) for _, span, two, _ in found if two is None and span),
        claims_softened=changes.count("softened"),
        claims_hardened=changes.count("hardened"),
    )
    rows = [
        EditSentenceRow(
            day=day,
            article_id=new.article_id,
            from_version_id=old.version_id,
            to_version_id=new.version_id,
            ordinal=ordinal,
            change=change.change,
            from_start_char=one[0] if one else None,
            from_end_char=one[1] if one else None,
            to_start_char=two[0] if two else None,
            to_end_char=two[1] if two else None,
            reason=change.reason,
        )
        for ordinal, (_, one, two, change) in enumerate(found)
    ]
    return row, rows


def _kind(changes: list[str]) -> str:
    kinds = set(changes)
    return kinds.pop() if len(kinds) == 1 else "mixed"


def _inside(span: tuple[int, int], outer: tuple[int, int]) -> bool:
    return outer[0] <= span[0] and span[1] <= outer[1] + 1


def _propositions(document: Document, span: tuple[int, int]) -> list[Proposition]:
    return [p for p in document.claims.propositions if p.span[0] < span[1] and span[0] < p.span[1]]


def _claims(document: Document, span: tuple[int, int]) -> int:
    return len(_propositions(document, span)) if document.claims.propositions else 1


def _compare(old: Document, one: tuple[int, int], new: Document, two: tuple[int, int]) -> _Change:
    """What a changed sentence does to its claims; the first reason that decides is kept as text."""
    before, after = _propositions(old, one), _propositions(new, two)
    notes: list[tuple[int, str]] = []
    for was, now in _matched(old, before, new, after):
        notes.extend(note for note in _commitment_notes(was, now) if note not in notes)
    numbers_old = [n for n in old.claims.numbers if _inside(n.span, one)]
    numbers_new = [n for n in new.claims.numbers if _inside(n.span, two)]
    notes.extend(_number_notes(numbers_old, numbers_new))
    reason = "; ".join(note for _, note in notes) or None
    total = sum(sign for sign, _ in notes)
    if total != 0 and not any(note.startswith("polarity") for _, note in notes):
        return _Change("softened" if total < 0 else "hardened", reason)
    return _Change("reworded", reason)


def _matched(
    old: Document, before: list[Proposition], new: Document, after: list[Proposition]
) -> list[tuple[Proposition, Proposition]]:
    """For each proposition of the new sentence the one of the old sentence that says the same.

    One against one always match. Otherwise by shared words, at least two and half of the shorter one;
    what was one proposition may have become two.
    """
    if len(before) == 1 and len(after) == 1:
        return [(before[0], after[0])]
    words_before = [_words(old, proposition) for proposition in before]
    pairs = []
    for now in after:
        mine = _words(new, now)
        shares = [
            (len(mine & words) / max(1, min(len(mine), len(words))), len(mine & words), -place)
            for place, words in enumerate(words_before)
        ]
        share, shared, place = max(shares, default=(0.0, 0, 0))
        if shared >= 2 and share >= 0.5:
            pairs.append((before[-place], now))
    return pairs


def _words(document: Document, proposition: Proposition) -> set[str]:
    text = " ".join(document.text[start:end] for start, end in proposition.spans)
    return set(normal_sentence(text).split()) - common_words(document.language).stop


def _commitment_notes(was: Proposition, now: Proposition) -> list[tuple[int, str]]:
    notes: list[tuple[int, str]] = []
    if (was.attribution is None) != (now.attribution is None):
        if was.attribution is None:
            notes.append((-1, "own voice -> attributed"))
        else:
            notes.append((1, "attributed -> own voice"))
    if was.polarity != now.polarity:
        notes.append((0, f"polarity {was.polarity} -> {now.polarity}"))
    step = _COMMITMENT[now.engagement] - _COMMITMENT[was.engagement]
    if step:
        notes.append((1 if step > 0 else -1, f"engagement {was.engagement} -> {now.engagement}"))
    step = _CERTAINTY[now.certainty] - _CERTAINTY[was.certainty]
    if step:
        notes.append((1 if step > 0 else -1, f"certainty {was.certainty} -> {now.certainty}"))
    return notes


def _number_notes(before: list[NumberUse], after: list[NumberUse]) -> list[tuple[int, str]]:
    """Changed bounds and values of numbers that count the same thing, in text order."""
    notes: list[tuple[int, str]] = []
    left = list(after)
    for was in before:
        now = next((n for n in left if n.unit == was.unit and n.referent == was.referent), None)
        if now is None:
            continue
        left.remove(now)
        step = _TIGHTNESS[now.bound] - _TIGHTNESS[was.bound]
        if step:
            notes.append((1 if step > 0 else -1, f"bound {was.bound} -> {now.bound}"))
        elif (was.low, was.high) != (now.low, now.high):
            notes.append((0, f"number {_shown(was)} -> {_shown(now)}"))
    return notes


def _shown(number: NumberUse) -> str:
    low, high = number.low, number.high
    if low == high and low is not None:
        return f"{low:g}"
    return f"{'' if low is None else f'{low:g}'}..{'' if high is None else f'{high:g}'}"
