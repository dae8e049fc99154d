"""The outlet's distance: devices that keep off, or vouch for, what stands beside them.

Classes after Martin & White (2005): acknowledged is the plain way, distanced and endorsed need a
span that shows them. A device inside a quotation is the source's own and never counted.
"""

from __future__ import annotations

from collections.abc import Sequence

from tasks.claims.devices import Distance, aimed, clause, first_token, noun_target
from tasks.claims.document import Document
from tasks.claims.kinds import HEAD, MARKED
from tasks.claims.pack import DeviceWords, Found
from tasks.claims.records import Engagement, Marking, Span
from tasks.claims.scarequotes import scare_quotes
from tasks.claims.standoff import called, remarks


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
    markings += remarks(doc, founds, distances, words, owner)
    named = called(doc, owner, cue_of, distances, words)
    markings += named
    markings += scare_quotes(doc, owner, {m.target[0] for m in named}, words)
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
    return range(first_token(doc.starts, span[0]), first_token(doc.starts, span[1]))


def _phrases(
    doc: Document, founds: Sequence[Found], distances: list[Distance], words: DeviceWords, owner: list[int]
) -> list[Marking]:
    """ "without evidence" and its like: about the nearest attribution of the sentence, else the clause."""
    by_sentence: dict[int, list[int]] = {}
    for i, found in enumerate(founds):
        by_sentence.setdefault(doc.sentence_at(found.anchor), []).append(i)
    out: list[Marking] = []
    skip = 0
    for k in doc.where(HEAD):
        word = doc.lows[k]
        if k < skip or doc.quote_at[k] >= 0:
            continue
        following = doc.lows[k + 1 : k + 2]
        fitting = [
            p
            for p in words.heads[word]
            if (len(p) < 2 or [p[1]] == following) and tuple(doc.lows[k : k + len(p)]) == p
        ]
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
            target = clause(doc, end)
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
    for k in doc.where(MARKED):
        word = lows[k]
        if k <= done or doc.quote_at[k] >= 0:
            continue
        how = words.adjectives.get(word)
        sayings = words.of_sayings.get(word) if how is None else None
        if how is None and sayings is None and word == "so" and lows[k + 1 : k + 2] == ["called"]:
            continue
        if how or sayings:
            target = noun_target(doc, k + 1, words)
            if target is None:
                continue
            if sayings and not any(lows[j] in words.deverbal for j in range(*target)):
                continue
            if word in ("claimed", "staged", "presumed", "supposed") and not _attributive(doc, k, words):
                continue
            low = k
            if (
                k
                and (lows[k - 1] in words.adverbs or (lows[k - 1].endswith("ly") and len(lows[k - 1]) > 5))
                and doc.quote_at[k - 1] < 0
            ):
                low = k - 1
            done = k
            i = aimed(cue_of, range(*target))
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
        if how == "endorsed" and word in ("clearly", "indeed") and aimed(cue_of, range(k + 1, k + 3)) is None:
            continue
        i = aimed(cue_of, range(max(0, k - 1), k + 2))
        if i is None and k > 1 and lows[k - 1] == "," and lows[k + 1 : k + 2] == [","]:
            i = aimed(cue_of, range(k - 2, k - 1))  # "said, implausibly, that"
        span = doc.span(k, k + 1)
        if i is not None and founds[i].content:
            distances[i].engagement = how
            distances[i].spans.append(span)
            out.append(Marking(span, founds[i].content[0], how, "adverb", doc.sentence_of(k), i))
            continue
        target_span = clause(doc, k + 1)
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


def _attributive(doc: Document, k: int, words: DeviceWords) -> bool:
    return k > 0 and doc.lows[k - 1] in words.clauses.determiners
