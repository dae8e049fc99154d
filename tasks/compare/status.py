"""One cell per claim and outlet: the strongest own-voice commitment, or why there is none."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import log2
from operator import attrgetter

from tasks.compare.claims import StoryClaims
from tasks.compare.lemmas import TextWords, Vocabulary
from tasks.compare.nearest import Nearest, nearest_sentences
from tasks.compare.records import AbsentRow, ClaimMemberRow, ClaimStatusRow, Document, OutletDay
from tasks.compare.settings import CompareSettings

#: Strongest first. A text that both asserts and contradicts is settled by which it does more often.
STRENGTH = ("asserted", "contradicted", "endorsed", "attributed", "distanced", "denied")

_OUTLET = attrgetter("outlet_id")
_NOWHERE = (None, None, None, None)
NOT_COVERED = "has no article in the story"
NO_CLAUSE = "says too little by itself to be missed"
NEAR = "undecided: a sentence comes near"


def strongest(statuses: Sequence[str]) -> str:
    """The strongest own-voice commitment among the statuses of one outlet's evidence."""
    if len(statuses) == 1:
        return statuses[0]
    counts = Counter(statuses)
    if counts["contradicted"] > counts["asserted"] > 0:
        return "contradicted"
    return min(counts, key=STRENGTH.index)


@dataclass(frozen=True, slots=True)
class _Coverage:
    """How one outlet covered the story. `missing` is why it cannot omit anything, None when it can."""

    origins: frozenset[str]
    missing: str | None
    exposure: float


def claim_statuses(
    story: StoryClaims,
    documents: Sequence[Document],
    origins: Mapping[str, str],
    outlet_days: Mapping[str, OutletDay],
    words: Mapping[str, TextWords],
    vocabulary: Vocabulary,
    settings: CompareSettings,
) -> tuple[tuple[ClaimStatusRow, ...], tuple[AbsentRow, ...]]:
    """Cells of all claims of a story, in the order of the claims and of the outlets' names; absent outlets.

    Outlets with an article in the story always get a cell for claims of two or more origins; for
    claims of one origin only in stories of at most `full_matrix_outlets` outlets. Outlets without
    an article get `not_observed` cells for the same claims when at most `absent_outlets` are watched.
    """
    coverage = _coverage(documents, origins, outlet_days, settings)
    covering = {origin for outlet in coverage.values() for origin in outlet.origins}
    evidence: dict[str, dict[str, list[ClaimMemberRow]]] = defaultdict(lambda: defaultdict(list))
    for member in story.members:
        evidence[member.claim_id][member.outlet_id].append(member)
    carriers = {
        claim_id: {row.origin_id for rows in by_outlet.values() for row in rows}
        for claim_id, by_outlet in evidence.items()
    }
    full = len(coverage) <= settings.status.full_matrix_outlets
    wanted = [claim for claim in story.claims if full or len(carriers[claim.claim_id]) > 1]
    nearest = nearest_sentences(
        {claim.claim_id: story.words[claim.claim_id] for claim in wanted},
        {claim.claim_id: coverage.keys() - evidence[claim.claim_id].keys() for claim in wanted},
        documents,
        words,
        vocabulary,
        settings,
        story.second,
    )
    rows: list[ClaimStatusRow] = []
    for claim in story.claims:
        by_outlet, carrying = evidence[claim.claim_id], carriers[claim.claim_id]
        blank = _Blank(claim.day, claim.story_id, claim.claim_id, len(carrying), len(covering))
        cells = [
            blank.cell(outlet, strongest([row.status for row in found]), evidence=len(found))
            for outlet, found in by_outlet.items()
        ]
        if full or len(carrying) > 1:
            omittable = claim.claim_id in story.clauses
            for outlet in coverage.keys() - by_outlet.keys():
                near = nearest.get((claim.claim_id, outlet))
                given = coverage[outlet], covering, carrying, near, omittable
                cells.append(_empty_cell(blank, outlet, *given, settings))
        cells.sort(key=_OUTLET)
        rows.extend(cells)
    absent = () if len(outlet_days) > settings.status.absent_outlets else outlet_days.keys() - coverage.keys()
    return tuple(rows), tuple(
        AbsentRow(
            claim.day,
            claim.story_id,
            outlet,
            _unwatched(outlet_days[outlet]) or NOT_COVERED,
            1 if full else 2,
            len(covering),
        )
        for claim in story.claims[:1]
        for outlet in sorted(absent)
    )


@dataclass(frozen=True, slots=True)
class _Blank:
    """What the cells of one claim share."""

    day: date
    story_id: str
    claim_id: str
    carrying: int
    covering: int

    def cell(
        self,
        outlet: str,
        status: str,
        reason: str | None = None,
        evidence: int = 0,
        expected: float | None = None,
        surprise: float | None = None,
        near: Nearest | None = None,
    ) -> ClaimStatusRow:
        place = _NOWHERE if near is None else (near.version_id, near.start, near.end, round(near.score, 4))
        return ClaimStatusRow(
            self.day, self.story_id, self.claim_id, outlet, status, evidence, reason, self.carrying,
            self.covering,
            None if expected is None else round(expected, 6),
            None if surprise is None else round(surprise, 6),
            *place,
        )  # fmt: skip


def _empty_cell(
    blank: _Blank,
    outlet: str,
    coverage: _Coverage,
    covering: set[str],
    carrying: set[str],
    near: Nearest | None,
    omittable: bool,
    settings: CompareSettings,
) -> ClaimStatusRow:
    """The cell of an outlet that covers the story and does not carry the claim."""
    if coverage.missing is not None:
        return blank.cell(outlet, "not_observed", coverage.missing, near=near)
    if near is not None and near.score >= settings.match.undecided:
        return blank.cell(outlet, "not_observed", NEAR, near=near)
    if not omittable:
        return blank.cell(outlet, "not_observed", NO_CLAUSE, near=near)
    others = len(covering - coverage.origins)
    carriers = len(carrying - coverage.origins)
    status = settings.status
    expected = carry_rate(carriers, others, coverage.exposure, status.prior_carry, status.prior_leave)
    reason = f"covered the story with full text; {carriers} of {others} other origins carry it"
    if coverage.origins & carrying:
        reason += "; cut from a text that carries it"
    return blank.cell(outlet, "omitted", reason, expected=expected, surprise=-log2(1 - expected), near=near)


def carry_rate(carrying: int, others: int, exposure: float, prior_carry: float, prior_leave: float) -> float:
    """Chance that an outlet carries a claim, from the other origins that cover the story.

    Beta-smoothed rate p; a text of `exposure` times the median length carries with 1-(1-p)^exposure.
    """
    rate = (carrying + prior_carry) / (others + prior_carry + prior_leave)
    return float(1 - (1 - rate) ** exposure)


def _unwatched(outlet_day: OutletDay | None) -> str | None:
    if outlet_day is None:
        return "outlet was not watched that day"
    if not outlet_day.polled:
        return outlet_day.reason or "outlet was not polled"
    if not outlet_day.healthy:
        return outlet_day.reason or "outlet was not healthy"
    if outlet_day.suspect:
        return outlet_day.reason or "extraction is suspect"
    return None


def _coverage(
    documents: Sequence[Document],
    origins: Mapping[str, str],
    outlet_days: Mapping[str, OutletDay],
    settings: CompareSettings,
) -> dict[str, _Coverage]:
    language = Counter(document.language for document in documents).most_common(1)[0][0]
    by_outlet: dict[str, list[Document]] = defaultdict(list)
    for document in documents:
        by_outlet[document.outlet_id].append(document)
    lengths = {
        outlet: sum(len(document.text.split()) for document in found if document.full_text)
        for outlet, found in by_outlet.items()
    }
    typical = _median([length for length in lengths.values() if length] or [1])
    coverage = {}
    for outlet, found in by_outlet.items():
        missing = _unwatched(outlet_days.get(outlet))
        if missing is None and any(document.language != language for document in found):
            missing = "another language"
        if missing is None and not all(document.full_text for document in found):
            missing = "has articles of the story without full text"
        if missing is None and not all(document.claims.observed for document in found):
            missing = "language is not read for claims"
        exposure = min(max(lengths[outlet] / typical, settings.status.exposure_least), 1.0)
        coverage[outlet] = _Coverage(
            frozenset(origins[document.version_id] for document in found),
            missing,
            exposure,
        )
    return coverage


def _median(numbers: list[int]) -> float:
    """The middle one, or what lies between the two in the middle."""
    numbers = sorted(numbers)
    middle = len(numbers) // 2
    return numbers[middle] if len(numbers) % 2 else (numbers[middle - 1] + numbers[middle]) / 2
