"""Which articles repeat another producer's text: by what they say of themselves and by their words.

Two independent witnesses: the outlet's own credit ("LONDON (Reuters) -", "By AFP"), and the share of
a text's word runs and sentences found in an older text. Direction comes from time first, then from
who is an agency or credits one, then from which text holds the other. Shares are asymmetric on
purpose: a trimmed copy lies wholly inside its origin, an extended one holds most of it. Quoted words do
not count: two outlets that quote the same statement at length have not copied each other.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tasks.claims.records import Spans
from tasks.compare.credits import Agency, Credit, agency_of_outlet, find_credit, fold, more_agencies
from tasks.compare.packed_claims import alone
from tasks.compare.records import Document, ReprintRow
from tasks.compare.sentence_alignment import (
    MOSTLY_QUOTED,
    align,
    normal_sentence,
    outside_quotes,
    sentence_spans,
    without_quotes,
)
from tasks.compare.shingles import Hashes, Shingler, overlap, sharing_pairs, without_boilerplate
from tasks.compare.times import appearance, best_instant


@dataclass(frozen=True, slots=True)
class ReprintSettings:
    """Numbers of the reprint rules; shares are 0-1.

    A text is a copy when `mostly` of it (by words in aligned sentences or by shingles, the larger)
    stands in the other; when `copied` of it does, and that is `held_least` of the other (less is a
    short text sharing a few stock phrases); or when it holds `held` of the other and that makes up
    `own_least` of it.
    `agencies` adds agencies: id -> names as printed in credits and outlet ids.
    """

    mostly: float = 0.65
    copied: float = 0.5
    held_least: float = 0.25
    held: float = 0.55
    own_least: float = 0.3
    sentence_alike: float = 68.0
    words_per_shingle: int = 5
    sample: int = 4
    least_shared: int = 3
    longest_list: int = 40
    least_shingles: int = 12
    boilerplate_articles: int = 4
    agencies: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Text:
    document: Document
    agency: str | None  # the outlet is itself this agency
    credit: Credit | None
    shingles: Hashes


@dataclass(frozen=True, slots=True)
class _Match:
    """`copy` repeats `origin` (row numbers)."""

    copy: int
    origin: int
    containment: float
    back: float
    inserted: int
    dropped: int


@dataclass(frozen=True, slots=True)
class _Sentences:
    """Normalised sentences, and how many words of each stand outside quotation marks."""

    normal: list[str]
    words: list[int]

    def covered(self, paired: set[int]) -> float:
        """The share (0-1) of the text's own words in the paired sentences."""
        return sum(self.words[number] for number in paired) / max(1, sum(self.words))


def _sentences(text: str, spans: Spans) -> _Sentences:
    pieces = [text[start:end] for start, end in spans]
    whole = [len(piece.split()) for piece in pieces]
    own = [len(without_quotes(piece).split()) for piece in pieces]
    mostly_quoted = sum(own) < MOSTLY_QUOTED * sum(whole)
    return _Sentences([normal_sentence(piece) for piece in pieces], whole if mostly_quoted else own)


@dataclass(frozen=True, slots=True)
class _Lines:
    """Two texts by their sentences: shares (0-1) that the other has, and numbers of those left over."""

    covered: tuple[float, float]
    only_one: int
    only_two: int


class _Compared:
    """Comparisons of texts by their words, each made once however many articles carry the texts."""

    def __init__(self, alike: float) -> None:
        self._alike = alike
        self._spans: dict[tuple[int, str], Spans] = {}
        self._sentences: dict[tuple[str, Spans], _Sentences] = {}
        self._lines: dict[tuple[int, int], _Lines] = {}
        self._overlaps: dict[tuple[int, int], int] = {}

    def overlap(self, one: _Text, two: _Text) -> int:
        """How many shingles two texts share."""
        key = id(one.shingles), id(two.shingles)
        if key not in self._overlaps:
            self._overlaps[key] = overlap(one.shingles, two.shingles)
        return self._overlaps[key]

    def lines(self, one: Document, two: Document) -> _Lines:
        """Two texts by their sentences."""
        first, second = self._cut(one), self._cut(two)
        key = id(first), id(second)
        if key not in self._lines:
            found = align(first.normal, second.normal, self._alike)
            covered = (
                first.covered({pair.one for pair in found.pairs}),
                second.covered({pair.two for pair in found.pairs}),
            )
            self._lines[key] = _Lines(covered, len(found.only_one), len(found.only_two))
        return self._lines[key]

    def _cut(self, document: Document) -> _Sentences:
        read = id(document.claims), document.text  # the claims of copies are one
        spans = self._spans.get(read)
        if spans is None:
            spans = self._spans[read] = sentence_spans(document)
        key = document.text, spans
        if key not in self._sentences:
            self._sentences[key] = _sentences(document.text, spans)
        return self._sentences[key]


def find_reprints(
    documents: Sequence[Document],
    settings: ReprintSettings = ReprintSettings(),
) -> tuple[ReprintRow, ...]:
    """Rows for the documents that repeat an origin's text; other documents are their own origin.

    Give it the documents of the whole window: an origin may be days older than its copy. Versions of
    one article are never reprints of each other. The order of the input does not matter.
    """
    agencies = more_agencies(settings.agencies)
    texts = _texts(documents, agencies, settings)
    best = _best_matches(texts, settings)
    roots = {copy: _root(copy, best) for copy in best}
    rows = []
    for number, text in enumerate(texts):
        document = text.document
        match = best.get(number)
        if match is None and (text.credit is None or text.agency == text.credit.agency):
            continue
        rows.append(
            ReprintRow(
                day=document.day,
                version_id=document.version_id,
                article_id=document.article_id,
                outlet_id=document.outlet_id,
                origin_id=own_origin(texts[roots.get(number, number)].document.article_id),
                origin_version_id=texts[match.origin].document.version_id if match else None,
                agency=_agency(texts, number, best),
                containment=round(match.containment, 4) if match else None,
                containment_back=round(match.back, 4) if match else None,
                inserted_sentences=match.inserted if match else None,
                dropped_sentences=match.dropped if match else None,
                rule=_rule(text, match),
            )
        )
    return tuple(sorted(rows, key=lambda row: (row.day, row.version_id)))


@dataclass(frozen=True, slots=True)
class ReprintsPiece:
    """`find_reprints` as work that can be sent away."""

    documents: tuple[Document, ...]
    settings: ReprintSettings

    def worked(self) -> tuple[ReprintRow, ...]:
        """All rows."""
        return find_reprints(self.documents, self.settings)

    def __reduce__(self) -> tuple[Any, ...]:
        """What is sent: of the claims only where sentences begin and end."""
        return ReprintsPiece, (alone(self.documents, ("sentence",)), self.settings)


def origin_of(rows: Sequence[ReprintRow], documents: Sequence[Document]) -> dict[str, str]:
    """The origin id of each document by version id: that of its reprint family, else its own.

    An article's own origin id is the same for all its versions and is what copies of it carry.
    """
    of_copies = {row.version_id: row.origin_id for row in rows}
    return {d.version_id: of_copies.get(d.version_id) or own_origin(d.article_id) for d in documents}


def own_origin(article_id: str) -> str:
    """The origin id of an article that nobody else wrote."""
    return "o" + hashlib.sha256(f"origin:{article_id}".encode()).hexdigest()[:16]


def _texts(
    documents: Sequence[Document], agencies: tuple[Agency, ...], settings: ReprintSettings
) -> list[_Text]:
    ordered = sorted(documents, key=lambda d: (best_instant(d), d.article_id, d.version_id))
    shingler = Shingler(settings.words_per_shingle)
    hashes: dict[str, Hashes] = {}  # agency copy stands word for word in many articles
    for document in ordered:
        if document.text not in hashes:
            hashes[document.text] = shingler.hashes(outside_quotes(document.text))
    shingles = without_boilerplate(
        [hashes[document.text] for document in ordered],
        [document.outlet_id for document in ordered],
        [document.article_id for document in ordered],
        settings.boilerplate_articles,
    )
    outlets = {d.outlet_id: agency_of_outlet(d.outlet_id, agencies) for d in ordered}
    watched = {fold(outlet): outlet for outlet in sorted(outlets) if outlet and outlets[outlet] is None}
    texts = []
    for document, row in zip(ordered, shingles, strict=True):
        credit = find_credit(document.authors, document.text, agencies, watched)
        if credit is not None and credit.agency == document.outlet_id:
            credit = None  # its own name
        texts.append(_Text(document, outlets[document.outlet_id], credit, row))
    return texts


def _best_matches(texts: list[_Text], settings: ReprintSettings) -> dict[int, _Match]:
    """For each copy its origin: a text that is no copy itself before one that is, then the closest."""
    pairs = sharing_pairs(
        [t.shingles for t in texts], settings.sample, settings.least_shared, settings.longest_list
    )
    known = _Compared(settings.sentence_alike)
    matches: dict[int, list[_Match]] = {}
    for i, j in pairs:
        one, two = texts[i], texts[j]
        if (
            one.document.article_id == two.document.article_id
            or one.document.language != two.document.language
        ):
            continue
        if min(len(one.shingles), len(two.shingles)) < settings.least_shingles:
            continue
        shared = known.overlap(one, two)
        shares = shared / len(one.shingles), shared / len(two.shingles)
        if max(shares) < settings.own_least / 2:
            continue
        match = _judge(i, j, texts, shares, known, settings)
        if match is not None:
            matches.setdefault(match.copy, []).append(match)
    return {
        copy: min(found, key=lambda match: (match.origin in matches, -match.containment, match.origin))
        for copy, found in matches.items()
    }


def _judge(
    i: int,
    j: int,
    texts: list[_Text],
    shares: tuple[float, float],
    known: _Compared,
    settings: ReprintSettings,
) -> _Match | None:
    """Whether one of two texts (i stands first in time) is a copy of the other, and of which."""
    lines = known.lines(texts[i].document, texts[j].document)
    share_i, share_j = max(shares[0], lines.covered[0]), max(shares[1], lines.covered[1])
    own = texts[i].document.outlet_id == texts[j].document.outlet_id
    forward = _is_copy(share_j, share_i, own, settings)
    backward = _is_copy(share_i, share_j, own, settings)
    if not (forward or backward):
        return None
    first = _direction(texts[i], texts[j], share_i, share_j)
    if first > 0 or (first == 0 and forward):
        if not forward:
            return None
        return _Match(j, i, share_j, share_i, lines.only_two, lines.only_one)
    if not backward:
        return None
    return _Match(i, j, share_i, share_j, lines.only_one, lines.only_two)


def _is_copy(share: float, held: float, own: bool, settings: ReprintSettings) -> bool:
    """Whether a text of which `share` stands in another, and which holds `held` of it, is its copy.

    An outlet that takes background paragraphs into its own next report writes on, it does not copy.
    """
    if own:
        return share >= settings.mostly
    if share >= settings.mostly or (share >= settings.copied and held >= settings.held_least):
        return True
    return held >= settings.held and share >= settings.own_least


def _direction(one: _Text, two: _Text, share_one: float, share_two: float) -> int:
    """1 when `one` (first in time by its best instant) is the origin, -1 when `two` is, 0 open.

    An agency's own page is the origin even when an outlet's clock is ahead of it; so is a text
    without credit against one that credits somebody.
    """
    if one.agency is not None and _may_carry(two, one.agency):
        return 1
    if two.agency is not None and _may_carry(one, two.agency):
        return -1
    a, b = appearance(one.document), appearance(two.document)
    if b.low is not None and a.high < b.low:
        return 1
    if a.low is not None and b.high < a.low:
        return -1
    if (one.credit is None) != (two.credit is None):
        return 1 if one.credit is None else -1
    if best_instant(one.document) < best_instant(two.document):
        return 1
    if abs(share_one - share_two) > 0.15:  # the one that lies inside the other was cut from it
        return 1 if share_two > share_one else -1
    return 0


def _may_carry(text: _Text, agency: str) -> bool:
    return text.agency is None and (text.credit is None or text.credit.agency == agency)


def _root(copy: int, best: dict[int, _Match]) -> int:
    """The first text of a chain of copies; a circle ends at its lowest row, the earliest text."""
    seen = [copy]
    while seen[-1] in best:
        origin = best[seen[-1]].origin
        if origin in seen:
            return min(seen[seen.index(origin) :])
        seen.append(origin)
    return seen[-1]


def _agency(texts: list[_Text], number: int, best: dict[int, _Match]) -> str | None:
    """The agency behind a copy: its own credit, else that of the texts it was copied from."""
    seen: set[int] = set()
    while number not in seen:
        seen.add(number)
        text = texts[number]
        if text.credit is not None or text.agency is not None:
            return text.credit.agency if text.credit is not None else text.agency
        if number not in best:
            return None
        number = best[number].origin
    return None


def _rule(text: _Text, match: _Match | None) -> str:
    if (
        match is not None
        and match.containment >= 0.999
        and match.back >= 0.999
        and not match.inserted
        and not match.dropped
    ):
        return "exact"
    return text.credit.rule if text.credit is not None else "containment"
