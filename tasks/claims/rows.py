"""What the claims stage found in one text, as rows of the `raw` tables, and back again exactly.

A row is a dictionary whose keys are the columns of its table. Spans stand as pairs (start, end);
the texts beside them are there for people who write SQL and are never read back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

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


def claims_from_rows(rows: Mapping[str, Iterable[Mapping[str, Any]]]) -> TextClaims:
    """The claims of one version from its rows, whatever their order. Inverse of `claims_to_rows`."""
    head = next(iter(rows["text_claims"]))
    return TextClaims(
        language=head["language"],
        observed=head["observed"],
        sentences=tuple(
            Sentence((row["start_char"], row["end_char"]), row["paragraph"], row["quoted"])
            for row in _in_order(rows, "sentence", "sentence")
        ),
        attributions=tuple(_attribution(row) for row in _in_order(rows, "attribution", "attribution")),
        voices=tuple(
            Voice(row["voice"], row["name"], row["voice_group"], row["role"], row["state"])
            for row in _in_order(rows, "voice", "ordinal")
        ),
        markings=tuple(
            Marking(
                span=(row["start_char"], row["end_char"]),
                target=(row["target_start_char"], row["target_end_char"]),
                engagement=row["engagement"],
                device=row["device"],
                sentence=row["sentence"],
                attribution=row["attribution"],
            )
            for row in _in_order(rows, "marking", "marking")
        ),
        numbers=tuple(
            NumberUse(
                span=(row["start_char"], row["end_char"]),
                low=row["low"],
                high=row["high"],
                bound=row["bound"],
                unit=row["unit"],
                referent=row["referent"],
                sentence=row["sentence"],
                attribution=row["attribution"],
                quoted=row["quoted"],
            )
            for row in _in_order(rows, "number_use", "number")
        ),
        names=tuple(
            NameUse(
                span=(row["start_char"], row["end_char"]),
                name=row["name"],
                group=row["name_group"],
                concept=row["concept"],
                variant=row["variant"],
                sentence=row["sentence"],
                quoted=row["quoted"],
            )
            for row in _in_order(rows, "name_use", "name_use")
        ),
        propositions=tuple(
            Proposition(
                span=(row["start_char"], row["end_char"]),
                spans=_spans(row["spans"]),
                sentence=row["sentence"],
                attribution=row["attribution"],
                engagement=row["engagement"],
                polarity=row["polarity"],
                certainty=row["certainty"],
                voice=row["voice"],
            )
            for row in _in_order(rows, "proposition", "proposition")
        ),
    )


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


def _attribution(row: Mapping[str, Any]) -> Attribution:
    return Attribution(
        source=_spans(row["source"]),
        cue=_spans(row["cue"]),
        content=_spans(row["content"]),
        kind=row["kind"],
        engagement=row["engagement"],
        engagement_cue=_spans(row["engagement_cue"]),
        polarity=row["polarity"],
        certainty=row["certainty"],
        voice=row["voice"],
        rule=row["rule"],
        sentence=row["sentence"],
        relays=tuple(row["relays"]),
    )


def _in_order(
    rows: Mapping[str, Iterable[Mapping[str, Any]]], table: str, index: str
) -> list[Mapping[str, Any]]:
    return sorted(rows.get(table, ()), key=lambda row: row[index])


def _spans(pairs: Iterable[Iterable[int]]) -> Spans:
    return tuple(_span(pair) for pair in pairs)


def _span(pair: Iterable[int]) -> Span:
    start, end = pair
    return start, end


def _text_of(text: str, spans: Spans) -> str:
    return JOINT.join(text[start:end] for start, end in spans)
