"""The outlet's distance: devices that keep off, or vouch for, what stands beside them.

Classes after Martin & White (2005): acknowledged is the plain way, distanced and endorsed need a
span that shows them. A device inside a quotation is the source's own and never counted.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field

from tasks.claims.document import Document
from tasks.claims.pack import DeviceWords, Found
from tasks.claims.records import Engagement, Marking, Span, Spans
from tasks.claims.scarequotes import scare_quotes

_TARGET = 6
_CLAUSE = 24


@dataclass(slots=True)
class Distance:
    """Engagement of one attribution, the spans that show it, and its markings' devices."""

    engagement: Engagement = "acknowledged"
    spans: list[Span] = field(default_factory=list)


def read_distance(
    doc: Document, founds: Sequence[Found], direct: Sequence[bool], words: DeviceWords
) -> tuple[list[Distance], list[Marking]]:
    """Return the distance of every attribution and all markings of the text, in text order.

    `direct[i]` says whether attribution i's content stands wholly in quotation marks.
    """
    distances = [Distance() for _ in founds]
    markings: list[Marking] = []
    owner = _owners(doc, founds)
    cue_of = _cue_owners(doc, founds)
    for i, found in enumerate(founds):
        entry = found.entry
        if entry is None or not found.cue or not found.content:
            continue
        how = entry.engagement
        if found.negated or (how == "endorsed" and not _asserted(doc, found)):
            continue
        if how != "acknowledged":
            distances[i].engagement = how
            distances[i].spans.append(found.cue[-1] if len(found.cue) == 1 else found.cue[0])
            markings.append(
                Marking(found.cue[0], found.content[0], how, "cue", doc.sentence_at(found.anchor), i)
            )
    markings += _phrases(doc, founds, distances, words, owner)
    markings += _single_words(doc, founds, distances, words, owner, cue_of, direct)
    markings += _remarks(doc, founds, distances, words, owner)
    called = _called(doc, owner, cue_of, distances, words)
    markings += called
    markings += scare_quotes(doc, owner, {m.target[0] for m in called}, words)
    markings.sort(key=lambda m: (m.span, m.target, m.device))
    return distances, markings


def _asserted(doc: Document, found: Found) -> bool:
    """Factive cues vouch only when the outlet itself states them: no question, modal or "to"."""
    return not any(
        word in ("will", "would", "could", "may", "might", "should", "to", "if", "whether")
        for word in doc.flat[found.cue[0][0] : found.cue[0][1]].lower().split()[:-1]
    )


def _owners(doc: Document, founds: Sequence[Found]) -> list[int]:
    """For each token the attribution whose content holds it, -1 for the outlet's own voice."""
    owner = [-1] * len(doc.words)
    for i, found in enumerate(founds):
        for span in found.content:
            for k in _tokens(doc, span):
                owner[k] = i
    return owner


def _cue_owners(doc: Document, founds: Sequence[Found]) -> dict[int, int]:
    return {k: i for i, found in enumerate(founds) for span in found.cue for k in _tokens(doc, span)}


def _tokens(doc: Document, span: Span) -> range:
    low = first_token(doc.starts, span[0])
    high = low
    while high < len(doc.starts) and doc.starts[high] < span[1]:
        high += 1
    return range(low, high)


def first_token(starts: list[int], offset: int) -> int:
    """Index of the first token that begins at or after a character."""
    return bisect_left(starts, offset)


def _phrases(
    doc: Document, founds: Sequence[Found], distances: list[Distance], words: DeviceWords, owner: list[int]
) -> list[Marking]:
    """ "without evidence" and its like: about the nearest attribution of the sentence, else the clause."""
    heads: dict[str, list[tuple[str, ...]]] = {}
    for phrase in words.phrases:
        heads.setdefault(phrase[0], []).append(phrase)
    by_sentence: dict[int, list[int]] = {}
    for i, found in enumerate(founds):
        by_sentence.setdefault(doc.sentence_at(found.anchor), []).append(i)
    out: list[Marking] = []
    skip = 0
    for k in [k for k, word in enumerate(doc.lows) if word in heads]:
        word = doc.lows[k]
        if k < skip or doc.quote_at[k] >= 0:
            continue
        fitting = [p for p in heads[word] if tuple(doc.lows[k : k + len(p)]) == p]
        if not fitting:
            continue
        phrase = max(fitting, key=len)
        end = k + len(phrase)
        skip = end
        sentence = doc.sentence_of(k)
        how = words.phrases[phrase]
        span = doc.span(k, end)
        nearest = _nearest(founds, by_sentence.get(sentence, ()), span)
        if phrase[-1] in (
            "show",
            "shows",
            "that",
            "called",
            "as",
            "out",
            "documented",
            "established",
            "for",
            "doubt",
        ):
            target = _clause(doc, end)
            if target is None:
                continue
            out.append(Marking(span, target, how, "phrase", sentence, owner[k] if owner[k] >= 0 else None))
            continue
        if nearest is not None:
            i = nearest
            distances[i].engagement = how if distances[i].engagement != "distanced" else "distanced"
            distances[i].spans.append(span)
            out.append(Marking(span, founds[i].content[0], how, "phrase", sentence, i))
        else:
            low = doc.first[sentence]
            if k > low:
                out.append(Marking(span, doc.span(low, k), how, "phrase", sentence, None))
    return out


def _nearest(founds: Sequence[Found], candidates: Sequence[int], span: Span) -> int | None:
    """The attribution whose cue stands nearest before (else after) a span."""
    before = [i for i in candidates if founds[i].anchor < span[0] and founds[i].content]
    if before:
        return max(before, key=lambda i: founds[i].anchor)
    after = [i for i in candidates if founds[i].content]
    return min(after, key=lambda i: founds[i].anchor) if after else None


def _clause(doc: Document, k: int) -> Span | None:
    """Characters of the rest of the clause that begins at token k."""
    stop = min(doc.first[doc.sentence_of(k) + 1] if k < len(doc.lows) else k, k + _CLAUSE)
    end = k
    while end < stop and doc.lows[end] not in (".", ",", ";", ":"):
        end += 1
    return doc.span(k, end) if end > k else None


def _single_words(
    doc: Document,
    founds: Sequence[Found],
    distances: list[Distance],
    words: DeviceWords,
    owner: list[int],
    cue_of: dict[int, int],
    direct: Sequence[bool],
) -> list[Marking]:
    """Adjectives before their noun and adverbs beside their verb."""
    out: list[Marking] = []
    lows = doc.lows
    done = -1
    hot = words.adjectives.keys() | words.of_sayings.keys() | words.adverbs.keys()
    for k in [k for k, word in enumerate(lows) if word in hot]:
        word = lows[k]
        if k <= done or doc.quote_at[k] >= 0:
            continue
        how = words.adjectives.get(word)
        sayings = words.of_sayings.get(word) if how is None else None
        if how is None and sayings is None and word == "so" and lows[k + 1 : k + 2] == ["called"]:
            continue
        if how or sayings:
            target = _noun_target(doc, k + 1, words)
            if target is None:
                continue
            if sayings and not any(lows[j] in words.deverbal for j in range(*target)):
                continue
            if word in ("claimed", "staged", "presumed", "supposed") and not _attributive(doc, k):
                continue
            low = k
            if (
                k
                and (lows[k - 1] in words.adverbs or (lows[k - 1].endswith("ly") and len(lows[k - 1]) > 5))
                and doc.quote_at[k - 1] < 0
            ):
                low = k - 1
            done = k
            i = _aimed(cue_of, range(*target))
            span = doc.span(low, k + 1)
            engagement: Engagement = how or sayings or "distanced"
            if i is not None:
                distances[i].engagement = engagement
                distances[i].spans.append(span)
            held = i if i is not None else owner[k] if owner[k] >= 0 else None
            if (
                i is None
                and held is not None
                and not direct[held]
                and _of_whole(doc, founds[held], k, target, words)
            ):
                distances[held].engagement = engagement
                distances[held].spans.append(span)
            out.append(Marking(span, doc.span(*target), engagement, "adjective", doc.sentence_of(k), held))
            continue
        how = words.adverbs.get(word)
        if how is None or (
            k + 1 < len(lows) and (lows[k + 1] in words.adjectives or lows[k + 1] in words.of_sayings)
        ):
            continue
        if (
            how == "endorsed"
            and word in ("clearly", "indeed")
            and _aimed(cue_of, range(k + 1, k + 3)) is None
        ):
            continue
        i = _aimed(cue_of, range(max(0, k - 1), k + 2))
        if i is None and k > 1 and lows[k - 1] == "," and lows[k + 1 : k + 2] == [","]:
            i = _aimed(cue_of, range(k - 2, k - 1))  # "said, implausibly, that"
        span = doc.span(k, k + 1)
        if i is not None and founds[i].content:
            distances[i].engagement = how
            distances[i].spans.append(span)
            out.append(Marking(span, founds[i].content[0], how, "adverb", doc.sentence_of(k), i))
            continue
        target_span = _clause(doc, k + 1)
        if target_span is None or (k + 1 < len(lows) and doc.sentence_of(k + 1) != doc.sentence_of(k)):
            continue
        held = owner[k] if owner[k] >= 0 else None
        out.append(Marking(span, target_span, how, "adverb", doc.sentence_of(k), held))
    return out


def _of_whole(doc: Document, found: Found, k: int, target: tuple[int, int], words: DeviceWords) -> bool:
    """Does a doubting adjective at the head of a content aim at all of it ("the so-called plot", "the absurd claim")?"""
    if k > first_token(doc.starts, found.content[0][0]) + 3:
        return False
    return doc.lows[k] == "so-called" or any(doc.lows[j] in words.deverbal for j in range(*target))


def _remarks(
    doc: Document, founds: Sequence[Found], distances: list[Distance], words: DeviceWords, owner: list[int]
) -> list[Marking]:
    """ "He offered no evidence.": a clause of the outlet's own about what was said last before it."""
    if words.missed.isdisjoint(doc.lows):
        return []
    out: list[Marking] = []
    lows = doc.lows
    last = {}
    for i, found in enumerate(founds):
        last[doc.sentence_at(found.anchor)] = i
    for k in [k for k, word in enumerate(lows) if word in words.missed]:
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


def _aimed(cue_of: dict[int, int], tokens: range) -> int | None:
    return next((cue_of[k] for k in tokens if k in cue_of), None)


_DETERMINERS = frozenset(
    {
        "the",
        "a",
        "an",
        "this",
        "that",
        "these",
        "those",
        "of",
        "his",
        "her",
        "its",
        "their",
        "any",
        "some",
        "every",
        "for",
        "about",
        "'s",
        "in",
        "on",
        "by",
        "as",
        "more",
        "other",
        "another",
    }
)


def _attributive(doc: Document, k: int) -> bool:
    return k > 0 and doc.lows[k - 1] in _DETERMINERS


def _noun_target(doc: Document, k: int, words: DeviceWords) -> tuple[int, int] | None:
    """Token range of the noun run that begins at k: "killings", "war crimes"."""
    end, size = k, len(doc.lows)
    sentence_end = doc.first[doc.sentence_of(k - 1) + 1]
    while end < min(size, sentence_end) and end - k < _TARGET:
        word = doc.lows[end]
        if word in words.stops or not (word[0].isalnum() or word in ("“", "”")):
            break
        if doc.quote_at[end] < 0 and end > k and (word.endswith("ed") or word in ("said", "say", "says")):
            break
        end += 1
        if word in words.deverbal:
            break
    while end > k and doc.lows[end - 1] in ("“", "”"):
        end -= 1
    while end > k + 1 and doc.lows[end - 1].endswith("ly"):
        end -= 1
    return (k, end) if end > k and any(doc.lows[j][0].isalnum() for j in range(k, end)) else None


_CALLING = frozenset(
    {
        "calls",
        "call",
        "called",
        "terms",
        "term",
        "termed",
        "labels",
        "labelled",
        "labeled",
        "dubs",
        "dubbed",
        "brands",
        "branded",
    }
)
_CALLING_AS = frozenset(
    {
        "describes",
        "describe",
        "described",
        "portrays",
        "portrayed",
        "presents",
        "presented",
        "billed",
        "bills",
        "characterised",
        "characterized",
        "refers",
        "referred",
        "regards",
        "regarded",
        "sees",
        "saw",
        "touts",
        "touted",
        "sold",
    }
)


_OWNING = frozenset({"a", "an", "the", "its", "his", "her", "their", "this", "that", "these", "those"})


def _called(
    doc: Document, owner: list[int], cue_of: dict[int, int], distances: list[Distance], words: DeviceWords
) -> list[Marking]:
    """ "what the army calls safe corridors": the outlet leaves the name of the thing to somebody."""
    if "what" not in doc.lows:
        return []
    out: list[Marking] = []
    lows = doc.lows
    for k in [k for k, word in enumerate(lows) if word == "what"]:
        if doc.quote_at[k] >= 0:
            continue
        stop = doc.first[doc.sentence_of(k) + 1]
        end = 0
        for v in range(k + 2, min(k + 8, stop - 1)):
            if lows[v] in _CALLING:
                end = v + 1
            elif lows[v] in _CALLING_AS and lows[v + 1] in ("as", "to") and v + 2 < stop:
                end = v + 2 + (lows[v + 1] == "to" and lows[v + 2] == "as")
            if end or lows[v] in (",", ";", ":"):
                break
        if not end or end + 1 >= stop or (lows[end] in (",", ".", "for", "on") and doc.quote_at[end] < 0):
            continue
        verb = end - 1
        if lows[end] in _OWNING:
            end += 1
        target = _noun_target(doc, end, words) if doc.quote_at[end] < 0 else _quoted_target(doc, end)
        if target is None:
            continue
        held = _aimed(cue_of, range(k, verb + 1))
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


def spans_of(spans: Sequence[Span]) -> Spans:
    """Distinct spans in text order."""
    return tuple(sorted(set(spans)))
