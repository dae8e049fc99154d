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
    sentences, paragraphs, shares = _turned(Sentence, claims.sentences)
    keys, voices, groups, roles, states = _turned(Voice, claims.voices)
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
            "sentence": list(range(len(sentences))),
            **_ends(sentences),
            "paragraph": paragraphs,
            "quoted": shares,
        },
        "attribution": _attributions(text, claims.attributions),
        "voice": {
            "ordinal": list(range(len(keys))),
            "voice": keys,
            "name": voices,
            "voice_group": groups,
            "role": roles,
            "state": states,
        },
        "marking": _markings(text, claims.markings),
        "name_use": _names(claims.names),
        "number_use": _numbers(text, claims.numbers),
        "proposition": _propositions(claims.propositions),
    }


def _turned(kind: type[R], records: tuple[R, ...]) -> list[list[Any]]:
    """The fields of records, each as a list, in the order of the kind's fields."""
    return list(map(list, zip(*records, strict=True))) if records else [[] for _ in kind._fields]


def _ends(spans: list[Span], of: str = "") -> dict[str, list[Any]]:
    """The two columns of spans."""
    return {
        f"{of}start_char": [start for start, _ in spans],
        f"{of}end_char": [end for _, end in spans],
    }


def _markings(text: str, found: tuple[Marking, ...]) -> dict[str, list[Any]]:
    spans, targets, engagements, devices, sentences, attributions = _turned(Marking, found)
    return {
        "marking": list(range(len(found))),
        **_ends(spans),
        **_ends(targets, "target_"),
        "engagement": engagements,
        "device": devices,
        "sentence": sentences,
        "attribution": attributions,
        "excerpt": [text[start:end] for start, end in spans],
        "target_text": [text[start:end] for start, end in targets],
    }


def _names(found: tuple[NameUse, ...]) -> dict[str, list[Any]]:
    spans, names, groups, concepts, variants, sentences, quoted = _turned(NameUse, found)
    return {
        "name_use": list(range(len(found))),
        **_ends(spans),
        "name": names,
        "name_group": groups,
        "concept": concepts,
        "variant": variants,
        "sentence": sentences,
        "quoted": quoted,
    }


def _numbers(text: str, found: tuple[NumberUse, ...]) -> dict[str, list[Any]]:
    spans, lows, highs, bounds, units, referents, sentences, attributions, quoted = _turned(NumberUse, found)
    return {
        "number": list(range(len(found))),
        **_ends(spans),
        "low": lows,
        "high": highs,
        "bound": bounds,
        "unit": units,
        "referent": referents,
        "sentence": sentences,
        "attribution": attributions,
        "quoted": quoted,
        "excerpt": [text[start:end] for start, end in spans],
    }


def _propositions(found: tuple[Proposition, ...]) -> dict[str, list[Any]]:
    spans, parts, sentences, attributions, engagements, polarities, certainties, voices = _turned(
        Proposition, found
    )
    return {
        "proposition": list(range(len(found))),
        **_ends(spans),
        "spans": parts,
        "sentence": sentences,
        "attribution": attributions,
        "engagement": engagements,
        "polarity": polarities,
        "certainty": certainties,
        "voice": voices,
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
    (
        sources,
        cues,
        contents,
        kinds,
        engagements,
        engagement_cues,
        polarities,
        certainties,
        voices,
        rules,
        sentences,
        relays,
    ) = _turned(Attribution, found)
    return {
        "attribution": list(range(len(found))),
        "source": sources,
        "cue": cues,
        "content": contents,
        "kind": kinds,
        "engagement": engagements,
        "engagement_cue": engagement_cues,
        "polarity": polarities,
        "certainty": certainties,
        "voice": voices,
        "relays": relays,
        "rule": rules,
        "sentence": sentences,
        "source_text": [_text_of(text, spans) for spans in sources],
        "cue_text": [_text_of(text, spans) for spans in cues],
        "content_text": [_text_of(text, spans) for spans in contents],
        "content_words": [sum(len(text[start:end].split()) for start, end in spans) for spans in contents],
    }


def _text_of(text: str, spans: Spans) -> str:
    if len(spans) == 1:
        start, end = spans[0]
        return text[start:end]
    return JOINT.join([text[start:end] for start, end in spans])
