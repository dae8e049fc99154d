"""What the compare stage reads and writes: plain frozen records, no engine, no clock.

Input: `Document` (one version with its claims) and `OutletDay` (was the outlet observed).
Output: `DayResult`, one tuple of row records per `raw` table of the warehouse; the field names
of a row record are the column names of its table, so that loading is one generic function. Rows that a
day has by the hundred thousand are named tuples, which are made, sent and loaded in a quarter of the time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from tasks.claims.records import TextClaims


@dataclass(frozen=True, slots=True)
class Document:
    """One version of one article as compare sees it. Instants are aware UTC.

    `seen_after` is the last successful poll of the outlet before `first_seen_at` (None unknown):
    with `published_at` it bounds when the article appeared. `article_seen_at` and `article_seen_after`
    are the same two for the article's first version, None when this is it. `full_text` is False for teasers,
    paywalled and damaged texts: they count as covered but never as omitting. `day` is the UTC
    day the article belongs to.
    """

    version_id: str
    article_id: str
    outlet_id: str
    url: str
    title: str
    authors: tuple[str, ...]
    text: str
    language: str
    kind: str
    full_text: bool
    published_at: datetime | None
    published_precision: str | None
    first_seen_at: datetime
    seen_after: datetime | None
    day: date
    claims: TextClaims
    article_seen_at: datetime | None = None
    article_seen_after: datetime | None = None


@dataclass(frozen=True, slots=True)
class OutletDay:
    """Whether an outlet could be observed on a day. Not healthy -> its cells are not_observed."""

    outlet_id: str
    language: str
    country: str
    polled: bool
    healthy: bool
    suspect: bool
    reason: str | None


@dataclass(frozen=True, slots=True)
class ReprintRow:
    """An article that repeats an origin's text. Containments are shares (0-1) of word shingles."""

    day: date
    version_id: str
    article_id: str
    outlet_id: str
    origin_id: str  # independent producer: same for the whole family; own version_id's family if original
    origin_version_id: str | None  # None when the origin itself was not collected (credit line only)
    agency: str | None
    containment: float | None  # share of this text found in the origin
    containment_back: float | None  # share of the origin found in this text
    inserted_sentences: int | None
    dropped_sentences: int | None
    rule: str  # credit, dateline, byline, containment, exact


@dataclass(frozen=True, slots=True)
class StoryRow:
    """One happening of a day: its articles, their origins and why they are one story."""

    day: date
    story_id: str
    language: str
    label: str
    started_at: datetime
    first_day: date


@dataclass(frozen=True, slots=True)
class StoryMemberRow:
    """Article in story on a day. `origin_id` is that of the article's reprint family or its own."""

    day: date
    story_id: str
    version_id: str
    article_id: str
    outlet_id: str
    origin_id: str
    is_reprint: bool
    score: float | None
    reason: str  # why_grouped: seed, or the shared terms and names with the score
    words: int


class ClaimRow(NamedTuple):
    """A claim of a story. `label` is text of the member `label_version_id` at label_start..label_end."""

    day: date
    story_id: str
    claim_id: str
    label: str
    label_version_id: str
    label_start_char: int
    label_end_char: int


class ClaimMemberRow(NamedTuple):
    """One piece of evidence: a proposition of a version in a claim, with the status it supports."""

    day: date
    story_id: str
    claim_id: str
    version_id: str
    outlet_id: str
    origin_id: str
    proposition: int  # index into the version's propositions
    sentence: int
    start_char: int
    end_char: int
    text: str
    status: str  # asserted, endorsed, attributed, distanced, denied, contradicted
    voice: str | None
    score: float | None
    reason: str


class ClaimStatusRow(NamedTuple):
    """One cell of claims x outlets, strongest own-voice commitment; omitted and not_observed too."""

    day: date
    story_id: str
    claim_id: str
    outlet_id: str
    status: str
    evidence: int
    reason: str | None  # why not_observed or how omission was decided
    carried_by_origins: int
    covering_origins: int
    expected: float | None  # p-hat of carrying it, omitted cells only
    surprise_bits: float | None
    nearest_version_id: str | None
    nearest_start_char: int | None
    nearest_end_char: int | None
    nearest_score: float | None


class AbsentRow(NamedTuple):
    """An outlet that has no article of a story: a `not_observed` cell, for this reason, of every claim of the story
    that at least `carried_by_origins` of its `covering_origins` carry."""

    day: date
    story_id: str
    outlet_id: str
    reason: str
    carried_by_origins: int
    covering_origins: int


class WordRow(NamedTuple):
    """A term an outlet uses more or less than the others in the story (Monroe et al. 2008)."""

    day: date
    story_id: str
    outlet_id: str
    term: str
    uses: int
    articles: int
    origins: int
    log_odds: float | None
    z: float | None
    p_value: float | None
    q_value: float | None
    reason: str | None  # why the statistics are NULL


@dataclass(frozen=True, slots=True)
class FirstReportRow:
    """When one outlet first had one story, as an interval, and whether that makes it the first."""

    day: date
    story_id: str
    outlet_id: str
    version_id: str
    earliest_at: datetime | None
    latest_at: datetime
    verdict: str  # first, later, undetermined
    lag_low_minutes: float | None
    lag_high_minutes: float | None


class NumberConflictRow(NamedTuple):
    """Two outlets give intervals that do not overlap for one referent and unit."""

    day: date
    story_id: str
    referent: str
    unit: str | None
    outlet_id: str
    version_id: str
    number: int  # index into the version's numbers
    other_outlet_id: str
    other_version_id: str
    other_number: int


class NumberGroupRow(NamedTuple):
    """Number uses of one story that measure the same thing, by index into the version's numbers."""

    day: date
    story_id: str
    referent: str
    unit: str | None
    outlet_id: str
    version_id: str
    number: int


class DivergenceRow(NamedTuple):
    """One test on one level. level: selection, coverage, statement. value in 0-1 unless said."""

    day: date
    story_id: str | None  # None: over the day's shared stories
    level: str
    aspect: str  # stories, articles, words, claims, voices, names, terms
    outlet_a: str
    outlet_b: str
    value: float | None
    null_mean: float | None
    excess: float | None
    low: float | None
    high: float | None
    p_value: float | None
    q_value: float | None
    articles_a: int
    articles_b: int
    origins_a: int
    origins_b: int
    reason: str | None


@dataclass(frozen=True, slots=True)
class EditRow:
    """A new version of an article against the one before it."""

    day: date
    article_id: str
    outlet_id: str
    from_version_id: str
    to_version_id: str
    kind: str  # added, removed, softened, hardened, reworded, mixed
    sentences_added: int
    sentences_removed: int
    sentences_changed: int
    claims_added: int
    claims_removed: int
    claims_softened: int
    claims_hardened: int


@dataclass(frozen=True, slots=True)
class EditSentenceRow:
    """One changed sentence of an edit; spans are None on the side where it does not exist."""

    day: date
    article_id: str
    from_version_id: str
    to_version_id: str
    ordinal: int
    change: str  # added, removed, softened, hardened, reworded
    from_start_char: int | None
    from_end_char: int | None
    to_start_char: int | None
    to_end_char: int | None
    reason: str | None  # which engagement, polarity, certainty or bound changed


@dataclass(frozen=True, slots=True)
class DayResult:
    """Everything compare decides for one day. Same input, same settings -> equal result.

    What a day has by the hundred thousand may come as columns that read like rows (`columns.py`).
    """

    day: date
    reprints: tuple[ReprintRow, ...]
    stories: tuple[StoryRow, ...]
    story_members: tuple[StoryMemberRow, ...]
    claims: Sequence[ClaimRow]
    claim_members: Sequence[ClaimMemberRow]
    claim_statuses: Sequence[ClaimStatusRow]
    absent: Sequence[AbsentRow]
    words: Sequence[WordRow]
    first_reports: tuple[FirstReportRow, ...]
    number_groups: Sequence[NumberGroupRow]
    number_conflicts: Sequence[NumberConflictRow]
    divergences: Sequence[DivergenceRow]
    edits: tuple[EditRow, ...]
    edit_sentences: tuple[EditSentenceRow, ...]
