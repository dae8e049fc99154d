"""Documents of our own invention, with the claims a reader would mark in them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from tasks.claims.records import (
    Attribution,
    NameUse,
    NumberUse,
    Proposition,
    Sentence,
    TextClaims,
    Voice,
)
from tasks.compare.records import Document, OutletDay

DAY = date(2030, 5, 14)
NOON = datetime(2030, 5, 14, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Said:
    """A sentence "<voice> <cue> <content>."."""

    voice: str
    content: str
    cue: str = "said"
    engagement: str = "acknowledged"
    polarity: str = "affirms"
    kind: str = "indirect"


def article(
    outlet: str,
    *sentences: str | Said,
    day: date = DAY,
    hour: float = 0.0,
    title: str = "",
    full_text: bool = True,
    language: str = "en",
    number: int = 0,
    concepts: dict[str, str] | None = None,
) -> Document:
    """One article; plain strings are own voice. Capitalised words inside are names, digits people."""
    text, spans, propositions, attributions, voices = "", [], [], [], {}
    for index, sentence in enumerate(sentences):
        start = len(text)
        if isinstance(sentence, Said):
            head = f"{sentence.voice} {sentence.cue} "
            quote = "“" if sentence.kind == "direct" else ""
            close = "”" if quote else ""
            text += f"{head}{quote}{sentence.content}{close}."
            content = (start + len(head) + len(quote), start + len(head) + len(quote) + len(sentence.content))
            key = sentence.voice.casefold().replace(" ", "-")
            voices[key] = Voice(key, sentence.voice, "person")
            attributions.append(
                Attribution(
                    source=((start, start + len(sentence.voice)),),
                    cue=((start + len(sentence.voice) + 1, start + len(head) - 1),),
                    content=(content,), kind=sentence.kind, engagement=sentence.engagement, engagement_cue=(),
                    polarity=sentence.polarity, certainty="unstated", voice=key, rule="made", sentence=index,
                )
            )  # fmt: skip
            propositions.append(
                Proposition(
                    content, (content,), index, len(attributions) - 1, sentence.engagement,
                    sentence.polarity, "unstated", key,
                )
            )  # fmt: skip
        else:
            text += sentence
            span = (start, len(text))
            propositions.append(
                Proposition(span, (span,), index, None, "acknowledged", "affirms", "unstated", None)
            )
        spans.append((start, len(text)))
        text += " "
    text = text.rstrip()
    claims = TextClaims(
        language=language,
        observed=language == "en",
        sentences=tuple(Sentence(span, 0, 0.0) for span in spans),
        attributions=tuple(attributions),
        voices=tuple(voices.values()),
        markings=(),
        numbers=_numbers(text, spans),
        names=_names(text, spans, concepts or {}),
        propositions=tuple(propositions),
    )
    identity = f"{outlet}-{day}-{number}-{abs(hash_of(text))}"
    at = datetime.combine(day, NOON.timetz()) + timedelta(hours=hour)
    return Document(
        version_id=f"v{hash_of(identity)}", article_id=f"a{hash_of(identity)}", outlet_id=outlet,
        url=f"https://{outlet}.example/{hash_of(identity)}", title=title or text[:60], authors=(), text=text,
        language=language, kind="article", full_text=full_text, published_at=at, published_precision="minute",
        first_seen_at=at + timedelta(minutes=10), seen_after=at - timedelta(minutes=20), day=day,
        claims=claims if language == "en" else replace(claims, observed=False, attributions=(), propositions=()),
    )  # fmt: skip


def hash_of(text: str) -> int:
    """A small number for a text, the same in every process."""
    value = 7
    for letter in text:
        value = (value * 1_000_003 + ord(letter)) % (2**61 - 1)
    return value


def healthy(*outlets: str, **broken: str) -> list[OutletDay]:
    """Observed outlets; keyword arguments name outlets that were not, with the reason."""
    return [OutletDay(outlet, "en", "xx", True, True, False, None) for outlet in outlets] + [
        OutletDay(outlet, "en", "xx", True, False, False, reason) for outlet, reason in broken.items()
    ]


def _sentence_of(spans: list[tuple[int, int]], start: int) -> int:
    return next(index for index, span in enumerate(spans) if span[0] <= start < span[1])


def _numbers(text: str, spans: list[tuple[int, int]]) -> tuple[NumberUse, ...]:
    return tuple(
        NumberUse(
            match.span(1), float(match[1]), float(match[1]), "exact",
            "people" if match[2] == "people" else None, match[2], _sentence_of(spans, match.start()), None, False,
        )
        for match in re.finditer(r"(\d+) (\w+)", text)
    )  # fmt: skip


def _names(text: str, spans: list[tuple[int, int]], concepts: dict[str, str]) -> tuple[NameUse, ...]:
    starts = {span[0] for span in spans}
    return tuple(
        NameUse(
            match.span(), match.group(), "person", concepts.get(match.group()),
            match.group() if match.group() in concepts else None, _sentence_of(spans, match.start()), False,
        )
        for match in re.finditer(r"[A-Z]\w+(?: [A-Z]\w+)*", text)
        if match.start() not in starts or " " in match.group()
    )  # fmt: skip
