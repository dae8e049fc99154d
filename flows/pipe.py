"""`parallax pipe text|claims|stories`: one stage as a filter, JSON lines in, JSON lines out.

A line that cannot be used gives `{"id", "error"}` and the stream goes on; the exit code is then 3.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from itertools import count
from typing import Any, BinaryIO

from tasks.claims.records import TextClaims

Row = dict[str, Any]


class BadLine(ValueError):
    """A line that is not what the stage takes; the text says what is missing."""


def run_pipe(stage: str, lines: Iterable[bytes], out: BinaryIO) -> int:
    """Answers every line of `lines` on `out`, in order. Returns the exit code: 0, or 3 with errors."""
    errors = 0
    answers = _stories(lines) if stage == "stories" else map(_guarded(_row_stage(stage)), lines)
    for answer in answers:
        if answer is None:
            continue
        errors += "error" in answer
        out.write(json.dumps(answer, ensure_ascii=False).encode("utf-8", "surrogatepass") + b"\n")
        out.flush()
    return 3 if errors else 0


def _row_stage(stage: str) -> Callable[[Row], Row]:
    if stage == "text":
        from tasks.read.pipe import read_line

        return read_line
    return claims_line


def _guarded(answer: Callable[[Row], Row]) -> Callable[[bytes], Row | None]:
    """`answer` on one raw line; blank lines give None, anything wrong an error line.

    A line without an id is named by its number in the stream.
    """
    numbers = count(1)

    def guarded(line: bytes) -> Row | None:
        number = next(numbers)
        if not line.strip():
            return None
        row_id = None
        try:
            row = _parse(line)
            row_id = row["id"]
            return answer(row)
        except Exception as problem:  # the stream must go on whatever one line holds
            where = f"line {number}: " if row_id is None else ""
            return {"id": row_id, "error": f"{type(problem).__name__}: {where}{problem}"[:500]}

    return guarded


def _parse(line: bytes) -> Row:
    try:
        row = json.loads(line)
    except (UnicodeDecodeError, json.JSONDecodeError) as problem:
        raise BadLine(f"not a line of JSON in UTF-8 ({problem})") from None
    if not isinstance(row, dict) or "id" not in row:
        raise BadLine('not a JSON object with an "id"')
    return row


def _text_of(row: Row, key: str) -> str:
    value = row.get(key)
    if not isinstance(value, str):
        raise BadLine(f'"{key}" must be a string')
    return value


def claims_line(row: Row) -> Row:
    """`{"id", "text", "title"?, "outlet"?, "language"?}` -> the claims of the text, as plain JSON values.

    A text that states no language is read in its own, when its words are many and plain enough to tell it.
    """
    from tasks.claims.extract import extract_claims
    from tasks.read.language import plain_language

    text = _text_of(row, "text")
    claims = extract_claims(
        text,
        title=row.get("title"),
        outlet=row.get("outlet"),
        language=row.get("language") or plain_language(text, "en") or "en",
    )
    return {"id": row["id"], **claims_json(claims)}


def claims_json(claims: TextClaims) -> Row:
    """A text's claims as plain JSON values; offsets are those of the text as given."""
    names = {v.key: v.name for v in claims.voices}
    return {
        "language": claims.language,
        "observed": claims.observed,
        "attributions": [
            {
                "source": a.source,
                "cue": a.cue,
                "content": a.content,
                "kind": a.kind,
                "engagement": a.engagement,
                "engagement_cue": a.engagement_cue,
                "polarity": a.polarity,
                "certainty": a.certainty,
                "voice": names.get(a.voice, a.voice),
                "voice_key": a.voice,
                "relays": a.relays,
                "rule": a.rule,
            }
            for a in claims.attributions
        ],
        "voices": [
            {"key": v.key, "name": v.name, "group": v.group, "role": v.role, "state": v.state}
            for v in claims.voices
        ],
        "markings": [
            {
                "span": m.span,
                "target": m.target,
                "engagement": m.engagement,
                "device": m.device,
                "attribution": m.attribution,
            }
            for m in claims.markings
        ],
        "numbers": [
            {
                "span": n.span,
                "low": n.low,
                "high": n.high,
                "unit": n.unit,
                "bound": n.bound,
                "referent": n.referent,
                "quoted": n.quoted,
            }
            for n in claims.numbers
        ],
        "names": [
            {
                "span": n.span,
                "name": n.name,
                "group": n.group,
                "concept": n.concept,
                "variant": n.variant,
                "quoted": n.quoted,
            }
            for n in claims.names
        ],
    }


def _stories(lines: Iterable[bytes]) -> Iterator[Row]:
    """Stories need the whole stream: all good rows are grouped together, errors answered in place."""
    from tasks.compare.pipe import group_stream

    check = _guarded(_story_row)
    checked = [row for row in map(check, lines) if row is not None]
    grouped = iter(group_stream([r for r in checked if "error" not in r]))  # answers in the order of rows
    for row in checked:
        yield row if "error" in row else next(grouped)


def _story_row(row: Row) -> Row:
    return {
        "id": row["id"],
        "title": row.get("title") or "",
        "text": _text_of(row, "text"),
        "published_at": row.get("published_at"),
        "outlet": row.get("outlet"),
    }
