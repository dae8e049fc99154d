"""Claims of one story: propositions that say (or deny) the same thing, with the evidence of each outlet."""

from __future__ import annotations

import hashlib
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from tasks.claims.records import Proposition, Sentence, Span, Spans
from tasks.compare.grouping import group_pairs
from tasks.compare.labels import is_clause, shorten, with_cue
from tasks.compare.lemmas import TextWords, Vocabulary
from tasks.compare.matcher import LemmaMatcher, Matcher, PairScores
from tasks.compare.records import ClaimMemberRow, ClaimRow, Document
from tasks.compare.settings import MatchSettings
from tasks.compare.units import Unit, story_units
from tasks.compare.voices import story_voices

#: "The new harbour master", "It was not": so few words before a cue are no clause of their own.
_WORDS_OF_SUBJECT = 5


@dataclass(frozen=True, slots=True)
class StoryClaims:
    """Claims of a story and, beside them, what cells need: the words of each claim's label unit."""

    claims: tuple[ClaimRow, ...]
    members: tuple[ClaimMemberRow, ...]
    words: Mapping[str, Mapping[int, int]]  # claim_id -> lemma numbers of its most central member
    clauses: frozenset[str] = frozenset()  # claims whose label is a clause, not only part of one
    #: Of a claim of two members, neither more central, those of the one that did not give the label.
    second: Mapping[str, Mapping[int, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Group:
    units: tuple[int, ...]
    central: int
    turned: Mapping[int, bool]  # unit -> says the opposite of the label in words
    scores: Mapping[int, float]  # unit -> score with the central unit


def story_claims(
    day: date,
    story_id: str,
    documents: Sequence[Document],
    origins: Mapping[str, str],
    words: Mapping[str, TextWords],
    vocabulary: Vocabulary,
    settings: MatchSettings,
    matcher: Matcher | None = None,
) -> StoryClaims:
    """Group the propositions of a story's documents (one version per article, one language) into claims.

    `origins` maps version ids to origin ids. Every proposition that can be compared
    (see `story_units`) is in exactly one claim; claims of one member stay, so that "only one
    outlet says it" can be asked.
    """
    units = story_units(documents, words, story_voices(documents), settings.min_lemmas, vocabulary)
    pairs = (matcher or LemmaMatcher(settings)).pairs(units, vocabulary.light)
    order = _ranks(units, documents)
    ranks: list[int] = order.tolist()
    standing: dict[int, bool] = {}

    def alone(unit: Unit) -> bool:
        # Units of a text that several articles carry share their words: the answer is the same.
        if id(unit.words) not in standing:
            standing[id(unit.words)] = _stands_alone(unit, documents)
        return standing[id(unit.words)]

    groups = [
        _oriented(group, units, documents, origins, ranks, scores, alone)
        for group, scores in _with_scores(
            group_pairs(len(units), pairs, settings.same, settings.group_mean, order),
            pairs,
        )
    ]
    claims: list[ClaimRow] = []
    members: list[ClaimMemberRow] = []
    label_words: dict[str, Mapping[int, int]] = {}
    clauses: set[str] = set()
    second: dict[str, Mapping[int, int]] = {}
    for group in groups:
        claim = _claim(day, story_id, group, units, documents, words, ranks, settings, alone)
        claims.append(claim)
        label_words[claim.claim_id] = units[group.central].words
        if len(group.units) == 2:
            (other,) = (unit for unit in group.units if unit != group.central)
            if not group.turned[other]:
                second[claim.claim_id] = units[other].words
        if alone(units[group.central]):
            clauses.add(claim.claim_id)
        members += [_member(claim, unit, group, units, documents, origins, settings) for unit in group.units]
    return StoryClaims(
        tuple(sorted(claims, key=lambda claim: claim.claim_id)),
        tuple(
            sorted(
                members,
                key=lambda row: (
                    row.claim_id,
                    row.version_id,
                    row.start_char,
                    row.proposition,
                ),
            )
        ),
        label_words,
        frozenset(clauses),
        second,
    )


def _ranks(units: Sequence[Unit], documents: Sequence[Document]) -> np.ndarray:
    """Position of each unit by time seen, then key: earlier texts lead ties, outlet names never do."""
    order = sorted(
        range(len(units)),
        key=lambda u: (documents[units[u].document].first_seen_at, units[u].key),
    )
    ranks = np.empty(len(units), dtype=np.int64)
    ranks[order] = np.arange(len(units))
    return ranks


def _with_scores(
    groups: list[list[int]], pairs: PairScores
) -> list[tuple[list[int], dict[tuple[int, int], tuple[float, bool]]]]:
    owner = np.zeros(sum(map(len, groups)), dtype=np.int64)
    for number, group in enumerate(groups):
        owner[group] = number
    inside: list[dict[tuple[int, int], tuple[float, bool]]] = [{} for _ in groups]
    kept = owner[pairs.first] == owner[pairs.second]
    found = (pairs.first, pairs.second, pairs.score, pairs.opposite)
    for one, other, score, opposite in zip(*(part[kept].tolist() for part in found), strict=True):
        here = inside[owner[one]]
        here[one, other] = here[other, one] = (score, opposite)
    return list(zip(groups, inside, strict=True))


def _oriented(
    group: Sequence[int],
    units: Sequence[Unit],
    documents: Sequence[Document],
    origins: Mapping[str, str],
    ranks: list[int],
    scores: Mapping[tuple[int, int], tuple[float, bool]],
    alone: Callable[[Unit], bool],
) -> _Group:
    """Choose the reading of most origins, else the one not negated, and its most central member as the label's."""
    if len(group) == 1:
        return _Group(tuple(group), group[0], {group[0]: False}, {group[0]: 1.0})

    def centrality(unit: int) -> float:
        return sum(scores.get((unit, other), (0.0, False))[0] for other in group)

    central_by = {unit: (round(centrality(unit), 9), -ranks[unit]) for unit in group}
    medoid = max(group, key=central_by.__getitem__)
    turned = {
        unit: scores.get((medoid, unit), (1.0, False))[1] if unit != medoid else False for unit in group
    }

    def weight(side: bool) -> tuple[int, float, bool]:
        members = [unit for unit in group if turned[unit] is side]
        plain = sum(not units[unit].negated for unit in members) / len(members) if members else -1.0
        carriers = {origins[documents[units[unit].document].version_id] for unit in members}
        return (len(carriers), plain, not side)

    if weight(True) > weight(False):
        turned = {unit: not side for unit, side in turned.items()}
    upright = [unit for unit in group if not turned[unit]]
    central = max(
        upright,
        key=lambda unit: (
            alone(units[unit]),
            units[unit].says,
            *central_by[unit],
        ),
    )
    return _Group(
        tuple(group),
        central,
        turned,
        {unit: scores.get((central, unit), (1.0, False))[0] for unit in group},
    )


def _stands_alone(unit: Unit, documents: Sequence[Document]) -> bool:
    """Whether the longest stretch of the unit is a clause."""
    document = documents[unit.document]
    proposition = document.claims.propositions[unit.proposition]
    start, end = max(proposition.spans, key=lambda span: (span[1] - span[0], -span[0]))
    start, end = shorten(document.text, start, end, end - start)
    rule = (
        None
        if proposition.attribution is None
        else document.claims.attributions[proposition.attribution].rule
    )
    return is_clause(document.text[start:end], unit.says, rule)


def _claim(
    day: date,
    story_id: str,
    group: _Group,
    units: Sequence[Unit],
    documents: Sequence[Document],
    words: Mapping[str, TextWords],
    ranks: list[int],
    settings: MatchSettings,
    alone: Callable[[Unit], bool],
) -> ClaimRow:
    unit = units[group.central]
    document = documents[unit.document]
    proposition = document.claims.propositions[unit.proposition]
    spans, attribution = proposition.spans, proposition.attribution
    others = frozenset[int]()
    if len(group.units) > 1:
        others = others.union(*[units[member].plain for member in group.units if member != group.central])
    low, high = _told_most(document, spans, others, words[document.version_id])
    begin = _with_subject(document, spans[0], low)
    if begin < low:
        low = begin
    elif not (attribution is None or proposition.polarity == "denies" or alone(unit)):
        low = with_cue(document.text, document.claims.attributions[attribution].cue, low)
    start, end = shorten(document.text, low, high, settings.label_chars)
    first = unit if len(group.units) == 1 else units[min(group.units, key=ranks.__getitem__)]
    identity = "\x1f".join((story_id, *map(str, first.key)))
    return ClaimRow(
        day=day,
        story_id=story_id,
        claim_id=hashlib.sha256(identity.encode()).hexdigest()[:20],
        label=document.text[start:end],
        label_version_id=document.version_id,
        label_start_char=start,
        label_end_char=end,
    )


def _told_most(document: Document, spans: Spans, others: frozenset[int], words: TextWords) -> Span:
    """Where the label is cut from: the longest span, or of several sentences the one that others tell too."""
    if not others:
        return max(spans, key=lambda span: (span[1] - span[0], -span[0]))
    sentences = document.claims.sentences
    pieces = [
        (max(start, sentence.span[0]), min(end, sentence.span[1]))
        for start, end in spans
        for sentence in sentences[_first_behind(sentences, start) : bisect_left(sentences, end, key=_begin)]
    ]

    def weight(span: Span) -> tuple[int, int, int]:
        shared = others.intersection(words.numbers[words.within(*span)])
        return len(shared), span[1] - span[0], -span[0]

    return max(pieces or spans, key=weight)


def _with_subject(document: Document, first: Span, low: int) -> int:
    """Where a label begins whose content is cut in two by its cue: at its first words when they are no clause alone.

    "It was not, they said, the tanker that leaked" says the opposite of "the tanker that leaked".
    """
    start, end = first
    if end > low or len(document.text[start:end].split()) > _WORDS_OF_SUBJECT:
        return low
    sentences = document.claims.sentences
    return start if _first_behind(sentences, start) == _first_behind(sentences, low) else low


def _begin(sentence: Sentence) -> int:
    return sentence.span[0]


def _first_behind(sentences: Sequence[Sentence], start: int) -> int:
    """Place of the first sentence that ends behind `start`; sentences follow each other."""
    return bisect_right(sentences, start, key=lambda sentence: sentence.span[1])


def _member(
    claim: ClaimRow,
    number: int,
    group: _Group,
    units: Sequence[Unit],
    documents: Sequence[Document],
    origins: Mapping[str, str],
    settings: MatchSettings,
) -> ClaimMemberRow:
    unit = units[number]
    document = documents[unit.document]
    proposition = document.claims.propositions[unit.proposition]
    start, end = proposition.span
    central = number == group.central
    if central:
        reason = "label"
    elif number >= settings.max_units:
        reason = "not compared: story has too many propositions"
    else:
        reason = "same words turned round" if group.turned[number] else "same words"
    return ClaimMemberRow(
        day=claim.day,
        story_id=claim.story_id,
        claim_id=claim.claim_id,
        version_id=document.version_id,
        outlet_id=document.outlet_id,
        origin_id=origins[document.version_id],
        proposition=unit.proposition,
        sentence=proposition.sentence,
        start_char=start,
        end_char=end,
        text=document.text[start:end],
        status=member_status(proposition, group.turned[number]),
        voice=unit.voice or proposition.voice,
        score=None if central else round(group.scores[number], 4),
        reason=reason,
    )


def member_status(proposition: Proposition, turned: bool) -> str:
    """The status one proposition supports; `turned`: its words say the opposite of the claim's label.

    Own voice asserts, distances itself ("alleged") or contradicts. A source's denial of the claim, or
    a source's statement of its opposite, is `denied`; two reversals ("denies that it did not") affirm.
    """
    against = turned != (proposition.polarity == "denies")
    if proposition.attribution is None:
        if against:
            return "contradicted"
        return "distanced" if proposition.engagement == "distanced" else "asserted"
    if against:
        return "denied"
    return {"acknowledged": "attributed"}.get(proposition.engagement, proposition.engagement)
