"""What the watch stage reads and writes: how each outlet was observed on a day. Columns of `raw.health`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal


@dataclass(frozen=True, slots=True)
class OutletFacts:
    """Counts of one outlet's day, read from the warehouse. Shares are derived, never stored twice."""

    outlet_id: str
    day: date
    polls: int
    polls_ok: int  # brought entries or said "not modified"
    entries: int
    kept: int
    refused: int
    failed: int
    deferred: int
    articles: int
    with_title: int
    with_time: int
    with_author: int
    full_text: int
    words: int
    attributions: int
    voices: int
    unresolved_voices: int
    other_language: int
    imported: int  # articles that came by import, not by polling


@dataclass(frozen=True, slots=True)
class HealthRow:
    """One outlet on one day. healthy: its silence and omissions may be read as its own choice.

    `reason` says why it is not healthy or is suspect, in words; `flags` are the closed words behind
    it: not_polled, all_polls_failed, no_articles, below_expected, above_expected, refusals_high,
    failures_high, titles_missing, times_missing, texts_short, language_changed, drift,
    silent.
    """

    outlet_id: str
    day: date
    polls: int
    polls_ok: int
    articles: int
    kept: int
    refused: int
    failed: int
    deferred: int
    title_share: float | None
    time_share: float | None
    author_share: float | None
    full_text_share: float | None
    words: int
    claims_per_1000_words: float | None
    unresolved_voice_share: float | None
    other_language_share: float | None
    healthy: bool
    suspect: bool
    flags: tuple[str, ...]
    reason: str | None


@dataclass(frozen=True, slots=True)
class WatchedDay:
    """A past health row with what drift needs to know of it, and the outlet's country."""

    outlet_id: str
    day: date
    country: str
    polls_ok: int
    articles: int
    kept: int
    refused: int
    failed: int
    title_share: float | None
    time_share: float | None
    author_share: float | None
    full_text_share: float | None
    words: int
    claims_per_1000_words: float | None
    unresolved_voice_share: float | None
    other_language_share: float | None
    suspect: bool
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DriftRow:
    """One measure of one outlet, or of all (outlet_id None), against its reference. Columns of `raw.drift`.

    verdict: steady; drift (rows are held back); changed (differs, in what the outlet chooses to publish);
    not_enough_data. `reason` says it in words unless steady.
    """

    day: date
    outlet_id: str | None
    measure: str
    value: float | None
    reference: float | None
    low: float | None
    high: float | None
    p_value: float | None
    q_value: float | None
    days: int | None
    reference_days: int | None
    verdict: str
    reason: str | None


@dataclass(frozen=True, slots=True)
class Clearance:
    """A person's word that an outlet may be compared again. Columns of `raw.clearance`.

    Verdicts up to `through_day` no longer hold back days from `from_day` on; with `accepted` the change
    is the outlet's new usual, and its reference window begins at `from_day`.
    """

    outlet_id: str
    cleared_at: datetime
    from_day: date
    through_day: date
    accepted: bool
    note: str | None


AlarmKind = Literal["story_omitted", "claim_denied", "number_conflict", "claim_removed", "word"]


@dataclass(frozen=True, slots=True)
class AlarmRule:
    """An editorial alarm that a user wrote as an [[alarm]] table of outlets.toml.

    story_omitted: a story of at least `least_outlets` that `outlet` has no article of. claim_denied,
    number_conflict, claim_removed: wherever it happens, or only where `outlet` takes part. word: one of
    `words` stands in an article (of `outlet`, when given).
    """

    name: str
    when: AlarmKind
    outlet: str | None = None
    least_outlets: int = 2
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Condition:
    """Something that holds on a day and is worth a person's look. Texts are one line, without markup."""

    rule: str
    outlet_id: str | None
    subject: str
    title: str
    body: str
    evidence: str | None


@dataclass(frozen=True, slots=True)
class Alarm:
    """A condition as it is told and remembered. Columns of `raw.alarm`."""

    alarm_id: str
    rule: str
    outlet_id: str | None
    subject: str
    first_day: date
    last_day: date
    title: str
    body: str
    evidence: str | None
    raised_at: datetime
    delivered_at: datetime | None
    delivered_to: tuple[str, ...]
    tries: int
