"""What a text puts forward: attributed contents, and the parts that are the outlet's own voice."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import repeat
from typing import Final

from tasks.claims.datelines import after_dateline
from tasks.claims.document import Document
from tasks.claims.kinds import HEDGE
from tasks.claims.pack import DeviceWords
from tasks.claims.records import (
    Attribution,
    Certainty,
    Engagement,
    Marking,
    Polarity,
    Proposition,
    Span,
    Spans,
)

_MIN_WORDS: Final = 4
#: A heading fits on two lines; a longer paragraph without a full stop has lost its mark.
_LONGEST_HEADING: Final = 160
_CLOSING: Final = " \n\"'”’»)]"
#: The fields of a proposition.
_Row = tuple[Span, Spans, int, int | None, Engagement, Polarity, Certainty, str | None]
_TRIM: Final = " \n,;:—-"


def read_propositions(
    doc: Document, attributions: Sequence[Attribution], markings: Sequence[Marking], words: DeviceWords
) -> tuple[Proposition, ...]:
    """Return attributed contents and own-voice parts of sentences, in text order.

    A part of a sentence is the outlet's own when no source, cue or content of an attribution takes
    it; parts of fewer than four words (what is left around a cue) put nothing forward.
    """
    out: list[_Row] = []
    taken: dict[int, list[Span]] = {}
    for number, a in enumerate(attributions):
        if a.content and not _asks(doc, a.content):
            content = _without_dateline(doc, a.content)
            out.append(
                (
                    (content[0][0], content[-1][1]),
                    content,
                    a.sentence,
                    number,
                    a.engagement,
                    a.polarity,
                    a.certainty,
                    a.voice,
                )
            )
        for span in (*a.source, *a.cue, *a.content, *a.engagement_cue):
            at = doc.sentence_at(span[0])
            taken.setdefault(at, []).append(span)
            while at + 1 < len(doc.begins) and doc.begins[at + 1] < span[1]:
                at += 1
                taken.setdefault(at, []).append(span)
    for post in doc.posts:
        taken.setdefault(doc.sentence_at(post.dash), []).append((post.dash, post.end))
    marked: dict[int, list[Marking]] = {}
    for marking in markings:
        if marking.attribution is None:
            marked.setdefault(marking.sentence, []).append(marking)
    asking = "?" in doc.flat
    hedges = [doc.starts[k] for k in doc.where(HEDGE)]
    for i, sentence in enumerate(doc.sentences):
        start, end = sentence.span
        if sentence.quoted >= 0.95 or _is_heading(doc, i) or (asking and _asks(doc, (sentence.span,))):
            continue
        begin = after_dateline(doc.flat, start, end)
        parts = _free(doc, (begin, end), taken.get(i, []))
        if not parts:
            continue
        hull = (parts[0][0], parts[-1][1])
        engagement: Engagement = "acknowledged"
        for marking in marked.get(i, ()):
            if hull[0] <= marking.span[0] < hull[1] and (
                engagement == "acknowledged" or marking.engagement == "distanced"
            ):
                engagement = marking.engagement
        out.append(
            Proposition(
                hull, parts, i, None, engagement, "affirms", _certainty(doc, parts[0], hedges, words), None
            )
        )
    out.sort(key=lambda p: (p[0], -1 if p[3] is None else p[3]))
    return tuple(map(tuple.__new__, repeat(Proposition), out))


def _asks(doc: Document, content: Spans) -> bool:
    """Is all that is put forward a question? It asserts nothing, whoever asks."""
    for start, end in content:
        if doc.flat.find("?", start, end) < 0 or doc.flat[start:end].rstrip(_CLOSING)[-1:] != "?":
            return False
    return True


def _without_dateline(doc: Document, content: Spans) -> Spans:
    """A content that begins with the piece's dateline, without it."""
    start, end = content[0]
    begin = after_dateline(doc.flat, start, end)
    return content if begin == start else ((begin, end), *content[1:])


def _is_heading(doc: Document, i: int) -> bool:
    """A paragraph after the first that is one line without a full stop: it names a theme and asserts nothing.

    Sub-headings of a fact check often repeat the claim that the text below them refutes.
    """
    here = doc.sentences[i]
    if here.paragraph == 0 or doc.flat[here.span[0] : here.span[1]].rstrip(" \"'”’»)]")[-1:] in ".!?…:;":
        return False
    before = i > 0 and doc.sentences[i - 1].paragraph == here.paragraph
    behind = i + 1 < len(doc.sentences) and doc.sentences[i + 1].paragraph == here.paragraph
    return not before and not behind and here.span[1] - here.span[0] <= _LONGEST_HEADING


def _free(doc: Document, whole: Span, taken: list[Span]) -> Spans:
    """The parts of a sentence that no attribution takes and that hold a few words."""
    at, free = whole[0], []
    for start, end in sorted(taken):
        if start > at:
            free.append((at, min(start, whole[1])))
        at = max(at, end)
    if at < whole[1]:
        free.append((at, whole[1]))
    out = []
    for start, end in free:
        while start < end and doc.flat[start] in _TRIM:
            start += 1
        while end > start and doc.flat[end - 1] in _TRIM:
            end -= 1
        if doc.flat.count(" ", start, end) >= _MIN_WORDS - 1:
            out.append((start, end))
    return tuple(out)


def _certainty(doc: Document, part: Span, hedges: list[int], words: DeviceWords) -> Certainty:
    """The first word of doubt in a part of a sentence; `hedges` is where such words begin in the text."""
    at = bisect_left(hedges, part[0])
    if at == len(hedges) or hedges[at] >= part[1]:
        return "unstated"
    for word in doc.flat[part[0] : part[1]].lower().split()[:20]:
        word = word.strip(".,;:“”'")
        if word in words.possible:
            return "possible"
        if word in words.probable:
            return "probable"
    return "unstated"
