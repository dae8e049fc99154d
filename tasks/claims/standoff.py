"""The outlet stands off by a remark on missing proof, or by leaving a thing's name to somebody."""

from __future__ import annotations

from collections.abc import Sequence

from tasks.claims.devices import Distance, aimed, noun_target
from tasks.claims.document import Document
from tasks.claims.kinds import CALLED, MISSED
from tasks.claims.pack import DeviceWords, Found
from tasks.claims.records import Marking


def remarks(
    doc: Document, founds: Sequence[Found], distances: list[Distance], words: DeviceWords, owner: list[int]
) -> list[Marking]:
    """ "He offered no evidence.": a clause of the outlet's own about what was said last before it."""
    missed = doc.where(MISSED)
    if not missed:
        return []
    out: list[Marking] = []
    lows = doc.lows
    last = {}
    for i, found in enumerate(founds):
        last[doc.sentence_at(found.anchor)] = i
    for k in missed:
        if doc.quote_at[k] >= 0 or owner[k] >= 0:
            continue
        sentence = doc.sentence_of(k)
        first = doc.first[sentence]
        verb = next((v for v in range(k - 1, max(first, k - 6), -1) if lows[v] in words.remarks), None)
        if verb is None or words.missing.isdisjoint(lows[max(first, verb - 2) : k]):
            continue
        low = verb - 2 if verb - 2 >= first and lows[verb - 1] == "not" else verb
        before = [i for i in (last.get(sentence), last.get(sentence - 1)) if i is not None]
        held = next((i for i in before if founds[i].anchor < doc.starts[low] and founds[i].content), None)
        if held is None:
            continue
        span = doc.span(low, k + 1)
        distances[held].engagement = "distanced"
        distances[held].spans.append(span)
        out.append(Marking(span, founds[held].content[0], "distanced", "phrase", sentence, held))
    return out


def called(
    doc: Document, owner: list[int], cue_of: dict[int, int], distances: list[Distance], words: DeviceWords
) -> list[Marking]:
    """ "what the army calls safe corridors": the outlet leaves the name of the thing to somebody."""
    names = words.calling
    out: list[Marking] = []
    lows = doc.lows
    for k in doc.where(CALLED):
        if doc.quote_at[k] >= 0:
            continue
        stop = doc.first[doc.sentence_of(k) + 1]
        end = 0
        for v in range(k + 2, min(k + 8, stop - 1)):
            if lows[v] in names.calling:
                end = v + 1
            elif lows[v] in names.calling_as and lows[v + 1] in names.links and v + 2 < stop:
                end = v + 2 + (lows[v + 1] == "to" and lows[v + 2] == "as")
            if end or lows[v] in (",", ";", ":"):
                break
        if not end or end + 1 >= stop or (lows[end] in (",", ".", "for", "on") and doc.quote_at[end] < 0):
            continue
        verb = end - 1
        if lows[end] in names.owning:
            end += 1
        target = noun_target(doc, end, words) if doc.quote_at[end] < 0 else _quoted_target(doc, end)
        if target is None:
            continue
        held = aimed(cue_of, range(k, verb + 1))
        if held is None and owner[k] >= 0:
            held = owner[k]
        span = doc.span(k, verb + 1)
        if held is not None and distances[held].engagement == "acknowledged":
            distances[held].engagement = "distanced"
            distances[held].spans.append(span)
        out.append(Marking(span, doc.span(*target), "distanced", "phrase", doc.sentence_of(k), held))
    return out


def _quoted_target(doc: Document, k: int) -> tuple[int, int]:
    """Token range of the words of the quotation that begins at token k."""
    number, end = doc.quote_at[k], k
    while end < len(doc.lows) and doc.quote_at[end] == number:
        end += 1
    return (k + 1, end - 1) if end > k + 2 else (k, end)
