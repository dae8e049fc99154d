"""Quotations that run on: sentences and paragraphs after, or before, the one that names its source."""

from __future__ import annotations

from typing import Final

from tasks.claims.patterns.reader import Reader
from tasks.claims.patterns.state import Draft
from tasks.claims.patterns.words import MARK, PAST, PREP, THIRD

_MIN_TOKENS: Final = 4


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
        signed = None if mine or sentence.quoted >= 0.8 else _signed_within(r, i)
        if signed is not None:
            mine = [signed]
            by_sentence.setdefault(i, []).append(signed)
        if mine:
            speaker, speaker_paragraph = mine[-1], sentence.paragraph
        elif speaker is not None and speaker.rule == "signed":
            speaker = None  # a name under its quotation signs no other
        goes_on = low > 0 and low < high and r.quote_at[low] >= 0 and r.quote_at[low] == r.quote_at[low - 1]
        if (high - low < _MIN_TOKENS and not goes_on) or r.quote_at[low] < 0 or sentence.quoted < 0.8:
            if not mine and sentence.quoted < 0.8:
                if by_sentence.get(i) or sentence.paragraph != speaker_paragraph:
                    speaker = None
            continue
        if speaker is not None and sentence.paragraph - speaker_paragraph <= 1:
            _extend(r, speaker, rest)
            speaker_paragraph = sentence.paragraph
            continue
        ahead = _ahead(r, by_sentence, i)
        if ahead is not None:
            _extend(r, ahead, rest)
            continue
        lead = _signed(r, i) or _led_in(r, i) or _follows(r, by_sentence, i)
        if lead is not None:
            speaker, speaker_paragraph = lead, sentence.paragraph
            by_sentence.setdefault(i, []).append(lead)
            _extend(r, lead, rest)


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


def _follows(r: Reader, by_sentence: dict[int, list[Draft]], i: int) -> Draft | None:
    """A quotation right after a sentence on what somebody said: "Hale defended the bill. “It works.”"."""
    if i == 0 or r.doc.sentences[i].paragraph != r.doc.sentences[i - 1].paragraph:
        return None
    before = [d for d in by_sentence.get(i - 1, ()) if d.source and d.entry is not None and not d.direct]
    before = [
        d for d in before if d.entry is not None and d.entry.kind == "verb" and d.entry.group in _SPEAKING
    ]
    if not before or len({d.source[0] for d in before}) != 1:
        return None
    last = before[-1]
    draft = Draft(last.source, last.cue, [], last.entry, "quotation after", direct=True, sentence=i)
    draft.antecedent = last.antecedent
    r.drafts.append(draft)
    return draft


_SPEAKING: Final = frozenset({"say", "admit", "claim", "deny", "establish", "estimate"})


def _signed(r: Reader, i: int) -> Draft | None:
    """A quotation signed by a name after a dash: "“It is a long game.” — Example Name"."""
    doc = r.doc
    if i + 1 >= len(doc.sentences) or doc.sentences[i + 1].paragraph - doc.sentences[i].paragraph > 1:
        return None
    low, high = doc.first[i + 1], doc.first[i + 2]
    high = _before_handle(r, low, high)
    while high > low and r.lows[high - 1] == ".":
        high -= 1
    if (
        not 2 <= high - low <= 9
        or r.lows[low] not in ("—", "-")
        or not all(r.upper[k] or r.tags[k] in (PREP, MARK) for k in range(low + 1, high))
    ):
        return None
    draft = Draft([(low + 1, high)], [(low, low + 1)], [], None, "signed", direct=True, sentence=i + 1)
    r.drafts.append(draft)
    return draft


def _before_handle(r: Reader, low: int, high: int) -> int:
    """End of the name in a signature that goes on with a handle: "Ada Brint (@adabrint) June 4"."""
    for k in range(low, min(high, low + 10) - 1):
        if r.lows[k] == "(" and r.lows[k + 1] == "@":
            return k
    return high


def _signed_within(r: Reader, i: int) -> Draft | None:
    """The same in one sentence with its quotation; the sentence ends its paragraph."""
    sentences, low, high = r.doc.sentences, r.doc.first[i], r.doc.first[i + 1]
    if (
        low >= high
        or r.quote_at[low] < 0
        or (i + 1 < len(sentences) and sentences[i + 1].paragraph == sentences[i].paragraph)
    ):
        return None
    number, dash = r.quote_at[low], low
    while dash < high and r.quote_at[dash] == number:
        dash += 1
    high = _before_handle(r, dash, high)
    while high > dash and r.lows[high - 1] == ".":
        high -= 1
    if (
        not 3 <= high - dash <= 10
        or r.lows[dash] not in ("—", "-")
        or not all(r.upper[k] or r.tags[k] in (PREP, MARK) for k in range(dash + 1, high))
    ):
        return None
    while low > 0 and r.quote_at[low - 1] == number and not r.taken[low - 1]:
        low -= 1
    if any(r.taken[k] for k in range(low, high)):
        return None
    r.enter(i)
    return r.add(Draft([(dash + 1, high)], [(dash, dash + 1)], [(low, dash)], None, "signed", direct=True))


def _led_in(r: Reader, i: int) -> Draft | None:
    """A new attribution for quotation i when the sentence before ends with a colon ("He went on:").

    The source is the subject of its last clause, the cue that clause's verb group to the colon.
    """
    if i == 0:
        return None
    r.enter(i - 1)
    end = r.b
    if (
        r.lows[end - 1] != ":"
        or r.sentence == 0
        or r.doc.sentences[i].paragraph - r.doc.sentences[i - 1].paragraph > 1
    ):
        return None
    entry = None
    if r.place(r.a) & (PAST | THIRD) and r.np_right(r.a + 1) == end - 1:
        low, high, verb = r.a + 1, end - 1, (r.a, r.a + 1)
    else:
        subject = r.main_subject(end - 1)
        if subject is None:
            return None
        low, high = subject.low, subject.high
        start = min(high + (1 if r.lows[high] == "," else 0), end - 2)
        verb = (start, end - 1) if start < end - 1 else (end - 1, end)
    for k in range(*verb):
        entry = entry or r.reporting(k)
    lead = Draft([(low, high)], [verb], [], entry, "colon before", direct=True, sentence=i - 1)
    r.drafts.append(lead)
    return lead


def _extend(r: Reader, draft: Draft, rest: tuple[int, int]) -> None:
    low, high = rest
    while high > low and r.tags[high - 1] == MARK and r.quote_at[high - 1] < 0:
        high -= 1
    if high <= low:
        return
    draft.content.append((low, high))
    for k in range(low, high):
        r.taken[k] = 1
