"""The view of `parallax compare` as plain frozen records: columns, claims, voices, names, numbers, words.

Every record that shows text carries the document's key and offsets into that document's text.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tasks.compare.denials import DenialLine


@dataclass(frozen=True, slots=True)
class Column:
    """One document as a column. `sentences` and `words` are counts."""

    key: str
    outlet: str
    title: str
    published_at: datetime | None
    published_precision: str | None
    words: int
    sentences: int
    language: str
    claims_observed: bool


@dataclass(frozen=True, slots=True)
class Evidence:
    """A piece of a document's text behind a cell."""

    key: str
    start: int
    end: int
    text: str
    sentence: str
    voice: str | None
    status: str
    note: str


@dataclass(frozen=True, slots=True)
class Cell:
    """Status of one claim in one document; `nearest` only for omitted."""

    key: str
    status: str
    evidence: tuple[Evidence, ...]
    nearest: str | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class ClaimLine:
    """One claim over all documents."""

    label: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class VoiceLine:
    """How much one voice is heard in one document. `first_position` in 0-1 of the text."""

    key: str
    voice: str
    group: str
    role: str | None
    state: str | None
    attributions: int
    words: int
    share: float
    first_position: float
    distanced: int
    endorsed: int
    denies: int


@dataclass(frozen=True, slots=True)
class NameLine:
    """A concept that has several names, and how often each document chooses which (quotations out)."""

    concept: str
    variants: tuple[tuple[str, str, int], ...]  # key, variant, uses


@dataclass(frozen=True, slots=True)
class NumberLine:
    """A number as a document gives it; `conflict` when another document's cannot both be true."""

    key: str
    referent: str
    text: str
    low: float | None
    high: float | None
    bound: str
    unit: str | None
    voice: str | None
    conflict: bool
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class MarkingLine:
    """A device of distance or endorsement, what it is aimed at and whose words they are."""

    key: str
    device: str
    engagement: str
    target: str
    voice: str | None
    sentence: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class WordLine:
    """Words an outlet uses and the others do not, or less; `statistics` says why there is no test."""

    key: str
    term: str
    uses: int
    uses_elsewhere: int
    log_odds: float | None
    q_value: float | None


@dataclass(frozen=True, slots=True)
class DivergenceLine:
    """A test between two documents' outlets, or the reason why there is none."""

    level: str
    aspect: str
    a: str
    b: str
    value: float | None
    excess: float | None
    p_value: float | None
    q_value: float | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class SideBySide:
    """Everything that the one-off comparison shows."""

    columns: tuple[Column, ...]
    claims: tuple[ClaimLine, ...]
    voices: tuple[VoiceLine, ...]
    names: tuple[NameLine, ...]
    numbers: tuple[NumberLine, ...]
    markings: tuple[MarkingLine, ...]
    denials: tuple[DenialLine, ...]
    words: tuple[WordLine, ...]
    divergences: tuple[DivergenceLine, ...]
    reprints: tuple[str, ...]
