"""What the claims stage found in one text, as rows of the `raw` tables, and back again exactly.

A row is a dictionary whose keys are the columns of its table. Spans stand as pairs (start, end);
the texts beside them are there for people who write SQL and are never read back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

from tasks.claims.records import (
    Attribution,
    Marking,
    NameUse,
    NumberUse,
    Proposition,
    Sentence,
    Span,
    Spans,
    TextClaims,
    Voice,
)

#: Parts of a role that is split are joined by this in the convenience columns.
JOINT = " … "
#: The tables that hold one text's claims; `text_claims` is the head, one row for each version.
TABLES = (
    "text_claims",
    "sentence",
    "attribution",
    "voice",
    "marking",
    "name_use",
    "number_use",
    "proposition",
)

R = TypeVar("R", bound=NamedTuple)
Row = dict[str, Any]
#: Values by table and column; the columns of a table are equally long.
Columns = dict[str, dict[str, list[Any]]]


def claims_to_rows(
    version_id: str, text: str, claims: TextClaims, *, extractor: str | None = None
) -> dict[str, list[Row]]:
    """The claims of one version as rows by table; every table of TABLES is there, possibly empty.

    `text` is the version's text, into which all offsets count. `extractor` names the version of the
    rules. Days are left to the warehouse, which knows the version's.
    """
    found = of_version(claims_to_columns(text, claims), version_id, extractor)
    return {
        table: [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
        for table, columns in found.items()
    }


def of_version(found: Columns, version_id: str, extractor: str | None) -> Columns:
    """Columns of `claims_to_columns`, with those that say whose they are."""
    named: Columns = {}
    for table, columns in found.items():
        count = len(next(iter(columns.values())))
        named[table] = {"version_id": [version_id] * count, **columns}
    named["text_claims"]["extractor"] = [extractor]
    return named


def claims_to_columns(text: str, claims: TextClaims) -> Columns:
    """The claims of a text as columns by table, all but `version_id` and `extractor`.

    Columns are what is quickly made, sent to another process and stored: lists of plain values.
    """
    spans = [one.span for one in claims.sentences]
    return {
        "text_claims": {
            "language": [claims.language],
            "observed": [claims.observed],
            "sentences": [len(claims.sentences)],
            "attributions": [len(claims.attributions)],
            "propositions": [len(claims.propositions)],
            "numbers": [len(claims.numbers)],
            "names": [len(claims.names)],
        },
        "sentence": {
            "sentence": list(range(len(spans))),
            "start_char": [start for start, _ in spans],
            "end_char": [end for _, end in spans],
            "paragraph": [one.paragraph for one in claims.sentences],
            "quoted": [one.quoted for one in claims.sentences],
        },
        "attribution": _attributions(text, claims.attributions),
        "voice": {
            "ordinal": list(range(len(claims.voices))),
            "voice": [one.key for one in claims.voices],
            "name": [one.name for one in claims.voices],
            "voice_group": [one.group for one in claims.voices],
            "role": [one.role for one in claims.voices],
            "state": [one.state for one in claims.voices],
        },
        "marking": {
            "marking": list(range(len(claims.markings))),
            "start_char": [one.span[0] for one in claims.markings],
            "end_char": [one.span[1] for one in claims.markings],
            "target_start_char": [one.target[0] for one in claims.markings],
            "target_end_char": [one.target[1] for one in claims.markings],
            "engagement": [one.engagement for one in claims.markings],
            "device": [one.device for one in claims.markings],
            "sentence": [one.sentence for one in claims.markings],
            "attribution": [one.attribution for one in claims.markings],
            "excerpt": [text[slice(*one.span)] for one in claims.markings],
            "target_text": [text[slice(*one.target)] for one in claims.markings],
        },
        "name_use": {
            "name_use": list(range(len(claims.names))),
            "start_char": [one.span[0] for one in claims.names],
            "end_char": [one.span[1] for one in claims.names],
            "name": [one.name for one in claims.names],
            "name_group": [one.group for one in claims.names],
            "concept": [one.concept for one in claims.names],
            "variant": [one.variant for one in claims.names],
            "sentence": [one.sentence for one in claims.names],
            "quoted": [one.quoted for one in claims.names],
        },
        "number_use": {
            "number": list(range(len(claims.numbers))),
            "start_char": [one.span[0] for one in claims.numbers],
            "end_char": [one.span[1] for one in claims.numbers],
            "low": [one.low for one in claims.numbers],
            "high": [one.high for one in claims.numbers],
            "bound": [one.bound for one in claims.numbers],
            "unit": [one.unit for one in claims.numbers],
            "referent": [one.referent for one in claims.numbers],
            "sentence": [one.sentence for one in claims.numbers],
            "attribution": [one.attribution for one in claims.numbers],
            "quoted": [one.quoted for one in claims.numbers],
            "excerpt": [text[slice(*one.span)] for one in claims.numbers],
        },
        "proposition": {
            "proposition": list(range(len(claims.propositions))),
            "start_char": [one.span[0] for one in claims.propositions],
            "end_char": [one.span[1] for one in claims.propositions],
            "spans": [one.spans for one in claims.propositions],
            "sentence": [one.sentence for one in claims.propositions],
            "attribution": [one.attribution for one in claims.propositions],
            "engagement": [one.engagement for one in claims.propositions],
            "polarity": [one.polarity for one in claims.propositions],
            "certainty": [one.certainty for one in claims.propositions],
            "voice": [one.voice for one in claims.propositions],
        },
    }


def claims_from_columns(found: Mapping[str, Mapping[str, Sequence[Any]]]) -> TextClaims:
    """The claims of one text from its columns in order, roles as tuples of spans. Inverse of `claims_to_columns`."""
    sentence, attribution, voice = found["sentence"], found["attribution"], found["voice"]
    marking, number, name, proposition = (
        found[table] for table in ("marking", "number_use", "name_use", "proposition")
    )
    return TextClaims(
        language=found["text_claims"]["language"][0],
        observed=found["text_claims"]["observed"][0],
        sentences=_made(Sentence, _spans(sentence), sentence, "paragraph quoted"),
        attributions=_made(
            Attribution,
            attribution["source"],
            attribution,
            "cue content kind engagement engagement_cue polarity certainty voice rule sentence relays",
        ),
        voices=_made(Voice, voice["voice"], voice, "name voice_group role state"),
        markings=tuple(
            map(
                Marking._make,
                zip(
                    _spans(marking),
                    _spans(marking, "target_"),
                    *_columns(marking, "engagement device sentence attribution"),
                    strict=True,
                ),
            )
        ),
        numbers=_made(
            NumberUse, _spans(number), number, "low high bound unit referent sentence attribution quoted"
        ),
        names=_made(NameUse, _spans(name), name, "name name_group concept variant sentence quoted"),
        propositions=_made(
            Proposition,
            _spans(proposition),
            proposition,
            "spans sentence attribution engagement polarity certainty voice",
        ),
    )


def _made(
    kind: type[R], first: Iterable[Any], columns: Mapping[str, Sequence[Any]], others: str
) -> tuple[R, ...]:
    """Records of one kind from the values of their first field and the columns of the others."""
    return tuple(map(kind._make, zip(first, *_columns(columns, others), strict=True)))


def _columns(columns: Mapping[str, Sequence[Any]], names: str) -> list[Sequence[Any]]:
    return [columns[name] for name in names.split()]


def _spans(columns: Mapping[str, Sequence[Any]], of: str = "") -> Iterable[Span]:
    return zip(columns[f"{of}start_char"], columns[f"{of}end_char"], strict=True)


def _attributions(text: str, found: tuple[Attribution, ...]) -> dict[str, list[Any]]:
    return {
        "attribution": list(range(len(found))),
        "source": [one.source for one in found],
        "cue": [one.cue for one in found],
        "content": [one.content for one in found],
        "kind": [one.kind for one in found],
        "engagement": [one.engagement for one in found],
        "engagement_cue": [one.engagement_cue for one in found],
        "polarity": [one.polarity for one in found],
        "certainty": [one.certainty for one in found],
        "voice": [one.voice for one in found],
        "relays": [one.relays for one in found],
        "rule": [one.rule for one in found],
        "sentence": [one.sentence for one in found],
        "source_text": [_text_of(text, one.source) for one in found],
        "cue_text": [_text_of(text, one.cue) for one in found],
        "content_text": [_text_of(text, one.content) for one in found],
        "content_words": [sum(len(text[start:end].split()) for start, end in one.content) for one in found],
    }


def _text_of(text: str, spans: Spans) -> str:
    return JOINT.join(text[start:end] for start, end in spans)
