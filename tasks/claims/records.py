"""What the claims stage finds in one version's text: plain frozen records, offsets into that text.

Every span is `(start, end)` in Unicode code points from 0 into the text as given, end exclusive.
A role that may be split (content around a cue) is a tuple of spans in text order. Terms: source,
cue, content after PARC (Pareti 2012) and PolNeAR (Newell et al. 2018); engagement after Martin &
White (2005); polarity and certainty after FactBank (Sauri & Pustejovsky 2009).

Records that a text has by the dozen are named tuples: making them takes a quarter of the time of frozen
data classes. A changed copy is `record._replace(...)`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

Span = tuple[int, int]
Spans = tuple[Span, ...]

Kind = Literal["direct", "indirect", "mixed"]
Engagement = Literal["acknowledged", "endorsed", "distanced"]
Polarity = Literal["affirms", "denies"]
Certainty = Literal["certain", "probable", "possible", "unstated"]
VoiceGroup = Literal["person", "organisation", "state", "document", "anonymous", "unresolved"]
NameGroup = Literal["person", "organisation", "place", "other"]
Bound = Literal["exact", "at_least", "more_than", "at_most", "less_than", "about", "range", "vague"]


class Sentence(NamedTuple):
    """One sentence. `quoted` is the share (0-1) of its characters inside quotation marks."""

    span: Span
    paragraph: int
    quoted: float


class Attribution(NamedTuple):
    """One relation source - cue - content, with the outlet's distance and the source's position.

    `voice` is the `key` of one of the text's voices; `relays` names voices through which it came
    ("quoted by NBC as saying"); `sentence` is the index of the cue's sentence (content's if there
    is no cue); `engagement_cue` is the span that shows distance or endorsement, empty when the
    attribution is acknowledged only; `rule` names the rule that found it.
    """

    source: Spans
    cue: Spans
    content: Spans
    kind: Kind
    engagement: Engagement
    engagement_cue: Spans
    polarity: Polarity
    certainty: Certainty
    voice: str
    rule: str
    sentence: int
    relays: tuple[str, ...] = ()


class Voice(NamedTuple):
    """A resolved source of one text. `key` is stable across texts for the same normalised name.

    `state` links a metonym or office to its country ("the Kremlin" -> "russia"), else None.
    """

    key: str
    name: str
    group: VoiceGroup
    role: str | None = None
    state: str | None = None


class Marking(NamedTuple):
    """A distancing or endorsing device and what it is aimed at ("alleged" -> "killings").

    `attribution` is the index of the attribution it belongs to, None when it stands in the
    outlet's own voice. `device` is its class: cue, scare_quote, adjective, adverb, phrase.
    """

    span: Span
    target: Span
    engagement: Engagement
    device: Literal["cue", "scare_quote", "adjective", "adverb", "phrase"]
    sentence: int
    attribution: int | None


class NumberUse(NamedTuple):
    """One number: closed value interval `low..high` (None = unbounded), unit, counted noun.

    `unit`: ISO currency code, SI-like unit, "percent", "people"... or None. `referent`: lemma of
    the noun phrase it counts, or None. `attribution`: index of the attribution whose content
    holds it, else None. `quoted`: stands inside quotation marks.
    """

    span: Span
    low: float | None
    high: float | None
    bound: Bound
    unit: str | None
    referent: str | None
    sentence: int
    attribution: int | None
    quoted: bool


class NameUse(NamedTuple):
    """One use of a name or of a variant of a named concept.

    `name` is the normalised full name inside this text ("Lukashenko" -> "Alexander Lukashenko").
    `concept` and `variant` are set when the name-variant lexicon knows it (concept "kyiv",
    variant "Kiev"). `quoted`: inside quotation marks, hence not the outlet's choice.
    """

    span: Span
    name: str
    group: NameGroup
    concept: str | None
    variant: str | None
    sentence: int
    quoted: bool


class Proposition(NamedTuple):
    """What is put forward in one place: an attributed content or an own-voice (part of a) sentence.

    `attribution` is None for the outlet's own voice; then engagement is "endorsed" only by device
    and otherwise "acknowledged", voice is None. `span` covers the whole, `spans` its parts.
    """

    span: Span
    spans: Spans
    sentence: int
    attribution: int | None
    engagement: Engagement
    polarity: Polarity
    certainty: Certainty
    voice: str | None


@dataclass(frozen=True, slots=True)
class TextClaims:
    """All that the claims stage takes out of one text. Indices refer to these tuples.

    `observed` is False when the language has no pack: then everything but sentences is empty.
    """

    language: str
    observed: bool
    sentences: tuple[Sentence, ...]
    attributions: tuple[Attribution, ...]
    voices: tuple[Voice, ...]
    markings: tuple[Marking, ...]
    numbers: tuple[NumberUse, ...]
    names: tuple[NameUse, ...]
    propositions: tuple[Proposition, ...]
