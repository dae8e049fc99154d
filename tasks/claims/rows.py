"""What the claims stage found in one text, as rows of the `raw` tables, and back again exactly.

A row is a dictionary whose keys are the columns of its table. Spans stand as lists of [start, end);
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


def claims_to_rows(
    version_id: str, text: str, claims: TextClaims, *, extractor: str | None = None
) -> dict[str, list[Row]]:
    """The claims of one version as rows by table; every table of TABLES is there, possibly empty.

    `text` is the version's text, into which all offsets count. `extractor` names the version of the
    rules. Days are left to the warehouse, which knows the version's.
    """
    return {
        "text_claims": [
            {
                "version_id": version_id,
                "language": claims.language,
                "observed": claims.observed,
                "sentences": len(claims.sentences),
                "attributions": len(claims.attributions),
                "propositions": len(claims.propositions),
                "numbers": len(claims.numbers),
                "names": len(claims.names),
                "extractor": extractor,
            }
        ],
        "sentence": [
            {
                "version_id": version_id,
                "sentence": index,
                "start_char": one.span[0],
                "end_char": one.span[1],
                "paragraph": one.paragraph,
                "quoted": one.quoted,
            }
            for index, one in enumerate(claims.sentences)
        ],
        "attribution": [
            _attribution_row(version_id, text, index, one) for index, one in enumerate(claims.attributions)
        ],
        "voice": [
            {
                "version_id": version_id,
                "ordinal": index,
                "voice": one.key,
                "name": one.name,
                "voice_group": one.group,
                "role": one.role,
                "state": one.state,
            }
            for index, one in enumerate(claims.voices)
        ],
        "marking": [
            {
                "version_id": version_id,
                "marking": index,
                "start_char": one.span[0],
                "end_char": one.span[1],
                "target_start_char": one.target[0],
                "target_end_char": one.target[1],
                "engagement": one.engagement,
                "device": one.device,
                "sentence": one.sentence,
                "attribution": one.attribution,
                "excerpt": text[slice(*one.span)],
                "target_text": text[slice(*one.target)],
            }
            for index, one in enumerate(claims.markings)
        ],
        "name_use": [
            {
                "version_id": version_id,
                "name_use": index,
                "start_char": one.span[0],
                "end_char": one.span[1],
                "name": one.name,
                "name_group": one.group,
                "concept": one.concept,
                "variant": one.variant,
                "sentence": one.sentence,
                "quoted": one.quoted,
            }
            for index, one in enumerate(claims.names)
        ],
        "number_use": [
            {
                "version_id": version_id,
                "number": index,
                "start_char": one.span[0],
                "end_char": one.span[1],
                "low": one.low,
                "high": one.high,
                "bound": one.bound,
                "unit": one.unit,
                "referent": one.referent,
                "sentence": one.sentence,
                "attribution": one.attribution,
                "quoted": one.quoted,
                "excerpt": text[slice(*one.span)],
            }
            for index, one in enumerate(claims.numbers)
        ],
        "proposition": [
            {
                "version_id": version_id,
                "proposition": index,
                "start_char": one.span[0],
                "end_char": one.span[1],
                "spans": _pairs(one.spans),
                "sentence": one.sentence,
                "attribution": one.attribution,
                "engagement": one.engagement,
                "polarity": one.polarity,
                "certainty": one.certainty,
                "voice": one.voice,
            }
            for index, one in enumerate(claims.propositions)
        ],
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


def _attribution_row(version_id: str, text: str, index: int, one: Attribution) -> Row:
    content = _text_of(text, one.content)
    return {
        "version_id": version_id,
        "attribution": index,
        "source": _pairs(one.source),
        "cue": _pairs(one.cue),
        "content": _pairs(one.content),
        "kind": one.kind,
        "engagement": one.engagement,
        "engagement_cue": _pairs(one.engagement_cue),
        "polarity": one.polarity,
        "certainty": one.certainty,
        "voice": one.voice,
        "relays": list(one.relays),
        "rule": one.rule,
        "sentence": one.sentence,
        "source_text": _text_of(text, one.source),
        "cue_text": _text_of(text, one.cue),
        "content_text": content,
        "content_words": sum(len(text[start:end].split()) for start, end in one.content),
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


def _pairs(spans: Spans) -> list[list[int]]:
    return [list(span) for span in spans]


def _spans(pairs: Iterable[Iterable[int]]) -> Spans:
    return tuple(_span(pair) for pair in pairs)


def _span(pair: Iterable[int]) -> Span:
    start, end = pair
    return start, end


def _text_of(text: str, spans: Spans) -> str:
    return JOINT.join(text[start:end] for start, end in spans)
